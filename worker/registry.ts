// What a Worker remembers of the registry, for DIRECTORY_CACHE_S: which entries decide, for which products there is none, and
// that there is none at all.

import { DIRECTORY_CACHE_S, REGISTRY_CACHE_ENTRIES_MAX } from '../src/limits.ts';
import {
  type ProductKeys,
  type Registry,
  type RegistryEntry,
  registryGtin,
  registryOf,
} from '../src/tagging/registry.ts';
import { directoryOf } from './directory.ts';
import type { Env } from './env.ts';

type Remembered = { readonly entry: RegistryEntry | null; readonly until_ms: number };

/** What was read since something was last forgotten: a reading that was under way then must not come in here. */
class Memory {
  readonly entries = new Map<string, Remembered>();
  empty_until_ms = 0;
}

let memory = new Memory();

/** After a change that this Worker made itself. Others see it when what they remember has run out. */
export function forgetRegistry(): void {
  memory = new Memory();
}

/** The registry for the lines of a merchant's cart. What is not remembered is asked for at once (SPEC T8). */
export async function registryFor(
  env: Env,
  merchant: string,
  lines: readonly ProductKeys[],
): Promise<Registry> {
  const now_ms = Date.now();
  if (memory.empty_until_ms > now_ms) return EMPTY;
  const keys = keysOf(merchant, lines);
  const entries: RegistryEntry[] = [];
  const unknown: Key[] = [];
  for (const key of keys.values()) {
    const known = memory.entries.get(key.name);
    if (known === undefined || known.until_ms <= now_ms) unknown.push(key);
    else if (known.entry !== null) entries.push(known.entry);
  }
  if (unknown.length > 0) entries.push(...(await askedFor(env, merchant, unknown)));
  return registryOf(entries);
}

const EMPTY = registryOf([]);

/** What a product can be found by: its name here, and what the Directory is asked for. */
type Key = { readonly name: string; readonly gtin: string } | { readonly name: string; readonly sku: string };

/** Each key once. Names of GTINs are digits, and of SKUs never: a merchant's identifier begins with letters. */
function keysOf(merchant: string, lines: readonly ProductKeys[]): Map<string, Key> {
  const keys = new Map<string, Key>();
  for (const line of lines) {
    const gtin = registryGtin(line);
    if (gtin !== null) keys.set(gtin, { name: gtin, gtin });
    const name = skuName(merchant, line.sku);
    keys.set(name, { name, sku: line.sku });
  }
  return keys;
}

const skuName = (merchant: string, sku: string): string => `${merchant} ${sku}`;

async function askedFor(env: Env, merchant: string, keys: readonly Key[]): Promise<readonly RegistryEntry[]> {
  const into = memory;
  const gtins = keys.flatMap((key) => ('gtin' in key ? [key.gtin] : []));
  const skus = keys.flatMap((key) => ('sku' in key ? [key.sku] : []));
  const { entries, is_empty } = await directoryOf(env).decidingProducts(merchant, gtins, skus);
  const until_ms = Date.now() + DIRECTORY_CACHE_S * 1000;
  if (is_empty) into.empty_until_ms = until_ms;
  else remember(into, merchant, keys, entries, until_ms);
  return entries;
}

function remember(
  { entries: remembered }: Memory,
  merchant: string,
  keys: readonly Key[],
  entries: readonly RegistryEntry[],
  until_ms: number,
): void {
  if (remembered.size + keys.length > REGISTRY_CACHE_ENTRIES_MAX) remembered.clear();
  for (const { name } of keys) remembered.set(name, { entry: null, until_ms });
  for (const entry of entries) {
    remembered.set(entry.gtin ?? skuName(merchant, entry.sku ?? ''), { entry, until_ms });
  }
}
