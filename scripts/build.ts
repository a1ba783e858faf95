// Builds the Worker into dist/, exactly as a deployment would, without an account or a network.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

export const PROJECT = fileURLToPath(new URL('..', import.meta.url));
export const BUNDLE = `${PROJECT}dist/index.js`;

/** The built pages; build-web.ts fills it. */
export const PAGES = `${PROJECT}dist/web`;

/** Bundles the Worker. Whoever reads sees a whole bundle. */
export function build(): void {
  const folder = `${PROJECT}dist/building-${process.pid}`;
  bundleBy(`${PROJECT}wrangler.toml`, folder);
  renameSync(`${folder}/index.js`, BUNDLE);
  rmSync(folder, { recursive: true });
}

/** Bundles the Worker of a configuration into a folder; throws with wrangler's own words where it does not build. */
export function bundleBy(config: string, folder: string): void {
  // wrangler wants the folder that [assets] names, be it empty.
  mkdirSync(join(dirname(config), 'dist/web'), { recursive: true });
  const wrangler = `${PROJECT}node_modules/.bin/wrangler`;
  execFileSync(wrangler, ['deploy', '--dry-run', '--config', config, '--outdir', folder], {
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_LOG: 'error' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Bytes of a bundle as it travels. */
export function gzipBytes(bundle: string): number {
  return gzipSync(readFileSync(bundle)).length;
}

if (import.meta.main) {
  build();
  console.log(`dist/index.js: ${(gzipBytes(BUNDLE) / 1000).toFixed(1)} kB gzip`);
}
