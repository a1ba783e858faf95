// What an import can be sent as: the bytes, the characters and the table of a CSV, and how large either may be.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRecord } from '../../src/csv.ts';
import * as limits from '../../src/limits.ts';
import { PRODUCT_COLUMNS, type ProductRow } from '../../src/wire/products.ts';
import { readProducts } from '../../worker/product-file.ts';
import { REGISTRY_TABLE } from '../../worker/product-tables.ts';
import { rightGtin } from '../support/gtin.ts';
import {
  approved,
  HEADER,
  imported,
  importing,
  newGtin,
  products,
  theProduct,
  wrongRows,
} from './product-support.ts';
import { DEMO, expectRefusal, ORIGIN, send } from './support.ts';

/** A file of rows beneath the header. */
const file = (...rows: string[]): string => [HEADER, ...rows, ''].join('\r\n');
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...utf8(part)] : part)));

const MARK = [0xef, 0xbb, 0xbf];

/** The characters of GBK with two bytes each, by themselves. */
const GBK = new Map<string, number[]>();
for (let lead = 0x81; lead <= 0xfe; lead += 1) {
  for (let trail = 0x40; trail <= 0xfe; trail += 1) {
    const char = new TextDecoder('gbk').decode(Uint8Array.of(lead, trail));
    if (char.length === 1 && char !== '\uFFFD') GBK.set(char, [lead, trail]);
  }
}
const gbk = (text: string): Uint8Array =>
  Uint8Array.from([...text].flatMap((char) => GBK.get(char) ?? [...utf8(char)]));

