// What the ledger is asked about returns and their refunds: looks up what the answer needs, keeps answers under the caller's
// keys, and hands the change itself to Returning, each in one transaction.

import type { OutsideMovement } from '../../src/claim.ts';
import type { Programme } from '../../src/programme.ts';
import type { RefundFact } from '../../src/refund.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { Refund } from '../../src/wire/objects.ts';
import { programmesOf } from '../directory.ts';
import { versionOf } from '../pricing.ts';
import { claimObject, type StoredCheckout } from './checkout-store.ts';
import type { AnswerKey } from './ledger.ts';
import type { LedgerParts } from './ledger-parts.ts';
import { refundObject, type StoredRefund } from './refund-store.ts';
import type { NewReturn, Returning, ReturnRefused } from './returning.ts';

/** A return that was written down, or what was answered to it before. */
export type ReturnStarted =
  | { readonly ok: true; readonly was: 'answered'; readonly status: number; readonly body: string }
  /** `body` is the API's answer; null while Stripe has to be asked first. */
  | {
      readonly ok: true;
      readonly was: 'written';
      readonly refund: StoredRefund;
      readonly payment_intent: string | null;
      readonly body: string | null;
    }
  | ({ readonly payment_intent: string | null } & (ReturnRefused & { reason: 'refund_under_way' }))
  | Exclude<ReturnRefused, { reason: 'refund_under_way' }>;

export class RefundDesk {
  private readonly parts: LedgerParts;
  private readonly returning: Returning;

  constructor(parts: LedgerParts, returning: Returning) {
    this.parts = parts;
    this.returning = returning;
  }

  /** Writes a return down before its refund is asked for (SPEC Z4); again under the same key, it is the same. */
  async begin(asked: NewReturn, fingerprint: string): Promise<ReturnStarted> {
    const sold = await this.sold(asked.checkout);
    if (sold === null) return { ok: false, reason: 'unknown_checkout' };
    return this.parts.group.run(() => this.tryBegin(asked, fingerprint, sold.programme));
  }

  /** Takes a fact about a refund of ours; null where there is no such refund. */
  apply(
    checkout: string,
    fact: RefundFact,
    now: UnixSeconds,
    answer: AnswerKey | undefined,
  ): Promise<string | null> {
    const { group, idempotency } = this.parts;
    return group.run(() => {
      const taken = this.take(checkout, fact, now);
      if (taken === null) return null;
      const body = this.bodyOf(taken);
      if (answer !== undefined) idempotency.keepAnswer(answer.key, answer.status, body);
      return body;
    });
  }

  /** Takes a fact inside a transaction; null where it is of no refund of ours, and was recorded as such. */
  take(checkout: string, fact: RefundFact, now: UnixSeconds): StoredRefund | null {
    const found = fact.refund === null ? null : this.parts.refunds.find(fact.refund);
    if (found?.checkout === checkout && this.isOf(found, fact)) return this.returning.take(found, fact, now);
    this.returning.outside(checkout, 'refund_outside', fact, now);
    return null;
  }

  /** Whether a fact can be about a refund of ours: names alone prove nothing. */
  private isOf(refund: StoredRefund, { payment_intent, amount, currency }: RefundFact): boolean {
    const checkout = this.parts.checkouts.find(refund.checkout);
    return (
      payment_intent === checkout?.payment_intent &&
      amount === refund.amount &&
      currency === checkout.currency
    );
  }

  /** The provider refused a refund and made none, unless it was accepted or another try has begun. */
  refuse(id: string, attempt: number): Promise<void> {
    const { group, refunds } = this.parts;
    return group.run(() => {
      const refund = refunds.find(id);
      const waiting = refund?.status === 'pending' && refund.provider_id === null;
      if (waiting && refund.attempt === attempt) this.returning.refuse(refund);
    });
  }

  /** Gives the next try a new idempotency key at the provider, whose old one is spoilt. */
  startNewAttempt(id: string, attempt: number): Promise<void> {
    return this.parts.group.run(() => this.parts.refunds.startNewAttempt(id, attempt));
  }

  /** Records a dispute (SPEC Z7). */
  dispute(checkout: string, movement: OutsideMovement, now: UnixSeconds): Promise<void> {
    return this.parts.group.run(() => this.returning.outside(checkout, 'dispute', movement, now));
  }

  /** A checkout and the programme version that its quote was made under; null where there is no such checkout. */
  async sold(id: string): Promise<{ checkout: StoredCheckout; programme: Programme | null } | null> {
    const checkout = this.parts.checkouts.find(id);
    if (checkout === null) return null;
    const { programme } = checkout.quote;
    if (programme === null) return { checkout, programme };
    const version = versionOf(await programmesOf(this.parts.env), programme.id, programme.version);
    if (version === null) throw new Error(`${programme.id} has no version ${programme.version}`);
    return { checkout, programme: version };
  }

  private tryBegin(asked: NewReturn, fingerprint: string, programme: Programme | null): ReturnStarted {
    const { checkouts, idempotency } = this.parts;
    const { idempotency_key: key, created } = asked;
    const kept = idempotency.find(key, created);
    if (kept !== null && kept.fingerprint !== fingerprint)
      return { ok: false, reason: 'idempotency_mismatch' };
    if (kept?.answer) return { ok: true, was: 'answered', ...kept.answer };
    const begun = this.returning.begin(asked, programme);
    const payment_intent = checkouts.find(asked.checkout)?.payment_intent ?? null;
    if (!begun.ok) return begun.reason === 'refund_under_way' ? { ...begun, payment_intent } : begun;
    idempotency.remember(key, fingerprint, created);
    const { refund } = begun;
    const waiting = refund.status === 'pending' && refund.provider_id === null;
    const body = waiting ? null : this.bodyOf(refund);
    if (body !== null) idempotency.keepAnswer(key, REFUND_ANSWER_STATUS, body);
    return { ok: true, was: 'written', refund, payment_intent, body };
  }

  private bodyOf(refund: StoredRefund): string {
    const checkout = this.parts.checkouts.find(refund.checkout);
    if (checkout === null) throw new Error(`${refund.id} has no checkout`);
    const state = checkout.claim === null ? null : this.parts.log.state(checkout.claim);
    const body: Refund = { ...refundObject(refund), claim: claimObject(checkout, state) };
    return JSON.stringify(body);
  }
}

/** The HTTP status under which a refund is answered. */
export const REFUND_ANSWER_STATUS = 201;
