// The amount that the buyer was shown: where another one is due, nothing is done, whoever asks and whenever the price changed.

import { beforeEach, describe, expect, it } from 'vitest';
import { claimOf, eventTypes } from './claim-support.ts';
import { confirm, expectBooked, openExternal } from './external-support.ts';
import {
  type Answer,
  call,
  checkoutIn,
  checkoutNow,
  errorOf,
  expectRefusal,
  intentOf,
  KEY,
  newShop,
  order,
  payAndTell,
  ROBOT,
  ROBOT_SUBSIDY,
  type Shop,
  SOCKS,
} from './support.ts';

const DUE = 339_915;

const create = (body: Record<string, unknown>, key?: string): Promise<Answer> =>
  call('/v1/checkouts', { body, ...(key !== undefined && { headers: { 'Idempotency-Key': key } }) });

/** Expects that nothing was done because so much is due. */
function expectOther(answer: Answer, amount_due: number): void {
  const message = expectRefusal(answer, 409, 'amount_changed', 'expected_amount_due');
  expect(errorOf(answer)['amount_due']).toBe(amount_due);
  expect(message).toContain(`which is ${amount_due} fen`);
}

describe('the expected amount', () => {
  it.each(['sk', 'tk'] as const)('[U5] that is due opens the checkout, with %s_ keys', async (kind) => {
    const body = order({ expected_amount_due: DUE });
    const answer = await call('/v1/checkouts', { body, key: KEY[kind] });
    expect(checkoutIn(answer, 201)).toMatchObject({ amount_due: DUE });
  });

  it('[U5] that is not due is refused with the one that is, and nothing is done', async () => {
    const body = order();
    for (const expected_amount_due of [DUE - 1, DUE + 1, 0, 399_900]) {
      expectOther(await create({ ...body, expected_amount_due }, 'amount-1'), DUE);
    }
    const list = await call(`/v1/claims?order_reference=${body['order_reference']}`);
    expect(list.body['data']).toEqual([]);
    const opened = checkoutIn(await create({ ...body, expected_amount_due: DUE }, 'amount-1'), 201);
    expect(eventTypes(await claimOf(opened))).toEqual(['claim.reserved']);
  });

  it('[U5] is no part of the order: without one, or with the right one, it is the same checkout', async () => {
    const body = order();
    const first = checkoutIn(await create(body), 201);
    expect(checkoutIn(await create({ ...body, expected_amount_due: DUE }), 200)).toEqual(first);
    expectOther(await create({ ...body, expected_amount_due: DUE + 1 }), DUE);
    expect(checkoutIn(await create(body), 200)).toEqual(first);
  });

  it('[U5] of an order that is there is compared with its checkout, as it is by now', async () => {
    const body = order({ expected_amount_due: DUE });
    const first = checkoutIn(await create(body), 201);
    const two = { lines: [{ ...ROBOT, quantity: 2 }] };
    const repriced = checkoutIn(await call(`/v1/checkouts/${first.id}`, { body: two }), 200);
    expectOther(await create(body), repriced.amount_due);
    const seen = { ...body, expected_amount_due: repriced.amount_due };
    expect(checkoutIn(await create(seen), 200)).toEqual(repriced);
    await payAndTell(intentOf(repriced));
    expect(checkoutIn(await create(seen), 200)).toMatchObject({ id: first.id, status: 'complete' });
  });

  it('[U5] is what its key stands for: with another one the key is refused, and the first answer stays', async () => {
    const body = order({ expected_amount_due: DUE });
    const first = checkoutIn(await create(body, 'amount-2'), 201);
    const other = await create({ ...body, expected_amount_due: DUE + 1 }, 'amount-2');
    expectRefusal(other, 400, 'idempotency_key_reused', 'Idempotency-Key');
    const again = await create(body, 'amount-2');
    expect(again.headers.get('Idempotent-Replayed')).toBe('true');
    expect(checkoutIn(again, 201)).toEqual(first);
  });

  it('[L2] the same request gives its checkout though by now its cart costs something else', async () => {
    const past = '2025-05-01T00:00:00+08:00';
    const pricedBefore = (body: Record<string, unknown>, key?: string) =>
      call('/v1/checkouts', {
        body,
        headers: { 'Zhehui-Priced-At': past, ...(key && { 'Idempotency-Key': key }) },
      });
    const body = order({ expected_amount_due: DUE });
    const first = checkoutIn(await create(body), 201);
    expect(checkoutIn(await pricedBefore(body), 200)).toEqual(first);
    expect(checkoutIn(await pricedBefore(body, 'late'), 200)).toEqual(first);
    const replayed = await create(body, 'late');
    expect(replayed.headers.get('Idempotent-Replayed')).toBe('true');
    expectOther(await pricedBefore(order({ expected_amount_due: DUE })), 399_900);
    // Another request for the order is refused for what it is, and learns nothing of the checkout.
    expectOther(await create({ ...body, shipping_amount: 1 }), DUE + 1);
    expect(await checkoutNow(first.id)).toEqual(first);
  });

  it.each([-1, 1.5, '339915', null])('[A3] %j is none', async (expected_amount_due) => {
    const answer = await create(order({ expected_amount_due }));
    expectRefusal(answer, 400, 'parameter_invalid', 'expected_amount_due');
  });
});

