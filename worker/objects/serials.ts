// Serials, one for each two hex digits with which a key begins: which claim of which ledger has locked a unit by its serial
// number, or units of a device class for a buyer. It promises that of one key no more is locked than its limit, across all
// merchants. It knows no claims: a lock is freed only by the word of the ledger that it was taken for.

import { DurableObject } from 'cloudflare:workers';
import { SERIAL_CHECK_BATCH, SERIAL_CHECK_S } from '../../src/limits.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { Env } from '../env.ts';
import { logFailure } from '../log.ts';
import { Duties, type Duty } from './duties.ts';
import type { LockChange, LockQuestion } from './lock-store.ts';
import { migrate } from './migrate.ts';

/** A key that is to be locked: so many of at most so many. */
export type Want = { readonly key: string; readonly limit: number; readonly quantity: number };

/** Locks for one reservation. An order has at most one live claim, so its own earlier locks do not count against it. */
export type LockRequest = {
  readonly ledger: string;
  readonly order_reference: string;
  /** The reservation's name, never used before. */
  readonly holder: string;
  readonly wants: readonly Want[];
  readonly now: UnixSeconds;
};

export type LockResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'limit_reached'; readonly keys: readonly string[] };

type LockRow = { key: string; holder: string; ledger: string; locked_at: UnixSeconds };

/** The objects that keep these keys, each with its own. */
export function bySerialsObject<Keyed extends { readonly key: string }>(
  all: readonly Keyed[],
): Map<string, Keyed[]> {
  return grouped(all, ({ key }) => key.slice(0, 2));
}

