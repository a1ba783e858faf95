// npm run build:web: makes the pages of web/ into dist/web: an index.html for each page, and assets with a hash in their names.

import { globSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { PAGES, PROJECT } from './build.ts';
import { tillOffline } from './till-offline.ts';

/** A built file: its path in dist/web, and what is in it. */
export type BuiltFile = { readonly path: string; readonly content: string | Uint8Array };

const SOURCES = `${PROJECT}web`;

/**
 * Builds the pages. A new file is written whole and before old ones are removed, and an asset never changes: whoever serves
 * or builds the same pages meanwhile is not disturbed.
 */
export async function buildWeb(): Promise<readonly BuiltFile[]> {
  const files = await builtFiles();
  const paths = new Set(files.map(({ path }) => path));
  const is_page = ({ path }: BuiltFile): boolean => path.endsWith('.html');
  for (const file of [...files.filter((file) => !is_page(file)), ...files.filter(is_page)]) write(file);
  for (const path of globSync('**/*.*', { cwd: PAGES })) {
    if (!paths.has(path.replaceAll('\\', '/'))) rmSync(join(PAGES, path), { force: true });
  }
  return files;
}

/** Builds the pages, and writes nothing. */
export async function builtFiles(): Promise<readonly BuiltFile[]> {
  const built = await build({
    configFile: false,
    root: SOURCES,
    logLevel: 'error',
    plugins: [tillOffline(SOURCES)],
    build: {
      write: false,
      // Whatever is loaded is a file of its own: the pages' Content-Security-Policy allows nothing inline.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: globSync('*/index.html', { cwd: SOURCES }).map((page) => join(SOURCES, page)),
      },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]) as Rolldown.RolldownOutput[];
  return outputs.flatMap(({ output }) =>
    output.map((file) => ({ path: file.fileName, content: file.type === 'chunk' ? file.code : file.source })),
  );
}

function write({ path, content }: BuiltFile): void {
  const target = join(PAGES, path);
  mkdirSync(dirname(target), { recursive: true });
  const part = `${target}.${process.pid}.part`;
  writeFileSync(part, content);
  renameSync(part, target);
}

if (import.meta.main) {
  for (const { path, content } of await buildWeb()) {
    console.log(`dist/web/${path}: ${(gzipSync(content).length / 1000).toFixed(1)} kB gzip`);
  }
}
