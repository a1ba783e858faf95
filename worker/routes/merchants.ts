// POST /v1/merchants and /v1/merchants/{id}/keys: how the operator lets a shop in, and takes its keys away.

import * as z from 'zod';
import {
  CHECKOUT_TTL_MAX_S,
  CHECKOUT_TTL_MIN_S,
  CHECKOUT_TTL_S,
  KEY_CACHE_S,
  LEDGER_SHARDS_MAX,
  NAME_CHARS_MAX,
  ORIGINS_MAX,
} from '../../src/limits.ts';
import { listOf } from '../../src/wire/objects.ts';
import { directoryOf, programmesOf } from '../directory.ts';
import { endpoint } from '../endpoint.ts';
import { isDevelopment } from '../env.ts';
import { invalid, missing, shown } from '../errors.ts';
import { hashKey, lastOf, newKey } from '../keys.ts';
import { ListQuery, listObject, pageOf } from '../lists.ts';
import { newIdentifier } from '../new-identifier.ts';
import { PAGE_CARTS } from '../objects/directory.ts';
import type { StoredKey } from '../objects/key-store.ts';
import { latestOf } from '../pricing.ts';

const MerchantRequest = z.strictObject({
  name: z.string().min(1).max(NAME_CHARS_MAX),
  programme: z.string().max(NAME_CHARS_MAX),
  origins: z
    .array(z.string().regex(/^https?:\/\/[a-z0-9.:-]+$/, "expected an origin such as 'https://shop.example'"))
    .max(ORIGINS_MAX)
    .optional(),
  ledger_shards: z.int().min(1).max(LEDGER_SHARDS_MAX).optional().meta({
    description: 'Ledgers that share its orders, fixed for ever: more than 1 for a large merchant.',
  }),
  checkout_ttl: z
    .int()
    .min(CHECKOUT_TTL_MIN_S)
    .max(CHECKOUT_TTL_MAX_S)
    .optional()
    .meta({ description: 'Seconds from the opening of a checkout to its expiry.' }),
  page_carts: z.enum(PAGE_CARTS).optional().meta({
    description: "With 'signed' its pages may buy only what its server signed: no products by SKU.",
  }),
});

const MerchantObject = z.object({
  id: z.string(),
  object: z.literal('merchant'),
  name: z.string(),
  programme: z.string(),
  origins: z.array(z.string()),
  ledger_shards: z.int(),
  checkout_ttl: z.int(),
  page_carts: z.enum(PAGE_CARTS),
  created: z.int(),
});

export const createMerchant = endpoint(
  {
    method: 'POST',
    path: '/v1/merchants',
    summary: 'Lets a shop in.',
    keys: ['ok'],
    body: MerchantRequest,
    answer: { status: 201, description: 'The merchant.', schema: MerchantObject },
  },
  async ({ c, body, now, now_ms }) => {
    if (latestOf(await programmesOf(c.env), body.programme) === null) {
      throw invalid(
        'resource_missing',
        `programme: expected the id of a programme, got '${shown(body.programme)}'.`,
        'programme',
      );
    }
    const merchant = {
      ...body,
      id: newIdentifier('mer', now_ms, 0),
      origins: body.origins ?? [],
      ledger_shards: body.ledger_shards ?? 1,
      checkout_ttl: body.checkout_ttl ?? CHECKOUT_TTL_S,
      page_carts: body.page_carts ?? 'any',
      created: now,
    };
    await directoryOf(c.env).addMerchant(merchant);
    return c.json({ object: 'merchant', ...merchant }, 201);
  },
);

const KINDS = ['pk', 'sk', 'tk', 'fk'] as const;

const KeyObject = z
  .object({
    id: z.string(),
    object: z.literal('key'),
    kind: z.enum(KINDS),
    merchant: z.string(),
    last4: z.string().nullable().meta({
      description: 'Its last four characters; null of a key from before they were kept.',
    }),
    created: z.int(),
    revoked: z.int().nullable().meta({ description: 'Unix seconds since when it opens nothing; or null.' }),
  })
  .meta({ id: 'Key' });

const CreatedKey = KeyObject.extend({
  key: z.string().meta({ description: 'The key itself: shown once, kept as a hash only.' }),
});

export const createKey = endpoint(
  {
    method: 'POST',
    path: '/v1/merchants/:id/keys',
    summary: 'Makes a key for a merchant. It is shown in this answer and never again.',
    keys: ['ok'],
    body: z.strictObject({ kind: z.enum(KINDS) }),
    answer: { status: 201, description: 'The key.', schema: CreatedKey },
  },
  async ({ c, id: merchant, body: { kind }, now: created, now_ms }) => {
    const directory = directoryOf(c.env);
    if ((await directory.merchant(merchant)) === null) throw missing('merchant', merchant);
    const key = newKey(kind, !isDevelopment(c.env));
    const kept = { id: newIdentifier('key', now_ms, 0), kind, merchant, last4: lastOf(key), created };
    await directory.addKey({ ...kept, hash: await hashKey(key) });
    return c.json({ ...keyObject({ ...kept, revoked: null }), key }, 201);
  },
);

export const listOfKeys = endpoint(
  {
    method: 'GET',
    path: '/v1/merchants/:id/keys',
    summary: 'The keys of a merchant, revoked ones too, the latest first: their names, and no key.',
    keys: ['ok'],
    query: ListQuery,
    answer: { status: 200, description: 'A page of keys.', schema: listOf(KeyObject) },
  },
  async ({ c, id: merchant, query }) => {
    const { limit, page } = pageOf(query);
    const found = await directoryOf(c.env).keysOf(merchant, page);
    if (found === null) throw missing('merchant', merchant);
    return c.json(listObject(`/v1/merchants/${merchant}/keys`, found.map(keyObject), limit));
  },
);

export const revokeKey = endpoint(
  {
    method: 'DELETE',
    path: '/v1/merchants/:id/keys/:key_id',
    summary: `Revokes a key, once and for all. Whoever has just used it may go on for ${KEY_CACHE_S} seconds at most.`,
    keys: ['ok'],
    answer: { status: 200, description: 'The key, revoked.', schema: KeyObject },
  },
  async ({ c, id: merchant, now }) => {
    const key_id = c.req.param('key_id') ?? '';
    const revoked = await directoryOf(c.env).revokeKey(merchant, key_id, now);
    if (revoked === null) throw missing('key', key_id, 'key_id');
    return c.json(keyObject(revoked));
  },
);

function keyObject({ id, ...kept }: StoredKey) {
  return { id, object: 'key', ...kept };
}
