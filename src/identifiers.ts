// Identifiers that sort by time: a prefix, the millisecond in Crockford's base 32, randomness handed in, and the shard of
// the ledger that holds what is named. The order of claims, their pages, the month they belong to and where they are kept can
// all be read from the identifier.

import type { UnixSeconds } from './time.ts';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_CHARS = 10;

/** Bytes of randomness that an identifier takes: five bits of each, 70 in all. */
export const IDENTIFIER_RANDOM_BYTES = 14;

/** Shards that an identifier can name: two characters of base 32. */
export const IDENTIFIER_SHARDS = 1024;

/** Checkout, claim, signed cart, finding, key, lease, lease return, merchant, product, reconciliation, refund, repricing, restoring of a claim. */
export type IdentifierPrefix =
  | 'chk'
  | 'clm'
  | 'crt'
  | 'fnd'
  | 'key'
  | 'lse'
  | 'rtn'
  | 'mer'
  | 'prd'
  | 'rec'
  | 'rfd'
  | 'rpr'
  | 'rst';

/**
 * Makes an identifier.
 *
 * @param now_ms the present, in milliseconds
 * @param shard the shard of the ledger that holds what is named: 0 … IDENTIFIER_SHARDS − 1
 * @param random IDENTIFIER_RANDOM_BYTES random bytes, of which five bits each are used
 */
export function identifierOf(
  prefix: IdentifierPrefix,
  now_ms: number,
  shard: number,
  random: Uint8Array,
): string {
  let tail = '';
  for (const byte of random) tail += ALPHABET.charAt(byte & 31);
  return `${prefix}_${timeChars(now_ms)}${tail}${ALPHABET.charAt(shard >> 5)}${ALPHABET.charAt(shard & 31)}`;
}

/** The smallest identifier of an instant: identifiers made at or after it are not below it. */
export function firstIdentifierAt(prefix: IdentifierPrefix, instant: UnixSeconds): string {
  return `${prefix}_${timeChars(Math.max(0, instant) * 1000)}`;
}

/** The instant at which an identifier was made; null for a text that is no identifier. */
export function instantOfIdentifier(id: string): UnixSeconds | null {
  const time = FORM.exec(id)?.[1];
  return time === undefined ? null : Math.floor(numberOf(time) / 1000);
}

/** The shard of the ledger that holds what the identifier names; null for a text that is no identifier. */
export function shardOfIdentifier(id: string): number | null {
  const shard = FORM.exec(id)?.[2];
  return shard === undefined ? null : numberOf(shard);
}

const FORM = /^[a-z]{3}_([0-9a-hjkmnp-tv-z]{10})[0-9a-hjkmnp-tv-z]{14}([0-9a-hjkmnp-tv-z]{2})$/;

function numberOf(chars: string): number {
  let number = 0;
  for (const char of chars) number = number * 32 + ALPHABET.indexOf(char);
  return number;
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
