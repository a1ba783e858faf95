// How a review of a claim is booked: once for each decision, about the cart that was looked at. Runs inside the ledger's
// transactions; decides nothing.

import type { Review, ReviewedProduct } from '../../src/claim.ts';
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

/** A product as it is asked about: which entry it comes to is known only once it is registered. */
type AskedProduct = Omit<ReviewedProduct, 'id' | 'version'> & Partial<ReviewedProduct>;
type AskedReview = Omit<Review, 'products'> & { readonly products: readonly AskedProduct[] };

/** Whether what was decided last about the claim's cart is this, and says all of it. */
export function isDecided(claim: Claim, { decision, note, products }: AskedReview): boolean {
  const reviews = reviewsOf(claim);
  const other = reviews.map((one) => one.decision !== decision || one.note !== note).lastIndexOf(true);
  const same = reviews.slice(other + 1);
  const known = same.flatMap((review) => review.products);
  return same.length > 0 && products.every((asked) => known.some((product) => isSame(product, asked)));
}

function isSame(known: ReviewedProduct, asked: AskedProduct): boolean {
  const { by = asked.by } = known;
  const { line, id = known.id, version = known.version } = asked;
  return known.line === line && by === asked.by && known.id === id && known.version === version;
}

/** The reviews of the claim's present cart, the earliest first. */
function reviewsOf(claim: Claim): Review[] {
  const cart = cartOf(claim);
  const isReview = ({ seq, type }: ClaimEventObject): boolean => type === 'claim.reviewed' && seq > cart;
  return (claim.events ?? []).filter(isReview).map(({ data }) => data as unknown as Review);
}
