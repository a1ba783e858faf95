// The refunds of a ledger, one for each return, and the money that moved at the provider without our asking. All SQL on these
// tables is in this file.

import type { OutsideMovement } from '../../src/claim.ts';
import { firstIdentifierAt } from '../../src/identifiers.ts';
import type { Fen } from '../../src/money.ts';
import type { TakingRefund } from '../../src/refund.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { RefundStatus, Tender } from '../../src/vocabulary.ts';
import type { CheckoutRefund } from '../../src/wire/objects.ts';
import type { HeldPage } from './comparing.ts';
import type { Lock } from './lock-store.ts';

export const REFUND_TABLES = `
  CREATE TABLE refunds (
    id              TEXT PRIMARY KEY,
    checkout        TEXT NOT NULL,
    status          TEXT NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed')),
    amount          INTEGER NOT NULL CHECK (amount >= 0),
    clawback_amount INTEGER NOT NULL CHECK (clawback_amount >= 0),
    lines           TEXT NOT NULL CHECK (json_valid(lines)),
    reason          TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    attempt         INTEGER NOT NULL CHECK (attempt > 0),
    provider_id     TEXT,
    booked          INTEGER NOT NULL CHECK (booked IN (0, 1)),
    freed           TEXT NOT NULL CHECK (json_valid(freed)),
    created         INTEGER NOT NULL,
    ask_at          INTEGER,
    restore_at      INTEGER,
    CHECK ((ask_at IS NOT NULL) = (status = 'pending')),
    CHECK (restore_at IS NULL OR (status = 'failed' AND booked = 1))
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX refunds_of_checkout ON refunds (checkout);
  CREATE UNIQUE INDEX refunds_waiting ON refunds (checkout) WHERE status = 'pending' AND booked = 0;
  CREATE INDEX refunds_to_ask ON refunds (ask_at) WHERE ask_at IS NOT NULL;
  CREATE INDEX refunds_to_restore ON refunds (restore_at) WHERE restore_at IS NOT NULL;
  CREATE TABLE outside_movements (
    provider_id TEXT PRIMARY KEY,
    checkout    TEXT NOT NULL,
    amount      INTEGER NOT NULL,
    status      TEXT NOT NULL,
    created     INTEGER NOT NULL
  ) STRICT;
`;

/** What the shop gave money back by itself; the provider has no part in such a refund. */
export const REFUND_TENDERS = `
  ALTER TABLE refunds ADD COLUMN tender TEXT
    CHECK (tender IN ('cash', 'bank_card', 'alipay', 'wechat_pay', 'other'))
    CHECK (tender IS NULL OR provider_id IS NULL);
  ALTER TABLE refunds ADD COLUMN tender_reference TEXT CHECK (tender_reference IS NULL OR tender IS NOT NULL);
`;

/** Units of a line that came back; `serial_keys` are the keyed hashes of those that were named. */
export type RefundLine = {
  readonly line: number;
  readonly quantity: number;
  readonly serial_keys: readonly string[];
};

/** A return as the ledger holds it. */
export type StoredRefund = TakingRefund & {
  readonly id: string;
  readonly checkout: string;
  readonly status: RefundStatus;
  readonly amount: Fen;
  readonly clawback_amount: Fen;
  readonly lines: readonly RefundLine[];
  readonly reason: string;
  /** Under which key of the caller it was asked for: asked for again, it is the same. */
  readonly idempotency_key: string;
  /** Counts the tries at the provider; each has an idempotency key of its own there. */
  readonly attempt: number;
  /** 1 once its clawback is taken off the claim; 0 again when that was undone. */
  readonly booked: 0 | 1;
  /** The locks that its failing would give back: what it freed, and what it took over from a failed one before it. */
  readonly freed: readonly Lock[];
  readonly created: UnixSeconds;
  /** When the provider is asked what became of it, while it is pending. */
  readonly ask_at: UnixSeconds | null;
  /** When it is tried to give its claim the clawback back, after it has failed. */
  readonly restore_at: UnixSeconds | null;
  /** How the shop gave the money back itself; null where the provider does. */
  readonly tender: Tender | null;
  readonly tender_reference: string | null;
};

/** A refund that the provider accepted. */
export type AcceptedRefund = {
  readonly refund: string;
  readonly checkout: string;
  readonly provider_id: string;
  readonly amount: Fen;
};

type Texts = { readonly lines: string; readonly freed: string };
type RefundRow = Omit<StoredRefund, keyof Texts> & Texts;

