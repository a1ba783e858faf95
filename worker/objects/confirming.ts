// How a shop's word is booked that it took the money of a checkout itself: once, and whichever of a confirmation, a cancel and
// the expiry comes first counts. Runs inside the ledger's transactions; asks nobody.

import type { Tendered } from '../../src/claim.ts';
import type { Fen } from '../../src/money.ts';
import { confirmation } from '../../src/payment.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { CheckoutStatus } from '../../src/vocabulary.ts';
import { checkoutBody } from './checkout-answers.ts';
import type { LedgerParts } from './ledger-parts.ts';
import type { Settling } from './settling.ts';

/** A confirmation as the Worker asks for it. */
export type NewConfirmation = {
  readonly checkout: string;
  readonly tendered: Tendered;
  /** How much the shop took; null where it does not say. */
  readonly expected_amount_due: Fen | null;
  readonly idempotency_key: string | null;
  readonly fingerprint: string;
};

export type Confirmed =
  | { readonly ok: true; readonly was: 'confirmed'; readonly body: string }
  | { readonly ok: true; readonly was: 'answered'; readonly status: number; readonly body: string }
  | {
      readonly ok: false;
      readonly reason: 'unknown_checkout' | 'idempotency_mismatch' | 'not_external';
    }
  | { readonly ok: false; readonly reason: 'not_open'; readonly status: CheckoutStatus }
  /** Another amount is due than the shop took. */
  | { readonly ok: false; readonly reason: 'amount_changed'; readonly amount_due: Fen }
  /** By another tender, or under another reference. */
  | { readonly ok: false; readonly reason: 'already_confirmed'; readonly as: Tendered };

/** Completes a checkout and posts its claim, or says why not (SPEC O2, O3). Nothing has changed then. */
export function confirmCheckout(
  parts: LedgerParts,
  settling: Settling,
  asked: NewConfirmation,
  now: UnixSeconds,
): Confirmed {
  const { checkouts, idempotency } = parts;
  const { checkout: id, tendered, expected_amount_due, idempotency_key: key, fingerprint } = asked;
  const kept = key === null ? null : idempotency.find(key, now);
  if (kept !== null && kept.fingerprint !== fingerprint) return { ok: false, reason: 'idempotency_mismatch' };
  if (kept?.answer) return { ok: true, was: 'answered', ...kept.answer };
  const found = checkouts.find(id);
  if (found === null) return { ok: false, reason: 'unknown_checkout' };
  const step = confirmation(found, tendered, expected_amount_due);
  switch (step) {
    case 'not_external':
      return { ok: false, reason: step };
    case 'not_open':
      return { ok: false, reason: step, status: found.status };
    case 'amount_changed':
      return { ok: false, reason: step, amount_due: found.amount_due };
    case 'already_confirmed': {
      const { tender, tender_reference: reference } = found;
      if (tender === null) throw new Error(`${id} is complete without a tender`);
      return { ok: false, reason: step, as: { tender, reference } };
    }
    case 'complete':
    case 'nothing': {
      const confirmed = step === 'complete' ? settling.confirm(found, tendered, now) : found;
      const body = checkoutBody(parts, confirmed);
      if (key !== null) {
        idempotency.remember(key, fingerprint, now);
        idempotency.keepAnswer(key, CONFIRM_ANSWER_STATUS, body);
      }
      return { ok: true, was: 'confirmed', body };
    }
  }
}

/** The HTTP status under which a confirmation is answered. */
export const CONFIRM_ANSWER_STATUS = 200;
