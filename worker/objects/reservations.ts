// How a ledger opens a checkout: its claim is reserved on budget and locks, or the checkout that its order has already is the
// answer. Each reservation in one transaction; asks nobody but the budget.

import type { Fen } from '../../src/money.ts';
import type { UnixSeconds } from '../../src/time.ts';
import { checkoutBody } from './checkout-answers.ts';
import { isReady, type NewCheckout, opened, type StoredCheckout } from './checkout-store.ts';
import { type LeaseNeeded, leaseNeeded } from './leasing.ts';
import type { ReadCheckout } from './ledger.ts';
import type { LedgerParts } from './ledger-parts.ts';
import type { LockSet } from './lock-store.ts';
import type { Settling } from './settling.ts';

/** What a request for a checkout says beyond the order and its cart. */
export type Terms = {
  /** What its idempotency key stands for: all that was sent. */
  readonly sent: string;
  /** The amount that the buyer was shown; null where the request does not say. */
  readonly expected_amount_due: Fen | null;
  /** The signed cart that it uses up; null where it has none. */
  readonly signed_cart: string | null;
};

/** A checkout to reserve: with a claim where it names one, on the locks that its claim needs. */
export type Reservation = {
  readonly checkout: NewCheckout;
  readonly idempotency_key: string | null;
  readonly terms?: Terms;
  readonly locks?: LockSet;
};

/** A request for an order as far as it says which checkout it may have opened before. */
export type Asked = Pick<Reservation, 'idempotency_key' | 'terms'> &
  Pick<NewCheckout, 'order_reference' | 'fingerprint'>;

/** A checkout that is the answer because the same request opened it. */
type There = { readonly ok: true; readonly was: 'there' } & ReadCheckout;
type Answered = {
  readonly ok: true;
  readonly was: 'answered';
  readonly status: number;
  readonly body: string;
};
type Mismatch = { readonly ok: false; readonly reason: 'idempotency_mismatch' };
/** The order's checkout is of another amount than the buyer was shown. */
type AmountChanged = { readonly ok: false; readonly reason: 'amount_changed'; readonly amount_due: Fen };
/** The signed cart has opened a checkout before, which is closed. */
type SignedCartUsed = { readonly ok: false; readonly reason: 'signed_cart_used' };
type AlreadyOpen = { readonly ok: false; readonly reason: 'order_already_open'; readonly checkout: string };

export type Again = There | Answered | Mismatch | AmountChanged | SignedCartUsed;

export type Reserved =
  /** `body` is the API's answer; null while Stripe has to be asked first. */
  | { readonly ok: true; readonly was: 'created'; readonly body: string | null }
  | Again
  | AlreadyOpen
  | { readonly ok: false; readonly reason: 'budget_exhausted' }
  /** Not all locks were had, and the order has no checkout that could be the answer. */
  | { readonly ok: false; readonly reason: 'locks_refused' }
  /** The locks were freed before this came: new ones are needed. */
  | { readonly ok: false; readonly reason: 'locks_lost' };

