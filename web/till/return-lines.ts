// What comes back, by the names under which it was sold.

import type { Checkout, Return, Sale } from '../../sdk/till.ts';
import type { ProductIndex } from './products.ts';

/** The titles of a checkout's lines: as this till sold them, else as its product list has them, else the SKU. */
export function titlesOf({ lines }: Checkout, sale: Sale | null, products: ProductIndex): string[] {
  const sold = new Map(sale?.request.lines.map(({ sku, title }) => [sku, title]));
  return lines.map(({ sku }) => sold.get(sku) ?? products.bySku(sku)?.title ?? sku);
}

export type ReturnedLine = {
  readonly title: string;
  readonly quantity: number;
  readonly serials: readonly string[];
};

/** What a return has taken back. */
export const returnedLines = (
  { request }: Pick<Return, 'request'>,
  titles: readonly string[],
): ReturnedLine[] =>
  request.lines.map(({ line, quantity, serial_numbers = [] }) => ({
    title: titles[line] ?? String(line),
    ...{ quantity, serials: serial_numbers },
  }));
