// Every limit that a request can reach: the value itself passes, one more is refused by its name.

import { describe, expect, it } from 'vitest';
import * as limits from '../../src/limits.ts';
import { claimOf } from './claim-support.ts';
import { call, checkoutIn, expectRefusal, order, PROGRAMME, SOCKS } from './support.ts';

type Body = Record<string, unknown>;

const chars = (count: number): string => '扫'.repeat(count);
const digits = (count: number): string => '7'.repeat(count);
const line = (over: Body): Body => ({ lines: [{ ...SOCKS, ...over }] });
const times = <Item>(count: number, of: (at: number) => Item): Item[] =>
  Array.from({ length: count }, (_, at) => of(at));
const entries = (count: number): Body => Object.fromEntries(times(count, (at) => [`key-${at}`, 'v']));

/** What a body of a quote may have: the limit's name, the largest, and the body of any size with the field it is in. */
const QUOTES: [string, number, (size: number) => Body, string][] = [
  ['LINES_MAX', limits.LINES_MAX, (size) => ({ lines: times(size, () => SOCKS) }), 'lines'],
  ['QUANTITY_MAX', limits.QUANTITY_MAX, (quantity) => line({ quantity }), 'lines[0][quantity]'],
  [
    'UNIT_AMOUNT_MAX_FEN',
    limits.UNIT_AMOUNT_MAX_FEN,
    (unit_amount) => line({ unit_amount }),
    'lines[0][unit_amount]',
  ],
  [
    'UNIT_AMOUNT_MAX_FEN of a discount',
    limits.UNIT_AMOUNT_MAX_FEN,
    (discount_amount) => line({ unit_amount: limits.UNIT_AMOUNT_MAX_FEN, quantity: 2, discount_amount }),
    'lines[0][discount_amount]',
  ],
  [
    'UNIT_AMOUNT_MAX_FEN of shipping',
    limits.UNIT_AMOUNT_MAX_FEN,
    (shipping_amount) => ({ lines: [SOCKS], shipping_amount }),
    'shipping_amount',
  ],
  [
    'a discount of the whole line',
    5_800,
    (discount_amount) => line({ quantity: 2, discount_amount }),
    'lines[0][discount_amount]',
  ],
  ['TITLE_CHARS_MAX', limits.TITLE_CHARS_MAX, (size) => line({ title: chars(size) }), 'lines[0][title]'],
  ['NAME_CHARS_MAX of a sku', limits.NAME_CHARS_MAX, (size) => line({ sku: chars(size) }), 'lines[0][sku]'],
  [
    'NAME_CHARS_MAX of a brand',
    limits.NAME_CHARS_MAX,
    (size) => line({ brand: chars(size) }),
    'lines[0][brand]',
  ],
  [
    'CATEGORY_CHARS_MAX',
    limits.CATEGORY_CHARS_MAX,
    (size) => line({ category: { taxonomy: 'google', code: chars(size) } }),
    'lines[0][category][code]',
  ],
  [
    'SERIAL_CHARS_MAX',
    limits.SERIAL_CHARS_MAX,
    (size) => line({ serial_numbers: [chars(size)] }),
    'lines[0][serial_numbers][0]',
  ],
  [
    'a serial number for each unit',
    3,
    (size) => line({ quantity: 3, serial_numbers: times(size, (at) => `SN${at}`) }),
    'lines[0][serial_numbers]',
  ],
];

/** What a checkout may have beyond its cart. */
const CHECKOUTS: [string, number, (size: number) => Body, string][] = [
  [
    'ORDER_REFERENCE_CHARS_MAX',
    limits.ORDER_REFERENCE_CHARS_MAX,
    (size) => ({ order_reference: chars(size) }),
    'order_reference',
  ],
  ['NAME_CHARS_MAX of a store', limits.NAME_CHARS_MAX, (size) => ({ store: chars(size) }), 'store'],
  ['NAME_CHARS_MAX of a till', limits.NAME_CHARS_MAX, (size) => ({ till: chars(size) }), 'till'],
  [
    'BUYER_REFERENCE_CHARS_MAX',
    limits.BUYER_REFERENCE_CHARS_MAX,
    (size) => ({ buyer: { reference: chars(size) } }),
    'buyer[reference]',
  ],
  ['METADATA_ENTRIES_MAX', limits.METADATA_ENTRIES_MAX, (size) => ({ metadata: entries(size) }), 'metadata'],
  [
    'METADATA_KEY_CHARS_MAX',
    limits.METADATA_KEY_CHARS_MAX,
    (size) => ({ metadata: { [digits(size)]: 'v' } }),
    `metadata[${digits(limits.METADATA_KEY_CHARS_MAX + 1)}]`,
  ],
  [
    'METADATA_VALUE_CHARS_MAX',
    limits.METADATA_VALUE_CHARS_MAX,
    (size) => ({ metadata: { note: chars(size) } }),
    'metadata[note]',
  ],
];

