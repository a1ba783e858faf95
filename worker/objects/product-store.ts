// The registry's products: the entry of each key, its versions, and the search over them. All SQL on these tables is in this
// file. What a right row is, the wire schema has said; who sees changes when is worker/registry.ts.

import type { RegistryEntry } from '../../src/tagging/registry.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { Device, ProductDecision } from '../../src/vocabulary.ts';
import type { Product, ProductImport, ProductRow, ProductVersion } from '../../src/wire/products.ts';
import { newIdentifier } from '../new-identifier.ts';
import { importRows } from './importing.ts';

export const PRODUCT_TABLES = `
  CREATE TABLE products (
    id         TEXT PRIMARY KEY,
    version    INTEGER NOT NULL CHECK (version > 0),
    gtin       TEXT UNIQUE CHECK (length(gtin) = 14 AND gtin NOT GLOB '*[^0-9]*'),
    merchant   TEXT REFERENCES merchants (id),
    sku        TEXT,
    decision   TEXT NOT NULL CHECK (decision IN ('approved', 'excluded')),
    device     TEXT,
    name       TEXT,
    source     TEXT,
    search     TEXT NOT NULL,
    created    INTEGER NOT NULL,
    updated    INTEGER NOT NULL,
    removed_at INTEGER,
    CHECK ((gtin IS NULL) = (sku IS NOT NULL)),
    CHECK ((merchant IS NULL) = (sku IS NULL)),
    CHECK ((device IS NULL) = (decision = 'excluded'))
  ) STRICT;
  CREATE UNIQUE INDEX products_by_sku ON products (merchant, sku) WHERE sku IS NOT NULL;
  CREATE INDEX products_there ON products (id) WHERE removed_at IS NULL;
  CREATE TABLE product_versions (
    product  TEXT NOT NULL REFERENCES products (id),
    version  INTEGER NOT NULL CHECK (version > 0),
    decision TEXT NOT NULL,
    device   TEXT,
    name     TEXT,
    source   TEXT,
    removed  INTEGER NOT NULL CHECK (removed IN (0, 1)),
    created  INTEGER NOT NULL,
    PRIMARY KEY (product, version)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE registry (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL CHECK (version >= 0)
  ) STRICT;
  INSERT INTO registry (id, version) VALUES (1, 0);
`;

type StoredRow = ProductRow & {
  readonly id: string;
  readonly version: number;
  readonly search: string;
  readonly created: UnixSeconds;
  readonly updated: UnixSeconds;
  readonly removed_at: UnixSeconds | null;
};

/** What a list of products is narrowed to; what is undefined does not narrow. `q` is looked for in name, SKU and GTIN. */
export type ProductFilter = {
  readonly gtin?: string | undefined;
  readonly merchant?: string | undefined;
  readonly sku?: string | undefined;
  readonly decision?: ProductDecision | undefined;
  readonly device?: Device | undefined;
  readonly q?: string | undefined;
};

/** A page: what comes after the entry named, so many. */
export type ProductPage = { readonly after: string | null; readonly limit: number };

