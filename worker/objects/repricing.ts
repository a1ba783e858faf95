// How a checkout changes its cart before it is paid, in two phases: what the new cart needs is held beside what the old one
// has; then the provider's word that the payment carries the new cart, or never will, settles which of the two remains. Runs
// inside the ledger's transactions; asks nobody.

import type { ClaimEvent } from '../../src/claim.ts';
import { REPRICINGS_MAX } from '../../src/limits.ts';
import type { Fen } from '../../src/money.ts';
import type { PaymentFact } from '../../src/payment.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { Quote } from '../../src/wire/objects.ts';
import type { BalanceStore } from './balance-store.ts';
import { type CheckoutStore, isReady, type KeptRequest, type StoredCheckout } from './checkout-store.ts';
import type { ClaimBook } from './claim-book.ts';
import { openingOf } from './claim-opening.ts';
import { type LeaseNeeded, leaseNeeded } from './leasing.ts';
import type { LockSet, LockStore } from './lock-store.ts';
import type { Repricing, RepricingStore, RepricingTry } from './repricing-store.ts';

/** A repricing as the Worker asks for it. */
export type NewRepricing = {
  readonly id: string;
  readonly checkout: string;
  /** The cart that it is to replace, as the checkout names it: where that is another by now, nothing begins. */
  readonly instead_of: string | null;
  /** The identifier of the claim, should the checkout have none and the cart need one. */
  readonly new_claim: string;
  /** JSON text, which is cheaper to pass on than objects. */
  readonly request: string;
  readonly quote: string;
  readonly priced_at: UnixSeconds;
  readonly created: UnixSeconds;
};

export type Begun =
  | { readonly ok: true; readonly repricing: Repricing }
  /** The checkout is not what it was when the cart was priced: it is to be looked at again. */
  | { readonly ok: false; readonly reason: 'changed' }
  | { readonly ok: false; readonly reason: 'locks_refused' | 'locks_lost' | 'too_many' };

const CHANGED: Begun = { ok: false, reason: 'changed' };

/** What of the ledger a repricing moves. */
type RepricedParts = {
  readonly merchant: string;
  readonly checkouts: CheckoutStore;
  readonly balances: BalanceStore;
  readonly locks: LockStore;
  readonly book: ClaimBook;
};

export class Repricings {
  readonly store: RepricingStore;
  private readonly parts: RepricedParts;

  constructor(store: RepricingStore, parts: RepricedParts) {
    this.store = store;
    this.parts = parts;
  }

  /** Holds what the new cart needs beyond the old one: locks, and money (SPEC R1). Begun again, it is the same repricing. */
  begin(asked: NewRepricing, locks?: LockSet): Begun | LeaseNeeded {
    const checkout = this.parts.checkouts.find(asked.checkout);
    const in_flight = this.store.inFlight(asked.checkout);
    if (in_flight?.id === asked.id) return { ok: true, repricing: in_flight };
    if (checkout === null || in_flight !== null || this.store.isKnown(asked.id)) return CHANGED;
    if (!isRepriceable(checkout) || checkout.cart !== asked.instead_of) return CHANGED;
    if (this.store.count(checkout.id) >= REPRICINGS_MAX) return { ok: false, reason: 'too_many' };
    if (locks !== undefined && !locks.taken) return { ok: false, reason: 'locks_refused' };
    if (locks !== undefined && this.parts.locks.isBarred(locks.holder)) {
      return { ok: false, reason: 'locks_lost' };
    }
    const repricing = repricingOf(asked, checkout);
    const short = this.shortOf(repricing, checkout);
    if (short !== null) return short;
    this.hold(repricing, checkout, locks);
    // Nobody else has to change anything: the cart is the new one at once (SPEC O7).
    if (checkout.payment_provider === 'external') this.commit(checkout, repricing, asked.created);
    return { ok: true, repricing };
  }

  /**
   * Lets a fact about the checkout's own payment settle a repricing in flight (SPEC R2): it is done where the payment carries
   * its cart, and abandoned where the payment ended without it. Gives the checkout as it is then.
   */
  resolve(checkout: StoredCheckout, fact: PaymentFact, now: UnixSeconds): StoredCheckout {
    const says_nothing = fact.cart === null && fact.status === 'open';
    if (says_nothing || checkout.status !== 'open' || checkout.payment_intent !== fact.payment_intent)
      return checkout;
    const repricing = this.store.inFlight(checkout.id);
    if (repricing === null) return checkout;
    if (fact.cart === repricing.id) return this.commit(checkout, repricing, now);
    if (fact.status !== 'open') this.undo(checkout, repricing, now);
    return checkout;
  }

