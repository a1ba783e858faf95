// How a ledger hands its events to the journals: in order, in batches, again until each is taken.

import type { SealedEvent } from '../../src/chain.ts';
import { JOURNAL_DELAY_MS } from '../../src/limits.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { Env } from '../env.ts';
import type { ClaimLog } from './claim-log.ts';
import type { Duty } from './duties.ts';

export const JOURNALLED_TABLE = `
  CREATE TABLE journalled (
    id  INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL CHECK (seq >= 0)
  ) STRICT;
  INSERT INTO journalled (id, seq) VALUES (1, 0);
`;

export class Journalling implements Duty {
  readonly name = 'ledger.journalling';
  private readonly ledger: string;
  private readonly env: Env;
  private readonly sql: SqlStorage;
  private readonly log: ClaimLog;

  constructor(ledger: string, env: Env, sql: SqlStorage, log: ClaimLog) {
    this.ledger = ledger;
    this.env = env;
    this.sql = sql;
    this.log = log;
  }

  nextAtMs(): number | null {
    return this.log.events.last(this.ledger).seq > this.mark() ? Date.now() + JOURNAL_DELAY_MS : null;
  }

  /** Sends every event that is not journalled yet (SPEC J1). */
  async run(now_ms: number): Promise<void> {
    const now = Math.floor(now_ms / 1000);
    for (;;) {
      const { events, more } = this.log.events.after(this.ledger, this.mark());
      const last = events.at(-1);
      if (last === undefined) return;
      // Another event can still come in the second of the last one, or in the present one.
      const complete_at = (more ? last.created : now) - 1;
      await this.send(events, complete_at);
      this.sql.exec('UPDATE journalled SET seq = ?', last.seq);
    }
  }

  private async send(events: readonly SealedEvent[], complete_at: UnixSeconds): Promise<void> {
    for (const [name, batch] of byJournal(events)) {
      const taken = await this.env.JOURNAL.getByName(name).take(this.ledger, batch, complete_at);
      // A journal that lost events takes none behind the gap: people have to look at it, and its mark stays where it is.
      if (!taken.ok) throw new Error(`${name} has ${this.ledger} only up to event ${taken.last.seq}`);
    }
  }

  private mark(): number {
    return this.sql.exec<{ seq: number }>('SELECT seq FROM journalled').one().seq;
  }
}

function byJournal(events: readonly SealedEvent[]): Map<string, SealedEvent[]> {
  const batches = new Map<string, SealedEvent[]>();
  for (const event of events) {
    const batch = batches.get(event.journal);
    if (batch === undefined) batches.set(event.journal, [event]);
    else batch.push(event);
  }
  return batches;
}