describe('a quote', () => {
  it.each(QUOTES)('[A4] %s: %i passes, one more is refused', async (_, largest, body, param) => {
    expect(await call('/v1/quotes', { body: body(largest) })).toMatchObject({ status: 200 });
    expectRefusal(await call('/v1/quotes', { body: body(largest + 1) }), 400, 'parameter_invalid', param);
  });

  it.each([
    ['no lines', { lines: [] }, 'lines'],
    ['no units', line({ quantity: 0 }), 'lines[0][quantity]'],
    ['a negative price', line({ unit_amount: -1 }), 'lines[0][unit_amount]'],
    ['a negative discount', line({ discount_amount: -1 }), 'lines[0][discount_amount]'],
    ['negative shipping', { lines: [SOCKS], shipping_amount: -1 }, 'shipping_amount'],
    ['an empty sku', line({ sku: '' }), 'lines[0][sku]'],
    ['an empty title', line({ title: '' }), 'lines[0][title]'],
    ['an empty serial number', line({ serial_numbers: [''] }), 'lines[0][serial_numbers][0]'],
    [
      'a taxonomy that nobody has',
      line({ category: { taxonomy: 'amazon', code: '1' } }),
      'lines[0][category][taxonomy]',
    ],
  ])('[A4] %s is refused', async (_, body, param) => {
    expectRefusal(await call('/v1/quotes', { body }), 400, 'parameter_invalid', param);
  });

  it('[A4] a price of nothing and a line discounted to nothing pass', async () => {
    const body = line({ unit_amount: 0, discount_amount: 0 });
    expect(await call('/v1/quotes', { body })).toMatchObject({ status: 200, body: { amount_total: 0 } });
  });

  const GTINS: Readonly<Record<number, string>> = {
    8: '96385074',
    12: '036000291452',
    13: '4006381333931',
    14: '10012345678902',
  };

  it.each([8, 12, 13, 14])('[A4] a GTIN of %i digits passes', async (size) => {
    expect((await call('/v1/quotes', { body: line({ gtin: GTINS[size] }) })).status).toBe(200);
  });

  it.each([0, 7, 9, 10, 11, 15])('[A4] a GTIN of %i digits is refused', async (size) => {
    const answer = await call('/v1/quotes', { body: line({ gtin: digits(size) }) });
    expectRefusal(answer, 400, 'parameter_invalid', 'lines[0][gtin]');
  });

  it('[T2] a GTIN with a wrong check digit is refused with the right one', async () => {
    const answer = await call('/v1/quotes', { body: line({ gtin: '6901234567893' }) });
    expect(expectRefusal(answer, 400, 'parameter_invalid', 'lines[0][gtin]')).toBe(
      "lines[0][gtin]: expected the check digit 2 at its end, got '6901234567893'.",
    );
  });

  it('[A4] the name of a programme: 100 characters are looked up, 101 are refused', async () => {
    const asked = (size: number) =>
      call('/v1/quotes', { body: { lines: [SOCKS], programme: 'p'.repeat(size) } });
    expectRefusal(await asked(limits.NAME_CHARS_MAX), 400, 'resource_missing', 'programme');
    expectRefusal(await asked(limits.NAME_CHARS_MAX + 1), 400, 'parameter_invalid', 'programme');
    expect((await call('/v1/quotes', { body: { lines: [SOCKS], programme: PROGRAMME } })).status).toBe(200);
  });
});

