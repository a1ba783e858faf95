// What finance sees of claims whose cart changed, wherever it looks: the ledger, the journal, lists, exports; and that nothing
// personal is kept of a cart that is still in flight.

import { runInDurableObject } from 'cloudflare:test';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Claim } from '../../src/wire/objects.ts';
import { claimOf } from './claim-support.ts';
import {
  claimsOf,
  ends,
  expectAgreement,
  fault,
  NEW,
  OLD,
  open,
  reprice,
  repriced,
  robot,
} from './repricing-support.ts';
import {
  call,
  checkoutIn,
  expectRefusal,
  intentOf,
  KEY,
  ledgerObject,
  ledgerOf,
  newShop,
  order,
  payAndTell,
  type Shop,
  SOCKS,
  sandbox,
  send,
} from './support.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await newShop();
});
afterEach(() => sandbox('faults', undefined, 'DELETE'));

describe('a claim whose cart changed', () => {
  const DEARER = robot(800_000, { sku: 'G30', title: '石头 G30 扫地机器人' });

  it('[R5] is shown by a list and by an export once, with the cart it is for', async () => {
    const { id, order_reference } = await open(shop);
    await repriced(shop, id, { lines: [DEARER, SOCKS] });
    const [claim, ...more] = await claimsOf(shop);
    expect(more).toEqual([]);
    expect(claim).toMatchObject({ amount: 120_000, lines: [{ title: DEARER.title }, { sku: 'SOCKS' }] });
    const csv = await (await send('/v1/claims/export', { key: shop.keys.fk })).text();
    const rows = csv.split('\r\n').filter((row) => row.includes(order_reference));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toContain('120000');
    const ndjson = await (await send('/v1/claims/export?format=ndjson', { key: shop.keys.fk })).text();
    expect(JSON.parse(ndjson.trim())).toEqual(claim);
  });

  it('[J1] is in the journal what it is in the ledger, and what its journal holds of the budget is the same', async () => {
    const { id } = await open(shop);
    const { order_reference } = await repriced(shop, id, { lines: NEW });
    await repriced(shop, id, { lines: [SOCKS] });
    await repriced(shop, id, { lines: [DEARER] });
    await payAndTell(intentOf(await expectAgreement(shop, id)));
    await ledgerOf(shop.id).due(Date.now());
    const query = `/v1/claims?merchant=${shop.id}&order_reference=${order_reference}`;
    const { data } = (await call(query, { key: KEY.ok })).body as { data: Claim[] };
    expect(data.map(({ status, amount }) => [status, amount])).toEqual([
      ['posted', 120_000],
      ['voided', 90_000],
    ]);
    expect(data).toEqual(await claimsOf(shop));
    expect((await call('/v1/claims/verify', { key: KEY.ok })).body).toMatchObject({ ok: true });
  });

  it('[R5] is paid, and units of the new cart come back by the rule of the new cart', async () => {
    const { id } = await open(shop);
    await repriced(shop, id, { lines: [robot(800_000, { quantity: 2 })] });
    await payAndTell(intentOf(await expectAgreement(shop, id)));
    const refund = await call(`/v1/checkouts/${id}/refunds`, {
      ...{ key: shop.keys.sk, headers: { 'Idempotency-Key': crypto.randomUUID() } },
      body: { lines: [{ line: 0, quantity: 1 }], reason: 'changed mind' },
    });
    // One robot alone gets 15 % of 8,000.00, the two got the cap of 2,000.00.
    expect(refund).toMatchObject({ status: 201, body: { amount: 720_000, clawback_amount: 80_000 } });
    expect((await claimsOf(shop))[0]).toMatchObject({ amount: 200_000, reversed_amount: 80_000 });
    expect((await call('/v1/claims/verify', { key: shop.keys.sk })).body).toMatchObject({ ok: true });
  });

  it('[D1] of a large merchant is kept in the ledger of its order, the first claim and the next', async () => {
    const large = await newShop({ ledger_shards: 5 });
    for (let orders = 0; orders < 5; orders += 1) {
      const body = order({ lines: OLD });
      const { id } = checkoutIn(await call('/v1/checkouts', { body, key: large.keys.sk }), 201);
      await repriced(large, id, { lines: [SOCKS] });
      const after = await repriced(large, id, { lines: NEW });
      expect(await claimOf(after, large.keys.sk)).toMatchObject({ checkout: id, amount: 90_000 });
      expect(after.claim?.id.slice(-2)).toBe(id.slice(-2));
    }
    expect((await call('/v1/claims/verify', { key: large.keys.sk })).body).toMatchObject({ ok: true });
  });

  it('[A8] in flight and done, neither its serial numbers nor its buyer are kept', async () => {
    const [serial, buyer] = ['SN-PRIVATE-000042', 'buyer-13800000000'];
    const { id } = await open(shop);
    const body = {
      lines: [robot(600_000, { serial_numbers: [serial] })],
      buyer: { reference: buyer },
    };
    await fault({ kind: 'status', status: 429 });
    expectRefusal(await reprice(shop, id, body), 503, 'payment_provider_unavailable');
    expect(await ends(shop)).toEqual(['in_flight']);
    expect(await kept()).not.toMatch(/PRIVATE|13800000000/i);
    await repriced(shop, id, body);
    expect(await kept()).not.toMatch(/PRIVATE|13800000000/i);
    expect(await kept()).toContain('0042');
  });

  /** All that the shop's ledger keeps, as text. */
  function kept(): Promise<string> {
    return runInDurableObject(ledgerObject(shop.id), (_, { storage }) =>
      JSON.stringify(
        ['checkouts', 'repricings', 'claims', 'events', 'locks'].map((table) =>
          storage.sql.exec(`SELECT * FROM ${table}`).toArray(),
        ),
      ),
    );
  }
});