export class Serials extends DurableObject<Env> {
  private readonly sql: SqlStorage;
  private readonly duties: Duties;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.sql = ctx.storage.sql;
    migrate(ctx.storage, [TABLES]);
    const checking: Duty = {
      name: 'serials.checking',
      nextAtMs: () => this.nextCheckMs(),
      run: (now_ms) => this.check(Math.floor(now_ms / 1000)),
    };
    this.duties = new Duties(ctx.storage);
    this.duties.add(checking);
  }

  /**
   * Locks all keys, or none. Locking again by the same holder is harmless. Before it refuses, it asks the ledgers of those
   * that are in the way whether they still hold what is locked (SPEC N5).
   */
  async lock(request: LockRequest): Promise<LockResult> {
    const first = this.tryLock(request);
    if (first.ok) return first;
    await this.ask(
      first.keys.flatMap((key) => this.othersOf(key, request)),
      request.now,
    );
    return this.tryLock(request);
  }

  /** Takes the ledger's word that less is held, or nothing. A change about a lock that is not there is none. */
  lower(changes: readonly LockChange[]): void {
    this.ctx.storage.transactionSync(() => {
      for (const { key, holder, quantity } of changes) this.keepAtMost(key, holder, quantity);
    });
  }

  override alarm(): Promise<void> {
    return this.due(Date.now());
  }

  /** Does all that is due by now: asks about locks whose claims have not been seen yet. */
  due(now_ms: number): Promise<void> {
    return this.duties.run(now_ms);
  }

  private tryLock(request: LockRequest): LockResult {
    return this.ctx.storage.transactionSync(() => {
      const keys = request.wants.filter((want) => !this.fits(want, request)).map(({ key }) => key);
      if (keys.length > 0) return { ok: false, reason: 'limit_reached', keys };
      for (const want of request.wants) this.write(want, request);
      return { ok: true };
    });
  }

  /** Of another order's locks the greatest counts: it can have claims one after the other, never two that live. */
  private fits({ key, limit, quantity }: Want, { ledger, order_reference }: LockRequest): boolean {
    const { others } = this.sql
      .exec<{ others: number }>(
        `SELECT COALESCE(SUM(most), 0) AS others FROM (
           SELECT MAX(quantity) AS most FROM locks
            WHERE key = ? AND NOT (ledger = ? AND order_reference = ?) GROUP BY ledger, order_reference)`,
        ...[key, ledger, order_reference],
      )
      .one();
    return others + quantity <= limit;
  }

  /** A lock that is there already is looked at anew: a call that came late must not outlive its claim. */
  private write({ key, quantity }: Want, { holder, ledger, order_reference, now }: LockRequest): void {
    this.sql.exec(
      `INSERT INTO locks (key, holder, ledger, order_reference, quantity, locked_at, check_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (key, holder) DO UPDATE SET
           quantity = MAX(quantity, excluded.quantity), check_at = excluded.check_at`,
      ...[key, holder, ledger, order_reference, quantity, now, now + SERIAL_CHECK_S],
    );
    this.duties.wakeAt((now + SERIAL_CHECK_S) * 1000);
  }

  /** Those that were not seen yet first: they are the likeliest to be gone. */
  private othersOf(key: string, { ledger, order_reference }: LockRequest): LockRow[] {
    return this.sql
      .exec<LockRow>(
        `SELECT key, holder, ledger, locked_at FROM locks
          WHERE key = ? AND NOT (ledger = ? AND order_reference = ?)
          ORDER BY check_at IS NULL, locked_at DESC LIMIT ?`,
        ...[key, ledger, order_reference, SERIAL_CHECK_BATCH],
      )
      .toArray();
  }

  /** Asks about locks whose reservations should have come by now (SPEC N5). */
  private async check(now: UnixSeconds): Promise<void> {
    const due = this.sql
      .exec<LockRow>(
        'SELECT key, holder, ledger, locked_at FROM locks WHERE check_at <= ? ORDER BY check_at LIMIT ?',
        ...[now, SERIAL_CHECK_BATCH],
      )
      .toArray();
    // Whatever becomes of the answers, none of these is asked about again at once.
    for (const { key, holder } of due) {
      this.sql.exec(
        'UPDATE locks SET check_at = ? WHERE key = ? AND holder = ?',
        ...[now + SERIAL_CHECK_S, key, holder],
      );
    }
    await this.ask(due, now);
  }

  /** A ledger that does not answer leaves its locks as they are. */
  private async ask(rows: readonly LockRow[], now: UnixSeconds): Promise<void> {
    await Promise.all(
      [...grouped(rows, ({ ledger }) => ledger)].map(async ([ledger, asked]) => {
        try {
          await this.askLedger(ledger, asked, now);
        } catch (error) {
          logFailure('serials.ask', error);
        }
      }),
    );
  }

  private async askLedger(ledger: string, rows: readonly LockRow[], now: UnixSeconds): Promise<void> {
    const questions = rows.map(
      ({ key, holder, locked_at }): LockQuestion => ({
        key,
        holder,
        is_late: locked_at + SERIAL_CHECK_S <= now,
      }),
    );
    const answers = await this.env.LEDGER.getByName(ledger).answerLocks(questions, now);
    for (const [index, { key, holder }] of rows.entries()) {
      const held = answers[index] ?? null;
      if (held !== null) this.keepAtMost(key, holder, held);
    }
  }

  /** The ledger knows of this lock: it need not be asked again. */
  private keepAtMost(key: string, holder: string, quantity: number): void {
    if (quantity === 0) this.sql.exec('DELETE FROM locks WHERE key = ? AND holder = ?', key, holder);
    else
      this.sql.exec(
        'UPDATE locks SET quantity = MIN(quantity, ?), check_at = NULL WHERE key = ? AND holder = ?',
        ...[quantity, key, holder],
      );
  }

  private nextCheckMs(): number | null {
    const { at } = this.sql
      .exec<{ at: number | null }>('SELECT MIN(check_at) AS at FROM locks WHERE check_at IS NOT NULL')
      .one();
    return at === null ? null : at * 1000;
  }
}

function grouped<Item>(items: readonly Item[], by: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(by(item));
    if (group === undefined) groups.set(by(item), [item]);
    else group.push(item);
  }
  return groups;
}

const TABLES = `
  CREATE TABLE locks (
    key             TEXT NOT NULL,
    holder          TEXT NOT NULL,
    ledger          TEXT NOT NULL,
    order_reference TEXT NOT NULL,
    quantity        INTEGER NOT NULL CHECK (quantity > 0),
    locked_at       INTEGER NOT NULL,
    check_at        INTEGER,
    PRIMARY KEY (key, holder)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX locks_to_check ON locks (check_at) WHERE check_at IS NOT NULL;
`;
