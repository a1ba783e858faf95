// Requests per second: Zhehui and what it is measured against, in turn, in rounds.

import { AUTHORIZED, cartOf, checkoutBody, paidWebhook } from './carts.ts';
import type { LoadResult } from './load.ts';
import { type Authorization, shardedMerchantKey } from './merchants.ts';
import type { SecondProcess } from './second-process.ts';
import type { Servers } from './servers.ts';
import { CONNECTIONS, LARGE_CART_LINES, LEAD_MS, MEASURE_MS, ROUNDS, SMALL_CART_LINES } from './settings.ts';

export type Contender =
  | 'bare_small'
  | 'quotes_small'
  | 'bare_large'
  | 'quotes_large'
  | 'insert'
  | 'checkouts'
  | 'checkouts_sharded'
  | 'webhooks';

/** What a round measured. */
export type Round = Readonly<Record<Contender, LoadResult>>;

/** Measures all contenders, one after the other, as often as there are rounds. */
export async function measureRounds(second: SecondProcess, servers: Servers): Promise<Round[]> {
  const sharded = await shardedMerchantKey(servers.zhehui_port);
  const rounds: Round[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    console.error(`round ${round} of ${ROUNDS}`);
    rounds.push(await measureRound(second, servers, sharded));
  }
  return rounds;
}

async function measureRound(
  second: SecondProcess,
  { zhehui_port, peers_port }: Servers,
  sharded: Authorization,
): Promise<Round> {
  const timed = (
    port: number,
    path: string,
    body: string,
    keep = false,
    headers: Authorization = AUTHORIZED,
  ) => second.load({ port, path, body, keep, headers, ...TIMED });
  const small = JSON.stringify(cartOf(SMALL_CART_LINES));
  const large = JSON.stringify(cartOf(LARGE_CART_LINES));
  const order = checkoutBody(SMALL_CART_LINES);
  const bare_small = await timed(peers_port, '/bare', small);
  const quotes_small = await timed(zhehui_port, '/v1/quotes', small);
  const bare_large = await timed(peers_port, '/bare', large);
  const quotes_large = await timed(zhehui_port, '/v1/quotes', large);
  const insert = await timed(peers_port, '/insert', order);
  const checkouts = await timed(zhehui_port, '/v1/checkouts', order, true);
  const webhooks = await pay(second, zhehui_port, checkouts.answers);
  const checkouts_sharded = await timed(zhehui_port, '/v1/checkouts', order, false, sharded);
  return {
    bare_small,
    quotes_small,
    bare_large,
    quotes_large,
    insert,
    checkouts,
    checkouts_sharded,
    webhooks,
  };
}

/** How long and on how many connections a contender is loaded. */
export const TIMED = { connections: CONNECTIONS, lead_ms: LEAD_MS, measure_ms: MEASURE_MS } as const;

/** Tells that each of these checkouts was paid. @throws where one was not taken for paid */
export async function pay(
  second: SecondProcess,
  port: number,
  checkouts: readonly string[],
): Promise<LoadResult> {
  const result = await second.load({
    port,
    path: '/v1/webhooks/stripe',
    headers: {},
    each: checkouts.map(paidWebhook),
    connections: CONNECTIONS,
    keep: true,
  });
  const odd = result.answers.find((answer) => (JSON.parse(answer) as { settled: unknown }).settled !== true);
  if (odd !== undefined) throw new Error(`a webhook was not settled: ${odd}`);
  return result;
}
