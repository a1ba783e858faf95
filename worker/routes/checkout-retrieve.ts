// GET /v1/checkouts/{id}

import { CheckoutSchema } from '../../src/wire/objects.ts';
import { endpoint, merchantOf } from '../endpoint.ts';
import { missing } from '../errors.ts';
import { jsonText } from '../json-text.ts';
import { ledgerOfIdentifier } from '../ledger.ts';

export const retrieveCheckout = endpoint(
  {
    method: 'GET',
    path: '/v1/checkouts/:id',
    summary: 'A checkout as it is now.',
    keys: ['sk', 'tk'],
    answer: { status: 200, description: 'The checkout.', schema: CheckoutSchema },
  },
  async ({ c, id, owner }) => {
    const found = await ledgerOfIdentifier(c.env, merchantOf(owner), id)?.checkout(id);
    if (!found) throw missing('checkout', id);
    return jsonText(found.body, 200);
  },
);
