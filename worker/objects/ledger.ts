// Ledger, one for each merchant, several for a large one: its checkouts, claims and returns, their events and locks, and the
// balance of each programme. It never speaks to Stripe from inside a transaction and never decides prices; it promises that
// what is pending and posted stays within what is leased, and that an order has one live claim.

import { DurableObject } from 'cloudflare:workers';
import type { Head } from '../../src/chain.ts';
import type { OutsideMovement } from '../../src/claim.ts';
import type { PaymentFact } from '../../src/payment.ts';
import type { Outcome } from '../../src/reconciliation.ts';
import type { RefundFact } from '../../src/refund.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { CheckoutStatus } from '../../src/vocabulary.ts';
import type { Claim } from '../../src/wire/objects.ts';
import type { Env } from '../env.ts';
import type { PaymentCall } from '../payments.ts';
import type { RefundCall } from '../refunds.ts';
import type { Balance } from './balance-store.ts';
import type { LeaseReturn } from './budget-store.ts';
import { checkoutBody } from './checkout-answers.ts';
import type { StoredCheckout } from './checkout-store.ts';
import type { ClaimFilter, ClaimPage, ListedClaims, WalkPlace, WalkStep } from './claim-log.ts';
import {
  Comparing,
  type Held,
  type HeldLeases,
  type HeldPage,
  type LedgerSums,
  type NamedFact,
} from './comparing.ts';
import { type Confirmed, confirmCheckout, type NewConfirmation } from './confirming.ts';
import type { EventHead } from './event-store.ts';
import { Expiry } from './expiry.ts';
import { type ExportedPage, type ExportFormat, exportPage } from './export-page.ts';
import { Forgetting } from './forgetting.ts';
import type { KeptAnswer } from './idempotency-store.ts';
import { Journalling } from './journalling.ts';
import type { BudgetExhausted } from './leasing.ts';
import { type LedgerParts, ledgerParts } from './ledger-parts.ts';
import type { LockQuestion, LockSet } from './lock-store.ts';
import { LockTelling } from './lock-telling.ts';
import { RefundAsking } from './refund-asking.ts';
import { RefundDesk, type ReturnStarted } from './refund-desk.ts';
import type { StoredRefund } from './refund-store.ts';
import type { Begun, NewRepricing } from './repricing.ts';
import type { Repricing, RepricingTry } from './repricing-store.ts';
import { type Again, type Asked, type Reservation, Reservations, type Reserved } from './reservations.ts';
import { Restoring } from './restoring.ts';
import { type NewReturn, Returning } from './returning.ts';
import { bookReview, type NewReview, type Reviewed } from './reviewing.ts';
import { Settling } from './settling.ts';

/** A checkout as it is kept, and as the API answers it: JSON text, made once, where the rows are. */
export type ReadCheckout = { readonly checkout: StoredCheckout; readonly body: string };

/** A checkout after a fact was taken: its state, its own PaymentIntent, and the API's answer as JSON text. */
export type CheckoutOutcome = {
  readonly status: CheckoutStatus;
  readonly payment_intent: string | null;
  readonly flag: StoredCheckout['flag'];
  /** The repricing that its cart came by. */
  readonly cart: string | null;
  readonly body: string;
};

/** A checkout, and the repricing of it that is in flight. */
export type ReadRepricing = ReadCheckout & { readonly in_flight: Repricing | null };

/** A repricing that was begun, or why not. `body` is the API's answer; null while Stripe has to be asked first. */
export type RepricingBegun =
  | (Begun & { readonly ok: false })
  | (Begun & { readonly ok: true; readonly body: string | null });

export type Settled =
  | ({ readonly ok: true } & CheckoutOutcome)
  | { readonly ok: false; readonly reason: 'unknown_checkout' };

/** Under which idempotency key, and with which status, what comes out is the answer. */
export type AnswerKey = { readonly key: string; readonly status: number };

