// What the claims of a ledger hold locked in `Serials`: units by their serial numbers, and buyers' units of a device class.
// Written in the transactions that reserve, reprice, void and return; `Serials` is told afterwards, until it has confirmed.
// All SQL on these tables is in this file.

import { BARRED_TTL_S, LOCK_RELEASE_BATCH, PRUNE_ROWS } from '../../src/limits.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { Device } from '../../src/vocabulary.ts';

export const LOCK_TABLES = `
  CREATE TABLE locks (
    holder   TEXT NOT NULL,
    key      TEXT NOT NULL,
    claim    TEXT NOT NULL,
    line     INTEGER,
    device   TEXT,
    quantity INTEGER NOT NULL CHECK (quantity >= 0),
    told     INTEGER NOT NULL CHECK (told IN (0, 1)),
    PRIMARY KEY (holder, key),
    CHECK ((line IS NULL) <> (device IS NULL)),
    CHECK (quantity > 0 OR told = 0)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX locks_by_claim ON locks (claim);
  CREATE INDEX locks_to_tell ON locks (holder) WHERE told = 0;
  CREATE TABLE barred (
    holder TEXT PRIMARY KEY,
    at     INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX barred_by_age ON barred (at);
`;

/** A lock: of the unit with a serial number, in a line of the cart; or of a buyer's units of a device class. */
export type Lock = { readonly key: string; readonly quantity: number } & (
  | { readonly line: number; readonly device: null }
  | { readonly line: null; readonly device: Device }
);

/**
 * The locks of one reservation. `holder` is the name they were taken under, which is never used again: the claim's
 * identifier where a checkout opens, the repricing's where a cart changes, a name of its own where a claim is restored.
 */
export type LockSet = {
  readonly holder: string;
  readonly locks: readonly Lock[];
  /** Whether all of them were had. Where not, nothing may be opened on them. */
  readonly taken: boolean;
};

/** Units of a line that came back. */
export type ReturnedUnits = {
  readonly line: number;
  /** The device class of the line; null where it does not qualify. */
  readonly device: Device | null;
  readonly quantity: number;
  /** The keys of the serial numbers that the return names. */
  readonly serial_keys: readonly string[];
  /** Whether nothing of the line is kept any more: then all its serial numbers are free, named or not. */
  readonly whole_line: boolean;
};

/** A lock about which `Serials` asks. `is_late` says that its reservation had time enough to come. */
export type LockQuestion = { readonly holder: string; readonly key: string; readonly is_late: boolean };

/** What a holder holds of a key from now on; 0 frees it. It only ever gets less. */
export type LockChange = { readonly holder: string; readonly key: string; readonly quantity: number };

export class LockStore {
  private readonly sql: SqlStorage;
  private readonly wake: () => void;

  /** @param wake called when there is something to tell `Serials` */
  constructor(sql: SqlStorage, wake: () => void) {
    this.sql = sql;
    this.wake = wake;
  }

  /** Whether the ledger has said of this holder that it will never come (SPEC N5). */
  isBarred(holder: string): boolean {
    return this.sql.exec('SELECT 1 FROM barred WHERE holder = ?', holder).toArray().length > 0;
  }

  /** Writes down what a claim holds. The holder must not be barred. */
  hold(claim: string, { holder, locks }: LockSet): void {
    if (this.isBarred(holder)) throw new Error(`${holder} was barred and cannot hold locks`);
    for (const { key, line, device, quantity } of locks) {
      this.sql.exec(
        'INSERT INTO locks (holder, key, claim, line, device, quantity, told) VALUES (?, ?, ?, ?, ?, ?, 1)',
        ...[holder, key, claim, line, device, quantity],
      );
    }
  }

  /** Writes down locks that stand for all that a claim holds of their keys: what it held of them under other names is free. */
  holdInstead(claim: string, set: LockSet): void {
    this.hold(claim, set);
    for (const { key } of set.locks)
      this.free('claim = ? AND key = ? AND holder <> ?', claim, key, set.holder);
  }

  /**
   * Gives back locks on which nothing was opened, and bars their holder: a request that is still on its way must not open
   * anything on them. Where the holder holds them after all, nothing happens.
   */
  forgo({ holder, locks }: LockSet, now: UnixSeconds): void {
    if (locks.length === 0 || this.isKnown(holder)) return;
    this.bar(holder, now);
    for (const { key, line, device } of locks) {
      this.sql.exec(
        'INSERT INTO locks (holder, key, claim, line, device, quantity, told) VALUES (?1, ?2, ?1, ?3, ?4, 0, 0)',
        ...[holder, key, line, device],
      );
    }
    this.wake();
  }

