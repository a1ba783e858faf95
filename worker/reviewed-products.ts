// The products that a review registers: which rows of the registry its lines come to, and putting them there before the review
// is booked, so that what a crash leaves half-done is whole once the same review comes again.

import type { Review } from '../src/claim.ts';
import type { UnixSeconds } from '../src/time.ts';
import type { Claim, ClaimLine } from '../src/wire/objects.ts';
import { type ProductRow, ProductRowSchema } from '../src/wire/products.ts';
import type { ReviewRequest } from '../src/wire/requests.ts';
import { directoryOf } from './directory.ts';
import type { Env } from './env.ts';
import { type ApiError, invalid } from './errors.ts';
import { problemsOf } from './parse.ts';
import { productsInvalid } from './product-file.ts';
import { forgetRegistry } from './registry.ts';

type Asked = NonNullable<ReviewRequest['products']>[number];

/** A line of a claim and the key it is decided about by, and the row that its product is in the registry. */
export type ReviewedRow = Asked & { readonly row: ProductRow };

/**
 * The rows that a review asks for, in its order.
 *
 * @throws {ApiError} where a line has no such key or is no device, `products_invalid` where the registry takes no such key
 */
export function reviewedRows(claim: Claim, { decision, products = [] }: ReviewRequest): ReviewedRow[] {
  const rows = products.map((asked, place) => {
    const line = lineOf(claim, asked, place);
    return { ...asked, row: rowOf(claim, line, asked, decision, place) };
  });
  refuseProductTwice(rows);
  return rows;
}

/** Puts the rows into the registry (SPEC T12); gives what the review is to say of them. */
export async function register(
  env: Env,
  reviewed: readonly ReviewedRow[],
  now: UnixSeconds,
): Promise<Review['products']> {
  if (reviewed.length === 0) return [];
  const entries = await directoryOf(env).decideProducts(
    reviewed.map(({ row }) => row),
    now,
  );
  forgetRegistry();
  return reviewed.flatMap(({ line, by }, place) => {
    const entry = entries[place];
    return entry === undefined ? [] : [{ line, by, id: entry.id, version: entry.version }];
  });
}

/** The line that is asked for, where it is one whose product can be decided about. */
function lineOf({ lines }: Claim, asked: Asked, place: number): ClaimLine {
  const line = lines[asked.line];
  if (line === undefined) throw wrong(place, 'line', `a line from 0 to ${lines.length - 1}`, asked.line);
  if (line.tag.device === null) throw wrong(place, 'line', 'a line that is a device', asked.line);
  if (asked.by === 'gtin' && line.gtin === null) {
    throw wrong(place, 'by', `'sku', because line ${asked.line} has no gtin`, `'${asked.by}'`);
  }
  return line;
}

function rowOf(
  { id, merchant }: Claim,
  { sku, gtin, title, tag }: ClaimLine,
  { by }: Asked,
  decision: ReviewRequest['decision'],
  place: number,
): ProductRow {
  const is_approved = decision === 'approved';
  const parsed = ProductRowSchema.safeParse(
    {
      ...(by === 'gtin' ? { gtin } : { merchant, sku }),
      decision: is_approved ? 'approved' : 'excluded',
      device: is_approved ? tag.device : null,
      name: title?.replaceAll(/\p{Cc}/gu, ' '),
      source: `review of ${id}`,
    },
    { reportInput: true },
  );
  if (parsed.success) return parsed.data;
  // Key and name come from the claim's line, not from the request: `by`, which asked for them, is all that can be set right.
  throw productsInvalid(
    parsed.error.issues
      .flatMap((issue) => problemsOf({ ...issue, path: ['by'] }, ['products', place]))
      .map(({ message, param }) => ({ line: place, message, ...(param !== undefined && { param }) })),
  );
}

/** Two lines of a cart can be the same product. */
function refuseProductTwice(rows: readonly ReviewedRow[]): void {
  const first_with = new Map<string, number>();
  for (const [place, { line, row }] of rows.entries()) {
    const key = JSON.stringify([row.gtin, row.sku]);
    const first = first_with.get(key);
    if (first !== undefined) {
      const by = row.gtin === null ? 'sku' : 'gtin';
      const got = `line ${line}, whose ${by} is that of line ${first} too`;
      throw wrong(place, 'line', 'each product once', got);
    }
    first_with.set(key, line);
  }
}

function wrong(place: number, field: 'line' | 'by', expected: string, got: number | string): ApiError {
  const param = `products[${place}][${field}]`;
  return invalid('parameter_invalid', `${param}: expected ${expected}, got ${got}.`, param);
}
