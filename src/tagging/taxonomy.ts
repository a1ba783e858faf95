// What a line's category code says. A code is set by a merchant: strong evidence, never proof.

import type { Taxonomy } from '../vocabulary.ts';
import { type CategoryCode, type CategoryVerdict, GOOGLE_CODES, SHOPIFY_CODES } from './taxonomy-codes.ts';

export type Category = { readonly taxonomy: Taxonomy; readonly code: string };

/** A verdict, and the code or path of the taxonomy that gave it. */
export type CategoryFinding = { readonly verdict: CategoryVerdict; readonly matched: string };

const SHOPIFY_GID_PREFIX = 'gid://shopify/taxonomycategory/';
const PATH_SEPARATOR = ' > ';
const SHOPIFY_SEPARATOR = '-';

/** Finds the code itself or its nearest known ancestor; null where the taxonomy says nothing (SPEC T3). */
export function findCategory(category: Category): CategoryFinding | null {
  const written = category.code.trim().toLowerCase();
  const known = KNOWN[category.taxonomy];
  const code = written.startsWith(SHOPIFY_GID_PREFIX) ? written.slice(SHOPIFY_GID_PREFIX.length) : written;
  if (code.includes(PATH_SEPARATOR)) return nearest(known, code, PATH_SEPARATOR);
  return category.taxonomy === 'shopify'
    ? nearest(known, code, SHOPIFY_SEPARATOR)
    : nearest(known, code, null);
}

function nearest(
  known: ReadonlyMap<string, CategoryFinding>,
  code: string,
  separator: string | null,
): CategoryFinding | null {
  const found = known.get(code);
  if (found) return found;
  const cut = separator === null ? -1 : code.lastIndexOf(separator);
  return cut <= 0 ? null : nearest(known, code.slice(0, cut), separator);
}

function byCodeAndPath(codes: readonly CategoryCode[]): ReadonlyMap<string, CategoryFinding> {
  const known = new Map<string, CategoryFinding>();
  for (const [code, path, verdict] of codes) {
    known.set(code, { verdict, matched: code });
    if (path !== null) known.set(path.toLowerCase(), { verdict, matched: path });
  }
  return known;
}

const KNOWN: Readonly<Record<Taxonomy, ReadonlyMap<string, CategoryFinding>>> = {
  shopify: byCodeAndPath(SHOPIFY_CODES),
  google: byCodeAndPath(GOOGLE_CODES),
  // No GPC brick is known to hold the devices of a programme; its codes are accepted and say nothing.
  gpc: new Map(),
};
