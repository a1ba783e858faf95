// A budget's tables: the money there is, the leases of it, what came back of them, and what each ledger holds. All SQL on
// these tables is in this file; whom to ask for money is decided elsewhere.

import type { Fen } from '../../src/money.ts';

export const BUDGET_TABLES = `
  CREATE TABLE budget (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    total  INTEGER NOT NULL CHECK (total >= 0),
    leased INTEGER NOT NULL CHECK (leased BETWEEN 0 AND total)
  ) STRICT;
  CREATE TABLE leases (
    id     TEXT PRIMARY KEY,
    ledger TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0)
  ) STRICT;
`;

export const HOLDER_TABLES = `
  CREATE TABLE returns (
    id     TEXT PRIMARY KEY,
    ledger TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0)
  ) STRICT;
  CREATE TABLE holders (
    ledger         TEXT PRIMARY KEY,
    held           INTEGER NOT NULL CHECK (held >= 0),
    in_use_till_ms INTEGER NOT NULL,
    asked_at_ms    INTEGER NOT NULL
  ) STRICT;
  INSERT INTO holders (ledger, held, in_use_till_ms, asked_at_ms)
    SELECT ledger, SUM(amount), 0, 0 FROM leases GROUP BY ledger;
`;

export type BudgetState = { readonly total: Fen; readonly leased: Fen };

/** A ledger and what it holds. */
export type Holder = { readonly ledger: string; readonly held: Fen };

/** The total of leases, the sum of what ledgers hold, and leases less returns. */
export type BudgetSums = { readonly leased: Fen; readonly held: Fen; readonly granted: Fen };

/** A lease as the budget keeps it. */
export type Lease = { readonly id: string; readonly ledger: string; readonly amount: Fen };

/** Money that a ledger has taken out of its balance for the budget. The id makes saying it again harmless. */
export type LeaseReturn = { readonly id: string; readonly amount: Fen };

export class BudgetStore {
  private readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
  }

  /** Puts the one row there that everything moves. */
  begin(total: Fen): void {
    this.sql.exec('INSERT OR IGNORE INTO budget (id, total, leased) VALUES (1, ?, 0)', total);
  }

  state(): BudgetState {
    return this.sql.exec<{ total: Fen; leased: Fen }>('SELECT total, leased FROM budget').one();
  }

  setTotal(total: Fen): void {
    this.sql.exec('UPDATE budget SET total = ?', total);
  }

  /** The amount of a lease; null where it was never granted. */
  granted(lease: string): Fen | null {
    const rows = this.sql.exec<{ amount: Fen }>('SELECT amount FROM leases WHERE id = ?', lease);
    return rows.toArray()[0]?.amount ?? null;
  }

  /** Grants a lease. Until the given instant its ledger is not asked for what it does not use. */
  grant({ id, ledger, amount }: Lease, in_use_till_ms: number): void {
    this.sql.exec('INSERT INTO leases (id, ledger, amount) VALUES (?, ?, ?)', id, ledger, amount);
    this.sql.exec('UPDATE budget SET leased = leased + ?', amount);
    this.sql.exec(
      `INSERT INTO holders (ledger, held, in_use_till_ms, asked_at_ms) VALUES (?1, ?2, ?3, 0)
         ON CONFLICT (ledger) DO UPDATE SET held = held + ?2, in_use_till_ms = MAX(in_use_till_ms, ?3)`,
      ...[ledger, amount, in_use_till_ms],
    );
  }

  /** Takes what a ledger gives back, once; false where it was taken before. The CHECKs refuse more than it holds. */
  take(ledger: string, { id, amount }: LeaseReturn): boolean {
    const fresh = this.sql.exec(
      'INSERT INTO returns (id, ledger, amount) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING RETURNING 1',
      ...[id, ledger, amount],
    );
    if (fresh.toArray().length === 0) return false;
    const held = this.sql.exec(
      'UPDATE holders SET held = held - ? WHERE ledger = ? RETURNING 1',
      ...[amount, ledger],
    );
    if (held.toArray().length !== 1) throw new Error(`${ledger} gives back ${id} and holds nothing`);
    this.sql.exec('UPDATE budget SET leased = leased - ?', amount);
    return true;
  }

  /**
   * Ledgers that hold leases: first those that were not asked for the longest time, of these the one that holds the most.
   *
   * @param now_ms ledgers that are about to use, then, what they leased are left out
   */
  holders(limit: number, now_ms: number, but = ''): string[] {
    return this.sql
      .exec<{ ledger: string }>(
        `SELECT ledger FROM holders WHERE held > 0 AND in_use_till_ms <= ? AND ledger <> ?
          ORDER BY asked_at_ms, held DESC LIMIT ?`,
        ...[now_ms, but, limit],
      )
      .toArray()
      .map(({ ledger }) => ledger);
  }

  /** Ledgers that ever held a lease. */
  ledgers(): number {
    return this.sql.exec<{ ledgers: number }>('SELECT COUNT(*) AS ledgers FROM holders').one().ledgers;
  }

  /** Ledgers that hold leases and were not asked for them since then. */
  holdersNotAskedSince(at_ms: number): number {
    return this.sql
      .exec<{ ledgers: number }>(
        'SELECT COUNT(*) AS ledgers FROM holders WHERE held > 0 AND asked_at_ms < ?',
        at_ms,
      )
      .one().ledgers;
  }

  /** What a ledger holds. */
  heldBy(ledger: string): Fen {
    const rows = this.sql.exec<{ held: Fen }>('SELECT held FROM holders WHERE ledger = ?', ledger);
    return rows.toArray()[0]?.held ?? 0;
  }

  /** Ledgers after the one named that hold leases, in order, and how much. */
  holdersAfter(ledger: string, limit: number): Holder[] {
    return this.sql
      .exec<Holder>(
        'SELECT ledger, held FROM holders WHERE ledger > ? AND held > 0 ORDER BY ledger LIMIT ?',
        ...[ledger, limit],
      )
      .toArray();
  }

  /** What is leased, in the three ways in which it is written down. */
  sums(): BudgetSums {
    return this.sql
      .exec<BudgetSums>(
        `SELECT leased, (SELECT COALESCE(SUM(held), 0) FROM holders) AS held,
                (SELECT COALESCE(SUM(amount), 0) FROM leases) - (SELECT COALESCE(SUM(amount), 0) FROM returns) AS granted
           FROM budget`,
      )
      .one();
  }

  markAsked(ledgers: readonly string[], now_ms: number): void {
    this.sql.exec(
      'UPDATE holders SET asked_at_ms = ? WHERE ledger IN (SELECT value FROM json_each(?))',
      ...[now_ms, JSON.stringify(ledgers)],
    );
  }
}
