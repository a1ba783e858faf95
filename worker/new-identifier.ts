// New identifiers: the Worker's clock and randomness behind the core's form.

import { IDENTIFIER_RANDOM_BYTES, type IdentifierPrefix, identifierOf } from '../src/identifiers.ts';

/** @param shard of the ledger that keeps what is named; 0 for what no ledger of several keeps */
export function newIdentifier(prefix: IdentifierPrefix, now_ms: number, shard: number): string {
  return identifierOf(prefix, now_ms, shard, crypto.getRandomValues(new Uint8Array(IDENTIFIER_RANDOM_BYTES)));
}
