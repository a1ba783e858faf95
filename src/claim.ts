// The claim: pending → posted or voided; posted → partially_reversed → reversed. States only move forward.
// The state is the sum of the events; nothing here stores, asks or guesses.

import type { Fen } from './money.ts';
import type { UnixSeconds } from './time.ts';
import type { Channel, ClaimStatus, Device, Flag } from './vocabulary.ts';
import type { ClaimLine } from './wire/objects.ts';

/** What a claim is opened with: the first event of the log, from which it can be recomputed for ever. Amounts in fen. */
export type ClaimOpening = {
  readonly id: string;
  readonly merchant: string;
  readonly checkout: string;
  readonly order_reference: string;
  readonly channel: Channel;
  readonly store: string | null;
  readonly till: string | null;
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

/** Why a pending claim was voided: each is the provider's own word that the payment cannot happen any more. */
export type VoidReason = 'payment_canceled' | 'payment_refused';

/** What a payment turned out to be, where it is not what the checkout asked for. */
export type PaymentMismatch = {
  readonly payment_intent: string;
  readonly expected_amount: Fen;
  readonly amount_received: Fen;
  readonly currency_received: string;
};

/** One change of a claim. Appended, never altered. */
export type ClaimEvent =
  | { readonly type: 'claim.reserved'; readonly data: ClaimOpening }
  | {
      readonly type: 'claim.posted';
      readonly data: { readonly payment_intent: string; readonly amount_received: Fen };
    }
  | { readonly type: 'claim.voided'; readonly data: { readonly reason: VoidReason } }
  | { readonly type: 'claim.flagged'; readonly data: { readonly flag: Flag } & PaymentMismatch }
  | { readonly type: 'claim.reversed'; readonly data: { readonly amount: Fen } };

/** The part of a claim that its events move. */
export type ClaimState = {
  readonly status: ClaimStatus;
  readonly amount: Fen;
  readonly reversed_amount: Fen;
  readonly payment_intent: string | null;
  readonly flag: Flag | null;
  readonly posted_at: UnixSeconds | null;
  readonly voided_at: UnixSeconds | null;
};

/**
 * The state after one more event (SPEC C1–C5).
 *
 * @throws {RangeError} for a move that the state machine does not know: a bug of the caller, never bad input
 */
export function evolve(state: ClaimState | null, event: ClaimEvent, at: UnixSeconds): ClaimState {
  if (event.type === 'claim.reserved') {
    if (state !== null) throw illegal(state, event);
    return { ...PENDING, amount: event.data.amount };
  }
  if (state === null) throw illegal(state, event);
  switch (event.type) {
    case 'claim.posted':
      if (state.status !== 'pending') throw illegal(state, event);
      return { ...state, status: 'posted', payment_intent: event.data.payment_intent, posted_at: at };
    case 'claim.voided':
      if (state.status !== 'pending') throw illegal(state, event);
      return { ...state, status: 'voided', voided_at: at };
    case 'claim.flagged':
      return { ...state, flag: event.data.flag };
    case 'claim.reversed':
      return reversed(state, event);
  }
}

const PENDING: ClaimState = {
  status: 'pending',
  amount: 0,
  reversed_amount: 0,
  payment_intent: null,
  flag: null,
  posted_at: null,
  voided_at: null,
};

function reversed(state: ClaimState, event: Extract<ClaimEvent, { type: 'claim.reversed' }>): ClaimState {
  const reversed_amount = state.reversed_amount + event.data.amount;
  const open = state.status === 'posted' || state.status === 'partially_reversed';
  if (
    !open ||
    event.data.amount <= 0 ||
    !Number.isSafeInteger(event.data.amount) ||
    reversed_amount > state.amount
  )
    throw illegal(state, event);
  return {
    ...state,
    reversed_amount,
    status: reversed_amount === state.amount ? 'reversed' : 'partially_reversed',
  };
}

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
      return { pending: event.data.amount, posted: 0 };
    case 'claim.posted':
      return { pending: -amount, posted: amount };
    case 'claim.voided':
      return { pending: -amount, posted: 0 };
    case 'claim.reversed':
      return { pending: 0, posted: -event.data.amount };
    case 'claim.flagged':
      return { pending: 0, posted: 0 };
  }
}
