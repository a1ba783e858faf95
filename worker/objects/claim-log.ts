// The claim log: events, appended and never altered, and the claims that are their sum. The Ledger writes its own;
// the Journal keeps copies of many. Both read claims through here. All SQL on these two tables is in this file.

import { type BalanceMove, balanceMove, type ClaimEvent, type ClaimState, evolve } from '../../src/claim.ts';
import { firstIdentifierAt } from '../../src/identifiers.ts';
import { JOURNAL_BATCH_CHARS, JOURNAL_BATCH_EVENTS } from '../../src/limits.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { ClaimStatus, Device } from '../../src/vocabulary.ts';
import type { Claim, ClaimEventObject } from '../../src/wire/objects.ts';
import { CLAIM_COLUMNS, type ClaimRow, claimOf, DEVICE_SEPARATOR, linesOf, rowOf } from './claim-rows.ts';

export const CLAIM_LOG_TABLES = `
  CREATE TABLE events (
    ledger  TEXT NOT NULL,
    seq     INTEGER NOT NULL CHECK (seq > 0),
    claim   TEXT NOT NULL,
    type    TEXT NOT NULL,
    created INTEGER NOT NULL,
    data    TEXT NOT NULL CHECK (json_valid(data)),
    PRIMARY KEY (ledger, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX events_by_claim ON events (claim);
  CREATE TABLE claims (
    id                TEXT PRIMARY KEY,
    status            TEXT NOT NULL CHECK (status IN ('pending', 'posted', 'voided', 'partially_reversed', 'reversed')),
    merchant          TEXT NOT NULL,
    checkout          TEXT NOT NULL,
    order_reference   TEXT NOT NULL,
    channel           TEXT NOT NULL,
    store             TEXT,
    till              TEXT,
    programme         TEXT NOT NULL,
    programme_version INTEGER NOT NULL,
    devices           TEXT NOT NULL,
    currency          TEXT NOT NULL,
    amount_total      INTEGER NOT NULL,
    eligible_amount   INTEGER NOT NULL,
    shipping_amount   INTEGER NOT NULL,
    amount            INTEGER NOT NULL CHECK (amount > 0),
    reversed_amount   INTEGER NOT NULL CHECK (reversed_amount BETWEEN 0 AND amount),
    amount_due        INTEGER NOT NULL CHECK (amount_due >= 0),
    capped            INTEGER NOT NULL CHECK (capped IN (0, 1)),
    payment_intent    TEXT,
    flag              TEXT,
    priced_at         INTEGER NOT NULL,
    created           INTEGER NOT NULL,
    posted_at         INTEGER,
    voided_at         INTEGER,
    ledger            TEXT NOT NULL,
    reserved_seq      INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX claims_by_order ON claims (order_reference);
  CREATE INDEX claims_by_status ON claims (status, id);
`;

/** An event with its place. */
export type LoggedEvent = {
  readonly ledger: string;
  readonly seq: number;
  readonly claim: string;
  readonly type: string;
  readonly created: UnixSeconds;
  /** JSON text: the bytes that were written first are the bytes that every copy keeps. */
  readonly data: string;
};

/** An event with the programme of its claim and the instant at which that was opened. */
export type PlacedEvent = LoggedEvent & { readonly programme: string; readonly opened: UnixSeconds };

/** Which claims are asked for; what is left out does not matter. */
export type ClaimFilter = {
  readonly merchant?: string | undefined;
  readonly status?: ClaimStatus | undefined;
  readonly device?: Device | undefined;
  readonly order_reference?: string | undefined;
  readonly created_gte?: UnixSeconds | undefined;
  readonly created_lt?: UnixSeconds | undefined;
};

/** A page: claims in the order of their identifiers, latest or earliest first, beyond the one named. */
export type ClaimPage = {
  readonly order: 'latest_first' | 'earliest_first';
  readonly beyond: string | null;
  readonly limit: number;
};

/** The event behind its row. */
function eventOf({ type, data }: LoggedEvent): ClaimEvent {
  return { type, data: JSON.parse(data) } as ClaimEvent;
}

