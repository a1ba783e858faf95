// How a ledger gives budget back: it takes the money out of its balance and writes the return down together, then tells the
// budget until that is confirmed. Told twice, it is the same. Given back is only what is free, and always all of it.

import { DUE_RETRY_MS, LEASE_IDLE_S } from '../../src/limits.ts';
import { shardOfLedger } from '../../src/shards.ts';
import type { Env } from '../env.ts';
import { logFailure } from '../log.ts';
import { newIdentifier } from '../new-identifier.ts';
import type { BalanceStore } from './balance-store.ts';
import type { LeaseReturn } from './budget-store.ts';
import type { Duty } from './duties.ts';
import type { EventStore } from './event-store.ts';
import type { GroupCommit } from './group-commit.ts';
import { journalName } from './journal.ts';

export class LeaseReturning implements Duty {
  readonly name = 'ledger.lease_returns';
  private readonly ledger: string;
  private readonly env: Env;
  private readonly balances: BalanceStore;
  private readonly events: EventStore;
  private readonly group: GroupCommit;
  private readonly wakeAt: (at_ms: number) => void;
  /** When a programme was leased last. What is used writes events, so a restart may forget this. */
  private readonly leased_at_ms = new Map<string, number>();

  constructor(
    ledger: string,
    env: Env,
    balances: BalanceStore,
    events: EventStore,
    group: GroupCommit,
    wakeAt: (at_ms: number) => void,
  ) {
    this.ledger = ledger;
    this.env = env;
    this.balances = balances;
    this.events = events;
    this.group = group;
    this.wakeAt = wakeAt;
  }

  nextAtMs(): number | null {
    const idle = this.balances.programmesWithFree().map((programme) => this.idleAtMs(programme));
    const open = this.balances.programmesReturning().map(() => Date.now() + DUE_RETRY_MS);
    const all = [...idle, ...open];
    return all.length === 0 ? null : Math.min(...all);
  }

  /** Gives back what lies idle, and tells again of what was not confirmed (SPEC B6, B8). */
  async run(now_ms: number): Promise<void> {
    const isIdle = (programme: string): boolean => this.idleAtMs(programme) <= now_ms;
    for (const programme of this.balances.programmesWithFree().filter(isIdle)) {
      await this.group.run(() => this.write(programme));
    }
    for (const programme of this.balances.programmesReturning()) await this.send(programme);
  }

  /** Remembers that the ledger has just leased: what it leased is not idle yet. */
  leased(programme: string): void {
    this.leased_at_ms.set(programme, Date.now());
  }

  /** Writes all that is free down as a return. Runs inside the ledger's transactions. */
  write(programme: string): void {
    const now_ms = Date.now();
    this.balances.writeReturn(newIdentifier('rtn', now_ms, shardOfLedger(this.ledger)), programme);
    this.wakeAt(now_ms + DUE_RETRY_MS);
  }

  /** All that the budget has to take: what is free now, and what it has not confirmed. Runs inside a transaction. */
  recall(programme: string): LeaseReturn[] {
    this.write(programme);
    return this.balances.openReturns(programme);
  }

  /** Tells the budget at once; where that fails, the alarm tells it. */
  async trySend(programme: string): Promise<void> {
    try {
      await this.send(programme);
    } catch (error) {
      logFailure(this.name, error);
    }
  }

  private async send(programme: string): Promise<void> {
    const returns = this.balances.openReturns(programme);
    if (returns.length === 0) return;
    await this.env.BUDGET.getByName(programme).giveBack(this.ledger, returns);
    await this.group.run(() => {
      for (const { id } of returns) this.balances.forgetReturn(id);
    });
  }

  private idleAtMs(programme: string): number {
    const used_ms = this.events.lastWrittenTo(this.ledger, journalName(programme, '')) * 1000;
    return Math.max(used_ms, this.leased_at_ms.get(programme) ?? 0) + LEASE_IDLE_S * 1000;
  }
}
