// The claim: pending → posted or voided; posted → partially_reversed → reversed. States only move forward; the one way back is
// the provider's word that a refund did not reach the customer. The state is the sum of the events; nothing here stores, asks
// or guesses.

import type { Fen } from './money.ts';
import type { UnixSeconds } from './time.ts';
import type {
  Channel,
  ClaimStatus,
  Device,
  Flag,
  PaymentProvider,
  ReviewDecision,
  Tender,
} from './vocabulary.ts';
import type { ClaimLine, ClaimReview } from './wire/objects.ts';

/** What a claim is opened with: the first event of the log, from which it can be recomputed for ever. Amounts in fen. */
export type ClaimOpening = {
  readonly id: string;
  readonly merchant: string;
  readonly checkout: string;
  readonly order_reference: string;
  readonly channel: Channel;
  readonly store: string | null;
  readonly till: string | null;
  /** Who takes the money. Openings of before there was a choice say nothing of it: it was Stripe. */
  readonly payment_provider?: PaymentProvider;
  readonly programme: { readonly id: string; readonly version: number };
  readonly currency: 'cny';
  readonly amount: Fen;
  readonly amount_total: Fen;
  readonly eligible_amount: Fen;
  readonly shipping_amount: Fen;
  readonly amount_due: Fen;
  readonly capped: boolean;
  readonly devices: readonly Device[];
  readonly lines: readonly ClaimLine[];
  readonly priced_at: UnixSeconds;
  readonly created: UnixSeconds;
};

/**
 * Why a pending claim was voided: each is the word of whoever takes the money. The payment cannot happen any more, or it was
 * changed to a cart without a subsidy, or it was not changed to the cart that this claim was for; `not_confirmed`: a shop that
 * takes the money itself did not say in time that it has.
 */
export type VoidReason =
  | 'payment_canceled'
  | 'payment_refused'
  | 'repriced'
  | 'repricing_abandoned'
  | 'not_confirmed';

/** How a shop itself took money, or gave it back; `reference` is its own name for that movement. */
export type Tendered = { readonly tender: Tender; readonly reference: string | null };

/** What paid for a claim's cart, in fen: a payment of the provider's, or what the shop took itself. */
export type Posting =
  | { readonly payment_intent: string; readonly amount_received: Fen }
  | ({ readonly payment_intent: null; readonly amount_received: Fen } & Tendered);

/** What a payment turned out to be, where it is not what the checkout asked for. */
export type PaymentMismatch = {
  readonly payment_intent: string;
  readonly expected_amount: Fen;
  readonly amount_received: Fen;
  readonly currency_received: string;
};

/** Money that the provider gave back without our asking: in its dashboard, or because the buyer's bank took it. */
export type OutsideMovement = {
  readonly provider_id: string;
  readonly amount: Fen;
  readonly status: string;
};

/** What finance has to look at, and what is known of it. */
export type FlagData =
  | ({ readonly flag: 'payment_mismatch' } & PaymentMismatch)
  | ({ readonly flag: 'refund_outside' | 'dispute' } & OutsideMovement)
  | { readonly flag: 'refund_failed'; readonly refund: string; readonly amount: Fen };

/** A product that was registered with a review: the line of the claim that it stands in, and its entry in the registry. */
export type ReviewedProduct = {
  readonly line: number;
  /** The key that it was decided about by. Events from before it was kept say nothing of it. */
  readonly by?: 'gtin' | 'sku';
  readonly id: string;
  readonly version: number;
};

/** What the operator decided about a claim. It moves no money: a rejected claim is one that the government is not asked for. */
export type Review = {
  readonly decision: ReviewDecision;
  readonly note: string | null;
  readonly products: readonly ReviewedProduct[];
};

/** Units of a line, which is counted from 0. */
export type LineUnits = { readonly line: number; readonly quantity: number };

