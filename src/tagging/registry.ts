// The registry: what the operator has decided about single products. The strongest evidence. Which entry decides for a line
// is said here; where entries are kept is not.

import { isGlobalGtin, normaliseGtin } from '../gtin.ts';
import type { Device } from '../vocabulary.ts';

/** A product that the operator has approved as a device, or excluded (`device: null`), by its GTIN or by its merchant's SKU. */
export type RegistryEntry = {
  readonly id: string;
  readonly version: number;
  /** Of 14 digits. */
  readonly gtin: string | null;
  readonly sku: string | null;
  readonly device: Device | null;
};

/** What an entry is found by. */
export type ProductKeys = { readonly gtin?: string | undefined; readonly sku: string };

/** Finds the entry that decides for a line of one merchant's cart. */
export type Registry = { find(product: ProductKeys): RegistryEntry | null };

/** The 14 digits by which a line is looked for; null where it has none, or one that does not name one product (SPEC T7). */
export function registryGtin({ gtin }: ProductKeys): string | null {
  return gtin !== undefined && isGlobalGtin(gtin) ? normaliseGtin(gtin) : null;
}

/**
 * A registry over a list of entries: GTIN before SKU (SPEC T8).
 *
 * @param entries those by GTIN, and of those by SKU the ones of the merchant whose cart it is
 */
export function registryOf(entries: readonly RegistryEntry[]): Registry {
  const byGtin = new Map<string, RegistryEntry>();
  const bySku = new Map<string, RegistryEntry>();
  for (const entry of entries) {
    if (entry.gtin !== null) byGtin.set(entry.gtin, entry);
    if (entry.sku !== null) bySku.set(entry.sku, entry);
  }
  return {
    find(product) {
      const gtin = registryGtin(product);
      return (gtin === null ? undefined : byGtin.get(gtin)) ?? bySku.get(product.sku) ?? null;
    },
  };
}

/** What an auditor reads in a tag: the entry in the version that decided, and the key that found it (SPEC T10). */
export function matchedEntry({ id, version, gtin, sku }: RegistryEntry): string {
  return `${id}@${version} ${gtin === null ? `sku ${sku}` : `gtin ${gtin}`}`;
}
