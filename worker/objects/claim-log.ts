// The claim log: events, appended and never altered, and the claims that are their sum. The Ledger writes its own;
// the Journal keeps copies of many. Both read claims through here. All SQL on these two tables is in this file.

import { type ClaimEvent, type ClaimState, evolve } from '../../src/claim.ts';
import { firstIdentifierAt } from '../../src/identifiers.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { ClaimStatus, Device } from '../../src/vocabulary.ts';
import type { Claim, ClaimEventObject, ClaimLine } from '../../src/wire/objects.ts';

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
  ) STRICT;
  CREATE INDEX claims_by_order ON claims (order_reference);
  CREATE INDEX claims_unsettled ON claims (status, id) WHERE status <> 'posted';
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

/** A row of the claims table. */
export type ClaimRow = {
  id: string;
  status: ClaimStatus;
  merchant: string;
  checkout: string;
  order_reference: string;
  channel: Claim['channel'];
  store: string | null;
  till: string | null;
  programme: string;
  programme_version: number;
  devices: string;
  currency: Claim['currency'];
  amount_total: number;
  eligible_amount: number;
  shipping_amount: number;
  amount: number;
  reversed_amount: number;
  amount_due: number;
  capped: number;
  payment_intent: string | null;
  flag: string | null;
  priced_at: number;
  created: number;
  posted_at: number | null;
  voided_at: number | null;
};

/** The event behind its row. */
export function eventOf({ type, data }: LoggedEvent): ClaimEvent {
  return { type, data: JSON.parse(data) } as ClaimEvent;
}

export class ClaimLog {
  private readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
  }

  /** The last place taken by a ledger's events; 0 before the first. */
  lastSeq(ledger: string): number {
    return this.sql
      .exec<{ seq: number }>('SELECT COALESCE(MAX(seq), 0) AS seq FROM events WHERE ledger = ?', ledger)
      .one().seq;
  }

  /** Appends an event and moves its claim on from the state before it. */
  append(logged: LoggedEvent, before: ClaimState | null): void {
    const { ledger, seq, claim, type, created, data } = logged;
    const event = eventOf(logged);
    const state = evolve(before, event, created);
    this.sql.exec(
      'INSERT INTO events (ledger, seq, claim, type, created, data) VALUES (?, ?, ?, ?, ?, ?)',
      ...[ledger, seq, claim, type, created, data],
    );
    if (event.type === 'claim.reserved') this.open(logged, event.data, state);
    else this.move(claim, state);
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
    const { where, values } = conditions(filter, page);
    const rows = this.sql.exec<ClaimRow & { opening: string }>(
      `SELECT claims.*, events.data AS opening FROM claims
         JOIN events ON events.ledger = claims.ledger AND events.seq = claims.reserved_seq
        WHERE ${where} ORDER BY claims.id ${DIRECTION[page.order]} LIMIT ?`,
      ...values,
      page.limit,
    );
    return rows.toArray().map((row) => claimOf(row, linesOf(row.opening)));
  }

  /** The values of a page of claims without their lines, each row in the order of the columns asked for. */
  values(
    columns: readonly (keyof ClaimRow)[],
    filter: ClaimFilter,
    page: ClaimPage,
  ): (string | number | null)[][] {
    const { where, values } = conditions(filter, page);
    const rows = this.sql.exec<Record<string, string | number | null>>(
      `SELECT ${columns.map((column) => `claims.${column}`).join(', ')} FROM claims
        WHERE ${where} ORDER BY claims.id ${DIRECTION[page.order]} LIMIT ?`,
      ...values,
      page.limit,
    );
    return [...rows.raw<(string | number | null)[]>()];
  }

  /** Events of a ledger after a place, in order, with what decides to which journal they go. */
  eventsAfter(ledger: string, seq: number, limit: number): PlacedEvent[] {
    return this.sql
      .exec<PlacedEvent>(
        `SELECT events.*, claims.programme, claims.created AS opened FROM events
           JOIN claims ON claims.id = events.claim
          WHERE events.ledger = ? AND events.seq > ? ORDER BY events.seq LIMIT ?`,
        ...[ledger, seq, limit],
      )
      .toArray();
  }

  private open(
    logged: LoggedEvent,
    opening: Extract<ClaimEvent, { type: 'claim.reserved' }>['data'],
    state: ClaimState,
  ) {
    const row: ClaimRow & { ledger: string; reserved_seq: number } = {
      ...opening,
      ...state,
      programme: opening.programme.id,
      programme_version: opening.programme.version,
      devices: opening.devices.join(DEVICE_SEPARATOR),
      capped: opening.capped ? 1 : 0,
      ledger: logged.ledger,
      reserved_seq: logged.seq,
    };
    this.sql.exec(INSERT_CLAIM, ...CLAIM_COLUMNS.map((column) => row[column]));
  }

  private move(claim: string, state: ClaimState): void {
    this.sql.exec(
      `UPDATE claims SET status = ?, reversed_amount = ?, payment_intent = ?, flag = ?, posted_at = ?, voided_at = ?
        WHERE id = ?`,
      ...[
        state.status,
        state.reversed_amount,
        state.payment_intent,
        state.flag,
        state.posted_at,
        state.voided_at,
        claim,
      ],
    );
  }
}

