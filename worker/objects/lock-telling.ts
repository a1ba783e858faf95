// How a ledger tells `Serials` what its claims hold no more: again until it is confirmed. Told twice, it is the same.

import { LOCK_RELEASE_DELAY_MS } from '../../src/limits.ts';
import type { Env } from '../env.ts';
import type { Duty } from './duties.ts';
import type { LockChange, LockStore } from './lock-store.ts';
import { bySerialsObject } from './serials.ts';

export class LockTelling implements Duty {
  readonly name = 'ledger.locks';
  private readonly env: Env;
  private readonly locks: LockStore;

  constructor(env: Env, locks: LockStore) {
    this.env = env;
    this.locks = locks;
  }

  nextAtMs(): number | null {
    return this.locks.hasToTell() ? Date.now() + LOCK_RELEASE_DELAY_MS : null;
  }

  /** Tells all there is to tell (SPEC N6). What one object did not confirm holds up no other. */
  async run(): Promise<void> {
    for (;;) {
      const changes = this.locks.toTell();
      if (changes.length === 0) return;
      const answers = await Promise.allSettled(
        [...bySerialsObject(changes)].map(([name, batch]) => this.tell(name, batch)),
      );
      const failed = answers.find((answer) => answer.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    }
  }

  private async tell(name: string, changes: readonly LockChange[]): Promise<void> {
    await this.env.SERIALS.getByName(name).lower(changes);
    for (const change of changes) this.locks.confirm(change);
  }
}
