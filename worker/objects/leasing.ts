// How a ledger takes budget: it writes a lease down, asks, and adds what was granted. A lost reply is replayed under
// the same lease; requests that wait for the same programme share one question.

import { LEASE_FEN } from '../../src/limits.ts';
import type { Fen } from '../../src/money.ts';
import type { Env } from '../env.ts';
import { newIdentifier } from '../new-identifier.ts';
import type { AskedLease, BalanceStore } from './balance-store.ts';
import type { LeaseResult } from './budget.ts';
import type { GroupCommit } from './group-commit.ts';

export class Leasing {
  private readonly ledger: string;
  private readonly env: Env;
  private readonly balances: BalanceStore;
  private readonly group: GroupCommit;
  private readonly asking = new Map<string, Promise<LeaseResult>>();

  constructor(ledger: string, env: Env, balances: BalanceStore, group: GroupCommit) {
    this.ledger = ledger;
    this.env = env;
    this.balances = balances;
    this.group = group;
  }

  /** Asks for at least `need` fen, or joins the question that is under way (SPEC B3). */
  lease(programme: string, need: Fen): Promise<LeaseResult> {
    const asking =
      this.asking.get(programme) ?? this.ask(programme, need).finally(() => this.asking.delete(programme));
    this.asking.set(programme, asking);
    return asking;
  }

  /** Finishes the questions that a crash or a lost reply left open. */
  async finish(): Promise<void> {
    for (const programme of this.balances.programmesAsking()) await this.lease(programme, 1);
  }

  private async ask(programme: string, need: Fen): Promise<LeaseResult> {
    const lease = await this.group.run(() => this.writtenDown(programme, need));
    const result = await this.env.BUDGET.getByName(programme).lease({
      ...lease,
      lease: lease.id,
      ledger: this.ledger,
    });
    await this.group.run(() => {
      if (result.ok) this.balances.grantLease(lease, result.amount);
      else this.balances.dropLease(lease.id);
    });
    return result;
  }

  private writtenDown(programme: string, need: Fen): AskedLease {
    const open = this.balances.askedLease(programme);
    if (open !== null) return open;
    const lease = { id: newIdentifier('lse', Date.now()), programme, need, want: Math.max(need, LEASE_FEN) };
    this.balances.writeLease(lease);
    return lease;
  }
}
