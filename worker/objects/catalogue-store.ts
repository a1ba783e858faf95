// The products of a merchant's catalogue. All SQL on these tables is in this file and in keyed-products.ts. What a right row is, the
// wire schema has said.

import type { UnixSeconds } from '../../src/time.ts';
import type { CatalogueProduct, CatalogueRow } from '../../src/wire/catalogue.ts';
import type { ProductImport } from '../../src/wire/products.ts';
import { KeyedProducts, type ProductColumns, type ProductPage, type Stored } from './keyed-products.ts';

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

/** A row as its columns have it. */
type FlatRow = Omit<CatalogueRow, 'category'> & {
  readonly category_taxonomy: Taxonomy | null;
  readonly category_code: string | null;
};
type None = Record<never, never>;

const COLUMNS: ProductColumns<FlatRow, None> = {
  counted_in: 'catalogue',
  keys: [['sku']],
  said: ['unit_amount', 'title', 'brand', 'gtin', 'category_taxonomy', 'category_code'],
  derived: [],
  derive: () => ({}),
};

export class CatalogueStore {
  private readonly products: KeyedProducts<FlatRow, None>;

  constructor(sql: SqlStorage) {
    this.products = new KeyedProducts(sql, COLUMNS);
  }

  /** Puts rows with different SKUs, in one transaction of the caller's (SPEC U1). */
  put(rows: readonly CatalogueRow[], now: UnixSeconds): ProductImport {
    return this.products.put(rows.map(flat), now);
  }

  /** Takes a product out. Once more, it changes nothing. False where there never was such a product. */
  remove(id: string, now: UnixSeconds): boolean {
    return this.products.remove(id, now);
  }

  /** A product, removed or not; null where there is none. */
  find(id: string): CatalogueProduct | null {
    const row = this.products.find(id);
    return row === null ? null : productOf(row);
  }

  /** Products that are not removed, the latest first; null where the page begins after one that never was. */
  list(sku: string | undefined, page: ProductPage): CatalogueProduct[] | null {
    const narrowed = sku === undefined ? [] : [{ condition: 'sku = ?', value: sku }];
    return this.products.list(narrowed, page)?.map(productOf) ?? null;
  }

  /** The products with these SKUs that are there, in no order. */
  withSkus(skus: readonly string[]): CatalogueProduct[] {
    const where = 'removed_at IS NULL AND sku IN (SELECT value FROM json_each(?))';
    return this.products.rows(where, JSON.stringify(skus)).map(productOf);
  }
}

function flat({ category, ...row }: CatalogueRow): FlatRow {
  return { ...row, category_taxonomy: category?.taxonomy ?? null, category_code: category?.code ?? null };
}

function productOf({
  id,
  category_taxonomy: taxonomy,
  category_code: code,
  removed_at,
  ...row
}: Stored<FlatRow, None>): CatalogueProduct {
  const category = taxonomy === null || code === null ? null : { taxonomy, code };
  return { id, object: 'catalogue_product', ...row, category, ...(removed_at !== null && { removed_at }) };
}
