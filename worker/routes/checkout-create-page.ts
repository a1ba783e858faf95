// POST /v1/checkouts with a publishable key: a page says what is bought, and the prices are the merchant's.

import { PageCheckoutRequestSchema } from '../../src/wire/pages.ts';
import { endpoint, merchantOf } from '../endpoint.ts';
import { pageReading } from '../page-body.ts';
import { pageOrder } from '../page-order.ts';
import { pageView } from '../page-view.ts';
import { countCall } from '../rates.ts';
import { CREATE, openCheckout } from './checkout-create.ts';

export const createPageCheckout = endpoint(
  {
    ...CREATE,
    summary: "Opens a checkout for a page: of products of the merchant's catalogue, or of a signed cart.",
    keys: ['pk'],
    body: PageCheckoutRequestSchema,
    reading: pageReading(PageCheckoutRequestSchema),
  },
  async (call) => {
    const { c, body, owner, idempotency_key, now } = call;
    const merchant = merchantOf(owner);
    await countCall(c.env, 'PAGE_CHECKOUT_RATE', c.req.raw.headers, merchant.id);
    const where = { env: c.env, merchant, path: c.req.path };
    const answer = await openCheckout(call, await pageOrder({ ...where, idempotency_key, now }, body));
    // A replayed one, too, is kept with all that a server may read.
    return new Response(pageView(await answer.text()), answer);
  },
);
