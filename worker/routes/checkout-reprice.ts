// POST /v1/checkouts/{id}: the cart changed before the payment. Claim, locks and PaymentIntent change together or not at all.

import { CheckoutSchema } from '../../src/wire/objects.ts';
import { type RepriceRequest, RepriceRequestSchema } from '../../src/wire/requests.ts';
import { type AppContext, endpoint, merchantOf } from '../endpoint.ts';
import { missing } from '../errors.ts';
import { jsonText } from '../json-text.ts';
import { ledgerOfIdentifier } from '../ledger.ts';
import { neededLocks } from '../locks.ts';
import type { KeptRequest, StoredCheckout } from '../objects/checkout-store.ts';
import type { Merchant } from '../objects/directory.ts';
import { chargeableQuote, pricingFor } from '../pricing.ts';
import { buyerHash, keptLines } from '../privacy.ts';
import { type NextCart, repriceCheckout } from '../repricing.ts';

export const repriceOpenCheckout = endpoint(
  {
    method: 'POST',
    path: '/v1/checkouts/:id',
    summary: 'Gives an open checkout another cart, priced anew. The same cart again changes nothing.',
    keys: ['sk', 'tk'],
    body: RepriceRequestSchema,
    answer: { status: 200, description: 'The checkout with this cart.', schema: CheckoutSchema },
  },
  async ({ c, id, body, owner, now }) => {
    const merchant = merchantOf(owner);
    const ledger = ledgerOfIdentifier(c.env, merchant, id);
    if (ledger === null) throw missing('checkout', id);
    const answer = await repriceCheckout({
      ...{ env: c.env, merchant, ledger, checkout_id: id },
      cartFor: (checkout) => nextCart(c, merchant, checkout, body, now),
    });
    return jsonText(answer, 200);
  },
);

/** The cart asked for: under the checkout's own programme in its latest version, at the prices of now. */
async function nextCart(
  c: AppContext,
  merchant: Merchant,
  checkout: StoredCheckout,
  body: RepriceRequest,
  now: number,
): Promise<NextCart> {
  const { buyer, ...changed } = body;
  const request: KeptRequest = {
    ...checkout.request,
    ...changed,
    lines: await keptLines(c.env, body.lines),
    buyer_hash: (await buyerHash(c.env, buyer)) ?? checkout.request.buyer_hash,
  };
  const programme = checkout.quote.programme?.id ?? request.programme;
  const pricing = await pricingFor(c, merchant, programme, body.lines, now);
  const quote = chargeableQuote({ ...request, lines: body.lines }, pricing);
  const cart = { lines: body.lines, buyer_hash: request.buyer_hash };
  const needed = await neededLocks(c.env, cart, quote, pricing.programme);
  return { request, quote, priced_at: pricing.now, needed };
}
