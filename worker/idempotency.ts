// The same Idempotency-Key with the same request gives the first answer again (SPEC L4).

import type { UnixSeconds } from '../src/time.ts';
import type { Env } from './env.ts';
import { idempotencyMismatch } from './errors.ts';
import { jsonText } from './json-text.ts';
import { ledgerOfOrder, type RemoteLedger } from './ledger.ts';
import type { Merchant } from './objects/directory.ts';

/** A request under a key: what it was is told by its fingerprint. */
export type KeyedRequest = { readonly key: string; readonly fingerprint: string; readonly now: UnixSeconds };

/** What was answered under the key by the ledger that the request is for; null where nothing was yet. */
export async function replayOf(
  env: Env,
  merchant: Merchant,
  ledger: RemoteLedger,
  { key, fingerprint, now }: KeyedRequest,
): Promise<Response | null> {
  // With several ledgers one of them, by the key, has to know to which the key was first sent: that one knows what with.
  const home = merchant.ledger_shards > 1 ? ledgerOfOrder(env, merchant, key) : null;
  if (home !== null && !(await home.bindKey(key, ledger.name, now))) throw idempotencyMismatch();
  const kept = await ledger.keptAnswer(key, now);
  if (kept === null) return null;
  if (kept.fingerprint !== fingerprint) throw idempotencyMismatch();
  return kept.answer === null ? null : replayed(kept.answer);
}

export function replayed({ status, body }: { readonly status: number; readonly body: string }): Response {
  return jsonText(body, status, { 'Idempotent-Replayed': 'true' });
}
