// The two tables of products that are imported: the operator's registry and a merchant's catalogue. What a row of each is, how
// a CSV writes it, and what names a product in it.

import type * as z from 'zod';
import { CATALOGUE_COLUMNS, type CatalogueRow, CatalogueRowSchema } from '../src/wire/catalogue.ts';
import { PRODUCT_COLUMNS, type ProductRow, ProductRowSchema } from '../src/wire/products.ts';

export type ProductTable<Row> = {
  readonly columns: readonly string[];
  readonly schema: z.ZodType<Row>;
  /** A record of a CSV as the schema takes it: its cells that are not empty, by the names of their columns. */
  readonly ofCells: (cells: Readonly<Record<string, string>>) => unknown;
  /** What no two rows have the same of, and the column that shows it. */
  readonly keyOf: (row: Row) => { readonly key: string; readonly column: string; readonly shown: string };
};

export const REGISTRY_TABLE: ProductTable<ProductRow> = {
  columns: PRODUCT_COLUMNS,
  schema: ProductRowSchema,
  ofCells: (cells) => cells,
  keyOf: ({ gtin, merchant, sku }) => ({
    key: JSON.stringify([gtin, merchant, sku]),
    ...(gtin === null ? { column: 'sku', shown: sku ?? '' } : { column: 'gtin', shown: gtin }),
  }),
};

export const CATALOGUE_TABLE: ProductTable<CatalogueRow> = {
  columns: CATALOGUE_COLUMNS,
  schema: CatalogueRowSchema,
  ofCells: ({ unit_amount, category_taxonomy: taxonomy, category_code: code, ...cells }) => ({
    ...cells,
    unit_amount: unit_amount !== undefined && DIGITS.test(unit_amount) ? Number(unit_amount) : unit_amount,
    ...((taxonomy !== undefined || code !== undefined) && { category: { taxonomy, code } }),
  }),
  keyOf: ({ sku }) => ({ key: sku, column: 'sku', shown: sku }),
};

/** Fen. Nothing else is taken for a number: 3999.00 is most likely yuan. */
const DIGITS = /^\d{1,15}$/;
