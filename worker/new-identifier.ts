// New identifiers: the Worker's clock and randomness behind the core's form.

import { IDENTIFIER_RANDOM_BYTES, type IdentifierPrefix, identifierOf } from '../src/identifiers.ts';

export function newIdentifier(prefix: IdentifierPrefix, now_ms: number, shard = 0): string {
  return identifierOf(prefix, now_ms, shard, crypto.getRandomValues(new Uint8Array(IDENTIFIER_RANDOM_BYTES)));
}