export class ProductStore {
  private readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
  }

  /** Puts rows with different keys, in one transaction of the caller's (SPEC T9). */
  put(rows: readonly ProductRow[], now: UnixSeconds): ProductImport {
    const counted = importRows(rows, {
      thereFor: (batch) => this.thereFor(batch),
      isSame,
      next: (before, row) => next(before, row, now),
      write: (changed) => this.write(changed),
    });
    const version = counted.created + counted.updated > 0 ? this.nextVersion() : this.version();
    return { object: 'product_import', rows: rows.length, ...counted, version };
  }

  /** Takes an entry out, which is a version of it. Once more, it changes nothing. False where there is no such entry. */
  remove(id: string, now: UnixSeconds): boolean {
    const before = this.rows('id = ?', id)[0];
    if (before === undefined) return false;
    if (before.removed_at !== null) return true;
    this.write([{ ...before, version: before.version + 1, updated: now, removed_at: now }]);
    this.nextVersion();
    return true;
  }

  /** An entry with its versions, removed or not; null where there is none. */
  find(id: string): Product | null {
    const row = this.rows('id = ?', id)[0];
    if (row === undefined) return null;
    const versions = this.sql.exec<Omit<ProductVersion, 'removed'> & { removed: 0 | 1 }>(
      `SELECT version, decision, device, name, source, removed, created FROM product_versions
        WHERE product = ? ORDER BY version`,
      id,
    );
    return {
      ...productOf(row),
      versions: versions.toArray().map((one) => ({ ...one, removed: one.removed === 1 })),
    };
  }

  /** Entries that are not removed, the latest first; null where the page begins after an entry that never was. */
  list(filter: ProductFilter, { after, limit }: ProductPage): Product[] | null {
    if (after !== null && this.rows('id = ?', after).length === 0) return null;
    const given = CONDITIONS.flatMap(([name, condition]) => {
      const value = filter[name];
      return value === undefined ? [] : [{ condition, value: name === 'q' ? searchable(value) : value }];
    });
    if (after !== null) given.push({ condition: 'id < ?', value: after });
    const where = ['removed_at IS NULL', ...given.map(({ condition }) => condition)].join(' AND ');
    const values = given.map(({ value }) => value);
    return this.rows(`${where} ORDER BY id DESC LIMIT ?`, ...values, limit).map(productOf);
  }

  /** The entries that can decide for a merchant's cart with these GTINs, of 14 digits, and SKUs. */
  deciding(merchant: string, gtins: readonly string[], skus: readonly string[]): RegistryEntry[] {
    const rows = this.sql.exec<RegistryEntry>(
      `SELECT id, version, gtin, sku, device FROM products
        WHERE removed_at IS NULL AND gtin IN (SELECT value FROM json_each(?))
       UNION ALL
       SELECT id, version, gtin, sku, device FROM products
        WHERE removed_at IS NULL AND merchant = ? AND sku IN (SELECT value FROM json_each(?))`,
      ...[JSON.stringify(gtins), merchant, JSON.stringify(skus)],
    );
    return rows.toArray();
  }

  /** The entry that is there under a row's key; null where none is. */
  under({ gtin, merchant, sku }: ProductRow): RegistryEntry | null {
    const found = this.deciding(merchant ?? '', gtin === null ? [] : [gtin], sku === null ? [] : [sku]);
    return found[0] ?? null;
  }

  isEmpty(): boolean {
    return this.rows('removed_at IS NULL LIMIT 1').length === 0;
  }

  /** The entries, removed ones too, that have the keys of these rows, by the rows' places. */
  private thereFor(batch: readonly ProductRow[]): Map<number, StoredRow> {
    const keys = JSON.stringify(batch.map(({ gtin, merchant, sku }) => ({ gtin, merchant, sku })));
    const found = this.sql.exec<StoredRow & { place: number }>(
      `SELECT keys.key AS place, products.* FROM json_each(?1) AS keys
         JOIN products ON products.gtin = keys.value ->> 'gtin'
       UNION ALL
       SELECT keys.key AS place, products.* FROM json_each(?1) AS keys
         JOIN products ON products.merchant = keys.value ->> 'merchant' AND products.sku = keys.value ->> 'sku'`,
      keys,
    );
    return new Map(found.toArray().map(({ place, ...row }) => [place, row]));
  }

  /** Writes entries as they are now, and a version of each. */
  private write(rows: readonly StoredRow[]): void {
    const given = JSON.stringify(rows.map((row) => COLUMNS.map((column) => row[column])));
    this.sql.exec(WRITE_PRODUCTS, given);
    this.sql.exec(WRITE_VERSIONS, given);
  }

  private rows(where: string, ...values: SqlStorageValue[]): StoredRow[] {
    return this.sql.exec<StoredRow>(`SELECT * FROM products WHERE ${where}`, ...values).toArray();
  }

  private version(): number {
    return this.sql.exec<{ version: number }>('SELECT version FROM registry').one().version;
  }

  private nextVersion(): number {
    this.sql.exec('UPDATE registry SET version = version + 1');
    return this.version();
  }
}

const DECIDED = ['decision', 'device', 'name', 'source'] as const;
const MOVING = ['version', ...DECIDED, 'search', 'updated', 'removed_at'] as const;
const COLUMNS = ['id', 'gtin', 'merchant', 'sku', 'created', ...MOVING] as const;

/** Rows are given as lists: as objects with names, writing ten thousand takes SQLite half as long again. */
const member = (column: (typeof COLUMNS)[number]): string => `value ->> ${COLUMNS.indexOf(column)}`;

const WRITE_PRODUCTS = `
  INSERT INTO products (${COLUMNS.join(', ')}) SELECT ${COLUMNS.map(member).join(', ')} FROM json_each(?) WHERE TRUE
    ON CONFLICT (id) DO UPDATE SET ${MOVING.map((column) => `${column} = excluded.${column}`).join(', ')}`;

const WRITE_VERSIONS = `
  INSERT INTO product_versions (product, version, ${DECIDED.join(', ')}, removed, created)
    SELECT ${(['id', 'version', ...DECIDED] as const).map(member).join(', ')}, ${member('removed_at')} IS NOT NULL, ${member('updated')}
      FROM json_each(?)`;

/** Text is looked for with instr: patterns of LIKE may have 50 bytes only, and its letters are those of English. */
const CONDITIONS: readonly [name: keyof ProductFilter, condition: string][] = [
  ['gtin', 'gtin = ?'],
  ['merchant', 'merchant = ?'],
  ['sku', 'sku = ?'],
  ['decision', 'decision = ?'],
  ['device', 'device = ?'],
  ['q', 'instr(search, ?) > 0'],
];

const isSame = (before: StoredRow, row: ProductRow): boolean =>
  before.removed_at === null && DECIDED.every((column) => before[column] === row[column]);

/** The entry after a row: a new one, or the next version of the one with its key, which comes back where it was removed. */
function next(before: StoredRow | undefined, row: ProductRow, now: UnixSeconds): StoredRow {
  const { id, version, created } = before ?? {
    id: newIdentifier('prd', now * 1000, 0),
    version: 0,
    created: now,
  };
  const search = searchable([row.name, row.sku, row.gtin].filter((text) => text !== null).join('\n'));
  return { ...row, id, version: version + 1, search, created, updated: now, removed_at: null };
}

/** One text for all ways of writing it: letters of either case, of full and of half width. */
const searchable = (text: string): string => text.normalize('NFKC').toLowerCase();

function productOf({ search: _, removed_at, id, ...row }: StoredRow): Product {
  return { id, object: 'product', ...row, ...(removed_at !== null && { removed_at }) };
}
