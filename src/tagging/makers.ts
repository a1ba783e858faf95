// Who makes devices, and how their models are called. No maker decides by its name alone: most sell other things, too.

import type { Device } from '../vocabulary.ts';
import { withoutAccents } from './normalise.ts';
import { keyOf, type Unit } from './units.ts';
import { GLASSES_MAKERS, ROBOT_MAKERS } from './words/makers.ts';

/** What a model turns out to be: a device, or one of the maker's other goods. */
export type ModelKind = Device | 'other';

type Pattern = { readonly words: readonly string[]; readonly kind: ModelKind };

/** Patterns by how their first word begins. */
export type Patterns = ReadonlyMap<string, readonly Pattern[]>;

/** A maker: how it is written, its models, and those of their names that decide without it. */
export type Maker = {
  readonly spellings: readonly string[];
  readonly models: Patterns;
  readonly trademarks: readonly Pattern[];
};

export type Model = { readonly kind: ModelKind; readonly from: number; readonly to: number };

const ANY_DIGITS = '#';
const TRADEMARK = '*';

/**
 * The model of a maker among the units of a title, a longer name before a shorter one: the first device, unless one of the maker's
 * other goods is named, too.
 */
export function findModel(
  patterns: Patterns,
  units: readonly Unit[],
  from: number,
  to: number,
): Model | null {
  let found: Model | null = null;
  for (let at = from; at < to; at += 1) {
    const candidates = patterns.get(units[at]?.key ?? '');
    const model = candidates === undefined ? null : modelAt(candidates, units, at, to);
    if (model === null) continue;
    if (model.kind === 'other') return model;
    found ??= model;
    at = model.to - 1;
  }
  return found;
}

function modelAt(
  candidates: readonly Pattern[],
  units: readonly Unit[],
  at: number,
  to: number,
): Model | null {
  for (const pattern of candidates) {
    const end = endOf(pattern, units, at, to);
    if (end !== null) return { kind: pattern.kind, from: at, to: end };
  }
  return null;
}

function endOf({ words }: Pattern, units: readonly Unit[], from: number, to: number): number | null {
  let at = from;
  for (const word of words) {
    const text = at < to ? (units[at]?.text ?? '') : '';
    if (isModel(text, word)) at += 1;
    else if (at + 1 < to && text === keyOf(word) && isModel(text + units[at + 1]?.text, word)) at += 2;
    else return null;
  }
  return at;
}

/** What makers glue to the names of their models. */
const VARIANTS = ['pro', 'max', 'ultra', 'plus', 'omni', 'lite', 'mini', 'se'];
const VARIANT = new RegExp(`^(?:${VARIANTS.join('|')})`);

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

/** Longer patterns come before shorter ones, and of one length those that stand for one word alone. */
export function patternsOf(all: readonly Pattern[]): Patterns {
  const patterns = new Map<string, Pattern[]>();
  for (const pattern of [...all].sort((a, b) => lengthOf(b) - lengthOf(a))) {
    for (const key of keysOf(pattern)) patterns.set(key, [...(patterns.get(key) ?? []), pattern]);
  }
  return patterns;
}

/** The keys of the words that the first word of a pattern stands for. */
function keysOf({ words }: Pattern): readonly string[] {
  const word = words[0]?.replace(ANY_DIGITS, '') ?? '';
  const key = keyOf(word);
  return key === word && key !== '' ? [key, ...VARIANTS.map((variant) => key + variant)] : [key];
}

function lengthOf({ words }: Pattern): number {
  const name = words.join('');
  return name.endsWith(ANY_DIGITS) ? name.length - 0.5 : name.length;
}

/**
 * The makers of a table with one in each row: its spellings, the patterns of its devices, and those of its other goods that could be
 * taken for them, all separated by spaces; an underscore stands for a space. A pattern is a word of the title: `s8` also stands for
 * `s8pro`, `freo` for `freo2` and `freopro`, `s#` for any word of an s and digits. One that begins with `*` is a name that decides
 * without its maker.
 */
function makersOf(table: string, device: Device): readonly Maker[] {
  return table
    .trim()
    .split('\n')
    .map((row) => {
      const [spellings = '', devices = '', others = ''] = row.split(' | ').map((list) => list.split(' '));
      return {
        spellings: [...spellings].map((spelling) => spelling.replaceAll('_', ' ')),
        models: patternsOf([...named(devices, device), ...named(others, 'other')]),
        trademarks: named(
          [...devices].filter((text) => text.startsWith(TRADEMARK)),
          device,
        ),
      };
    });
}

const WORD = /\p{Script=Han}|[^_\p{Script=Han}]+/gu;

function named(texts: Iterable<string>, kind: ModelKind): readonly Pattern[] {
  return Array.from(texts, (text) => ({
    kind,
    words: withoutAccents(text).replace(TRADEMARK, '').match(WORD) ?? [],
  })).filter(({ words }) => words.length > 0);
}

/** Every maker that is known; one that makes robots and glasses stands here twice. */
export const MAKERS: readonly Maker[] = [
  ...makersOf(ROBOT_MAKERS, 'household_robot'),
  ...makersOf(GLASSES_MAKERS, 'smart_glasses'),
];