describe('the table of a CSV', () => {
  it('[T9] is read by the names of its columns, in whatever order', async () => {
    const gtin = newGtin();
    const csv = `source,name,device,decision,sku,merchant,gtin\nList 3,G20S,household_robot,approved,,,${gtin}\n`;
    expect(await imported(csv)).toMatchObject({ rows: 1, created: 1 });
    expect(await theProduct(`gtin=${gtin}`)).toMatchObject({ name: 'G20S', source: 'List 3', sku: null });
  });

  it('[T9] may have quotes, commas and line breaks in its cells', async () => {
    const gtin = newGtin();
    const name = 'Robot "G20S",\r\nwith\nstation';
    await imported(`${HEADER}\n${gtin},,,approved,household_robot,"${name.replaceAll('"', '""')}",'`);
    expect(await theProduct(`gtin=${gtin}`)).toMatchObject({ name, source: "'" });
  });

  it('[T9] does not count empty lines, nor the rows of commas that spreadsheets leave behind', async () => {
    const csv = file('', `${newGtin()},,,excluded,,,`, ',,,,,,', '', `${newGtin()},,,excluded,,,`, ',,,,,,');
    expect(await imported(csv)).toMatchObject({ rows: 2, created: 2 });
  });

  it('[T9] is refused with the line and column of each wrong cell, line breaks in cells counted', async () => {
    const [one, two] = [newGtin(), newGtin()];
    const answer = await importing(
      file(
        `${one},,,approved,household_robot,"two\r\nlines 扫,🤖",`,
        `,,,approved,toaster,"扫🤖",x`,
        `${two},,,approved,household_robot,"a\nb\nc",`,
        `6901234567893,,,excluded,,,`,
        `6.97E+12,,,excluded,,,`,
        `  ${two},,,excluded,,,`,
        `,${DEMO},,excluded,,,`,
        `${rightGtin(one.slice(0, 12)).padStart(14, '0')},,,excluded,,,`,
        `${newGtin()},,,excluded,,a,b,c`,
        `${newGtin()},,,excluded`,
      ),
    );
    const wrong = wrongRows(answer);
    expect(wrong.map(({ line, column, param }) => [line, column, param])).toEqual([
      [4, 13, 'device'],
      [8, 1, 'gtin'],
      [9, 1, 'gtin'],
      [10, 1, 'gtin'],
      [11, 11, 'sku'],
      [12, 1, 'gtin'],
      [13, 31, undefined],
      [14, 17, undefined],
    ]);
    expect(wrong.map(({ message }) => message).slice(1, 3)).toEqual([
      "gtin: expected the check digit 2 at its end, got '6901234567893'.",
      expect.stringContaining('a spreadsheet has rounded'),
    ]);
    expect(wrong.at(-3)?.message).toContain('which is in line 2 too');
    expect(wrong.at(-2)?.message).toBe('expected 7 cells as in the header, got 8.');
    expect(answer.body['error']).toMatchObject({
      param: 'device',
      message: `Line 4, column 13: ${wrong[0]?.message} Nothing was imported. ${wrong.length} cells are wrong in all.`,
    });
    expect(await products(`gtin=${one}`)).toEqual([]);
  });

  it('[T9] says of one wrong cell where it is', async () => {
    const answer = await importing(file(`${newGtin()},,,excluded,,,`, '6901234567893,,,excluded,,,'));
    expect(answer.body['error']).toMatchObject({
      param: 'gtin',
      message:
        "Line 3, column 1: gtin: expected the check digit 2 at its end, got '6901234567893'. Nothing was imported.",
    });
  });

  it.each([
    ['an unknown column', `${HEADER},colour\n`, [[1, 47, "got 'colour'"]]],
    ['a missing column', 'gtin,merchant,sku,decision,device,name\n', [[1, 1, 'none of the name source']]],
    ['a column twice', `${HEADER},gtin\n`, [[1, 47, "each once, got 'gtin'"]]],
    [
      'a column in other letters',
      HEADER.replace('sku', 'SKU'),
      [
        [1, 15, "got 'SKU'"],
        [1, 1, 'name sku'],
      ],
    ],
    [
      'semicolons',
      HEADER.replaceAll(',', ';'),
      [
        [1, 1, "got 'gtin;merchant"],
        [1, 1, 'name gtin, merchant'],
      ],
    ],
    [
      'no header',
      `${newGtin()},,,excluded,,,\n`,
      [
        [1, 1, "got '690"],
        [1, 15, "got ''"],
      ],
    ],
    ['no rows', `${HEADER}\r\n\r\n`, [[1, 1, 'expected rows beneath the header']]],
    ['rows of commas only', file(',,,,,,'), [[1, 1, 'expected rows beneath the header']]],
    ['empty lines only', '\n\n', [[1, 1, 'got nothing']]],
    ['a quote that never ends', file(`${newGtin()},,,excluded,,"x,`), [[2, 27, 'a quote at the end']]],
    [
      'text behind a quote',
      file(`${newGtin()},,,excluded,,"x"y,`),
      [[2, 27, 'a comma or the end of the line']],
    ],
    ['a quote in a bare cell', file(`${newGtin()},,,excluded,,5" x,`), [[2, 27, 'quotes around a cell']]],
    ['a wrong quote in the header', `"gtin"x,merchant\n`, [[1, 1, 'a comma or the end of the line']]],
  ] as [string, string, [number, number, string][]][])(
    '[T9] with %s is refused',
    async (_, csv, expected) => {
      const wrong = wrongRows(await importing(csv));
      for (const [index, [line, column, words]] of expected.entries()) {
        expect(
          wrong.find(({ message }) => message.includes(words)),
          words,
        ).toMatchObject({ line, column });
        expect(index).toBeLessThan(wrong.length);
      }
    },
  );

  it('[T9] whose quotes end its reading is told of the wrong cells before, too', async () => {
    const wrong = wrongRows(await importing(file('1,,,excluded,,,', `${newGtin()},,,excluded,,"x`)));
    expect(wrong.map(({ line, column }) => [line, column])).toEqual([
      [2, 1],
      [3, 27],
    ]);
  });

  it('[T9] written from rows is read back as these rows', async () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .filter((text) => !/[\p{Cc}\p{Cs}\p{Cf}]|^\W|\s$/u.test(text) && text === text.normalize('NFC'));
    const note = fc.option(text);
    const key = fc.oneof(
      fc
        .integer({ min: 690_000_000_000, max: 699_999_999_999 })
        .map((number) => ({ gtin: `0${rightGtin(String(number))}`, merchant: null, sku: null })),
      text.map((sku) => ({ gtin: null, merchant: DEMO, sku })),
    );
    const decision = fc.constantFrom(
      { decision: 'approved', device: 'household_robot' } as const,
      { decision: 'approved', device: 'smart_glasses' } as const,
      { decision: 'excluded', device: null } as const,
    );
    const row = fc
      .tuple(key, decision, note, note)
      .map(([key, decision, name, source]): ProductRow => ({ ...key, ...decision, name, source }));
    const rows = fc.uniqueArray(row, {
      minLength: 1,
      maxLength: 8,
      selector: ({ gtin, sku }) => `${gtin} ${sku}`,
    });
    const read = async (body: string, type: string) =>
      (
        await readProducts(
          REGISTRY_TABLE,
          new Request(ORIGIN, { method: 'PUT', body, headers: { 'Content-Type': type } }),
        )
      ).map(({ row }) => row);
    await fc.assert(
      fc.asyncProperty(rows, async (products) => {
        const records = products.map((row) => csvRecord(PRODUCT_COLUMNS.map((column) => row[column])));
        expect(await read(csvRecord(PRODUCT_COLUMNS) + records.join(''), 'text/csv')).toEqual(products);
        expect(await read(JSON.stringify({ products }), 'application/json')).toEqual(products);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the bytes of a CSV', () => {
  const named = (gtin: string): string => file(`${gtin},,,approved,household_robot,石头扫拖机器人,第三批`);

  it.each([
    ['UTF-8', 'text/csv', (text: string) => utf8(text)],
    ['UTF-8 with a byte-order mark', 'text/csv', (text: string) => bytes(MARK, text)],
    ['UTF-8 that says so', 'Text/CSV; header=present; charset="UTF-8"', (text: string) => utf8(text)],
    ['UTF-8 by its mark, whatever is said', 'text/csv; charset=gbk', (text: string) => bytes(MARK, text)],
    ['GBK', 'text/csv; charset=gbk', (text: string) => gbk(text)],
    ['GB 18030', 'text/csv;charset=GB18030', (text: string) => gbk(text)],
    ['GB 2312', 'text/csv; charset=gb2312', (text: string) => gbk(text)],
  ])('[T9] may be %s', async (_, type, encoded) => {
    const gtin = newGtin();
    await imported(encoded(named(gtin)), { type });
    expect(await theProduct(`gtin=${gtin}`)).toMatchObject({ name: '石头扫拖机器人', source: '第三批' });
  });

  it('[T9] every character of GBK is read as itself', async () => {
    const chars = [...GBK.keys()].filter((char) => !/[\p{Cc}\p{Cs}\p{Cn}]/u.test(char));
    expect(chars.length).toBeGreaterThan(20_000);
    const rows = [];
    for (let from = 0; from < chars.length; from += limits.TITLE_CHARS_MAX) {
      rows.push(chars.slice(from, from + limits.TITLE_CHARS_MAX).join(''));
    }
    const body = gbk(file(...rows.map((name) => `${newGtin()},,,excluded,,"${name}",`)));
    const headers = { 'Content-Type': 'text/csv; charset=gbk' };
    const read = await readProducts(REGISTRY_TABLE, new Request(ORIGIN, { method: 'PUT', body, headers }));
    expect(read.map(({ row }) => row.name)).toEqual(rows);
  });

  it('[T9] that are GBK and do not say so are refused at the first that UTF-8 has not, with the way out', async () => {
    const wrong = wrongRows(await importing(gbk(named(newGtin()))));
    expect(wrong).toMatchObject([{ line: 2, column: 45 }]);
    expect(wrong[0]?.message).toMatch(
      /^Expected text in utf-8, got the byte 0xCD\. .*CSV UTF-8.*charset=gbk/,
    );
  });

  it.each([
    ['in the first place', bytes([0xff], HEADER), 1, 1, '0xFF'],
    ['that are UTF-16', Uint8Array.from([0xff, 0xfe, 0x67, 0, 0x74, 0]), 1, 1, '0xFF'],
    ['behind a mark', bytes(MARK, 'gtin', [0xc0], ',x'), 1, 5, '0xC0'],
    ['behind two kinds of line ends', bytes('a\r\nb\n扫🤖x', [0x80]), 3, 4, '0x80'],
    ['of half a surrogate', bytes('a\n', [0xed, 0xa0, 0x80]), 2, 1, '0xED'],
    ['at the very end, half a character', bytes('ab', [0xe6, 0x89]), 1, 3, '0xE6'],
    ['of a code that no character has', bytes('a,', [0xf5, 0x80, 0x80, 0x80]), 1, 3, '0xF5'],
    ['cut off in the middle', bytes('扫', [0xe6, 0x89], 'x'), 1, 2, '0xE6'],
  ])('[T9] with a wrong one are refused: %s', async (_, sent, line, column, byte) => {
    const wrong = wrongRows(await importing(sent));
    expect(wrong).toMatchObject([
      { line, column, message: expect.stringContaining(`got the byte ${byte}.`) },
    ]);
  });

  it('[T9] with a wrong one are refused in GBK too', async () => {
    const sent = bytes(HEADER, '\r\n', [0xca, 0xaf, 0xff], ',x');
    expect(wrongRows(await importing(sent, { type: 'text/csv; charset=gbk' }))).toMatchObject([
      { line: 2, column: 2, message: expect.stringContaining('Expected text in gbk, got the byte 0xFF.') },
    ]);
  });

  it('[A3] in a charset that we do not read are refused', async () => {
    const answer = await importing(file(), { type: 'text/csv; charset=shift_jis' });
    expect(expectRefusal(answer, 400, 'parameter_invalid', 'Content-Type')).toContain("got 'shift_jis'");
  });

  it.each([
    ['nothing', ''],
    ['nothing but a mark', bytes(MARK)],
  ])('[A3] that are %s are refused', async (_, sent) => {
    expectRefusal(await importing(sent), 400, 'body_missing');
  });
});

describe('how much an import may hold', () => {
  const gtins = (count: number): string[] =>
    Array.from({ length: count }, (_, at) => rightGtin(`691${String(at).padStart(9, '0')}`));
  const rows = (count: number): string[] =>
    gtins(count).map((gtin) => `${gtin},,,approved,household_robot,,`);

  it('[A4] PRODUCT_ROWS_MAX rows of CSV are taken, one more is refused, and none of them was taken', async () => {
    const max = limits.PRODUCT_ROWS_MAX;
    const over = wrongRows(await importing(file(...rows(max + 1))));
    expect(over).toEqual([{ line: max + 2, column: 1, message: `expected at most ${max} rows, got more.` }]);
    expect(await products(`gtin=${gtins(1)[0]}`)).toEqual([]);
    expect(await imported(file(...rows(max)))).toMatchObject({ rows: max, created: max });
    expect(await imported(file(...rows(max)))).toMatchObject({ rows: max, unchanged: max });
  });

  it('[A4] PRODUCT_ROWS_MAX rows of JSON are taken, one more is refused', async () => {
    const json = gtins(limits.PRODUCT_ROWS_MAX + 1).map((gtin) =>
      approved({ gtin, device: 'smart_glasses' }),
    );
    expectRefusal(await importing(json), 400, 'parameter_invalid', 'products');
    expect(await imported(json.slice(1))).toMatchObject({ rows: limits.PRODUCT_ROWS_MAX });
  });

  it('[A4] of more wrong cells PRODUCT_PROBLEMS_MAX are named, and all are counted', async () => {
    const answer = await importing(file(...rows(limits.PRODUCT_PROBLEMS_MAX + 5).map((row) => `1${row}`)));
    expect(wrongRows(answer)).toHaveLength(limits.PRODUCT_PROBLEMS_MAX);
    expect(JSON.stringify(answer.body['error'])).toContain(
      `${limits.PRODUCT_PROBLEMS_MAX + 5} cells are wrong in all`,
    );
  });

  it.each([
    ['name', limits.TITLE_CHARS_MAX],
    ['source', limits.PRODUCT_SOURCE_CHARS_MAX],
    ['sku', limits.NAME_CHARS_MAX],
  ])('[A4] a %s of %i characters is taken, of one more refused', async (column, max) => {
    const of = (size: number) =>
      importing([approved({ merchant: DEMO, sku: `edge-${column}`, [column]: 'ﷺ'.repeat(size) })]);
    expect((await of(max)).status).toBe(200);
    expect(wrongRows(await of(max + 1))).toMatchObject([{ param: `products[0][${column}]` }]);
  });

  it('[A4] a batch of the largest rows is taken', async () => {
    const wide = 'ﷺ'.repeat(limits.TITLE_CHARS_MAX);
    const largest = Array.from({ length: limits.PRODUCT_BATCH_ROWS }, (_, at) =>
      approved({
        merchant: DEMO,
        sku: `${at}-`.padEnd(limits.NAME_CHARS_MAX, 'ﷺ'),
        name: wide,
        source: wide,
      }),
    );
    expect(await imported(largest)).toMatchObject({ created: limits.PRODUCT_BATCH_ROWS });
  });

  it('[A4] PRODUCTS_BODY_BYTES_MAX bytes are taken, one more is refused; of other calls no more than before', async () => {
    const csv = file(`${newGtin()},,,excluded,,,`);
    const padded = (size: number): string => csv + '\n'.repeat(size - csv.length);
    expect((await importing(padded(limits.PRODUCTS_BODY_BYTES_MAX))).status).toBe(200);
    expectRefusal(await importing(padded(limits.PRODUCTS_BODY_BYTES_MAX + 1)), 413, 'body_too_large');
    const quote = await send('/v1/quotes', { body: ' '.repeat(limits.BODY_BYTES_MAX + 1) });
    expect(quote.status).toBe(413);
  });

  it.each([
    ['passes', limits.PRODUCTS_BODY_BYTES_MAX, 200],
    ['with one byte more is refused', limits.PRODUCTS_BODY_BYTES_MAX + 1, 413],
  ])('[A4] a body that does not say how long it is %s', async (_, size, status) => {
    const csv = file(`${newGtin()},,,excluded,,,`);
    const body = new Blob([csv + '\n'.repeat(size - csv.length)]).stream();
    expect((await importing(body)).status).toBe(status);
  });

  it('[A4] a file of 200 MB is refused before it is read, whether it says so or not', async () => {
    for (const says_so of [true, false]) {
      const { body, sent } = endless(200_000_000, says_so);
      const answer = await importing(body);
      expect(expectRefusal(answer, 413, 'body_too_large')).toContain(
        `${limits.PRODUCTS_BODY_BYTES_MAX} bytes`,
      );
      expect(sent()).toBeLessThan(says_so ? 1_000_000 : 2 * limits.PRODUCTS_BODY_BYTES_MAX);
    }
  });

  it.each([
    ['a cell that fills it', `${HEADER}\n${'9'.repeat(4_000_000)}`],
    ['commas', ','.repeat(4_000_000)],
    ['a header and commas', `${HEADER}\n${','.repeat(4_000_000)}`],
    ['quotes', '"'.repeat(4_000_000)],
    ['an open quote', `${HEADER}\n"${'a\n'.repeat(2_000_000)}`],
    ['pairs of a quote and a letter', `${HEADER}\n"${'a"'.repeat(2_000_000)}`],
    ['line ends', '\r'.repeat(4_000_000)],
    ['lines of nothing much', `${HEADER}\n${'a\n'.repeat(2_000_000)}`],
    ['zeros', '\0'.repeat(4_000_000)],
    ['wide characters', '扫'.repeat(1_390_000)],
    ['deep JSON', `{"products":${'['.repeat(2_000_000)}${']'.repeat(2_000_000)}}`],
    ['rows that are no objects', JSON.stringify({ products: Array(10_000).fill('x'.repeat(400)) })],
  ])('[A3] four megabytes of %s are refused like anything else', async (name, body) => {
    const type = name.includes('JSON') || name.includes('objects') ? 'application/json' : 'text/csv';
    const answer = await importing(body, { type });
    expect([400, answer.status]).toEqual([answer.status, 400]);
    expect(JSON.stringify(answer.body).length).toBeLessThan(1_000_000);
  });
});

/** A body of so many bytes, made as it is read; and how many were made. */
function endless(size: number, says_so: boolean): { body: ReadableStream; sent: () => number } {
  const chunk = utf8(`${'x'.repeat(65_535)}\n`);
  let made = 0;
  const source = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = chunk.subarray(0, Math.min(chunk.length, size - made));
      made += next.length;
      if (next.length === 0) controller.close();
      else controller.enqueue(next);
    },
  });
  const body = says_so ? source.pipeThrough(new FixedLengthStream(size)) : source;
  return { body, sent: () => made };
}
