// A page's cart at a catalogue's prices. Pure: which products there are is handed in.

import type { CatalogueRow } from './wire/catalogue.ts';
import type { CartLine } from './wire/requests.ts';

/** What a page says of a line: which product, and how many. */
export type PageLine = Pick<CartLine, 'sku' | 'quantity'>;

export type CatalogueLines =
  | { readonly ok: true; readonly lines: CartLine[] }
  /** The first line whose product is not there. */
  | { readonly ok: false; readonly line: number; readonly sku: string };

/** The lines as a server would send them: all but the quantity is the catalogue's (SPEC U3). */
export function linesFrom(products: readonly CatalogueRow[], asked: readonly PageLine[]): CatalogueLines {
  const by_sku = new Map(products.map((product) => [product.sku, product]));
  const lines: CartLine[] = [];
  for (const [line, { sku, quantity }] of asked.entries()) {
    const product = by_sku.get(sku);
    if (product === undefined) return { ok: false, line, sku };
    lines.push(cartLine(product, quantity));
  }
  return { ok: true, lines };
}

function cartLine(
  { sku, title, unit_amount, brand, gtin, category }: CatalogueRow,
  quantity: number,
): CartLine {
  return {
    ...{ sku, title, unit_amount, quantity },
    ...(brand !== null && { brand }),
    ...(gtin !== null && { gtin }),
    ...(category !== null && { category }),
  };
}
