// Refunds, disputes, and what they do to charges and to the balance.
import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { REFUND_SETTLES_MS } from '../../../sandbox/limits.ts';
import { eventTypes, paid, payable, refusalOf, startBench } from './support.ts';

test('[X34] refunds add up on the charge, and never exceed it', async () => {
  const { stripe } = await startBench();
  const { id, latest_charge } = await paid(stripe);
  const charge = String(latest_charge);
  const first = await stripe.refunds.create({
    payment_intent: id,
    amount: 100_000,
    reason: 'requested_by_customer',
    metadata: { claim: 'c1' },
  });
  expect(first).toMatchObject({
    status: 'succeeded',
    charge,
    payment_intent: id,
    reason: 'requested_by_customer',
    metadata: { claim: 'c1' },
  });
  expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 100_000, refunded: false });
  const over = await refusalOf(stripe.refunds.create({ charge, amount: 169_901 }));
  expect(over.message).toBe(
    'Refund amount (¥1699.01 cny) is greater than unrefunded amount on charge (¥1699.00 cny)',
  );
  const rest = await stripe.refunds.create({ charge });
  expect(rest.amount).toBe(169_900);
  expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 269_900, refunded: true });
  expect(await refusalOf(stripe.refunds.create({ charge, amount: 1 }))).toMatchObject({
    statusCode: 400,
    code: 'charge_already_refunded',
  });
  expect((await stripe.paymentIntents.retrieve(id)).status).toBe('succeeded');
  const sums = (await stripe.balanceTransactions.list({ type: 'refund' })).data.map(({ amount }) => amount);
  expect(sums).toEqual([-169_900, -100_000]);
});

test('[X34] a refund needs a paid charge, one that is named, and at least one fen', async () => {
  const { stripe } = await startBench();
  const unpaid = await payable(stripe);
  const refused = await refusalOf(stripe.refunds.create({ payment_intent: unpaid.id }));
  expect(refused.message).toBe(
    `This PaymentIntent (${unpaid.id}) does not have a successful charge to refund.`,
  );
  expect(await refusalOf(stripe.refunds.create({}))).toMatchObject({ code: 'parameter_missing' });
  expect(await refusalOf(stripe.refunds.create({ charge: 'ch_none' }))).toMatchObject({ statusCode: 404 });
  expect(await refusalOf(stripe.refunds.create({ payment_intent: 'pi_none' }))).toMatchObject({
    statusCode: 404,
  });
  const { id } = await paid(stripe);
  expect(await refusalOf(stripe.refunds.create({ payment_intent: id, amount: 0 }))).toMatchObject({
    param: 'amount',
  });
  const other = await paid(stripe);
  const mixed = stripe.refunds.create({ payment_intent: id, charge: String(other.latest_charge) });
  expect(await refusalOf(mixed)).toMatchObject({ param: 'charge' });
  const held = await paid(stripe, 'pm_card_visa', { capture_method: 'manual' });
  expect(await refusalOf(stripe.refunds.create({ charge: String(held.latest_charge) }))).toMatchObject({
    code: 'charge_not_refundable',
  });
});

test.each(['pm_card_pendingRefund', 'alipay', 'wechat_pay'])(
  '[X35] a refund to %s is pending first, and arrives later by the clock',
  async (method) => {
    const { stripe, clock, control } = await startBench();
    const { id } = await payable(stripe);
    await control('POST', `payment_intents/${id}/pay`, { payment_method: method, next: 'authorize' });
    const refund = await stripe.refunds.create({ payment_intent: id, amount: 1_000 });
    expect(refund).toMatchObject({ status: 'pending', pending_reason: 'processing' });
    clock.forward(REFUND_SETTLES_MS - 1);
    await control('POST', 'tick');
    expect((await stripe.refunds.retrieve(refund.id)).status).toBe('pending');
    clock.forward(1);
    await control('POST', 'tick');
    expect((await stripe.refunds.retrieve(refund.id)).status).toBe('succeeded');
    const event = (await stripe.events.list({ type: 'refund.updated' })).data[0];
    expect(event?.data).toMatchObject({
      object: { id: refund.id, status: 'succeeded' },
      previous_attributes: { status: 'pending' },
    });
    expect(event?.request).toEqual({ id: null, idempotency_key: null });
  },
);

