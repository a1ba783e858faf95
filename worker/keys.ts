// API keys: their kinds, their form, and the only form in which they are kept.

import { KEY_SHOWN_CHARS } from '../src/limits.ts';

export const KEY_KINDS = ['pk', 'sk', 'tk', 'fk', 'ok'] as const;

/** Publishable, secret, till, finance, operator. */
export type KeyKind = (typeof KEY_KINDS)[number];

const KEY_FORM = /^(pk|sk|tk|fk|ok)_[A-Za-z0-9_]{1,200}$/;

/** Whether a text could be a key at all. */
export function hasKeyForm(text: string): boolean {
  return KEY_FORM.test(text);
}

/** The hash a key is kept and looked up by: SHA-256 as hex. Keys are random, so no salt is needed. */
export async function hashKey(key: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key));
  return hex(new Uint8Array(digest));
}

/** Whether a secret is the right one. Hashes are compared, so what the comparison's time tells is of no use. */
export async function isSameSecret(secret: string, given: string): Promise<boolean> {
  return (await hashKey(secret)) === (await hashKey(given));
}

/** A new key: 24 random bytes behind its kind. Shown once, never kept. */
export function newKey(kind: KeyKind, live: boolean): string {
  const random = crypto.getRandomValues(new Uint8Array(KEY_RANDOM_BYTES));
  return `${kind}_${live ? 'live' : 'test'}_${hex(random)}`;
}

const KEY_RANDOM_BYTES = 24;

/** The end of a key, by which people tell it from others: kept and shown, where the key is not. */
export const lastOf = (key: string): string => key.slice(-KEY_SHOWN_CHARS);

/** Bytes as lower-case hexadecimal text. */
export function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}
