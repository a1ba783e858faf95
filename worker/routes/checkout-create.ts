// POST /v1/checkouts: quote, claim and PaymentIntent. The claim is reserved before the payment is asked for.

import { CheckoutSchema } from '../../src/wire/objects.ts';
import { CheckoutRequestSchema } from '../../src/wire/requests.ts';
import { endpoint, merchantOf } from '../endpoint.ts';
import { replayed, replayOf } from '../idempotency.ts';
import { jsonText } from '../json-text.ts';
import { ledgerOfOrder } from '../ledger.ts';
import { isReady, opened } from '../objects/checkout-store.ts';
import { openPayment, type PaymentCall } from '../payments.ts';
import { chargeableQuote, pricingFor } from '../pricing.ts';
import { fingerprintOf } from '../privacy.ts';
import { reserveCheckout } from '../reserving.ts';

export const createCheckout = endpoint(
  {
    method: 'POST',
    path: '/v1/checkouts',
    summary:
      'Opens a checkout: reserves the subsidy as a claim, and asks Stripe for the rest unless the shop takes it itself.',
    keys: ['sk', 'tk'],
    body: CheckoutRequestSchema,
    idempotent: true,
    answer: {
      status: 201,
      description: 'The checkout; 200 where the same request had opened it.',
      schema: CheckoutSchema,
    },
  },
  async ({ c, body, owner, idempotency_key: key, now, now_ms }) => {
    const merchant = merchantOf(owner);
    const fingerprint = await fingerprintOf(c.env, c.req.path, body);
    const ledger = ledgerOfOrder(c.env, merchant, body.order_reference);
    const replay = key === null ? null : await replayOf(c.env, merchant, ledger, { key, fingerprint, now });
    if (replay !== null) return replay;

    const pricing = await pricingFor(c, merchant, body.programme, body.lines, now);
    const priced = chargeableQuote(body, pricing);
    const { checkout, reserved } = await reserveCheckout({
      ...{ env: c.env, merchant, ledger, request: body, priced, pricing },
      ...{ fingerprint, idempotency_key: key, now_ms },
    });
    const payment = { env: c.env, merchant: merchant.id, ledger };
    switch (reserved.was) {
      case 'created':
        return reserved.body === null
          ? pay({ ...payment, checkout: opened(checkout) }, key, 201)
          : jsonText(reserved.body, 201);
      case 'there':
        // One without its payment was left behind by a crash or by Stripe: it is asked for again.
        return isReady(reserved.checkout)
          ? jsonText(reserved.body, 200)
          : pay({ ...payment, checkout: reserved.checkout }, key, 200);
      case 'answered':
        return replayed(reserved);
    }
  },
);

async function pay(call: PaymentCall, key: string | null, status: 200 | 201): Promise<Response> {
  const outcome = await openPayment(call, key === null ? undefined : { key, status });
  return jsonText(outcome.body, status);
}