test('[X36] a failing refund tells of it three times over, and comes off the charge again', async () => {
  const { stripe, clock, control } = await startBench();
  const { id, latest_charge } = await paid(stripe, 'pm_card_refundFail');
  const refund = await stripe.refunds.create({ payment_intent: id, amount: 1_000 });
  expect(refund.status).toBe('succeeded');
  clock.forward(REFUND_SETTLES_MS);
  await control('POST', 'tick');
  const failed = await stripe.refunds.retrieve(refund.id, { expand: ['failure_balance_transaction'] });
  expect(failed).toMatchObject({
    status: 'failed',
    failure_reason: 'expired_or_canceled_card',
    failure_balance_transaction: { amount: 1_000, type: 'refund_failure' },
  });
  expect((await stripe.charges.retrieve(String(latest_charge))).amount_refunded).toBe(0);
  expect((await eventTypes(stripe)).slice(-4)).toEqual([
    'charge.updated',
    'refund.updated',
    'charge.refund.updated',
    'refund.failed',
  ]);
});

test('[X36] any refund can be made to fail or to settle, once', async () => {
  const { stripe, control } = await startBench();
  const { id } = await paid(stripe);
  const refund = await stripe.refunds.create({ payment_intent: id });
  await control('POST', `refunds/${refund.id}/fail`, { reason: 'lost_or_stolen_card' });
  expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({
    status: 'failed',
    failure_reason: 'lost_or_stolen_card',
  });
  await expect(control('POST', `refunds/${refund.id}/fail`)).rejects.toThrow('status_transition_invalid');
  await expect(control('POST', `refunds/${refund.id}/settle`)).rejects.toThrow('status_transition_invalid');
  expect((await stripe.refunds.create({ payment_intent: id })).amount).toBe(269_900);
});

test('[X37] a dispute takes the money and a fee, stops refunds, and is won or lost', async () => {
  const { stripe, control } = await startBench();
  for (const status of ['won', 'lost'] as const) {
    const { id, latest_charge } = await paid(stripe);
    const opened = await control<Stripe.Dispute>('POST', 'disputes', { payment_intent: id, amount: 5_000 });
    expect(opened).toMatchObject({
      status: 'needs_response',
      amount: 5_000,
      charge: latest_charge,
      payment_intent: id,
    });
    expect((await stripe.charges.retrieve(String(latest_charge))).disputed).toBe(true);
    expect(await refusalOf(stripe.refunds.create({ payment_intent: id }))).toMatchObject({
      code: 'charge_disputed',
    });
    await control('POST', `disputes/${opened.id}/close`, { status });
    const closed = await stripe.disputes.retrieve(opened.id);
    expect(closed.status).toBe(status);
    const net = closed.balance_transactions.reduce((sum, entry) => sum + entry.net, 0);
    expect(net).toBe(status === 'won' ? 0 : -6_500);
    await expect(control('POST', `disputes/${opened.id}/close`, { status })).rejects.toThrow(
      'status_transition_invalid',
    );
  }
  const types = (await eventTypes(stripe)).filter((type) => type.startsWith('charge.dispute.'));
  expect(types.slice(0, 4)).toEqual(
    ['created', 'funds_withdrawn', 'closed', 'funds_reinstated'].map((name) => `charge.dispute.${name}`),
  );
});

test('[X37] pm_card_createDispute is disputed as soon as it is paid', async () => {
  const { stripe } = await startBench();
  const { id } = await paid(stripe, 'pm_card_createDispute');
  expect((await stripe.disputes.list({ payment_intent: id })).data).toMatchObject([
    { reason: 'fraudulent', status: 'needs_response' },
  ]);
});
