// PUT /v1/products: what the operator has decided about products, many at once, as JSON or CSV.

import { PRODUCTS_BODY_BYTES_MAX } from '../../src/limits.ts';
import { ProductImportRequestSchema, ProductImportSchema, type ProductRow } from '../../src/wire/products.ts';
import { directoryOf } from '../directory.ts';
import { endpoint } from '../endpoint.ts';
import { shown } from '../errors.ts';
import { productsInvalid, readProducts } from '../product-file.ts';
import type { ReadRow } from '../product-rows.ts';
import { REGISTRY_TABLE } from '../product-tables.ts';
import { forgetRegistry } from '../registry.ts';

/** The call, whose the table ever is. */
export const IMPORT = { method: 'PUT', path: '/v1/products' } as const;
export const IMPORT_READING = { media_type: 'text/csv', bytes_max: PRODUCTS_BODY_BYTES_MAX } as const;

export const importProducts = endpoint(
  {
    ...IMPORT,
    summary: 'Approves or excludes products by GTIN, or by merchant and SKU. All rows are taken, or none.',
    keys: ['ok'],
    body: ProductImportRequestSchema,
    reading: { ...IMPORT_READING, read: (request) => readProducts(REGISTRY_TABLE, request) },
    answer: { status: 200, description: 'What it changed.', schema: ProductImportSchema },
  },
  async ({ c, body: rows, now }) => {
    const result = await directoryOf(c.env).putProducts(
      rows.map(({ row }) => row),
      now,
    );
    if (!result.ok) throw productsInvalid(unknownMerchants(rows, result.merchants));
    forgetRegistry();
    return c.json(result.imported);
  },
);

function unknownMerchants(rows: readonly ReadRow<ProductRow>[], merchants: readonly string[]) {
  return rows
    .filter(({ row }) => row.merchant !== null && merchants.includes(row.merchant))
    .map(({ row, given }) => {
      const param = given.paramOf(['merchant']);
      return given.wrong(
        ['merchant'],
        `${param}: expected the id of a merchant, got '${shown(row.merchant)}'.`,
      );
    });
}
