// Canceling: Stripe is asked first, and its word decides about the claim.

import { runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { claimOf, eventTypes } from './claim-support.ts';
import {
  type Answer,
  call,
  checkoutIn,
  checkoutNow,
  DEMO,
  deliver,
  expectRefusal,
  intentOf,
  intentsFor,
  KEY,
  ledgerObject,
  ledgerOf,
  newShop,
  openCheckout,
  order,
  PROGRAMME,
  pay,
  payAndTell,
  ROBOT_SUBSIDY,
  SOCKS,
  sandbox,
  signedEvent,
  stripe,
} from './support.ts';

const cancel = (id: string, key: string = KEY.sk): Promise<Answer> =>
  call(`/v1/checkouts/${id}/cancel`, { method: 'POST', key });

describe('canceling a checkout', () => {
  it('[L6] cancels the payment at Stripe, then voids the claim and frees the money', async () => {
    const shop = await newShop();
    const checkout = await openCheckout({}, shop.keys.sk);
    expect(await ledgerOf(shop.id).balance(PROGRAMME)).toMatchObject({ pending: ROBOT_SUBSIDY });
    const canceled = checkoutIn(await cancel(checkout.id, shop.keys.tk), 200);
    expect(canceled).toMatchObject({
      status: 'canceled',
      claim: { status: 'voided', amount: ROBOT_SUBSIDY },
    });
    expect(await stripe(`payment_intents/${intentOf(checkout)}`)).toMatchObject({ status: 'canceled' });
    const claim = await claimOf(checkout, shop.keys.sk);
    expect(claim.events?.[1]).toMatchObject({ type: 'claim.voided', data: { reason: 'payment_canceled' } });
    expect(claim.voided_at).toBeGreaterThanOrEqual(claim.created);
    expect(await ledgerOf(shop.id).balance(PROGRAMME)).toMatchObject({ pending: 0, posted: 0 });
  });

  it('[L6] again it answers the same; Stripe telling of it later changes nothing', async () => {
    const checkout = await openCheckout();
    const first = await cancel(checkout.id);
    const told = await deliver(await signedEvent('payment_intent.canceled', intentOf(checkout)));
    expect(told.status).toBe(200);
    expect(await cancel(checkout.id)).toMatchObject({ status: 200, body: first.body });
    expect(eventTypes(await claimOf(checkout))).toEqual(['claim.reserved', 'claim.voided']);
  });

  it('[L6] ten times at once it is canceled once, and each answer says so', async () => {
    const checkout = await openCheckout();
    const answers = await Promise.all(Array.from({ length: 10 }, () => cancel(checkout.id)));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 200, body: { status: 'canceled' } });
    expect(eventTypes(await claimOf(checkout))).toEqual(['claim.reserved', 'claim.voided']);
  });

  it('[L6] a checkout without a claim can be canceled', async () => {
    const checkout = await openCheckout({ lines: [SOCKS] });
    expect(checkoutIn(await cancel(checkout.id), 200)).toMatchObject({ status: 'canceled', claim: null });
  });

  it('[L6] a paid checkout cannot be canceled', async () => {
    const checkout = await openCheckout();
    await payAndTell(intentOf(checkout));
    expectRefusal(await cancel(checkout.id), 409, 'checkout_not_open');
    expect(await checkoutNow(checkout.id)).toMatchObject({ status: 'complete', claim: { status: 'posted' } });
  });

  it('[C4] paid, but nobody told us yet: Stripe is asked, and the claim is posted instead of voided', async () => {
    const checkout = await openCheckout();
    await pay(intentOf(checkout));
    expectRefusal(await cancel(checkout.id), 409, 'checkout_not_open');
    expect(await checkoutNow(checkout.id)).toMatchObject({ status: 'complete', claim: { status: 'posted' } });
    expect(eventTypes(await claimOf(checkout))).toEqual(['claim.reserved', 'claim.posted']);
  });

  it('[C4] canceled at Stripe by somebody else: the cancel finds it so', async () => {
    const checkout = await openCheckout();
    await stripe(`payment_intents/${intentOf(checkout)}/cancel`, {});
    expect(await checkoutNow(checkout.id)).toMatchObject({ status: 'open', claim: { status: 'pending' } });
    expect(checkoutIn(await cancel(checkout.id), 200)).toMatchObject({ claim: { status: 'voided' } });
  });

  it('[C4] a declined card voids nothing: the buyer may try another', async () => {
    const checkout = await openCheckout();
    const id = intentOf(checkout);
    const declined = await sandbox(`payment_intents/${id}/pay`, { payment_method: 'pm_card_chargeDeclined' });
    expect(declined['error']).toMatchObject({ code: 'card_declined' });
    await deliver(await signedEvent('payment_intent.payment_failed', id));
    expect(await checkoutNow(checkout.id)).toEqual(checkout);
    await payAndTell(id);
    expect(await checkoutNow(checkout.id)).toMatchObject({ status: 'complete', claim: { status: 'posted' } });
  });

  it('[C4] left without its payment, it is canceled by way of the payment, never by guessing', async () => {
    const checkout = await openCheckout();
    await runInDurableObject(ledgerObject(DEMO), (_, { storage }) => {
      storage.sql.exec(
        'UPDATE checkouts SET payment_intent = NULL, client_secret = NULL WHERE id = ?',
        checkout.id,
      );
    });
    expect(checkoutIn(await cancel(checkout.id), 200)).toMatchObject({ status: 'canceled' });
    expect(await intentsFor(checkout.id)).toMatchObject([{ id: intentOf(checkout), status: 'canceled' }]);
  });

  it('[L6] an id that nobody has is a 404', async () => {
    expectRefusal(await cancel('chk_nobody'), 404, 'resource_missing', 'id');
  });
});

describe('after a cancel', () => {
  it('[L3] the same request opens a new checkout with a new claim and a new payment', async () => {
    const body = order();
    const first = checkoutIn(await call('/v1/checkouts', { body }), 201);
    await cancel(first.id);
    const second = checkoutIn(await call('/v1/checkouts', { body }), 201);
    expect(second.id).not.toBe(first.id);
    expect(intentOf(second)).not.toBe(intentOf(first));
    const { data } = (await call(`/v1/claims?order_reference=${body['order_reference']}`)).body;
    expect(data).toMatchObject([
      { id: second.claim?.id, status: 'pending' },
      { id: first.claim?.id, status: 'voided' },
    ]);
    await payAndTell(intentOf(second));
    expect(await checkoutNow(second.id)).toMatchObject({ status: 'complete' });
    expect(await checkoutNow(first.id)).toMatchObject({ status: 'canceled', claim: { status: 'voided' } });
  });

  it('[L3] another cart may take the order', async () => {
    const body = order();
    await cancel(checkoutIn(await call('/v1/checkouts', { body }), 201).id);
    expect(
      checkoutIn(await call('/v1/checkouts', { body: { ...body, lines: [SOCKS] } }), 201).claim,
    ).toBeNull();
  });
});
