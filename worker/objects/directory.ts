// Directory, one for a deployment: merchants, key hashes, programme versions and the registry of products. Slow to change;
// Workers keep what they read from it for a minute.

import { DurableObject } from 'cloudflare:workers';
import { CHECKOUT_TTL_S } from '../../src/limits.ts';
import { type Programme, ProgrammeSchema } from '../../src/programme.ts';
import { ZHEJIANG_AI_2025 } from '../../src/programmes/zhejiang-ai-2025.ts';
import type { RegistryEntry } from '../../src/tagging/registry.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { Product, ProductImport, ProductRow } from '../../src/wire/products.ts';
import { DEMO_KEYS, DEMO_MERCHANT } from '../development.ts';
import { type Env, isDevelopment } from '../env.ts';
import { hashKey, type KeyKind, lastOf } from '../keys.ts';
import { newIdentifier } from '../new-identifier.ts';
import { KEY_TABLES, KeyStore, type NewKey, type StoredKey } from './key-store.ts';
import type { ProductPage } from './keyed-products.ts';
import { migrate } from './migrate.ts';
import { PRODUCT_TABLES, type ProductFilter, ProductStore } from './product-store.ts';

/** A shop. `origins` are the pages that may use its publishable and till keys. */
export type Merchant = {
  readonly id: string;
  readonly name: string;
  /** The programme its carts are priced under when they name none. */
  readonly programme: string;
  readonly origins: readonly string[];
  /** Its ledgers, fixed for ever: an order's reference says which of them keeps it. */
  readonly ledger_shards: number;
  /** Seconds from the opening of a checkout to its expiry. */
  readonly checkout_ttl: number;
  /** Whether its pages may name products of the catalogue, or have to bring a cart that its server signed. */
  readonly page_carts: PageCarts;
  readonly created: UnixSeconds;
};

/** `any`: products of the catalogue, and signed carts; `signed`: these alone. */
export const PAGE_CARTS = ['any', 'signed'] as const;
export type PageCarts = (typeof PAGE_CARTS)[number];

/** Whose key it is. The operator's belong to no merchant. */
export type KeyOwner =
  | { readonly kind: 'ok' }
  | { readonly kind: Exclude<KeyKind, 'ok'>; readonly merchant: Merchant };

export type ImportResult =
  | { readonly ok: true; readonly imported: ProductImport }
  /** Rows name these merchants, which nobody has let in. */
  | { readonly ok: false; readonly reason: 'merchant_unknown'; readonly merchants: readonly string[] };

/** What the registry says about a cart's keys, and whether it says anything about any product at all. */
export type DecidingEntries = { readonly entries: readonly RegistryEntry[]; readonly is_empty: boolean };

type MerchantRow = Omit<Merchant, 'origins'> & { readonly origins: string };

