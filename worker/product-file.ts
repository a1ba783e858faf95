// What comes as an import of products, JSON or CSV, made into rows; or into a refusal that names every wrong cell by its line
// and column (SPEC T9). What the registry or the catalogue makes of the rows is not its concern.

import * as z from 'zod';
import { PRODUCT_PROBLEMS_MAX, PRODUCT_ROWS_MAX } from '../src/limits.ts';
import type { WrongRow } from '../src/wire/objects.ts';
import { ApiError, invalid } from './errors.ts';
import { bodyRead, jsonOf, paramOf, parse } from './parse.ts';
import { csvRows } from './product-csv.ts';
import { checkedRows, type GivenRow, type GivenRows, type ReadRow } from './product-rows.ts';
import type { ProductTable } from './product-tables.ts';
import { utf8Of } from './text-file.ts';

/**
 * Reads an import: at least one row, no two of the same product.
 *
 * @throws {ApiError} `products_invalid` with every wrong cell; other refusals for what is no table at all
 */
export async function readProducts<Row>(table: ProductTable<Row>, request: Request): Promise<ReadRow<Row>[]> {
  const { rows, wrong } = await givenRows(request, table);
  const checked = checkedRows(table, rows);
  const all_wrong = [...wrong, ...checked.wrong];
  if (all_wrong.length > 0) throw productsInvalid(all_wrong);
  return checked.right;
}

/** The refusal of an import: its first wrong cell in the message, all of them in `rows` up to a limit. */
export function productsInvalid(wrong: readonly WrongRow[]): ApiError {
  const rows = [...wrong].sort((a, b) => a.line - b.line || (a.column ?? 0) - (b.column ?? 0));
  const [{ line, column, message, param } = NOTHING_WRONG] = rows;
  const where = column === undefined ? '' : `Line ${line}, column ${column}: `;
  const in_all = rows.length > 1 ? ` ${rows.length} cells are wrong in all.` : '';
  return new ApiError(
    400,
    'invalid_request_error',
    'products_invalid',
    `${where}${message} Nothing was imported.${in_all}`,
    param,
    { rows: rows.slice(0, PRODUCT_PROBLEMS_MAX) },
  );
}

const NOTHING_WRONG: WrongRow = { line: 0, message: 'Nothing is wrong.' };

const CSV = /^\s*text\/csv\s*(;|$)/i;

async function givenRows<Row>(request: Request, table: ProductTable<Row>): Promise<GivenRows> {
  if (!CSV.test(request.headers.get('Content-Type') ?? '')) {
    return jsonRows(await bodyRead(request.text()));
  }
  const file = await utf8Of(request);
  if (!file.ok) return { rows: [], wrong: [{ ...file.place, message: file.message }] };
  if (file.bytes.length === 0) throw nothing();
  return csvRows(file.bytes, table);
}

const nothing = (): ApiError => invalid('body_missing', 'Expected products as JSON or CSV, got nothing.');

const JsonRows = z.strictObject({ products: z.array(z.unknown()).min(1).max(PRODUCT_ROWS_MAX) });

function jsonRows(text: string): GivenRows {
  if (text === '') throw nothing();
  const { products } = parse(JsonRows, jsonOrHint(text));
  const rows = products.map((given, line): GivenRow => {
    const at = ['products', line];
    const named = (path: readonly PropertyKey[]): string => paramOf([...at, ...path]);
    return {
      ...{ given, at, name: paramOf(at), pathOf: (path) => path, paramOf: named },
      wrong: (path, message) => ({ line, param: named(path), message }),
    };
  });
  return { rows, wrong: [] };
}

/** What is no JSON is most often a CSV that did not say so. */
function jsonOrHint(text: string): unknown {
  try {
    return jsonOf(text);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'body_not_json') throw error;
    throw invalid(error.code, `${error.message} A CSV comes with 'Content-Type: text/csv'.`);
  }
}