export class ClaimLog {
  private readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
  }

  /** The last event of a ledger: its place and its instant; zeros before the first. */
  last(ledger: string): { seq: number; created: UnixSeconds } {
    const rows = this.sql.exec<{ seq: number; created: number }>(
      'SELECT seq, created FROM events WHERE ledger = ? ORDER BY seq DESC LIMIT 1',
      ledger,
    );
    return rows.toArray()[0] ?? { seq: 0, created: 0 };
  }

  /**
   * Appends an event and moves its claim; answers what that moves in the balance of the claim's programme.
   *
   * @param event what `logged.data` says, where the caller has it at hand
   */
  append(logged: LoggedEvent, event: ClaimEvent = eventOf(logged)): BalanceMove {
    const { ledger, seq, claim, type, created, data } = logged;
    const before = event.type === 'claim.reserved' ? null : this.state(claim);
    const after = evolve(before, event, created);
    this.sql.exec(
      'INSERT INTO events (ledger, seq, claim, type, created, data) VALUES (?, ?, ?, ?, ?, ?)',
      ...[ledger, seq, claim, type, created, data],
    );
    if (event.type === 'claim.reserved') {
      const row = rowOf(event.data, after, logged);
      this.sql.exec(INSERT_CLAIM, ...CLAIM_COLUMNS.map((column) => row[column]));
    } else {
      this.move(claim, after);
    }
    return balanceMove(before, event);
  }

  /** The moving part of a claim; null where there is none. */
  state(claim: string): ClaimState | null {
    const rows = this.sql.exec<ClaimState>(
      'SELECT status, amount, reversed_amount, payment_intent, flag, posted_at, voided_at FROM claims WHERE id = ?',
      claim,
    );
    return rows.toArray()[0] ?? null;
  }

  /** A claim with its events; null where there is none. */
  find(claim: string): Claim | null {
    const row = this.sql.exec<ClaimRow>('SELECT * FROM claims WHERE id = ?', claim).toArray()[0];
    if (row === undefined) return null;
    const events = this.sql
      .exec<LoggedEvent>('SELECT * FROM events WHERE claim = ? ORDER BY ledger, seq', claim)
      .toArray();
    return { ...claimOf(row, linesOf(events[0]?.data)), events: events.map(eventObject) };
  }

  /** A page of claims with their lines. */
  list(filter: ClaimFilter, page: ClaimPage): Claim[] {
    return [...this.each(filter, page)];
  }

  /** The claims of a page with their lines, one at a time: one can have 400,000 characters. */
  *each(filter: ClaimFilter, page: ClaimPage): Generator<Claim> {
    const { where, values } = conditions(filter, page);
    const rows = this.sql.exec<ClaimRow & { opening: string }>(
      `SELECT claims.*, events.data AS opening FROM claims
         JOIN events ON events.ledger = claims.ledger AND events.seq = claims.reserved_seq
        WHERE ${where} ORDER BY claims.id ${DIRECTION[page.order]} LIMIT ?`,
      ...values,
      page.limit,
    );
    for (const row of rows) yield claimOf(row, linesOf(row.opening));
  }

  /** The values of a page of claims without their lines, each row in the order of the columns asked for. */
  values(columns: readonly (keyof ClaimRow)[], filter: ClaimFilter, page: ClaimPage): CellValue[][] {
    const { where, values } = conditions(filter, page);
    const rows = this.sql.exec<Record<string, CellValue>>(
      `SELECT ${columns.map((column) => `claims.${column}`).join(', ')} FROM claims
        WHERE ${where} ORDER BY claims.id ${DIRECTION[page.order]} LIMIT ?`,
      ...values,
      page.limit,
    );
    return [...rows.raw<CellValue[]>()];
  }

  /** Events of a ledger after a place, in order, as many as one call can carry; and whether there are more. */
  eventsAfter(ledger: string, seq: number): { events: PlacedEvent[]; more: boolean } {
    const rows = this.sql.exec<PlacedEvent>(
      `SELECT events.*, claims.programme, claims.created AS opened FROM events
         JOIN claims ON claims.id = events.claim
        WHERE events.ledger = ? AND events.seq > ? ORDER BY events.seq`,
      ...[ledger, seq],
    );
    const events: PlacedEvent[] = [];
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

  private move(claim: string, state: ClaimState): void {
    const { status, reversed_amount, payment_intent, flag, posted_at, voided_at } = state;
    this.sql.exec(
      `UPDATE claims SET status = ?, reversed_amount = ?, payment_intent = ?, flag = ?, posted_at = ?, voided_at = ?
        WHERE id = ?`,
      ...[status, reversed_amount, payment_intent, flag, posted_at, voided_at, claim],
    );
  }
}

type CellValue = string | number | null;

const INSERT_CLAIM = `INSERT INTO claims (${CLAIM_COLUMNS.join(', ')}) VALUES (${CLAIM_COLUMNS.map(() => '?').join(', ')})`;

const DIRECTION = { latest_first: 'DESC', earliest_first: 'ASC' } as const;

/** Identifiers sort by time, so a span of time is a span of identifiers, and the primary key answers it. */
function conditions(filter: ClaimFilter, page: ClaimPage): { where: string; values: SqlStorageValue[] } {
  const from = filter.created_gte === undefined ? null : firstIdentifierAt('clm', filter.created_gte);
  const to = filter.created_lt === undefined ? null : firstIdentifierAt('clm', filter.created_lt);
  const separated = (text: string): string => DEVICE_SEPARATOR + text + DEVICE_SEPARATOR;
  const all: [condition: string, value: string | null][] = [
    ['claims.merchant = ?', filter.merchant ?? null],
    ['claims.status = ?', filter.status ?? null],
    [
      `instr('${DEVICE_SEPARATOR}' || claims.devices || '${DEVICE_SEPARATOR}', ?) > 0`,
      filter.device === undefined ? null : separated(filter.device),
    ],
    ['claims.order_reference = ?', filter.order_reference ?? null],
    ['claims.id >= ?', from],
    ['claims.id < ?', to],
    [page.order === 'latest_first' ? 'claims.id < ?' : 'claims.id > ?', page.beyond],
  ];
  const given = all.filter(([, value]) => value !== null);
  return {
    where: given.length === 0 ? 'TRUE' : given.map(([condition]) => condition).join(' AND '),
    values: given.map(([, value]) => value),
  };
}

function eventObject(row: LoggedEvent): ClaimEventObject {
  return { object: 'event', seq: row.seq, type: row.type, created: row.created, data: JSON.parse(row.data) };
}
