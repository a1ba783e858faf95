// What a Worker remembers of the Directory: key owners for KEY_CACHE_S, programmes for DIRECTORY_CACHE_S.

import { DIRECTORY_CACHE_S, KEY_CACHE_ENTRIES_MAX, KEY_CACHE_S } from '../src/limits.ts';
import type { Programme } from '../src/programme.ts';
import { type Env, isDevelopment } from './env.ts';
import { hashKey } from './keys.ts';
import type { Directory, KeyOwner } from './objects/directory.ts';
import { countCall } from './rates.ts';

type Remembered<Value> = { readonly value: Value; readonly until_ms: number };

/** By the key itself, in memory only: hashing it for every request would cost a tenth of a quote. */
const owners = new Map<string, Remembered<KeyOwner>>();
let programmes: Remembered<readonly Programme[]> | null = null;

export function directoryOf(env: Env): DurableObjectStub<Directory> {
  return env.DIRECTORY.getByName('directory');
}

/** Whose key this is; null where nobody's. One that is revoked is remembered until its time is over (SPEC A10). Unknown keys are not remembered: a new key works at once. @throws `rate_limited` */
export async function ownerOf(env: Env, key: string, headers: Headers): Promise<KeyOwner | null> {
  const remembered = owners.get(key);
  if (remembered !== undefined && remembered.until_ms > Date.now()) return remembered.value;
  await countCall(env, 'UNKNOWN_KEY_RATE', headers);
  // From before the question: the key may be revoked while the answer is on its way.
  const until_ms = Date.now() + KEY_CACHE_S * 1000;
  const hash = await hashKey(key);
  const owner = (await isOperatorKey(env, hash)) ? OPERATOR : await directoryOf(env).owner(hash);
  if (owner === null) return null;
  if (owners.size >= KEY_CACHE_ENTRIES_MAX) owners.clear();
  owners.set(key, { value: owner, until_ms });
  return owner;
}

/** Every version of every programme. */
export async function programmesOf(env: Env): Promise<readonly Programme[]> {
  if (programmes !== null && programmes.until_ms > Date.now()) return programmes.value;
  const value = await directoryOf(env).programmes();
  programmes = { value, until_ms: Date.now() + DIRECTORY_CACHE_S * 1000 };
  return value;
}

const OPERATOR: KeyOwner = { kind: 'ok' };

/** Hashes are compared, so what the comparison's time tells is of no use. */
async function isOperatorKey(env: Env, hash: string): Promise<boolean> {
  return env.OPERATOR_KEY !== undefined && !isDevelopment(env) && hash === (await hashKey(env.OPERATOR_KEY));
}
