// Reconciliation: what the provider says of a payment or a refund beside what a ledger holds of it. Says whether they agree, and
// if not, in what. Changes nothing: what can be healed is healed by taking the same facts as from webhooks.

import { RECONCILIATION_WINDOW_MAX_S, RECONCILIATION_WINDOW_S } from './limits.ts';
import type { Fen } from './money.ts';
import { isPaymentOf, type PayableCheckout, type PaymentFact } from './payment.ts';
import { type RefundFact, refundStep, type TakingRefund } from './refund.ts';
import type { UnixSeconds } from './time.ts';
import type { ClaimStatus, FindingKind } from './vocabulary.ts';

/** A checkout as it is compared: with the status of its claim; null where it has none. */
export type HeldCheckout = PayableCheckout & { readonly claim_status: ClaimStatus | null };

/** A refund as it is compared. */
export type HeldRefund = TakingRefund & { readonly amount: Fen };

/** `expected` is what the ledger says, `found` what the provider says; null where that side knows nothing. */
export type Difference = {
  readonly kind: FindingKind;
  readonly expected: string | number | null;
  readonly found: string | number | null;
};

/** What came of comparing one fact. `claim` is that of the checkout. */
export type Outcome =
  | { readonly was: 'agreed' | 'unknown' }
  | { readonly was: 'healed' | 'differs'; readonly difference: Difference; readonly claim: string | null };

/** How a checkout and a fact about a payment that names it differ; null where they agree (SPEC Y1). */
export function paymentDifference(checkout: HeldCheckout, fact: PaymentFact): Difference | null {
  const own = isPaymentOf(checkout, fact);
  if (fact.status === 'succeeded') return paidDifference(checkout, fact, own);
  // Other payments of the checkout, from tries that it gave up, can be in any state but paid.
  if (!own) return null;
  if (checkout.status === 'complete' || isPosted(checkout.claim_status)) {
    return { kind: 'posted_not_paid', expected: checkout.status, found: fact.status };
  }
  const open = checkout.status === 'open';
  if (fact.status === 'open') {
    return open ? null : { kind: 'voided_not_canceled', expected: checkout.status, found: fact.status };
  }
  if (!open && checkout.claim_status !== 'pending') return null;
  return {
    kind: 'canceled_not_voided',
    expected: checkout.claim_status ?? checkout.status,
    found: fact.status,
  };
}

function paidDifference(checkout: HeldCheckout, fact: PaymentFact, own: boolean): Difference | null {
  const { status, claim_status, currency, amount_due } = checkout;
  if (!own && status === 'complete') {
    return { kind: 'paid_twice', expected: checkout.payment_intent, found: fact.payment_intent };
  }
  if (fact.currency !== currency) {
    return { kind: 'currency_differs', expected: currency, found: fact.currency };
  }
  if (fact.amount_received !== amount_due) {
    return { kind: 'amount_differs', expected: amount_due, found: fact.amount_received };
  }
  const posted = claim_status === null || isPosted(claim_status);
  if (status === 'complete' && posted) return null;
  const expected = status === 'complete' ? claim_status : status;
  return { kind: 'paid_not_posted', expected, found: fact.status };
}

/** What taking a fact has healed: before it, the checkout had this status. */
export function healedPayment({ status }: HeldCheckout, fact: PaymentFact): Difference {
  const kind = fact.status === 'succeeded' ? 'paid_not_posted' : 'canceled_not_voided';
  return { kind, expected: status, found: fact.status };
}

const POSTED: readonly (ClaimStatus | null)[] = ['posted', 'partially_reversed', 'reversed'];
const isPosted = (status: ClaimStatus | null): boolean => POSTED.includes(status);

/**
 * How a refund and a fact about it differ; null where they agree. A failed refund that the ledger does not know has moved no
 * money.
 *
 * @param refund null where the ledger has none that the fact names
 */
export function refundDifference(refund: HeldRefund | null, fact: RefundFact): Difference | null {
  const step = refund === null ? 'outside' : refundStep(refund, fact);
  if (refund === null || step === 'outside') {
    return fact.status === 'failed' ? null : { kind: 'refund_outside', expected: null, found: fact.amount };
  }
  if (fact.amount !== refund.amount) {
    return { kind: 'refund_amount_differs', expected: refund.amount, found: fact.amount };
  }
  // A success that was listed while it was on its way, or that failed since, is seen again by the look at the refund itself.
  const differs = step !== 'nothing' || (refund.status === 'failed') !== (fact.status === 'failed');
  return differs ? { kind: 'refund_not_booked', expected: refund.status, found: fact.status } : null;
}

/** A span of payments by the instant of their creation: `[created_gte, created_lt)`. */
export type Window = { readonly created_gte: UnixSeconds; readonly created_lt: UnixSeconds };

export type WindowResult =
  | { readonly ok: true; readonly window: Window }
  | { readonly ok: false; readonly param: keyof Window; readonly expected: string };

/**
 * The window that was asked for (SPEC Y6); the last RECONCILIATION_WINDOW_S where nothing was.
 *
 * Refused are one that is empty, that reaches into the future, or that is longer than RECONCILIATION_WINDOW_MAX_S.
 */
export function windowOf(
  asked: { [Bound in keyof Window]?: UnixSeconds | undefined },
  now: UnixSeconds,
): WindowResult {
  const created_lt = asked.created_lt ?? now;
  const created_gte = asked.created_gte ?? Math.max(0, created_lt - RECONCILIATION_WINDOW_S);
  if (created_lt > now) {
    return { ok: false, param: 'created_lt', expected: `an instant that is not after the present, ${now}` };
  }
  if (created_gte >= created_lt) {
    return { ok: false, param: 'created_gte', expected: `an instant before the window's end, ${created_lt}` };
  }
  if (created_lt - created_gte > RECONCILIATION_WINDOW_MAX_S) {
    const expected = `a window of at most ${RECONCILIATION_WINDOW_MAX_S} seconds up to ${created_lt}`;
    return { ok: false, param: 'created_gte', expected };
  }
  return { ok: true, window: { created_gte, created_lt } };
}

/** Kinds that a fact which was read a moment too early can show by mistake: it is read once more. */
export const TO_READ_AGAIN: readonly FindingKind[] = [
  'posted_not_paid',
  'voided_not_canceled',
  'refund_not_booked',
];
