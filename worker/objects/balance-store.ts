// The balance of each programme in one ledger, and the leases that fill it. All SQL on these tables is in this file.

import type { BalanceMove } from '../../src/claim.ts';
import { instantOfIdentifier } from '../../src/identifiers.ts';
import type { LastLease } from '../../src/leases.ts';
import { LEASE_RETURN_BATCH } from '../../src/limits.ts';
import type { Fen } from '../../src/money.ts';
import type { LeaseReturn } from './budget-store.ts';

export const BALANCE_TABLES = `
  CREATE TABLE balances (
    programme TEXT PRIMARY KEY,
    leased    INTEGER NOT NULL CHECK (leased >= 0),
    pending   INTEGER NOT NULL CHECK (pending >= 0),
    posted    INTEGER NOT NULL CHECK (posted >= 0),
    CHECK (pending + posted <= leased)
  ) STRICT;
  CREATE TABLE leases (
    id        TEXT PRIMARY KEY,
    programme TEXT NOT NULL,
    need      INTEGER NOT NULL CHECK (need > 0),
    want      INTEGER NOT NULL CHECK (want > 0),
    granted   INTEGER CHECK (granted >= need)
  ) STRICT;
  CREATE INDEX leases_asked ON leases (programme) WHERE granted IS NULL;
`;

export const LEASE_RETURN_TABLE = `
  CREATE TABLE lease_returns (
    id        TEXT PRIMARY KEY,
    programme TEXT NOT NULL,
    amount    INTEGER NOT NULL CHECK (amount > 0)
  ) STRICT;
`;

export type Balance = { readonly leased: Fen; readonly pending: Fen; readonly posted: Fen };

/** A lease that was written down before it was asked for, and has no answer yet. */
export type AskedLease = {
  readonly id: string;
  readonly programme: string;
  readonly need: Fen;
  readonly want: Fen;
};

export class BalanceStore {
  private readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
  }

  find(programme: string): Balance {
    const row = this.sql
      .exec<{ leased: Fen; pending: Fen; posted: Fen }>(
        'SELECT leased, pending, posted FROM balances WHERE programme = ?',
        programme,
      )
      .toArray()[0];
    return row ?? { leased: 0, pending: 0, posted: 0 };
  }

  /** The balance of every programme. */
  all(): ({ programme: string } & Balance)[] {
    return this.sql
      .exec<{ programme: string; leased: Fen; pending: Fen; posted: Fen }>(
        'SELECT programme, leased, pending, posted FROM balances ORDER BY programme',
      )
      .toArray();
  }

  /** Fen that can still be reserved without a new lease. */
  free(programme: string): Fen {
    const { leased, pending, posted } = this.find(programme);
    return leased - pending - posted;
  }

  /** Moves money between free, pending and posted; the CHECKs of the table refuse what must not be. */
  move(programme: string, { pending, posted }: BalanceMove): void {
    const moved = this.sql.exec(
      'UPDATE balances SET pending = pending + ?, posted = posted + ? WHERE programme = ? RETURNING 1',
      ...[pending, posted, programme],
    );
    if (moved.toArray().length !== 1) throw new Error(`there is no balance of ${programme} to move`);
  }

  /** The oldest lease of a programme that was asked for and not answered. */
  askedLease(programme: string): AskedLease | null {
    const rows = this.sql.exec<{ id: string; programme: string; need: Fen; want: Fen }>(
      'SELECT id, programme, need, want FROM leases WHERE programme = ? AND granted IS NULL ORDER BY id LIMIT 1',
      programme,
    );
    return rows.toArray()[0] ?? null;
  }

  /** The last lease that was granted under a programme; null where none was. */
  lastLease(programme: string): LastLease | null {
    const row = this.sql
      .exec<{ id: string; granted: Fen }>(
        'SELECT id, granted FROM leases WHERE programme = ? AND granted IS NOT NULL ORDER BY id DESC LIMIT 1',
        programme,
      )
      .toArray()[0];
    if (row === undefined) return null;
    return { amount: row.granted, granted_at: instantOfIdentifier(row.id) ?? 0 };
  }

  /** Programmes for which a lease was asked and not answered. */
  programmesAsking(): string[] {
    return this.programmes('SELECT DISTINCT programme FROM leases WHERE granted IS NULL');
  }

  writeLease(lease: AskedLease): void {
    this.sql.exec(
      'INSERT INTO leases (id, programme, need, want) VALUES (?, ?, ?, ?)',
      ...[lease.id, lease.programme, lease.need, lease.want],
    );
  }

  /** Adds a granted lease to the balance, once. */
  grantLease(lease: AskedLease, amount: Fen): void {
    const granted = this.sql
      .exec('UPDATE leases SET granted = ? WHERE id = ? AND granted IS NULL RETURNING 1', amount, lease.id)
      .toArray();
    if (granted.length === 0) return;
    this.sql.exec(
      `INSERT INTO balances (programme, leased, pending, posted) VALUES (?1, ?2, 0, 0)
         ON CONFLICT (programme) DO UPDATE SET leased = leased + ?2`,
      ...[lease.programme, amount],
    );
  }

  /** Forgets a lease that the budget refused: it was never written there. */
  dropLease(id: string): void {
    this.sql.exec('DELETE FROM leases WHERE id = ? AND granted IS NULL', id);
  }

  /** Takes all free money of a programme out of its balance, and writes it down as a return; nothing where none is free. */
  writeReturn(id: string, programme: string): void {
    const amount = this.free(programme);
    if (amount === 0) return;
    this.sql.exec('UPDATE balances SET leased = leased - ? WHERE programme = ?', amount, programme);
    this.sql.exec(
      'INSERT INTO lease_returns (id, programme, amount) VALUES (?, ?, ?)',
      ...[id, programme, amount],
    );
  }

  /** Returns of a programme that the budget has not confirmed. */
  openReturns(programme: string): LeaseReturn[] {
    return this.sql
      .exec<LeaseReturn>(
        'SELECT id, amount FROM lease_returns WHERE programme = ? ORDER BY id LIMIT ?',
        ...[programme, LEASE_RETURN_BATCH],
      )
      .toArray();
  }

  /** Forgets a return that the budget has confirmed. */
  forgetReturn(id: string): void {
    this.sql.exec('DELETE FROM lease_returns WHERE id = ?', id);
  }

  /** Programmes with returns that the budget has not confirmed. */
  programmesReturning(): string[] {
    return this.programmes('SELECT DISTINCT programme FROM lease_returns');
  }

  /** Programmes of which money is free. */
  programmesWithFree(): string[] {
    return this.programmes('SELECT programme FROM balances WHERE leased > pending + posted');
  }

  private programmes(query: string): string[] {
    return this.sql
      .exec<{ programme: string }>(query)
      .toArray()
      .map(({ programme }) => programme);
  }
}
