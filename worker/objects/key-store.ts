// API keys as the Directory keeps them: by their hash, and by a name under which they can be listed and revoked.

import type { UnixSeconds } from '../../src/time.ts';
import type { KeyKind } from '../keys.ts';

/** What is known of a key. */
export type StoredKey = {
  readonly id: string;
  readonly kind: KeyKind;
  /** Null for the operator's. */
  readonly merchant: string | null;
  /** Its last four characters; null of a key from before they were kept. */
  readonly last4: string | null;
  readonly created: UnixSeconds;
  /** Since when it opens nothing; null where it does. */
  readonly revoked: UnixSeconds | null;
};

export type NewKey = Omit<StoredKey, 'revoked'> & { readonly hash: string };

export class KeyStore {
  private readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
  }

  add({ id, hash, kind, merchant, last4, created }: NewKey, is_demo: boolean): void {
    this.sql.exec(
      'INSERT INTO keys (id, hash, kind, merchant, last4, created, demo) VALUES (?, ?, ?, ?, ?, ?, ?)',
      ...[id, hash, kind, merchant, last4, created, is_demo ? 1 : 0],
    );
  }

  /** Who has the key with this hash; null where nobody has, or it was revoked. */
  holder(hash: string): Pick<StoredKey, 'kind' | 'merchant'> | null {
    const rows = this.sql.exec<Pick<StoredKey, 'kind' | 'merchant'>>(
      'SELECT kind, merchant FROM keys WHERE hash = ? AND revoked IS NULL',
      hash,
    );
    return rows.toArray()[0] ?? null;
  }

  /** A merchant's keys, the latest first. */
  list(merchant: string, { after, limit }: { after: string | null; limit: number }): StoredKey[] {
    return this.sql
      .exec<StoredKey>(
        `SELECT ${COLUMNS} FROM keys WHERE merchant = ?1 AND (?2 IS NULL OR id < ?2) ORDER BY id DESC LIMIT ?3`,
        ...[merchant, after, limit],
      )
      .toArray();
  }

  /** Revokes a merchant's key; again, it stays revoked since the first time. Null where the merchant has none of this name. */
  revoke(merchant: string, id: string, now: UnixSeconds): StoredKey | null {
    const rows = this.sql.exec<StoredKey>(
      `UPDATE keys SET revoked = COALESCE(revoked, ?) WHERE merchant = ? AND id = ? RETURNING ${COLUMNS}`,
      ...[now, merchant, id],
    );
    return rows.toArray()[0] ?? null;
  }

  hasDemo(): boolean {
    return this.sql.exec('SELECT 1 FROM keys WHERE demo = 1 LIMIT 1').toArray().length > 0;
  }
}

const COLUMNS = 'id, kind, merchant, last4, created, revoked';

/** Keys of before they had names get one from their hash that sorts before all others: a moment of zero. */
export const KEY_TABLES = `
  CREATE TABLE named_keys (
    id       TEXT PRIMARY KEY NOT NULL,
    hash     TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
    kind     TEXT NOT NULL CHECK (kind IN ('pk', 'sk', 'tk', 'fk', 'ok')),
    merchant TEXT REFERENCES merchants (id),
    last4    TEXT CHECK (length(last4) = 4),
    created  INTEGER NOT NULL,
    revoked  INTEGER,
    demo     INTEGER NOT NULL CHECK (demo IN (0, 1)),
    CHECK ((merchant IS NULL) = (kind = 'ok'))
  ) STRICT;
  INSERT INTO named_keys (id, hash, kind, merchant, created, demo)
    SELECT 'key_0000000000' || substr(hash, 1, 14) || '00', hash, kind, merchant, created, demo FROM keys;
  DROP TABLE keys;
  ALTER TABLE named_keys RENAME TO keys;
  CREATE INDEX keys_of_merchants ON keys (merchant, id);
`;
