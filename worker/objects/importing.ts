// What becomes of the rows of an import: each is a new entry, changes the one with its key, or changes nothing. Runs inside the
// caller's transaction; what an entry is and how it is written, its store knows.

import { PRODUCT_BATCH_ROWS } from '../../src/limits.ts';

type ImportStore<Row, Stored> = {
  /** The entries that have the keys of these rows, removed ones too, by the rows' places. */
  readonly thereFor: (batch: readonly Row[]) => ReadonlyMap<number, Stored>;
  /** Whether an entry is there and says what the row says. */
  readonly isSame: (before: Stored, row: Row) => boolean;
  readonly next: (before: Stored | undefined, row: Row) => Stored;
  readonly write: (changed: readonly Stored[]) => void;
};

/** Puts rows with different keys, so many in one statement that its text is not too long for SQLite. */
export function importRows<Row, Stored>(
  rows: readonly Row[],
  { thereFor, isSame, next, write }: ImportStore<Row, Stored>,
): { created: number; updated: number; unchanged: number } {
  const counted = { created: 0, updated: 0, unchanged: 0 };
  for (let from = 0; from < rows.length; from += PRODUCT_BATCH_ROWS) {
    const batch = rows.slice(from, from + PRODUCT_BATCH_ROWS);
    const there = thereFor(batch);
    const changed: Stored[] = [];
    for (const [place, row] of batch.entries()) {
      const before = there.get(place);
      const is_same = before !== undefined && isSame(before, row);
      counted[before === undefined ? 'created' : is_same ? 'unchanged' : 'updated'] += 1;
      if (!is_same) changed.push(next(before, row));
    }
    if (changed.length > 0) write(changed);
  }
  return counted;
}
