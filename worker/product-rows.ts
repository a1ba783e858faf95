// Rows of an import, as they were given and as the registry takes them: each right by itself, and no two with the same key
// (SPEC T9). What they were written in is not its concern.

import type * as z from 'zod';
import type { WrongRow } from '../src/wire/objects.ts';
import { type ProductRow, ProductRowSchema } from '../src/wire/products.ts';
import { shown } from './errors.ts';
import { problemOf } from './parse.ts';

/** A row as it was given, unchecked. */
export type GivenRow = {
  readonly given: unknown;
  /** Where it stands in the request: what the names of its fields begin with. */
  readonly at: readonly PropertyKey[];
  /** What people call it. */
  readonly name: string;
  /** What a refusal calls its field of a column. */
  readonly paramOf: (column: PropertyKey) => string;
  /** Says what is wrong with a cell, or with the row where no column is named, and where it stands. */
  readonly wrong: (column: PropertyKey | undefined, message: string) => WrongRow;
};

/** The rows that can be checked, and what is wrong with the others. */
export type GivenRows = { readonly rows: readonly GivenRow[]; readonly wrong: readonly WrongRow[] };

/** A row as the registry takes it, and as it was given. */
export type ReadRow = { readonly row: ProductRow; readonly given: GivenRow };

/** The rows that are right by themselves, and all that is wrong: with the others, and with keys that are given twice. */
export function checkedRows(rows: readonly GivenRow[]): { right: ReadRow[]; wrong: WrongRow[] } {
  const checked = rows.map(checkedRow);
  const right = checked.flatMap((result) => (result.ok ? [result.read] : []));
  const wrong = checked.flatMap((result) => (result.ok ? [] : result.wrong));
  return { right, wrong: [...wrong, ...givenTwice(right)] };
}

type CheckedRow =
  | { readonly ok: true; readonly read: ReadRow }
  | { readonly ok: false; readonly wrong: readonly WrongRow[] };

/** The row as the registry takes it, or what is wrong with it. */
function checkedRow(given: GivenRow): CheckedRow {
  const parsed = ProductRowSchema.safeParse(given.given, { reportInput: true });
  if (parsed.success) return { ok: true, read: { row: parsed.data, given } };
  const { issues } = parsed.error;
  const wrong = issues.map((issue) => given.wrong(columnOf(issue), problemOf(issue, given.at).message));
  return { ok: false, wrong };
}

function columnOf(issue: z.core.$ZodIssue): PropertyKey | undefined {
  return issue.code === 'unrecognized_keys' ? issue.keys[0] : issue.path[0];
}

/** What is wrong with each row whose key a row before it has. */
function givenTwice(rows: readonly ReadRow[]): WrongRow[] {
  const first_with = new Map<string, GivenRow>();
  const wrong: WrongRow[] = [];
  for (const { row, given } of rows) {
    const key = JSON.stringify([row.gtin, row.merchant, row.sku]);
    const first = first_with.get(key);
    if (first === undefined) first_with.set(key, given);
    else wrong.push(again(given, row, first));
  }
  return wrong;
}

function again(given: GivenRow, { gtin, sku }: ProductRow, first: GivenRow): WrongRow {
  const column = gtin === null ? 'sku' : 'gtin';
  const param = given.paramOf(column);
  const message = `${param}: expected each product once, got '${shown(gtin ?? sku)}', which is in ${first.name} too.`;
  return given.wrong(column, message);
}
