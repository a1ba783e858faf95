// Budget, one for each programme: the money there is, and the leases of it that ledgers hold.
// It promises `leased <= total` and knows nothing of claims; only the ledger that holds a lease can give it back.

import { DurableObject } from 'cloudflare:workers';
import { LEASES_KEPT_FREE } from '../../src/limits.ts';
import type { Fen } from '../../src/money.ts';
import { DEVELOPMENT_BUDGET_FEN } from '../development.ts';
import { type Env, isDevelopment } from '../env.ts';
import { migrate } from './migrate.ts';

/** What a ledger asks for: at least `need`, rather `want` while there is plenty. The id makes asking again harmless. */
export type LeaseRequest = {
  readonly lease: string;
  readonly ledger: string;
  readonly need: Fen;
  readonly want: Fen;
};

export type LeaseResult =
  | { readonly ok: true; readonly amount: Fen }
  | { readonly ok: false; readonly reason: 'budget_exhausted'; readonly available: Fen };

export type BudgetState = { readonly total: Fen; readonly leased: Fen };

export type SetTotalResult =
  | ({ readonly ok: true } & BudgetState)
  | { readonly ok: false; readonly reason: 'budget_below_leased'; readonly leased: Fen };

export class Budget extends DurableObject<Env> {
  private readonly sql: SqlStorage;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.sql = ctx.storage.sql;
    migrate(ctx.storage, [TABLES]);
    this.sql.exec(
      'INSERT OR IGNORE INTO budget (id, total, leased) VALUES (1, ?, 0)',
      isDevelopment(env) ? DEVELOPMENT_BUDGET_FEN : 0,
    );
  }

  state(): BudgetState {
    return this.sql.exec<{ total: Fen; leased: Fen }>('SELECT total, leased FROM budget').one();
  }

  /** Grants a lease, or the same lease again (SPEC B3). */
  lease({ lease, ledger, need, want }: LeaseRequest): LeaseResult {
    return this.ctx.storage.transactionSync(() => {
      const granted = this.granted(lease);
      if (granted !== null) return { ok: true, amount: granted };
      const { total, leased } = this.state();
      const available = total - leased;
      if (available < need) return { ok: false, reason: 'budget_exhausted', available };
      const plenty = available >= want * LEASES_KEPT_FREE;
      const amount = plenty ? Math.max(need, want) : need;
      this.sql.exec('INSERT INTO leases (id, ledger, amount) VALUES (?, ?, ?)', lease, ledger, amount);
      this.sql.exec('UPDATE budget SET leased = leased + ?', amount);
      return { ok: true, amount };
    });
  }

  /** Sets the money there is: never below what ledgers hold. */
  setTotal(total: Fen): SetTotalResult {
    const { leased } = this.state();
    if (total < leased) return { ok: false, reason: 'budget_below_leased', leased };
    this.sql.exec('UPDATE budget SET total = ?', total);
    return { ok: true, total, leased };
  }

  private granted(lease: string): Fen | null {
    return (
      this.sql.exec<{ amount: Fen }>('SELECT amount FROM leases WHERE id = ?', lease).toArray()[0]?.amount ??
      null
    );
  }
}

const TABLES = `
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
