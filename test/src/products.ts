// What tests of the registry share: entries.

import type { RegistryEntry } from '../../src/tagging/registry.ts';

/** An entry that excludes the SKU 'X', or what is given. */
export function entryOf(over: Partial<RegistryEntry> = {}): RegistryEntry {
  const sku = over.gtin === undefined ? 'X' : null;
  return { id: 'prd_test', version: 1, gtin: null, sku, device: null, ...over };
}
