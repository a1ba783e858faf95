// How often one client may open checkouts and ask for quotes with a published key, and try keys. Counted as Cloudflare does,
// by the stand-in for its rate limits, whose minutes are the clock's.

import { env } from 'cloudflare:workers';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PAGE_CHECKOUT_RATE, PAGE_QUOTE_RATE, RATE_PERIOD_S, UNKNOWN_KEY_RATE } from '../../src/limits.ts';
import type { Env } from '../../worker/env.ts';
import { clientOf } from '../../worker/rates.ts';
import { line, newStore, pageOrder } from './catalogue-support.ts';
import {
  type Answer,
  call,
  callUnder,
  expectRefusal,
  newKeyOf,
  newShop,
  order,
  type Shop,
} from './support.ts';

const QUOTE = { lines: [line('SOCKS')] };
const SPARE_MS = 12_000;

let clients = 0;
/** An address that nobody else has. */
function newClient(): string {
  clients += 1;
  return `198.51.100.${clients}`;
}

const from = (client: string, key: string, path: string, body?: unknown): Promise<Answer> =>
  call(path, { key, body, headers: { 'CF-Connecting-IP': client } });

/** So many calls, a few at once; their statuses, each once. */
async function statusesOf(count: number, one: (at: number) => Promise<Answer>): Promise<number[]> {
  const statuses = new Set<number>();
  for (let done = 0; done < count; done += 10) {
    const batch = Array.from({ length: Math.min(10, count - done) }, (_, at) => one(done + at));
    for (const { status } of await Promise.all(batch)) statuses.add(status);
  }
  return [...statuses];
}

/** Away from the end of a minute, at which the counts begin anew. */
beforeEach(async () => {
  const period_ms = RATE_PERIOD_S * 1000;
  const left_ms = period_ms - (Date.now() % period_ms);
  if (left_ms < SPARE_MS) await new Promise((resolve) => setTimeout(resolve, left_ms + 10));
});

let shop: Shop;
beforeAll(async () => {
  shop = await newStore();
});

describe('checkouts of pages', () => {
  it('[A11] one client opens PAGE_CHECKOUT_RATE in a minute; one more is refused and does nothing', async () => {
    const [client, other] = [newClient(), newClient()];
    const opens = (who: string, asked = pageOrder({ lines: [line('SOCKS')] })) =>
      from(who, shop.keys.pk, '/v1/checkouts', asked);
    expect(await statusesOf(PAGE_CHECKOUT_RATE, () => opens(client))).toEqual([201]);
    const asked = pageOrder({ lines: [line('SOCKS')] });
    const message = expectRefusal(await opens(client, asked), 429, 'rate_limited');
    expect(message).toContain(`at most ${PAGE_CHECKOUT_RATE} such calls of one client in 60 seconds`);
    expect((await opens(other, asked)).status).toBe(201);
    expectRefusal(await opens(client, asked), 429, 'rate_limited');
  });

  it('[A11] are counted for each merchant by itself, and those of servers and tills not at all', async () => {
    const client = newClient();
    const other = await newStore();
    const opens = ({ keys }: Shop) => from(client, keys.pk, '/v1/checkouts', pageOrder());
    await statusesOf(PAGE_CHECKOUT_RATE + 1, () => opens(shop));
    expectRefusal(await opens(shop), 429, 'rate_limited');
    expect((await opens(other)).status).toBe(201);
    for (const key of [shop.keys.sk, shop.keys.tk]) {
      expect((await from(client, key, '/v1/checkouts', order())).status).toBe(201);
    }
  });
});

describe('quotes of pages', () => {
  it('[A11] one client asks for PAGE_QUOTE_RATE in a minute, and for no more', async () => {
    const [client, other] = [newClient(), newClient()];
    const quoted = (who: string) => from(who, shop.keys.pk, '/v1/quotes', QUOTE);
    expect(await statusesOf(PAGE_QUOTE_RATE, () => quoted(client))).toEqual([200]);
    expectRefusal(await quoted(client), 429, 'rate_limited');
    expect((await quoted(other)).status).toBe(200);
  });
});

describe('keys that a Worker does not know', () => {
  it('[A11] of one client it asks about UNKNOWN_KEY_RATE in a minute; keys that it knows work on', async () => {
    const [client, other] = [newClient(), newClient()];
    const { id, keys } = await newShop();
    const unseen = await newKeyOf(id, 'sk');
    const asks = (who: string, key: string) => from(who, key, '/v1/programmes');
    expect((await asks(other, keys.sk)).status).toBe(200);
    const tried = (at: number): string => `sk_test_tried_${at}`;
    expect(await statusesOf(UNKNOWN_KEY_RATE, (at) => asks(client, tried(at)))).toEqual([401]);
    expectRefusal(await asks(client, tried(0)), 429, 'rate_limited');
    expectRefusal(await asks(client, unseen), 429, 'rate_limited');
    expect((await asks(client, keys.sk)).status).toBe(200);
    expect((await asks(other, unseen)).status).toBe(200);
    expectRefusal(await asks(other, tried(0)), 401, 'api_key_invalid');
  });
});

describe('who a client is', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::6', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['2001:db8:1:2:3:4:5::', '2001:db8:1:2'],
    ['::1', '0:0:0:0'],
    ['::', '0:0:0:0'],
  ])('[A11] %s is %s', (address, client) => {
    expect(clientOf(address)).toBe(client);
  });

  it('[A11] other addresses of the same network are the same client, as far as IPv6 goes', async () => {
    const { pk } = shop.keys;
    const opens = (client: string) => from(client, pk, '/v1/checkouts', pageOrder());
    await statusesOf(PAGE_CHECKOUT_RATE, (at) => opens(`2001:db8:7:7::${at}`));
    expectRefusal(await opens('2001:db8:7:7:8000::'), 429, 'rate_limited');
    expect((await opens('2001:db8:7:8::1')).status).toBe(201);
  });

  it('[A11] without the binding nothing is counted', async () => {
    const { PAGE_QUOTE_RATE: _, ...without } = env as unknown as Env;
    const quoted = () =>
      callUnder(without, '/v1/quotes', {
        key: shop.keys.pk,
        body: QUOTE,
        headers: { 'CF-Connecting-IP': '198.51.100.250' },
      });
    expect(await statusesOf(PAGE_QUOTE_RATE + 1, quoted)).toEqual([200]);
  });
});
