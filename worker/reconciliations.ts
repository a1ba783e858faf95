// The way to the reconciliations of this deployment, and the one that begins by itself every day.

import { windowOf } from '../src/reconciliation.ts';
import type { Env } from './env.ts';
import { logFailure } from './log.ts';
import { newIdentifier } from './new-identifier.ts';
import type { Reconciliations } from './objects/reconciliations.ts';

export function reconciliationsOf(env: Env): DurableObjectStub<Reconciliations> {
  return env.RECONCILIATIONS.getByName('reconciliations');
}

/** Begins the day's reconciliation of all merchants; one that is still under way is left to end. */
export async function reconcileByCron(env: Env, now_ms: number): Promise<void> {
  const asked = windowOf({}, Math.floor(now_ms / 1000));
  if (!asked.ok) throw new Error(`the daily window is refused: expected ${asked.expected}`);
  const id = newIdentifier('rec', now_ms, 0);
  const started = await reconciliationsOf(env).start({ ...asked.window, id, merchant: null, now_ms });
  if (!started.ok) {
    logFailure(
      'reconciliations.cron',
      new Error(`${started.reconciliation.id} of the day before is under way`),
    );
  }
}