/** One change of a claim. Appended, never altered. */
export type ClaimEvent =
  | { readonly type: 'claim.reserved'; readonly data: ClaimOpening }
  /** More money is held while the provider is asked to change the payment to another cart. */
  | { readonly type: 'claim.held'; readonly data: { readonly repricing: string; readonly amount: Fen } }
  /** The payment was not changed: what was held for the other cart is free. */
  | { readonly type: 'claim.released'; readonly data: { readonly repricing: string; readonly amount: Fen } }
  /** The payment was changed: from now on the claim is for this cart. */
  | { readonly type: 'claim.repriced'; readonly data: ClaimOpening }
  | { readonly type: 'claim.posted'; readonly data: Posting }
  | { readonly type: 'claim.voided'; readonly data: { readonly reason: VoidReason } }
  | { readonly type: 'claim.flagged'; readonly data: FlagData }
  | { readonly type: 'claim.reviewed'; readonly data: Review }
  /**
   * Units came back. `amount` is the clawback: nothing where the kept units get as much by themselves. Where the shop gave the
   * money back itself, it says how.
   */
  | {
      readonly type: 'claim.reversed';
      readonly data: Returned & { readonly reason: string } & Partial<Tendered>;
    }
  /** The refund of that return did not reach the customer: its units are kept, and get `amount` again. */
  | { readonly type: 'claim.restored'; readonly data: Returned };

/** A return: the refund's identifier, its units, what it moves in the claim and what the customer gets of it, in fen. */
export type Returned = {
  readonly refund: string;
  readonly amount: Fen;
  readonly refund_amount: Fen;
  readonly lines: readonly LineUnits[];
};

/** The part of a claim that its events move. */
export type ClaimState = {
  readonly status: ClaimStatus;
  readonly amount: Fen;
  /** Pending beyond `amount`, while a repricing is under way. */
  readonly held_amount: Fen;
  readonly reversed_amount: Fen;
  readonly payment_provider: PaymentProvider;
  readonly payment_intent: string | null;
  /** How the shop took the money; null where Stripe did, and until it is paid. */
  readonly tender: Tender | null;
  readonly tender_reference: string | null;
  readonly flag: Flag | null;
  /** Whether its cart has a subsidy that is granted only with a review. */
  readonly reviewable: boolean;
  /** What was decided last about this cart. */
  readonly review: ClaimReview | null;
  readonly posted_at: UnixSeconds | null;
  readonly voided_at: UnixSeconds | null;
};

/**
 * The state after one more event (SPEC C1–C5, C7, C8).
 *
 * @throws {RangeError} for a move that the state machine does not know: a bug of the caller, never bad input
 */
export function evolve(state: ClaimState | null, event: ClaimEvent, at: UnixSeconds): ClaimState {
  if (event.type === 'claim.reserved') {
    if (state !== null) throw illegal(state, event);
    const { amount, payment_provider = 'stripe' } = event.data;
    return { ...PENDING, amount, payment_provider, reviewable: isReviewable(event.data) };
  }
  if (state === null) throw illegal(state, event);
  switch (event.type) {
    case 'claim.held':
      return withHeld(state, event, event.data.amount);
    case 'claim.released':
      return withHeld(state, event, -event.data.amount);
    case 'claim.repriced':
      if (state.status !== 'pending') throw illegal(state, event);
      return withCart(state, event.data);
    case 'claim.posted':
      if (state.status !== 'pending' || state.held_amount > 0) throw illegal(state, event);
      return { ...withPosting(state, event), status: 'posted', posted_at: at };
    case 'claim.voided':
      if (state.status !== 'pending' || state.held_amount > 0) throw illegal(state, event);
      return { ...state, status: 'voided', voided_at: at };
    case 'claim.flagged':
      return { ...state, flag: event.data.flag };
    case 'claim.reviewed':
      if (!state.reviewable) throw illegal(state, event);
      return { ...state, review: reviewOf(event.data, at) };
    case 'claim.reversed':
      return withReversed(state, event, event.data.amount);
    case 'claim.restored':
      return withReversed(state, event, -event.data.amount);
  }
}

