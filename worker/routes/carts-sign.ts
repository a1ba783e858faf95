// POST /v1/carts/sign: a cart with the server's prices, for a page to hand on. Nothing is stored.

import { SIGNED_CART_CHARS_MAX, SIGNED_CART_TTL_S } from '../../src/limits.ts';
import { shardOf } from '../../src/shards.ts';
import { SignCartRequestSchema, SignedCartSchema } from '../../src/wire/pages.ts';
import { endpoint, merchantOf } from '../endpoint.ts';
import { invalid } from '../errors.ts';
import { newIdentifier } from '../new-identifier.ts';
import { chargeableQuote, pricingFor } from '../pricing.ts';
import { buyerHash } from '../privacy.ts';
import { signedText } from '../signed-carts.ts';

export const signCart = endpoint(
  {
    method: 'POST',
    path: '/v1/carts/sign',
    summary:
      "Signs a cart with its prices, so that the merchant's page can open its checkout. Stores nothing.",
    keys: ['sk'],
    body: SignCartRequestSchema,
    answer: { status: 200, description: 'The signed cart.', schema: SignedCartSchema },
  },
  async ({ c, body, owner, now, now_ms }) => {
    const { expires_in = SIGNED_CART_TTL_S, buyer, ...said } = body;
    const merchant = merchantOf(owner);
    const buyer_hash = await buyerHash(c.env, buyer);
    const cart = { ...said, ...(buyer_hash !== null && { buyer_hash }) };
    // What could not be charged is refused here, where it can be mended, and not on the page.
    chargeableQuote(cart, await pricingFor(c, merchant, cart.programme, cart.lines, now));
    const { order_reference } = cart;
    const id = newIdentifier('crt', now_ms, shardOf(order_reference, merchant.ledger_shards));
    const expires_at = now + expires_in;
    const signed_cart = await signedText(c.env, { id, merchant: merchant.id, cart, expires_at });
    if (signed_cart.length > SIGNED_CART_CHARS_MAX) throw tooLarge(signed_cart.length);
    return c.json({ object: 'signed_cart', signed_cart, order_reference, expires_at });
  },
);

const tooLarge = (chars: number) =>
  invalid(
    'cart_too_large',
    `lines: expected a cart that is at most ${SIGNED_CART_CHARS_MAX} characters when it is signed, got ${chars}.`,
    'lines',
  );
