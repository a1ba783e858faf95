// An import of products as CSV, taken apart: the header's columns, and the rows beneath it by the names of their columns.

import { type CsvRecord, type FilePlace, readCsv } from '../src/csv-reading.ts';
import { PRODUCT_ROWS_MAX } from '../src/limits.ts';
import type { WrongRow } from '../src/wire/objects.ts';
import { shown } from './errors.ts';
import type { GivenRow, GivenRows } from './product-rows.ts';
import type { ProductTable } from './product-tables.ts';

type CsvTable = Pick<ProductTable<unknown>, 'columns' | 'ofCells'>;

/** The rows of a file in UTF-8. Rows of empty cells only, which spreadsheets leave behind, do not count. */
export function csvRows(file: Uint8Array, table: CsvTable): GivenRows {
  const { records, problem } = readCsv(file, HEADER + PRODUCT_ROWS_MAX + 1);
  const end = problem === null ? [] : [wrongAt(problem.place, problem.expected)];
  const [header, ...below] = records;
  if (header === undefined) return refused(end[0] ?? wrongAt(START, `${expected(table)}, got nothing`));
  const wrong_columns = wrongColumns(header, table);
  if (wrong_columns.length > 0) return refused(...wrong_columns);
  const [too_many] = below.slice(PRODUCT_ROWS_MAX);
  if (too_many !== undefined) {
    return refused(wrongAt(placeOf(too_many), `expected at most ${PRODUCT_ROWS_MAX} rows, got more`));
  }
  const rows = below.filter(({ cells }) => cells.some((cell) => cell !== ''));
  if (rows.length === 0 && end.length === 0) {
    return refused(wrongAt(placeOf(header), 'expected rows beneath the header, got none'));
  }
  const size = header.cells.length;
  return {
    rows: rows.filter(({ cells }) => cells.length === size).map((row) => givenRow(row, header.cells, table)),
    wrong: [...rows.filter(({ cells }) => cells.length !== size).map((row) => wrongSize(row, size)), ...end],
  };
}

const HEADER = 1;
const START: FilePlace = { line: 1, column: 1 };

const expected = ({ columns }: CsvTable): string => `expected the columns ${columns.join(',')}`;

const refused = (...wrong: WrongRow[]): GivenRows => ({ rows: [], wrong });

const wrongAt = (place: FilePlace, message: string): WrongRow => ({ ...place, message: `${message}.` });

const placeOf = ({ places }: CsvRecord, cell = 0): FilePlace => places[cell] ?? places.at(-1) ?? START;

/** Each column has to be there once, in whatever order. */
function wrongColumns(header: CsvRecord, table: CsvTable): WrongRow[] {
  const { cells } = header;
  const odd = cells.flatMap((cell, index) => {
    const is_known = table.columns.some((column) => column === cell);
    if (is_known && cells.indexOf(cell) === index) return [];
    return [wrongAt(placeOf(header, index), `${expected(table)}, each once, got '${shown(cell)}'`)];
  });
  const absent = table.columns.filter((column) => !cells.includes(column));
  if (absent.length === 0) return odd;
  return [...odd, wrongAt(placeOf(header), `${expected(table)}, got none of the name ${absent.join(', ')}`)];
}

function wrongSize(row: CsvRecord, size: number): WrongRow {
  const extra = Math.min(size, row.cells.length - 1);
  return wrongAt(placeOf(row, extra), `expected ${size} cells as in the header, got ${row.cells.length}`);
}

/** A row by its columns' names. An empty cell says nothing. */
function givenRow(row: CsvRecord, columns: readonly string[], table: CsvTable): GivenRow {
  const filled = columns.flatMap((column, index) => (row.cells[index] ? [[column, row.cells[index]]] : []));
  return {
    given: table.ofCells(Object.fromEntries(filled)),
    at: [],
    name: `line ${placeOf(row).line}`,
    // What is one object in JSON has several columns here.
    pathOf: (path) => (columns.includes(path.join('_')) ? [path.join('_')] : path.slice(0, 1)),
    paramOf: ([column]) => String(column),
    wrong: ([column], message) => ({
      ...placeOf(row, Math.max(0, columns.indexOf(String(column)))),
      ...(column !== undefined && { param: String(column) }),
      message,
    }),
  };
}
