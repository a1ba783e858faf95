// What Stripe tells of payments, through signed webhooks and in every order: it posts, voids or flags, once.

import { evictDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { PaymentFact } from '../../src/payment.ts';
import { checkoutRow } from './checkout-row.ts';
import { claimOf, eventTypes } from './claim-support.ts';
import {
  checkoutNow,
  DEMO,
  deliver,
  intentOf,
  ledgerObject,
  ledgerOf,
  nowS,
  openCheckout,
  pay,
  payAndTell,
  signedEvent,
  stripe,
} from './support.ts';

describe('a payment that Stripe tells of', () => {
  it('[S2] completes the checkout and posts the claim', async () => {
    const checkout = await openCheckout();
    expect(await payAndTell(intentOf(checkout))).toMatchObject({
      status: 200,
      body: { received: true, settled: true },
    });
    expect(await checkoutNow(checkout.id)).toMatchObject({ status: 'complete', claim: { status: 'posted' } });
    const claim = await claimOf(checkout);
    expect(claim).toMatchObject({ status: 'posted', payment_intent: intentOf(checkout), flag: null });
    expect(claim.posted_at).toBeGreaterThanOrEqual(claim.created);
    expect(claim.events?.[1]).toMatchObject({
      type: 'claim.posted',
      data: { payment_intent: intentOf(checkout), amount_received: 339_915 },
    });
  });

  it('[S1] told five times, in part at once, it counts once', async () => {
    const checkout = await openCheckout();
    await payAndTell(intentOf(checkout));
    const before = await claimOf(checkout);
    const delivery = await signedEvent('payment_intent.succeeded', intentOf(checkout));
    const answers = await Promise.all([1, 2, 3, 4].map(() => deliver(delivery)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await claimOf(checkout)).toEqual(before);
    expect(eventTypes(before)).toEqual(['claim.reserved', 'claim.posted']);
  });

  it('[S4] told before the reply of the creation, it attaches the payment; the reply then changes nothing', async () => {
    const row = checkoutRow();
    const ledger = ledgerOf(DEMO);
    await ledger.reserve({ checkout: row, idempotency_key: null });
    const intent = await stripe('payment_intents', {
      amount: String(row.amount_due),
      currency: 'cny',
      'automatic_payment_methods[enabled]': 'true',
      'metadata[zhehui_merchant]': DEMO,
      'metadata[zhehui_checkout]': row.id,
      'metadata[zhehui_attempt]': '1',
    });
    const id = String(intent['id']);
    expect(await payAndTell(id)).toMatchObject({ body: { settled: true } });
    const told = await checkoutNow(row.id);
    expect(told).toMatchObject({
      status: 'complete',
      claim: { status: 'posted' },
      payment: { payment_intent: id, client_secret: intent['client_secret'] },
    });
    const late: PaymentFact = { ...factOf(row), payment_intent: id, client_secret: 'late', status: 'open' };
    expect(await ledger.apply(row.id, late, nowS())).toMatchObject({ ok: true, status: 'complete' });
    expect(await checkoutNow(row.id)).toEqual(told);
  });

  it('[S2] a cancellation that Stripe tells of voids the claim', async () => {
    const checkout = await openCheckout();
    await stripe(`payment_intents/${intentOf(checkout)}/cancel`, {});
    const told = await deliver(await signedEvent('payment_intent.canceled', intentOf(checkout)));
    expect(told).toMatchObject({ status: 200, body: { settled: true } });
    expect(await checkoutNow(checkout.id)).toMatchObject({ status: 'canceled', claim: { status: 'voided' } });
    expect(eventTypes(await claimOf(checkout))).toEqual(['claim.reserved', 'claim.voided']);
  });

  it('[W2] what was answered with 2xx is there when the ledger comes back from disk', async () => {
    const checkout = await openCheckout();
    await payAndTell(intentOf(checkout));
    await evictDurableObject(ledgerObject(DEMO));
    expect(await checkoutNow(checkout.id)).toMatchObject({ status: 'complete', claim: { status: 'posted' } });
  });

  it('[S3] another PaymentIntent that names the checkout is flagged and posts nothing', async () => {
    const checkout = await openCheckout();
    const foreign = await stripe('payment_intents', {
      amount: String(checkout.amount_due),
      currency: 'cny',
      'automatic_payment_methods[enabled]': 'true',
      'metadata[zhehui_merchant]': DEMO,
      'metadata[zhehui_checkout]': checkout.id,
      'metadata[zhehui_attempt]': '1',
    });
    expect(await payAndTell(String(foreign['id']))).toMatchObject({ status: 200 });
    expect(await checkoutNow(checkout.id)).toMatchObject({
      status: 'open',
      flag: 'payment_mismatch',
      claim: { status: 'pending' },
    });
    const claim = await claimOf(checkout);
    expect(claim).toMatchObject({ flag: 'payment_mismatch', status: 'pending', posted_at: null });
    expect(claim.events?.[1]?.data).toEqual({
      flag: 'payment_mismatch',
      payment_intent: foreign['id'],
      expected_amount: checkout.amount_due,
      amount_received: checkout.amount_due,
      currency_received: 'cny',
    });
    await payAndTell(intentOf(checkout));
    expect(await claimOf(checkout)).toMatchObject({ status: 'posted', flag: 'payment_mismatch' });
  });

  it('[S5] a cancellation of another PaymentIntent that names the checkout changes nothing', async () => {
    const checkout = await openCheckout();
    const before = await claimOf(checkout);
    const fact = { ...factOf(checkout), payment_intent: 'pi_other', status: 'canceled' } as const;
    expect(await ledgerOf(DEMO).apply(checkout.id, fact, nowS())).toMatchObject({ ok: true, status: 'open' });
    expect(await checkoutNow(checkout.id)).toEqual(checkout);
    expect(await claimOf(checkout)).toEqual(before);
  });

  it('[S1] an open payment tells nothing', async () => {
    const checkout = await openCheckout();
    await pay(intentOf(checkout));
    const told = await deliver(await signedEvent('payment_intent.created', intentOf(checkout)));
    expect(told).toMatchObject({ status: 200, body: { received: true, settled: false } });
    expect(await checkoutNow(checkout.id)).toEqual(checkout);
  });
});

/** A success of the right amount, of the checkout's first try. */
function factOf({ amount_due }: { amount_due: number }): PaymentFact {
  return {
    payment_intent: 'pi_own',
    client_secret: null,
    attempt: 1,
    cart: null,
    status: 'succeeded',
    currency: 'cny',
    amount_received: amount_due,
  };
}
