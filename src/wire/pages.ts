// What pages may send with a publishable key: what is bought and how much of it, never what it costs or what it is. And the cart
// with prices that a shop's server signs for its page.

import * as z from 'zod';
import {
  PAGE_LINES_MAX,
  SIGNED_CART_CHARS_MAX,
  SIGNED_CART_TTL_MAX_S,
  SIGNED_CART_TTL_MIN_S,
  SIGNED_CART_TTL_S,
} from '../limits.ts';
import { CartLine, CheckoutRequestSchema, expectedAmountDue } from './requests.ts';

const { sku, quantity } = CartLine.shape;
const { lines, programme, shipping_amount, order_reference, metadata, buyer, subsidy } =
  CheckoutRequestSchema.shape;

const pageCart = {
  lines: z
    .array(z.strictObject({ sku, quantity }))
    .min(1)
    .max(PAGE_LINES_MAX)
    .optional()
    .meta({ description: "Products of the merchant's catalogue, at its prices." }),
  signed_cart: z
    .string()
    .max(SIGNED_CART_CHARS_MAX)
    .optional()
    .meta({ description: 'Instead of lines: what POST /v1/carts/sign gave.' }),
};

type PageCart = z.output<z.ZodObject<typeof pageCart>>;

/** A cart is of lines or signed: the one or the other. */
function refuseBothOrNone({ lines, signed_cart }: PageCart, context: z.RefinementCtx): void {
  if (lines !== undefined && signed_cart !== undefined) {
    refuseField('signed_cart', 'expected nothing beside lines', signed_cart, context);
  }
  if (lines === undefined && signed_cart === undefined) {
    refuseField('lines', 'expected lines, or a signed_cart', lines, context);
  }
}

function refuseField(field: string, message: string, input: unknown, context: z.RefinementCtx): void {
  context.addIssue({ code: 'custom', path: [field], message, input });
}

export const PageQuoteRequestSchema = z
  .strictObject(pageCart)
  .superRefine(refuseBothOrNone)
  .meta({ id: 'PageQuoteRequest' });
export type PageQuoteRequest = z.output<typeof PageQuoteRequestSchema>;

export const PageCheckoutRequestSchema = z
  .strictObject({
    ...pageCart,
    order_reference: order_reference.optional().meta({
      description: 'The order; nobody else should be able to guess it. A signed cart names it already.',
    }),
    channel: z.literal('online').optional(),
    buyer: buyer.meta({
      description: "Who buys, by the page's word. Where a signed cart names its buyer, that one or nobody.",
    }),
    subsidy,
    metadata: metadata.meta({ description: "The page's own notes. A signed cart has its own." }),
    expected_amount_due: expectedAmountDue,
  })
  .superRefine(refuseBothOrNone)
  .superRefine((request, context) => {
    const { signed_cart, order_reference, metadata } = request;
    if (signed_cart === undefined) {
      if (order_reference !== undefined) return;
      refuseField('order_reference', 'expected the name of the order', order_reference, context);
    } else {
      const expected = 'expected nothing beside a signed_cart, which has its own';
      if (order_reference !== undefined) refuseField('order_reference', expected, order_reference, context);
      if (metadata !== undefined) refuseField('metadata', expected, metadata, context);
    }
  })
  .meta({ id: 'PageCheckoutRequest' });
export type PageCheckoutRequest = z.output<typeof PageCheckoutRequestSchema>;

/** The cart of a checkout with its prices, for a page to hand on. */
export const SignCartRequestSchema = z
  .strictObject({
    programme,
    lines,
    shipping_amount,
    order_reference,
    metadata,
    buyer: buyer.meta({
      description:
        'Who buys: the page can name nobody else. What is signed holds a keyed hash of it only, and is the word of the server.',
    }),
    expires_in: z
      .int()
      .min(SIGNED_CART_TTL_MIN_S)
      .max(SIGNED_CART_TTL_MAX_S)
      .optional()
      .meta({ description: `Seconds for which it may open a checkout; ${SIGNED_CART_TTL_S} by default.` }),
  })
  .meta({ id: 'SignCartRequest' });
export type SignCartRequest = z.output<typeof SignCartRequestSchema>;

export const SignedCartSchema = z
  .object({
    object: z.literal('signed_cart'),
    signed_cart: z.string(),
    order_reference: z.string(),
    expires_at: z.int().meta({ description: 'Unix seconds.' }),
  })
  .meta({ id: 'SignedCart' });
