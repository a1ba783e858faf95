// What pages send, read: as any other body, but that a price is refused by a name of its own.

import type * as z from 'zod';
import { type ApiError, invalid } from './errors.ts';
import { firstRefused, type Problem, parseBody } from './parse.ts';

/** How a page's body is read: one with a price in it is refused with `price_from_page`, whatever else is wrong (SPEC U2). */
export function pageReading<Schema extends z.ZodType>(schema: Schema) {
  return {
    read: (request: Request): Promise<z.output<Schema>> => parseBody(request, schema, priceRefused),
  };
}

const PRICES: ReadonlySet<unknown> = new Set(['unit_amount', 'discount_amount', 'shipping_amount']);

function priceRefused(problems: readonly Problem[]): ApiError {
  const price = problems.find(({ code, path }) => code === 'parameter_unknown' && PRICES.has(path.at(-1)));
  if (price === undefined) return firstRefused(problems);
  const { param } = price;
  return invalid(
    'price_from_page',
    `${param}: expected no price with a pk_ key, got one: prices come from the merchant's catalogue, or in a signed_cart.`,
    param,
  );
}
