// Which signed cart has opened which checkout: each at most one. All SQL on this table is in this file.

export const SIGNED_CART_TABLE = `
  CREATE TABLE signed_carts (
    id       TEXT PRIMARY KEY,
    checkout TEXT NOT NULL UNIQUE
  ) STRICT, WITHOUT ROWID;
`;

export class SignedCartStore {
  private readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
  }

  /** The checkout that a cart has opened; null while it has opened none. */
  checkoutOf(id: string): string | null {
    const rows = this.sql.exec<{ checkout: string }>('SELECT checkout FROM signed_carts WHERE id = ?', id);
    return rows.toArray()[0]?.checkout ?? null;
  }

  /** Uses a cart up, in the transaction that opens its checkout. */
  use(id: string, checkout: string): void {
    this.sql.exec('INSERT INTO signed_carts (id, checkout) VALUES (?, ?)', id, checkout);
  }
}
