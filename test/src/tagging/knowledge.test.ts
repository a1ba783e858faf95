// The data that titles are read by: each word has one meaning, and makers' tables are written as makers.ts reads them.

import { describe, expect, it } from 'vitest';
import { normaliseTitle, withoutAccents } from '../../../src/tagging/normalise.ts';
import { phrasesOf, SENSES, type Sense, type Vocabulary } from '../../../src/tagging/senses.ts';
import { readTitle } from '../../../src/tagging/title.ts';
import { CHINESE } from '../../../src/tagging/words/chinese.ts';
import { ENGLISH } from '../../../src/tagging/words/english.ts';
import { GLASSES_MAKERS, ROBOT_MAKERS } from '../../../src/tagging/words/makers.ts';
import { OTHERS } from '../../../src/tagging/words/others.ts';

const VOCABULARIES: readonly (readonly [string, Vocabulary])[] = [
  ['English', ENGLISH],
  ['Chinese', CHINESE],
  ['other languages', OTHERS],
];
const allOf = (vocabulary: Vocabulary): string[] => SENSES.flatMap((sense) => phrasesOf(vocabulary, sense));

const twice = (items: readonly string[]): string[] =>
  items.filter((item, index) => items.indexOf(item) !== index);

it('[T4] words of all languages have one sense each, with and without their accents', () => {
  const senses = new Map<string, Set<Sense>>();
  for (const [, vocabulary] of VOCABULARIES) {
    for (const sense of SENSES) {
      for (const phrase of phrasesOf(vocabulary, sense).map(withoutAccents)) {
        senses.set(phrase, (senses.get(phrase) ?? new Set<Sense>()).add(sense));
      }
    }
  }
  expect([...senses].filter(([, all]) => all.size > 1)).toEqual([]);
});

describe.each(VOCABULARIES)('the words of %s', (_language, vocabulary) => {
  it('[T4] stand there once', () => {
    expect(twice(allOf(vocabulary))).toEqual([]);
  });

  it('[T4] are written as titles are once they are normalised', () => {
    for (const phrase of allOf(vocabulary)) expect(normaliseTitle(phrase)).toBe(withoutAccents(phrase));
  });
});

const TABLES = [
  ['robots', ROBOT_MAKERS],
  ['glasses', GLASSES_MAKERS],
] as const;

describe.each(TABLES)('the makers of %s', (_devices, table) => {
  const rows = table.trim().split('\n');

  it.each(rows)('[T4] %s', (row) => {
    const fields = row.split(' | ').map((field) => field.split(' '));
    const [spellings = [], devices = [], others = []] = fields;
    expect(fields.length).toBeLessThanOrEqual(3);
    expect(devices.length).toBeGreaterThan(0);
    expect(twice([...devices, ...others].map((pattern) => pattern.replace('*', '')))).toEqual([]);
    for (const word of [...spellings, ...devices, ...others]) {
      expect(word).toMatch(/^\*?[\p{L}\p{N}_]+#?(?:_[\p{L}\p{N}#]+)*$/u);
      expect(normaliseTitle(word)).toBe(withoutAccents(word));
    }
  });

  it('[T4] never decide by their names alone', () => {
    const spellings = rows.flatMap((row) => (row.split(' | ')[0] ?? '').split(' '));
    for (const spelling of spellings)
      expect(readTitle(spelling.replaceAll('_', ' ')).kind).not.toBe('device');
  });

  it('[T4] have no model that is any number', () => {
    const patterns = rows.flatMap((row) => (row.split(' | ')[1] ?? '').split(' '));
    expect(patterns.filter((pattern) => /^\*?\d{0,2}#?$/.test(pattern))).toEqual([]);
  });

  it('[T4] are each on one row', () => {
    expect(twice(rows.flatMap((row) => (row.split(' | ')[0] ?? '').split(' ')))).toEqual([]);
  });

  it('[T4] have names that decide by themselves only where they are no known word, and not short', () => {
    const trademarks = rows
      .flatMap((row) => (row.split(' | ')[1] ?? '').split(' '))
      .filter((one) => one.startsWith('*'));
    const words = new Set(VOCABULARIES.flatMap(([, vocabulary]) => allOf(vocabulary)));
    for (const trademark of trademarks) {
      expect(words).not.toContain(trademark.slice(1).replaceAll('_', ' '));
      expect(trademark.replaceAll('_', '')).toMatch(/\p{Script=Han}{2}|[a-z\d]{5}|[a-z]{4}/u);
    }
  });
});
