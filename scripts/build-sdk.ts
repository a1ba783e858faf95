// Builds the browser SDK into sdk/dist: a module for each entry, one script for <script>, and the types. Every file stands alone.

import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { CORE_BROTLI_BYTES_MAX, ELEMENTS_BROTLI_BYTES_MAX } from '../sdk/limits.ts';
import { TILL_BROTLI_BYTES_MAX } from '../sdk/till/limits.ts';
import { PROJECT } from './build.ts';

const SDK = `${PROJECT}sdk`;
export const SDK_DIST = `${SDK}/dist`;

/** What is imported: the package's entries. */
const MODULES = ['index', 'elements', 'messages', 'till'];

/** The files with a limit, and the limit in bytes of brotli. */
export const SDK_SIZES: readonly {
  readonly file: string;
  readonly what: string;
  readonly bytes_max: number;
}[] = [
  { file: 'index.js', what: 'core', bytes_max: CORE_BROTLI_BYTES_MAX },
  { file: 'zhehui.js', what: 'core and elements', bytes_max: ELEMENTS_BROTLI_BYTES_MAX },
  { file: 'till.js', what: 'till', bytes_max: TILL_BROTLI_BYTES_MAX },
];

export async function buildSdk(): Promise<void> {
  rmSync(SDK_DIST, { recursive: true, force: true });
  for (const name of MODULES) await bundle(name, `${name}.js`, 'es');
  await bundle('script', 'zhehui.js', 'iife');
  writeTypes();
}

/** Bytes of a built file as it travels. */
export function brotliBytes(file: string): number {
  return brotliCompressSync(readFileSync(`${SDK_DIST}/${file}`)).length;
}

async function bundle(entry: string, file: string, format: 'es' | 'iife'): Promise<void> {
  const made = await rolldown({ input: `${SDK}/${entry}.ts`, tsconfig: `${SDK}/tsconfig.json` });
  await made.write({
    file: `${SDK_DIST}/${file}`,
    format,
    name: 'Zhehui',
    // The global is no module that anybody asks.
    generatedCode: { symbols: false },
    minify: true,
    comments: { annotation: false, jsdoc: false, legal: false },
  });
  await made.close();
}

/** Declarations name each other's sources; who imports the package has no sources. */
function writeTypes(): void {
  const flags = ['--composite', 'false', '--incremental', 'false', '--declaration', '--outDir', SDK_DIST];
  const tsc = `${PROJECT}node_modules/.bin/tsc`;
  // The till checks GTINs as the core does.
  execFileSync(tsc, ['-b', `${PROJECT}src`], { stdio: 'inherit' });
  execFileSync(tsc, ['-p', SDK, ...flags], { stdio: 'inherit' });
  for (const name of globSync('**/*.d.ts', { cwd: SDK_DIST })) {
    const file = `${SDK_DIST}/${name}`;
    writeFileSync(file, readFileSync(file, 'utf8').replace(/(from '\.{1,2}\/[\w/-]+)\.ts'/g, "$1.js'"));
  }
}

if (import.meta.main) {
  await buildSdk();
  for (const { file, what, bytes_max } of SDK_SIZES) {
    console.log(`sdk/dist/${file} (${what}): ${brotliBytes(file)} bytes brotli, of ${bytes_max}`);
  }
}
