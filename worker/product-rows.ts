// Rows of an import, as they were given and as their table takes them: each right by itself, and no two with the same key
// (SPEC T9). What they were written in is not its concern.

import type * as z from 'zod';
import type { WrongRow } from '../src/wire/objects.ts';
import { shown } from './errors.ts';
import { problemsOf } from './parse.ts';
import type { ProductTable } from './product-tables.ts';

/** A row as it was given, unchecked. */
export type GivenRow = {
  readonly given: unknown;
  /** Where it stands in the request: what the names of its fields begin with. */
  readonly at: readonly PropertyKey[];
  /** What people call it. */
  readonly name: string;
  /** A field's path as it is written here. */
  readonly pathOf: (path: readonly PropertyKey[]) => readonly PropertyKey[];
  /** What a refusal calls the field with such a path. */
  readonly paramOf: (path: readonly PropertyKey[]) => string;
  /** Says what is wrong with a field, or with the row where the path is empty, and where it stands. */
  readonly wrong: (path: readonly PropertyKey[], message: string) => WrongRow;
};

/** The rows that can be checked, and what is wrong with the others. */
export type GivenRows = { readonly rows: readonly GivenRow[]; readonly wrong: readonly WrongRow[] };

/** A row as its table takes it, and as it was given. */
export type ReadRow<Row> = { readonly row: Row; readonly given: GivenRow };

/** The rows that are right by themselves, and all that is wrong: with the others, and with keys that are given twice. */
export function checkedRows<Row>(
  table: ProductTable<Row>,
  rows: readonly GivenRow[],
): { right: ReadRow<Row>[]; wrong: WrongRow[] } {
  const checked = rows.map((given) => checkedRow(table, given));
  const right = checked.flatMap((result) => (result.ok ? [result.read] : []));
  const wrong = checked.flatMap((result) => (result.ok ? [] : result.wrong));
  return { right, wrong: [...wrong, ...givenTwice(table, right)] };
}

type CheckedRow<Row> =
  | { readonly ok: true; readonly read: ReadRow<Row> }
  | { readonly ok: false; readonly wrong: readonly WrongRow[] };

/** The row as its table takes it, or what is wrong with it. */
function checkedRow<Row>({ schema }: ProductTable<Row>, given: GivenRow): CheckedRow<Row> {
  const parsed = schema.safeParse(given.given, { reportInput: true });
  if (parsed.success) return { ok: true, read: { row: parsed.data, given } };
  return { ok: false, wrong: parsed.error.issues.flatMap((issue) => wrongFields(given, issue)) };
}

function wrongFields(given: GivenRow, issue: z.core.$ZodIssue): WrongRow[] {
  const problems = problemsOf({ ...issue, path: [...given.pathOf(issue.path)] }, given.at);
  return problems.map(({ path, message }) => given.wrong(path, message));
}

/** What is wrong with each row whose product a row before it has. */
function givenTwice<Row>({ keyOf }: ProductTable<Row>, rows: readonly ReadRow<Row>[]): WrongRow[] {
  const first_with = new Map<string, GivenRow>();
  const wrong: WrongRow[] = [];
  for (const { row, given } of rows) {
    const { key, column, shown: value } = keyOf(row);
    const first = first_with.get(key);
    if (first === undefined) {
      first_with.set(key, given);
      continue;
    }
    const message = `${given.paramOf([column])}: expected each product once, got '${shown(value)}', which is in ${first.name} too.`;
    wrong.push(given.wrong([column], message));
  }
  return wrong;
}
