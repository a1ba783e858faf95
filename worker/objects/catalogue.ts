// Catalogue, one for each merchant: the products that its pages may sell, at its own prices. Read without a cache, so that a
// price is the present one; what a cart of them costs is not its concern.

import { DurableObject } from 'cloudflare:workers';
import type { UnixSeconds } from '../../src/time.ts';
import type { CatalogueProduct, CatalogueRow } from '../../src/wire/catalogue.ts';
import type { ProductImport } from '../../src/wire/products.ts';
import type { Env } from '../env.ts';
import { CATALOGUE_TABLES, CatalogueStore } from './catalogue-store.ts';
import type { ProductPage } from './keyed-products.ts';
import { migrate } from './migrate.ts';

export class Catalogue extends DurableObject<Env> {
  private readonly products: CatalogueStore;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrate(ctx.storage, [CATALOGUE_TABLES]);
    this.products = new CatalogueStore(ctx.storage.sql);
  }

  /** Puts products under their SKUs, all or none (SPEC U1). No two rows have the same. */
  put(rows: readonly CatalogueRow[], now: UnixSeconds): ProductImport {
    return this.ctx.storage.transactionSync(() => this.products.put(rows, now));
  }

  /** Takes a product out; false where there never was such a product. */
  remove(id: string, now: UnixSeconds): boolean {
    return this.ctx.storage.transactionSync(() => this.products.remove(id, now));
  }

  product(id: string): CatalogueProduct | null {
    return this.products.find(id);
  }

  list(sku: string | undefined, page: ProductPage): CatalogueProduct[] | null {
    return this.products.list(sku, page);
  }

  /** The products with these SKUs that are there, in no order. */
  withSkus(skus: readonly string[]): CatalogueProduct[] {
    return this.products.withSkus(skus);
  }
}
