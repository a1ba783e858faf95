// How a ledger takes budget: it writes a lease down, asks, and adds what was granted. A lost reply is replayed under
// the same lease; requests that wait for the same programme share one question. One that is refused gives back the rest.

import { wantedLease } from '../../src/leases.ts';
import { DUE_RETRY_MS } from '../../src/limits.ts';
import type { Fen } from '../../src/money.ts';
import { shardOfLedger } from '../../src/shards.ts';
import type { Env } from '../env.ts';
import { newIdentifier } from '../new-identifier.ts';
import type { AskedLease, BalanceStore } from './balance-store.ts';
import type { Duty } from './duties.ts';
import type { GroupCommit } from './group-commit.ts';
import type { LeaseReturning } from './lease-returning.ts';

/** What a piece of work lacks of a programme's money before it can be done. */
export type LeaseNeeded = {
  readonly ok: false;
  readonly reason: 'lease_needed';
  readonly programme: string;
  readonly shortfall: Fen;
};

/** What has to be leased before so much of a programme's money is free; null where it is. */
export function leaseNeeded(balances: BalanceStore, programme: string, amount: Fen): LeaseNeeded | null {
  const shortfall = amount - balances.free(programme);
  return shortfall > 0 ? { ok: false, reason: 'lease_needed', programme, shortfall } : null;
}

export type BudgetExhausted = { readonly ok: false; readonly reason: 'budget_exhausted' };

const EXHAUSTED: BudgetExhausted = { ok: false, reason: 'budget_exhausted' };

/** What a question to the budget came to. A refusal says for how much it was, and what is left. */
type LeaseOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly need: Fen; readonly available: Fen };

export class Leasing implements Duty {
  readonly name = 'ledger.leasing';
  private readonly ledger: string;
  private readonly env: Env;
  private readonly balances: BalanceStore;
  private readonly group: GroupCommit;
  private readonly returning: LeaseReturning;
  private readonly asking = new Map<string, Promise<LeaseOutcome>>();
  /** Refusals of a busy budget. In memory only: who comes after a restart asks again, which is harmless. */
  private readonly refused = new Map<string, { readonly available: Fen; readonly until_ms: number }>();

  constructor(
    ledger: string,
    env: Env,
    balances: BalanceStore,
    group: GroupCommit,
    returning: LeaseReturning,
  ) {
    this.ledger = ledger;
    this.env = env;
    this.balances = balances;
    this.group = group;
    this.returning = returning;
  }

  /** Does a piece of work in a transaction; what it lacks is leased, and then it looks at the balance again. */
  async covered<Result extends { readonly ok: boolean }>(
    work: () => Result | LeaseNeeded,
  ): Promise<Result | BudgetExhausted> {
    for (;;) {
      const result = await this.group.run(work);
      if (!isLeaseNeeded(result)) return result;
      if (!(await this.lease(result.programme, result.shortfall))) return EXHAUSTED;
    }
  }

  /**
   * Asks the budget for at least `need` fen, or waits for the question that is under way (SPEC B3).
   *
   * @returns false where the budget cannot give that much; true where it is worth looking at the balance again
   */
  private async lease(programme: string, need: Fen): Promise<boolean> {
    const refused = this.refused.get(programme);
    if (refused !== undefined && need > refused.available && Date.now() < refused.until_ms) return false;
    const outcome = await this.question(programme, () => this.writtenDown(programme, need));
    return outcome.ok || outcome.need > need || outcome.available >= need;
  }

  /** A lease is asked for at once; one that is still open later was left behind by a crash or a lost reply. */
  nextAtMs(): number | null {
    return this.balances.programmesAsking().length === 0 ? null : Date.now() + DUE_RETRY_MS;
  }

  async run(): Promise<void> {
    for (const programme of this.balances.programmesAsking()) {
      await this.question(programme, () => this.balances.askedLease(programme));
    }
  }

  private question(programme: string, lease: () => AskedLease | null): Promise<LeaseOutcome> {
    const asking = this.asking.get(programme) ?? this.ask(lease).finally(() => this.asking.delete(programme));
    this.asking.set(programme, asking);
    return asking;
  }

  private async ask(choose: () => AskedLease | null): Promise<LeaseOutcome> {
    const lease = await this.group.run(choose);
    if (lease === null) return { ok: true };
    const { id, programme, need, want } = lease;
    const budget = this.env.BUDGET.getByName(programme);
    const result = await budget.lease({ lease: id, ledger: this.ledger, need, want, now_ms: Date.now() });
    if (result.ok) {
      await this.group.run(() => this.balances.grantLease(lease, result.amount));
      this.returning.leased(programme);
      return { ok: true };
    }
    this.refused.set(programme, {
      available: result.available,
      until_ms: Date.now() + result.holds_s * 1000,
    });
    await this.group.run(() => {
      this.balances.dropLease(id);
      this.returning.write(programme);
    });
    await this.returning.trySend(programme);
    return { ok: false, need, available: result.available };
  }

  /** A lease that was left open is asked for again before a new one is. */
  private writtenDown(programme: string, need: Fen): AskedLease {
    const open = this.balances.askedLease(programme);
    if (open !== null) return open;
    const now_ms = Date.now();
    const want = wantedLease(need, this.balances.lastLease(programme), Math.floor(now_ms / 1000));
    const lease = { id: newIdentifier('lse', now_ms, shardOfLedger(this.ledger)), programme, need, want };
    this.balances.writeLease(lease);
    return lease;
  }
}

function isLeaseNeeded(result: { readonly ok: boolean }): result is LeaseNeeded {
  return 'reason' in result && result.reason === 'lease_needed';
}
