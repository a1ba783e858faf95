// Opening a checkout: the reservation, the payment, the same order again, and what is refused before anything is stored.

import { runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { CHARGE_MAX_FEN, CHARGE_MIN_FEN } from '../../src/limits.ts';
import { checkoutRow } from './checkout-row.ts';
import { claimOf } from './claim-support.ts';
import {
  call,
  checkoutIn,
  checkoutNow,
  DEMO,
  expectRefusal,
  intentOf,
  KEY,
  ledgerObject,
  ledgerOf,
  nowS,
  openCheckout,
  order,
  PROGRAMME,
  payAndTell,
  ROBOT,
  ROBOT_SUBSIDY,
  SOCKS,
  stripe,
} from './support.ts';

describe('opening a checkout', () => {
  it('[L1] reserves the claim and hands out the PaymentIntent of the rest', async () => {
    const checkout = await openCheckout({ store: 'West Lake', till: '7', metadata: { cart: '42' } });
    expect(checkout).toMatchObject({
      object: 'checkout',
      status: 'open',
      subsidy_amount: ROBOT_SUBSIDY,
      amount_due: 339_915,
      claim: { status: 'pending', amount: ROBOT_SUBSIDY },
      store: 'West Lake',
      till: '7',
      metadata: { cart: '42' },
      payment: { provider: 'stripe', publishable_key: 'pk_test_sandbox' },
    });
    expect(checkout.expires_at - checkout.created).toBe(1_800);
    const intent = await stripe(`payment_intents/${intentOf(checkout)}`);
    expect(intent).toMatchObject({
      amount: 339_915,
      currency: 'cny',
      client_secret: checkout.payment?.provider === 'stripe' && checkout.payment.client_secret,
      metadata: {
        cart: '42',
        zhehui_merchant: DEMO,
        zhehui_checkout: checkout.id,
        zhehui_claim: checkout.claim?.id,
        zhehui_order_reference: checkout.order_reference,
        zhehui_attempt: '1',
      },
    });
  });

  it('[L1] a reservation stands in the ledger before any payment is known', async () => {
    const row = checkoutRow();
    const ledger = ledgerOf('mer_reserved');
    expect(await ledger.reserve({ checkout: row, idempotency_key: null })).toEqual({
      ok: true,
      was: 'created',
      body: null,
    });
    expect(await ledger.claim(row.claim ?? '')).toMatchObject({ status: 'pending', payment_intent: null });
    expect(await ledger.balance(PROGRAMME)).toMatchObject({ pending: ROBOT_SUBSIDY, posted: 0 });
  });

  it('[C6] a cart in which nothing qualifies is an ordinary payment with no claim', async () => {
    const checkout = await openCheckout({ lines: [SOCKS] });
    expect(checkout).toMatchObject({ claim: null, subsidy_amount: 0, amount_due: 2_900 });
    const { metadata } = await stripe(`payment_intents/${intentOf(checkout)}`);
    expect(metadata).not.toHaveProperty('zhehui_claim');
    expect(await payAndTell(intentOf(checkout))).toMatchObject({ status: 200, body: { settled: true } });
    expect(await checkoutNow(checkout.id)).toMatchObject({ status: 'complete', claim: null });
  });

  it('[C6] a cart that waives its subsidy has no claim either', async () => {
    const checkout = await openCheckout({ subsidy: 'none' });
    expect(checkout).toMatchObject({ claim: null, programme: null, subsidy_amount: 0, amount_due: 399_900 });
  });

  it('[C5] the claim keeps the programme version and the lines it was computed from', async () => {
    const lines = [ROBOT, { ...SOCKS, discount_amount: 900, brand: 'Wu', gtin: '6901234567892' }];
    const checkout = await openCheckout({ lines, shipping_amount: 1_200 });
    const claim = await claimOf(checkout);
    expect(claim).toMatchObject({
      programme: { id: PROGRAMME, version: 1 },
      checkout: checkout.id,
      order_reference: checkout.order_reference,
      amount: ROBOT_SUBSIDY,
      eligible_amount: 399_900,
      amount_total: 403_100,
      shipping_amount: 1_200,
      devices: ['household_robot'],
      lines: [
        { ...ROBOT, amount: 399_900, subsidy_amount: ROBOT_SUBSIDY, discount_amount: 0, brand: null },
        {
          ...SOCKS,
          amount: 2_000,
          subsidy_amount: 0,
          discount_amount: 900,
          brand: 'Wu',
          gtin: '6901234567892',
        },
      ],
    });
    expect(claim.priced_at).toBe(checkout.created);
  });

  it('[C5] a claim priced at another instant says so', async () => {
    const headers = { 'Zhehui-Priced-At': '2027-12-31T23:59:59+08:00' };
    const checkout = checkoutIn(await call('/v1/checkouts', { body: order(), headers }), 201);
    expect(await claimOf(checkout)).toMatchObject({
      priced_at: Date.parse('2027-12-31T23:59:59+08:00') / 1000,
      created: checkout.created,
    });
  });

  it('[C6] outside the window of the programme there is no claim', async () => {
    const headers = { 'Zhehui-Priced-At': '2028-01-01T00:00:00+08:00' };
    const checkout = checkoutIn(await call('/v1/checkouts', { body: order(), headers }), 201);
    expect(checkout).toMatchObject({ programme: null, claim: null, amount_due: 399_900 });
  });
});

describe('what cannot be charged', () => {
  const socksFor = (unit_amount: number) => order({ lines: [{ ...SOCKS, unit_amount }] });

  it('[L7] the smallest charge passes, one fen less is refused before anything is stored', async () => {
    expect(await openCheckout({ lines: [{ ...SOCKS, unit_amount: CHARGE_MIN_FEN }] })).toMatchObject({
      amount_due: CHARGE_MIN_FEN,
    });
    const body = socksFor(CHARGE_MIN_FEN - 1);
    const refused = await call('/v1/checkouts', { body });
    expect(expectRefusal(refused, 400, 'amount_too_small', 'lines')).toContain('399');
    expect(await stored(String(body['order_reference']))).toBe(0);
  });

  it('[L7] the largest charge passes, one fen more is refused before anything is stored', async () => {
    const largest = { ...SOCKS, unit_amount: CHARGE_MAX_FEN };
    expect(await openCheckout({ lines: [largest] })).toMatchObject({ amount_due: CHARGE_MAX_FEN });
    const body = order({ lines: [largest], shipping_amount: 1 });
    expectRefusal(await call('/v1/checkouts', { body }), 400, 'amount_too_large', 'lines');
    expect(await stored(String(body['order_reference']))).toBe(0);
  });

  it('[L7] what counts is the amount due, after the subsidy', async () => {
    expect(await openCheckout({ lines: [{ ...ROBOT, unit_amount: 470 }] })).toMatchObject({
      amount_due: 400,
    });
    const refused = await call('/v1/checkouts', { body: order({ lines: [{ ...ROBOT, unit_amount: 469 }] }) });
    expectRefusal(refused, 400, 'amount_too_small', 'lines');
  });

  async function stored(order_reference: string): Promise<number> {
    return runInDurableObject(
      ledgerObject(DEMO),
      (_, { storage }) =>
        storage.sql.exec('SELECT 1 FROM checkouts WHERE order_reference = ?', order_reference).toArray()
          .length,
    );
  }
});

describe('reading a checkout', () => {
  it('[A2] gives the checkout as it is now, with its claim', async () => {
    const checkout = await openCheckout();
    expect(await checkoutNow(checkout.id)).toEqual(checkout);
    expect(await checkoutNow(checkout.id, KEY.tk)).toEqual(checkout);
    expect(checkout.created).toBeGreaterThan(nowS() - 60);
  });

  it('[A2] an id that nobody has is a 404 that says so', async () => {
    const answer = await call('/v1/checkouts/chk_nobody');
    expect(expectRefusal(answer, 404, 'resource_missing', 'id')).toBe("No such checkout: 'chk_nobody'");
  });
});
