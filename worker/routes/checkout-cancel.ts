// POST /v1/checkouts/{id}/cancel: the payment is canceled at Stripe first, then the claim is voided.

import { CheckoutSchema } from '../../src/wire/objects.ts';
import { endpoint, merchantOf } from '../endpoint.ts';
import { conflict, missing } from '../errors.ts';
import { jsonText } from '../json-text.ts';
import { ledgerOfIdentifier } from '../ledger.ts';
import { cancelOpen } from '../payments.ts';

export const cancelCheckout = endpoint(
  {
    method: 'POST',
    path: '/v1/checkouts/:id/cancel',
    summary: 'Cancels an open checkout. Canceling again answers the same.',
    keys: ['sk', 'tk'],
    answer: { status: 200, description: 'The canceled checkout.', schema: CheckoutSchema },
  },
  async ({ c, id, owner, now }) => {
    const merchant = merchantOf(owner);
    const ledger = ledgerOfIdentifier(c.env, merchant, id);
    const found = await ledger?.checkout(id);
    if (!ledger || !found) throw missing('checkout', id);
    const { checkout, body } = found;
    const outcome =
      checkout.status === 'open'
        ? await cancelOpen({ env: c.env, merchant: merchant.id, checkout, ledger }, now)
        : { status: checkout.status, body };
    if (outcome.status === 'complete') {
      throw conflict('checkout_not_open', 'The checkout is paid and cannot be canceled any more.');
    }
    return jsonText(outcome.body, 200);
  },
);
