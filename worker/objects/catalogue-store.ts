// The products of a merchant's catalogue. All SQL on these tables is in this file. What a right row is, the wire schema has said.

import type { UnixSeconds } from '../../src/time.ts';
import type { CatalogueProduct, CatalogueRow } from '../../src/wire/catalogue.ts';
import type { ProductImport } from '../../src/wire/products.ts';
import { newIdentifier } from '../new-identifier.ts';
import { importRows } from './importing.ts';
import type { ProductPage } from './product-store.ts';

export const CATALOGUE_TABLES = `
  CREATE TABLE products (
    id                TEXT PRIMARY KEY,
    sku               TEXT NOT NULL UNIQUE,
    unit_amount       INTEGER NOT NULL CHECK (unit_amount >= 0),
    title             TEXT NOT NULL CHECK (title <> ''),
    brand             TEXT,
    gtin              TEXT,
    category_taxonomy TEXT,
    category_code     TEXT,
    created           INTEGER NOT NULL,
    updated           INTEGER NOT NULL,
    removed_at        INTEGER,
    CHECK ((category_taxonomy IS NULL) = (category_code IS NULL))
  ) STRICT;
  CREATE INDEX products_there ON products (id) WHERE removed_at IS NULL;
  CREATE TABLE catalogue (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL CHECK (version >= 0)
  ) STRICT;
  INSERT INTO catalogue (id, version) VALUES (1, 0);
`;

type Taxonomy = NonNullable<CatalogueRow['category']>['taxonomy'];

type StoredRow = Omit<CatalogueRow, 'category'> & {
  readonly id: string;
  readonly category_taxonomy: Taxonomy | null;
  readonly category_code: string | null;
  readonly created: UnixSeconds;
  readonly updated: UnixSeconds;
  readonly removed_at: UnixSeconds | null;
};

export class CatalogueStore {
  private readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
  }

  /** Puts rows with different SKUs, in one transaction of the caller's (SPEC U1). */
  put(rows: readonly CatalogueRow[], now: UnixSeconds): ProductImport {
    const counted = importRows(rows, {
      thereFor: (batch) => this.thereFor(batch),
      isSame,
      next: (before, row) => next(before, row, now),
      write: (changed) => this.write(changed),
    });
    const version = counted.created + counted.updated > 0 ? this.nextVersion() : this.version();
    return { object: 'product_import', rows: rows.length, ...counted, version };
  }

  /** Takes a product out. Once more, it changes nothing. False where there never was such a product. */
  remove(id: string, now: UnixSeconds): boolean {
    const before = this.rows('id = ?', id)[0];
    if (before === undefined) return false;
    if (before.removed_at !== null) return true;
    this.sql.exec('UPDATE products SET removed_at = ?1, updated = ?1 WHERE id = ?2', now, id);
    this.nextVersion();
    return true;
  }

  /** A product, removed or not; null where there is none. */
  find(id: string): CatalogueProduct | null {
    const row = this.rows('id = ?', id)[0];
    return row === undefined ? null : productOf(row);
  }

  /** Products that are not removed, the latest first; null where the page begins after one that never was. */
  list(sku: string | undefined, { after, limit }: ProductPage): CatalogueProduct[] | null {
    if (after !== null && this.rows('id = ?', after).length === 0) return null;
    const rows = this.rows(
      'removed_at IS NULL AND (?1 IS NULL OR sku = ?1) AND (?2 IS NULL OR id < ?2) ORDER BY id DESC LIMIT ?3',
      ...[sku ?? null, after, limit],
    );
    return rows.map(productOf);
  }

  /** The products with these SKUs that are there, in no order. */
  withSkus(skus: readonly string[]): CatalogueProduct[] {
    return this.rows(
      'removed_at IS NULL AND sku IN (SELECT value FROM json_each(?))',
      JSON.stringify(skus),
    ).map(productOf);
  }

  private thereFor(batch: readonly CatalogueRow[]): Map<number, StoredRow> {
    const found = this.sql.exec<StoredRow & { place: number }>(
      `SELECT skus.key AS place, products.* FROM json_each(?) AS skus JOIN products ON products.sku = skus.value`,
      JSON.stringify(batch.map(({ sku }) => sku)),
    );
    return new Map(found.toArray().map(({ place, ...row }) => [place, row]));
  }

  private write(rows: readonly StoredRow[]): void {
    const given = rows.map((row) => COLUMNS.map((column) => row[column]));
    this.sql.exec(WRITE_PRODUCTS, JSON.stringify(given));
  }

  private rows(where: string, ...values: SqlStorageValue[]): StoredRow[] {
    return this.sql.exec<StoredRow>(`SELECT * FROM products WHERE ${where}`, ...values).toArray();
  }

  private version(): number {
    return this.sql.exec<{ version: number }>('SELECT version FROM catalogue').one().version;
  }

  private nextVersion(): number {
    this.sql.exec('UPDATE catalogue SET version = version + 1');
    return this.version();
  }
}

const SAID = ['unit_amount', 'title', 'brand', 'gtin', 'category_taxonomy', 'category_code'] as const;
const MOVING = [...SAID, 'updated', 'removed_at'] as const;
const COLUMNS = ['id', 'sku', 'created', ...MOVING] as const;

const WRITE_PRODUCTS = `
  INSERT INTO products (${COLUMNS.join(', ')})
    SELECT ${COLUMNS.map((_column, place) => `value ->> ${place}`).join(', ')} FROM json_each(?) WHERE TRUE
    ON CONFLICT (id) DO UPDATE SET ${MOVING.map((column) => `${column} = excluded.${column}`).join(', ')}`;

function isSame(before: StoredRow, row: CatalogueRow): boolean {
  const said = flat(row);
  return before.removed_at === null && SAID.every((column) => before[column] === said[column]);
}

/** The product after a row: a new one, or the one with its SKU, which comes back where it was removed. */
function next(before: StoredRow | undefined, row: CatalogueRow, now: UnixSeconds): StoredRow {
  const { id, created } = before ?? { id: newIdentifier('prd', now * 1000, 0), created: now };
  return { ...flat(row), id, created, updated: now, removed_at: null };
}

function flat({ category, ...row }: CatalogueRow) {
  return { ...row, category_taxonomy: category?.taxonomy ?? null, category_code: category?.code ?? null };
}

function productOf({
  id,
  category_taxonomy: taxonomy,
  category_code: code,
  removed_at,
  ...row
}: StoredRow): CatalogueProduct {
  const category = taxonomy === null || code === null ? null : { taxonomy, code };
  return { id, object: 'catalogue_product', ...row, category, ...(removed_at !== null && { removed_at }) };
}