/** Between the devices of a claim, in its row and in the exports. */
const DEVICE_SEPARATOR = ';';

const CLAIM_COLUMNS = [
  'id',
  'status',
  'merchant',
  'checkout',
  'order_reference',
  'channel',
  'store',
  'till',
  'programme',
  'programme_version',
  'devices',
  'currency',
  'amount_total',
  'eligible_amount',
  'shipping_amount',
  'amount',
  'reversed_amount',
  'amount_due',
  'capped',
  'payment_intent',
  'flag',
  'priced_at',
  'created',
  'posted_at',
  'voided_at',
  'ledger',
  'reserved_seq',
] as const;

const INSERT_CLAIM = `INSERT INTO claims (${CLAIM_COLUMNS.join(', ')}) VALUES (${CLAIM_COLUMNS.map(() => '?').join(', ')})`;

const DIRECTION = { latest_first: 'DESC', earliest_first: 'ASC' } as const;

/** Identifiers sort by time, so a span of time is a span of identifiers, and the primary key answers it. */
function conditions(filter: ClaimFilter, page: ClaimPage): { where: string; values: SqlStorageValue[] } {
  const from = filter.created_gte === undefined ? null : firstIdentifierAt('clm', filter.created_gte);
  const to = filter.created_lt === undefined ? null : firstIdentifierAt('clm', filter.created_lt);
  const device = filter.device === undefined ? null : `%;${filter.device};%`;
  const all: [condition: string, value: string | null][] = [
    ['claims.merchant = ?', filter.merchant ?? null],
    ['claims.status = ?', filter.status ?? null],
    [`';' || claims.devices || ';' LIKE ?`, device],
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

function linesOf(opening: string | undefined): ClaimLine[] {
  return opening === undefined ? [] : (JSON.parse(opening) as { lines: ClaimLine[] }).lines;
}

function eventObject(row: LoggedEvent): ClaimEventObject {
  return { object: 'event', seq: row.seq, type: row.type, created: row.created, data: JSON.parse(row.data) };
}

function claimOf(row: ClaimRow, lines: ClaimLine[]): Claim {
  return {
    id: row.id,
    object: 'claim',
    status: row.status,
    merchant: row.merchant,
    checkout: row.checkout,
    order_reference: row.order_reference,
    channel: row.channel,
    store: row.store,
    till: row.till,
    programme: { id: row.programme, version: row.programme_version },
    currency: row.currency,
    amount: row.amount,
    reversed_amount: row.reversed_amount,
    amount_total: row.amount_total,
    eligible_amount: row.eligible_amount,
    shipping_amount: row.shipping_amount,
    amount_due: row.amount_due,
    capped: row.capped === 1,
    devices: row.devices.split(DEVICE_SEPARATOR) as Device[],
    lines,
    payment_intent: row.payment_intent,
    flag: row.flag,
    priced_at: row.priced_at,
    created: row.created,
    posted_at: row.posted_at,
    voided_at: row.voided_at,
  };
}
