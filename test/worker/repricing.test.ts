// POST /v1/checkouts/{id}: the cart changes before the payment. After each change checkout, claim, balance and Stripe's
// PaymentIntent tell of the same cart.

import { env } from 'cloudflare:workers';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHARGE_MAX_FEN, CHARGE_MIN_FEN } from '../../src/limits.ts';
import { claimOf, eventTypes } from './claim-support.ts';
import {
  claimsOf,
  ends,
  expectAgreement,
  intentNow,
  open,
  pending,
  reprice,
  repriced,
  repricings,
  robot,
} from './repricing-support.ts';
import {
  addProgramme,
  call,
  checkoutIn,
  checkoutNow,
  deliver,
  errorOf,
  expectRefusal,
  intentOf,
  newShop,
  order,
  pay,
  payAndTell,
  type Shop,
  SOCKS,
  signedEvent,
} from './support.ts';

const SMALL = 'small-budget';
let shop: Shop;
beforeAll(async () => {
  await addProgramme({ id: SMALL });
  await env.BUDGET.getByName(SMALL).setTotal(100_000);
});
beforeEach(async () => {
  shop = await newShop();
});

describe('another cart', () => {
  it.each([
    ['a dearer one', [robot(600_000)], 90_000],
    ['a cheaper one', [robot(200_000)], 30_000],
    ['one at the cap', [robot(2_000_000)], 200_000],
    ['one with another line', [robot(400_000), SOCKS], 60_000],
    ['one of two lines that qualify', [robot(400_000), robot(100_000, { sku: 'B' })], 75_000],
  ])('[R2] %s: the same claim, the same payment, the new price', async (_, lines, subsidy) => {
    const before = await open(shop);
    const answer = await repriced(shop, before.id, { lines });
    const after = await expectAgreement(shop, before.id);
    expect(answer).toEqual(after);
    expect(after).toMatchObject({
      ...{ id: before.id, status: 'open', expires_at: before.expires_at, payment: before.payment },
      claim: { id: before.claim?.id, status: 'pending', amount: subsidy },
      subsidy_amount: subsidy,
    });
    expect(eventTypes(await claimOf(after, shop.keys.sk))).toEqual([
      'claim.reserved',
      ...(subsidy > 60_000 ? ['claim.held'] : []),
      'claim.repriced',
    ]);
    await payAndTell(intentOf(after));
    expect(await expectAgreement(shop, before.id)).toMatchObject({ status: 'complete' });
  });

  it('[R2] with the same amount due: the name of the cart says which one is paid', async () => {
    const before = await open(shop, { lines: [robot(400_000)] });
    const after = await repriced(shop, before.id, { lines: [robot(400_000, { sku: 'OTHER' })] });
    expect(after.amount_due).toBe(before.amount_due);
    const [repricing] = await repricings(shop);
    expect((await intentNow(after)).metadata).toMatchObject({ zhehui_cart: repricing?.id });
    const { lines } = await claimOf(await expectAgreement(shop, before.id), shop.keys.sk);
    expect(lines.map(({ sku }) => sku)).toEqual(['OTHER']);
  });

  it('[R5] without a subsidy voids the claim; one with a subsidy again reserves a new one', async () => {
    const first = await open(shop);
    const none = await repriced(shop, first.id, { lines: [SOCKS] });
    expect(none).toMatchObject({ claim: null, amount_due: SOCKS.unit_amount });
    await expectAgreement(shop, first.id);
    expect(await pending(shop)).toBe(0);
    const back = await repriced(shop, first.id, { lines: [robot(500_000)] });
    expect(back.claim).toMatchObject({ status: 'pending', amount: 75_000 });
    expect(back.claim?.id).not.toBe(first.claim?.id);
    await payAndTell(intentOf(back));
    await expectAgreement(shop, first.id);
    const claims = await claimsOf(shop);
    expect(claims.map(({ status }) => status)).toEqual(['posted', 'voided']);
    const voided = await claimOf(first, shop.keys.sk);
    expect(voided.events?.at(-1)?.data).toEqual({ reason: 'repriced' });
    expect(eventTypes(await claimOf(back, shop.keys.sk))).toEqual(['claim.reserved', 'claim.posted']);
  });

  it('[R5] by subsidy: "none" and back by "auto", at the full price in between', async () => {
    const { id } = await open(shop);
    const lines = [robot(400_000)];
    expect(await repriced(shop, id, { lines, subsidy: 'none' })).toMatchObject({
      ...{ claim: null, amount_due: 400_000, programme: null },
    });
    // What is left out stays as it was.
    expect(await repriced(shop, id, { lines: [robot(300_000)] })).toMatchObject({ amount_due: 300_000 });
    const back = await repriced(shop, id, { lines, subsidy: 'auto' });
    expect(back).toMatchObject({ amount_due: 340_000, claim: { amount: 60_000 } });
    await expectAgreement(shop, id);
  });

  it('[R2] many times over: the last one is paid, and finance sees one claim with its whole history', async () => {
    const { id } = await open(shop);
    for (const price of [500_000, 300_000, 300_001, 900_000]) {
      await repriced(shop, id, { lines: [robot(price)] });
      await expectAgreement(shop, id);
    }
    expect(await ends(shop)).toEqual(['done', 'done', 'done', 'done']);
    await payAndTell(intentOf(await checkoutNow(id, shop.keys.sk)));
    const paid = await expectAgreement(shop, id);
    expect(paid).toMatchObject({ status: 'complete', claim: { status: 'posted', amount: 135_000 } });
  });
});

