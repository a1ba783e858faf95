// The demo shop's catalogue, changed behind the back of its pages, with its server's key.

import catalogue from '../../../examples/catalogue.json' with { type: 'json' };
import type { List } from '../../../src/wire/objects.ts';
import type { Places } from './visitor.ts';

const HEADERS = { Authorization: 'Bearer sk_test_demo', 'Content-Type': 'application/json' };

/** Takes a product out of the catalogue. */
export async function takeOut({ api }: Places, sku: string): Promise<void> {
  const { data } = await sent<List<{ id: string }>>(`${api}/v1/products?sku=${sku}`);
  for (const { id } of data) await sent(`${api}/v1/products/${id}`, { method: 'DELETE' });
}

/** Puts a product back as it is in the demo shop, or at another price. */
export async function putBack(
  { api }: Places,
  sku: string,
  more: { unit_amount?: number } = {},
): Promise<void> {
  const product = catalogue.products.find((one) => one.sku === sku);
  const body = JSON.stringify({ products: [{ ...product, ...more }] });
  await sent(`${api}/v1/products`, { method: 'PUT', body });
}

async function sent<Answer>(url: string, request: RequestInit = {}): Promise<Answer> {
  const answer = await fetch(url, { headers: HEADERS, ...request });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Answer;
}
