// Merchants of the benchmark beside the demo one: one with several ledgers, one with pages.

import { SHARDS } from './settings.ts';

export type Authorization = { readonly Authorization: string };

/** The operator's key of the demo. */
export const OPERATOR: Authorization = { Authorization: 'Bearer ok_test_demo' };

/** Lets in a merchant with SHARDS ledgers; gives the header of its secret key. */
export async function shardedMerchantKey(port: number): Promise<Authorization> {
  const merchant = { name: 'Large shop', programme: 'zhejiang-ai-2025', ledger_shards: SHARDS };
  const { id } = await created<{ id: string }>(port, '/v1/merchants', merchant);
  const { key } = await created<{ key: string }>(port, `/v1/merchants/${id}/keys`, { kind: 'sk' });
  return { Authorization: `Bearer ${key}` };
}

/** Lets in a merchant whose pages are at this origin; gives the key of its pages, and the header of its secret key. */
export async function pagesKey(
  port: number,
  origin: string,
): Promise<{ page_key: string; server_key: Authorization }> {
  const merchant = { name: 'Shop with pages', programme: 'zhejiang-ai-2025', origins: [origin] };
  const { id } = await created<{ id: string }>(port, '/v1/merchants', merchant);
  const [pk, sk] = await Promise.all(
    ['pk', 'sk'].map((kind) => created<{ key: string }>(port, `/v1/merchants/${id}/keys`, { kind })),
  );
  return { page_key: pk?.key ?? '', server_key: { Authorization: `Bearer ${sk?.key}` } };
}

async function created<Answer>(port: number, path: string, body: object): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { ...OPERATOR, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (response.status !== 201)
    throw new Error(`POST ${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}
