// CSV records, read back by a small reader of RFC 4180.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BYTE_ORDER_MARK, csvRecord } from '../../src/csv.ts';

const nasty = fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', ',', ' ', "'", ';', 'a', '扫', '🤖');
const text = fc.oneof(
  fc.array(nasty, { maxLength: 6 }).map((chars) => chars.join('')),
  fc.string({ unit: 'grapheme' }),
);
const cell = fc.oneof(text, fc.integer(), fc.constant(null));
const record = fc.array(cell, { minLength: 1, maxLength: 6 });

describe('a CSV record', () => {
  it('[E2] read back by RFC 4180 is what was written, dangerous text behind an apostrophe', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 5 }), (records) => {
        const read = readCsv(records.map(csvRecord).join(''));
        expect(read.map((cells) => cells.length)).toEqual(records.map((cells) => cells.length));
        records.forEach((cells, row) => {
          cells.forEach((value, column) => {
            const written = value === null ? '' : String(value);
            expect([written, `'${written}`]).toContain(read[row]?.[column]);
          });
        });
      }),
    );
  });

  it('[E2] holds no text cell that a spreadsheet would run as a formula', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (cells) => {
        const running = readCsv(csvRecord(cells))
          .flat()
          .filter((value) => /^\s*[=+\-@＝＋－＠]|^[\t\r]/.test(value));
        expect(running).toEqual([]);
      }),
    );
  });

  it('[E2] leaves harmless text as it is', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (cells) => {
        const harmless = cells.filter((value) => !/^[\s\0\p{Cf}]*[=+\-@＝＋－＠\t\r\0]/u.test(value));
        fc.pre(harmless.length > 0);
        expect(readCsv(csvRecord(harmless))).toEqual([harmless]);
      }),
    );
  });

  it.each([
    ['=', '=HYPERLINK("https://example.com","x")'],
    ['+', '+1+1'],
    ['-', '-2+3'],
    ['@', '@SUM(A1:A9)'],
    ['a tab', '\t=1+1'],
    ['a carriage return', '\r=1+1'],
    ['a line feed', '\n=1+1'],
    ['a space before =', '  =1+1'],
    ['a no-break space before =', '\u00A0=1+1'],
    ['an invisible character before =', '\u200B=1+1'],
    ['a byte-order mark before =', `${BYTE_ORDER_MARK}=1+1`],
    ['a null character before =', '\0=1+1'],
    ['a full-width =', '＝1+1'],
    ['a full-width +', '＋1'],
    ['a full-width -', '－1'],
    ['a full-width @', '＠SUM(A1)'],
  ])('[E2] text that begins with %s is given an apostrophe', (_name, formula) => {
    expect(readCsv(csvRecord(['x', formula, 'y']))).toEqual([['x', `'${formula}`, 'y']]);
  });

  it.each([
    [['a', 'b'], 'a,b\r\n'],
    [['a,b', 'c'], '"a,b",c\r\n'],
    [['say "hi"'], '"say ""hi"""\r\n'],
    [['a;b'], '"a;b"\r\n'],
    [['two\nlines'], '"two\nlines"\r\n'],
    [['two\rlines'], '"two\rlines"\r\n'],
    [['two\r\nlines'], '"two\r\nlines"\r\n'],
    [[null, '', 0], ',,0\r\n'],
    [['=1,2'], `"'=1,2"\r\n`],
    [['扫地机器人', 59_985], '扫地机器人,59985\r\n'],
    [['a=b', 'a-b'], 'a=b,a-b\r\n'],
  ])('[E2] %j', (values, line) => {
    expect(csvRecord(values)).toBe(line);
  });

  it('[E2] a number stays a number, below zero too', () => {
    expect(csvRecord([-5, 0, 7])).toBe('-5,0,7\r\n');
  });

  it('[E2] the byte-order mark is U+FEFF', () => {
    expect(BYTE_ORDER_MARK).toBe(String.fromCodePoint(0xfeff));
  });
});

/** What an unquoted cell must not hold. */
const SPECIAL: ReadonlySet<string> = new Set(['"', ';', '\r', '\n']);

/** The records of a CSV text: quoted cells may hold anything, two quotes are one, a record ends with CR LF. */
function readCsv(csv: string): string[][] {
  const records: string[][] = [];
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let index = 0; index < csv.length; index += 1) {
    const char = csv.charAt(index);
    if (quoted) {
      if (char !== '"') cell += char;
      else if (csv.charAt(index + 1) === '"') {
        cell += '"';
        index += 1;
      } else quoted = false;
    } else if (char === '"' && cell === '') quoted = true;
    else if (char === ',') {
      cells.push(cell);
      cell = '';
    } else if (char === '\r' && csv.charAt(index + 1) === '\n') {
      records.push([...cells, cell]);
      cells = [];
      cell = '';
      index += 1;
    } else if (SPECIAL.has(char)) throw new Error(`a bare ${JSON.stringify(char)} stands at ${index}`);
    else cell += char;
  }
  if (quoted || cell !== '' || cells.length > 0) throw new Error('the text does not end with a record');
  return records;
}
