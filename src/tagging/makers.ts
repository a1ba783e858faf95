// Who makes devices, and how their models are called. No maker decides by its name alone: each sells other things, too.

import type { Device } from '../vocabulary.ts';
import type { Unit } from './units.ts';
import { GLASSES_MAKERS } from './words/glasses-makers.ts';
import { ROBOT_MAKERS } from './words/robot-makers.ts';

/**
 * A maker as the data has it: its spellings, and the patterns of its models by what they are. All are separated by spaces, and an
 * underscore stands for a space. A pattern is a word of the title; `s8` also stands for `s8pro`, `s#` for any word of an s and
 * digits. One that begins with `*` is a name that decides without its maker.
 */
export type MakerRow = readonly [spellings: string, models: string, others?: string];

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
    const candidates = unit === undefined ? undefined : patterns.get(keyOf(unit.text));
    if (candidates === undefined) continue;
    for (const pattern of candidates) {
      const end = endOf(pattern, units, at, to);
      if (end !== null) return { kind: pattern.kind, from: at, to: end };
    }
  }
  return null;
}

function endOf({ words }: Pattern, units: readonly Unit[], from: number, to: number): number | null {
  if (from + words.length > to) return null;
  for (let index = 0; index < words.length; index += 1) {
    if (!isModel(units[from + index]?.text ?? '', words[index] ?? '')) return null;
  }
  return from + words.length;
}

/** Whether a word of a title is the model: what is glued to its end is a variant, unless it goes on with the number. */
function isModel(text: string, word: string): boolean {
  if (text === word) return true;
  if (word.endsWith(ANY_DIGITS)) {
    const stem = word.length - 1;
    return text.startsWith(word.slice(0, stem)) && isDigit(text.charCodeAt(stem));
  }
  if (!text.startsWith(word)) return false;
  return isDigit(word.charCodeAt(word.length - 1)) !== isDigit(text.charCodeAt(word.length));
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

function makerOf([spellings, models, others = '']: MakerRow, device: Device): Maker {
  return {
    spellings: spellings.split(' ').map((spelling) => spelling.replaceAll('_', ' ')),
    patterns: patternsOf([
      [device, models],
      ['other', others],
    ]),
  };
}

export const MAKERS: readonly Maker[] = [
  ...ROBOT_MAKERS.map((row) => makerOf(row, 'household_robot')),
  ...GLASSES_MAKERS.map((row) => makerOf(row, 'smart_glasses')),
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
  ...trademarksOf(ROBOT_MAKERS, 'household_robot'),
  ...trademarksOf(GLASSES_MAKERS, 'smart_glasses'),
]);
