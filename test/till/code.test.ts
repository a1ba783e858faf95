// What a code is.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCode } from '../../sdk/till/code.ts';
import { whyNoGtin } from '../../src/gtin.ts';
import { identifierOf } from '../../src/identifiers.ts';

const random = fc.uint8Array({ minLength: 14, maxLength: 14 });
const millisecond = fc.integer({ min: 0, max: 4_000_000_000_000 });

describe('a code', () => {
  it.each(['6901234567892', '06901234567892', ']E06901234567892', ' 6901234567892 '])(
    '[I2] is a product in all forms of its number: %s',
    (text) => {
      expect(readCode(text)).toMatchObject({ kind: 'gtin', gtin: '06901234567892' });
    },
  );

  it('[I2] is a receipt, in capitals too', () => {
    fc.assert(
      fc.property(random, millisecond, (bytes, ms) => {
        const id = identifierOf('chk', ms, 0, bytes);
        expect(readCode(id)).toMatchObject({ kind: 'receipt', checkout: id });
        expect(readCode(id.toUpperCase())).toMatchObject({ kind: 'receipt', checkout: id });
      }),
    );
  });

  it('[I2] with one wrong digit is never taken for another product', () => {
    const digits = fc.integer({ min: 0, max: 12 });
    fc.assert(
      fc.property(digits, fc.integer({ min: 1, max: 9 }), (place, more) => {
        const right = '6901234567892';
        const wrong = `${right.slice(0, place)}${(Number(right[place]) + more) % 10}${right.slice(place + 1)}`;
        expect(whyNoGtin(wrong)).not.toBeNull();
        expect(readCode(wrong)).toEqual({ kind: 'misread', text: wrong });
      }),
    );
  });

  it('[I2] that is two numbers run together is said to be that', () => {
    expect(readCode('69012345678926901234567892').kind).toBe('run_together');
    expect(readCode('690123456789269012345678').kind).toBe('text');
  });

  it.each(['SN-2025/0001', '石头', '123', 'chk_short'])(
    '[I2] is text where it is nothing else: %s',
    (text) => {
      expect(readCode(text)).toEqual({ kind: 'text', text });
    },
  );
});