export class Directory extends DurableObject<Env> {
  private readonly sql: SqlStorage;
  private readonly keys: KeyStore;
  private readonly products: ProductStore;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.sql = ctx.storage.sql;
    this.keys = new KeyStore(ctx.storage.sql);
    this.products = new ProductStore(ctx.storage.sql);
    migrate(ctx.storage, [TABLES, PRODUCT_TABLES, KEY_TABLES, PAGE_CARTS_COLUMN]);
    this.addProgramme(ZHEJIANG_AI_2025);
    ctx.blockConcurrencyWhile(async () => {
      if (isDevelopment(env)) await this.addDemo();
      else this.refuseDemo();
    });
  }

  /** Whose key has this hash; null where nobody's, or where it was revoked. */
  owner(key_hash: string): KeyOwner | null {
    const row = this.keys.holder(key_hash);
    if (row === null) return null;
    if (row.kind === 'ok') return { kind: 'ok' };
    const merchant = row.merchant === null ? null : this.merchant(row.merchant);
    return merchant === null ? null : { kind: row.kind, merchant };
  }

  merchant(id: string): Merchant | null {
    const row = this.sql.exec<MerchantRow>('SELECT * FROM merchants WHERE id = ?', id).toArray()[0];
    return row === undefined ? null : { ...row, origins: JSON.parse(row.origins) as string[] };
  }

  /** How many ledgers each of these merchants has; of the others, nothing. */
  shardsOf(merchants: readonly string[]): Record<string, number> {
    const rows = this.sql.exec<{ id: string; ledger_shards: number }>(
      'SELECT id, ledger_shards FROM merchants WHERE id IN (SELECT value FROM json_each(?))',
      JSON.stringify(merchants),
    );
    return Object.fromEntries(rows.toArray().map(({ id, ledger_shards }) => [id, ledger_shards]));
  }

  /** The merchant after the one named, in the order of their identifiers; null after the last. */
  merchantAfter(id: string): Merchant | null {
    const rows = this.sql.exec<{ id: string }>(
      'SELECT id FROM merchants WHERE id > ? ORDER BY id LIMIT 1',
      id,
    );
    const next = rows.toArray()[0];
    return next === undefined ? null : this.merchant(next.id);
  }

  addMerchant(merchant: Merchant): void {
    this.sql.exec(
      `INSERT INTO merchants (id, name, programme, origins, ledger_shards, checkout_ttl, page_carts, created)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[merchant.id, merchant.name, merchant.programme, JSON.stringify(merchant.origins)],
      ...[merchant.ledger_shards, merchant.checkout_ttl, merchant.page_carts, merchant.created],
    );
  }

  addKey(key: NewKey): void {
    this.keys.add(key, false);
  }

  /** A page of a merchant's keys, revoked ones too, the latest first; null where nobody is that merchant. */
  keysOf(merchant: string, page: { after: string | null; limit: number }): StoredKey[] | null {
    return this.merchant(merchant) === null ? null : this.keys.list(merchant, page);
  }

  /** Revokes a merchant's key, once and for all; null where it has none of this name. */
  revokeKey(merchant: string, id: string, now: UnixSeconds): StoredKey | null {
    return this.keys.revoke(merchant, id, now);
  }

  /** Every version of every programme, the latest version of each first. */
  programmes(): Programme[] {
    return this.sql
      .exec<{ data: string }>('SELECT data FROM programmes ORDER BY id, version DESC')
      .toArray()
      .map(({ data }) => ProgrammeSchema.parse(JSON.parse(data)));
  }

  /** Puts products under their keys, all or none (SPEC T9). No two rows have the same key. */
  putProducts(rows: readonly ProductRow[], now: UnixSeconds): ImportResult {
    return this.ctx.storage.transactionSync(() => {
      const merchants = this.unknownMerchants(rows);
      if (merchants.length > 0) return { ok: false, reason: 'merchant_unknown', merchants };
      return { ok: true, imported: this.products.put(rows, now) };
    });
  }

  /**
   * Decides about products, whatever else is written of them: what is decided so already stays as it is (SPEC T12). No two rows
   * have the same key, and all merchants are known.
   *
   * @returns the entry of each row, in their order
   */
  decideProducts(rows: readonly ProductRow[], now: UnixSeconds): RegistryEntry[] {
    return this.ctx.storage.transactionSync(() => {
      const open = rows.filter((row) => this.products.under(row)?.device !== row.device);
      this.products.put(open, now);
      return rows.map((row) => {
        const entry = this.products.under(row);
        if (entry === null) throw new Error('a product that was just put is not there');
        return entry;
      });
    });
  }

  /** Takes a product out of the registry; false where it never was there. */
  removeProduct(id: string, now: UnixSeconds): boolean {
    return this.ctx.storage.transactionSync(() => this.products.remove(id, now));
  }

  /** A product with its versions, removed or not; null where it never was there. */
  product(id: string): Product | null {
    return this.products.find(id);
  }

  /** A page of the products that are there; null where it begins after one that never was. */
  listProducts(filter: ProductFilter, page: ProductPage): Product[] | null {
    return this.products.list(filter, page);
  }

  /** The entries for a merchant's cart with these GTINs, of 14 digits, and SKUs. */
  decidingProducts(merchant: string, gtins: readonly string[], skus: readonly string[]): DecidingEntries {
    return { entries: this.products.deciding(merchant, gtins, skus), is_empty: this.products.isEmpty() };
  }

  private unknownMerchants(rows: readonly ProductRow[]): string[] {
    const named = new Set(rows.map(({ merchant }) => merchant).filter((merchant) => merchant !== null));
    const unknown = this.sql.exec<{ id: string }>(
      'SELECT value AS id FROM json_each(?) WHERE value NOT IN (SELECT id FROM merchants)',
      JSON.stringify([...named]),
    );
    return unknown.toArray().map(({ id }) => id);
  }

  /** A version, once there, stays as it is: claims were computed under it. */
  private addProgramme(programme: Programme): void {
    ProgrammeSchema.parse(programme);
    this.sql.exec(
      'INSERT OR IGNORE INTO programmes (id, version, data) VALUES (?, ?, ?)',
      ...[programme.id, programme.version, JSON.stringify(programme)],
    );
  }

  private async addDemo(): Promise<void> {
    if (this.merchant(DEMO_MERCHANT.id) !== null) return;
    const { merchants } = this.sql
      .exec<{ merchants: number }>('SELECT COUNT(*) AS merchants FROM merchants')
      .one();
    if (merchants > 0) throw new Error('this storage belongs to a deployment: development must not touch it');
    const keys = await Promise.all(
      DEMO_KEYS.map(async ({ key, kind }) => ({
        ...{ id: newIdentifier('key', 0, 0), kind, last4: lastOf(key), hash: await hashKey(key), created: 0 },
        merchant: kind === 'ok' ? null : DEMO_MERCHANT.id,
      })),
    );
    this.ctx.storage.transactionSync(() => {
      this.addMerchant({
        ...DEMO_MERCHANT,
        origins: [],
        ledger_shards: 1,
        checkout_ttl: CHECKOUT_TTL_S,
        page_carts: 'any',
        created: 0,
      });
      for (const key of keys) this.keys.add(key, true);
    });
  }

  /** Storage that once served development must not serve anybody else: its keys are published. */
  private refuseDemo(): void {
    if (this.keys.hasDemo())
      throw new Error('this storage holds the published demo keys: start with new storage');
  }
}

const PAGE_CARTS_COLUMN = `
  ALTER TABLE merchants ADD COLUMN page_carts TEXT NOT NULL DEFAULT 'any' CHECK (page_carts IN ('any', 'signed'));
`;

const TABLES = `
  CREATE TABLE merchants (
    id        TEXT PRIMARY KEY,
    name      TEXT NOT NULL,
    programme TEXT NOT NULL,
    origins   TEXT NOT NULL CHECK (json_valid(origins)),
    ledger_shards INTEGER NOT NULL CHECK (ledger_shards > 0),
    checkout_ttl  INTEGER NOT NULL CHECK (checkout_ttl > 0),
    created   INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE keys (
    hash     TEXT PRIMARY KEY CHECK (length(hash) = 64),
    kind     TEXT NOT NULL CHECK (kind IN ('pk', 'sk', 'tk', 'fk', 'ok')),
    merchant TEXT REFERENCES merchants (id),
    created  INTEGER NOT NULL,
    demo     INTEGER NOT NULL CHECK (demo IN (0, 1)),
    CHECK ((merchant IS NULL) = (kind = 'ok'))
  ) STRICT;
  CREATE TABLE programmes (
    id      TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    data    TEXT NOT NULL CHECK (json_valid(data)),
    PRIMARY KEY (id, version)
  ) STRICT;
`;
