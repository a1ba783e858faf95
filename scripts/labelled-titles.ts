// A CSV file of titles with their right tags, as `npm run eval:tags` takes it.

import { isUtf8 } from 'node:buffer';
import { type CsvRecord, readCsv, withoutMark } from '../src/csv-reading.ts';
import type { Product } from '../src/tagging/tag.ts';
import { DEVICES, type Device, TAXONOMIES } from '../src/vocabulary.ts';

/** What a title can be labelled as, beside `ambiguous`, which is skipped. */
export const LABELS = [...DEVICES, 'none'] as const;
export type Label = Device | 'none';

/** A product whose tag is known. `line` is that of the file. */
export type Labelled = {
  readonly line: number;
  readonly product: Product & { readonly title: string };
  readonly label: Label | 'ambiguous';
  readonly lang: string;
  readonly source: string;
};

const NEEDED = ['title', 'label'];
const ROWS_MAX = 1_000_000;

/**
 * The rows of a file in UTF-8, with or without a byte-order mark. Its columns stand in any order; others than those that are
 * understood do not count.
 *
 * @throws {Error} that names line and column of what cannot be read
 */
export function labelledTitles(file: Uint8Array): readonly Labelled[] {
  if (!isUtf8(file)) throw new Error('Expected a file in UTF-8.');
  const { records, problem } = readCsv(withoutMark(file), ROWS_MAX);
  if (problem !== null) throw new Error(`${placed(problem.place)}: ${problem.expected}.`);
  const [header, ...rows] = records;
  const columns = (header?.cells ?? []).map((name) => name.trim().toLowerCase());
  for (const name of NEEDED) {
    if (!columns.includes(name))
      throw new Error(`Line 1: expected the columns ${NEEDED.join(' and ')}, got '${columns}'.`);
  }
  return rows.map((record) => labelledOf(record, columns));
}

function labelledOf(record: CsvRecord, columns: readonly string[]): Labelled {
  const cell = (name: string): string => record.cells[columns.indexOf(name)]?.trim() ?? '';
  const fail = (name: string, expected: string): never => {
    const place = record.places[columns.indexOf(name)] ?? { line: record.places[0]?.line ?? 0, column: 1 };
    throw new Error(`${placed(place)}: ${name}: expected ${expected}, got '${cell(name)}'.`);
  };
  const label = [...LABELS, 'ambiguous' as const].find((one) => one === cell('label'));
  const category = categoryOf(cell('category'));
  return {
    line: record.places[0]?.line ?? 0,
    product: {
      sku: '',
      title: cell('title') || fail('title', 'a title'),
      brand: cell('brand'),
      ...(cell('gtin') !== '' && { gtin: cell('gtin') }),
      ...(category && {
        category: { ...category, taxonomy: category.taxonomy ?? fail('category', CATEGORY) },
      }),
    },
    label: label ?? fail('label', `${LABELS.join(', ')} or ambiguous`),
    lang: cell('lang') || '—',
    source: cell('source') || '—',
  };
}

const CATEGORY = `${TAXONOMIES.join(', ')}, a colon and a code`;

/** `google:6788`. Without a taxonomy that is known the file is wrong. */
function categoryOf(text: string) {
  if (text === '') return null;
  const [name = '', ...code] = text.split(':');
  const taxonomy = TAXONOMIES.find((one) => one === name.trim()) ?? null;
  return { taxonomy, code: code.join(':').trim() };
}

const placed = ({ line, column }: { line: number; column: number }): string =>
  `Line ${line}, column ${column}`;
