// What pages send, read: as any other body, but that a price is refused by a name of its own.

import type * as z from 'zod';
import { ApiError, invalid } from './errors.ts';
import { parseBody } from './parse.ts';

/** How a page's body is read: one with a price in it is refused with `price_from_page` (SPEC U2). */
export function pageReading<Schema extends z.ZodType>(schema: Schema) {
  return {
    read: (request: Request): Promise<z.output<Schema>> =>
      parseBody(request, schema, true).catch((refusal) => {
        throw priceRefusal(refusal) ?? refusal;
      }),
  };
}

const PRICE = /(?:^|\[)(?:unit_amount|discount_amount|shipping_amount)\]?$/;

function priceRefusal(refusal: unknown): ApiError | null {
  if (!(refusal instanceof ApiError) || refusal.code !== 'parameter_unknown') return null;
  const { param = '' } = refusal;
  if (!PRICE.test(param)) return null;
  return invalid(
    'price_from_page',
    `${param}: expected no price with a pk_ key, got one: prices come from the merchant's catalogue, or in a signed_cart.`,
    param,
  );
}
