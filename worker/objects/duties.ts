// What an object does by itself, when its one alarm rings. Each duty is tried by itself: one that fails holds up no other.

import { DUE_RETRY_MS } from '../../src/limits.ts';
import { logFailure } from '../log.ts';

/** A piece of background work that knows from the tables when it is due. */
export type Duty = {
  readonly name: string;
  /** When there will be something to do, in milliseconds; null where there is nothing to wait for. */
  nextAtMs(): number | null;
  run(now_ms: number): Promise<void>;
};

export class Duties {
  private readonly storage: DurableObjectStorage;
  private readonly duties: Duty[] = [];
  private alarm_at_ms = Number.POSITIVE_INFINITY;

  constructor(storage: DurableObjectStorage) {
    this.storage = storage;
  }

  /** Takes duties on. The alarm is set anew from the tables: what it was before a restart does not matter. */
  add(...duties: readonly Duty[]): void {
    this.duties.push(...duties);
    for (const duty of duties) this.wakeAt(duty.nextAtMs());
  }

  /** Makes sure that the alarm rings by then. */
  wakeAt(at_ms: number | null): void {
    if (at_ms === null || this.alarm_at_ms <= at_ms) return;
    this.alarm_at_ms = at_ms;
    void this.storage.setAlarm(at_ms);
  }

  /** Runs every duty, then sets the alarm for what comes next. Never throws: what failed is tried again later. */
  async run(now_ms: number): Promise<void> {
    this.alarm_at_ms = Number.POSITIVE_INFINITY;
    await Promise.all(this.duties.map((duty) => this.runOne(duty, now_ms)));
  }

  private async runOne(duty: Duty, now_ms: number): Promise<void> {
    try {
      await duty.run(now_ms);
      this.wakeAt(duty.nextAtMs());
    } catch (error) {
      logFailure(duty.name, error);
      this.wakeAt(now_ms + DUE_RETRY_MS);
    }
  }
}
