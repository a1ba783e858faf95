// New identifiers: the Worker's clock and randomness behind the core's form.

import { IDENTIFIER_RANDOM_BYTES, type IdentifierPrefix, identifierOf } from '../src/identifiers.ts';

export function newIdentifier(prefix: IdentifierPrefix, now_ms: number): string {
  return identifierOf(prefix, now_ms, crypto.getRandomValues(new Uint8Array(IDENTIFIER_RANDOM_BYTES)));
}
