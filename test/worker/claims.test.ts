// Reading claims: pages, filters, and what a filter may not be.

import { listDurableObjectIds } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { LIST_LIMIT_DEFAULT, LIST_LIMIT_MAX } from '../../src/limits.ts';
import type { Claim } from '../../src/wire/objects.ts';
import type { NewCheckout } from '../../worker/objects/checkout-store.ts';
import { checkoutRow } from './checkout-row.ts';
import {
  call,
  expectRefusal,
  KEY,
  ledgerOf,
  newShop,
  nowS,
  openCheckout,
  type Shop,
  until,
} from './support.ts';

const COUNT = 23;
const FROM = nowS() - 3_600;
let shop: Shop;
let rows: NewCheckout[];

const claimsAt = async (query: string, key: string = shop.keys.fk): Promise<Claim[]> => {
  const { status, body } = await call(`/v1/claims?${query}`, { key });
  expect({ status, body }).toMatchObject({ status: 200, body: { object: 'list', url: '/v1/claims' } });
  return body['data'] as Claim[];
};
const ids = (claims: readonly Claim[]): string[] => claims.map(({ id }) => id);
const idsOf = (some: readonly NewCheckout[]): string[] => some.map(({ claim }) => claim ?? '');

/** Twenty-three claims, one for each minute, some of glasses, some paid, some voided. */
beforeAll(async () => {
  shop = await newShop();
  const ledger = ledgerOf(shop.id);
  rows = Array.from({ length: COUNT }, (_, at) =>
    checkoutRow({ created: FROM + at * 60, ...(at % 4 === 0 && { title: 'Rokid 智能眼镜' }) }),
  ).reverse();
  for (const row of [...rows].reverse()) await ledger.reserve({ checkout: row, idempotency_key: null });
  const fact = { client_secret: null, attempt: 1, cart: null, currency: 'cny' } as const;
  for (const [at, { id, amount_due }] of rows.entries()) {
    const payment = { ...fact, payment_intent: `pi_${id}`, amount_received: amount_due };
    if (at % 3 === 0) await ledger.apply(id, { ...payment, status: 'succeeded' }, nowS());
    if (at % 3 === 1) await ledger.apply(id, { ...payment, status: 'canceled' }, nowS());
  }
  await ledger.due(Date.now());
});

describe('pages', () => {
  it('[E1] without a limit there are ten, the latest first, without their events', async () => {
    const claims = await claimsAt('');
    expect(ids(claims)).toEqual(idsOf(rows.slice(0, LIST_LIMIT_DEFAULT)));
    expect(claims[0]).not.toHaveProperty('events');
    expect(claims[0]?.lines).toHaveLength(1);
  });

  it.each([1, 2, 5, 7, COUNT - 1, COUNT, LIST_LIMIT_MAX])(
    '[E1] pages of %i go through all claims without a gap or a repeat',
    async (limit) => {
      for (const key of [shop.keys.sk, KEY.ok]) {
        const seen: string[] = [];
        let more = true;
        while (more && seen.length <= COUNT) {
          const after = seen.length > 0 ? `&starting_after=${seen.at(-1)}` : '';
          const { body } = await call(`/v1/claims?limit=${limit}${after}`, { key });
          const page = body['data'] as Claim[];
          more = body['has_more'] === true;
          expect(page.length === limit || !more).toBe(true);
          seen.push(...ids(page));
        }
        expect(seen).toEqual(idsOf(rows));
      }
    },
  );

  it('[E1] has_more is false on a last page that is full', async () => {
    expect((await call(`/v1/claims?limit=${COUNT}`, { key: shop.keys.sk })).body['has_more']).toBe(false);
    expect((await call(`/v1/claims?limit=${COUNT - 1}`, { key: shop.keys.sk })).body['has_more']).toBe(true);
  });

  it('[A4] limit: 1 and 100 pass', async () => {
    for (const limit of [1, LIST_LIMIT_MAX])
      expect((await claimsAt(`limit=${limit}`)).length).toBe(Math.min(limit, COUNT));
  });

  it.each(['0', '101', '000', '-1', '1.5', '1e1', '', 'all', '9999', '٣', '5&limit=6'])(
    '[A4] limit=%s is refused',
    async (limit) => {
      const code = limit.includes('&') ? 'parameter_repeated' : 'parameter_invalid';
      expectRefusal(await call(`/v1/claims?limit=${limit}`, { key: shop.keys.sk }), 400, code, 'limit');
    },
  );
});

