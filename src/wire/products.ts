// What is sent and answered about the registry's products.

import * as z from 'zod';
import { isGlobalGtin, normaliseGtin, whyNoGtin } from '../gtin.ts';
import { NAME_CHARS_MAX, PRODUCT_ROWS_MAX, PRODUCT_SOURCE_CHARS_MAX, TITLE_CHARS_MAX } from '../limits.ts';
import { DEVICES, PRODUCT_DECISIONS } from '../vocabulary.ts';
import { gtin, name, note } from './text.ts';

/** The columns of an import, in the order in which docs/api.md shows them. */
export const PRODUCT_COLUMNS = ['gtin', 'merchant', 'sku', 'decision', 'device', 'name', 'source'] as const;
export type ProductColumn = (typeof PRODUCT_COLUMNS)[number];

/** A GTIN that one product has everywhere, as its 14 digits. */
const globalGtin = gtin
  .refine(
    (given) => whyNoGtin(given) !== null || isGlobalGtin(given),
    'expected a number that one product has everywhere, not one that a shop gives to its own goods (02…, 04…, 2…)',
  )
  .transform(normaliseGtin);

/** A field that may be left out, and is null then. */
export const orNull = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((given) => given ?? null);

const Row = z.strictObject({
  gtin: orNull(globalGtin),
  merchant: orNull(name(NAME_CHARS_MAX)),
  sku: orNull(name(NAME_CHARS_MAX)),
  decision: z.enum(PRODUCT_DECISIONS),
  device: orNull(z.enum(DEVICES)),
  name: orNull(note(TITLE_CHARS_MAX)),
  source: orNull(note(PRODUCT_SOURCE_CHARS_MAX)),
});

/** A product as it is imported: under one key, its GTIN or a merchant's SKU, and with a device unless it is excluded. */
export const ProductRowSchema = Row.superRefine((row, context) => {
  const wrong = oddColumn(row);
  if (wrong === null) return;
  const [column, message] = wrong;
  // What was left out is null by now: the refusal is to say that nothing came.
  context.addIssue({ code: 'custom', path: [column], message, input: row[column] ?? undefined });
}).meta({ id: 'ProductRow' });
export type ProductRow = z.output<typeof ProductRowSchema>;

/** The column that does not go with the others, and what was expected of it; null where all is right. */
function oddColumn(row: z.output<typeof Row>): [column: ProductColumn, expected: string] | null {
  const gave = (column: ProductColumn): boolean => row[column] !== null;
  if (gave('gtin') && gave('merchant')) return ['merchant', 'expected nothing beside a gtin'];
  if (gave('gtin') && gave('sku')) return ['sku', 'expected nothing beside a gtin'];
  if (gave('merchant') && !gave('sku')) return ['sku', "expected the merchant's SKU"];
  if (gave('sku') && !gave('merchant')) return ['merchant', 'expected the merchant whose SKU it is'];
  if (!gave('gtin') && !gave('sku')) return ['gtin', 'expected a gtin, or a merchant and a sku'];
  if (row.decision === 'approved' && !gave('device'))
    return ['device', `expected the device as which it is approved, ${DEVICES.join(' or ')}`];
  if (row.decision === 'excluded' && gave('device'))
    return ['device', 'expected nothing where the product is excluded'];
  return null;
}

export const ProductImportRequestSchema = z
  .strictObject({ products: z.array(ProductRowSchema).min(1).max(PRODUCT_ROWS_MAX) })
  .meta({ id: 'ProductImportRequest' });

const count = z.int().min(0);
const instant = z.int().meta({ description: 'Unix seconds.' });

export const ProductImportSchema = z
  .object({
    object: z.literal('product_import'),
    rows: count,
    created: count,
    updated: count.meta({
      description: 'Entries that got another version; removed ones that came back, too.',
    }),
    unchanged: count,
    version: count.meta({
      description: "The registry's own: it goes up with every call that changed something.",
    }),
  })
  .meta({ id: 'ProductImport' });
export type ProductImport = z.infer<typeof ProductImportSchema>;

/** What was decided of a product, and who says so. */
const decided = {
  decision: z.enum(PRODUCT_DECISIONS),
  device: z.enum(DEVICES).nullable().meta({ description: 'Null exactly where it is excluded.' }),
  name: z.string().nullable(),
  source: z.string().nullable().meta({ description: 'Which document or list says so.' }),
};

const ProductVersion = z
  .object({
    version: z.int(),
    ...decided,
    removed: z.boolean().meta({ description: 'Whether this version took the entry out of the registry.' }),
    created: instant,
  })
  .meta({ id: 'ProductVersion' });
export type ProductVersion = z.infer<typeof ProductVersion>;

export const ProductSchema = z
  .object({
    id: z.string(),
    object: z.literal('product'),
    version: z.int(),
    gtin: z.string().nullable().meta({ description: '14 digits.' }),
    merchant: z.string().nullable(),
    sku: z.string().nullable(),
    ...decided,
    created: instant,
    updated: instant.meta({ description: 'Unix seconds of the present version.' }),
    removed_at: instant.optional(),
    versions: z.array(ProductVersion).optional().meta({ description: 'The earliest first.' }),
  })
  .meta({ id: 'Product' });
export type Product = z.infer<typeof ProductSchema>;

export const DeletedProductSchema = z.object({
  id: z.string(),
  object: z.literal('product'),
  deleted: z.literal(true),
});
