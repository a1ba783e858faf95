// Ledger, one for each merchant: its checkouts, claims, events, idempotency keys and the balance of each programme.
// It never speaks to Stripe from inside a transaction and never decides prices; it promises that what is pending and
// posted stays within what is leased, and that an order has one live claim.

import { DurableObject } from 'cloudflare:workers';
import type { Head } from '../../src/chain.ts';
import { IDEMPOTENCY_TTL_S, LOCK_RELEASE_DELAY_MS } from '../../src/limits.ts';
import type { Fen } from '../../src/money.ts';
import type { PaymentFact } from '../../src/payment.ts';
import { merchantOfLedger } from '../../src/shards.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { CheckoutStatus } from '../../src/vocabulary.ts';
import type { Claim } from '../../src/wire/objects.ts';
import { type Env, publishableKey } from '../env.ts';
import type { PaymentLedger } from '../payments.ts';
import { BALANCE_TABLES, type Balance, BalanceStore } from './balance-store.ts';
import {
  CHECKOUT_TABLES,
  CheckoutStore,
  checkoutObject,
  type KeptAnswer,
  type NewCheckout,
  opened,
  type StoredCheckout,
} from './checkout-store.ts';
import { ClaimBook } from './claim-book.ts';
import {
  CLAIM_LOG_TABLES,
  type ClaimFilter,
  ClaimLog,
  type ClaimPage,
  type ListedClaims,
  type WalkPlace,
  type WalkStep,
} from './claim-log.ts';
import { Duties } from './duties.ts';
import { Expiry } from './expiry.ts';
import { type ExportedPage, type ExportFormat, exportPage } from './export-page.ts';
import { Forgetting } from './forgetting.ts';
import { GroupCommit } from './group-commit.ts';
import { JOURNALLED_TABLE, Journalling } from './journalling.ts';
import { Leasing } from './leasing.ts';
import { LOCK_TABLES, type LockQuestion, type LockSet, LockStore } from './lock-store.ts';
import { LockTelling } from './lock-telling.ts';
import { migrate } from './migrate.ts';
import { Settling } from './settling.ts';

/** A checkout to reserve: with a claim where it names one, on the locks that its claim needs. */
export type Reservation = {
  readonly checkout: NewCheckout;
  readonly idempotency_key: string | null;
  readonly locks?: LockSet;
};

/** A checkout as it is kept, and as the API answers it: JSON text, made once, where the rows are. */
export type ReadCheckout = { readonly checkout: StoredCheckout; readonly body: string };

export type Reserved =
  | { readonly ok: true; readonly was: 'created' }
  | ({ readonly ok: true; readonly was: 'there' } & ReadCheckout)
  | { readonly ok: true; readonly was: 'answered'; readonly status: number; readonly body: string }
  | { readonly ok: false; readonly reason: 'order_already_open'; readonly checkout: string }
  | { readonly ok: false; readonly reason: 'idempotency_mismatch' }
  | { readonly ok: false; readonly reason: 'budget_exhausted' }
  /** Not all locks were had, and the order has no checkout that could be the answer. */
  | { readonly ok: false; readonly reason: 'locks_refused' }
  /** The locks were freed before this came: new ones are needed. */
  | { readonly ok: false; readonly reason: 'locks_lost' };

type LeaseNeeded = {
  readonly ok: false;
  readonly reason: 'lease_needed';
  readonly programme: string;
  readonly shortfall: Fen;
};

/** A checkout after a fact was taken: its state, its own PaymentIntent, and the API's answer as JSON text. */
export type CheckoutOutcome = {
  readonly status: CheckoutStatus;
  readonly payment_intent: string | null;
  readonly flag: StoredCheckout['flag'];
  readonly body: string;
};

export type Settled =
  | ({ readonly ok: true } & CheckoutOutcome)
  | { readonly ok: false; readonly reason: 'unknown_checkout' };

/** Under which idempotency key, and with which status, what comes out is the answer. */
export type AnswerKey = { readonly key: string; readonly status: number };

const MISMATCH: Reserved = { ok: false, reason: 'idempotency_mismatch' };

