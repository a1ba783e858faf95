// What tests of the registry share: entries, and numbers that are right.

import type { RegistryEntry } from '../../src/tagging/registry.ts';

/** An entry that excludes the SKU 'X', or what is given. */
export function entryOf(over: Partial<RegistryEntry> = {}): RegistryEntry {
  const sku = over.gtin === undefined ? 'X' : null;
  return { id: 'prd_test', version: 1, gtin: null, sku, device: null, ...over };
}

/** A GTIN of these digits: with the check digit that they need. */
export function rightGtin(digits: string): string {
  const sum = [...digits]
    .reverse()
    .reduce((all, digit, place) => all + Number(digit) * (place % 2 === 0 ? 3 : 1), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}