describe('filters', () => {
  it.each(['pending', 'posted', 'voided', 'reversed', 'partially_reversed'])(
    '[E1] status %s',
    async (status) => {
      const rest = ['posted', 'voided', 'pending'].indexOf(status);
      const expected = idsOf(rows.filter((_, at) => at % 3 === rest));
      for (const key of [shop.keys.fk, KEY.ok]) {
        const claims = await claimsAt(`limit=100&status=${status}`, key);
        expect(ids(claims)).toEqual(expected);
        expect(new Set(claims.map((claim) => claim.status)).size).toBe(expected.length > 0 ? 1 : 0);
      }
    },
  );

  it('[E1] device', async () => {
    const glasses = await claimsAt('limit=100&device=smart_glasses');
    const robots = await claimsAt('limit=100&device=household_robot');
    expect(glasses.map(({ devices }) => devices)).toEqual(Array(6).fill(['smart_glasses']));
    expect([...ids(glasses), ...ids(robots)].sort()).toEqual(idsOf(rows).sort());
  });

  it('[E1] a claim of two devices is found by either, and once', async () => {
    const lines = [
      { sku: 'A', title: '扫地机器人', unit_amount: 100_000, quantity: 1 },
      { sku: 'B', title: 'Rokid 智能眼镜', unit_amount: 100_000, quantity: 1 },
    ];
    const other = await newShop();
    const { claim } = await openCheckout({ lines }, other.keys.sk);
    for (const device of ['smart_glasses', 'household_robot']) {
      expect(ids(await claimsAt(`device=${device}`, other.keys.sk))).toEqual([claim?.id]);
    }
  });

  it('[E1] order reference', async () => {
    const [row] = rows;
    expect(ids(await claimsAt(`order_reference=${row?.order_reference}`))).toEqual([row?.claim]);
    expect(await claimsAt('order_reference=nobody')).toEqual([]);
    expect(await claimsAt('order_reference=row-%25')).toEqual([]);
  });

  it('[E1] time: from an instant on, and before an instant', async () => {
    const instant = FROM + 10 * 60;
    for (const key of [shop.keys.fk, KEY.ok]) {
      expect(ids(await claimsAt(`limit=100&created[gte]=${instant}`, key))).toEqual(idsOf(rows.slice(0, 13)));
      expect(ids(await claimsAt(`limit=100&created[lt]=${instant}`, key))).toEqual(idsOf(rows.slice(13)));
      expect(ids(await claimsAt(`created[gte]=${instant}&created[lt]=${instant + 1}`, key))).toEqual(
        idsOf(rows.slice(12, 13)),
      );
      expect(await claimsAt(`created[gte]=${instant}&created[lt]=${instant}`, key)).toEqual([]);
      expect(await claimsAt('created[gte]=99999999999', key)).toEqual([]);
      expect(await claimsAt('created[lt]=0', key)).toEqual([]);
    }
  });

  it('[E1] merchant, for the operator; several filters and pages together', async () => {
    const other = await newShop();
    const theirs = await openCheckout({}, other.keys.sk);
    await until(
      () => claimsAt('limit=100', KEY.ok),
      (claims) => ids(claims).includes(theirs.claim?.id ?? ''),
    );
    expect(ids(await claimsAt(`merchant=${other.id}`, KEY.ok))).toEqual([theirs.claim?.id]);
    expect(ids(await claimsAt(`limit=100&merchant=${shop.id}`, KEY.ok))).toEqual(idsOf(rows));
    expect(await claimsAt('merchant=mer_nobody', KEY.ok)).toEqual([]);
    const query = `merchant=${shop.id}&status=posted&device=smart_glasses&limit=1`;
    const [first] = await claimsAt(query, KEY.ok);
    const [second] = await claimsAt(`${query}&starting_after=${first?.id}`, KEY.ok);
    expect([first, second]).toMatchObject([
      { status: 'posted', devices: ['smart_glasses'] },
      { status: 'posted', devices: ['smart_glasses'] },
    ]);
    expect((first?.id ?? '') > (second?.id ?? '')).toBe(true);
  });

  it.each([
    ['status', 'paid'],
    ['status', ''],
    ['device', 'robot'],
    ['device', '%'],
    ['created[gte]', 'yesterday'],
    ['created[gte]', '-1'],
    ['created[gte]', '1e9'],
    ['created[lt]', '1.5'],
    ['created[lt]', '123456789012'],
    ['order_reference', 'x'.repeat(101)],
    ['merchant', 'x'.repeat(101)],
    ['starting_after', 'x'.repeat(101)],
  ])('[A3] %s=%s is refused', async (name, value) => {
    for (const path of name === 'starting_after' ? ['/v1/claims'] : ['/v1/claims', '/v1/claims/export']) {
      expectRefusal(await call(`${path}?${name}=${value}`, { key: KEY.ok }), 400, 'parameter_invalid', name);
    }
  });
});

describe('one claim', () => {
  it('[E1] comes with its events, to its merchant and to the operator alike', async () => {
    const paid = rows[0]?.claim;
    const [theirs, operators] = [shop.keys.fk, KEY.ok].map((key) => call(`/v1/claims/${paid}`, { key }));
    const claim = (await theirs)?.body;
    expect(claim).toMatchObject({
      id: paid,
      object: 'claim',
      status: 'posted',
      events: [
        { object: 'event', type: 'claim.reserved' },
        { object: 'event', type: 'claim.posted' },
      ],
    });
    expect((await operators)?.body).toEqual(claim);
  });

  it.each([
    'clm_nobody',
    'clm_00000000000000000000000000',
    'clm_01zzzzzzzz0000000000000000',
    'chk_1',
    '%00',
    'a%2Fb',
    'x'.repeat(10_000),
  ])('[A2] %s is a 404', async (id) => {
    for (const key of [KEY.fk, KEY.ok]) {
      expectRefusal(await call(`/v1/claims/${id}`, { key }), 404, 'resource_missing', 'id');
    }
  });

  it('[A2] an id that claims to be of the year 37648 is a 404, and is answered at once', async () => {
    stopEndlessLoops();
    const journals = (await listDurableObjectIds(env.JOURNAL)).length;
    const answer = await call('/v1/claims/clm_zzzzzzzzzz0000000000000000', { key: KEY.ok });
    expectRefusal(answer, 404, 'resource_missing', 'id');
    expect(await listDurableObjectIds(env.JOURNAL)).toHaveLength(journals);
  });
});

/** Months are written with padStart: a loop over months without an end becomes a failure here instead of a hang. */
function stopEndlessLoops(): void {
  const { padStart } = String.prototype;
  let calls = 0;
  vi.spyOn(String.prototype, 'padStart').mockImplementation(function (this: string, ...given) {
    calls += 1;
    if (calls > 100_000) throw new Error('a loop without an end');
    return padStart.apply(this, given);
  });
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
}