export class Ledger extends DurableObject<Env> {
  private readonly checkouts: CheckoutStore;
  private readonly balances: BalanceStore;
  private readonly log: ClaimLog;
  private readonly locks: LockStore;
  private readonly group: GroupCommit;
  private readonly leasing: Leasing;
  private readonly duties: Duties;
  private readonly settling: Settling;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { sql } = ctx.storage;
    migrate(ctx.storage, [
      CHECKOUT_TABLES + BALANCE_TABLES + CLAIM_LOG_TABLES + JOURNALLED_TABLE,
      LOCK_TABLES,
    ]);
    const { name } = ctx.id;
    if (name === undefined) throw new Error('a ledger is reached by the name of its merchant and shard');
    this.checkouts = new CheckoutStore(sql);
    this.balances = new BalanceStore(sql);
    this.log = new ClaimLog(sql);
    this.locks = new LockStore(sql, () => this.duties.wakeAt(Date.now() + LOCK_RELEASE_DELAY_MS));
    this.group = new GroupCommit(ctx.storage);
    this.leasing = new Leasing(name, env, this.balances, this.group);
    const journalling = new Journalling(name, env, sql, this.log);
    const expiry = new Expiry(this.checkouts, (checkout) => ({
      env,
      merchant: merchantOfLedger(name),
      checkout,
      ledger: this.asLedger(),
    }));
    this.duties = new Duties(ctx.storage, [
      this.leasing,
      journalling,
      expiry,
      new LockTelling(env, this.locks),
      new Forgetting(this.checkouts),
    ]);
    const book = new ClaimBook(name, this.balances, this.log, this.duties);
    this.settling = new Settling(name, this.checkouts, book, this.locks, this.duties);
  }

  /**
   * Reserves the subsidy and opens the checkout, before any payment is asked for (SPEC L1).
   * The same order with the same request gives the checkout that is there already.
   */
  async reserve(reservation: Reservation): Promise<Reserved> {
    const result = await this.reserveOnLease(reservation);
    const { locks, checkout } = reservation;
    const created = result.ok && result.was === 'created';
    if (locks !== undefined && !created)
      await this.group.run(() => this.locks.forgo(locks, checkout.created));
    return result;
  }

  private async reserveOnLease(reservation: Reservation): Promise<Reserved> {
    for (;;) {
      const result = await this.group.run(() => this.tryReserve(reservation));
      if (result.ok || result.reason !== 'lease_needed') return result;
      const worth_another_look = await this.leasing.lease(result.programme, result.shortfall);
      if (!worth_another_look) return { ok: false, reason: 'budget_exhausted' };
    }
  }

  /** Takes a fact about a payment: attaches, completes, cancels or flags. Any order, any number of times (SPEC S1). */
  apply(checkout_id: string, fact: PaymentFact, now: UnixSeconds, answer?: AnswerKey): Promise<Settled> {
    return this.group.run(() => {
      const found = this.checkouts.find(checkout_id);
      if (found === null) return { ok: false, reason: 'unknown_checkout' };
      const checkout = this.settling.take(found, fact, now);
      const { status, payment_intent, flag } = checkout;
      const body = this.bodyOf(checkout);
      if (answer !== undefined && payment_intent === fact.payment_intent) {
        this.checkouts.keepAnswer(answer.key, answer.status, body);
      }
      return { ok: true, status, payment_intent, flag, body };
    });
  }

  /** Closes a checkout whose payment the provider refused to create: nothing can be paid on it (SPEC C4). */
  refuse(checkout_id: string, attempt: number, now: UnixSeconds): Promise<void> {
    return this.group.run(() => {
      const checkout = this.checkouts.find(checkout_id);
      const waiting = checkout?.status === 'open' && checkout.payment_intent === null;
      if (waiting && checkout.attempt === attempt) this.settling.cancel(checkout, 'payment_refused', now);
    });
  }

  /** Gives the next try to create the payment a new idempotency key at the provider, whose old one is spoilt (SPEC S6). */
  startNewAttempt(checkout_id: string, attempt: number): Promise<void> {
    return this.group.run(() => this.checkouts.startNewAttempt(checkout_id, attempt));
  }

  /** Remembers what a key was first sent with, for the other ledgers of the merchant; false where it was another request. */
  bindKey(key: string, fingerprint: string, now: UnixSeconds): Promise<boolean> {
    return this.group.run(() => {
      const kept = this.checkouts.findAnswer(key, now, IDEMPOTENCY_TTL_S);
      if (kept === null) this.rememberKey(key, fingerprint, now);
      return kept === null || kept.fingerprint === fingerprint;
    });
  }

  /** What was answered under an idempotency key; null where nothing was. */
  keptAnswer(key: string, now: UnixSeconds): KeptAnswer | null {
    return this.checkouts.findAnswer(key, now, IDEMPOTENCY_TTL_S);
  }

  checkout(id: string): ReadCheckout | null {
    const checkout = this.checkouts.find(id);
    return checkout === null ? null : { checkout, body: this.bodyOf(checkout) };
  }

  claim(id: string): Claim | null {
    return this.log.find(id);
  }

  claims(filter: ClaimFilter, page: ClaimPage): ListedClaims {
    return this.log.list(filter, page);
  }

  exportClaims(format: ExportFormat, filter: ClaimFilter, page: ClaimPage): ExportedPage {
    return exportPage(this.log, format, filter, page);
  }

  heads(): Head[] {
    return this.log.events.heads();
  }

  walk(place: WalkPlace | null): WalkStep {
    return this.log.walk('ledger', place);
  }

  balance(programme: string): Balance {
    return this.balances.find(programme);
  }

  /** Answers `Serials`: what each of these holders holds of its key; null where it may still come (SPEC N5). */
  answerLocks(questions: readonly LockQuestion[], now: UnixSeconds): Promise<(number | null)[]> {
    return this.group.run(() => questions.map((question) => this.locks.answer(question, now)));
  }

  override alarm(): Promise<void> {
    return this.due(Date.now());
  }

  /** Does all that is due by now: leases without an answer, journalling, expiry, telling of free locks, forgetting old keys. */
  due(now_ms: number): Promise<void> {
    return this.duties.run(now_ms);
  }

  /** This ledger as payments see it. */
  private asLedger(): PaymentLedger {
    return {
      apply: (...given) => this.apply(...given),
      refuse: (...given) => this.refuse(...given),
      startNewAttempt: (...given) => this.startNewAttempt(...given),
      checkout: async (id) => this.checkout(id),
    };
  }

  private tryReserve({ checkout, idempotency_key: key, locks }: Reservation): Reserved | LeaseNeeded {
    const { fingerprint, created } = checkout;
    const kept = key === null ? null : this.checkouts.findAnswer(key, created, IDEMPOTENCY_TTL_S);
    if (kept !== null && kept.fingerprint !== fingerprint) return MISMATCH;
    if (kept?.answer) return { ok: true, was: 'answered', ...kept.answer };

    const live = this.checkouts.findLive(checkout.order_reference);
    if (live !== null && live.fingerprint !== fingerprint) {
      return { ok: false, reason: 'order_already_open', checkout: live.id };
    }
    if (live === null && locks !== undefined) {
      if (!locks.taken) return { ok: false, reason: 'locks_refused' };
      if (this.locks.isBarred(locks.holder)) return { ok: false, reason: 'locks_lost' };
    }
    const fresh = opened(checkout);
    const short = live === null ? this.shortOf(fresh) : null;
    if (short !== null) return short;

    if (key !== null) this.rememberKey(key, fingerprint, created);
    if (live !== null) return this.there(live, key);
    this.settling.open(fresh, locks);
    return { ok: true, was: 'created' };
  }

  /** The money that the ledger has to lease before the checkout's claim fits; null where it fits. */
  private shortOf({ claim, quote }: StoredCheckout): LeaseNeeded | null {
    if (claim === null || quote.programme === null) return null;
    const shortfall = quote.subsidy_amount - this.balances.free(quote.programme.id);
    if (shortfall <= 0) return null;
    return { ok: false, reason: 'lease_needed', programme: quote.programme.id, shortfall };
  }

  /** A checkout that has its payment, or is closed, is the answer; one that has not is still to be answered. */
  private there(checkout: StoredCheckout, key: string | null): Reserved {
    const body = this.bodyOf(checkout);
    const ready = checkout.payment_intent !== null || checkout.status !== 'open';
    if (key !== null && ready) this.checkouts.keepAnswer(key, 200, body);
    return { ok: true, was: 'there', checkout, body };
  }

  private rememberKey(key: string, fingerprint: string, now: UnixSeconds): void {
    this.checkouts.rememberKey(key, fingerprint, now);
    this.duties.wakeAt((now + IDEMPOTENCY_TTL_S + 1) * 1000);
  }

  private bodyOf(checkout: StoredCheckout): string {
    const claim = checkout.claim === null ? null : this.log.state(checkout.claim);
    return JSON.stringify(checkoutObject(checkout, claim, publishableKey(this.env)));
  }
}
