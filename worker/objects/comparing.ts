// What a ledger does for a reconciliation: compares facts with what it holds, takes those that it does not know yet through the
// code that takes webhooks, and says what it holds, page by page. Corrects nothing by itself.

import { RECONCILIATION_PAGE_EVENTS } from '../../src/limits.ts';
import type { Fen } from '../../src/money.ts';
import type { PaymentFact } from '../../src/payment.ts';
import {
  type Difference,
  healedPayment,
  type Outcome,
  paymentDifference,
  refundDifference,
} from '../../src/reconciliation.ts';
import type { RefundFact } from '../../src/refund.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { Balance } from './balance-store.ts';
import type { CompleteCheckout, StoredCheckout } from './checkout-store.ts';
import type { EventHead, JournalSum } from './event-store.ts';
import type { LedgerParts } from './ledger-parts.ts';
import type { RefundDesk } from './refund-desk.ts';
import type { AcceptedRefund } from './refund-store.ts';
import type { Settling } from './settling.ts';

/** A fact about a payment or a refund, and the checkout that it names. */
export type NamedFact =
  | { readonly of: 'payment'; readonly checkout: string; readonly fact: PaymentFact }
  | { readonly of: 'refund'; readonly checkout: string; readonly fact: RefundFact };

/** A page of what was created in a span, in order, after the one named. */
export type HeldPage = {
  readonly created_gte: UnixSeconds;
  readonly created_lt: UnixSeconds;
  readonly after: string | null;
  readonly limit: number;
};

/** What a ledger holds that the provider must have, too. */
export type Held =
  | ({ readonly of: 'payment' } & CompleteCheckout)
  | ({ readonly of: 'refund' } & AcceptedRefund);

/** A part of a ledger's events, added up. At the end, with the balances as they were at that instant. */
export type LedgerSums = {
  readonly journals: JournalSum[];
  readonly next: number | null;
  readonly balances: ({ readonly programme: string } & Balance)[];
};

/** What a ledger has leased of a programme; not settled while a lease or a return is under way. */
export type HeldLeases = { readonly leased: Fen; readonly settled: boolean };

export class Comparing {
  private readonly parts: LedgerParts;
  private readonly settling: Settling;
  private readonly desk: RefundDesk;

  constructor(parts: LedgerParts, settling: Settling, desk: RefundDesk) {
    this.parts = parts;
    this.settling = settling;
    this.desk = desk;
  }

  /** Compares facts, and takes those that the ledger does not know yet (SPEC Y2). */
  compare(facts: readonly NamedFact[], now: UnixSeconds): Promise<Outcome[]> {
    return this.parts.group.run(() => facts.map((named) => this.compareOne(named, now)));
  }

  /** Complete checkouts with their payments, or accepted returns with their refunds. */
  held(of: Held['of'], page: HeldPage): Held[] {
    const { checkouts, refunds } = this.parts;
    return of === 'payment'
      ? checkouts.complete(page).map((one) => ({ of, ...one }))
      : refunds.accepted(page).map((one) => ({ of, ...one }));
  }

  /** Adds up a bounded number of events after a place. */
  sums(after: number): LedgerSums {
    const { name, log, balances, sql } = this.parts;
    const mark = sql.exec<{ seq: number }>('SELECT seq FROM journalled').one().seq;
    const { journals, next } = log.events.sums(name, after, mark, RECONCILIATION_PAGE_EVENTS);
    return { journals, next, balances: next === null ? balances.all() : [] };
  }

  /** Whether each of these is an event of this ledger. */
  hasEvents(heads: readonly EventHead[]): boolean[] {
    return heads.map(({ seq, hash }) => this.parts.log.events.hashAt(this.parts.name, seq) === hash);
  }

  leases(programme: string): HeldLeases {
    const { balances } = this.parts;
    const under_way = balances.askedLease(programme) !== null || balances.openReturns(programme).length > 0;
    return { leased: balances.find(programme).leased, settled: !under_way };
  }

  private compareOne(named: NamedFact, now: UnixSeconds): Outcome {
    const checkout = this.parts.checkouts.find(named.checkout);
    if (checkout === null) return { was: 'unknown' };
    return named.of === 'payment'
      ? this.comparePayment(checkout, named.fact, now)
      : this.compareRefund(checkout, named.fact, now);
  }

  private comparePayment(checkout: StoredCheckout, fact: PaymentFact, now: UnixSeconds): Outcome {
    const before = this.heldCheckout(checkout);
    if (paymentDifference(before, fact) === null) return { was: 'agreed' };
    const taken = this.settling.take(checkout, fact, now);
    const difference = paymentDifference(this.heldCheckout(taken), fact);
    const { claim } = taken;
    if (difference !== null) return { was: 'differs', difference, claim };
    return { was: 'healed', difference: healedPayment(before, fact), claim };
  }

  private compareRefund(checkout: StoredCheckout, fact: RefundFact, now: UnixSeconds): Outcome {
    const before = this.refundDifferenceOf(checkout, fact);
    if (before === null) return { was: 'agreed' };
    this.desk.take(checkout.id, fact, now);
    const difference = this.refundDifferenceOf(checkout, fact);
    const { claim } = checkout;
    return difference === null
      ? { was: 'healed', difference: before, claim }
      : { was: 'differs', difference, claim };
  }

  private heldCheckout(checkout: StoredCheckout) {
    const state = checkout.claim === null ? null : this.parts.log.state(checkout.claim);
    return { ...checkout, claim_status: state?.status ?? null };
  }

  private refundDifferenceOf({ id }: StoredCheckout, fact: RefundFact): Difference | null {
    const found = fact.refund === null ? null : this.parts.refunds.find(fact.refund);
    return refundDifference(found?.checkout === id ? found : null, fact);
  }
}
