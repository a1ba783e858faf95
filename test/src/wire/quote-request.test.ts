// What a quote request may hold, each bound at its edge, and which field a refusal names.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CATEGORY_CHARS_MAX,
  LINES_MAX,
  NAME_CHARS_MAX,
  QUANTITY_MAX,
  SERIAL_CHARS_MAX,
  SERIALS_MAX,
  TITLE_CHARS_MAX,
  UNIT_AMOUNT_MAX_FEN,
} from '../../../src/limits.ts';
import { QuoteRequestSchema } from '../../../src/wire/requests.ts';
import { cartLines } from '../arbitraries.ts';
import { LINE, refusals } from './refusals.ts';

const cart = (line: Record<string, unknown>): unknown => ({ lines: [{ ...LINE, ...line }] });
const paths = (request: unknown): string[] => refusals(QuoteRequestSchema, request);
const LONG = { title: 'x'.repeat(TITLE_CHARS_MAX), name: 'x'.repeat(NAME_CHARS_MAX) };

describe('a quote request', () => {
  it('[A3] takes every cart of known lines as it is', () => {
    fc.assert(
      fc.property(cartLines, (lines) => {
        const request = { lines: lines.map(({ line }) => line) };
        expect(QuoteRequestSchema.parse(JSON.parse(JSON.stringify(request)))).toEqual(request);
      }),
    );
  });

  it('[A3] takes a line with everything that a line can have', () => {
    const request = {
      programme: 'zhejiang-ai-2025',
      lines: [
        {
          ...LINE,
          title: '石头 G20S 扫地机器人',
          brand: '石头',
          gtin: '6970995782349',
          category: { taxonomy: 'google', code: '619' },
          quantity: 2,
          discount_amount: 1,
          serial_numbers: ['SN1', 'SN2'],
        },
      ],
      shipping_amount: 2_000,
    };
    expect(QuoteRequestSchema.parse(request)).toEqual(request);
  });

  it.each([
    ['a price of zero', { unit_amount: 0 }],
    ['the highest price', { unit_amount: UNIT_AMOUNT_MAX_FEN }],
    ['the largest quantity', { quantity: QUANTITY_MAX }],
    ['the longest title', { title: LONG.title }],
    ['the longest SKU', { sku: LONG.name }],
    ['the longest brand', { brand: LONG.name }],
    ['the longest code', { category: { taxonomy: 'gpc', code: 'x'.repeat(CATEGORY_CHARS_MAX) } }],
    ['the longest serial number', { serial_numbers: ['x'.repeat(SERIAL_CHARS_MAX)] }],
    ['a discount of the whole line', { quantity: 3, discount_amount: 3 * LINE.unit_amount }],
    ['a discount of nothing', { discount_amount: 0 }],
    ['a SKU of other scripts', { sku: '石头 Café 🤖' }],
    ['no serial numbers', { serial_numbers: [] }],
    ...['96385074', '123456789012', '4006381333931', '10012345678902'].map(
      (gtin): [string, Record<string, unknown>] => [`a GTIN of ${gtin.length} digits`, { gtin }],
    ),
  ])('[A4] takes %s', (_what, line) => {
    expect(paths(cart(line))).toEqual([]);
  });

  it.each([
    ...[
      -1,
      1.5,
      0.1 + 0.2,
      UNIT_AMOUNT_MAX_FEN + 1,
      2 ** 53,
      1e308,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      '100',
      null,
      true,
      [1],
    ].map((unit_amount): Bad => ['unit_amount', { unit_amount }]),
    ...[0, -1, 1.5, QUANTITY_MAX + 1, 2 ** 53, '1', null].map((quantity): Bad => ['quantity', { quantity }]),
    ...[-1, 0.5, UNIT_AMOUNT_MAX_FEN + 1, '1', null].map(
      (discount_amount): Bad => ['discount_amount', { discount_amount, quantity: QUANTITY_MAX }],
    ),
    ['discount_amount', { discount_amount: LINE.unit_amount + 1 }],
    ['discount_amount', { discount_amount: 3 * LINE.unit_amount + 1, quantity: 3 }],
    ['sku', { sku: '' }],
    ['sku', { sku: `${LONG.name}x` }],
    ['sku', { sku: 7 }],
    ['title', { title: '' }],
    ['title', { title: `${LONG.title}x` }],
    ['title', { title: '扫'.repeat(10_000) }],
    ['title', { title: null }],
    ['brand', { brand: '' }],
    ['brand', { brand: `${LONG.name}x` }],
    ...[
      '',
      '1234567',
      '123456789',
      '12345678901',
      '123456789012345',
      '1234567x',
      '12345678 ',
      '１２３４５６７８',
      '96385075',
      '123456789013',
      '4006381333932',
      '10012345678900',
      '6.97E+12',
      96385074,
    ].map((gtin): Bad => ['gtin', { gtin }]),
    ['category', { category: '619' }],
    ['category.code', { category: { taxonomy: 'google' } }],
    ['category.code', { category: { taxonomy: 'google', code: '' } }],
    ['category.code', { category: { taxonomy: 'google', code: 619 } }],
    ['category.code', { category: { taxonomy: 'google', code: 'x'.repeat(CATEGORY_CHARS_MAX + 1) } }],
    ['category.taxonomy', { category: { taxonomy: 'amazon', code: '1' } }],
    ['category.level', { category: { taxonomy: 'google', code: '1', level: 1 } }],
    ['serial_numbers', { serial_numbers: ['SN1', 'SN2'] }],
    ['serial_numbers', { serial_numbers: 'SN1' }],
    ['sku', { sku: ' G20S' }],
    ['sku', { sku: 'G20S ' }],
    ['sku', { sku: 'G20\u200BS' }],
    ['sku', { sku: 'Cafe\u0301' }],
    ['sku', { sku: 'G20S\uD83E' }],
    ['title', { title: 'robot \uD83E' }],
    ['brand', { brand: '\uDD16' }],
    ['serial_numbers.1', { serial_numbers: ['SN1', 'SN1'], quantity: 2 }],
    ['serial_numbers.0', { serial_numbers: [''] }],
    ['serial_numbers.0', { serial_numbers: ['x'.repeat(SERIAL_CHARS_MAX + 1)] }],
    ['price', { price: 1 }],
    ['subsidy_amount', { subsidy_amount: 1 }],
  ])('[A3] refuses %s as in %j', (path, line) => {
    expect(paths(cart(line))).toEqual([`lines.0.${path}`]);
  });

  it.each(['sku', 'unit_amount', 'quantity'])('[A3] refuses a line without its %s', (field) => {
    expect(paths(cart({ [field]: undefined }))).toEqual([`lines.0.${field}`]);
  });

  it('[A3] names the line that is wrong', () => {
    expect(paths({ lines: [LINE, LINE, { ...LINE, quantity: 0 }] })).toEqual(['lines.2.quantity']);
  });

  it('[A3] refuses every control character in SKU, brand, code and serial number', () => {
    const control = fc.oneof(fc.integer({ min: 0, max: 0x1f }), fc.integer({ min: 0x7f, max: 0x9f }));
    fc.assert(
      fc.property(control, fc.constantFrom('', 'a'), fc.constantFrom('', 'b'), (code, before, after) => {
        const bad = `${before}${String.fromCharCode(code)}${after}`;
        expect(paths(cart({ sku: bad }))).toEqual(['lines.0.sku']);
        expect(paths(cart({ brand: bad }))).toEqual(['lines.0.brand']);
        expect(paths(cart({ category: { taxonomy: 'gpc', code: bad } }))).toEqual(['lines.0.category.code']);
        expect(paths(cart({ serial_numbers: [bad] }))).toEqual(['lines.0.serial_numbers.0']);
      }),
    );
  });

  it.each([
    ['lines', { lines: [] }],
    ['lines', { lines: Array.from({ length: LINES_MAX + 1 }, () => LINE) }],
    ['lines', { lines: LINE }],
    ['lines', {}],
    ['lines.0', { lines: [null] }],
    ['shipping_amount', { lines: [LINE], shipping_amount: -1 }],
    ['shipping_amount', { lines: [LINE], shipping_amount: 0.5 }],
    ['shipping_amount', { lines: [LINE], shipping_amount: UNIT_AMOUNT_MAX_FEN + 1 }],
    ['programme', { lines: [LINE], programme: 7 }],
    ['programme', { lines: [LINE], programme: `${LONG.name}x` }],
    ['discount_amount', { lines: [LINE], discount_amount: 1 }],
    ['order_reference', { lines: [LINE], order_reference: 'a checkout has one' }],
    ['', null],
    ['', []],
    ['', 'lines'],
  ])('[A3] refuses the request at "%s"', (path, request) => {
    expect(paths(request)).toEqual([path]);
  });

  it('[A4] takes as many lines as a cart can have, and the highest shipping', () => {
    const lines = Array.from({ length: LINES_MAX }, () => LINE);
    expect(paths({ lines, shipping_amount: UNIT_AMOUNT_MAX_FEN })).toEqual([]);
  });

  it('[A4] takes as many serial numbers as a cart can have, each once, and no more', () => {
    const serials = (from: number, count: number): string[] =>
      Array.from({ length: count }, (_, index) => `SN${from + index}`);
    const first = { ...LINE, quantity: 300, serial_numbers: serials(0, 300) };
    const rest = { ...LINE, quantity: SERIALS_MAX, serial_numbers: serials(300, SERIALS_MAX - 300) };
    const more = { ...rest, serial_numbers: serials(300, SERIALS_MAX - 299) };
    expect(paths({ lines: [first, rest] })).toEqual([]);
    expect(paths({ lines: [first, more] })).toEqual([`lines.1.serial_numbers.${SERIALS_MAX - 300}`]);
  });

  it('[A3] refuses a serial number that stands in another line too', () => {
    const lines = ['SN1', 'SN2', 'SN1'].map((serial) => ({ ...LINE, serial_numbers: [serial] }));
    expect(paths({ lines })).toEqual(['lines.2.serial_numbers.0']);
  });

  it.each(['sn1', 'SN-1', 'S N 1', 'ＳＮ１'])('[A3] refuses SN1 again, written as %s', (again) => {
    const lines = ['SN1', again].map((serial) => ({ ...LINE, serial_numbers: [serial] }));
    expect(paths({ lines })).toEqual(['lines.1.serial_numbers.0']);
  });

  it.each(['-', ' ', '--- -'])('[A3] refuses %j, a serial number of which nothing is left', (nothing) => {
    expect(paths(cart({ serial_numbers: [nothing] }))).toEqual(['lines.0.serial_numbers.0']);
  });

  it('[A3] says how large a discount may be', () => {
    const result = QuoteRequestSchema.safeParse(cart({ quantity: 3, discount_amount: 1_199_701 }));
    expect(result.error?.issues[0]?.message).toBe(
      'expected at most unit_amount × quantity, which is 1199700',
    );
  });
});

type Bad = [path: string, line: Record<string, unknown>];
