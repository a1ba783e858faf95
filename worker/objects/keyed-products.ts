// Products under their keys, as the registry and each catalogue hold them, in a table `products`: put by imports, taken out,
// brought back, and read page by page. What the columns are is data. Runs inside the caller's transaction.

import { PRODUCT_BATCH_ROWS } from '../../src/limits.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { ProductImport } from '../../src/wire/products.ts';
import { newIdentifier } from '../new-identifier.ts';

type Values = Record<string, SqlStorageValue>;
type Column<Row> = keyof Row & string;

/** A product as it is stored: what a row says, what is worked out from that, and when it was put and removed. */
export type Stored<Row, Derived> = Row &
  Derived & {
    readonly id: string;
    readonly created: UnixSeconds;
    readonly updated: UnixSeconds;
    readonly removed_at: UnixSeconds | null;
  };

export type ProductColumns<Row, Derived> = {
  /** The table whose one row counts what was done to the products as a whole. */
  readonly counted_in: 'registry' | 'catalogue';
  /** By what a product is known: one column, or several together. Of each key there is one product. */
  readonly keys: readonly (readonly Column<Row>[])[];
  /** What a row says of its product. */
  readonly said: readonly Column<Row>[];
  readonly derived: readonly Column<Derived>[];
  /** @param before the product as it was; undefined where it is new */
  readonly derive: (row: Row, before: Derived | undefined) => Derived;
};

/** A page: what comes after the product named, so many. */
export type ProductPage = { readonly after: string | null; readonly limit: number };

export class KeyedProducts<Row extends Values, Derived extends Values> {
  private readonly sql: SqlStorage;
  private readonly of: ProductColumns<Row, Derived>;
  private readonly columns: readonly Column<Stored<Row, Derived>>[];
  private readonly statements: { readonly find: string; readonly write: string };

  constructor(sql: SqlStorage, of: ProductColumns<Row, Derived>) {
    this.sql = sql;
    this.of = of;
    const moving = [...of.said, ...of.derived, 'updated', 'removed_at'] as const;
    this.columns = ['id', ...of.keys.flat(), 'created', ...moving];
    this.statements = { find: findStatement(of.keys), write: writeStatement(this.columns, moving) };
  }

  /**
   * Puts rows with different keys: each is a new product, changes the one with its key, which comes back where it was removed,
   * or changes nothing (SPEC T9, U1).
   *
   * @param written told of those that changed, by their identifiers as a JSON list
   */
  put(rows: readonly Row[], now: UnixSeconds, written: (ids: string) => void = () => {}): ProductImport {
    const counted = { created: 0, updated: 0, unchanged: 0 };
    // So many in one statement that its text is not too long for SQLite.
    for (let from = 0; from < rows.length; from += PRODUCT_BATCH_ROWS) {
      const batch = rows.slice(from, from + PRODUCT_BATCH_ROWS);
      const there = this.thereFor(batch);
      const changed: Stored<Row, Derived>[] = [];
      for (const [place, row] of batch.entries()) {
        const before = there.get(place);
        const is_same = before !== undefined && this.says(before, row);
        counted[before === undefined ? 'created' : is_same ? 'unchanged' : 'updated'] += 1;
        if (!is_same) changed.push(this.next(before, row, now));
      }
      if (changed.length > 0) this.write(changed, written);
    }
    const version = counted.created + counted.updated > 0 ? this.nextVersion() : this.version();
    return { object: 'product_import', rows: rows.length, ...counted, version };
  }

  /** Takes a product out. Once more, it changes nothing. False where there never was such a product. */
  remove(id: string, now: UnixSeconds, written: (ids: string) => void = () => {}): boolean {
    const before = this.find(id);
    if (before === null) return false;
    if (before.removed_at !== null) return true;
    const removed = { ...before, ...this.of.derive(before, before), updated: now, removed_at: now };
    this.write([removed], written);
    this.nextVersion();
    return true;
  }

  /** A product, removed or not; null where there is none. */
  find(id: string): Stored<Row, Derived> | null {
    return this.rows('id = ?', id)[0] ?? null;
  }

  /** Products that are not removed, the latest first; null where the page begins after one that never was. */
  list(
    narrowed: readonly { readonly condition: string; readonly value: string }[],
    { after, limit }: ProductPage,
  ): Stored<Row, Derived>[] | null {
    if (after !== null && this.find(after) === null) return null;
    const given = after === null ? narrowed : [...narrowed, { condition: 'id < ?', value: after }];
    const where = ['removed_at IS NULL', ...given.map(({ condition }) => condition)].join(' AND ');
    return this.rows(`${where} ORDER BY id DESC LIMIT ?`, ...given.map(({ value }) => value), limit);
  }

  /** @param where a part of a statement of the store's, never of a request */
  rows(where: string, ...values: SqlStorageValue[]): Stored<Row, Derived>[] {
    return this.sql.exec<Stored<Row, Derived>>(`SELECT * FROM products WHERE ${where}`, ...values).toArray();
  }

  /** The products, removed ones too, that have the keys of these rows, by the rows' places. */
  private thereFor(batch: readonly Row[]): Map<number, Stored<Row, Derived>> {
    const names = this.of.keys.flat();
    const keys = batch.map((row) => names.map((name) => row[name]));
    const found = this.sql.exec<Stored<Row, Derived> & { place: number }>(
      this.statements.find,
      JSON.stringify(keys),
    );
    return new Map(found.toArray().map((row) => [row.place, row]));
  }

  /** Whether a product is there and says what the row says. */
  private says(before: Stored<Row, Derived>, row: Row): boolean {
    return before.removed_at === null && this.of.said.every((column) => before[column] === row[column]);
  }

  private next(before: Stored<Row, Derived> | undefined, row: Row, now: UnixSeconds): Stored<Row, Derived> {
    const { id, created } = before ?? { id: newIdentifier('prd', now * 1000, 0), created: now };
    return { ...row, ...this.of.derive(row, before), id, created, updated: now, removed_at: null };
  }

  private write(rows: readonly Stored<Row, Derived>[], written: (ids: string) => void): void {
    const given = rows.map((row) => this.columns.map((column) => row[column]));
    this.sql.exec(this.statements.write, JSON.stringify(given));
    written(JSON.stringify(rows.map(({ id }) => id)));
  }

  private version(): number {
    return this.sql.exec<{ version: number }>(`SELECT version FROM ${this.of.counted_in}`).one().version;
  }

  private nextVersion(): number {
    this.sql.exec(`UPDATE ${this.of.counted_in} SET version = version + 1`);
    return this.version();
  }
}

/** Rows are given as lists: as objects with names, writing ten thousand takes SQLite half as long again. */
const member = (names: readonly string[], name: string): string => `given.value ->> ${names.indexOf(name)}`;

function findStatement(keys: readonly (readonly string[])[]): string {
  const names = keys.flat();
  const finds = keys.map((key) => {
    const has_key = key.map((name) => `products.${name} = ${member(names, name)}`).join(' AND ');
    return `SELECT given.key AS place, products.* FROM json_each(?1) AS given JOIN products ON ${has_key}`;
  });
  return finds.join(' UNION ALL ');
}

function writeStatement(columns: readonly string[], moving: readonly string[]): string {
  const members = columns.map((column) => member(columns, column)).join(', ');
  return `
    INSERT INTO products (${columns.join(', ')}) SELECT ${members} FROM json_each(?) AS given WHERE TRUE
      ON CONFLICT (id) DO UPDATE SET ${moving.map((column) => `${column} = excluded.${column}`).join(', ')}`;
}
