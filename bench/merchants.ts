// A merchant of the benchmark beside the demo one: with several ledgers.

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