  /** Gives up a repricing that the provider refused at this try, where it is still in flight. */
  abandon(checkout_id: string, { id, attempt }: RepricingTry, now: UnixSeconds): void {
    const checkout = this.parts.checkouts.find(checkout_id);
    const repricing = this.store.inFlight(checkout_id);
    if (checkout === null || repricing?.id !== id || repricing.attempt !== attempt) return;
    this.undo(checkout, repricing, now);
  }

  /** The money that is to be leased before the difference fits; null where it fits. */
  private shortOf({ quote }: Repricing, checkout: StoredCheckout): LeaseNeeded | null {
    const more = quote.subsidy_amount - checkout.quote.subsidy_amount;
    if (more <= 0 || quote.programme === null) return null;
    return leaseNeeded(this.parts.balances, quote.programme.id, more);
  }

  private hold(repricing: Repricing, checkout: StoredCheckout, locks: LockSet | undefined): void {
    this.store.insert(repricing);
    if (repricing.claim === null) return;
    if (checkout.claim === null)
      this.parts.book.recordOf(
        repricing,
        this.opening('claim.reserved', checkout, repricing),
        repricing.created,
      );
    else {
      const held = heldFor(repricing, checkout);
      if (held > 0)
        this.parts.book.recordOf(
          repricing,
          { type: 'claim.held', data: { repricing: repricing.id, amount: held } },
          repricing.created,
        );
    }
    if (locks !== undefined) this.parts.locks.hold(repricing.claim, locks);
  }

  private commit(checkout: StoredCheckout, repricing: Repricing, now: UnixSeconds): StoredCheckout {
    const { checkouts, locks } = this.parts;
    const next = withCart(checkout, repricing);
    checkouts.setCart(next);
    if (repricing.claim !== null) {
      if (checkout.claim !== null)
        this.parts.book.recordOf(next, this.opening('claim.repriced', checkout, repricing), now);
      locks.replace(repricing.claim, repricing.id);
    } else if (checkout.claim !== null) {
      this.parts.book.recordOf(checkout, { type: 'claim.voided', data: { reason: 'repriced' } }, now);
      locks.releaseClaim(checkout.claim);
    }
    this.store.end(repricing.id, 'done');
    return next;
  }

  private undo(checkout: StoredCheckout, repricing: Repricing, now: UnixSeconds): void {
    const held = heldFor(repricing, checkout);
    if (checkout.claim === null)
      this.parts.book.recordOf(
        repricing,
        { type: 'claim.voided', data: { reason: 'repricing_abandoned' } },
        now,
      );
    else if (held > 0)
      this.parts.book.recordOf(
        repricing,
        { type: 'claim.released', data: { repricing: repricing.id, amount: held } },
        now,
      );
    this.parts.locks.releaseHolder(repricing.id);
    this.store.end(repricing.id, 'abandoned');
  }

  private opening(
    type: 'claim.reserved' | 'claim.repriced',
    checkout: StoredCheckout,
    repricing: Repricing,
  ): ClaimEvent {
    const data = openingOf(withCart(checkout, repricing), this.parts.merchant);
    if (data === null) throw new Error(`${repricing.id} has no claim to open`);
    return { type, data };
  }
}

/** Whether the cart may still change: the checkout is open, nobody has to look at it, and its payment is there to change. */
function isRepriceable(checkout: StoredCheckout): boolean {
  return checkout.status === 'open' && checkout.flag !== 'payment_mismatch' && isReady(checkout);
}

function repricingOf(asked: NewRepricing, checkout: StoredCheckout): Repricing {
  const quote = JSON.parse(asked.quote) as Quote;
  const { id, priced_at, created } = asked;
  return {
    id,
    checkout: checkout.id,
    claim: quote.subsidy_amount > 0 ? (checkout.claim ?? asked.new_claim) : null,
    amount_due: quote.amount_due,
    request: JSON.parse(asked.request) as KeptRequest,
    quote,
    priced_at,
    attempt: 1,
    created,
  };
}

/** What a claim that stays holds beyond its amount while its repricing is in flight. */
function heldFor({ claim, quote }: Repricing, checkout: StoredCheckout): Fen {
  if (claim === null || checkout.claim === null) return 0;
  return Math.max(0, quote.subsidy_amount - checkout.quote.subsidy_amount);
}

function withCart(checkout: StoredCheckout, repricing: Repricing): StoredCheckout {
  const { id: cart, claim, amount_due, request, quote, priced_at } = repricing;
  return { ...checkout, cart, claim, amount_due, request, quote, priced_at };
}
