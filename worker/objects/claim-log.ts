// The claim log: events, appended and never altered, and the claims that are their sum. The Ledger writes its own;
// the Journal keeps copies of many. Both read claims through here. All SQL on claims is in this file.

import { type BadEvent, type SealedEvent, sealed, type WalkedLog, type WalkState } from '../../src/chain.ts';
import { type BalanceMove, balanceMove, type ClaimEvent, type ClaimState, evolve } from '../../src/claim.ts';
import { firstIdentifierAt } from '../../src/identifiers.ts';
import { VERIFY_PAGE_CLAIMS, VERIFY_PAGE_EVENTS } from '../../src/limits.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { ClaimStatus, Device } from '../../src/vocabulary.ts';
import type { Claim, ClaimEventObject } from '../../src/wire/objects.ts';
import {
  CLAIM_COLUMNS,
  type ClaimRow,
  claimOf,
  DEVICE_SEPARATOR,
  eventOf,
  hasCart,
  linesOf,
  MOVED_COLUMNS,
  type MovedRow,
  movedOf,
  rowOf,
  rowOfEvents,
  stateOf,
} from './claim-rows.ts';
import { EVENT_TABLES, type EventPlace, EventStore } from './event-store.ts';

export const CLAIM_LOG_TABLES = `${EVENT_TABLES}
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
    held_amount       INTEGER NOT NULL CHECK (held_amount >= 0),
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
    lines_seq      INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX claims_by_order ON claims (order_reference);
  CREATE INDEX claims_by_status ON claims (status, id);
`;

/** Claims of before there were reviews need none. */
export const CLAIM_REVIEWS = `
  ALTER TABLE claims ADD COLUMN reviewable INTEGER NOT NULL DEFAULT 0 CHECK (reviewable IN (0, 1));
  ALTER TABLE claims ADD COLUMN needs_review INTEGER NOT NULL DEFAULT 0 CHECK (needs_review BETWEEN 0 AND reviewable);
  ALTER TABLE claims ADD COLUMN review_decision TEXT CHECK (review_decision IN ('approved', 'rejected'));
  ALTER TABLE claims ADD COLUMN review_note TEXT;
  ALTER TABLE claims ADD COLUMN reviewed_at INTEGER CHECK ((reviewed_at IS NULL) = (review_decision IS NULL));
  CREATE INDEX claims_by_review ON claims (needs_review, id);
`;

/** Claims of before there was a choice are paid through Stripe. */
export const CLAIM_PAYMENTS = `
  ALTER TABLE claims ADD COLUMN payment_provider TEXT NOT NULL DEFAULT 'stripe'
    CHECK (payment_provider = 'stripe' OR (payment_provider = 'external' AND payment_intent IS NULL));
  ALTER TABLE claims ADD COLUMN tender TEXT
    CHECK (tender IN ('cash', 'bank_card', 'alipay', 'wechat_pay', 'other'))
    CHECK ((tender IS NOT NULL) = (payment_provider = 'external' AND posted_at IS NOT NULL));
  ALTER TABLE claims ADD COLUMN tender_reference TEXT CHECK (tender_reference IS NULL OR tender IS NOT NULL);
`;

/** Which claims are asked for; what is left out does not matter. */
export type ClaimFilter = {
  readonly merchant?: string | undefined;
  readonly status?: ClaimStatus | undefined;
  readonly device?: Device | undefined;
  readonly order_reference?: string | undefined;
  readonly needs_review?: boolean | undefined;
  readonly created_gte?: UnixSeconds | undefined;
  readonly created_lt?: UnixSeconds | undefined;
};

/** A page: claims in the order of their identifiers, latest or earliest first, beyond the one named. */
export type ClaimPage = {
  readonly order: 'latest_first' | 'earliest_first';
  readonly beyond: string | null;
  readonly limit: number;
  /** Characters of the claims' lines after which a page of whole claims ends early. */
  readonly chars: number;
};

/** Claims of a list; `more` where the page ended early because of their size. */
export type ListedClaims = { readonly claims: Claim[]; readonly more: boolean };