  /** Frees all that a claim holds: it was voided. */
  releaseClaim(claim: string): void {
    this.free('claim = ?', claim);
  }

  /** Frees what a holder holds: a repricing that was abandoned. */
  releaseHolder(holder: string): void {
    this.free('holder = ?', holder);
  }

  /** From now on a claim holds what this holder holds, and nothing else: a repricing that was done. */
  replace(claim: string, holder: string): void {
    this.free('claim = ? AND holder <> ?', claim, holder);
  }

  /**
   * Frees what a return brings back (SPEC N7). Units that it does not name keep their locks while the line is kept in part.
   *
   * @returns what was freed
   */
  releaseUnits(claim: string, returned: readonly ReturnedUnits[]): Lock[] {
    const before = this.heldBy(claim);
    for (const { line, device, quantity, serial_keys, whole_line } of returned) {
      if (whole_line) this.free('claim = ? AND line = ?', claim, line);
      else for (const key of serial_keys) this.free('claim = ? AND line = ? AND key = ?', claim, line, key);
      if (device !== null) this.lower(claim, device, quantity);
    }
    const after = new Map(this.heldBy(claim).map(({ key, quantity }) => [key, quantity]));
    return before.flatMap((lock) => {
      const quantity = lock.quantity - (after.get(lock.key) ?? 0);
      return quantity === 0 ? [] : [{ ...lock, quantity }];
    });
  }

  /** What a claim holds, each lock that it has. */
  heldBy(claim: string): Lock[] {
    return this.sql
      .exec<Lock & Record<string, SqlStorageValue>>(
        'SELECT key, line, device, quantity FROM locks WHERE claim = ? AND quantity > 0',
        claim,
      )
      .toArray();
  }

  /**
   * What a holder holds of a key; null where it may still come. A holder that is unknown though it is late is barred
   * before it is said to hold nothing (SPEC N5).
   */
  answer({ holder, key, is_late }: LockQuestion, now: UnixSeconds): number | null {
    const held = this.sql
      .exec<{ quantity: number }>('SELECT quantity FROM locks WHERE holder = ? AND key = ?', holder, key)
      .toArray()[0];
    if (held !== undefined) return held.quantity;
    if (this.isKnown(holder)) return 0;
    if (!is_late) return null;
    this.bar(holder, now);
    return 0;
  }

  /** Whether there is something to tell `Serials`. */
  hasToTell(): boolean {
    return this.sql.exec('SELECT 1 FROM locks WHERE told = 0 LIMIT 1').toArray().length > 0;
  }

  /** What `Serials` is to be told, as much as one step takes. */
  toTell(): LockChange[] {
    return this.sql
      .exec<LockChange>('SELECT holder, key, quantity FROM locks WHERE told = 0 LIMIT ?', LOCK_RELEASE_BATCH)
      .toArray();
  }

  /** `Serials` has confirmed: what is free is forgotten; what became less in the meantime is told once more. */
  confirm({ holder, key, quantity }: LockChange): void {
    if (quantity === 0) this.sql.exec('DELETE FROM locks WHERE holder = ? AND key = ?', holder, key);
    else
      this.sql.exec(
        'UPDATE locks SET told = 1 WHERE holder = ? AND key = ? AND quantity = ?',
        ...[holder, key, quantity],
      );
  }

  /** @param condition a part of a statement of this file, never of a request */
  private free(condition: string, ...values: SqlStorageValue[]): void {
    this.change(`UPDATE locks SET quantity = 0, told = 0 WHERE quantity > 0 AND ${condition}`, ...values);
  }

  private lower(claim: string, device: Device, by: number): void {
    this.change(
      'UPDATE locks SET quantity = MAX(0, quantity - ?), told = 0 WHERE quantity > 0 AND claim = ? AND device = ?',
      ...[by, claim, device],
    );
  }

  private change(statement: string, ...values: SqlStorageValue[]): void {
    if (this.sql.exec(statement, ...values).rowsWritten > 0) this.wake();
  }

  private isKnown(holder: string): boolean {
    return (
      this.isBarred(holder) ||
      this.sql.exec('SELECT 1 FROM locks WHERE holder = ? LIMIT 1', holder).toArray().length > 0
    );
  }

  /** A request does not travel for a day: what was barred before that is forgotten, a bounded number at a time. */
  private bar(holder: string, now: UnixSeconds): void {
    this.sql.exec('INSERT OR IGNORE INTO barred (holder, at) VALUES (?, ?)', holder, now);
    this.sql.exec(
      'DELETE FROM barred WHERE holder IN (SELECT holder FROM barred WHERE at < ? LIMIT ?)',
      ...[now - BARRED_TTL_S, PRUNE_ROWS],
    );
  }
}
