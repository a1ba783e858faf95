// Lists as Stripe has them: the latest first, a page at a time.

import * as z from 'zod';
import { LIST_LIMIT_DEFAULT, LIST_LIMIT_MAX, NAME_CHARS_MAX } from '../src/limits.ts';

/** The `limit` of every list. */
export const listLimit = z
  .string()
  .regex(/^\d{1,3}$/, `expected an integer from 1 to ${LIST_LIMIT_MAX}`)
  .transform(Number)
  .pipe(z.int().min(1).max(LIST_LIMIT_MAX));

/** The query of a list without filters. */
export const ListQuery = z.strictObject({
  limit: listLimit.optional(),
  starting_after: z.string().max(NAME_CHARS_MAX).optional(),
});

/** How many are answered, and the page to ask for, which has one more: whether there are more. */
export function pageOf({ limit = LIST_LIMIT_DEFAULT, starting_after }: z.output<typeof ListQuery>) {
  return { limit, page: { after: starting_after ?? null, limit: limit + 1 } };
}

export function listObject<Item>(url: string, found: readonly Item[], limit: number) {
  return { object: 'list', url, data: found.slice(0, limit), has_more: found.length > limit };
}
