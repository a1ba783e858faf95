// What Stripe says, and does not say, of sales that it had no part in: names in its metadata prove nothing, and a
// reconciliation does not look for them there.

import { runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { Checkout } from '../../src/wire/objects.ts';
import {
  cancel,
  confirm,
  expectBooked,
  giveBackBy,
  openExternal,
  soldExternally,
} from './external-support.ts';
import { reconcile } from './reconciliation-support.ts';
import { refundIn, sold, tell } from './return-support.ts';
import {
  checkoutNow,
  deliver,
  expectRefusal,
  ledgerObject,
  ledgerOf,
  newShop,
  nowS,
  PROGRAMME,
  pay,
  ROBOT_SUBSIDY,
  type Shop,
  signedEvent,
  stripe,
} from './support.ts';

/** Somebody makes a payment at Stripe that says that it is of this checkout. */
async function strangePayment(shop: Shop, { id, amount_due }: Checkout): Promise<string> {
  const intent = await stripe('payment_intents', {
    amount: String(amount_due),
    currency: 'cny',
    'automatic_payment_methods[enabled]': 'true',
    'metadata[zhehui_merchant]': shop.id,
    'metadata[zhehui_checkout]': id,
    'metadata[zhehui_attempt]': '1',
  });
  return String(intent['id']);
}

async function payStrangely(shop: Shop, checkout: Checkout): Promise<string> {
  const payment_intent = await strangePayment(shop, checkout);
  await pay(payment_intent);
  expect((await deliver(await signedEvent('payment_intent.succeeded', payment_intent))).status).toBe(200);
  return payment_intent;
}

describe('a webhook that names an external checkout', () => {
  it('[O6] a payment that can be made, or was canceled, is not its own', async () => {
    const shop = await newShop();
    const checkout = await openExternal(shop);
    const payment_intent = await strangePayment(shop, checkout);
    await deliver(await signedEvent('payment_intent.created', payment_intent));
    await stripe(`payment_intents/${payment_intent}/cancel`, {});
    await deliver(await signedEvent('payment_intent.canceled', payment_intent));
    expect(await checkoutNow(checkout.id, shop.keys.sk)).toEqual(checkout);
    await expectBooked(shop, checkout, { pending: ROBOT_SUBSIDY, posted: 0 });
  });

  it('[O6] a payment that was made is flagged and posts nothing; the word of the shop still counts', async () => {
    const shop = await newShop();
    const checkout = await openExternal(shop);
    const payment_intent = await payStrangely(shop, checkout);
    expect(await checkoutNow(checkout.id, shop.keys.sk)).toEqual({ ...checkout, flag: 'payment_mismatch' });
    const claim = await expectBooked(shop, checkout, { pending: ROBOT_SUBSIDY, posted: 0 });
    expect(claim.events?.at(-1)).toMatchObject({ type: 'claim.flagged', data: { payment_intent } });
    expect((await confirm(shop, checkout)).status).toBe(200);
    const posted = await expectBooked(shop, checkout, { pending: 0, posted: ROBOT_SUBSIDY });
    expect(posted).toMatchObject({ status: 'posted', payment_intent: null, flag: 'payment_mismatch' });
  });

  it('[O6] flagged so, it can be canceled; paid after it is closed or complete, it is flagged too', async () => {
    const shop = await newShop();
    const canceled = await openExternal(shop);
    await payStrangely(shop, canceled);
    expect(await cancel(shop, canceled)).toMatchObject({ status: 200, body: { status: 'canceled' } });
    const complete = await soldExternally(shop);
    await payStrangely(shop, complete);
    expect(await checkoutNow(complete.id, shop.keys.sk)).toEqual({ ...complete, flag: 'payment_mismatch' });
    await expectBooked(shop, complete, { pending: 0, posted: ROBOT_SUBSIDY });
  });

  it('[O6] a refund that names its return is none of it, and is flagged', async () => {
    const shop = await newShop();
    const checkout = await soldExternally(shop);
    const refund = refundIn(await giveBackBy(shop, checkout, { tender: 'cash' }));
    const elsewhere = await sold(await newShop());
    const strange = await stripe('refunds', {
      payment_intent: elsewhere.payment?.provider === 'stripe' ? elsewhere.payment.payment_intent : '',
      amount: '100',
      'metadata[zhehui_merchant]': shop.id,
      'metadata[zhehui_checkout]': checkout.id,
      'metadata[zhehui_refund]': refund.id,
    });
    await tell('refund.created', String(strange['id']));
    const now = await checkoutNow(checkout.id, shop.keys.sk);
    expect(now).toMatchObject({ flag: 'refund_outside', refunds: [{ id: refund.id, status: 'succeeded' }] });
    await expectBooked(shop, checkout, { pending: 0, posted: 0 });
  });

  it('[O6] nor is one that names no payment and has the same amount', async () => {
    const shop = await newShop();
    const checkout = await soldExternally(shop);
    const { id, amount } = refundIn(await giveBackBy(shop, checkout, { tender: 'cash' }));
    for (const status of ['pending', 'succeeded', 'failed'] as const) {
      const of = { provider_id: `re_${status}`, refund: id, payment_intent: null };
      await ledgerObject(shop.id).applyRefund(
        checkout.id,
        { ...of, status, amount, currency: 'cny' },
        nowS(),
      );
    }
    await ledgerOf(shop.id).due((nowS() + 3_600) * 1000);
    const { refunds } = await checkoutNow(checkout.id, shop.keys.sk);
    expect(refunds).toMatchObject([{ id, status: 'succeeded' }]);
    await expectBooked(shop, checkout, { pending: 0, posted: 0 });
  });
});

describe('a reconciliation', () => {
  it('[O8] [Y3] looks for no external sale and no return of one at Stripe, and finds nothing wrong', async () => {
    const shop = await newShop();
    const checkout = await soldExternally(shop);
    refundIn(await giveBackBy(shop, checkout, { tender: 'cash' }));
    await soldExternally(shop);
    await openExternal(shop);
    await cancel(shop, await openExternal(shop));
    const { run, findings } = await reconcile(shop);
    expect(findings).toEqual([]);
    expect(run.progress).toMatchObject({ payments: 0, refunds: 0, checkouts: 0, returns: 0, ledgers: 1 });
  });

  it('[O8] looks at those of the same shop that Stripe was paid for', async () => {
    const shop = await newShop();
    await soldExternally(shop);
    await sold(shop);
    const { run, findings } = await reconcile(shop);
    expect(findings).toEqual([]);
    expect(run.progress).toMatchObject({ payments: 1, checkouts: 1 });
  });

  it('[O8] [Y4] still adds their sums up', async () => {
    const shop = await newShop();
    await soldExternally(shop);
    await runInDurableObject(ledgerObject(shop.id) as DurableObjectStub<never>, (_, { storage }) => {
      storage.sql.exec('UPDATE balances SET posted = posted - 1 WHERE programme = ?', PROGRAMME);
    });
    const { findings } = await reconcile(shop);
    expect(findings).toMatchObject([
      { kind: 'posted_differs', expected: ROBOT_SUBSIDY, found: ROBOT_SUBSIDY - 1 },
    ]);
  });

  it('[O8] a payment at Stripe that names one is a finding: the customer has paid twice', async () => {
    const shop = await newShop();
    const checkout = await soldExternally(shop);
    const payment_intent = await payStrangely(shop, checkout);
    const { findings } = await reconcile(shop);
    expect(findings).toMatchObject([{ kind: 'paid_twice', subject: payment_intent, healed: false }]);
  });
});

describe('what Stripe is paid for', () => {
  it('[O3] cannot be confirmed by the shop, paid or not', async () => {
    const shop = await newShop();
    const checkout = await sold(shop);
    expectRefusal(await confirm(shop, checkout), 409, 'payment_not_external');
    expect(await checkoutNow(checkout.id, shop.keys.sk)).toEqual(checkout);
  });
});
