// GTINs: one number for every form, its check digit, and which of them name one product everywhere.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isGlobalGtin, normaliseGtin, whyNoGtin } from '../../src/gtin.ts';

const FORMS = [8, 12, 13, 14] as const;
const form = fc.constantFrom(...FORMS);

/** A number of at most eight digits, so that it can be written in every form. */
const number = fc.integer({ min: 0, max: 99_999_999 });
const written = (value: number, digits: number): string => String(value).padStart(digits, '0');

/** The digits of a GTIN without the last one, in any form. */
const body = form.chain((digits) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: digits - 1, maxLength: digits - 1 }),
);

/** GS1's own words: the digits at odd places from the right count three times; the sum with the check digit is a multiple of ten. */
function sumOf(gtin: string): number {
  return [...gtin]
    .reverse()
    .reduce((sum, digit, place) => sum + Number(digit) * (place % 2 === 0 ? 1 : 3), 0);
}

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

  it.each([
    ['96385074', '00000096385074'],
    ['036000291452', '00036000291452'],
    ['4006381333931', '04006381333931'],
    ['10012345678902', '10012345678902'],
  ])('[T2] %s is %s', (gtin, longest) => {
    expect(whyNoGtin(gtin)).toBeNull();
    expect(normaliseGtin(gtin)).toBe(longest);
  });

  it('[T2] has the one check digit that makes the sum a multiple of ten', () => {
    fc.assert(
      fc.property(body, (digits) => {
        const right = [...'0123456789'].filter((last) => whyNoGtin(digits.join('') + last) === null);
        expect(right).toHaveLength(1);
        expect(sumOf(digits.join('') + right[0]) % 10).toBe(0);
      }),
    );
  });

  it('[T2] has the same check digit in each of its forms', () => {
    fc.assert(
      fc.property(number, form, form, (value, one, other) => {
        expect(whyNoGtin(written(value, one))).toBe(whyNoGtin(written(value, other)));
      }),
    );
  });

  it('[T2] with one digit wrong, or two unlike neighbours swapped that do not differ by five, is none', () => {
    fc.assert(
      fc.property(body, fc.nat(), fc.integer({ min: 1, max: 9 }), (digits, at, by) => {
        const gtin = rightEnd(digits.join(''));
        const place = at % gtin.length;
        const digit = (Number(gtin[place]) + by) % 10;
        expect(whyNoGtin(gtin.slice(0, place) + digit + gtin.slice(place + 1))).toMatch(
          /^expected the check/,
        );
        const [left = '', right = ''] = gtin.slice(place, place + 2);
        const differ = Math.abs(Number(left) - Number(right));
        fc.pre(right !== '' && differ !== 0 && differ !== 5);
        expect(whyNoGtin(gtin.slice(0, place) + right + left + gtin.slice(place + 2))).not.toBeNull();
      }),
    );
  });

  it('[T2] is told which check digit was expected', () => {
    expect(whyNoGtin('6901234567893')).toBe('expected the check digit 2 at its end');
    expect(whyNoGtin('96385070')).toBe('expected the check digit 4 at its end');
  });

  it.each([
    '',
    '1',
    '1234567',
    '123456789',
    '12345678901',
    '123456789012345',
    '9638507X',
    '９６３８５０７４',
    ' 96385074',
    '96385074\n',
    '-6385074',
  ])('[T2] %j is none', (text) => {
    expect(whyNoGtin(text)).toBe('expected 8, 12, 13 or 14 digits');
  });

  it.each(['6.97E+12', '6.97099578235E+12', '7E+13', '6.97e12'])(
    '[T2] %s is what a spreadsheet made of one, and is told so',
    (text) => {
      expect(whyNoGtin(text)).toContain('a spreadsheet has rounded');
    },
  );
});

describe('a number that a shop or a company gives', () => {
  it.each([
    ['2001234567893', 'an EAN-13 that begins with 20'],
    ['2999999999994', 'with 29'],
    ['0201234567892', 'with 020'],
    ['201234567892', 'with 02, as a UPC-A'],
    ['0412345678906', 'with 040'],
    ['412345678906', 'with 04, as a UPC-A'],
    ['12012345678900', 'a carton of one'],
    ['20123456', 'an EAN-8 that begins with 2'],
    ['00012348', 'an EAN-8 that begins with 0'],
    ['00000000', 'nothing but zeros'],
  ])('[T7] %s does not name one product everywhere: %s', (gtin) => {
    const right = rightEnd(gtin.slice(0, -1));
    expect(isGlobalGtin(right)).toBe(false);
    expect(isGlobalGtin(normaliseGtin(right))).toBe(false);
  });

  it.each([
    ['4006381333931', 'an EAN-13 that begins with 40'],
    ['6901234567892', 'with 69'],
    ['0360002914522', 'with 03'],
    ['036000291452', 'a UPC-A'],
    ['0012345678905', 'with 00'],
    ['96385074', 'an EAN-8'],
    ['40123455', 'an EAN-8 that begins with 4'],
    ['10012345678902', 'a carton'],
    ['24006381333935', 'a carton of a carton, which itself begins with 2'],
  ])('[T7] %s is none: %s', (gtin) => {
    expect(isGlobalGtin(rightEnd(gtin.slice(0, -1)))).toBe(true);
  });
});

/**
 * A number with the check digit that it needs, found by GS1's own words alone: the oracle of this file, which shares nothing with
 * the core nor with `rightGtin` of the other tests.
 */
function rightEnd(digits: string): string {
  const last = [...'0123456789'].find((digit) => sumOf(digits + digit) % 10 === 0);
  return digits + last;
}
