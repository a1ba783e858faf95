// The callers' idempotency keys, and what was answered under them. All SQL on this table is in this file.

import { IDEMPOTENCY_TTL_S } from '../../src/limits.ts';
import type { UnixSeconds } from '../../src/time.ts';

export const IDEMPOTENCY_TABLE = `
  CREATE TABLE idempotency (
    key         TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    status      INTEGER,
    body        TEXT,
    created     INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX idempotency_by_age ON idempotency (created);
`;

/** What was answered under an idempotency key; null while nothing was. */
export type KeptAnswer = {
  readonly fingerprint: string;
  readonly answer: { readonly status: number; readonly body: string } | null;
};

export class IdempotencyStore {
  private readonly sql: SqlStorage;
  private readonly wakeAt: (at_ms: number) => void;

  /** @param wakeAt called with the instant at which there will be something to forget */
  constructor(sql: SqlStorage, wakeAt: (at_ms: number) => void) {
    this.sql = sql;
    this.wakeAt = wakeAt;
  }

  /** What was sent and answered under a key; null where it was never sent, or too long ago. */
  find(key: string, now: UnixSeconds): KeptAnswer | null {
    const row = this.sql
      .exec<{ fingerprint: string; status: number | null; body: string | null }>(
        'SELECT fingerprint, status, body FROM idempotency WHERE key = ? AND created > ?',
        ...[key, now - IDEMPOTENCY_TTL_S],
      )
      .toArray()[0];
    if (row === undefined) return null;
    const answered = row.status !== null && row.body !== null;
    return {
      fingerprint: row.fingerprint,
      answer: answered ? { status: row.status ?? 0, body: row.body ?? '' } : null,
    };
  }

  /** Remembers what a key was first sent with, for a day; one that is too old to count is overwritten. */
  remember(key: string, fingerprint: string, now: UnixSeconds): void {
    this.sql.exec(
      `INSERT INTO idempotency (key, fingerprint, created) VALUES (?1, ?2, ?3)
         ON CONFLICT (key) DO UPDATE SET fingerprint = ?2, status = NULL, body = NULL, created = ?3`,
      ...[key, fingerprint, now],
    );
    this.wakeAt((now + IDEMPOTENCY_TTL_S + 1) * 1000);
  }

  /**
   * Binds a key to a ledger, for a day after it was sent last, so that it outlives what that one answers; false where it is bound
   * to another one. No header can have the row's own key.
   */
  bind(key: string, ledger: string, now: UnixSeconds): boolean {
    const row = `ledger of\n${key}`;
    const bound = this.find(row, now);
    if (bound !== null && bound.fingerprint !== ledger) return false;
    this.remember(row, ledger, now);
    return true;
  }

  /** Keeps the first answer under a key; a later one does not replace it. */
  keepAnswer(key: string, status: number, body: string): void {
    this.sql.exec(
      'UPDATE idempotency SET status = ?, body = ? WHERE key = ? AND body IS NULL',
      ...[status, body, key],
    );
  }

  /** Forgets keys made before an instant, a bounded number at a time. */
  forget(before: UnixSeconds, rows: number): void {
    this.sql.exec(
      'DELETE FROM idempotency WHERE key IN (SELECT key FROM idempotency WHERE created < ? LIMIT ?)',
      ...[before, rows],
    );
  }

  /** The instant at which the oldest remembered key was made; null where there is none. */
  oldest(): UnixSeconds | null {
    return this.sql.exec<{ oldest: number | null }>('SELECT MIN(created) AS oldest FROM idempotency').one()
      .oldest;
  }
}
