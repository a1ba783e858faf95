// The registry: which entry decides, and how a tag names it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchedEntry, type RegistryEntry, registryOf } from '../../../src/tagging/registry.ts';
import { rightGtin } from '../../support/gtin.ts';
import { entryOf } from '../products.ts';

const form = fc.constantFrom(8, 12, 13, 14);
/** Numbers of eight digits that can be written in every form, and name one product. */
const number = fc.integer({ min: 3_000_000, max: 9_999_999 });
const written = (value: number, digits: number): string => rightGtin(String(value).padStart(digits - 1, '0'));

describe('a GTIN', () => {
  it('[T2] finds its entry whichever form it is written in', () => {
    fc.assert(
      fc.property(number, number, form, (value, other, asked) => {
        const entry = entryOf({ gtin: written(value, 14), device: 'smart_glasses' });
        const registry = registryOf([entry]);
        expect(registry.find({ gtin: written(value, asked), sku: 'x' })).toBe(entry);
        fc.pre(value !== other);
        expect(registry.find({ gtin: written(other, asked), sku: 'x' })).toBeNull();
      }),
    );
  });
});

describe('the entry that decides', () => {
  const byGtin = entryOf({ gtin: '04006381333931', device: 'household_robot' });
  const bySku = entryOf({ sku: 'G20S', device: null });
  const registry = registryOf([bySku, byGtin]);

  it.each([
    ['by GTIN before SKU', { gtin: '4006381333931', sku: 'G20S' }, byGtin],
    ['by GTIN alone', { gtin: '04006381333931', sku: 'other' }, byGtin],
    ['by SKU where the line has no GTIN', { sku: 'G20S' }, bySku],
    ['by SKU where the GTIN is not known', { gtin: '96385074', sku: 'G20S' }, bySku],
    ['none for another SKU', { sku: 'G20' }, null],
    ['none for a SKU in other letters', { sku: 'g20s' }, null],
    ['none for a SKU that is the GTIN of an entry', { sku: '04006381333931' }, null],
    ['none for a name that every object has', { sku: 'constructor' }, null],
  ])('[T8] %s', (_name, product, entry) => {
    expect(registry.find(product)).toBe(entry);
  });

  it('[T7] a number that a shop gave to its own goods finds nothing, even if an entry has it', () => {
    const own = '02001234567893';
    const found = registryOf([entryOf({ gtin: own }), bySku]);
    expect(found.find({ gtin: own, sku: 'x' })).toBeNull();
    expect(found.find({ gtin: own, sku: 'G20S' })).toBe(bySku);
  });

  it.each<[string, RegistryEntry]>([
    ['prd_1@2 gtin 04006381333931', { ...byGtin, id: 'prd_1', version: 2 }],
    ['prd_2@1 sku G20S', { ...bySku, id: 'prd_2', version: 1 }],
  ])('[T10] is named with its version and key: %s', (matched, entry) => {
    expect(matchedEntry(entry)).toBe(matched);
  });
});
