// A ledger with very many claims beside one with few: the same load on both, in turn, each in a workerd of its own.

import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { AUTHORIZED, checkoutBody } from './carts.ts';
import { pay, TIMED } from './contenders.ts';
import { fillLedger } from './copies.ts';
import { seedLedger } from './exports.ts';
import type { LoadResult } from './load.ts';
import type { SecondProcess } from './second-process.ts';
import { type Servers, startServers } from './servers.ts';
import { LARGE_LEDGER_CLAIMS, ROUNDS, SMALL_CART_LINES, SMALL_LEDGER_CLAIMS } from './settings.ts';

export type LedgerSize = 'small' | 'large';
export type LargeRound = Readonly<
  Record<LedgerSize, { readonly checkouts: LoadResult; readonly webhooks: LoadResult }>
>;

/**
 * Measures checkouts and webhooks on both, one after the other, as often as there are rounds. The claims that are there before
 * are of one line each, so that filling takes half as long; those that are measured have as many as everywhere.
 */
export async function measureLarge(second: SecondProcess, folder: string): Promise<LargeRound[]> {
  await seedLedger(second, folder, SMALL, 1);
  fillLedger(join(folder, SMALL), SMALL_LEDGER_CLAIMS);
  cpSync(join(folder, SMALL), join(folder, LARGE), { recursive: true });
  const begun = performance.now();
  console.error(`large ledger: filling ${LARGE_LEDGER_CLAIMS} claims`);
  fillLedger(join(folder, LARGE), LARGE_LEDGER_CLAIMS);
  console.error(`filled in ${Math.round((performance.now() - begun) / 1000)} s`);
  const small = await startServers(folder, SMALL, {});
  const large = await startServers(folder, LARGE, {});
  await expectVerified(small);
  const rounds: LargeRound[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    console.error(`round ${round} of ${ROUNDS}`);
    rounds.push(await measureRound(second, { small, large }, round % 2 === 0));
  }
  await small.stop();
  await large.stop();
  return rounds;
}

const SMALL = 'objects-of-small-ledger';
const LARGE = 'objects-of-large-ledger';

/** What goes first in one round goes second in the next. */
async function measureRound(
  second: SecondProcess,
  { small, large }: Readonly<Record<LedgerSize, Servers>>,
  large_first: boolean,
): Promise<LargeRound> {
  if (large_first) {
    const first = await measureOne(second, large);
    return { small: await measureOne(second, small), large: first };
  }
  return { small: await measureOne(second, small), large: await measureOne(second, large) };
}

async function measureOne(
  second: SecondProcess,
  { zhehui_port: port }: Servers,
): Promise<LargeRound[LedgerSize]> {
  const body = checkoutBody(SMALL_CART_LINES);
  const checkouts = await second.load({
    ...TIMED,
    ...{ port, path: '/v1/checkouts', body, keep: true, headers: AUTHORIZED },
  });
  return { checkouts, webhooks: await pay(second, port, checkouts.answers) };
}

/** Copies measure nothing unless they are what a ledger holds. */
async function expectVerified({ zhehui_port }: Servers): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${zhehui_port}/v1/claims/verify`, { headers: AUTHORIZED });
  const { ok, events } = (await answer.json()) as { ok: boolean; events: number };
  if (!ok || events < 2 * SMALL_LEDGER_CLAIMS) throw new Error('the copies do not verify');
}
