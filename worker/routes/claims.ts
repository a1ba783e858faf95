// GET /v1/claims and GET /v1/claims/{id}

import * as z from 'zod';
import { LIST_LIMIT_DEFAULT, NAME_CHARS_MAX, ORDER_REFERENCE_CHARS_MAX } from '../../src/limits.ts';
import { CLAIM_STATUSES, DEVICES } from '../../src/vocabulary.ts';
import { ClaimSchema, listOf } from '../../src/wire/objects.ts';
import { listClaims, sourcesOfClaim, tiersFor } from '../claim-sources.ts';
import { endpoint } from '../endpoint.ts';
import { missing } from '../errors.ts';
import { listLimit } from '../lists.ts';
import type { ClaimFilter } from '../objects/claim-log.ts';

const instant = z
  .string()
  .regex(/^\d{1,11}$/, 'expected Unix seconds')
  .transform(Number);

/** The filters of every reader of claims, as they stand in a query string. */
export const CLAIM_FILTERS = {
  merchant: z.string().max(NAME_CHARS_MAX).optional(),
  status: z.enum(CLAIM_STATUSES).optional(),
  device: z.enum(DEVICES).optional(),
  order_reference: z.string().max(ORDER_REFERENCE_CHARS_MAX).optional(),
  needs_review: z
    .enum(['true', 'false'])
    .transform((given) => given === 'true')
    .optional(),
  'created[gte]': instant.optional(),
  'created[lt]': instant.optional(),
};

type FilterQuery = z.output<z.ZodObject<typeof CLAIM_FILTERS>>;

export function filterOf(query: FilterQuery): ClaimFilter {
  const { merchant, status, device, order_reference, needs_review } = query;
  return {
    merchant,
    status,
    device,
    order_reference,
    needs_review,
    created_gte: query['created[gte]'],
    created_lt: query['created[lt]'],
  };
}

const ListQuery = z.strictObject({
  ...CLAIM_FILTERS,
  limit: listLimit.optional(),
  starting_after: z.string().max(NAME_CHARS_MAX).optional(),
});

export const listOfClaims = endpoint(
  {
    method: 'GET',
    path: '/v1/claims',
    summary: 'Claims, the latest first.',
    keys: ['sk', 'fk', 'ok'],
    query: ListQuery,
    answer: { status: 200, description: 'A page of claims.', schema: listOf(ClaimSchema) },
  },
  async ({ c, query, owner, now }) => {
    const filter = filterOf(query);
    const limit = query.limit ?? LIST_LIMIT_DEFAULT;
    const tiers = await tiersFor(c.env, owner, filter, now);
    const { claims, more } = await listClaims(tiers, filter, { beyond: query.starting_after ?? null, limit });
    return c.json({ object: 'list', url: '/v1/claims', data: claims, has_more: more });
  },
);

export const retrieveClaim = endpoint(
  {
    method: 'GET',
    path: '/v1/claims/:id',
    summary: 'A claim with its events.',
    keys: ['sk', 'fk', 'ok'],
    answer: { status: 200, description: 'The claim.', schema: ClaimSchema },
  },
  async ({ c, id, owner, now }) => {
    const sources = await sourcesOfClaim(c.env, owner, id, now);
    const found = await Promise.all(sources.map((source) => source.claim(id)));
    const claim = found.find((one) => one !== null);
    if (!claim) throw missing('claim', id);
    return c.json(claim);
  },
);
