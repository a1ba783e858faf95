// The registry's products: the entry of each key, its versions, and the search over them. All SQL on these tables is in this
// file and in keyed-products.ts. What a right row is, the wire schema has said; who sees changes when is worker/registry.ts.

import type { RegistryEntry } from '../../src/tagging/registry.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { Device, ProductDecision } from '../../src/vocabulary.ts';
import type { Product, ProductImport, ProductRow, ProductVersion } from '../../src/wire/products.ts';
import { KeyedProducts, type ProductColumns, type ProductPage, type Stored } from './keyed-products.ts';

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

/** What a list of products is narrowed to; what is undefined does not narrow. `q` is looked for in name, SKU and GTIN. */
export type ProductFilter = {
  readonly gtin?: string | undefined;
  readonly merchant?: string | undefined;
  readonly sku?: string | undefined;
  readonly decision?: ProductDecision | undefined;
  readonly device?: Device | undefined;
  readonly q?: string | undefined;
};

type Derived = { readonly version: number; readonly search: string };

const COLUMNS: ProductColumns<ProductRow, Derived> = {
  counted_in: 'registry',
  keys: [['gtin'], ['merchant', 'sku']],
  said: ['decision', 'device', 'name', 'source'],
  derived: ['version', 'search'],
  derive: ({ name, sku, gtin }, before) => ({
    version: (before?.version ?? 0) + 1,
    search: searchable([name, sku, gtin].filter((text) => text !== null).join('\n')),
  }),
};

export class ProductStore {
  private readonly sql: SqlStorage;
  private readonly products: KeyedProducts<ProductRow, Derived>;

  constructor(sql: SqlStorage) {
    this.sql = sql;
    this.products = new KeyedProducts(sql, COLUMNS);
  }

  /** Puts rows with different keys, in one transaction of the caller's (SPEC T9). */
  put(rows: readonly ProductRow[], now: UnixSeconds): ProductImport {
    return this.products.put(rows, now, (ids) => this.keepVersions(ids));
  }

  /** Takes an entry out, which is a version of it. Once more, it changes nothing. False where there is no such entry. */
  remove(id: string, now: UnixSeconds): boolean {
    return this.products.remove(id, now, (ids) => this.keepVersions(ids));
  }

  /** An entry with its versions, removed or not; null where there is none. */
  find(id: string): Product | null {
    const row = this.products.find(id);
    if (row === null) return null;
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
  list(filter: ProductFilter, page: ProductPage): Product[] | null {
    const narrowed = CONDITIONS.flatMap(([name, condition]) => {
      const value = filter[name];
      return value === undefined ? [] : [{ condition, value: name === 'q' ? searchable(value) : value }];
    });
    return this.products.list(narrowed, page)?.map(productOf) ?? null;
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
    return this.products.rows('removed_at IS NULL LIMIT 1').length === 0;
  }

  /** Keeps entries as they are now among their versions. */
  private keepVersions(ids: string): void {
    this.sql.exec(
      `INSERT INTO product_versions (product, version, decision, device, name, source, removed, created)
         SELECT id, version, decision, device, name, source, removed_at IS NOT NULL, updated
           FROM products WHERE id IN (SELECT value FROM json_each(?))`,
      ids,
    );
  }
}

/** Text is looked for with instr: patterns of LIKE may have 50 bytes only, and its letters are those of English. */
const CONDITIONS: readonly [name: keyof ProductFilter, condition: string][] = [
  ['gtin', 'gtin = ?'],
  ['merchant', 'merchant = ?'],
  ['sku', 'sku = ?'],
  ['decision', 'decision = ?'],
  ['device', 'device = ?'],
  ['q', 'instr(search, ?) > 0'],
];

/** One text for all ways of writing it: letters of either case, of full and of half width. */
const searchable = (text: string): string => text.normalize('NFKC').toLowerCase();

function productOf({ search: _, removed_at, id, ...row }: Stored<ProductRow, Derived>): Product {
  return { id, object: 'product', ...row, ...(removed_at !== null && { removed_at }) };
}
