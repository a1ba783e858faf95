// Builds the Worker into dist/, exactly as a deployment would, without an account or a network.

import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

export const PROJECT = fileURLToPath(new URL('..', import.meta.url));
export const BUNDLE = `${PROJECT}dist/index.js`;

/** Bundles the Worker; throws with wrangler's own words where it does not build. Whoever reads sees a whole bundle. */
export function build(): void {
  const folder = `dist/building-${process.pid}`;
  execFileSync(`${PROJECT}node_modules/.bin/wrangler`, ['deploy', '--dry-run', '--outdir', folder], {
    cwd: PROJECT,
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_LOG: 'error' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  renameSync(`${PROJECT}${folder}/index.js`, BUNDLE);
  rmSync(`${PROJECT}${folder}`, { recursive: true });
}

/** Bytes of the bundle as it travels. */
export function bundleGzipBytes(): number {
  return gzipSync(readFileSync(BUNDLE)).length;
}

if (import.meta.main) {
  build();
  console.log(`dist/index.js: ${(bundleGzipBytes() / 1000).toFixed(1)} kB gzip`);
}
