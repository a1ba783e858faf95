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
 * A merchant's ledger. A call is made once more, on a new stub, where the object moved or the line broke: every method of
 * the ledger gives the same outcome when it is called again. An overloaded object is left alone.
 */
export function ledgerOf(env: Env, merchant: string): RemoteLedger {
  const stub = () => env.LEDGER.getByName(merchant) as unknown as RemoteLedger;
  return {
    reserve: (...given) => twice(() => stub().reserve(...given)),
    apply: (...given) => twice(() => stub().apply(...given)),
    refuse: (...given) => twice(() => stub().refuse(...given)),
    startNewAttempt: (...given) => twice(() => stub().startNewAttempt(...given)),
    keptAnswer: (...given) => twice(() => stub().keptAnswer(...given)),
    checkout: (...given) => twice(() => stub().checkout(...given)),
  };
}

async function twice<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    const signs = error as { retryable?: boolean; overloaded?: boolean };
    if (!signs.retryable || signs.overloaded) throw error;
    return call();
  }
}
