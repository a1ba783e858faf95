// How a review of a claim is booked: once for each decision, about the cart that was looked at. Runs inside the ledger's
// transactions; decides nothing.

import type { Review } from '../../src/claim.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { Claim, ClaimEventObject } from '../../src/wire/objects.ts';
import { hasCart } from './claim-rows.ts';
import type { LedgerParts } from './ledger-parts.ts';

/** A review as the Worker asks for it. */
export type NewReview = {
  readonly claim: string;
  /** The cart that it is about, as `cartOf` names it: where the claim has another by now, nothing is booked. */
  readonly cart: number;
  readonly review: Review;
};

export type Reviewed =
  | { readonly ok: true; readonly claim: Claim }
  | { readonly ok: false; readonly reason: 'unknown_claim' | 'cart_changed' };

/** Books a review (SPEC C8). What was decided already is not written again. */
export function bookReview(
  { log, book }: Pick<LedgerParts, 'log' | 'book'>,
  { claim: id, cart, review }: NewReview,
  now: UnixSeconds,
): Reviewed {
  const claim = log.find(id);
  if (claim === null) return { ok: false, reason: 'unknown_claim' };
  if (cartOf(claim) !== cart) return { ok: false, reason: 'cart_changed' };
  if (isDecided(claim, review)) return { ok: true, claim };
  const { programme } = claim;
  book.recordOf({ claim: id, quote: { programme } }, { type: 'claim.reviewed', data: review }, now);
  return { ok: true, claim: log.find(id) ?? claim };
}

/** The cart of a claim, by the place of the event that says it; 0 for a claim without its events. */
export function cartOf({ events = [] }: Claim): number {
  return events.filter(hasCart).at(-1)?.seq ?? 0;
}

/** Whether the claim's last review says all of this one. */
function isDecided(claim: Claim, { decision, note, products }: Review): boolean {
  const last = lastReview(claim);
  if (last === null || last.decision !== decision || last.note !== note) return false;
  const text = (all: Review['products']): string[] => all.map((product) => JSON.stringify(product));
  const known = new Set(text(last.products));
  return text(products).every((product) => known.has(product));
}

/** The last review of the claim's present cart. */
function lastReview(claim: Claim): Review | null {
  const cart = cartOf(claim);
  const isReview = ({ seq, type }: ClaimEventObject): boolean => type === 'claim.reviewed' && seq > cart;
  const last = (claim.events ?? []).filter(isReview).at(-1);
  return last === undefined ? null : (last.data as unknown as Review);
}
