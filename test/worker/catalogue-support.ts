// What the tests of catalogues and pages share: a shop with products, its page, and what is asked with its keys.

import { env } from 'cloudflare:workers';
import { expect } from 'vitest';
import type { CatalogueProduct } from '../../src/wire/catalogue.ts';
import type { ProductImport } from '../../src/wire/products.ts';
import { type Answer, addProgramme, call, newShop, type Shop } from './support.ts';

export const CATALOGUE_HEADER = 'sku,unit_amount,title,brand,gtin,category_taxonomy,category_code';

/** A robot as a catalogue has it, under a SKU of its own. */
export const ROBOT_PRODUCT = { sku: 'G20S', unit_amount: 399_900, title: '石头 G20S 扫地机器人' } as const;
export const SOCKS_PRODUCT = { sku: 'SOCKS', unit_amount: 2_900, title: '棉袜' } as const;

/** Sends products to a merchant's catalogue: rows as JSON, or a CSV. */
export function stocking(sent: readonly unknown[] | string, key: string): Promise<Answer> {
  const is_csv = typeof sent === 'string';
  return call('/v1/products', {
    method: 'PUT',
    key,
    body: is_csv ? sent : { products: sent },
    ...(is_csv && { headers: { 'Content-Type': 'text/csv' } }),
  });
}

/** Puts products into a catalogue, and expects that all were taken. */
export async function stocked(sent: readonly unknown[] | string, key: string): Promise<ProductImport> {
  const { status, body } = await stocking(sent, key);
  if (status !== 200) throw new Error(`not imported: ${status} ${JSON.stringify(body)}`);
  expect(body).toMatchObject({ object: 'product_import' });
  return body as unknown as ProductImport;
}

/** The products of a catalogue, the latest first. */
export async function catalogueNow(key: string, query = ''): Promise<CatalogueProduct[]> {
  const { status, body } = await call(`/v1/products?limit=100&${query}`, { key });
  if (status !== 200) throw new Error(`no list: ${status} ${JSON.stringify(body)}`);
  return body['data'] as CatalogueProduct[];
}

/** The product with a SKU. */
export async function productWith(sku: string, key: string): Promise<CatalogueProduct> {
  const [product] = await catalogueNow(key, `sku=${encodeURIComponent(sku)}`);
  if (product === undefined) throw new Error(`no product ${sku}`);
  return product;
}

/** Takes the product with a SKU out of a catalogue. */
export async function unstock(sku: string, key: string): Promise<void> {
  const { id } = await productWith(sku, key);
  expect(await call(`/v1/products/${id}`, { method: 'DELETE', key })).toMatchObject({ status: 200 });
}

/** A shop with a robot and socks in its catalogue. */
export async function newStore(over: Record<string, unknown> = {}): Promise<Shop> {
  const shop = await newShop(over);
  await stocked([ROBOT_PRODUCT, SOCKS_PRODUCT], shop.keys.sk);
  return shop;
}

/** A line as a page sends it. */
export const line = (sku: string, quantity = 1): Record<string, unknown> => ({ sku, quantity });

/** A page's request for one robot, under an order reference of its own. */
export const pageOrder = (over: Record<string, unknown> = {}): Record<string, unknown> => ({
  order_reference: `page-${crypto.randomUUID()}`,
  lines: [line('G20S')],
  ...over,
});

/** Opens a checkout as a page does. */
export function pageCreates(
  { keys }: Shop,
  body: Record<string, unknown>,
  idempotency_key?: string,
): Promise<Answer> {
  const headers = idempotency_key === undefined ? {} : { 'Idempotency-Key': idempotency_key };
  return call('/v1/checkouts', { key: keys.pk, body, headers });
}

/** The cart of one robot with the server's own price, under an order reference of its own. */
export const cartOf = (over: Record<string, unknown> = {}): Record<string, unknown> => ({
  order_reference: `signed-${crypto.randomUUID()}`,
  lines: [{ ...ROBOT_PRODUCT, quantity: 1 }],
  ...over,
});

/** What a page is quoted for a signed cart. */
export const quotedFor = ({ keys }: Shop, signed_cart: string, key: string = keys.pk): Promise<Answer> =>
  call('/v1/quotes', { key, body: { signed_cart } });

/** A programme whose budget is empty. Before the first request of a file, as every new programme. */
export async function brokeProgramme(): Promise<string> {
  const broke = await addProgramme({ id: 'signed-broke' });
  await env.BUDGET.getByName(broke).setTotal(0);
  return broke;
}

export const signing = ({ keys }: Shop, cart: Record<string, unknown>): Promise<Answer> =>
  call('/v1/carts/sign', { key: keys.sk, body: cart });

/** Signs a cart, and expects that it can be. */
export async function signed(shop: Shop, cart: Record<string, unknown>): Promise<string> {
  const { status, body } = await signing(shop, cart);
  if (status !== 200) throw new Error(`not signed: ${status} ${JSON.stringify(body)}`);
  return String(body['signed_cart']);
}