describe('what a repricing leaves out', () => {
  it('[R4] stays as it was: shipping, metadata, order, channel, store', async () => {
    const before = await open(shop, {
      shipping_amount: 1_500,
      metadata: { note: 'a', gift: 'yes' },
      store: 'S1',
    });
    const after = await repriced(shop, before.id, { lines: [robot(500_000)] });
    expect(after).toMatchObject({
      ...{ shipping_amount: 1_500, metadata: { note: 'a', gift: 'yes' }, store: 'S1', channel: 'online' },
      ...{ order_reference: before.order_reference, amount_due: 426_500 },
    });
    await expectAgreement(shop, before.id);
    expect((await intentNow(after)).metadata).toMatchObject({ note: 'a', gift: 'yes' });
  });

  it('[R4] what it says replaces what was: at Stripe, metadata that is gone is gone', async () => {
    const before = await open(shop, { shipping_amount: 1_500, metadata: { note: 'a', gift: 'yes' } });
    const change = { lines: [robot(500_000)], shipping_amount: 0, metadata: { note: 'b' } };
    const after = await repriced(shop, before.id, change);
    expect(after).toMatchObject({ shipping_amount: 0, metadata: { note: 'b' }, amount_due: 425_000 });
    const { metadata } = await intentNow(after);
    expect(metadata).toMatchObject({ note: 'b', zhehui_checkout: before.id });
    expect(metadata).not.toHaveProperty('gift');
  });

  it('[R4] the same cart at the same price changes nothing and asks nobody', async () => {
    const before = await open(shop);
    expect(await repriced(shop, before.id, { lines: [robot(400_000)] })).toEqual(before);
    const after = await repriced(shop, before.id, { lines: [robot(500_000)] });
    expect(await repriced(shop, before.id, { lines: [robot(500_000)] })).toEqual(after);
    expect(await ends(shop)).toEqual(['done']);
  });

  it('[R4] it is priced at the present: outside the window the subsidy is gone, and inside it is back', async () => {
    const { id } = await open(shop);
    const lines = [robot(400_000)];
    const late = await reprice(shop, id, { lines }, { 'Zhehui-Priced-At': '2028-01-01T00:00:00+08:00' });
    expect(checkoutIn(late, 200)).toMatchObject({ programme: null, claim: null, amount_due: 400_000 });
    await expectAgreement(shop, id);
    const again = await reprice(shop, id, { lines }, { 'Zhehui-Priced-At': '2027-12-31T23:59:59+08:00' });
    expect(checkoutIn(again, 200)).toMatchObject({ claim: { amount: 60_000 }, amount_due: 340_000 });
    await expectAgreement(shop, id);
  });

  it('[R4] the request that opened it still gives it, as it is now; another cart for its order is refused', async () => {
    const body = order({ lines: [robot(400_000)] });
    const { id } = checkoutIn(await call('/v1/checkouts', { body, key: shop.keys.sk }), 201);
    const after = await repriced(shop, id, { lines: [robot(500_000)] });
    expect(checkoutIn(await call('/v1/checkouts', { body, key: shop.keys.sk }), 200)).toEqual(after);
    const other = { ...body, lines: [robot(500_000)] };
    expectRefusal(
      await call('/v1/checkouts', { body: other, key: shop.keys.sk }),
      409,
      'order_already_open',
      'order_reference',
    );
  });
});

