// What is sent again after days, when idempotency keys are forgotten: a till may be cut off that long, and resends until it is answered.

import { runInDurableObject } from 'cloudflare:test';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXTERNAL_CHECKOUT_TTL_S, IDEMPOTENCY_TTL_S } from '../../src/limits.ts';
import { claimOf, eventTypes } from './claim-support.ts';
import {
  cancel,
  confirm,
  EXTERNAL,
  expectBooked,
  giveBackBy,
  openExternal,
  soldExternally,
} from './external-support.ts';
import { CAPPED_ROBOT, expectKept, giveBack, refundIn, refundsAtStripe, sold } from './return-support.ts';
import {
  call,
  checkoutIn,
  checkoutNow,
  expectRefusal,
  ledgerObject,
  ledgerOf,
  newShop,
  nowS,
  order,
  ROBOT,
  ROBOT_SUBSIDY,
  type Shop,
  SOCKS,
  sandbox,
} from './support.ts';

const A_DAY_AND_MORE = IDEMPOTENCY_TTL_S + 3_600;
const NEARLY_SEVEN_DAYS = EXTERNAL_CHECKOUT_TTL_S - 3_600;
const CASH = { tender: 'cash' };
const ONE = [{ line: 0, quantity: 1 }];

let shop: Shop;
beforeEach(async () => {
  shop = await newShop();
});
afterEach(() => sandbox('faults', undefined, 'DELETE'));

/** Lets so many seconds pass: all that the shop's ledger has done is so much longer ago, and it has forgotten what it may. */
async function later(seconds: number, of = shop): Promise<void> {
  await runInDurableObject(ledgerObject(of.id), (_, { storage: { sql } }) => {
    sql.exec('UPDATE idempotency SET created = created - ?', seconds);
    sql.exec('UPDATE refunds SET created = created - ?, ask_at = ask_at - ?', seconds, seconds);
    sql.exec('UPDATE checkouts SET created = created - ?1, expires_at = expires_at - ?1', seconds);
  });
  await ledgerOf(of.id).due(nowS() * 1000);
}

describe('a return', () => {
  it.each([A_DAY_AND_MORE, NEARLY_SEVEN_DAYS, 40 * 86_400])(
    '[Z4] [I6] of the shop’s own money is one return, %i seconds later too',
    async (seconds) => {
      const checkout = await soldExternally(shop, { lines: [CAPPED_ROBOT] });
      const first = refundIn(await giveBackBy(shop, checkout, CASH, 'return-1'));
      await later(seconds);
      const again = refundIn(await giveBackBy(shop, checkout, CASH, 'return-1'));
      expect({ ...again, created: first.created }).toEqual(first);
      expect((await checkoutNow(checkout.id, shop.keys.sk)).refunds).toHaveLength(1);
      const claim = await expectBooked(shop, checkout, { pending: 0, posted: 120_000 });
      expect(eventTypes(claim)).toEqual(['claim.reserved', 'claim.posted', 'claim.reversed']);
    },
  );

  it('[Z4] that Stripe refunds is one refund there', async () => {
    const checkout = await sold(shop);
    const first = refundIn(await giveBack(shop, checkout, ONE, { key: 'return-2' }));
    await later(A_DAY_AND_MORE);
    const again = refundIn(await giveBack(shop, checkout, ONE, { key: 'return-2' }));
    expect(again.id).toBe(first.id);
    expect(await refundsAtStripe(checkout)).toHaveLength(1);
    await expectKept(shop, checkout, [{ ...CAPPED_ROBOT, quantity: 1 }]);
  });

  it.each([
    ['other units', { lines: [{ line: 0, quantity: 2 }] }],
    ['another line', { lines: [{ line: 1, quantity: 1 }] }],
    ['its serial numbers', { lines: [{ line: 0, quantity: 1, serial_numbers: ['SN-1'] }] }],
    ['another reason', { reason: 'broken' }],
    ['another tender', { tender: 'other' }],
    ['another reference', { reference: 'slip 18' }],
  ])('[Z4] with %s is not the one that its key stands for, and refused', async (_, over) => {
    const checkout = await soldExternally(shop, { lines: [CAPPED_ROBOT, SOCKS] });
    refundIn(await giveBackBy(shop, checkout, CASH, 'return-3'));
    await later(A_DAY_AND_MORE);
    const other = await giveBackBy(shop, checkout, { ...CASH, ...over }, 'return-3');
    expectRefusal(other, 400, 'idempotency_key_reused', 'Idempotency-Key');
    expect((await checkoutNow(checkout.id, shop.keys.sk)).refunds).toHaveLength(1);
  });

  it('[Z4] under another key is another one', async () => {
    const checkout = await soldExternally(shop, { lines: [CAPPED_ROBOT] });
    refundIn(await giveBackBy(shop, checkout, CASH, 'return-4'));
    await later(A_DAY_AND_MORE);
    refundIn(await giveBackBy(shop, checkout, CASH, 'return-5'));
    expect(await claimOf(checkout, shop.keys.sk)).toMatchObject({ status: 'reversed' });
  });
});

