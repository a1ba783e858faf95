// Serial numbers: one form for one unit, and how much of it is shown.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseSerial, shownSerial } from '../../src/serial.ts';

const plain = fc
  .array(fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'), { minLength: 1, maxLength: 20 })
  .map((chars) => chars.join(''));

describe('a serial number', () => {
  it('[A8] is one however it was typed or scanned', () => {
    const between = fc.array(fc.constantFrom('-', ' ', '\u3000', '－', '\u200B', '\t', ''), {
      minLength: 21,
      maxLength: 21,
    });
    fc.assert(
      fc.property(plain, between, fc.boolean(), fc.boolean(), (serial, gaps, wide, small) => {
        const typed = [...serial]
          .map((char) => (small ? char.toLowerCase() : char))
          .map((char) => (wide ? String.fromCharCode(char.charCodeAt(0) + 0xfee0) : char))
          .map((char, index) => `${gaps[index] ?? ''}${char}`)
          .join('');
        expect(normaliseSerial(`${typed}${gaps[20] ?? ''}`)).toBe(serial);
      }),
    );
  });

  it('[A8] is another for another unit', () => {
    fc.assert(
      fc.property(plain, plain, (one, other) => {
        expect(normaliseSerial(one) === normaliseSerial(other)).toBe(one === other);
      }),
    );
  });

  it('[A8] shows its last four characters, but never more than half of it', () => {
    fc.assert(
      fc.property(plain, (serial) => {
        const shown = shownSerial(serial);
        expect(serial.endsWith(shown)).toBe(true);
        expect(shown.length).toBe(serial.length >= 8 ? 4 : (serial.length - (serial.length % 2)) / 2);
      }),
    );
  });

  it.each([
    ['', ''],
    ['A', ''],
    ['AB', 'B'],
    ['ABCDE', 'DE'],
    ['ABCDEFG', 'EFG'],
    ['ABCDEFGH', 'EFGH'],
    ['356938035643809', '3809'],
  ])('[A8] of %j the end %j is shown', (serial, shown) => {
    expect(shownSerial(serial)).toBe(shown);
  });
});