describe('a repricing that is refused', () => {
  it('[R1] budget_exhausted: the difference is missing, nothing has changed, and the full price still sells', async () => {
    const before = await open(shop, { programme: SMALL });
    const lines = [robot(800_000)];
    const refused = await reprice(shop, before.id, { lines });
    expectRefusal(refused, 409, 'budget_exhausted');
    expect(errorOf(refused)['message']).toContain('sell at 800000 fen');
    expect(await checkoutNow(before.id, shop.keys.sk)).toEqual(before);
    expect((await intentNow(before)).amount).toBe(before.amount_due);
    expect(await ends(shop)).toEqual([]);
    // To the last fen of the budget it may go.
    expect(await repriced(shop, before.id, { lines: [robot(666_667)] })).toMatchObject({
      subsidy_amount: 100_000,
    });
    expect(await repriced(shop, before.id, { lines, subsidy: 'none' })).toMatchObject({
      amount_due: 800_000,
    });
    expect(await claimsOf(shop)).toMatchObject([{ status: 'voided' }]);
  });

  it.each([
    ['amount_too_small', [{ ...SOCKS, unit_amount: CHARGE_MIN_FEN - 1 }]],
    ['amount_too_large', [{ ...SOCKS, unit_amount: CHARGE_MAX_FEN }, SOCKS]],
  ])('[R4] %s, as for a new checkout', async (code, lines) => {
    const before = await open(shop);
    expectRefusal(await reprice(shop, before.id, { lines }), 400, code, 'lines');
    expect(await checkoutNow(before.id, shop.keys.sk)).toEqual(before);
  });

  it.each([
    ['programme', { programme: SMALL }],
    ['order_reference', { order_reference: 'another' }],
    ['channel', { channel: 'online' }],
    ['payment', { payment: { provider: 'stripe' } }],
    ['amount', { amount: 1 }],
  ])('[A3] %s cannot change', async (field, over) => {
    const before = await open(shop);
    const body = { lines: [robot(500_000)], ...over };
    expectRefusal(await reprice(shop, before.id, body), 400, 'parameter_unknown', field);
  });

  it.each([
    ['no lines', {}, 'parameter_missing', 'lines'],
    ['an empty cart', { lines: [] }, 'parameter_invalid', 'lines'],
    ['a negative price', { lines: [robot(-1)] }, 'parameter_invalid', 'lines[0][unit_amount]'],
  ])('[A3] %s', async (_, body, code, param) => {
    const before = await open(shop);
    expectRefusal(await reprice(shop, before.id, body), 400, code, param);
    expect(await checkoutNow(before.id, shop.keys.sk)).toEqual(before);
  });

  it("[A2] another merchant's checkout, and one that nobody has, are a 404", async () => {
    const { id } = await open(await newShop());
    for (const unknown of [id, 'chk_nobody', id.replace('chk', 'clm')]) {
      expectRefusal(await reprice(shop, unknown, { lines: [SOCKS] }), 404, 'resource_missing', 'id');
    }
  });

  it('[A2] a page, finance and the operator may not; a till may', async () => {
    const { id } = await open(shop);
    const body = { lines: [robot(500_000)] };
    for (const key of [shop.keys.pk, shop.keys.fk, 'ok_test_demo']) {
      expectRefusal(await call(`/v1/checkouts/${id}`, { key, body }), 403, 'key_kind_not_allowed');
    }
    expect(await call(`/v1/checkouts/${id}`, { key: shop.keys.tk, body })).toMatchObject({ status: 200 });
  });
});

