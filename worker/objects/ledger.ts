// Ledger, one for each merchant: its checkouts, claims, events, idempotency keys and the balance of each programme.
// It never speaks to Stripe from inside a transaction and never decides prices; it promises that what is pending and
// posted stays within what is leased, and that an order has one live claim.

import { DurableObject } from 'cloudflare:workers';
import { balanceMove, type ClaimEvent, type ClaimOpening, type PaymentMismatch } from '../../src/claim.ts';
import { DUE_RETRY_MS, IDEMPOTENCY_TTL_S, JOURNAL_DELAY_MS, PRUNE_ROWS } from '../../src/limits.ts';
import type { Fen } from '../../src/money.ts';
import { isPaymentOf, type PaymentFact, settle } from '../../src/payment.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { Checkout, Claim } from '../../src/wire/objects.ts';
import { type Env, publishableKey } from '../env.ts';
import { logFailure } from '../log.ts';
import { BALANCE_TABLES, type Balance, BalanceStore } from './balance-store.ts';
import { CHECKOUT_TABLES, CheckoutStore, checkoutObject, type StoredCheckout } from './checkout-store.ts';
import { CLAIM_LOG_TABLES, type ClaimFilter, ClaimLog, type ClaimPage } from './claim-log.ts';
import { type ExportedPage, type ExportFormat, exportPage } from './export-page.ts';
import { GroupCommit } from './group-commit.ts';
import { JOURNALLED_TABLE, Journalling } from './journalling.ts';
import { Leasing } from './leasing.ts';
import { migrate } from './migrate.ts';

/** A checkout to reserve, with the claim it opens where a subsidy is due. */
export type Reservation = {
  readonly checkout: StoredCheckout;
  readonly opening: ClaimOpening | null;
  readonly idempotency_key: string | null;
};

export type Reserved =
  | {
      readonly ok: true;
      readonly created: boolean;
      readonly checkout: StoredCheckout;
      readonly object: Checkout;
    }
  | { readonly ok: true; readonly replay: { readonly status: number; readonly body: string } }
  | { readonly ok: false; readonly reason: 'order_already_open'; readonly checkout: string }
  | { readonly ok: false; readonly reason: 'idempotency_mismatch' }
  | { readonly ok: false; readonly reason: 'budget_exhausted' };

type LeaseNeeded = { readonly ok: false; readonly reason: 'lease_needed'; readonly need: Fen };

export type Settled = { readonly ok: true; readonly object: Checkout } | UnknownCheckout;
export type UnknownCheckout = { readonly ok: false; readonly reason: 'unknown_checkout' };

/** Under which idempotency key, and with which status, what comes out is the answer. */
export type AnswerKey = { readonly key: string; readonly status: number };

const UNKNOWN: UnknownCheckout = { ok: false, reason: 'unknown_checkout' };

