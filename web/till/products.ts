// The shop's products in the till: found by the number under a barcode, or by SKU. Where they come from is product-file.ts.

import { normaliseGtin } from '../../src/gtin.ts';
import type { CatalogueRow } from '../../src/wire/catalogue.ts';

/** A product as it is imported: one of the merchant's own catalogue. */
export type Product = CatalogueRow;

export type ProductIndex = {
  readonly count: number;
  byGtin(gtin: string): Product | null;
  bySku(sku: string): Product | null;
};

export function indexOf(products: readonly Product[]): ProductIndex {
  const by_gtin = new Map<string, Product>();
  const by_sku = new Map<string, Product>();
  for (const product of products) {
    by_sku.set(product.sku.toUpperCase(), product);
    if (product.gtin !== null) by_gtin.set(normaliseGtin(product.gtin), product);
  }
  return {
    count: products.length,
    byGtin: (gtin) => by_gtin.get(normaliseGtin(gtin)) ?? null,
    bySku: (sku) => by_sku.get(sku.toUpperCase()) ?? null,
  };
}