const PENDING: ClaimState = {
  status: 'pending',
  amount: 0,
  held_amount: 0,
  reversed_amount: 0,
  payment_provider: 'stripe',
  payment_intent: null,
  tender: null,
  tender_reference: null,
  flag: null,
  reviewable: false,
  review: null,
  posted_at: null,
  voided_at: null,
};

/** Whether somebody has still to look at what the claim rests on (SPEC C7): nothing is asked for what is voided or came back whole. */
export function needsReview({ reviewable, review, status }: ClaimState): boolean {
  return reviewable && review === null && status !== 'voided' && status !== 'reversed';
}

/** Lines of before there were reviews say nothing of them, and need none. */
function isReviewable({ lines }: ClaimOpening): boolean {
  return lines.some(({ tag, subsidy_amount }) => tag.needs_review === true && subsidy_amount > 0);
}

/** What was decided about another cart says nothing of this one. */
function withCart(state: ClaimState, cart: ClaimOpening): ClaimState {
  return {
    ...state,
    amount: cart.amount,
    held_amount: 0,
    reviewable: isReviewable(cart),
    review: null,
  };
}

const reviewOf = ({ decision, note }: Review, at: UnixSeconds): ClaimReview => ({
  decision,
  note,
  reviewed_at: at,
});

/** Only what the one who takes the money says has paid. */
function withPosting(state: ClaimState, event: ClaimEvent & { readonly data: Posting }): ClaimState {
  const { data } = event;
  const is_external = data.payment_intent === null;
  if (is_external !== (state.payment_provider === 'external')) throw illegal(state, event);
  return is_external
    ? { ...state, tender: data.tender, tender_reference: data.reference }
    : { ...state, payment_intent: data.payment_intent };
}

function withHeld(state: ClaimState, event: ClaimEvent & { data: { amount: Fen } }, more: Fen): ClaimState {
  const held_amount = state.held_amount + more;
  if (state.status !== 'pending' || !isAmount(event.data.amount) || held_amount < 0)
    throw illegal(state, event);
  return { ...state, held_amount };
}

function withReversed(
  state: ClaimState,
  event: ClaimEvent & { data: { amount: Fen } },
  more: Fen,
): ClaimState {
  const reversed_amount = state.reversed_amount + more;
  const paid = state.status !== 'pending' && state.status !== 'voided';
  if (!paid || !isAmount(event.data.amount) || reversed_amount < 0 || reversed_amount > state.amount)
    throw illegal(state, event);
  return { ...state, reversed_amount, status: statusOf(reversed_amount, state.amount) };
}

function statusOf(reversed_amount: Fen, amount: Fen): ClaimStatus {
  if (reversed_amount === 0) return 'posted';
  return reversed_amount === amount ? 'reversed' : 'partially_reversed';
}

const isAmount = (amount: Fen): boolean => Number.isSafeInteger(amount) && amount >= 0;

function illegal(state: ClaimState | null, event: ClaimEvent): RangeError {
  return new RangeError(`a claim that is ${state?.status ?? 'not there'} cannot take ${event.type}`);
}

/** What an event moves in the balance of its programme, in fen. */
export type BalanceMove = { readonly pending: Fen; readonly posted: Fen };

/** The move that an event makes when it happens to a claim in this state (SPEC B2). */
export function balanceMove(before: ClaimState | null, event: ClaimEvent): BalanceMove {
  const amount = before?.amount ?? 0;
  switch (event.type) {
    case 'claim.reserved':
    case 'claim.held':
      return { pending: event.data.amount, posted: 0 };
    case 'claim.released':
      return { pending: -event.data.amount, posted: 0 };
    case 'claim.repriced':
      return { pending: event.data.amount - amount - (before?.held_amount ?? 0), posted: 0 };
    case 'claim.posted':
      return { pending: -amount, posted: amount };
    case 'claim.voided':
      return { pending: -amount, posted: 0 };
    case 'claim.reversed':
      return { pending: 0, posted: 0 - event.data.amount };
    case 'claim.restored':
      return { pending: 0, posted: event.data.amount };
    case 'claim.flagged':
    case 'claim.reviewed':
      return { pending: 0, posted: 0 };
  }
}
