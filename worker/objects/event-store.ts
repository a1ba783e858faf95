// Events: appended, sealed into their ledger's chain, and never altered. All SQL on events and their heads is in this file.

import {
  type BadEvent,
  type Head,
  isBad,
  NO_HASH,
  type SealedEvent,
  type WalkedLog,
  type WalkState,
  walked,
  walkFrom,
} from '../../src/chain.ts';
import { JOURNAL_BATCH_CHARS, JOURNAL_BATCH_EVENTS, VERIFY_PAGE_EVENTS } from '../../src/limits.ts';
import type { Fen } from '../../src/money.ts';
import type { UnixSeconds } from '../../src/time.ts';

export const EVENT_TABLES = `
  CREATE TABLE events (
    ledger  TEXT NOT NULL,
    seq     INTEGER NOT NULL CHECK (seq > 0),
    claim   TEXT NOT NULL,
    type    TEXT NOT NULL,
    created INTEGER NOT NULL,
    data    TEXT NOT NULL CHECK (json_valid(data)),
    journal TEXT NOT NULL,
    pending INTEGER NOT NULL,
    posted  INTEGER NOT NULL,
    prev_hash         TEXT NOT NULL CHECK (length(prev_hash) = 64),
    journal_prev_hash TEXT NOT NULL CHECK (length(journal_prev_hash) = 64),
    hash              TEXT NOT NULL CHECK (length(hash) = 64),
    PRIMARY KEY (ledger, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX events_by_claim ON events (claim);
  CREATE TABLE heads (
    ledger  TEXT NOT NULL,
    journal TEXT NOT NULL,
    seq     INTEGER NOT NULL,
    hash    TEXT NOT NULL,
    PRIMARY KEY (ledger, journal)
  ) STRICT, WITHOUT ROWID;
`;

/** Where an event belongs: in which ledger and journal, to which claim, and when it happened. */
export type EventPlace = Pick<SealedEvent, 'ledger' | 'journal' | 'claim' | 'created'>;

/** What events of a ledger move in a journal's programme, in fen, and the last of them that the journal has confirmed. */
export type JournalSum = {
  readonly journal: string;
  readonly pending: Fen;
  readonly posted: Fen;
  /** Null where none is confirmed; its hash means nothing then. */
  readonly seq: number | null;
  readonly hash: string;
};

/** An event by its place and its hash. */
export type EventHead = { readonly seq: number; readonly hash: string };

/** A step of a walk: events found good, the first bad one, and where to go on; null at the end. */
export type WalkedPage = {
  readonly events: number;
  readonly bad: BadEvent | null;
  readonly next: WalkState | null;
};

