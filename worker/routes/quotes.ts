// POST /v1/quotes: tags and prices a cart. Stores nothing.

import { quote } from '../../src/quote.ts';
import { QuoteSchema } from '../../src/wire/objects.ts';
import { PageQuoteRequestSchema } from '../../src/wire/pages.ts';
import { QuoteRequestSchema } from '../../src/wire/requests.ts';
import { byKey, endpoint, merchantOf } from '../endpoint.ts';
import { pageReading } from '../page-body.ts';
import { pageCart } from '../page-order.ts';
import { pricingFor } from '../pricing.ts';
import { countCall } from '../rates.ts';

const QUOTE = {
  method: 'POST',
  path: '/v1/quotes',
  answer: { status: 200, description: 'The quote.', schema: QuoteSchema },
} as const;

const serverQuote = endpoint(
  {
    ...QUOTE,
    summary: 'Tags the qualifying devices of a cart and takes the subsidy off. Stores nothing.',
    keys: ['sk', 'tk'],
    body: QuoteRequestSchema,
  },
  async ({ c, body, owner, now }) => {
    const pricing = await pricingFor(c, merchantOf(owner), body.programme, body.lines, now);
    return c.json(quote(body, pricing));
  },
);

const pageQuote = endpoint(
  {
    ...QUOTE,
    summary: "The quote of a page's cart: of products of the merchant's catalogue, or of a signed cart.",
    keys: ['pk'],
    body: PageQuoteRequestSchema,
    reading: pageReading(PageQuoteRequestSchema),
  },
  async ({ c, body, owner, now }) => {
    const merchant = merchantOf(owner);
    await countCall(c.env, 'PAGE_QUOTE_RATE', c.req.raw.headers, merchant.id);
    const cart = await pageCart(c.env, merchant, body, now);
    return c.json(quote(cart, await pricingFor(c, merchant, cart.programme, cart.lines, now)));
  },
);

export const createQuote = byKey(serverQuote, pageQuote);