export class Ledger extends DurableObject<Env> {
  private readonly name: string;
  private readonly checkouts: CheckoutStore;
  private readonly balances: BalanceStore;
  private readonly log: ClaimLog;
  private readonly group: GroupCommit;
  private readonly leasing: Leasing;
  private readonly journalling: Journalling;
  private alarm_at_ms = Number.POSITIVE_INFINITY;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { sql } = ctx.storage;
    migrate(ctx.storage, [CHECKOUT_TABLES + BALANCE_TABLES + CLAIM_LOG_TABLES + JOURNALLED_TABLE]);
    this.name = ctx.id.name ?? ctx.id.toString();
    this.checkouts = new CheckoutStore(sql);
    this.balances = new BalanceStore(sql);
    this.log = new ClaimLog(sql);
    this.group = new GroupCommit(ctx.storage);
    this.leasing = new Leasing(this.name, env, this.balances, this.group);
    this.journalling = new Journalling(this.name, env, sql, this.log);
    if (this.journalling.isBehind()) this.wakeAt(Date.now() + JOURNAL_DELAY_MS);
  }

  /**
   * Reserves the subsidy and opens the checkout, before any payment is asked for (SPEC L1).
   * The same order with the same request gives the checkout that is there already.
   */
  async reserve(reservation: Reservation): Promise<Reserved> {
    for (;;) {
      const result = await this.group.run(() => this.tryReserve(reservation));
      if (result.ok || result.reason !== 'lease_needed') return result;
      const lease = await this.leasing.lease(reservation.checkout.quote.programme?.id ?? '', result.need);
      if (!lease.ok) return { ok: false, reason: 'budget_exhausted' };
    }
  }

  /** Takes a fact about a payment: attaches, completes, cancels or flags. Any order, any number of times (SPEC S1). */
  apply(checkout_id: string, fact: PaymentFact, now: UnixSeconds, answer?: AnswerKey): Promise<Settled> {
    return this.group.run(() => {
      const checkout = this.checkouts.find(checkout_id);
      if (checkout === null) return UNKNOWN;
      if (isPaymentOf(checkout, fact) && checkout.client_secret === null) {
        this.checkouts.setPayment(checkout.id, fact.payment_intent, fact.client_secret);
      }
      this.settle(checkout, fact, now);
      const object = this.object(checkout_id);
      if (answer !== undefined) this.checkouts.keepAnswer(answer.key, answer.status, JSON.stringify(object));
      return { ok: true, object };
    });
  }

  /** Closes a checkout whose payment the provider refused to create: nothing can be paid on it (SPEC C4). */
  refuse(checkout_id: string, attempt: number, now: UnixSeconds): Promise<void> {
    return this.group.run(() => {
      const checkout = this.checkouts.find(checkout_id);
      if (checkout?.status !== 'open' || checkout.payment_intent !== null || checkout.attempt !== attempt)
        return;
      this.close(checkout, { type: 'claim.voided', data: { reason: 'payment_refused' } }, now);
    });
  }

  /** Gives the next try to create the payment a new idempotency key at the provider, whose old one is spoilt (SPEC S6). */
  startNewAttempt(checkout_id: string, attempt: number): Promise<void> {
    return this.group.run(() => {
      const checkout = this.checkouts.find(checkout_id);
      if (checkout?.payment_intent !== null || checkout.attempt !== attempt) return;
      this.checkouts.setAttempt(checkout_id, attempt + 1);
    });
  }

  checkout(id: string): { readonly stored: StoredCheckout; readonly object: Checkout } | null {
    const stored = this.checkouts.find(id);
    return stored === null ? null : { stored, object: this.object(id) };
  }

  claim(id: string): Claim | null {
    return this.log.find(id);
  }

  claims(filter: ClaimFilter, page: ClaimPage): Claim[] {
    return this.log.list(filter, page);
  }

  exportClaims(format: ExportFormat, filter: ClaimFilter, page: ClaimPage): ExportedPage {
    return exportPage(this.log, format, filter, page);
  }

  balance(programme: string): Balance {
    return this.balances.find(programme);
  }

  /** Never throws: what failed is tried again later, for as long as it takes, not as often as the platform retries. */
  override async alarm(): Promise<void> {
    this.alarm_at_ms = Number.POSITIVE_INFINITY;
    try {
      await this.due(Date.now());
    } catch (error) {
      logFailure('ledger.due', error);
      this.wakeAt(Date.now() + DUE_RETRY_MS);
    }
  }

  /** Does all that is due: leases without an answer, journalling, forgetting old keys; then sets the next alarm. */
  async due(now_ms: number): Promise<void> {
    const now = Math.floor(now_ms / 1000);
    await this.leasing.finish();
    await this.journalling.catchUp(now);
    this.checkouts.forgetKeys(now - IDEMPOTENCY_TTL_S, PRUNE_ROWS);
    const oldest = this.checkouts.oldestKey();
    if (oldest !== null) this.wakeAt(Math.max(now_ms, (oldest + IDEMPOTENCY_TTL_S + 1) * 1000));
  }

  private tryReserve({ checkout, opening, idempotency_key }: Reservation): Reserved | LeaseNeeded {
    if (idempotency_key !== null) {
      const kept = this.checkouts.findAnswer(idempotency_key, checkout.created, IDEMPOTENCY_TTL_S);
      if (kept !== null && kept.fingerprint !== checkout.fingerprint)
        return { ok: false, reason: 'idempotency_mismatch' };
      if (kept?.answer) return { ok: true, replay: kept.answer };
    }
    const live = this.checkouts.findLive(checkout.order_reference);
    if (live !== null && live.fingerprint !== checkout.fingerprint) {
      return { ok: false, reason: 'order_already_open', checkout: live.id };
    }
    if (live === null && opening !== null && this.balances.free(opening.programme.id) < opening.amount) {
      return { ok: false, reason: 'lease_needed', need: opening.amount };
    }
    if (idempotency_key !== null)
      this.checkouts.rememberKey(idempotency_key, checkout.fingerprint, checkout.created);
    if (live === null) this.open(checkout, opening);
    const stored = live ?? checkout;
    return { ok: true, created: live === null, checkout: stored, object: this.object(stored.id) };
  }

  private open(checkout: StoredCheckout, opening: ClaimOpening | null): void {
    this.checkouts.insert(checkout);
    if (opening !== null)
      this.record(opening.id, { type: 'claim.reserved', data: opening }, checkout.created);
  }

  private settle(checkout: StoredCheckout, fact: PaymentFact, now: UnixSeconds): void {
    const settlement = settle(checkout, fact);
    switch (settlement.do) {
      case 'nothing':
        return;
      case 'complete':
        this.checkouts.setStatus(checkout.id, 'complete');
        if (checkout.claim !== null) this.record(checkout.claim, postedBy(fact), now);
        return;
      case 'cancel':
        this.close(checkout, { type: 'claim.voided', data: { reason: 'payment_canceled' } }, now);
        return;
      case 'flag':
        this.flag(checkout, settlement.mismatch, now);
    }
  }

  private close(checkout: StoredCheckout, voided: ClaimEvent, now: UnixSeconds): void {
    this.checkouts.setStatus(checkout.id, 'canceled');
    if (checkout.claim !== null) this.record(checkout.claim, voided, now);
  }

  private flag(checkout: StoredCheckout, mismatch: PaymentMismatch, now: UnixSeconds): void {
    if (checkout.flag !== null) return;
    this.checkouts.setFlag(checkout.id, 'payment_mismatch');
    if (checkout.claim === null) return;
    this.record(
      checkout.claim,
      { type: 'claim.flagged', data: { flag: 'payment_mismatch', ...mismatch } },
      now,
    );
  }

  /** One change of a claim: the event, the claim and the balance move together. */
  private record(claim: string, event: ClaimEvent, now: UnixSeconds): void {
    const before = this.log.state(claim);
    const move = balanceMove(before, event);
    this.log.append({ ledger: this.name, seq: this.log.lastSeq(this.name) + 1, claim, created: now, event });
    this.balances.move(this.log.programmeOf(claim), move);
    this.wakeAt(Date.now() + JOURNAL_DELAY_MS);
  }

  private object(id: string): Checkout {
    const checkout = this.checkouts.find(id);
    if (checkout === null) throw new Error(`checkout ${id} was there a moment ago`);
    const claim = checkout.claim === null ? null : this.log.state(checkout.claim);
    return checkoutObject(checkout, claim, publishableKey(this.env));
  }

  private wakeAt(at_ms: number): void {
    if (this.alarm_at_ms <= at_ms) return;
    this.alarm_at_ms = at_ms;
    this.ctx.waitUntil(this.ctx.storage.setAlarm(at_ms));
  }
}

function postedBy(fact: PaymentFact): ClaimEvent {
  return {
    type: 'claim.posted',
    data: { payment_intent: fact.payment_intent, amount: fact.amount_received },
  };
}
