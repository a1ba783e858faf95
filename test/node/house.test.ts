import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BUNDLE, gzipBytes } from '../../scripts/build.ts';
import { rateLimits } from '../../scripts/workerd.ts';
import * as limits from '../../src/limits.ts';
import { FINDING_KINDS, FLAGS, TAG_REASONS } from '../../src/vocabulary.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(`${PROJECT}${path}`, 'utf8');
const readAll = (pattern: string): string => globSync(pattern, { cwd: PROJECT }).map(read).join('\n');

describe('the house', () => {
  it('[G1] every rule has a test, and every test a rule', () => {
    const rules = [...read('SPEC.md').matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map((match) => match[1]);
    const titles = [...readAll('test/**/*.test.ts').matchAll(/\[([A-Z]\d+)\]/g)].map((match) => match[1]);
    expect(new Set(rules).size).toBe(rules.length);
    expect(rules.filter((rule) => !titles.includes(rule))).toEqual([]);
    expect([...new Set(titles)].filter((title) => !rules.includes(title))).toEqual([]);
  });

  it('[G1] every test begins with the number of a rule', () => {
    const titles = [
      ...readAll('test/**/*.test.ts').matchAll(/^\s*(?:it|test)(?:\.each\([\s\S]*?\))?\(\s*[`'"](.*)$/gm),
    ];
    expect(titles.length).toBeGreaterThan(100);
    expect(titles.map((match) => match[1]).filter((title) => !/^\[[A-Z]\d+\] /.test(title ?? ''))).toEqual(
      [],
    );
  });

  it('[G2] the page about the API names every error code and no other', () => {
    const made = /(?:invalid|conflict|forbidden|unavailable)\(\s*'([a-z_]+)'|'[a-z_]+_error',\s*'([a-z_]+)'/g;
    const source = readAll('worker/**/*.ts');
    const codes = [...source.matchAll(made)].map((match) => match[1] ?? match[2]);
    const named = ['parameter_missing', 'api_key_invalid', 'resource_missing'];
    const errors = read('docs/api.md').split('## Errors')[1]?.split('## Exports')[0] ?? '';
    const documented = [...errors.matchAll(/^\| \d{3} \| `[a-z_]+` \| (.*) \|$/gm)].flatMap((row) =>
      [...(row[1] ?? '').matchAll(/`([a-z_]+)`/g)].map((match) => match[1]),
    );
    const expected = [...new Set([...codes, ...named])];
    expect([...new Set(documented)].sort()).toEqual(expected.sort());
  });

  it('[G2] the page about the API names every call and no other', () => {
    const calls = [...readAll('worker/routes/*.ts').matchAll(/method: '(\w+)',\s*path: '([^']+)'/g)].map(
      (match) => `${match[1]} ${match[2]?.replace(/:(\w+)/g, '{$1}')}`,
    );
    const table = read('docs/api.md').split('## Calls')[1]?.split('\n\n')[0] ?? '';
    const documented = [...table.matchAll(/`((?:GET|POST|PUT|DELETE) \/v1[^`?]*)/g)].map((match) => match[1]);
    expect(documented.sort()).toEqual([...calls, 'POST /v1/webhooks/stripe'].sort());
  });

  it.each([
    ['reason', TAG_REASONS],
    ['flag', FLAGS],
    ['kind', FINDING_KINDS],
  ])('[G2] the page about the API says what every %s means, each once and no other', (word, words) => {
    const table = read('docs/api.md').split(`| ${word} | means |`)[1]?.split('\n\n')[0] ?? '';
    const cells = [...table.matchAll(/^\| (`.*?) \|/gm)].map((row) => row[1]).join();
    const documented = [...cells.matchAll(/`(\w+)`/g)].map((match) => match[1]);
    expect(documented.sort()).toEqual([...words].sort());
  });

  it('[A11] Cloudflare is told the rates that src/limits.ts has', () => {
    const rates = Object.entries(rateLimits()).map(([name, { simple }]) => [name, simple]);
    const { PAGE_CHECKOUT_RATE, PAGE_QUOTE_RATE, UNKNOWN_KEY_RATE, RATE_PERIOD_S: period } = limits;
    const expected = Object.entries({ PAGE_CHECKOUT_RATE, PAGE_QUOTE_RATE, UNKNOWN_KEY_RATE });
    expect(rates).toEqual(expected.map(([name, limit]) => [name, { limit, period }]));
    const ids = Object.values(rateLimits()).map(({ namespace_id }) => namespace_id);
    expect(new Set(ids).size).toBe(expected.length);
  });

  it('[G4] the built Worker is at most 400 kB gzip', () => {
    expect(gzipBytes(BUNDLE)).toBeLessThanOrEqual(400_000);
  });

  const WRONG_IMPORTS = {
    src: [
      "export { logFailure as wrong } from '../worker/log.ts';",
      'export const wrong = fetch;',
      'export const wrong = process.env;',
      'export const wrong = crypto.randomUUID();',
    ],
    worker: [
      "export { startSandbox as wrong } from '../sandbox/server.ts';",
      'export const wrong = document.title;',
    ],
    sdk: ["export { logFailure as wrong } from '../worker/log.ts';", 'export const wrong = process.env;'],
  };
  it.each(Object.entries(WRONG_IMPORTS))('[G5] what must not compile in %s/ does not', (folder, lines) => {
    const copy = copyOfTheHouse();
    const files = lines.map((_, index) => `${folder}/wrong-${index}.ts`);
    for (const [index, file] of files.entries()) writeFileSync(join(copy, file), `${lines[index]}\n`);
    const { stdout } = spawnSync(`${PROJECT}node_modules/.bin/tsc`, ['-b', folder, '--pretty', 'false'], {
      cwd: copy,
      encoding: 'utf8',
    });
    rmSync(copy, { recursive: true });
    const refused = [...stdout.matchAll(/^(\S+?)\(\d+,\d+\): error/gm)].map((match) => match[1]);
    expect(refused).toEqual(expect.arrayContaining(files));
  });

  it.each(['Date.now()', 'new Date()', 'Math.random()'])('[G5] the linter refuses %s in the core', (code) => {
    const copy = copyOfTheHouse();
    writeFileSync(join(copy, 'src/wrong.ts'), `export const wrong = ${code};\n`);
    execFileSync('git', ['init', '-q'], { cwd: copy });
    const { status, stdout, stderr } = spawnSync(
      `${PROJECT}node_modules/.bin/biome`,
      ['lint', 'src/wrong.ts', '--colors=off'],
      {
        cwd: copy,
        encoding: 'utf8',
      },
    );
    rmSync(copy, { recursive: true });
    expect(stdout + stderr).toContain('src/ is pure');
    expect(status).not.toBe(0);
  });
});

/** The folders that are compiled, in a place where they may be broken. */
function copyOfTheHouse(): string {
  const copy = mkdtempSync(join(tmpdir(), 'zhehui-house-'));
  for (const path of ['src', 'worker', 'sdk', 'sandbox', 'tsconfig.base.json', 'biome.json', '.gitignore']) {
    cpSync(`${PROJECT}${path}`, join(copy, path), { recursive: true });
  }
  symlinkSync(`${PROJECT}node_modules`, join(copy, 'node_modules'));
  return copy;
}
