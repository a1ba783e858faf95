// POST /v1/checkouts: quote, claim and PaymentIntent. The claim is reserved before the payment is asked for.

import type { UnixSeconds } from '../../src/time.ts';
import { CheckoutSchema } from '../../src/wire/objects.ts';
import { CheckoutRequestSchema } from '../../src/wire/requests.ts';
import { type AskedOrder, serverOrder } from '../asked-order.ts';
import { type AppContext, type Call, endpoint, merchantOf } from '../endpoint.ts';
import { replayed, replayOf } from '../idempotency.ts';
import { jsonText } from '../json-text.ts';
import { ledgerOfOrder } from '../ledger.ts';
import { isReady } from '../objects/checkout-store.ts';
import type { Merchant } from '../objects/directory.ts';
import { openPayment, type PaymentCall } from '../payments.ts';
import { chargeableQuote, pricingFor } from '../pricing.ts';
import { amountChanged, openedBefore, type PricedOrder, reserveCheckout } from '../reserving.ts';

/** The call, whoever makes it. */
export const CREATE = {
  method: 'POST',
  path: '/v1/checkouts',
  idempotent: true,
  answer: {
    status: 201,
    description: 'The checkout; 200 where the same request had opened it.',
    schema: CheckoutSchema,
  },
} as const;

export const createCheckout = endpoint(
  {
    ...CREATE,
    summary:
      'Opens a checkout: reserves the subsidy as a claim, and asks Stripe for the rest unless the shop takes it itself.',
    keys: ['sk', 'tk'],
    body: CheckoutRequestSchema,
  },
  async (call) => {
    const { c, body, idempotency_key } = call;
    return openCheckout(call, await serverOrder(c.env, c.req.path, body, idempotency_key));
  },
);

/** Opens the checkout of an order, or answers the one that the same request has opened. */
export async function openCheckout(
  { c, owner, now, now_ms }: Omit<Call<unknown, unknown>, 'body'>,
  order: AskedOrder,
): Promise<Response> {
  const merchant = merchantOf(owner);
  const { idempotency_key: key, terms } = order;
  const ledger = ledgerOfOrder(c.env, merchant, order.order_reference);
  const sent = { fingerprint: terms.sent, now };
  const replay = key === null ? null : await replayOf(c.env, merchant, ledger, { key, ...sent });
  if (replay !== null) return replay;

  const call = { env: c.env, merchant, ledger, order, now_ms };
  const accepted = await pricedOrder(c, merchant, order, now).then(
    (priced) => reserveCheckout({ ...call, ...priced }),
    (refusal) => openedBefore(call, refusal),
  );
  const payment = { env: c.env, merchant: merchant.id, ledger };
  switch (accepted.was) {
    case 'created':
      return accepted.body === null
        ? pay({ ...payment, checkout: accepted.checkout }, key, 201)
        : jsonText(accepted.body, 201);
    case 'there':
      // One without its payment was left behind by a crash or by Stripe: it is asked for again.
      return isReady(accepted.checkout)
        ? jsonText(accepted.body, 200)
        : pay({ ...payment, checkout: accepted.checkout }, key, 200);
    case 'answered':
      return replayed(accepted);
  }
}

/** @throws {ApiError} `amount_changed` where the buyer was shown another amount than is due (SPEC U5) */
async function pricedOrder(
  c: AppContext,
  merchant: Merchant,
  { request: asked, terms: { expected_amount_due } }: AskedOrder,
  now: UnixSeconds,
): Promise<PricedOrder> {
  const request = await asked();
  const pricing = await pricingFor(c, merchant, request.programme, request.lines, now);
  const priced = chargeableQuote(request, pricing);
  if (expected_amount_due !== null && expected_amount_due !== priced.amount_due) {
    throw amountChanged(expected_amount_due, priced.amount_due);
  }
  return { request, priced, pricing };
}

async function pay(call: PaymentCall, key: string | null, status: 200 | 201): Promise<Response> {
  const outcome = await openPayment(call, key === null ? undefined : { key, status });
  return jsonText(outcome.body, status);
}
