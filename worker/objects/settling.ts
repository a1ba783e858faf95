// What happens to a checkout, its claim and the balance, always together: opening, settling, closing, flagging. Runs inside
// the ledger's transactions; asks nobody.

import type { PaymentMismatch, Tendered, VoidReason } from '../../src/claim.ts';
import { isPaymentOf, type PaymentFact, settle } from '../../src/payment.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { StoredCheckout, Texts } from './checkout-store.ts';
import { openingOf } from './claim-opening.ts';
import type { LedgerParts } from './ledger-parts.ts';
import type { LockSet } from './lock-store.ts';

export class Settling {
  private readonly parts: LedgerParts;

  constructor(parts: LedgerParts) {
    this.parts = parts;
  }

  /** Stores a new checkout and reserves its claim, which holds these locks. */
  open(checkout: StoredCheckout, texts: Texts, locks?: LockSet): void {
    this.parts.checkouts.insert(checkout, texts);
    const opening = openingOf(checkout, this.parts.merchant);
    if (opening !== null)
      this.parts.book.recordOf(checkout, { type: 'claim.reserved', data: opening }, checkout.created);
    if (checkout.claim !== null && locks !== undefined) this.parts.locks.hold(checkout.claim, locks);
    this.parts.duties.wakeAt(checkout.ask_at * 1000);
  }

  /** Takes a fact about a payment; gives the checkout as it is then. */
  take(checkout: StoredCheckout, fact: PaymentFact, now: UnixSeconds): StoredCheckout {
    const current = this.parts.repricings.resolve(this.attach(checkout, fact), fact, now);
    const settlement = settle(current, fact);
    switch (settlement.do) {
      case 'nothing':
        return current;
      case 'complete':
        return this.complete(current, fact, now);
      case 'cancel':
        return this.cancel(current, 'payment_canceled', now);
      case 'flag':
        return this.flag(current, settlement.mismatch, now);
    }
  }

  /** Takes a shop's word that it has the money of an open checkout: all of what is due (SPEC O2). */
  confirm(checkout: StoredCheckout, tendered: Tendered, now: UnixSeconds): StoredCheckout {
    const { tender, reference } = tendered;
    const posting = { payment_intent: null, amount_received: checkout.amount_due, ...tendered };
    this.parts.checkouts.leaveOpen(checkout.id, 'complete', tendered);
    this.parts.book.recordOf(checkout, { type: 'claim.posted', data: posting }, now);
    return { ...checkout, status: 'complete', tender, tender_reference: reference };
  }

  /** Closes an open checkout whose payment cannot happen any more, and voids its claim. After its time it has expired. */
  cancel(checkout: StoredCheckout, reason: VoidReason, now: UnixSeconds): StoredCheckout {
    const status = now < checkout.expires_at ? 'canceled' : 'expired';
    this.parts.checkouts.leaveOpen(checkout.id, status);
    this.parts.book.recordOf(checkout, { type: 'claim.voided', data: { reason } }, now);
    if (checkout.claim !== null) this.parts.locks.releaseClaim(checkout.claim);
    return { ...checkout, status };
  }

  /** An open checkout takes the PaymentIntent of a fact for its own where it is, whoever brings it first. */
  private attach(checkout: StoredCheckout, fact: PaymentFact): StoredCheckout {
    const lacks = checkout.status === 'open' && checkout.client_secret === null;
    if (!lacks || !isPaymentOf(checkout, fact)) return checkout;
    const { payment_intent, client_secret } = fact;
    this.parts.checkouts.setPayment(checkout.id, payment_intent, client_secret);
    return { ...checkout, payment_intent, client_secret };
  }

  private complete(checkout: StoredCheckout, fact: PaymentFact, now: UnixSeconds): StoredCheckout {
    const { payment_intent, amount_received } = fact;
    this.parts.checkouts.leaveOpen(checkout.id, 'complete');
    this.parts.book.recordOf(
      checkout,
      { type: 'claim.posted', data: { payment_intent, amount_received } },
      now,
    );
    return { ...checkout, status: 'complete' };
  }

  /** Each payment that is not the one asked for is recorded once. */
  private flag(checkout: StoredCheckout, mismatch: PaymentMismatch, now: UnixSeconds): StoredCheckout {
    const flag = 'payment_mismatch';
    if (this.parts.checkouts.addMismatch(checkout.id, mismatch, now)) {
      this.parts.checkouts.setFlag(checkout.id, flag);
      this.parts.book.recordOf(checkout, { type: 'claim.flagged', data: { flag, ...mismatch } }, now);
    }
    return { ...checkout, flag };
  }
}
