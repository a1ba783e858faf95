// Makes ids that look like Stripe's. Random only: nothing may be read out of an id but its prefix.
import { randomFillSync } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Bytes at or above this would make the first letters of the alphabet likelier than the last. */
const FAIR_BYTES = 256 - (256 % ALPHABET.length);
const pool = Buffer.alloc(8_192);
let used = pool.length;

/** `length` random letters and digits. Randomness is drawn in blocks, because a call per id costs too much. */
export function randomText(length: number): string {
  let text = '';
  while (text.length < length) {
    if (used === pool.length) {
      randomFillSync(pool);
      used = 0;
    }
    const byte = pool[used++] ?? FAIR_BYTES;
    if (byte < FAIR_BYTES) text += ALPHABET.charAt(byte % ALPHABET.length);
  }
  return text;
}

/** A new id, for example `newId('pi')` → `pi_3Qx…` with 24 random characters. */
export function newId(prefix: string): string {
  return `${prefix}_${randomText(24)}`;
}
