// What is sent and answered about a merchant's own catalogue: the products that pages may sell, at its prices.

import * as z from 'zod';
import { PRODUCT_ROWS_MAX, UNIT_AMOUNT_MAX_FEN } from '../limits.ts';
import { orNull } from './products.ts';
import { CartLine } from './requests.ts';

/** The columns of an import, in the order in which docs/api.md shows them. */
export const CATALOGUE_COLUMNS = [
  'sku',
  'unit_amount',
  'title',
  'brand',
  'gtin',
  'category_taxonomy',
  'category_code',
] as const;

const { sku, title, brand, gtin, category } = CartLine.shape;

/** A product as it is imported, and as it stands in a cart but for the quantity. */
export const CatalogueRowSchema = z
  .strictObject({
    sku,
    unit_amount: z
      .int({
        error: ({ code }) =>
          code === 'invalid_type'
            ? 'expected an integer of fen, such as 399900 for 3,999.00 yuan'
            : undefined,
      })
      .min(0)
      .max(UNIT_AMOUNT_MAX_FEN)
      .meta({ description: 'The price of one unit in fen.' }),
    title: title.unwrap(),
    brand: orNull(brand.unwrap()),
    gtin: orNull(gtin.unwrap()),
    category: orNull(category.unwrap()),
  })
  .meta({ id: 'CatalogueRow' });
export type CatalogueRow = z.output<typeof CatalogueRowSchema>;

export const CatalogueImportRequestSchema = z
  .strictObject({ products: z.array(CatalogueRowSchema).min(1).max(PRODUCT_ROWS_MAX) })
  .meta({ id: 'CatalogueImportRequest' });

const instant = z.int().meta({ description: 'Unix seconds.' });

export const CatalogueProductSchema = z
  .object({
    id: z.string(),
    object: z.literal('catalogue_product'),
    sku: z.string(),
    unit_amount: z.int().min(0),
    title: z.string(),
    brand: z.string().nullable(),
    gtin: z.string().nullable(),
    category: category.unwrap().nullable(),
    created: instant,
    updated: instant.meta({ description: 'Unix seconds of its last change.' }),
    removed_at: instant.optional(),
  })
  .meta({ id: 'CatalogueProduct' });
export type CatalogueProduct = z.infer<typeof CatalogueProductSchema>;

export const DeletedCatalogueProductSchema = z.object({
  id: z.string(),
  object: z.literal('catalogue_product'),
  deleted: z.literal(true),
});
