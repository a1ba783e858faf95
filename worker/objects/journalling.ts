// How a ledger hands its events to the journals: in order, in batches, again until each is taken.

import { JOURNAL_BATCH_EVENTS } from '../../src/limits.ts';
import { chinaMonthOf, type UnixSeconds } from '../../src/time.ts';
import type { Env } from '../env.ts';
import type { ClaimLog, LoggedEvent, PlacedEvent } from './claim-log.ts';
import { journalName } from './journal.ts';

export const JOURNALLED_TABLE = `
  CREATE TABLE journalled (
    id  INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL CHECK (seq >= 0)
  ) STRICT;
  INSERT INTO journalled (id, seq) VALUES (1, 0);
`;

export class Journalling {
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

  /** Whether there are events that no journal has confirmed. */
  isBehind(): boolean {
    return this.log.lastSeq(this.ledger) > this.mark();
  }

  /** Sends every event that is not journalled yet (SPEC J1). */
  async catchUp(now: UnixSeconds): Promise<void> {
    for (;;) {
      const events = this.log.eventsAfter(this.ledger, this.mark(), JOURNAL_BATCH_EVENTS);
      const last = events.at(-1);
      if (last === undefined) return;
      for (const [name, batch] of byJournal(events)) {
        await this.env.JOURNAL.getByName(name).take(this.ledger, batch, now);
      }
      this.sql.exec('UPDATE journalled SET seq = ?', last.seq);
    }
  }

  private mark(): number {
    return this.sql.exec<{ seq: number }>('SELECT seq FROM journalled').one().seq;
  }
}

/** A claim's events all go to the journal of the month in which it was opened. */
function byJournal(events: readonly PlacedEvent[]): Map<string, LoggedEvent[]> {
  const batches = new Map<string, LoggedEvent[]>();
  for (const { programme, opened, ...logged } of events) {
    const name = journalName(programme, chinaMonthOf(opened));
    const batch = batches.get(name);
    if (batch === undefined) batches.set(name, [logged]);
    else batch.push(logged);
  }
  return batches;
}
