// Identifiers that sort by time: a prefix, the millisecond in Crockford's base 32, then randomness handed in.
// The order of claims, their pages and the month they belong to can all be read from the identifier.

import type { UnixSeconds } from './time.ts';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_CHARS = 10;

/** Bytes of randomness that an identifier takes: 80 bits, as a ULID. */
export const IDENTIFIER_RANDOM_BYTES = 16;

export type IdentifierPrefix = 'chk' | 'clm' | 'lse' | 'mer';

/**
 * Makes an identifier.
 *
 * @param now_ms the present, in milliseconds
 * @param random IDENTIFIER_RANDOM_BYTES random bytes, of which five bits each are used
 */
export function identifierOf(prefix: IdentifierPrefix, now_ms: number, random: Uint8Array): string {
  let tail = '';
  for (const byte of random) tail += ALPHABET.charAt(byte & 31);
  return `${prefix}_${timeChars(now_ms)}${tail}`;
}

/** The smallest identifier of an instant: identifiers made at or after it are not below it. */
export function firstIdentifierAt(prefix: IdentifierPrefix, instant: UnixSeconds): string {
  return `${prefix}_${timeChars(Math.max(0, instant) * 1000)}`;
}

/** The instant at which an identifier was made; null for a text that is no identifier. */
export function instantOfIdentifier(id: string): UnixSeconds | null {
  const time = /^[a-z]{3}_([0-9a-hjkmnp-tv-z]{10})[0-9a-hjkmnp-tv-z]{16}$/.exec(id)?.[1];
  if (time === undefined) return null;
  let ms = 0;
  for (const char of time) ms = ms * 32 + ALPHABET.indexOf(char);
  return Math.floor(ms / 1000);
}

function timeChars(ms: number): string {
  let rest = Math.floor(ms);
  let chars = '';
  for (let place = 0; place < TIME_CHARS; place += 1) {
    chars = ALPHABET.charAt(rest % 32) + chars;
    rest = Math.floor(rest / 32);
  }
  return chars;
}