describe('a checkout', () => {
  it.each(CHECKOUTS)('[A4] %s: %i passes, one more is refused', async (_, largest, over, param) => {
    expect(await call('/v1/checkouts', { body: order(over(largest)) })).toMatchObject({ status: 201 });
    const refused = await call('/v1/checkouts', { body: order(over(largest + 1)) });
    expectRefusal(refused, 400, 'parameter_invalid', param);
  });

  it.each([
    ['with brackets', 'a[b]'],
    ["that is Zhehui's own", 'zhehui_claim'],
    ['that is empty', ''],
  ])('[A4] a metadata key %s is refused', async (_, name) => {
    const answer = await call('/v1/checkouts', { body: order({ metadata: { [name]: 'v' } }) });
    expectRefusal(answer, 400, 'parameter_invalid', `metadata[${name}]`);
  });

  it('[A4] an idempotency key of 255 characters passes, of 256 or none is refused', async () => {
    const sent = (key: string) =>
      call('/v1/checkouts', { body: order(), headers: { 'Idempotency-Key': key } });
    expect((await sent('k'.repeat(limits.IDEMPOTENCY_KEY_CHARS_MAX))).status).toBe(201);
    for (const key of ['k'.repeat(limits.IDEMPOTENCY_KEY_CHARS_MAX + 1), '']) {
      expectRefusal(await sent(key), 400, 'idempotency_key_invalid', 'Idempotency-Key');
    }
  });

  it('[A4] with everything at its largest passes, and its claim has every line', async () => {
    const lines = times(limits.LINES_MAX, (line) => ({
      sku: chars(limits.NAME_CHARS_MAX),
      title: `扫地机器人${chars(limits.TITLE_CHARS_MAX - 5)}`,
      brand: chars(limits.NAME_CHARS_MAX),
      category: { taxonomy: 'google', code: chars(limits.CATEGORY_CHARS_MAX) },
      unit_amount: 100_000,
      quantity: 4,
      serial_numbers: times(2, (unit) => `${line}-${unit}`.padStart(limits.SERIAL_CHARS_MAX, 'S')),
    }));
    const metadata = Object.fromEntries(
      times(limits.METADATA_ENTRIES_MAX, (at) => [
        `${at}`.padStart(limits.METADATA_KEY_CHARS_MAX, 'k'),
        chars(500),
      ]),
    );
    const body = order({ lines, metadata, order_reference: chars(99) });
    const checkout = checkoutIn(await call('/v1/checkouts', { body }), 201);
    expect(checkout).toMatchObject({ capped: true, claim: { amount: 200_000 }, metadata });
    expect((await claimOf(checkout)).lines).toHaveLength(limits.LINES_MAX);
  });
});

describe('the serial numbers of a cart', () => {
  const cart = (serials: string[], rest: string[] = []): Body => ({
    lines: [serials, rest].map((serial_numbers) => ({
      ...SOCKS,
      quantity: limits.SERIALS_MAX + 1,
      serial_numbers,
    })),
  });
  const serials = (count: number): string[] => times(count, (at) => `SN-${at}`);

  it('[A4] SERIALS_MAX passes, one more is refused, in one line or in several', async () => {
    const last = `[${limits.SERIALS_MAX}]`;
    expect((await call('/v1/quotes', { body: cart(serials(limits.SERIALS_MAX)) })).status).toBe(200);
    expect((await call('/v1/quotes', { body: cart(serials(limits.SERIALS_MAX - 1), ['X']) })).status).toBe(
      200,
    );
    const inOne = await call('/v1/quotes', { body: cart(serials(limits.SERIALS_MAX + 1)) });
    expectRefusal(inOne, 400, 'parameter_invalid', `lines[0][serial_numbers]${last}`);
    const inTwo = await call('/v1/quotes', { body: cart(serials(limits.SERIALS_MAX), ['X']) });
    expectRefusal(inTwo, 400, 'parameter_invalid', 'lines[1][serial_numbers][0]');
  });

  it('[A4] a unit is there once, however its number is written', async () => {
    for (const again of ['SN-1', 'sn-1', 'SN1', ' sn 1', 'ＳＮ１']) {
      const answer = await call('/v1/quotes', { body: cart(['SN-0', 'SN-1'], [again]) });
      expectRefusal(answer, 400, 'parameter_invalid', 'lines[1][serial_numbers][0]');
    }
  });
});
