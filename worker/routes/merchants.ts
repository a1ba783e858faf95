// POST /v1/merchants and POST /v1/merchants/{id}/keys: how the operator lets a shop in.

import * as z from 'zod';
import {
  CHECKOUT_TTL_MAX_S,
  CHECKOUT_TTL_MIN_S,
  CHECKOUT_TTL_S,
  LEDGER_SHARDS_MAX,
  NAME_CHARS_MAX,
  ORIGINS_MAX,
} from '../../src/limits.ts';
import { directoryOf, programmesOf } from '../directory.ts';
import { endpoint } from '../endpoint.ts';
import { isDevelopment } from '../env.ts';
import { invalid, missing, shown } from '../errors.ts';
import { hashKey, newKey } from '../keys.ts';
import { newIdentifier } from '../new-identifier.ts';
import { PAGE_CARTS } from '../objects/directory.ts';
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

const KeyObject = z.object({
  object: z.literal('key'),
  kind: z.enum(['pk', 'sk', 'tk', 'fk']),
  merchant: z.string(),
  key: z.string().meta({ description: 'The key itself: shown once, kept as a hash only.' }),
  created: z.int(),
});

export const createKey = endpoint(
  {
    method: 'POST',
    path: '/v1/merchants/:id/keys',
    summary: 'Makes a key for a merchant. It is shown in this answer and never again.',
    keys: ['ok'],
    body: z.strictObject({ kind: z.enum(['pk', 'sk', 'tk', 'fk']) }),
    answer: { status: 201, description: 'The key.', schema: KeyObject },
  },
  async ({ c, id: merchant, body, now }) => {
    const directory = directoryOf(c.env);
    if ((await directory.merchant(merchant)) === null) throw missing('merchant', merchant);
    const key = newKey(body.kind, !isDevelopment(c.env));
    await directory.addKey({ hash: await hashKey(key), kind: body.kind, merchant, created: now });
    return c.json({ object: 'key', kind: body.kind, merchant, key, created: now }, 201);
  },
);
