// Whatever is done, in whatever order, the books balance: a property over random sequences of calls.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Bench, payable, RETURN_URL, startBench } from './support.ts';

type Step = (bench: Bench, id: string) => Promise<unknown>;

const method = fc.constantFrom(
  'pm_card_visa',
  'pm_card_chargeDeclined',
  'pm_card_threeDSecure2Required',
  'pm_card_refundFail',
  'pm_card_createDispute',
  'alipay',
  'wechat_pay',
);
const step: fc.Arbitrary<Step> = fc.oneof(
  method.map(
    (payment_method): Step =>
      ({ control }, id) =>
        control('POST', `payment_intents/${id}/pay`, { payment_method }),
  ),
  fc.constantFrom('authorize', 'fail').map(
    (act): Step =>
      ({ control }, id) =>
        control('POST', `payment_intents/${id}/${act}`),
  ),
  fc.constant<Step>(({ control }, id) =>
    control('POST', `payment_intents/${id}/authorize`, { outcome: 'processing' }),
  ),
  fc.constant<Step>(({ stripe }, id) => stripe.paymentIntents.confirm(id, { return_url: RETURN_URL })),
  fc.integer({ min: 300, max: 3_000 }).map(
    (amount): Step =>
      ({ stripe }, id) =>
        stripe.paymentIntents.update(id, { amount }),
  ),
  fc.integer({ min: 0, max: 3_000 }).map(
    (amount): Step =>
      ({ stripe }, id) =>
        stripe.refunds.create({ payment_intent: id, amount }),
  ),
  fc.option(fc.integer({ min: 1, max: 3_000 })).map(
    (part): Step =>
      ({ stripe }, id) =>
        stripe.paymentIntents.capture(id, part === null ? {} : { amount_to_capture: part }),
  ),
  fc.constant<Step>(({ stripe }, id) => stripe.paymentIntents.cancel(id)),
  fc.constant<Step>(async ({ stripe, control }, id) => {
    const refund = (await stripe.refunds.list({ payment_intent: id })).data[0];
    if (refund !== undefined) await control('POST', `refunds/${refund.id}/fail`);
  }),
  fc.constant<Step>(async ({ clock, control }) => {
    clock.forward(5_000);
    await control('POST', 'tick');
  }),
);

test('[X55] after any sequence of calls, what was received, refunded, booked and told agrees', async () => {
  const capture_method = fc.constantFrom('automatic' as const, 'automatic_async' as const, 'manual' as const);
  const bench = await startBench();
  await fc.assert(
    fc.asyncProperty(
      capture_method,
      fc.array(step, { minLength: 1, maxLength: 12 }),
      async (capture, steps) => {
        await bench.control('POST', 'reset');
        const { id } = await payable(bench.stripe, { amount: 2_000, capture_method: capture });
        for (const one of steps) {
          await one(bench, id).catch((error: unknown) => expect(String(error)).not.toContain('api_error'));
          await checkBooks(bench, id);
        }
      },
    ),
    { numRuns: 60 },
  );
});

async function checkBooks({ stripe }: Bench, id: string): Promise<void> {
  const intent = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge.balance_transaction'] });
  const charges = (await stripe.charges.list({ payment_intent: id, limit: 100 })).data;
  const refunds = (await stripe.refunds.list({ payment_intent: id, limit: 100 })).data;
  const entries = (await stripe.balanceTransactions.list({ limit: 100 })).data;
  const captured = sum(charges.map((charge) => charge.amount_captured));
  const refunded = sum(refunds.filter(({ status }) => status !== 'failed').map(({ amount }) => amount));
  expect(intent.amount_received).toBe(captured);
  expect(intent.status === 'succeeded').toBe(captured > 0);
  expect(refunded).toBeLessThanOrEqual(captured);
  expect(charges.filter(({ paid }) => paid).length).toBeLessThanOrEqual(1);
  const charge = charges.find((one) => one.captured);
  if (charge !== undefined)
    expect(charge.amount_refunded).toBe(charge.amount - charge.amount_captured + refunded);
  const booked = entries.filter(({ type }) => type !== 'adjustment').map(({ amount }) => amount);
  expect(sum(booked)).toBe(captured - refunded);
  const told = (await stripe.events.list({ type: 'payment_intent.succeeded' })).data;
  expect(told).toHaveLength(intent.status === 'succeeded' ? 1 : 0);
  expect((intent.next_action === null) === (intent.status !== 'requires_action')).toBe(true);
  expect(intent.amount_capturable > 0).toBe(intent.status === 'requires_capture');
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
