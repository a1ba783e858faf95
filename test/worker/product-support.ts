// What the tests of the registry share: imports as JSON and as CSV, numbers that are right, and what a quote says of a line.

import { expect } from 'vitest';
import type { WrongRow } from '../../src/wire/objects.ts';
import type { Product, ProductImport } from '../../src/wire/products.ts';
import { rightGtin } from '../support/gtin.ts';
import { type Answer, call, errorOf, expectRefusal, KEY, ROBOT } from './support.ts';

export const HEADER = 'gtin,merchant,sku,decision,device,name,source';

/** What an import sends: rows as JSON, or a file of text or bytes. */
export type Sent = readonly unknown[] | string | Uint8Array | ReadableStream;

export function importing(
  sent: Sent,
  { key = KEY.ok as string, type = 'text/csv' }: { key?: string; type?: string } = {},
): Promise<Answer> {
  const is_json = Array.isArray(sent);
  return call('/v1/products', {
    method: 'PUT',
    key,
    body: is_json ? { products: sent } : sent,
    ...(!is_json && { headers: { 'Content-Type': type } }),
  });
}

/** Imports, and expects that all of it was taken. */
export async function imported(sent: Sent, how?: Parameters<typeof importing>[1]): Promise<ProductImport> {
  const { status, body } = await importing(sent, how);
  if (status !== 200) throw new Error(`not imported: ${status} ${JSON.stringify(body)}`);
  expect(body).toMatchObject({ object: 'product_import' });
  return body as unknown as ProductImport;
}

/** Expects that nothing was imported; returns what is wrong with which rows. */
export function wrongRows(answer: Answer): WrongRow[] {
  const { rows, ...error } = errorOf(answer);
  expectRefusal(
    { ...answer, body: { error } },
    400,
    'products_invalid',
    error['param'] as string | undefined,
  );
  expect(error['message']).toContain('Nothing was imported.');
  return rows as WrongRow[];
}

/** The products of a list, in its order. */
export async function products(query = ''): Promise<Product[]> {
  const { status, body } = await call(`/v1/products?limit=100&${query}`, { key: KEY.ok });
  if (status !== 200) throw new Error(`no list: ${status} ${JSON.stringify(body)}`);
  return body['data'] as Product[];
}

/** The one product that a list has. */
export async function theProduct(query: string): Promise<Product> {
  const [product, ...others] = await products(query);
  if (product === undefined || others.length > 0) throw new Error(`${others.length + 1} or none: ${query}`);
  return product;
}

export async function productNow(id: string): Promise<Product> {
  return (await call(`/v1/products/${id}`, { key: KEY.ok })).body as unknown as Product;
}

/** The tag that a line gets beside nothing else. */
export async function tagOf(line: Record<string, unknown>, key: string = KEY.sk): Promise<unknown> {
  const { status, body } = await call('/v1/quotes', { key, body: { lines: [{ ...ROBOT, ...line }] } });
  if (status !== 200) throw new Error(`no quote: ${status} ${JSON.stringify(body)}`);
  return (body['lines'] as { tag: unknown }[])[0]?.tag;
}

let numbers = 0;

/** A GTIN-13 that no other test has. */
export function newGtin(): string {
  numbers += 1;
  return rightGtin(`690${String(numbers).padStart(9, '0')}`);
}

export const approved = (over: Record<string, unknown>): Record<string, unknown> => ({
  decision: 'approved',
  device: 'household_robot',
  ...over,
});

export const excluded = (over: Record<string, unknown>): Record<string, unknown> => ({
  decision: 'excluded',
  ...over,
});

/** A GTIN in its 14 digits. */
export const long = (gtin: string): string => gtin.padStart(14, '0');

export const removing = (id: string, key: string = KEY.ok): Promise<Answer> =>
  call(`/v1/products/${id}`, { method: 'DELETE', key });