/** How far a walk has come: through the events, then through the claims. */
export type WalkPlace =
  | { readonly in: 'events'; readonly after: WalkState }
  | { readonly in: 'claims'; readonly after: string };

/** A step of a walk: events found good, the first bad one, and where to go on; null at the end. */
export type WalkStep = {
  readonly events: number;
  readonly bad: BadEvent | null;
  readonly next: WalkPlace | null;
};

export class ClaimLog {
  readonly events: EventStore;
  private readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
    this.events = new EventStore(sql);
  }

  /** Appends a new event at the end of its ledger's chain and moves its claim (SPEC H1). No instant is before the last one. */
  record(place: EventPlace, event: ClaimEvent): BalanceMove {
    const last = this.events.last(place.ledger);
    const before = this.before(event, place.claim);
    const move = balanceMove(before, event);
    const logged = sealed({
      ...place,
      ...move,
      seq: last.seq + 1,
      created: Math.max(place.created, last.created),
      type: event.type,
      data: JSON.stringify(event.data),
      prev_hash: last.hash,
      journal_prev_hash: this.events.head(place.ledger, place.journal).hash,
    });
    this.write(logged, event, before);
    return move;
  }

  /** Takes a copy of an event as it was written in its ledger. */
  take(logged: SealedEvent): BalanceMove {
    const event = eventOf(logged);
    this.write(logged, event, this.before(event, logged.claim));
    return { pending: logged.pending, posted: logged.posted };
  }

  private before(event: ClaimEvent, claim: string): ClaimState | null {
    return event.type === 'claim.reserved' ? null : this.state(claim);
  }

  /** Walks the events, then the claims, a bounded number of either in a call, up to the first bad one (SPEC H2). */
  walk(log: WalkedLog, place: WalkPlace | null): WalkStep {
    if (place?.in === 'claims') return this.walkClaims(place.after);
    const after = place?.after ?? null;
    const { events, bad: broken, next } = this.events.walk(log, after);
    const bad = broken ?? this.eventWithoutClaim(after);
    if (bad !== null) return { events, bad, next: null };
    return { events, bad, next: next === null ? { in: 'claims', after: '' } : { in: 'events', after: next } };
  }

  private walkClaims(after: string): WalkStep {
    const rows = this.sql
      .exec<ClaimRow>('SELECT * FROM claims WHERE id > ? ORDER BY id LIMIT ?', after, VERIFY_PAGE_CLAIMS)
      .toArray();
    const bad = rows.find((row) => !this.isSumOfEvents(row));
    if (bad !== undefined) {
      return {
        events: 0,
        bad: { ledger: bad.ledger, seq: bad.lines_seq, reason: 'claim_differs' },
        next: null,
      };
    }
    const last = rows.at(-1);
    if (last !== undefined) return { events: 0, bad: null, next: { in: 'claims', after: last.id } };
    return { events: 0, bad: null, next: null };
  }

  private isSumOfEvents(row: ClaimRow): boolean {
    const sum = rowOfEvents(this.events.of(row.id));
    return CLAIM_COLUMNS.every((column) => row[column] === sum?.[column]);
  }

  /** The first event of a page of the walk whose claim is not there. */
  private eventWithoutClaim(after: WalkState | null): BadEvent | null {
    const rows = this.sql.exec<{ ledger: string; seq: number }>(
      `SELECT ledger, seq
         FROM (SELECT ledger, seq, claim FROM events WHERE (ledger, seq) > (?, ?) ORDER BY ledger, seq LIMIT ?) AS page
        WHERE NOT EXISTS (SELECT 1 FROM claims WHERE claims.id = page.claim) LIMIT 1`,
      ...[after?.ledger ?? '', after?.seq ?? 0, VERIFY_PAGE_EVENTS],
    );
    const found = rows.toArray()[0];
    return found === undefined ? null : { ...found, reason: 'claim_differs' };
  }

  private write(logged: SealedEvent, event: ClaimEvent, before: ClaimState | null): void {
    const after = evolve(before, event, logged.created);
    this.events.insert(logged);
    if (hasCart(event)) {
      const row = rowOf(event.data, after, logged);
      this.sql.exec(WRITE_CLAIM, ...CLAIM_COLUMNS.map((column) => row[column]));
    } else {
      this.move(logged.claim, after);
    }
  }

  /** The moving part of a claim; null where there is none. */
  state(claim: string): ClaimState | null {
    const row = this.sql.exec<MovedRow>(READ_MOVED, claim).toArray()[0];
    return row === undefined ? null : stateOf(row);
  }

  /** A claim with its events; null where there is none. */
  find(claim: string): Claim | null {
    const row = this.sql.exec<ClaimRow>('SELECT * FROM claims WHERE id = ?', claim).toArray()[0];
    if (row === undefined) return null;
    const events = this.events.of(claim);
    const opening = events.find(({ seq }) => seq === row.lines_seq);
    return { ...claimOf(row, linesOf(opening?.data)), events: events.map(eventObject) };
  }

  /** A page of claims with their lines. */
  list(filter: ClaimFilter, page: ClaimPage): ListedClaims {
    const claims: Claim[] = [];
    for (const { claim, ends } of this.each(filter, page)) {
      claims.push(claim);
      if (ends) return { claims, more: true };
    }
    return { claims, more: false };
  }

  /** The claims of a page with their lines, one at a time: one can have 400,000 characters. One that fills the page ends it. */
  *each(filter: ClaimFilter, page: ClaimPage): Generator<{ claim: Claim; ends: boolean }> {
    const { where, values } = conditions(filter, page);
    const rows = this.sql.exec<ClaimRow & { opening: string }>(
      `SELECT claims.*, events.data AS opening FROM claims
         JOIN events ON events.ledger = claims.ledger AND events.seq = claims.lines_seq
        WHERE ${where} ORDER BY claims.id ${DIRECTION[page.order]} LIMIT ?`,
      ...values,
      page.limit,
    );
    let chars = 0;
    for (const row of rows) {
      chars += row.opening.length;
      yield { claim: claimOf(row, linesOf(row.opening)), ends: chars >= page.chars };
    }
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

  private move(claim: string, state: ClaimState): void {
    const row = movedOf(state);
    this.sql.exec(WRITE_MOVED, ...MOVED_COLUMNS.map((column) => row[column]), claim);
  }
}

