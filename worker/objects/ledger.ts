// Ledger, one for each merchant: its checkouts, claims, events, idempotency keys and the balance of each programme.
// It never speaks to Stripe from inside a transaction and never decides prices; it promises that what is pending and
// posted stays within what is leased, and that an order has one live claim.

import { DurableObject } from 'cloudflare:workers';
import {
  balanceMove,
  type ClaimEvent,
  type ClaimState,
  type PaymentMismatch,
  type VoidReason,
} from '../../src/claim.ts';
import { DUE_RETRY_MS, IDEMPOTENCY_TTL_S, JOURNAL_DELAY_MS, PRUNE_ROWS } from '../../src/limits.ts';
import type { Fen } from '../../src/money.ts';
import { isPaymentOf, type PaymentFact, settle } from '../../src/payment.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { CheckoutStatus } from '../../src/vocabulary.ts';
import type { Claim } from '../../src/wire/objects.ts';
import { type Env, publishableKey } from '../env.ts';
import { logFailure } from '../log.ts';
import { BALANCE_TABLES, type Balance, BalanceStore } from './balance-store.ts';
import {
  CHECKOUT_TABLES,
  type CheckoutRow,
  CheckoutStore,
  checkoutObject,
  checkoutOf,
  type StoredCheckout,
} from './checkout-store.ts';
import { CLAIM_LOG_TABLES, type ClaimFilter, ClaimLog, type ClaimPage } from './claim-log.ts';
import { openingOf } from './claim-opening.ts';
import { type ExportedPage, type ExportFormat, exportPage } from './export-page.ts';
import { GroupCommit } from './group-commit.ts';
import { JOURNALLED_TABLE, Journalling } from './journalling.ts';
import { Leasing } from './leasing.ts';
import { migrate } from './migrate.ts';

/** A checkout to reserve: with a claim where it names one. */
export type Reservation = { readonly checkout: CheckoutRow; readonly idempotency_key: string | null };

/** A checkout as it is kept, and as the API answers it: JSON text, made once, where the rows are. */
export type ReadCheckout = { readonly checkout: StoredCheckout; readonly body: string };

export type Reserved =
  | { readonly ok: true; readonly was: 'created' }
  | ({ readonly ok: true; readonly was: 'there' } & ReadCheckout)
  | { readonly ok: true; readonly was: 'answered'; readonly status: number; readonly body: string }
  | { readonly ok: false; readonly reason: 'order_already_open'; readonly checkout: string }
  | { readonly ok: false; readonly reason: 'idempotency_mismatch' }
  | { readonly ok: false; readonly reason: 'budget_exhausted' };

type LeaseNeeded = {
  readonly ok: false;
  readonly reason: 'lease_needed';
  readonly programme: string;
  readonly need: Fen;
};

export type Settled =
  | { readonly ok: true; readonly status: CheckoutStatus; readonly body: string }
  | UnknownCheckout;
export type UnknownCheckout = { readonly ok: false; readonly reason: 'unknown_checkout' };

/** Under which idempotency key, and with which status, what comes out is the answer. */
export type AnswerKey = { readonly key: string; readonly status: number };

