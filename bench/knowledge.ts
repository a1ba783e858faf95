// What the words and makers that titles are read by add to the Worker: it is built once more without them, otherwise the same.

import { cpSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BUNDLE, bundleBy, gzipBytes, PROJECT } from '../scripts/build.ts';

/** What the Worker is built from. */
const SOURCES = ['src', 'worker', 'wrangler.toml', 'package.json', 'tsconfig.base.json'];
const WORDS = 'src/tagging/words';

/** Bytes, compressed, that the bundle just built has more than one without the data; the code that reads them is in both. */
export async function measureKnowledge(folder: string): Promise<number> {
  const copy = join(folder, 'without-knowledge');
  for (const name of SOURCES) cpSync(join(PROJECT, name), join(copy, name), { recursive: true });
  symlinkSync(join(PROJECT, 'node_modules'), join(copy, 'node_modules'));
  for (const name of readdirSync(join(copy, WORDS))) {
    const module = join(copy, WORDS, name);
    writeFileSync(module, await emptied(module));
  }
  bundleBy(join(copy, 'wrangler.toml'), join(copy, 'dist'));
  return gzipBytes(BUNDLE) - gzipBytes(join(copy, 'dist/index.js'));
}

/** A module that exports the same names with nothing under them. */
async function emptied(module: string): Promise<string> {
  const exported = Object.entries((await import(pathToFileURL(module).href)) as Record<string, unknown>);
  return exported.map(([name, value]) => `export const ${name} = ${nothingLike(value)};`).join('\n');
}

function nothingLike(value: unknown): string {
  if (typeof value === 'string') return "''";
  return value instanceof Map ? 'new Map()' : '{}';
}
