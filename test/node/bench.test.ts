// What the benchmark says to a command line that it does not understand.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const RUN = fileURLToPath(new URL('../../bench/run.ts', import.meta.url));

describe('npm run bench', () => {
  it.each([
    [
      'a part that is none',
      ['--only', 'nothing'],
      /^--only: expected one of requests, .*, pages, got 'nothing'\n$/,
    ],
    ['what every object has', ['--only', 'toString'], /^--only: expected one of .*, got 'toString'\n$/],
    ['an option that is none', ['--onyl', 'large'], /^Unknown option '--onyl'.*\n$/],
  ])('[G6] with %s ends with one line, and measures nothing', (_, args, said) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [RUN, ...args], { encoding: 'utf8' });
    expect(stderr).toMatch(said);
    expect([status, stdout]).toEqual([1, '']);
  });
});
