// How right the tags of labelled titles are: the project's own lists, and the command that says it.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT } from '../../scripts/build.ts';
import { labelledTitles } from '../../scripts/labelled-titles.ts';
import { evaluate } from '../../scripts/tag-figures.ts';
import { tagged, taggedWithoutMaker } from '../../scripts/tagging.ts';

const OWN = labelledTitles(readFileSync(`${PROJECT}test/node/titles.csv`));
const csv = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("the project's own titles", () => {
  const { all, wrong, titles } = evaluate(OWN, tagged);

  it('[T13] have a precision of 0.98 and a recall of 0.95', () => {
    expect(titles).toBeGreaterThanOrEqual(300);
    expect(all.precision).toBeGreaterThanOrEqual(0.98);
    expect(all.recall).toBeGreaterThanOrEqual(0.95);
  });

  it('[T13] are right but for these', () => {
    const rows = wrong.map(({ row, label }) => `${row.label}, tagged ${label}: ${row.product.title}`);
    expect(rows).toMatchSnapshot();
  });

  it('[T13] of makers that are not known cost recall, not precision', () => {
    const without = evaluate(OWN, taggedWithoutMaker).all;
    expect(without.precision).toBeGreaterThanOrEqual(0.98);
    expect(without.recall).toBeGreaterThanOrEqual(0.45);
    expect(without.recall).toBeLessThan(all.recall ?? 0);
  });
});

describe('figures', () => {
  const rows = labelledTitles(
    csv(
      'title,label,lang\na,household_robot,en\nb,household_robot,zh\nc,smart_glasses,zh\nd,none,zh\ne,none,en\nf,ambiguous,en\n',
    ),
  );
  const TAGS = new Map<string, 'household_robot' | 'smart_glasses' | 'none'>([
    ['a', 'household_robot'],
    ['b', 'smart_glasses'],
    ['c', 'none'],
    ['d', 'household_robot'],
    ['e', 'none'],
    ['f', 'household_robot'],
  ]);
  const figures = evaluate(rows, ({ product }) => ({
    label: TAGS.get(product.title) ?? 'none',
    reason: 'title_device',
    matched: null,
  }));

  it('[T13] of both classes count a device that is tagged as the other one against precision and recall', () => {
    expect(figures.all).toEqual({ titles: 5, precision: 1 / 3, recall: 1 / 3, f1: 1 / 3 });
  });

  it('[T13] of a class and of a language count only what is theirs', () => {
    expect(figures.classes).toEqual({
      household_robot: { titles: 2, precision: 1 / 2, recall: 1 / 2, f1: 1 / 2 },
      smart_glasses: { titles: 1, precision: 0, recall: 0, f1: 0 },
    });
    expect(figures.languages).toEqual({
      en: { titles: 2, precision: 1, recall: 1, f1: 1 },
      zh: { titles: 3, precision: 0, recall: 0, f1: 0 },
    });
  });

  it('[T13] say how often each label was tagged as each, and which rows are wrong; ambiguous ones are skipped', () => {
    expect(figures.confusion).toEqual({
      household_robot: { household_robot: 1, smart_glasses: 1, none: 0 },
      smart_glasses: { household_robot: 0, smart_glasses: 0, none: 1 },
      none: { household_robot: 1, smart_glasses: 0, none: 1 },
    });
    expect(figures.wrong.map(({ row }) => [row.line, row.product.title])).toEqual([
      [3, 'b'],
      [4, 'c'],
      [5, 'd'],
    ]);
    expect(figures.ambiguous).toBe(1);
  });

  it('[T13] of nothing are none', () => {
    const { all } = evaluate(labelledTitles(csv('title,label\na,none\n')), () => ({
      label: 'none',
      reason: 'no_evidence',
      matched: null,
    }));
    expect(all).toEqual({ titles: 1, precision: null, recall: null, f1: null });
  });
});

describe('a file of labelled titles', () => {
  it('[T13] may begin with a byte-order mark, and have its columns in any order', () => {
    const [row] = labelledTitles(
      csv('\uFEFFlabel,category,gtin,title,brand\nnone,google:619,6901234567892,"A ""mop"", red",Vileda\n'),
    );
    expect(row).toEqual({
      line: 2,
      label: 'none',
      lang: '—',
      source: '—',
      product: {
        sku: '',
        title: 'A "mop", red',
        brand: 'Vileda',
        gtin: '6901234567892',
        category: { taxonomy: 'google', code: '619' },
      },
    });
  });

  it.each([
    ['without its columns', 'name\nx\n', "Line 1: expected the columns title and label, got 'name'."],
    [
      'with a label that is none',
      'title,label\nx,y\n',
      "Line 2, column 3: label: expected household_robot, smart_glasses, none or ambiguous, got 'y'.",
    ],
    [
      'with a row without a title',
      'title,label\n,none\n',
      "Line 2, column 1: title: expected a title, got ''.",
    ],
    [
      'with a taxonomy that is not known',
      'title,label,category\nx,none,amazon:1\n',
      "Line 2, column 8: category: expected google, shopify, gpc, a colon and a code, got 'amazon:1'.",
    ],
    [
      'with a quote that does not end',
      'title,label\n"x,none\n',
      'Line 2, column 1: expected a quote at the end of the cell that begins here with one.',
    ],
    ['without a byte', '', "Line 1: expected the columns title and label, got ''."],
  ])('[T13] %s is refused by its line', (_what, text, message) => {
    expect(() => labelledTitles(csv(text))).toThrow(message);
  });

  it('[T13] in another encoding than UTF-8 is refused', () => {
    expect(() => labelledTitles(Uint8Array.of(0xc9, 0xc1, 0x0a))).toThrow('Expected a file in UTF-8');
  });
});

describe('npm run eval:tags', () => {
  const evalTags = (...args: string[]) =>
    spawnSync('node', ['scripts/eval-tags.ts', ...args], { cwd: PROJECT, encoding: 'utf8' });
  const small = join(mkdtempSync(join(tmpdir(), 'tags-')), 'small.csv');
  writeFileSync(
    small,
    'title,label,lang\n石头G20S扫地机器人,household_robot,zh\nBlue kettle,smart_glasses,en\n',
  );

  it('[T13] prints figures, confusions and every wrong row', () => {
    const { stdout, status } = evalTags('--csv', small);
    expect(status).toBe(0);
    expect(stdout).toMatch(/2 titles; 0 ambiguous/);
    expect(stdout).toMatch(/both classes +2 +1\.000 +0\.500 +0\.667/);
    expect(stdout).toMatch(/household_robot +1 +1\.000 +1\.000 +1\.000/);
    expect(stdout).toMatch(/smart_glasses +0 +0 +1/);
    expect(stdout).toMatch(/3 +smart_glasses +none +other_product: kettle +Blue kettle/);
  });

  it('[T13] gives the same as JSON', () => {
    const { stdout } = evalTags('--json', '--csv', small);
    expect(JSON.parse(stdout)).toMatchObject({ titles: 2, all: { precision: 1, recall: 0.5 } });
  });

  it.each([
    ['no file', [], '--csv: expected a file, got none'],
    ['a file that is not there', ['--csv', '/nowhere.csv'], 'no such file'],
    ['an option that is not known', ['--cvs', small], "Unknown option '--cvs'"],
  ])('[T13] ends with an error for %s', (_what, args, message) => {
    const { stderr, status } = evalTags(...args);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
  });
});
