// Personal data is kept as keyed hashes only: who does not have the key can neither read nor try it out. Other keys are derived
// from that key, each for one purpose.

import { canonicalJson } from '../src/canonical.ts';
import { normaliseSerial, shownSerial } from '../src/serial.ts';
import type { Device } from '../src/vocabulary.ts';
import type { CheckoutRequest } from '../src/wire/requests.ts';
import { DEVELOPMENT_SETTINGS } from './development.ts';
import { type Env, isDevelopment } from './env.ts';
import { hex } from './keys.ts';
import type { KeptRequest, KeptSerial } from './objects/checkout-store.ts';

/** HMAC-SHA-256 under the deployment's key, as hex; the purpose keeps hashes of different things apart. */
async function keyedHash(env: Env, purpose: string, text: string): Promise<string> {
  const key = await hashingKey(env);
  return hex(
    new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(`${purpose}:${text}`))),
  );
}

/** What makes two requests the same one: where it was sent, and all of what was, as a keyed hash. */
export function fingerprintOf(env: Env, path: string, body: unknown): Promise<string> {
  return keyedHash(env, 'request', `${path} ${canonicalJson(body)}`);
}

/** The lines of a cart as they may be kept. */
export function keptLines(env: Env, lines: CheckoutRequest['lines']): Promise<KeptRequest['lines']> {
  return Promise.all(
    lines.map(async ({ serial_numbers, ...line }) =>
      serial_numbers === undefined
        ? line
        : {
            ...line,
            serial_numbers: await Promise.all(serial_numbers.map((serial) => keptSerial(env, serial))),
          },
    ),
  );
}

/** The key under which a unit is locked, from its serial number in any form (SPEC N8). */
export function serialKey(env: Env, serial: string): Promise<string> {
  return keyedHash(env, 'serial', normaliseSerial(serial));
}

/** A buyer as a checkout keeps it; null where the request says nothing of one. */
export async function buyerHash(env: Env, buyer: CheckoutRequest['buyer']): Promise<string | null> {
  return buyer === undefined ? null : keyedHash(env, 'buyer', buyer.reference);
}

/** The key under which a buyer's units of a device class are counted in a programme, from the buyer's hash. */
export function buyerKey(env: Env, programme: string, device: Device, buyer_hash: string): Promise<string> {
  return keyedHash(env, 'buyer-limit', `${programme}/${device}/${buyer_hash}`);
}

async function keptSerial(env: Env, serial: string): Promise<KeptSerial> {
  return { hash: await serialKey(env, serial), last4: shownSerial(normaliseSerial(serial)) };
}

/**
 * A key of its own for signing things of one kind.
 *
 * @param label names the kind: with another one it is another key
 */
export async function derivedKey(env: Env, label: string): Promise<CryptoKey> {
  const text = new TextEncoder().encode(`derive:${label}`);
  const bytes = await crypto.subtle.sign('HMAC', await hashingKey(env), text);
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
}

let imported: { readonly secret: string; readonly key: Promise<CryptoKey> } | null = null;

function hashingKey(env: Env): Promise<CryptoKey> {
  const secret =
    env.PERSONAL_DATA_KEY ?? (isDevelopment(env) ? DEVELOPMENT_SETTINGS.PERSONAL_DATA_KEY : undefined);
  if (secret === undefined) throw new Error('PERSONAL_DATA_KEY is missing');
  if (imported?.secret !== secret) {
    const bytes = new TextEncoder().encode(secret);
    imported = {
      secret,
      key: crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']),
    };
  }
  return imported.key;
}
