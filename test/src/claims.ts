// Claims and their events, as the tests of claims and settlement make them.

import type { ClaimEvent, ClaimOpening, VoidReason } from '../../src/claim.ts';
import type { PaymentProvider, ReviewDecision, Tender } from '../../src/vocabulary.ts';
import type { ClaimLine } from '../../src/wire/objects.ts';

/** What a claim of one robot at 3,999.00 is opened with. */
export const OPENING: ClaimOpening = {
  id: 'clm_01k00000000000000000000000',
  merchant: 'mer_1',
  checkout: 'chk_01k00000000000000000000000',
  order_reference: 'order-1',
  channel: 'online',
  store: null,
  till: null,
  programme: { id: 'zhejiang-ai-2025', version: 1 },
  currency: 'cny',
  amount: 59_985,
  amount_total: 399_900,
  eligible_amount: 399_900,
  shipping_amount: 0,
  amount_due: 339_915,
  capped: false,
  devices: ['household_robot'],
  lines: [],
  priced_at: 1_800_000_000,
  created: 1_800_000_000,
};

export const reserved = (amount: number): ClaimEvent => ({
  type: 'claim.reserved',
  data: { ...OPENING, amount },
});

/** `received` is what the customer paid, which is not what the claim is worth. */
export const posted = (payment_intent: string, received: number): ClaimEvent => ({
  type: 'claim.posted',
  data: { payment_intent, amount_received: received },
});

/** As `reserved`, of a claim that says who takes the money. */
export const reservedFor = (payment_provider: PaymentProvider, amount: number): ClaimEvent => ({
  type: 'claim.reserved',
  data: { ...OPENING, payment_provider, amount },
});

/** The shop took the money itself. */
export const postedBy = (tender: Tender, reference: string | null, received: number): ClaimEvent => ({
  type: 'claim.posted',
  data: { payment_intent: null, amount_received: received, tender, reference },
});

export const voided = (reason: VoidReason): ClaimEvent => ({ type: 'claim.voided', data: { reason } });

const returned = (amount: number) => ({
  refund: 'rfd_01k00000000000000000000000',
  amount,
  refund_amount: 339_915,
  lines: [{ line: 0, quantity: 1 }],
});

export const reversed = (amount: number): ClaimEvent => ({
  type: 'claim.reversed',
  data: { ...returned(amount), reason: 'changed mind' },
});

export const restored = (amount: number): ClaimEvent => ({ type: 'claim.restored', data: returned(amount) });

const REPRICING = 'rpr_01k00000000000000000000000';

export const held = (amount: number): ClaimEvent => ({
  type: 'claim.held',
  data: { repricing: REPRICING, amount },
});

export const released = (amount: number): ClaimEvent => ({
  type: 'claim.released',
  data: { repricing: REPRICING, amount },
});

export const repriced = (amount: number): ClaimEvent => ({
  type: 'claim.repriced',
  data: { ...OPENING, amount },
});

export const flagged = (payment_intent: string): ClaimEvent => ({
  type: 'claim.flagged',
  data: {
    flag: 'payment_mismatch',
    payment_intent,
    expected_amount: 339_915,
    amount_received: 1,
    currency_received: 'cny',
  },
});

/** A line of glasses whose tag says whether it needs a review, and what subsidy it has. */
export const glasses = (needs_review: boolean, subsidy_amount: number): ClaimLine => ({
  sku: 'RBM',
  quantity: 1,
  amount: 249_900,
  tag: {
    qualifies: true,
    device: 'smart_glasses',
    evidence: needs_review ? 'title' : 'registry',
    reason: needs_review ? 'title_device' : 'registry_approved',
    matched: 'smart glasses',
    needs_review,
    conflict: null,
  },
  subsidy_amount,
  amount_due: 249_900 - subsidy_amount,
  title: null,
  brand: null,
  gtin: null,
  category: null,
  unit_amount: 249_900,
  discount_amount: 0,
  serial_numbers_last4: [],
});

export const reviewed = (decision: ReviewDecision, note: string | null = null): ClaimEvent => ({
  type: 'claim.reviewed',
  data: { decision, note, products: [] },
});