describe('a payment that is under way, or over', () => {
  const body = { lines: [robot(500_000)] };

  it('[R6] while the money is on its way it wins: payment_under_way, and what was held is free', async () => {
    const before = await open(shop);
    await pay(intentOf(before), {
      payment_method: 'alipay',
      return_url: 'https://shop.test/',
      next: 'processing',
    });
    expectRefusal(await reprice(shop, before.id, body), 409, 'payment_under_way');
    expect(await expectAgreement(shop, before.id)).toEqual(before);
    expect(await ends(shop)).toEqual(['abandoned']);
    expect(eventTypes(await claimOf(before, shop.keys.sk)).slice(1)).toEqual([
      'claim.held',
      'claim.released',
    ]);
    // Asked again it is refused again; a cart with the same subsidy has nothing to give back.
    expectRefusal(
      await reprice(shop, before.id, { lines: [robot(400_000), SOCKS] }),
      409,
      'payment_under_way',
    );
    await expectAgreement(shop, before.id);
  });

  it('[R6] a cart without a claim that would get one keeps none', async () => {
    const before = await open(shop, { lines: [SOCKS] });
    await pay(intentOf(before), {
      payment_method: 'alipay',
      return_url: 'https://shop.test/',
      next: 'processing',
    });
    expectRefusal(await reprice(shop, before.id, body), 409, 'payment_under_way');
    expect(await expectAgreement(shop, before.id)).toEqual(before);
    const [claim] = await claimsOf(shop);
    const { events } = (await call(`/v1/claims/${claim?.id}`, { key: shop.keys.sk })).body as {
      events: unknown[];
    };
    expect(events.at(-1)).toMatchObject({ type: 'claim.voided', data: { reason: 'repricing_abandoned' } });
  });

  it('[R6] in 3-D Secure Stripe still takes the change: the old confirmation pays nothing', async () => {
    const before = await open(shop);
    await pay(intentOf(before), { payment_method: 'pm_card_threeDSecure2Required' });
    expect((await intentNow(before)).status).toBe('requires_action');
    const after = await repriced(shop, before.id, body);
    expect((await intentNow(after)).status).toBe('requires_confirmation');
    await payAndTell(intentOf(after));
    expect(await expectAgreement(shop, before.id)).toMatchObject({ status: 'complete', amount_due: 425_000 });
  });

  it('[R6] paid, but nobody told us yet: checkout_not_open, and the claim of the old cart is posted', async () => {
    const before = await open(shop);
    await pay(intentOf(before));
    expectRefusal(await reprice(shop, before.id, body), 409, 'checkout_not_open');
    expect(await expectAgreement(shop, before.id)).toMatchObject({
      status: 'complete',
      claim: { status: 'posted', amount: 60_000 },
    });
    await deliver(await signedEvent('payment_intent.succeeded', intentOf(before)));
    expectRefusal(await reprice(shop, before.id, body), 409, 'checkout_not_open');
    await expectAgreement(shop, before.id);
    expect(await ends(shop)).toEqual(['abandoned']);
  });

  it('[R6] canceled: checkout_not_open', async () => {
    const before = await open(shop);
    await call(`/v1/checkouts/${before.id}/cancel`, { method: 'POST', key: shop.keys.sk });
    expectRefusal(await reprice(shop, before.id, body), 409, 'checkout_not_open');
    expect(await ends(shop)).toEqual([]);
  });
});
