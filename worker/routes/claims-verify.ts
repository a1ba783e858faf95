// GET /v1/claims/verify: walks the log, hashes every event again and names the first that is not what was written.

import * as z from 'zod';
import { BAD_REASONS } from '../../src/chain.ts';
import { type ClaimSource, headOf, tiersFor } from '../claim-sources.ts';
import { endpoint } from '../endpoint.ts';
import type { WalkStep } from '../objects/claim-log.ts';
import { CLAIM_FILTERS, filterOf } from './claims.ts';

const { merchant, 'created[gte]': from, 'created[lt]': to } = CLAIM_FILTERS;
const VerifyQuery = z.strictObject({ merchant, 'created[gte]': from, 'created[lt]': to });

const VerificationSchema = z
  .object({
    object: z.literal('verification'),
    ok: z.boolean(),
    events: z.int().meta({ description: 'Events that were found as they were written.' }),
    head: z
      .string()
      .meta({ description: 'The hash of the last event; of several ledgers, their common hash.' }),
    first_bad: z.object({ ledger: z.string(), seq: z.int(), reason: z.enum(BAD_REASONS) }).optional(),
  })
  .meta({ id: 'Verification' });

export const verifyClaims = endpoint(
  {
    method: 'GET',
    path: '/v1/claims/verify',
    summary: 'Walks the claim log and names the first event that was changed, removed, added or moved.',
    keys: ['sk', 'fk', 'ok'],
    query: VerifyQuery,
    answer: { status: 200, description: 'What the walk found.', schema: VerificationSchema },
  },
  async ({ c, query, owner, now }) => {
    const tiers = await tiersFor(c.env, owner, filterOf(query), now);
    const head = await headOf(tiers);
    let events = 0;
    for (const source of tiers.reverse().flat()) {
      const walk = await walkedThrough(source);
      events += walk.events;
      if (walk.bad !== null) {
        return c.json({ object: 'verification', ok: false, events, head, first_bad: walk.bad });
      }
    }
    return c.json({ object: 'verification', ok: true, events, head });
  },
);

async function walkedThrough(source: ClaimSource): Promise<Pick<WalkStep, 'events' | 'bad'>> {
  let page = await source.walk(null);
  let events = page.events;
  while (page.next !== null) {
    page = await source.walk(page.next);
    events += page.events;
  }
  return { events, bad: page.bad };
}