export class RefundStore {
  private readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
  }

  insert(refund: StoredRefund): void {
    const { lines, freed, ...same } = refund;
    const row: RefundRow = { ...same, lines: JSON.stringify(lines), freed: JSON.stringify(freed) };
    this.sql.exec(INSERT_REFUND, ...REFUND_COLUMNS.map((column) => row[column]));
  }

  find(id: string): StoredRefund | null {
    return this.rows('id = ?', id)[0] ?? null;
  }

  /** The refunds of a checkout, in order. */
  of(checkout: string): StoredRefund[] {
    return this.rows('checkout = ?', checkout);
  }

  /** The refund of a checkout that waits for the provider's first word: at most one does. */
  waiting(checkout: string): StoredRefund | null {
    return this.rows(`checkout = ? AND status = 'pending' AND booked = 0`, checkout)[0] ?? null;
  }

  /** The refund that was asked for under a caller's key, whenever; one that was refused counts as never asked for. */
  underKey(checkout: string, key: string): StoredRefund | null {
    const found = this.rows(
      `checkout = ? AND idempotency_key = ? AND NOT (status = 'failed' AND provider_id IS NULL)`,
      ...[checkout, key],
    );
    return found.at(-1) ?? null;
  }

  toAsk(now: UnixSeconds, rows: number): StoredRefund[] {
    return this.rows('id IN (SELECT id FROM refunds WHERE ask_at <= ? ORDER BY ask_at LIMIT ?)', now, rows);
  }

  toRestore(now: UnixSeconds, rows: number): StoredRefund[] {
    return this.rows(
      'id IN (SELECT id FROM refunds WHERE restore_at <= ? ORDER BY restore_at LIMIT ?)',
      now,
      rows,
    );
  }

  /** Refunds of a span that the provider accepted, in order. */
  accepted({ created_gte, created_lt, after, limit }: HeldPage): AcceptedRefund[] {
    return this.sql
      .exec<AcceptedRefund>(
        `SELECT id AS refund, checkout, provider_id, amount FROM refunds
          WHERE id >= ? AND id < ? AND id > ? AND provider_id IS NOT NULL ORDER BY id LIMIT ?`,
        ...[firstIdentifierAt('rfd', created_gte), firstIdentifierAt('rfd', created_lt), after ?? '', limit],
      )
      .toArray();
  }

  /** When the next refund is to be asked about; null where none is. */
  nextAskAt(): UnixSeconds | null {
    return this.sql
      .exec<{ at: number | null }>('SELECT MIN(ask_at) AS at FROM refunds WHERE ask_at IS NOT NULL')
      .one().at;
  }

  /** When the next claim is to be restored; null where none is. */
  nextRestoreAt(): UnixSeconds | null {
    return this.sql
      .exec<{ at: number | null }>('SELECT MIN(restore_at) AS at FROM refunds WHERE restore_at IS NOT NULL')
      .one().at;
  }

  askAgainAt(id: string, at: UnixSeconds): void {
    this.sql.exec(`UPDATE refunds SET ask_at = ? WHERE id = ? AND status = 'pending'`, at, id);
  }

  restoreAgainAt(id: string, at: UnixSeconds): void {
    this.sql.exec('UPDATE refunds SET restore_at = ? WHERE id = ? AND restore_at IS NOT NULL', at, id);
  }

  /** The next try at the provider, unless it was accepted or another try has begun. */
  startNewAttempt(id: string, attempt: number): void {
    this.sql.exec(
      `UPDATE refunds SET attempt = attempt + 1 WHERE id = ? AND attempt = ? AND provider_id IS NULL AND status = 'pending'`,
      ...[id, attempt],
    );
  }

  /** Writes what moved of a refund. */
  move(refund: StoredRefund): void {
    const { id, status, provider_id, booked, freed, ask_at, restore_at } = refund;
    this.sql.exec(
      `UPDATE refunds SET status = ?, provider_id = ?, booked = ?, freed = ?, ask_at = ?, restore_at = ? WHERE id = ?`,
      ...[status, provider_id, booked, JSON.stringify(freed), ask_at, restore_at, id],
    );
  }

  knowsOutside(provider_id: string): boolean {
    const known = this.sql.exec('SELECT 1 FROM outside_movements WHERE provider_id = ?', provider_id);
    return known.toArray().length > 0;
  }

  /** How many returns a checkout has had. */
  count(checkout: string): number {
    return this.sql
      .exec<{ returns: number }>('SELECT COUNT(*) AS returns FROM refunds WHERE checkout = ?', checkout)
      .one().returns;
  }

  /** Records money that moved without our asking; false where that much is recorded already. */
  addOutside(checkout: string, { provider_id, amount, status }: OutsideMovement, now: UnixSeconds): boolean {
    const added = this.sql.exec(
      `INSERT INTO outside_movements (provider_id, checkout, amount, status, created) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (provider_id) DO UPDATE SET amount = ?3, status = ?4 WHERE amount <> ?3 OR status <> ?4
         RETURNING 1`,
      ...[provider_id, checkout, amount, status, now],
    );
    return added.toArray().length === 1;
  }

  /** @param condition a part of a statement of this file, never of a request */
  private rows(condition: string, ...values: SqlStorageValue[]): StoredRefund[] {
    return this.sql
      .exec<RefundRow>(`SELECT * FROM refunds WHERE ${condition} ORDER BY id`, ...values)
      .toArray()
      .map(({ lines, freed, ...same }) => ({
        ...same,
        lines: JSON.parse(lines) as RefundLine[],
        freed: JSON.parse(freed) as Lock[],
      }));
  }
}

const REFUND_COLUMNS = [
  'id',
  'checkout',
  'status',
  'amount',
  'clawback_amount',
  'lines',
  'reason',
  'idempotency_key',
  'attempt',
  'provider_id',
  'booked',
  'freed',
  'created',
  'ask_at',
  'restore_at',
  'tender',
  'tender_reference',
] as const satisfies readonly (keyof RefundRow)[];

const INSERT_REFUND = `INSERT INTO refunds (${REFUND_COLUMNS.join(', ')}) VALUES (${REFUND_COLUMNS.map(() => '?').join(', ')})`;

/** The refund as the API shows it among its checkout's. */
export function refundObject(refund: StoredRefund): CheckoutRefund {
  const { id, status, checkout, amount, clawback_amount, reason, tender, created } = refund;
  return {
    id,
    object: 'refund',
    status,
    checkout,
    amount,
    clawback_amount,
    currency: 'cny',
    lines: refund.lines.map(({ line, quantity }) => ({ line, quantity })),
    reason,
    tender,
    reference: refund.tender_reference,
    created,
  };
}
