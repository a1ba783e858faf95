// Reading CSV: what is read, where it stands, and where reading ends.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BYTE_ORDER_MARK, csvRecord } from '../../src/csv.ts';
import { type CsvReading, readCsv as readFile, withoutMark } from '../../src/csv-reading.ts';
import { CSV_CELLS_MAX } from '../../src/limits.ts';

const readCsv = (text: string, records_max: number): CsvReading => readFile(utf8(text), records_max);
const cells = (text: string, records_max = 100): string[][] =>
  readCsv(text, records_max).records.map((record) => [...record.cells]);
const placesOf = ({ records }: CsvReading): string[][] =>
  records.map(({ places }) => places.map(({ line, column }) => `${line}:${column}`));

const nasty = fc.constantFrom('"', ',', '\r', '\n', '\r\n', ' ', ';', "'", '', 'a', '扫', '🤖', '\0', 'é');
const cell = fc.oneof(
  fc.array(nasty, { maxLength: 8 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme' }),
);
const line_end = fc.constantFrom('\r\n', '\n', '\r');
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const isPlain = (text: string): boolean => !/[",\r\n]/.test(text);

describe('a CSV file', () => {
  it('[T9] is read as it was written, whatever is in its cells, and each cell stands where an editor shows it', () => {
    const record = fc.array(fc.tuple(cell, fc.boolean()), { minLength: 2, maxLength: 5 });
    const file = fc.array(fc.tuple(record, line_end, fc.boolean()), { maxLength: 6 });
    fc.assert(
      fc.property(file, (records) => {
        let text = '';
        const places: string[][] = [];
        for (const [record, end, blank] of records) {
          if (blank) text += end;
          const row: string[] = [];
          for (const [index, [value, bare]] of record.entries()) {
            if (index > 0) text += ',';
            row.push(placeAtTheEnd(text));
            text += bare && isPlain(value) ? value : quoted(value);
          }
          places.push(row);
          text += end;
        }
        const read = readCsv(text, 100);
        expect(read.problem).toBeNull();
        expect(read.records.map((one) => one.cells)).toEqual(
          records.map(([record]) => record.map(([value]) => value)),
        );
        expect(placesOf(read)).toEqual(places);
      }),
    );
  });

  it('[T9] written by us is read back', () => {
    const plain = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/^\W/u.test(text));
    fc.assert(
      fc.property(fc.array(fc.array(plain, { minLength: 1, maxLength: 5 })), (records) => {
        expect(cells(records.map(csvRecord).join(''))).toEqual(records);
      }),
    );
  });

  it('[T9] may end without a line end, in a quote, in an empty cell or in nothing', () => {
    expect(cells('a,b\nc,d')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    expect(cells('a,"b"')).toEqual([['a', 'b']]);
    expect(cells('a,')).toEqual([['a', '']]);
    expect(cells('')).toEqual([]);
    expect(cells('\r\n\n\r')).toEqual([]);
  });

  it.each([
    ['a quote that is not closed', 'a,b\n1,"2\n3,4\n', 2, 3, 'at the end of the cell'],
    ['text behind a closing quote', 'a,b\r\n"1"x,2\r\n', 2, 1, 'a comma or the end of the line'],
    ['a quote within a bare cell', 'a,b\n"x\ny",z"z\n', 3, 4, 'quotes around a cell'],
    ['a quote within the first cell', 'a"b,c', 1, 1, 'quotes around a cell'],
  ])('[T9] ends at %s', (_what, text, line, column, expected) => {
    const { problem } = readCsv(text, 100);
    expect(problem).toMatchObject({ place: { line, column } });
    expect(problem?.expected).toContain(expected);
  });

  it('[T9] what was read before it ended is there', () => {
    for (const wrong of ['"3"x,4\n', '3,"4"x\n', '3,"4\n']) {
      expect(cells(`a,b\n1,2\n${wrong}`)).toEqual([
        ['a', 'b'],
        ['1', '2'],
      ]);
    }
  });

  it('[T9] ends after as many records as are asked for', () => {
    expect(cells('1\n2\n3\n4\n', 2)).toEqual([['1'], ['2']]);
    expect(cells('1\n2\n', 2)).toEqual([['1'], ['2']]);
  });

  it('[T9] loses the byte-order mark that it begins with, one and nothing else', () => {
    expect(withoutMark(utf8(`${BYTE_ORDER_MARK}a`))).toEqual(utf8('a'));
    expect(withoutMark(utf8(BYTE_ORDER_MARK))).toEqual(utf8(''));
    for (const text of ['', 'a', `a${BYTE_ORDER_MARK}`, '\uFEC0a']) {
      expect(withoutMark(utf8(text))).toEqual(utf8(text));
    }
    expect(withoutMark(utf8(BYTE_ORDER_MARK.repeat(2)))).toEqual(utf8(BYTE_ORDER_MARK));
  });

  it('[A4] a record has CSV_CELLS_MAX cells, not one more', () => {
    expect(readCsv(`${','.repeat(CSV_CELLS_MAX - 1)}\n`, 1).problem).toBeNull();
    const { problem } = readCsv(`x\n${','.repeat(CSV_CELLS_MAX)}\n`, 9);
    expect(problem?.place).toEqual({ line: 2, column: CSV_CELLS_MAX + 1 });
  });
});

/** Line and column of what comes next, counted anew from the beginning. */
function placeAtTheEnd(text: string): string {
  const lines = text.split(/\r\n|\n|\r/);
  return `${lines.length}:${[...(lines.at(-1) ?? '')].length + 1}`;
}

function utf8(text: string): Uint8Array {
  const bytes = encodeURIComponent(text).replaceAll(/%(..)/g, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Uint8Array.from(bytes, (byte) => byte.charCodeAt(0));
}
