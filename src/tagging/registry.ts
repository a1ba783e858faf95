// The approved-product registry: what the operator has decided about single products. The strongest evidence.

import type { Device } from '../vocabulary.ts';

/** A product that the operator has approved as a device, or excluded (`device: null`). */
export type RegistryEntry = {
  readonly gtin: string | null;
  readonly sku: string | null;
  readonly device: Device | null;
};

/** Finds the entry that decides for a line, by GTIN before SKU. */
export type Registry = {
  find(product: { readonly gtin?: string | undefined; readonly sku: string }): RegistryEntry | null;
};

const GTIN_DIGITS = 14;

/** GTIN-8, -12, -13 and -14 of one product are one number: the longest form, filled up with zeros (SPEC T2). */
export function normaliseGtin(gtin: string): string {
  return gtin.padStart(GTIN_DIGITS, '0');
}

/** A registry over a list of entries. */
export function registryOf(entries: readonly RegistryEntry[]): Registry {
  const byGtin = new Map<string, RegistryEntry>();
  const bySku = new Map<string, RegistryEntry>();
  for (const entry of entries) {
    if (entry.gtin !== null) byGtin.set(normaliseGtin(entry.gtin), entry);
    if (entry.sku !== null) bySku.set(entry.sku, entry);
  }
  return {
    find: ({ gtin, sku }) =>
      (gtin === undefined ? undefined : byGtin.get(normaliseGtin(gtin))) ?? bySku.get(sku) ?? null,
  };
}