const UNKNOWN: UnknownCheckout = { ok: false, reason: 'unknown_checkout' };
const MISMATCH: Reserved = { ok: false, reason: 'idempotency_mismatch' };

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
      const lease = await this.leasing.lease(result.programme, result.need);
      if (!lease.ok) return { ok: false, reason: 'budget_exhausted' };
    }
  }

  /** Takes a fact about a payment: attaches, completes, cancels or flags. Any order, any number of times (SPEC S1). */
  apply(checkout_id: string, fact: PaymentFact, now: UnixSeconds, answer?: AnswerKey): Promise<Settled> {
    return this.group.run(() => {
      const found = this.checkouts.find(checkout_id);
      if (found === null) return UNKNOWN;
      const checkout = this.settle(this.attach(found, fact), fact, now);
      const body = this.bodyOf(checkout);
      if (answer !== undefined) this.checkouts.keepAnswer(answer.key, answer.status, body);
      return { ok: true, status: checkout.status, body };
    });
  }

  /** Closes a checkout whose payment the provider refused to create: nothing can be paid on it (SPEC C4). */
  refuse(checkout_id: string, attempt: number, now: UnixSeconds): Promise<void> {
    return this.group.run(() => {
      const checkout = this.checkouts.find(checkout_id);
      if (checkout?.status !== 'open' || checkout.payment_intent !== null || checkout.attempt !== attempt)
        return;
      this.close(checkout, 'canceled', voided('payment_refused'), now);
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

  checkout(id: string): ReadCheckout | null {
    const checkout = this.checkouts.find(id);
    return checkout === null ? null : { checkout, body: this.bodyOf(checkout) };
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

  private tryReserve({ checkout, idempotency_key }: Reservation): Reserved | LeaseNeeded {
    if (idempotency_key !== null) {
      const kept = this.checkouts.findAnswer(idempotency_key, checkout.created, IDEMPOTENCY_TTL_S);
      if (kept !== null && kept.fingerprint !== checkout.fingerprint) return MISMATCH;
      if (kept?.answer) return { ok: true, was: 'answered', ...kept.answer };
    }
    const live = this.checkouts.findLive(checkout.order_reference);
    if (live !== null && live.fingerprint !== checkout.fingerprint) {
      return { ok: false, reason: 'order_already_open', checkout: live.id };
    }
    const short = live === null ? this.shortOf(checkout) : null;
    if (short !== null) return short;
    if (idempotency_key !== null) {
      this.checkouts.rememberKey(idempotency_key, checkout.fingerprint, checkout.created);
    }
    return live === null
      ? this.open(checkout)
      : { ok: true, was: 'there', checkout: live, body: this.bodyOf(live) };
  }

  /** The money that the ledger has to lease before the checkout's claim fits; null where it fits. */
  private shortOf(row: CheckoutRow): LeaseNeeded | null {
    const { claim, quote } = checkoutOf(row);
    if (claim === null || quote.programme === null) return null;
    const { id } = quote.programme;
    if (this.balances.free(id) >= quote.subsidy_amount) return null;
    return { ok: false, reason: 'lease_needed', programme: id, need: quote.subsidy_amount };
  }

  private open(row: CheckoutRow): Reserved {
    this.checkouts.insert(row);
    const checkout = checkoutOf(row);
    const opening = openingOf(checkout, this.name);
    if (opening !== null)
      this.record(checkout, null, { type: 'claim.reserved', data: opening }, checkout.created);
    return { ok: true, was: 'created' };
  }

  /** Takes the PaymentIntent of a fact for the checkout's own where it is, whoever brings it first. */
  private attach(checkout: StoredCheckout, fact: PaymentFact): StoredCheckout {
    if (checkout.client_secret !== null || !isPaymentOf(checkout, fact)) return checkout;
    const { payment_intent, client_secret } = fact;
    this.checkouts.setPayment(checkout.id, payment_intent, client_secret);
    return { ...checkout, payment_intent, client_secret };
  }

  private settle(checkout: StoredCheckout, fact: PaymentFact, now: UnixSeconds): StoredCheckout {
    const settlement = settle(checkout, fact);
    switch (settlement.do) {
      case 'nothing':
        return checkout;
      case 'complete':
        return this.close(checkout, 'complete', postedBy(fact), now);
      case 'cancel':
        return this.close(checkout, 'canceled', voided('payment_canceled'), now);
      case 'flag':
        return this.flag(checkout, settlement.mismatch, now);
    }
  }

  private close(
    checkout: StoredCheckout,
    status: CheckoutStatus,
    event: ClaimEvent,
    now: UnixSeconds,
  ): StoredCheckout {
    this.checkouts.setStatus(checkout.id, status);
    if (checkout.claim !== null) this.record(checkout, this.log.state(checkout.claim), event, now);
    return { ...checkout, status };
  }

  private flag(checkout: StoredCheckout, mismatch: PaymentMismatch, now: UnixSeconds): StoredCheckout {
    if (checkout.flag !== null) return checkout;
    const flag = 'payment_mismatch';
    this.checkouts.setFlag(checkout.id, flag);
    if (checkout.claim !== null) {
      const event: ClaimEvent = { type: 'claim.flagged', data: { flag, ...mismatch } };
      this.record(checkout, this.log.state(checkout.claim), event, now);
    }
    return { ...checkout, flag };
  }

  /** One change of a checkout's claim: the event, the claim and the balance move together. */
  private record(
    checkout: StoredCheckout,
    before: ClaimState | null,
    event: ClaimEvent,
    now: UnixSeconds,
  ): void {
    const { claim, quote } = checkout;
    if (claim === null || quote.programme === null)
      throw new Error(`checkout ${checkout.id} has no claim to change`);
    const seq = this.log.lastSeq(this.name) + 1;
    const { type, data } = event;
    this.log.append(
      { ledger: this.name, seq, claim, type, created: now, data: JSON.stringify(data) },
      before,
    );
    this.balances.move(quote.programme.id, balanceMove(before, event));
    this.wakeAt(Date.now() + JOURNAL_DELAY_MS);
  }

  private bodyOf(checkout: StoredCheckout): string {
    const claim = checkout.claim === null ? null : this.log.state(checkout.claim);
    return JSON.stringify(checkoutObject(checkout, claim, publishableKey(this.env)));
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

function voided(reason: VoidReason): ClaimEvent {
  return { type: 'claim.voided', data: { reason } };
}
