// The registry: one number for every form of a GTIN, and which entry decides.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseGtin, type RegistryEntry, registryOf } from '../../../src/tagging/registry.ts';

const FORMS = [8, 12, 13, 14] as const;
const form = fc.constantFrom(...FORMS);

/** A number of at most eight digits, so that it can be written in every form. */
const number = fc.integer({ min: 0, max: 99_999_999 });
const written = (value: number, digits: number): string => String(value).padStart(digits, '0');

describe('a GTIN', () => {
  it('[T2] is one number in each of its forms', () => {
    fc.assert(
      fc.property(number, form, form, (value, one, other) => {
        expect(normaliseGtin(written(value, one))).toBe(normaliseGtin(written(value, other)));
      }),
    );
  });

  it('[T2] is another number for another product', () => {
    fc.assert(
      fc.property(number, number, form, form, (value, another, one, other) => {
        const same = normaliseGtin(written(value, one)) === normaliseGtin(written(another, other));
        expect(same).toBe(value === another);
      }),
    );
  });

  it('[T2] finds its entry whichever form either is written in', () => {
    fc.assert(
      fc.property(number, form, form, (value, stored, asked) => {
        const entry: RegistryEntry = { gtin: written(value, stored), sku: null, device: 'smart_glasses' };
        const registry = registryOf([entry]);
        expect(registry.find({ gtin: written(value, asked), sku: 'x' })).toBe(entry);
        expect(registry.find({ gtin: written((value + 1) % 100_000_000, asked), sku: 'x' })).toBeNull();
      }),
    );
  });

  it.each([
    ['96385074', '00000096385074'],
    ['036000291452', '00036000291452'],
    ['4006381333931', '04006381333931'],
    ['10012345678902', '10012345678902'],
  ])('[T2] %s is %s', (gtin, longest) => {
    expect(normaliseGtin(gtin)).toBe(longest);
  });
});

describe('the entry that decides', () => {
  const byGtin: RegistryEntry = { gtin: '4006381333931', sku: null, device: 'household_robot' };
  const bySku: RegistryEntry = { gtin: null, sku: 'G20S', device: null };
  const registry = registryOf([bySku, byGtin]);

  it.each([
    ['by GTIN before SKU', { gtin: '4006381333931', sku: 'G20S' }, byGtin],
    ['by GTIN alone', { gtin: '04006381333931', sku: 'other' }, byGtin],
    ['by SKU where the line has no GTIN', { sku: 'G20S' }, bySku],
    ['by SKU where the GTIN is not known', { gtin: '96385074', sku: 'G20S' }, bySku],
    ['none for another SKU', { sku: 'G20' }, null],
    ['none for a SKU in other letters', { sku: 'g20s' }, null],
    ['none for a SKU that is the GTIN of an entry', { sku: '4006381333931' }, null],
    ['none for a name that every object has', { sku: 'constructor' }, null],
  ])('[T1] %s', (_name, product, entry) => {
    expect(registry.find(product)).toBe(entry);
  });

  it('[T1] an entry with a GTIN and a SKU is found by either', () => {
    const both: RegistryEntry = { gtin: '96385074', sku: 'EBO', device: 'household_robot' };
    const found = registryOf([both]);
    expect(found.find({ gtin: '000096385074', sku: 'x' })).toBe(both);
    expect(found.find({ sku: 'EBO' })).toBe(both);
  });
});
