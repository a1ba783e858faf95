// Reads the shop's product list from a file, JSON or CSV, by the rules of the merchant's catalogue (`PUT /v1/products`): all
// rows are taken or none, and each wrong one is named. Loaded only when a list is imported.

import { readCsv, withoutMark } from '../../src/csv-reading.ts';
import { normaliseGtin } from '../../src/gtin.ts';
import { PRODUCT_ROWS_MAX, PRODUCTS_BODY_BYTES_MAX } from '../../src/limits.ts';
import { CATALOGUE_COLUMNS, CatalogueRowSchema } from '../../src/wire/catalogue.ts';
import { codeOf, type Mistake, type Place } from './product-mistakes.ts';
import type { Product } from './products.ts';

export { mistakeIn } from './product-mistakes.ts';

/** The products of a file, or what is wrong with it, and where. */
export type ProductFile =
  | { readonly ok: true; readonly products: readonly Product[] }
  | { readonly ok: false; readonly wrong: readonly Mistake[] };

/** A row as it stands in the file, and where. */
type Given = { readonly place: Place; readonly row: unknown };

/** Reads a file. What is no UTF-8 is tried as GB 18030, in which Chinese Excel saves. */
export function readProductFile(bytes: Uint8Array): ProductFile {
  if (isWorkbook(bytes)) return refused({ place: null, code: 'workbook' });
  if (bytes.length > PRODUCTS_BODY_BYTES_MAX) {
    return refused({ place: null, code: 'too_large', got: String(bytes.length) });
  }
  const text = textOf(bytes);
  if (text.trim() === '') return refused({ place: null, code: 'empty' });
  const given = /^\s*[[{]/.test(text) ? jsonRows(text) : csvRows(text);
  return Array.isArray(given) ? checked(given) : refused(given);
}

const refused = (...wrong: Mistake[]): ProductFile => ({ ok: false, wrong });

/** How the files of spreadsheets begin: new ones are a ZIP archive, old ones one of Microsoft's own. */
const WORKBOOKS = ['504b0304', 'd0cf11e0'];

function isWorkbook(bytes: Uint8Array): boolean {
  const head = [...bytes.slice(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return WORKBOOKS.includes(head);
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(withoutMark(bytes));
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

function jsonRows(text: string): Given[] | Mistake {
  try {
    const value: unknown = JSON.parse(text);
    const rows = Array.isArray(value) ? value : (value as { products?: unknown }).products;
    if (!Array.isArray(rows)) return { place: null, code: 'no_list' };
    return rows.map((row, index) => ({ place: { product: index }, row }));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { place: null, code: 'no_json', message };
  }
}

function csvRows(text: string): Given[] | Mistake {
  const { records, problem } = readCsv(new TextEncoder().encode(text), PRODUCT_ROWS_MAX + 2);
  if (problem !== null) return { place: problem.place, code: 'csv', message: problem.expected };
  const [header, ...below] = records;
  const columns = header?.cells ?? [];
  const odd = columns.filter((cell, index) => !isColumn(cell) || columns.indexOf(cell) !== index);
  const absent = REQUIRED.filter((column) => !columns.includes(column));
  if (odd.length > 0 || absent.length > 0) {
    return { place: { line: 1 }, code: 'columns', got: columns.join(',') };
  }
  const rows = below.filter(({ cells }) => cells.some((cell) => cell !== ''));
  return rows.map(({ cells, places }) => ({
    place: { line: places[0]?.line ?? 0 },
    row: cells.length > columns.length ? null : rowOf(columns, cells),
  }));
}

const REQUIRED = ['sku', 'unit_amount', 'title'];

const isColumn = (cell: string): boolean => CATALOGUE_COLUMNS.some((column) => column === cell);

/** An empty cell says nothing. */
function rowOf(columns: readonly string[], cells: readonly string[]): unknown {
  const filled = columns.flatMap((column, index) => (cells[index] ? [[column, cells[index]]] : []));
  const { category_taxonomy, category_code, unit_amount, ...rest } = Object.fromEntries(filled);
  const has_category = category_taxonomy !== undefined || category_code !== undefined;
  return {
    ...rest,
    ...(unit_amount !== undefined && {
      unit_amount: /^\d+$/.test(unit_amount) ? Number(unit_amount) : unit_amount,
    }),
    ...(has_category && { category: { taxonomy: category_taxonomy, code: category_code } }),
  };
}

function checked(given: readonly Given[]): ProductFile {
  if (given.length === 0) return refused({ place: null, code: 'none' });
  if (given.length > PRODUCT_ROWS_MAX) return refused({ place: null, code: 'too_many' });
  const products: Product[] = [];
  const wrong: Mistake[] = [];
  const seen = new Map<string, Place>();
  for (const { place, row } of given) {
    const read = CatalogueRowSchema.safeParse(row);
    if (!read.success) {
      for (const { path, message } of read.error.issues)
        wrong.push({ place, code: codeOf(String(path[0])), message: inWords(message) });
      continue;
    }
    products.push(read.data);
    for (const name of namesOf(read.data)) {
      const first = seen.get(name);
      if (first !== undefined) wrong.push({ place, code: 'twice', got: name, first });
      seen.set(name, first ?? place);
    }
  }
  return wrong.length > 0 ? { ok: false, wrong } : { ok: true, products };
}

/** The schema's own words for a cell that is empty are for developers. */
const inWords = (message: string): string =>
  message.replace(/^Invalid input: expected (\w+), received undefined$/, 'expected a $1, got nothing');

/** What a scan finds a product by: no two products may have the same. */
const namesOf = ({ sku, gtin }: Product): string[] => [
  `sku ${sku.toUpperCase()}`,
  ...(gtin === null ? [] : [`gtin ${normaliseGtin(gtin)}`]),
];
