// How a ledger closes checkouts that were not paid in time, and finds those that a dead Worker left without their payment:
// it asks Stripe, and believes nobody else. Of those that a shop is paid for itself, its silence until then is the word.

import { EXPIRY_BATCH, EXPIRY_RETRY_S } from '../../src/limits.ts';
import { ApiError } from '../errors.ts';
import { cancelOpen, type PaymentCall } from '../payments.ts';
import type { CheckoutStore, StoredCheckout } from './checkout-store.ts';
import type { Duty } from './duties.ts';

export class Expiry implements Duty {
  readonly name = 'ledger.expiry';
  private readonly checkouts: CheckoutStore;
  private readonly callFor: (checkout: StoredCheckout) => PaymentCall;

  constructor(checkouts: CheckoutStore, callFor: (checkout: StoredCheckout) => PaymentCall) {
    this.checkouts = checkouts;
    this.callFor = callFor;
  }

  nextAtMs(): number | null {
    const at = this.checkouts.nextAskAt();
    return at === null ? null : at * 1000;
  }

  /** Asks about every open checkout whose time is over (SPEC C4, L8). */
  async run(now_ms: number): Promise<void> {
    const now = Math.floor(now_ms / 1000);
    const expired = this.checkouts.toAsk(now, EXPIRY_BATCH);
    // Whatever becomes of the answers, none of these is asked about again at once.
    for (const { id } of expired) this.checkouts.askAgainAt(id, now + EXPIRY_RETRY_S);
    const answers = await Promise.allSettled(
      expired.map((checkout) => cancelOpen(this.callFor(checkout), now)),
    );
    const bug = answers.find(
      (answer) => answer.status === 'rejected' && !(answer.reason instanceof ApiError),
    );
    if (bug?.status === 'rejected') throw bug.reason;
  }
}
