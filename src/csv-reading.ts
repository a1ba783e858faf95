// Reads a CSV file in UTF-8: its records, and where in the file each cell stands, as an editor counts lines and columns.
// Strict about quotes (RFC 4180). What the cells mean is not its concern.

import { parse } from 'csv-parse/browser/esm/sync';
import { CSV_CELLS_MAX } from './limits.ts';

/** A line of the file and a character of that line, both counted from 1. */
export type FilePlace = { readonly line: number; readonly column: number };

/** A record, and where each of its cells begins. */
export type CsvRecord = { readonly cells: readonly string[]; readonly places: readonly FilePlace[] };

/** What was read, and why it ended early: null where it did not. */
export type CsvReading = {
  readonly records: readonly CsvRecord[];
  readonly problem: { readonly place: FilePlace; readonly expected: string } | null;
};

/**
 * Reads the records of a file. Lines that are empty do not count; lines may end with CR LF, LF or CR.
 *
 * @param file right UTF-8 without a byte-order mark
 * @param records_max where it stops
 */
export function readCsv(file: Uint8Array, records_max: number): CsvReading {
  const walk = new Walk(file);
  const records: { cells: string[]; places: FilePlace[] }[] = [];
  const cast = (value: string, { index, bytes }: { index: number; bytes: number }): string => {
    if (index >= CSV_CELLS_MAX) throw { code: 'CSV_TOO_MANY_CELLS' };
    if (index === 0) records.push({ cells: [], places: [] });
    const record = records.at(-1);
    record?.cells.push(value);
    record?.places.push(walk.nextCell());
    walk.to(bytes);
    return value;
  };
  try {
    parse(file, { ...RECORDS, cast, to: records_max });
    return { records, problem: null };
  } catch (error) {
    const expected = EXPECTED[(error as { code?: string }).code ?? ''];
    if (expected === undefined) throw error;
    if (walk.isWithinRecord()) records.pop();
    return { records, problem: { place: walk.nextCell(), expected } };
  }
}

/** A file without the byte-order mark that it may begin with. */
export function withoutMark(file: Uint8Array): Uint8Array {
  const has_mark = MARK.every((byte, at) => file[at] === byte);
  return has_mark ? file.subarray(MARK.length) : file;
}

/** The byte-order mark in UTF-8. */
const MARK = [0xef, 0xbb, 0xbf];

const RECORDS = {
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  skip_empty_lines: true,
};

/** What was expected where reading cannot go on, by the code of the error that ended it. */
const EXPECTED: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'expected a quote at the end of the cell that begins here with one',
  CSV_INVALID_CLOSING_QUOTE:
    'expected a comma or the end of the line after the quote that ends the cell; a quote within a cell is written twice',
  INVALID_OPENING_QUOTE: 'expected quotes around a cell that has quotes in it, which are written twice',
  CSV_TOO_MANY_CELLS: `expected at most ${CSV_CELLS_MAX} cells in a line`,
};

const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Walks through the file once, from cell to cell: the parser counts bytes, an editor lines and characters. */
class Walk {
  private readonly file: Uint8Array;
  private at = 0;
  private line = 1;
  private column = 1;
  private has_cells = false;

  constructor(file: Uint8Array) {
    this.file = file;
  }

  isWithinRecord(): boolean {
    return this.has_cells && this.file[this.at] === COMMA;
  }

  /** Goes from the end of a cell to where the next one begins. */
  nextCell(): FilePlace {
    if (this.isWithinRecord()) this.step();
    else while (isLineEnd(this.file[this.at])) this.step();
    return { line: this.line, column: this.column };
  }

  to(end: number): void {
    this.has_cells = true;
    while (this.at < end) this.step();
  }

  /** Bytes within a character and the first half of CR LF move nothing. */
  private step(): void {
    const byte = this.file[this.at] ?? 0;
    this.at += 1;
    if (isLineEnd(byte)) {
      if (byte === CARRIAGE_RETURN && this.file[this.at] === LINE_FEED) return;
      this.line += 1;
      this.column = 1;
    } else if ((byte & 0xc0) !== 0x80) this.column += 1;
  }
}

const isLineEnd = (byte: number | undefined): boolean => byte === LINE_FEED || byte === CARRIAGE_RETURN;
