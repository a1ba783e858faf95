// GET /v1/checkouts/{id}

import * as z from 'zod';
import { CLIENT_SECRET_CHARS_MAX } from '../../src/limits.ts';
import { CheckoutSchema } from '../../src/wire/objects.ts';
import { byKey, endpoint, merchantOf } from '../endpoint.ts';
import { missing } from '../errors.ts';
import { jsonText } from '../json-text.ts';
import { isSameSecret } from '../keys.ts';
import { ledgerOfIdentifier } from '../ledger.ts';
import { pageView } from '../page-view.ts';

const RETRIEVE = {
  method: 'GET',
  path: '/v1/checkouts/:id',
  answer: { status: 200, description: 'The checkout.', schema: CheckoutSchema },
} as const;

const retrieveByServer = endpoint(
  { ...RETRIEVE, summary: 'A checkout as it is now.', keys: ['sk', 'tk'] },
  async ({ c, id, owner }) => {
    const found = await ledgerOfIdentifier(c.env, merchantOf(owner), id)?.checkout(id);
    if (!found) throw missing('checkout', id);
    return jsonText(found.body, 200);
  },
);

const retrieveByPage = endpoint(
  {
    ...RETRIEVE,
    summary: 'A checkout as it is now, for the page that has the client secret of its payment.',
    keys: ['pk'],
    query: z.strictObject({ client_secret: z.string().min(1).max(CLIENT_SECRET_CHARS_MAX) }),
  },
  async ({ c, id, owner, query: { client_secret } }) => {
    const found = await ledgerOfIdentifier(c.env, merchantOf(owner), id)?.checkout(id);
    const secret = found?.checkout.client_secret ?? null;
    if (!found || secret === null || !(await isSameSecret(secret, client_secret))) {
      throw missing('checkout', id);
    }
    return jsonText(pageView(found.body), 200);
  },
);

export const retrieveCheckout = byKey(retrieveByServer, retrieveByPage);
