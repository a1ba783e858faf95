// PUT /v1/products, GET /v1/products, GET /v1/products/{id} and DELETE /v1/products/{id} with a merchant's key: its catalogue.

import * as z from 'zod';
import { LIST_LIMIT_DEFAULT, NAME_CHARS_MAX } from '../../src/limits.ts';
import {
  CatalogueImportRequestSchema,
  CatalogueProductSchema,
  DeletedCatalogueProductSchema,
} from '../../src/wire/catalogue.ts';
import { listOf } from '../../src/wire/objects.ts';
import { ProductImportSchema } from '../../src/wire/products.ts';
import { catalogueOf } from '../catalogue.ts';
import { endpoint, merchantOf } from '../endpoint.ts';
import { missing } from '../errors.ts';
import { listLimit } from '../lists.ts';
import { readProducts } from '../product-file.ts';
import { CATALOGUE_TABLE } from '../product-tables.ts';
import { LIST, pageOf, REMOVE, RETRIEVE } from './products.ts';
import { IMPORT, IMPORT_READING } from './products-import.ts';

const KEYS = ['sk'] as const;

export const importCatalogue = endpoint(
  {
    ...IMPORT,
    summary: "Puts products with their prices into the merchant's catalogue. All rows are taken, or none.",
    keys: KEYS,
    body: CatalogueImportRequestSchema,
    reading: { ...IMPORT_READING, read: (request) => readProducts(CATALOGUE_TABLE, request) },
    answer: { status: 200, description: 'What it changed.', schema: ProductImportSchema },
  },
  async ({ c, body, owner, now }) => {
    const rows = body.map(({ row }) => row);
    return c.json(await catalogueOf(c.env, merchantOf(owner)).put(rows, now));
  },
);

const ListQuery = z.strictObject({
  sku: z.string().max(NAME_CHARS_MAX).optional(),
  limit: listLimit.optional(),
  starting_after: z.string().max(NAME_CHARS_MAX).optional(),
});

export const listOfCatalogue = endpoint(
  {
    ...LIST,
    summary: "The products of the merchant's catalogue, the latest first.",
    keys: KEYS,
    query: ListQuery,
    answer: { status: 200, description: 'A page of products.', schema: listOf(CatalogueProductSchema) },
  },
  async ({ c, query, owner }) => {
    const { limit = LIST_LIMIT_DEFAULT, starting_after: after = null, sku } = query;
    const catalogue = catalogueOf(c.env, merchantOf(owner));
    return c.json(pageOf(await catalogue.list(sku, { after, limit: limit + 1 }), after, limit));
  },
);

export const retrieveFromCatalogue = endpoint(
  {
    ...RETRIEVE,
    summary: "A product of the merchant's catalogue, even one that was removed.",
    keys: KEYS,
    answer: { status: 200, description: 'The product.', schema: CatalogueProductSchema },
  },
  async ({ c, id, owner }) => {
    const product = await catalogueOf(c.env, merchantOf(owner)).product(id);
    if (product === null) throw missing('product', id);
    return c.json(product);
  },
);

export const removeFromCatalogue = endpoint(
  {
    ...REMOVE,
    summary: "Takes a product out of the merchant's catalogue; an import of its SKU brings it back.",
    keys: KEYS,
    answer: { status: 200, description: 'It is not there any more.', schema: DeletedCatalogueProductSchema },
  },
  async ({ c, id, owner, now }) => {
    if (!(await catalogueOf(c.env, merchantOf(owner)).remove(id, now))) throw missing('product', id);
    return c.json({ id, object: 'catalogue_product', deleted: true });
  },
);
