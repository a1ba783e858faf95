// A claim between its row, its opening event and the API. Every column of the claims table is named here, once.

import type { SealedEvent } from '../../src/chain.ts';
import {
  balanceMove,
  type ClaimEvent,
  type ClaimOpening,
  type ClaimState,
  evolve,
  needsReview,
} from '../../src/claim.ts';
import { storedTag } from '../../src/qualify.ts';
import type {
  ClaimStatus,
  Device,
  Flag,
  PaymentProvider,
  ReviewDecision,
  Tender,
} from '../../src/vocabulary.ts';
import type { Claim, ClaimLine } from '../../src/wire/objects.ts';

/** A row of the claims table. */
export type ClaimRow = {
  id: string;
  status: ClaimStatus;
  merchant: string;
  checkout: string;
  order_reference: string;
  channel: Claim['channel'];
  store: string | null;
  till: string | null;
  programme: string;
  programme_version: number;
  devices: string;
  currency: Claim['currency'];
  amount_total: number;
  eligible_amount: number;
  shipping_amount: number;
  amount: number;
  held_amount: number;
  reversed_amount: number;
  amount_due: number;
  capped: number;
  payment_intent: string | null;
  flag: Flag | null;
  priced_at: number;
  created: number;
  posted_at: number | null;
  voided_at: number | null;
  /** The event that holds its lines: the one that opened it, or the last one that repriced it. */
  ledger: string;
  lines_seq: number;
  reviewable: number;
  needs_review: number;
  review_decision: ReviewDecision | null;
  review_note: string | null;
  reviewed_at: number | null;
  payment_provider: PaymentProvider;
  tender: Tender | null;
  tender_reference: string | null;
};

/** Between the devices of a claim, in its row and in the exports. */
export const DEVICE_SEPARATOR = ';';

export const CLAIM_COLUMNS = [
  'id',
  'status',
  'merchant',
  'checkout',
  'order_reference',
  'channel',
  'store',
  'till',
  'programme',
  'programme_version',
  'devices',
  'currency',
  'amount_total',
  'eligible_amount',
  'shipping_amount',
  'amount',
  'held_amount',
  'reversed_amount',
  'amount_due',
  'capped',
  'payment_intent',
  'flag',
  'priced_at',
  'created',
  'posted_at',
  'voided_at',
  'ledger',
  'lines_seq',
  'reviewable',
  'needs_review',
  'review_decision',
  'review_note',
  'reviewed_at',
  'payment_provider',
  'tender',
  'tender_reference',
] as const satisfies readonly (keyof ClaimRow)[];

/** The columns that a claim's events move. */
export const MOVED_COLUMNS = [
  'status',
  'amount',
  'held_amount',
  'reversed_amount',
  'payment_intent',
  'flag',
  'posted_at',
  'voided_at',
  'reviewable',
  'needs_review',
  'review_decision',
  'review_note',
  'reviewed_at',
  'payment_provider',
  'tender',
  'tender_reference',
] as const satisfies readonly (keyof ClaimRow)[];

export type MovedRow = Pick<ClaimRow, (typeof MOVED_COLUMNS)[number]>;

export function movedOf(state: ClaimState): MovedRow {
  const { reviewable, review, ...same } = state;
  return {
    ...same,
    reviewable: reviewable ? 1 : 0,
    needs_review: needsReview(state) ? 1 : 0,
    review_decision: review?.decision ?? null,
    review_note: review?.note ?? null,
    reviewed_at: review?.reviewed_at ?? null,
  };
}

export function stateOf(row: MovedRow): ClaimState {
  const { reviewable, needs_review: _, review_decision, review_note, reviewed_at, ...same } = row;
  return { ...same, reviewable: reviewable === 1, review: reviewOf(row) };
}

function reviewOf({ review_decision, review_note, reviewed_at }: MovedRow): Claim['review'] {
  if (review_decision === null || reviewed_at === null) return null;
  return { decision: review_decision, note: review_note, reviewed_at };
}

/** The row of a claim whose cart is that of the event at this place. */
export function rowOf(
  opening: ClaimOpening,
  state: ClaimState,
  place: { ledger: string; seq: number },
): ClaimRow {
  const { lines: _, programme, devices, capped, ...same } = opening;
  return {
    ...same,
    ...movedOf(state),
    programme: programme.id,
    programme_version: programme.version,
    devices: devices.join(DEVICE_SEPARATOR),
    capped: capped ? 1 : 0,
    ledger: place.ledger,
    lines_seq: place.seq,
  };
}

/** Whether an event says the whole cart of its claim. */
export function hasCart<Event extends { readonly type: string }>(
  event: Event,
): event is Event & { data: ClaimOpening } {
  return event.type === 'claim.reserved' || event.type === 'claim.repriced';
}

/** What an event says. */
export function eventOf({ type, data }: Pick<SealedEvent, 'type' | 'data'>): ClaimEvent {
  return { type, data: JSON.parse(data) } as ClaimEvent;
}

/** The row that a claim's events, all of them in order, come to; null where no claim can have had such events. */
export function rowOfEvents(events: readonly SealedEvent[]): ClaimRow | null {
  let row: ClaimRow | null = null;
  let state: ClaimState | null = null;
  for (const logged of events) {
    const event = eventOf(logged);
    const move = balanceMove(state, event);
    if (move.pending !== logged.pending || move.posted !== logged.posted) return null;
    try {
      state = evolve(state, event, logged.created);
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
    if (hasCart(event)) row = rowOf(event.data, state, logged);
    else if (row !== null) row = Object.assign(row, movedOf(state));
  }
  return row;
}

export function linesOf(opening: string | undefined): ClaimLine[] {
  if (opening === undefined) return [];
  const { lines } = JSON.parse(opening) as { lines: ClaimLine[] };
  return lines.map((line) => ({ ...line, tag: storedTag(line.tag) }));
}

export function claimOf(row: ClaimRow, lines: ClaimLine[]): Claim {
  return {
    id: row.id,
    object: 'claim',
    status: row.status,
    merchant: row.merchant,
    checkout: row.checkout,
    order_reference: row.order_reference,
    channel: row.channel,
    store: row.store,
    till: row.till,
    programme: { id: row.programme, version: row.programme_version },
    currency: row.currency,
    amount: row.amount,
    held_amount: row.held_amount,
    reversed_amount: row.reversed_amount,
    amount_total: row.amount_total,
    eligible_amount: row.eligible_amount,
    shipping_amount: row.shipping_amount,
    amount_due: row.amount_due,
    capped: row.capped === 1,
    devices: row.devices.split(DEVICE_SEPARATOR) as Device[],
    lines,
    payment_intent: row.payment_intent,
    flag: row.flag,
    priced_at: row.priced_at,
    created: row.created,
    posted_at: row.posted_at,
    voided_at: row.voided_at,
    needs_review: row.needs_review === 1,
    review: reviewOf(row),
    payment_provider: row.payment_provider,
    tender: row.tender,
    tender_reference: row.tender_reference,
  };
}
