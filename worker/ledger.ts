// The way to a merchant's ledger.

import type { Env } from './env.ts';
import type { Ledger } from './objects/ledger.ts';

/** The ledger as it is seen from afar: every method answers later. */
export type RemoteLedger = {
  [Method in 'reserve' | 'apply' | 'refuse' | 'startNewAttempt' | 'keptAnswer' | 'checkout']: (
    ...given: Parameters<Ledger[Method]>
  ) => Promise<Awaited<ReturnType<Ledger[Method]>>>;
};

/**
 * Calls the ledger; once more on a new stub where the object moved or the line broke. Every method of the ledger gives
 * the same outcome when it is called again, so this is always safe. An overloaded object is left alone.
 */
export async function onLedger<Result>(
  env: Env,
  merchant: string,
  call: (ledger: RemoteLedger) => Promise<Result>,
): Promise<Result> {
  try {
    return await call(ledgerOf(env, merchant));
  } catch (error) {
    const signs = error as { retryable?: boolean; overloaded?: boolean };
    if (!signs.retryable || signs.overloaded) throw error;
    return call(ledgerOf(env, merchant));
  }
}

function ledgerOf(env: Env, merchant: string): RemoteLedger {
  return env.LEDGER.getByName(merchant) as unknown as RemoteLedger;
}
