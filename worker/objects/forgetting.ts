// How a ledger forgets idempotency keys that count no more.

import { IDEMPOTENCY_TTL_S, PRUNE_ROWS } from '../../src/limits.ts';
import type { CheckoutStore } from './checkout-store.ts';
import type { Duty } from './duties.ts';

export class Forgetting implements Duty {
  readonly name = 'ledger.forgetting';
  private readonly checkouts: CheckoutStore;

  constructor(checkouts: CheckoutStore) {
    this.checkouts = checkouts;
  }

  nextAtMs(): number | null {
    const oldest = this.checkouts.oldestKey();
    return oldest === null ? null : (oldest + IDEMPOTENCY_TTL_S + 1) * 1000;
  }

  async run(now_ms: number): Promise<void> {
    this.checkouts.forgetKeys(Math.floor(now_ms / 1000) - IDEMPOTENCY_TTL_S, PRUNE_ROWS);
  }
}
