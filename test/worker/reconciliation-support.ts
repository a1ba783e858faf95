// What the tests of reconciliations share: beginning one, carrying it to its end, and what it found.

import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect } from 'vitest';
import { RECONCILIATION_DELAY_MS } from '../../src/limits.ts';
import type { Finding, Reconciliation } from '../../src/wire/reconciliations.ts';
import { newIdentifier } from '../../worker/new-identifier.ts';
import { type Answer, call, KEY, ledgerOf, nowS, type Shop } from './support.ts';

export const reconciliations = () => env.RECONCILIATIONS.getByName('reconciliations');

export const begin = (key: string, body: Record<string, unknown> = {}): Promise<Answer> =>
  call('/v1/reconciliations', { key, body });

export async function read(id: string, key: string): Promise<Reconciliation> {
  const { status, body } = await call(`/v1/reconciliations/${id}`, { key });
  expect(status).toBe(200);
  return body as unknown as Reconciliation;
}

/** All findings, page by page. */
export async function findingsOf(id: string, key: string): Promise<Finding[]> {
  const found: Finding[] = [];
  for (;;) {
    const after = found.at(-1)?.id;
    const query = after === undefined ? 'limit=100' : `limit=100&starting_after=${after}`;
    const { body } = await call(`/v1/reconciliations/${id}/findings?${query}`, { key });
    found.push(...(body['data'] as Finding[]));
    if (!body['has_more']) return found;
  }
}

/** The alarm rings, as often as it takes. */
export async function carryOn(id: string, key: string): Promise<Reconciliation> {
  for (let rings = 0; rings < 200; rings += 1) {
    await reconciliations().due(Date.now() + RECONCILIATION_DELAY_MS + 1);
    const run = await read(id, key);
    if (run.completed_at !== null) return run;
  }
  throw new Error(`${id} does not end`);
}

/**
 * Begins one over what was paid until now, this second included: the API leaves that one out, because more can come in it.
 *
 * @returns its identifier
 */
export async function beginWithNow(shop: Shop | null): Promise<string> {
  const now_ms = Date.now();
  const started = await reconciliations().start({
    id: newIdentifier('rec', now_ms, 0),
    merchant: shop?.id ?? null,
    created_gte: nowS() - 3_600,
    created_lt: nowS() + 60,
    now_ms,
  });
  if (!started.ok) throw new Error(`${started.reconciliation.id} is under way`);
  return started.reconciliation.id;
}

/** A reconciliation of one shop, or of all, from beginning to end, and its findings. */
export async function reconcile(shop: Shop | null): Promise<{ run: Reconciliation; findings: Finding[] }> {
  const key = shop?.keys.fk ?? KEY.ok;
  if (shop !== null) await ledgerOf(shop.id).due(Date.now());
  const run = await carryOn(await beginWithNow(shop), key);
  return { run, findings: await findingsOf(run.id, key) };
}

/** Changes the tables of the reconciliations behind their back. */
export const inReconciliations = (sql: string, ...values: SqlStorageValue[]): Promise<unknown> =>
  runInDurableObject(
    reconciliations() as DurableObjectStub<never>,
    (_: unknown, state: DurableObjectState) => {
      state.storage.sql.exec(sql, ...values);
    },
  );