describe('a sale', () => {
  const KEY = { 'Idempotency-Key': 'sale-1' };
  const ask = (body: Record<string, unknown>) =>
    call('/v1/checkouts', { key: shop.keys.tk, body, headers: KEY });
  const claims = async (): Promise<unknown> => (await call('/v1/claims', { key: shop.keys.sk })).body['data'];

  it('[L2] is one checkout: the name of its order stands longer than its key', async () => {
    const body = order(EXTERNAL);
    const opened = checkoutIn(await ask(body), 201);
    await later(NEARLY_SEVEN_DAYS);
    expect(checkoutIn(await ask(body), 200)).toMatchObject({ id: opened.id, status: 'open' });
    checkoutIn(await confirm(shop, opened), 200);
    await later(NEARLY_SEVEN_DAYS);
    expect(checkoutIn(await ask(body), 200)).toMatchObject({ id: opened.id, status: 'complete' });
    expect(await claims()).toHaveLength(1);
  });

  it('[O3] is confirmed once, and what it was confirmed with stands', async () => {
    const opened = await openExternal(shop);
    checkoutIn(await confirm(shop, opened, CASH, { 'Idempotency-Key': 'confirm-1' }), 200);
    await later(NEARLY_SEVEN_DAYS);
    const again = await confirm(shop, opened, CASH, { 'Idempotency-Key': 'confirm-1' });
    expect(checkoutIn(again, 200)).toMatchObject({ id: opened.id, status: 'complete' });
    await later(A_DAY_AND_MORE);
    const other = await confirm(shop, opened, { tender: 'other' }, { 'Idempotency-Key': 'confirm-1' });
    expectRefusal(other, 409, 'already_confirmed');
    const claim = await expectBooked(shop, opened, { pending: 0, posted: ROBOT_SUBSIDY });
    expect(eventTypes(claim)).toEqual(['claim.reserved', 'claim.posted']);
  });

  it('[L6] is canceled once, and stays canceled', async () => {
    const opened = await openExternal(shop);
    const first = await cancel(shop, opened);
    await later(A_DAY_AND_MORE);
    expect(await cancel(shop, opened)).toMatchObject({ status: 200, body: { status: 'canceled' } });
    expect(first.body['status']).toBe('canceled');
    expect(eventTypes(await claimOf(opened, shop.keys.sk))).toEqual(['claim.reserved', 'claim.voided']);
  });

  it('[R4] that has the cart already is not changed to it again, and not at all once it is paid', async () => {
    const opened = await openExternal(shop);
    const reprice = () =>
      call(`/v1/checkouts/${opened.id}`, { key: shop.keys.tk, body: { lines: [ROBOT, SOCKS] } });
    checkoutIn(await reprice(), 200);
    await later(A_DAY_AND_MORE);
    const again = checkoutIn(await reprice(), 200);
    expect(eventTypes(await claimOf(opened, shop.keys.sk))).toEqual(['claim.reserved', 'claim.repriced']);
    checkoutIn(await confirm(shop, again), 200);
    await later(A_DAY_AND_MORE);
    expectRefusal(await reprice(), 409, 'checkout_not_open');
  });
});
