// How a ledger opens a checkout: its claim is reserved on budget and locks, or the checkout that its order has already is the
// answer. Each reservation in one transaction; asks nobody but the budget.

import { checkoutBody } from './checkout-answers.ts';
import { isReady, type NewCheckout, opened, type StoredCheckout } from './checkout-store.ts';
import { type LeaseNeeded, leaseNeeded } from './leasing.ts';
import type { ReadCheckout } from './ledger.ts';
import type { LedgerParts } from './ledger-parts.ts';
import type { LockSet } from './lock-store.ts';
import type { Settling } from './settling.ts';

/** A checkout to reserve: with a claim where it names one, on the locks that its claim needs. */
export type Reservation = {
  readonly checkout: NewCheckout;
  readonly idempotency_key: string | null;
  readonly locks?: LockSet;
};

export type Reserved =
  /** `body` is the API's answer; null while Stripe has to be asked first. */
  | { readonly ok: true; readonly was: 'created'; readonly body: string | null }
  | ({ readonly ok: true; readonly was: 'there' } & ReadCheckout)
  | { readonly ok: true; readonly was: 'answered'; readonly status: number; readonly body: string }
  | { readonly ok: false; readonly reason: 'order_already_open'; readonly checkout: string }
  | { readonly ok: false; readonly reason: 'idempotency_mismatch' }
  | { readonly ok: false; readonly reason: 'budget_exhausted' }
  /** Not all locks were had, and the order has no checkout that could be the answer. */
  | { readonly ok: false; readonly reason: 'locks_refused' }
  /** The locks were freed before this came: new ones are needed. */
  | { readonly ok: false; readonly reason: 'locks_lost' };

const MISMATCH: Reserved = { ok: false, reason: 'idempotency_mismatch' };

export class Reservations {
  private readonly parts: LedgerParts;
  private readonly settling: Settling;

  constructor(parts: LedgerParts, settling: Settling) {
    this.parts = parts;
    this.settling = settling;
  }

  /** What it takes of the budget is leased first; locks on which nothing is opened are given back. */
  async reserve(reservation: Reservation): Promise<Reserved> {
    const { leasing, group, locks: held } = this.parts;
    const result = await leasing.covered(() => this.tryReserve(reservation));
    const { locks, checkout } = reservation;
    const created = result.ok && result.was === 'created';
    if (locks !== undefined && !created) await group.run(() => held.forgo(locks, checkout.created));
    return result;
  }

  private tryReserve({ checkout, idempotency_key: key, locks }: Reservation): Reserved | LeaseNeeded {
    const { fingerprint, created } = checkout;
    const kept = key === null ? null : this.parts.idempotency.find(key, created);
    if (kept !== null && kept.fingerprint !== fingerprint) return MISMATCH;
    if (kept?.answer) return { ok: true, was: 'answered', ...kept.answer };

    const live = this.parts.checkouts.findLive(checkout.order_reference);
    if (live !== null && live.fingerprint !== fingerprint) {
      return { ok: false, reason: 'order_already_open', checkout: live.id };
    }
    if (live === null && locks !== undefined) {
      if (!locks.taken) return { ok: false, reason: 'locks_refused' };
      if (this.parts.locks.isBarred(locks.holder)) return { ok: false, reason: 'locks_lost' };
    }
    const fresh = opened(checkout);
    const short = live === null ? this.shortOf(fresh) : null;
    if (short !== null) return short;

    if (key !== null) this.parts.idempotency.remember(key, fingerprint, created);
    if (live !== null) return this.there(live, key);
    this.settling.open(fresh, checkout, locks);
    const body = isReady(fresh) ? checkoutBody(this.parts, fresh) : null;
    if (key !== null && body !== null) this.parts.idempotency.keepAnswer(key, 201, body);
    return { ok: true, was: 'created', body };
  }

  /** The money that the ledger has to lease before the checkout's claim fits; null where it fits. */
  private shortOf({ claim, quote }: StoredCheckout): LeaseNeeded | null {
    if (claim === null || quote.programme === null) return null;
    return leaseNeeded(this.parts.balances, quote.programme.id, quote.subsidy_amount);
  }

  /** A checkout that has its payment, or is closed, is the answer; one that has not is still to be answered. */
  private there(checkout: StoredCheckout, key: string | null): Reserved {
    const body = checkoutBody(this.parts, checkout);
    if (key !== null && isReady(checkout)) this.parts.idempotency.keepAnswer(key, 200, body);
    return { ok: true, was: 'there', checkout, body };
  }
}