export class EventStore {
  private readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
  }

  /** The last event of a ledger: its place, its instant and its hash; zeros before the first. */
  last(ledger: string): { seq: number; created: UnixSeconds; hash: string } {
    const rows = this.sql.exec<{ seq: number; created: number; hash: string }>(
      'SELECT seq, created, hash FROM events WHERE ledger = ? ORDER BY seq DESC LIMIT 1',
      ledger,
    );
    return rows.toArray()[0] ?? { seq: 0, created: 0, hash: NO_HASH };
  }

  insert(event: SealedEvent): void {
    this.sql.exec(INSERT_EVENT, ...EVENT_COLUMNS.map((column) => event[column]));
    this.sql.exec(
      `INSERT INTO heads (ledger, journal, seq, hash) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (ledger, journal) DO UPDATE SET seq = ?3, hash = ?4`,
      ...[event.ledger, event.journal, event.seq, event.hash],
    );
  }

  /** A claim's events, in order. */
  of(claim: string): SealedEvent[] {
    return this.sql
      .exec<SealedEvent>('SELECT * FROM events WHERE claim = ? ORDER BY ledger, seq', claim)
      .toArray();
  }

  /** Events of a ledger after a place, in order, as many as one call can carry; and whether there are more. */
  after(ledger: string, seq: number): { events: SealedEvent[]; more: boolean } {
    const rows = this.sql.exec<SealedEvent>(
      'SELECT * FROM events WHERE ledger = ? AND seq > ? ORDER BY seq',
      ...[ledger, seq],
    );
    const events: SealedEvent[] = [];
    let chars = 0;
    for (const row of rows) {
      chars += row.data.length;
      const full =
        events.length > 0 && (events.length >= JOURNAL_BATCH_EVENTS || chars > JOURNAL_BATCH_CHARS);
      if (full) return { events, more: true };
      events.push(row);
    }
    return { events, more: false };
  }

  /** A ledger's last event that went to a journal. */
  head(ledger: string, journal: string): Head {
    const rows = this.sql.exec<Head & Record<string, SqlStorageValue>>(
      'SELECT ledger, seq, hash FROM heads WHERE ledger = ? AND journal = ?',
      ...[ledger, journal],
    );
    return rows.toArray()[0] ?? { ledger, seq: 0, hash: NO_HASH };
  }

  /** When a ledger wrote last to any journal whose name begins like this; 0 where it never did. */
  lastWrittenTo(ledger: string, beginning: string): UnixSeconds {
    const rows = this.sql.exec<{ created: UnixSeconds }>(
      `SELECT events.created FROM heads
         JOIN events ON events.ledger = heads.ledger AND events.seq = heads.seq
        WHERE heads.ledger = ? AND heads.journal BETWEEN ? AND ? ORDER BY heads.seq DESC LIMIT 1`,
      ...[ledger, beginning, `${beginning}~`],
    );
    return rows.toArray()[0]?.created ?? 0;
  }

  /**
   * Adds up a bounded number of a ledger's events after a place, for each journal; `next` is where to go on, null at the end.
   *
   * @param mark the last event that the journals have confirmed
   */
  sums(
    ledger: string,
    after: number,
    mark: number,
    limit: number,
  ): { journals: JournalSum[]; next: number | null } {
    // Of a group, `hash` is that of the event that MAX finds: SQLite promises it for a single MAX.
    const journals = this.sql
      .exec<JournalSum>(
        `SELECT journal, SUM(pending) AS pending, SUM(posted) AS posted,
                MAX(CASE WHEN seq <= ?3 THEN seq END) AS seq, hash
           FROM (SELECT * FROM events WHERE ledger = ?1 AND seq > ?2 ORDER BY seq LIMIT ?4) GROUP BY journal`,
        ...[ledger, after, mark, limit],
      )
      .toArray();
    const { events, last } = this.sql
      .exec<{ events: number; last: number | null }>(
        `SELECT COUNT(*) AS events, MAX(seq) AS last
           FROM (SELECT seq FROM events WHERE ledger = ? AND seq > ? ORDER BY seq LIMIT ?)`,
        ...[ledger, after, limit],
      )
      .one();
    return { journals, next: events < limit ? null : last };
  }

  /** The hash of a ledger's event; null where there is none at that place. */
  hashAt(ledger: string, seq: number): string | null {
    const rows = this.sql.exec<{ hash: string }>(
      'SELECT hash FROM events WHERE ledger = ? AND seq = ?',
      ledger,
      seq,
    );
    return rows.toArray()[0]?.hash ?? null;
  }

  /** The last event of each ledger in here, and of each journal it wrote for. */
  heads(): Head[] {
    return this.sql
      .exec<Head & Record<string, SqlStorageValue>>(
        'SELECT ledger, MAX(seq) AS seq, hash FROM heads GROUP BY ledger ORDER BY ledger',
      )
      .toArray();
  }

  /** Walks the events of one ledger after the other, a bounded number in a call, up to the first bad one (SPEC H2). */
  walk(log: WalkedLog, after: WalkState | null): WalkedPage {
    const gone = after === null ? this.vanished() : null;
    if (gone !== null) return { events: 0, bad: gone, next: null };
    let state = after;
    let events = 0;
    const rows = this.sql.exec<SealedEvent>(
      'SELECT * FROM events WHERE (ledger, seq) > (?, ?) ORDER BY ledger, seq LIMIT ?',
      ...[after?.ledger ?? '', after?.seq ?? 0, VERIFY_PAGE_EVENTS],
    );
    for (const event of rows) {
      if (state !== null && state.ledger !== event.ledger) {
        const bad = this.cutOff(state);
        if (bad !== null) return { events, bad, next: null };
      }
      const before = state?.ledger === event.ledger ? state : walkFrom(event.ledger);
      const now = walked(before, event, log);
      if (isBad(now)) return { events, bad: now, next: null };
      state = now;
      events += 1;
    }
    if (events === VERIFY_PAGE_EVENTS) return { events, bad: null, next: state };
    return { events, bad: state === null ? null : this.cutOff(state), next: null };
  }

  /** What is missing at the end of a ledger's events, where the walk ended before the head that is written down. */
  private cutOff({ ledger, seq, hash }: WalkState): BadEvent | null {
    const head = this.heads().find((one) => one.ledger === ledger);
    return head?.hash === hash ? null : { ledger, seq: seq + 1, reason: 'missing' };
  }

  /** A ledger that has written here, of which no event is left. */
  private vanished(): BadEvent | null {
    const rows = this.sql.exec<{ ledger: string }>(
      `SELECT ledger FROM heads
        WHERE NOT EXISTS (SELECT 1 FROM events WHERE events.ledger = heads.ledger) ORDER BY ledger LIMIT 1`,
    );
    const ledger = rows.toArray()[0]?.ledger;
    return ledger === undefined ? null : { ledger, seq: 1, reason: 'missing' };
  }
}

const EVENT_COLUMNS = [
  'ledger',
  'seq',
  'claim',
  'type',
  'created',
  'data',
  'journal',
  'pending',
  'posted',
  'prev_hash',
  'journal_prev_hash',
  'hash',
] as const satisfies readonly (keyof SealedEvent)[];

const INSERT_EVENT = `INSERT INTO events (${EVENT_COLUMNS.join(', ')}) VALUES (${EVENT_COLUMNS.map(() => '?').join(', ')})`;
