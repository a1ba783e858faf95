// POST /v1/claims/{id}/review: what the operator decides about a claim that rests on evidence which is not enough by itself.

import type { UnixSeconds } from '../../src/time.ts';
import type { Claim } from '../../src/wire/objects.ts';
import { ClaimSchema } from '../../src/wire/objects.ts';
import { ReviewRequestSchema } from '../../src/wire/requests.ts';
import { sourcesOfClaim } from '../claim-sources.ts';
import { directoryOf } from '../directory.ts';
import { endpoint } from '../endpoint.ts';
import type { Env } from '../env.ts';
import { type ApiError, conflict, missing } from '../errors.ts';
import { ledgerOfIdentifier, type RemoteLedger } from '../ledger.ts';
import { cartOf, isDecided } from '../objects/reviewing.ts';
import { register, reviewedRows } from '../reviewed-products.ts';

export const reviewClaim = endpoint(
  {
    method: 'POST',
    path: '/v1/claims/:id/review',
    summary:
      'Decides about a claim that needs a review, and about its products. The same again changes nothing.',
    keys: ['ok'],
    body: ReviewRequestSchema,
    answer: { status: 200, description: 'The claim with its events.', schema: ClaimSchema },
  },
  async ({ c, id, body, now }) => {
    const ledger = await ledgerOfClaim(c.env, id, now);
    const claim = (await ledger?.claim(id)) ?? null;
    if (ledger === null || claim === null) throw missing('claim', id);
    if (!claim.needs_review && claim.review === null) throw notNeeded(claim);
    const rows = reviewedRows(claim, body);
    const { decision, note = null } = body;
    // The registry may say something newer by now: a call that comes late must not undo it.
    if (isDecided(claim, { decision, note, products: body.products ?? [] })) return c.json(claim);
    const products = await register(c.env, rows, now);
    const review = { decision, note, products };
    const reviewed = await ledger.review({ claim: id, cart: cartOf(claim), review }, now);
    if (!reviewed.ok) throw refusalOf(reviewed.reason, id);
    return c.json(reviewed.claim);
  },
);

/** The ledger that keeps a claim, of which the operator knows no merchant; null where no journal knows it either. */
async function ledgerOfClaim(env: Env, id: string, now: UnixSeconds): Promise<RemoteLedger | null> {
  const sources = await sourcesOfClaim(env, { kind: 'ok' }, id, now);
  const found = await Promise.all(sources.map((source) => source.claim(id)));
  const claim = found.find((one) => one !== null);
  if (!claim) return null;
  const merchant = await directoryOf(env).merchant(claim.merchant);
  return merchant === null ? null : ledgerOfIdentifier(env, merchant, id);
}

function notNeeded({ status }: Claim): ApiError {
  const why =
    status === 'voided' || status === 'reversed'
      ? `it is ${status}`
      : 'all that it was granted for rests on evidence which is enough';
  return conflict(
    'review_not_needed',
    `Expected a claim that needs a review, got one that needs none: ${why}.`,
    'id',
  );
}

function refusalOf(reason: 'unknown_claim' | 'cart_changed', id: string): ApiError {
  switch (reason) {
    case 'unknown_claim':
      return missing('claim', id);
    case 'cart_changed':
      return conflict(
        'cart_changed',
        'The cart of this claim was changed while it was being reviewed. Look at it again.',
        'id',
      );
  }
}
