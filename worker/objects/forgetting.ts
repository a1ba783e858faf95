// How a ledger forgets idempotency keys that count no more.

import { IDEMPOTENCY_TTL_S, PRUNE_ROWS } from '../../src/limits.ts';
import type { Duty } from './duties.ts';
import type { IdempotencyStore } from './idempotency-store.ts';

export class Forgetting implements Duty {
  readonly name = 'ledger.forgetting';
  private readonly idempotency: IdempotencyStore;

  constructor(idempotency: IdempotencyStore) {
    this.idempotency = idempotency;
  }

  nextAtMs(): number | null {
    const oldest = this.idempotency.oldest();
    return oldest === null ? null : (oldest + IDEMPOTENCY_TTL_S + 1) * 1000;
  }

  async run(now_ms: number): Promise<void> {
    this.idempotency.forget(Math.floor(now_ms / 1000) - IDEMPOTENCY_TTL_S, PRUNE_ROWS);
  }
}
