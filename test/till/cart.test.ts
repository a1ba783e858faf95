// The cart of a till: what is rung up is what the API is sent.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LINES_MAX, QUANTITY_MAX, SERIAL_CHARS_MAX } from '../../src/limits.ts';
import { QuoteRequestSchema } from '../../src/wire/requests.ts';
import {
  add,
  addSerial,
  type Cart,
  cartOf,
  EMPTY,
  removeSerial,
  requestOf,
  setQuantity,
} from '../../web/till/cart.ts';
import { DEMO_PRODUCTS } from '../../web/till/demo.ts';
import { indexOf, type Product } from '../../web/till/products.ts';
import { fenOf, yuan } from '../../web/yuan.ts';

const product = fc.constantFrom(...DEMO_PRODUCTS);

const of = (sku: string): Product => ({
  sku,
  unit_amount: 100,
  title: sku,
  brand: null,
  gtin: null,
  category: null,
});

function added(cart: Cart, one: Product): Cart {
  const next = add(cart, one);
  if (next === null) throw new Error('full');
  return next;
}

describe('a cart', () => {
  it('[I10] counts every scan, and the API takes what it makes', () => {
    fc.assert(
      fc.property(fc.array(product, { minLength: 1, maxLength: 40 }), (scans) => {
        const cart = scans.reduce(added, EMPTY);
        const request = requestOf(cart);
        expect(QuoteRequestSchema.safeParse({ lines: request.lines }).success).toBe(true);
        expect(request.lines.reduce((all, { quantity }) => all + quantity, 0)).toBe(scans.length);
        for (const line of request.lines)
          expect(line.quantity).toBe(scans.filter(({ sku }) => sku === line.sku).length);
        expect(requestOf(cartOf(request))).toEqual(request);
      }),
    );
  });

  it('[I10] has as many lines and units as the API takes, and no more', () => {
    const lines = Array.from({ length: LINES_MAX }, (_, index) => of(`S${index}`));
    const full = lines.reduce(added, EMPTY);
    expect(add(full, of('ONE-MORE'))).toBeNull();
    expect(add(full, of('S0'))?.items[0]?.quantity).toBe(2);
    expect(setQuantity(full, 0, QUANTITY_MAX + 1).items[0]?.quantity).toBe(QUANTITY_MAX);
    expect(setQuantity(full, 0, 0).items.length).toBe(LINES_MAX - 1);
  });

  it('[I10] takes each serial number once, one for each unit, in all its spellings', () => {
    const two = setQuantity(added(added(EMPTY, of('A')), of('B')), 0, 2);
    const one = addSerial(two, 0, 'sn-0001');
    if (typeof one === 'string') throw new Error(one);
    expect(addSerial(one, 0, 'SN 0001')).toBe('twice');
    expect(addSerial(one, 1, 'ＳＮ-0001')).toBe('twice');
    const both = addSerial(one, 0, 'SN-0002');
    if (typeof both === 'string') throw new Error(both);
    expect(addSerial(both, 0, 'SN-0003')).toBe('enough');
    expect(addSerial(two, 0, '--')).toBe('no_serial');
    expect(addSerial(two, 0, 'x'.repeat(SERIAL_CHARS_MAX + 1))).toBe('no_serial');
    expect(setQuantity(both, 0, 1).items[0]?.serials).toEqual(['sn-0001']);
    expect(removeSerial(both, 0, 'sn-0001').items[0]?.serials).toEqual(['SN-0002']);
    expect(requestOf(both).lines[0]?.serial_numbers).toEqual(['sn-0001', 'SN-0002']);
  });
});

describe('products', () => {
  it('[I2] are found by every form of their number, and by SKU in capitals or not', () => {
    const index = indexOf(DEMO_PRODUCTS);
    expect(index.byGtin('06901234567892')?.sku).toBe('G20S');
    expect(index.bySku('g20s')?.sku).toBe('G20S');
    expect(index.byGtin('6901234567953')).toBeNull();
  });
});

describe('an amount', () => {
  it('[I10] is read as it is written, to the fen', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999_999 }), (fen) => {
        expect(fenOf(yuan(fen))).toBe(fen);
      }),
    );
    expect(yuan(399_900)).toBe('¥3,999.00');
    expect(yuan(-5)).toBe('−¥0.05');
  });

  it.each([
    ['4000', 400_000],
    ['4,000.5', 400_050],
    ['４０００。５', 400_050],
    ['', null],
    ['-1', null],
    ['1.234', null],
    ['abc', null],
  ])('[I10] %s is %s fen', (text, fen) => {
    expect(fenOf(text)).toBe(fen);
  });
});