export class Ledger extends DurableObject<Env> {
  private readonly parts: LedgerParts;
  private readonly settling: Settling;
  private readonly reservations: Reservations;
  private readonly desk: RefundDesk;
  private readonly comparing: Comparing;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const parts = ledgerParts(ctx, env);
    const { name, sql, duties, log, checkouts, refunds, locks } = parts;
    const returning = new Returning(parts);
    this.parts = parts;
    this.settling = new Settling(parts);
    this.reservations = new Reservations(parts, this.settling);
    this.desk = new RefundDesk(parts, returning);
    this.comparing = new Comparing(parts, this.settling, this.desk);
    duties.add(
      parts.leasing,
      parts.lease_returning,
      new Journalling(name, env, sql, log),
      new Expiry(checkouts, (checkout) => this.paymentCall(checkout)),
      new RefundAsking(refunds, (refund) => this.refundCall(refund)),
      new Restoring(parts, returning, this.desk),
      new LockTelling(env, locks),
      new Forgetting(parts.idempotency),
    );
  }

  /**
   * Reserves the subsidy and opens the checkout, before any payment is asked for (SPEC L1).
   * The same order with the same request gives the checkout that is there already.
   */
  reserve(reservation: Reservation): Promise<Reserved> {
    return this.reservations.reserve(reservation);
  }

  /** The checkout that a request opened before; null where it opened none, or none that is open or complete. */
  again(asked: Asked, now: UnixSeconds): Promise<Again | null> {
    return this.reservations.again(asked, now);
  }

  /** Holds what another cart needs, before the provider is asked to change the payment to it (SPEC R1); with none, it is done (SPEC O7). */
  async beginRepricing(asked: NewRepricing, locks?: LockSet): Promise<RepricingBegun | BudgetExhausted> {
    const { leasing, repricings, group } = this.parts;
    const begun = await leasing.covered(() => {
      const tried = repricings.begin(asked, locks);
      if (!tried.ok) return tried;
      const is_done = repricings.store.inFlight(asked.checkout) === null;
      return { ...tried, body: is_done ? (this.checkout(asked.checkout)?.body ?? null) : null };
    });
    if (locks !== undefined && !begun.ok) await group.run(() => this.parts.locks.forgo(locks, asked.created));
    return begun;
  }

  /** Gives up a repricing that the provider refused at this try: the checkout keeps its cart. */
  abandonRepricing(checkout_id: string, refused: RepricingTry, now: UnixSeconds): Promise<void> {
    return this.parts.group.run(() => this.parts.repricings.abandon(checkout_id, refused, now));
  }

  /** Gives the next try of a repricing a new idempotency key at the provider, whose old one is spoilt (SPEC S6). */
  startNewRepricingAttempt({ id, attempt }: RepricingTry): Promise<void> {
    return this.parts.group.run(() => this.parts.repricings.store.startNewAttempt(id, attempt));
  }

  /** Takes a fact about a payment: attaches, completes, cancels or flags. Any order, any number of times (SPEC S1). */
  apply(checkout_id: string, fact: PaymentFact, now: UnixSeconds, answer?: AnswerKey): Promise<Settled> {
    return this.parts.group.run(() => {
      const found = this.parts.checkouts.find(checkout_id);
      if (found === null) return { ok: false, reason: 'unknown_checkout' };
      const checkout = this.settling.take(found, fact, now);
      const settled = this.settled(checkout);
      if (answer !== undefined && checkout.payment_intent === fact.payment_intent) {
        this.parts.idempotency.keepAnswer(answer.key, answer.status, settled.body);
      }
      return settled;
    });
  }

  /** Takes a shop's word that it has the money of a checkout itself; again, it is the same (SPEC O2, O3). */
  confirm(asked: NewConfirmation, now: UnixSeconds): Promise<Confirmed> {
    return this.parts.group.run(() => confirmCheckout(this.parts, this.settling, asked, now));
  }

  /** Closes an open checkout whose money the shop takes itself, and has not: by its word, or because none came in time (SPEC O4). */
  closeExternal(checkout_id: string, now: UnixSeconds): Promise<Settled> {
    return this.parts.group.run(() => {
      const found = this.parts.checkouts.find(checkout_id);
      if (found?.payment_provider !== 'external') return { ok: false, reason: 'unknown_checkout' };
      if (found.status !== 'open') return this.settled(found);
      const reason = now < found.expires_at ? 'payment_canceled' : 'not_confirmed';
      return this.settled(this.settling.cancel(found, reason, now));
    });
  }

  /** As `apply`, for who wants no answer: whether there is such a checkout. */
  hear(checkout_id: string, fact: PaymentFact, now: UnixSeconds): Promise<boolean> {
    return this.parts.group.run(() => {
      const found = this.parts.checkouts.find(checkout_id);
      if (found !== null) this.settling.take(found, fact, now);
      return found !== null;
    });
  }

  /** Closes a checkout whose payment the provider refused to create: nothing can be paid on it (SPEC C4). */
  refuse(checkout_id: string, attempt: number, now: UnixSeconds): Promise<void> {
    return this.parts.group.run(() => {
      const checkout = this.parts.checkouts.find(checkout_id);
      const waiting = checkout?.status === 'open' && checkout.payment_intent === null;
      if (waiting && checkout.attempt === attempt) this.settling.cancel(checkout, 'payment_refused', now);
    });
  }

  /** Gives the next try to create the payment a new idempotency key at the provider, whose old one is spoilt (SPEC S6). */
  startNewAttempt(checkout_id: string, attempt: number): Promise<void> {
    return this.parts.group.run(() => this.parts.checkouts.startNewAttempt(checkout_id, attempt));
  }

  /** Writes a return down before its refund is asked for; again under the same key, it is the same (SPEC Z4). */
  beginReturn(asked: NewReturn, fingerprint: string): Promise<ReturnStarted> {
    return this.desk.begin(asked, fingerprint);
  }

  /** Takes a fact about a refund; one that is not ours is recorded and flagged. The API's answer, null where it is not ours. */
  applyRefund(
    checkout_id: string,
    fact: RefundFact,
    now: UnixSeconds,
    answer?: AnswerKey,
  ): Promise<string | null> {
    return this.desk.apply(checkout_id, fact, now, answer);
  }

  /** Gives a return up whose refund the provider refused to make. */
  refuseRefund(id: string, attempt: number): Promise<void> {
    return this.desk.refuse(id, attempt);
  }

  /** As `startNewAttempt`, of a refund. */
  startNewRefundAttempt(id: string, attempt: number): Promise<void> {
    return this.desk.startNewAttempt(id, attempt);
  }

  /** Records a dispute and flags it for finance (SPEC Z7). */
  recordDispute(checkout_id: string, movement: OutsideMovement, now: UnixSeconds): Promise<void> {
    return this.desk.dispute(checkout_id, movement, now);
  }

  /** Remembers to which of the merchant's ledgers a key was first sent; false where it was another one. */
  bindKey(key: string, ledger: string, now: UnixSeconds): Promise<boolean> {
    return this.parts.group.run(() => this.parts.idempotency.bind(key, ledger, now));
  }

  /** What was answered under an idempotency key; null where nothing was. */
  keptAnswer(key: string, now: UnixSeconds): KeptAnswer | null {
    return this.parts.idempotency.find(key, now);
  }

  checkout(id: string): ReadCheckout | null {
    const checkout = this.parts.checkouts.find(id);
    return checkout === null ? null : { checkout, body: checkoutBody(this.parts, checkout) };
  }

  /** A checkout as a repricing finds it. */
  repriceable(id: string): ReadRepricing | null {
    const read = this.checkout(id);
    return read === null ? null : { ...read, in_flight: this.parts.repricings.store.inFlight(id) };
  }

  claim(id: string): Claim | null {
    return this.parts.log.find(id);
  }

  /** Books what the operator decided about a claim; booked again, it is the same (SPEC C8). */
  review(asked: NewReview, now: UnixSeconds): Promise<Reviewed> {
    return this.parts.group.run(() => bookReview(this.parts, asked, now));
  }

  claims(filter: ClaimFilter, page: ClaimPage): ListedClaims {
    return this.parts.log.list(filter, page);
  }

  exportClaims(format: ExportFormat, filter: ClaimFilter, page: ClaimPage): ExportedPage {
    return exportPage(this.parts.log, format, filter, page);
  }

  heads(): Head[] {
    return this.parts.log.events.heads();
  }

  walk(place: WalkPlace | null): WalkStep {
    return this.parts.log.walk('ledger', place);
  }

  balance(programme: string): Balance {
    return this.parts.balances.find(programme);
  }

  /** Gives the budget what is free of a programme, and says again what it has not confirmed (SPEC B7). */
  recall(programme: string): Promise<LeaseReturn[]> {
    return this.parts.group.run(() => this.parts.lease_returning.recall(programme));
  }

  /** Compares facts of Stripe's with what is here, and takes those that are not known yet (SPEC Y2). */
  compare(facts: readonly NamedFact[], now: UnixSeconds): Promise<Outcome[]> {
    return this.comparing.compare(facts, now);
  }

  held(of: Held['of'], page: HeldPage): Held[] {
    return this.comparing.held(of, page);
  }

  sums(after: number): LedgerSums {
    return this.comparing.sums(after);
  }

  hasEvents(heads: readonly EventHead[]): boolean[] {
    return this.comparing.hasEvents(heads);
  }

  leases(programme: string): HeldLeases {
    return this.comparing.leases(programme);
  }

  /** Answers `Serials`: what each of these holders holds of its key; null where it may still come (SPEC N5). */
  answerLocks(questions: readonly LockQuestion[], now: UnixSeconds): Promise<(number | null)[]> {
    return this.parts.group.run(() => questions.map((question) => this.parts.locks.answer(question, now)));
  }

  override alarm(): Promise<void> {
    return this.due(Date.now());
  }

  /** Does all that is due by now: whatever the constructor has made a duty. */
  due(now_ms: number): Promise<void> {
    return this.parts.duties.run(now_ms);
  }

  private settled(checkout: StoredCheckout): Settled & { ok: true } {
    const { status, payment_intent, flag, cart } = checkout;
    return { ok: true, status, payment_intent, flag, cart, body: checkoutBody(this.parts, checkout) };
  }

  /** What the alarm asks Stripe with: this ledger, as it is seen from afar. */
  private paymentCall(checkout: StoredCheckout): PaymentCall {
    const ledger: PaymentCall['ledger'] = {
      apply: (...given) => this.apply(...given),
      refuse: (...given) => this.refuse(...given),
      startNewAttempt: (...given) => this.startNewAttempt(...given),
      checkout: async (id) => this.checkout(id),
      closeExternal: (...given) => this.closeExternal(...given),
    };
    return { env: this.env, merchant: this.parts.merchant, checkout, ledger };
  }

  private refundCall(refund: StoredRefund): RefundCall {
    const ledger: RefundCall['ledger'] = {
      applyRefund: (...given) => this.applyRefund(...given),
      refuseRefund: (...given) => this.refuseRefund(...given),
      startNewRefundAttempt: (...given) => this.startNewRefundAttempt(...given),
    };
    const { checkout } = refund;
    const payment_intent = this.parts.checkouts.find(checkout)?.payment_intent ?? '';
    return {
      env: this.env,
      owner: { merchant: this.parts.merchant, checkout },
      payment_intent,
      refund,
      ledger,
    };
  }
}
