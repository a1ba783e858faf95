// How a ledger hands its events to the journals: in order, in batches, again until each is taken.

import { JOURNAL_DELAY_MS } from '../../src/limits.ts';
import { chinaMonthOf, type UnixSeconds } from '../../src/time.ts';
import type { Env } from '../env.ts';
import type { ClaimLog, LoggedEvent, PlacedEvent } from './claim-log.ts';
import type { Duty } from './duties.ts';
import { journalName } from './journal.ts';

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
    return this.log.last(this.ledger).seq > this.mark() ? Date.now() + JOURNAL_DELAY_MS : null;
  }

  /** Sends every event that is not journalled yet (SPEC J1). */
  async run(now_ms: number): Promise<void> {
    const now = Math.floor(now_ms / 1000);
    for (;;) {
      const { events, more } = this.log.eventsAfter(this.ledger, this.mark());
      const last = events.at(-1);
      if (last === undefined) return;
      const complete_at = more ? last.created - 1 : now;
      await this.send(events, complete_at);
      this.sql.exec('UPDATE journalled SET seq = ?', last.seq);
    }
  }

  private async send(events: readonly PlacedEvent[], complete_at: UnixSeconds): Promise<void> {
    for (const [name, batch] of byJournal(events)) {
      await this.env.JOURNAL.getByName(name).take(this.ledger, batch, complete_at);
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
