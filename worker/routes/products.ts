// GET /v1/products, GET /v1/products/{id} and DELETE /v1/products/{id}

import * as z from 'zod';
import { normaliseGtin } from '../../src/gtin.ts';
import { LIST_LIMIT_DEFAULT, NAME_CHARS_MAX } from '../../src/limits.ts';
import { DEVICES, PRODUCT_DECISIONS } from '../../src/vocabulary.ts';
import { listOf } from '../../src/wire/objects.ts';
import { DeletedProductSchema, ProductSchema } from '../../src/wire/products.ts';
import { gtin, text } from '../../src/wire/text.ts';
import { directoryOf } from '../directory.ts';
import { endpoint } from '../endpoint.ts';
import { invalid, missing, shown } from '../errors.ts';
import { listLimit } from '../lists.ts';
import { forgetRegistry } from '../registry.ts';

const KEYS = ['ok'] as const;

/** The calls, of the registry or of a merchant's catalogue. */
export const LIST = { method: 'GET', path: '/v1/products' } as const;
export const RETRIEVE = { method: 'GET', path: '/v1/products/:id' } as const;
export const REMOVE = { method: 'DELETE', path: '/v1/products/:id' } as const;

const ListQuery = z.strictObject({
  gtin: gtin.transform(normaliseGtin).optional(),
  merchant: z.string().max(NAME_CHARS_MAX).optional(),
  sku: z.string().max(NAME_CHARS_MAX).optional(),
  decision: z.enum(PRODUCT_DECISIONS).optional(),
  device: z.enum(DEVICES).optional(),
  q: text(NAME_CHARS_MAX).optional().meta({
    description: 'Text that stands in the name, the SKU or the GTIN, in letters of either case.',
  }),
  limit: listLimit.optional(),
  starting_after: z.string().max(NAME_CHARS_MAX).optional(),
});

export const listOfProducts = endpoint(
  {
    ...LIST,
    summary: 'The products of the registry, the latest first.',
    keys: KEYS,
    query: ListQuery,
    answer: { status: 200, description: 'A page of products.', schema: listOf(ProductSchema) },
  },
  async ({ c, query }) => {
    const { limit = LIST_LIMIT_DEFAULT, starting_after: after = null, ...filter } = query;
    const found = await directoryOf(c.env).listProducts(filter, { after, limit: limit + 1 });
    return c.json(pageOf(found, after, limit));
  },
);

/** A page of a list of products, of which one more than it has was asked for. */
export function pageOf<Item>(found: readonly Item[] | null, after: string | null, limit: number) {
  if (found === null) {
    throw invalid(
      'resource_missing',
      `starting_after: expected the id of a product, got '${shown(after)}'.`,
      'starting_after',
    );
  }
  const data = found.slice(0, limit);
  return { object: 'list', url: LIST.path, data, has_more: found.length > limit };
}

export const retrieveProduct = endpoint(
  {
    ...RETRIEVE,
    summary: 'A product of the registry with all its versions, even one that was removed.',
    keys: KEYS,
    answer: { status: 200, description: 'The product.', schema: ProductSchema },
  },
  async ({ c, id }) => {
    const product = await directoryOf(c.env).product(id);
    if (product === null) throw missing('product', id);
    return c.json(product);
  },
);

export const removeProduct = endpoint(
  {
    ...REMOVE,
    summary: 'Takes a product out of the registry. Its versions stay; an import of its key brings it back.',
    keys: KEYS,
    answer: { status: 200, description: 'It is not there any more.', schema: DeletedProductSchema },
  },
  async ({ c, id, now }) => {
    if (!(await directoryOf(c.env).removeProduct(id, now))) throw missing('product', id);
    forgetRegistry();
    return c.json({ id, object: 'product', deleted: true });
  },
);