describe('the amount that a shop says it took', () => {
  const KEYED = { 'Idempotency-Key': 'confirm-1' };
  let shop: Shop;
  beforeEach(async () => {
    shop = await newShop();
  });

  it('[O2] is what is due: the claim is posted, and again it answers the same', async () => {
    const opened = await openExternal(shop);
    const body = { tender: 'cash', expected_amount_due: DUE };
    const first = await confirm(shop, opened, body, KEYED);
    expect(checkoutIn(first, 200)).toMatchObject({ status: 'complete', amount_due: DUE });
    for (const again of [body, { tender: 'cash' }]) {
      expect(await confirm(shop, opened, again)).toMatchObject({ status: 200, body: first.body });
    }
    await expectBooked(shop, opened, { pending: 0, posted: ROBOT_SUBSIDY });
  });

  it('[O2] is not what is due: it is told what is, and nothing is posted and no key used up', async () => {
    const opened = await openExternal(shop);
    for (const expected_amount_due of [DUE - 1, DUE + 1, 0, ROBOT.unit_amount]) {
      expectOther(await confirm(shop, opened, { tender: 'cash', expected_amount_due }, KEYED), DUE);
    }
    expect(await checkoutNow(opened.id, shop.keys.sk)).toEqual(opened);
    await expectBooked(shop, opened, { pending: ROBOT_SUBSIDY, posted: 0 });
    const right = { tender: 'cash', expected_amount_due: DUE };
    expect((await confirm(shop, opened, right, KEYED)).status).toBe(200);
    expectOther(await confirm(shop, opened, { tender: 'cash', expected_amount_due: DUE + 1 }), DUE);
    await expectBooked(shop, opened, { pending: 0, posted: ROBOT_SUBSIDY });
  });

  it('[O2] is compared with the cart that the checkout has by then', async () => {
    const opened = await openExternal(shop);
    const more = { lines: [ROBOT, SOCKS] };
    const path = `/v1/checkouts/${opened.id}`;
    const { amount_due } = checkoutIn(await call(path, { key: shop.keys.tk, body: more }), 200);
    expectOther(await confirm(shop, opened, { tender: 'cash', expected_amount_due: DUE }), amount_due);
    const paid = await confirm(shop, opened, { tender: 'cash', expected_amount_due: amount_due });
    expect(paid.body).toMatchObject({ status: 'complete', amount_due });
  });

  it.each([-1, 1.5, `${DUE}`, null])('[A3] %j is none', async (expected_amount_due) => {
    const answer = await confirm(shop, { id: 'chk_nobody' }, { tender: 'cash', expected_amount_due });
    expectRefusal(answer, 400, 'parameter_invalid', 'expected_amount_due');
  });
});