const MISMATCH: Mismatch = { ok: false, reason: 'idempotency_mismatch' };

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

  /**
   * The checkout that a request opened before, for one that could open none any more; null where it opened none, or none that
   * is open or complete.
   */
  again(asked: Asked, now: UnixSeconds): Promise<Again | null> {
    return this.parts.group.run(() => {
      const kept = this.kept(asked, now);
      if (kept !== null) return kept;
      const live = this.liveFor(asked);
      if (live?.ok) return this.there(live.checkout, asked, now);
      return live?.reason === 'order_already_open' ? null : live;
    });
  }

  private tryReserve(reservation: Reservation): Reserved | LeaseNeeded {
    const { checkout, locks, idempotency_key: key } = reservation;
    const { created } = checkout;
    const asked = { ...reservation, ...checkout };
    const kept = this.kept(asked, created);
    if (kept !== null) return kept;

    const live = this.liveFor(asked);
    if (live !== null) return live.ok ? this.there(live.checkout, asked, created) : live;
    if (locks !== undefined) {
      if (!locks.taken) return { ok: false, reason: 'locks_refused' };
      if (this.parts.locks.isBarred(locks.holder)) return { ok: false, reason: 'locks_lost' };
    }
    const fresh = opened(checkout);
    const short = this.shortOf(fresh);
    if (short !== null) return short;

    this.remember(asked, created);
    const { signed_cart = null } = reservation.terms ?? {};
    if (signed_cart !== null) this.parts.signed_carts.use(signed_cart, checkout.id);
    this.settling.open(fresh, checkout, locks);
    const body = isReady(fresh) ? checkoutBody(this.parts, fresh) : null;
    if (key !== null && body !== null) this.parts.idempotency.keepAnswer(key, 201, body);
    return { ok: true, was: 'created', body };
  }

  /** What the request's key stands for already; null where it has none, or a new one. */
  private kept(asked: Asked, now: UnixSeconds): Answered | Mismatch | null {
    const { idempotency_key: key } = asked;
    const kept = key === null ? null : this.parts.idempotency.find(key, now);
    if (kept !== null && kept.fingerprint !== sentBy(asked)) return MISMATCH;
    return kept?.answer ? { ok: true, was: 'answered', ...kept.answer } : null;
  }

  private remember(asked: Asked, now: UnixSeconds): void {
    const { idempotency_key: key } = asked;
    if (key !== null) this.parts.idempotency.remember(key, sentBy(asked), now);
  }

  /**
   * The checkout that is the answer to a request: the one that its signed cart has opened, or the order's that is open or
   * complete, where the same request opened it; null where it may open one.
   */
  private liveFor(asked: Asked): Live | AlreadyOpen | AmountChanged | SignedCartUsed | null {
    const { order_reference, fingerprint, terms } = asked;
    const of_cart = this.openedWith(terms?.signed_cart ?? null);
    if (of_cart !== null && !isLive(of_cart)) return { ok: false, reason: 'signed_cart_used' };
    const live = of_cart ?? this.parts.checkouts.findLive(order_reference);
    if (live === null) return null;
    if (of_cart === null && live.fingerprint !== fingerprint) {
      return { ok: false, reason: 'order_already_open', checkout: live.id };
    }
    const expected = terms?.expected_amount_due ?? live.amount_due;
    if (expected !== live.amount_due) {
      return { ok: false, reason: 'amount_changed', amount_due: live.amount_due };
    }
    return { ok: true, checkout: live };
  }

  private openedWith(signed_cart: string | null): StoredCheckout | null {
    const id = signed_cart === null ? null : this.parts.signed_carts.checkoutOf(signed_cart);
    return id === null ? null : this.parts.checkouts.find(id);
  }

  /** The money that the ledger has to lease before the checkout's claim fits; null where it fits. */
  private shortOf({ claim, quote }: StoredCheckout): LeaseNeeded | null {
    if (claim === null || quote.programme === null) return null;
    return leaseNeeded(this.parts.balances, quote.programme.id, quote.subsidy_amount);
  }

  /** A checkout that has its payment, or is closed, is the answer; one that has not is still to be answered. */
  private there(checkout: StoredCheckout, asked: Asked, now: UnixSeconds): There {
    this.remember(asked, now);
    const { idempotency_key: key } = asked;
    const body = checkoutBody(this.parts, checkout);
    if (key !== null && isReady(checkout)) this.parts.idempotency.keepAnswer(key, 200, body);
    return { ok: true, was: 'there', checkout, body };
  }
}

type Live = { readonly ok: true; readonly checkout: StoredCheckout };

const isLive = ({ status }: StoredCheckout): boolean => status === 'open' || status === 'complete';

/** What an idempotency key stands for. */
const sentBy = ({ terms, fingerprint }: Asked): string => terms?.sent ?? fingerprint;
