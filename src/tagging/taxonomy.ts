// What a line's category code says. A code is set by a merchant: strong evidence, never proof.

import type { Taxonomy } from '../vocabulary.ts';
import { type CategoryCode, type CategoryVerdict, GOOGLE_CODES, SHOPIFY_CODES } from './taxonomy-codes.ts';

export type Category = { readonly taxonomy: Taxonomy; readonly code: string };

/** A verdict, and what gave it: a path, or a code with the name it has in the taxonomy. */
export type CategoryFinding = { readonly verdict: CategoryVerdict; readonly matched: string };

const SHOPIFY_GID_PREFIX = 'gid://shopify/taxonomycategory/';
/** Feeds write paths with and without spaces. */
const AROUND_ARROW = / *> */g;
const PATH_SEPARATOR = ' > ';
const SHOPIFY_SEPARATOR = '-';

/** Finds the code itself or its nearest known ancestor; null where the taxonomy says nothing (SPEC T3). */
export function findCategory(category: Category): CategoryFinding | null {
  const written = category.code
    .trim()
    .toLowerCase()
    .replaceAll('&amp;', '&')
    .replace(AROUND_ARROW, PATH_SEPARATOR);
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
  for (const [code, path, verdict, chinesePath] of codes) {
    const paths = [path, chinesePath].filter((one) => typeof one === 'string');
    const name = paths[0]?.split(PATH_SEPARATOR).at(-1);
    known.set(code, { verdict, matched: name === undefined ? code : `${code} ${name}` });
    for (const one of paths) known.set(one.toLowerCase(), { verdict, matched: one });
  }
  return known;
}

const KNOWN: Readonly<Record<Taxonomy, ReadonlyMap<string, CategoryFinding>>> = {
  shopify: byCodeAndPath(SHOPIFY_CODES),
  google: byCodeAndPath(GOOGLE_CODES),
  // No GPC brick is known to hold the devices of a programme; its codes are accepted and say nothing.
  gpc: new Map(),
};
