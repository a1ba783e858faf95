// Who makes devices, and how their models are called. No maker decides by its name alone: each sells other things, too.

import type { Device } from '../vocabulary.ts';
import type { Unit } from './units.ts';
import { GLASSES_MAKERS, ROBOT_MAKERS } from './words/makers.ts';

/**
 * A maker as the data has it: its spellings, and the patterns of its models by what they are. All are separated by spaces, and an
 * underscore stands for a space. A pattern is a word of the title; `s8` also stands for `s8pro`, `s#` for any word of an s and
 * digits. One that begins with `*` is a name that decides without its maker.
 */
type MakerRow = readonly [spellings: string, models: string, others: string];

function rowsOf(table: string): readonly MakerRow[] {
  return table
    .trim()
    .split('\n')
    .map((row): MakerRow => {
      const [spellings = '', models = '', others = ''] = row.split(' | ');
      return [spellings, models, others];
    });
}

const ROBOT_ROWS = rowsOf(ROBOT_MAKERS);
const GLASSES_ROWS = rowsOf(GLASSES_MAKERS);

/** What a model turns out to be: a device, or one of the maker's other goods. */
export type ModelKind = Device | 'other';

type Pattern = { readonly words: readonly string[]; readonly kind: ModelKind };

/** Patterns by how their first word begins. */
type Patterns = ReadonlyMap<string, readonly Pattern[]>;

export type Maker = { readonly spellings: readonly string[]; readonly patterns: Patterns };

export type Model = { readonly kind: ModelKind; readonly from: number; readonly to: number };

const ANY_DIGITS = '#';
const TRADEMARK = '*';

/** The first model of a maker among the units of a title; a longer name before a shorter one. */
export function findModel(
  patterns: Patterns,
  units: readonly Unit[],
  from: number,
  to: number,
): Model | null {
  for (let at = from; at < to; at += 1) {
    const unit = units[at];
    for (const pattern of candidatesFor(patterns, unit?.text ?? '')) {
      const end = endOf(pattern, units, at, to);
      if (end !== null) return { kind: pattern.kind, from: at, to: end };
    }
  }
  return null;
}

function candidatesFor(patterns: Patterns, text: string): readonly Pattern[] {
  const key = keyOf(text);
  return patterns.get(key) ?? patterns.get(key.replace(VARIANT_AT_END, '')) ?? NONE;
}

const NONE: readonly Pattern[] = [];

function endOf({ words }: Pattern, units: readonly Unit[], from: number, to: number): number | null {
  let at = from;
  for (const word of words) {
    const text = at < to ? (units[at]?.text ?? '') : '';
    if (isModel(text, word)) at += 1;
    else if (at + 1 < to && isModel(text + units[at + 1]?.text, word) && text === keyOf(word)) at += 2;
    else return null;
  }
  return at;
}

/** What makers glue to the names of their models. */
const VARIANT = /^(?:pro|max|ultra|plus|omni|lite|mini|se)/;
const VARIANT_AT_END = /(?:pro|max|ultra|plus)$/;

/** Whether a word of a title is the model: what is glued to its end is a variant, unless it goes on with the number. */
function isModel(text: string, word: string): boolean {
  if (text === word) return true;
  if (word.endsWith(ANY_DIGITS)) {
    const stem = word.length - 1;
    return text.startsWith(word.slice(0, stem)) && isDigit(text.charCodeAt(stem));
  }
  if (!text.startsWith(word)) return false;
  const end = isDigit(word.charCodeAt(word.length - 1));
  return end !== isDigit(text.charCodeAt(word.length)) || (!end && VARIANT.test(text.slice(word.length)));
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** The letters that a word begins with; a Han character stands by itself, and so does a number. */
function keyOf(word: string): string {
  let end = 0;
  while (end < word.length && word.charCodeAt(end) > 57) end += 1;
  return word.slice(0, end);
}

function patternsOf(lists: readonly (readonly [ModelKind, string])[]): Patterns {
  const all = lists.flatMap(([kind, list]) =>
    list
      .split(' ')
      .filter((text) => text !== '')
      .map((text): Pattern => ({ kind, words: wordsOf(text.replace(TRADEMARK, '')) })),
  );
  all.sort((a, b) => b.words.join('').length - a.words.join('').length);
  const patterns = new Map<string, Pattern[]>();
  for (const pattern of all) {
    const key = keyOf(pattern.words[0]?.replace(ANY_DIGITS, '') ?? '');
    patterns.set(key, [...(patterns.get(key) ?? []), pattern]);
  }
  return patterns;
}

const WORD = /\p{Script=Han}|[^_\p{Script=Han}]+/gu;

function wordsOf(text: string): readonly string[] {
  return text.match(WORD) ?? [];
}

function makerOf([spellings, models, others]: MakerRow, device: Device): Maker {
  return {
    spellings: spellings.split(' ').map((spelling) => spelling.replaceAll('_', ' ')),
    patterns: patternsOf([
      [device, models],
      ['other', others],
    ]),
  };
}

export const MAKERS: readonly Maker[] = [
  ...ROBOT_ROWS.map((row) => makerOf(row, 'household_robot')),
  ...GLASSES_ROWS.map((row) => makerOf(row, 'smart_glasses')),
];

/** The makers of every spelling: some make robots and glasses. */
export function makersBySpelling(makers: readonly Maker[]): ReadonlyMap<string, readonly Maker[]> {
  const found = new Map<string, Maker[]>();
  for (const maker of makers) {
    for (const spelling of maker.spellings) found.set(spelling, [...(found.get(spelling) ?? []), maker]);
  }
  return found;
}

function trademarksOf(rows: readonly MakerRow[], device: Device): readonly (readonly [ModelKind, string])[] {
  return rows.map(([, models]) => [
    device,
    models
      .split(' ')
      .filter((text) => text.startsWith(TRADEMARK))
      .join(' '),
  ]);
}

/** Names that decide without their makers. */
export const TRADEMARKS: Patterns = patternsOf([
  ...trademarksOf(ROBOT_ROWS, 'household_robot'),
  ...trademarksOf(GLASSES_ROWS, 'smart_glasses'),
]);