type CellValue = string | number | null;

const WRITE_CLAIM = `INSERT OR REPLACE INTO claims (${CLAIM_COLUMNS.join(', ')}) VALUES (${CLAIM_COLUMNS.map(() => '?').join(', ')})`;

const READ_MOVED = `SELECT ${MOVED_COLUMNS.join(', ')} FROM claims WHERE id = ?`;

const WRITE_MOVED = `UPDATE claims SET ${MOVED_COLUMNS.map((column) => `${column} = ?`).join(', ')} WHERE id = ?`;

const DIRECTION = { latest_first: 'DESC', earliest_first: 'ASC' } as const;

/** Identifiers sort by time, so a span of time is a span of identifiers, and the primary key answers it. */
function conditions(filter: ClaimFilter, page: ClaimPage): { where: string; values: SqlStorageValue[] } {
  const from = filter.created_gte === undefined ? null : firstIdentifierAt('clm', filter.created_gte);
  const to = filter.created_lt === undefined ? null : firstIdentifierAt('clm', filter.created_lt);
  const separated = (text: string): string => DEVICE_SEPARATOR + text + DEVICE_SEPARATOR;
  const all: [condition: string, value: string | number | null][] = [
    ['claims.merchant = ?', filter.merchant ?? null],
    ['claims.status = ?', filter.status ?? null],
    [
      `instr('${DEVICE_SEPARATOR}' || claims.devices || '${DEVICE_SEPARATOR}', ?) > 0`,
      filter.device === undefined ? null : separated(filter.device),
    ],
    ['claims.order_reference = ?', filter.order_reference ?? null],
    ['claims.needs_review = ?', filter.needs_review === undefined ? null : Number(filter.needs_review)],
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

function eventObject({ seq, type, created, data, hash, prev_hash }: SealedEvent): ClaimEventObject {
  return { object: 'event', seq, type, created, data: JSON.parse(data), hash, prev_hash };
}
