// POST /v1/quotes: tags and prices a cart. Stores nothing.

import { quote } from '../../src/quote.ts';
import { QuoteSchema } from '../../src/wire/objects.ts';
import { QuoteRequestSchema } from '../../src/wire/requests.ts';
import { endpoint, merchantOf } from '../endpoint.ts';
import { pricingFor } from '../pricing.ts';

export const createQuote = endpoint(
  {
    method: 'POST',
    path: '/v1/quotes',
    summary: 'Tags the qualifying devices of a cart and takes the subsidy off. Stores nothing.',
    keys: ['pk', 'sk', 'tk'],
    body: QuoteRequestSchema,
    answer: { status: 200, description: 'The quote.', schema: QuoteSchema },
  },
  async ({ c, body, owner, now }) => {
    const pricing = await pricingFor(c, merchantOf(owner), body.programme, body.lines, now);
    return c.json(quote(body, pricing));
  },
);
