import { statfsSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';
import { compatibilityDate, OBJECTS, rateLimits } from './scripts/workerd.ts';
import { Mixed } from './test/support/mixed.ts';
import { modelRuns } from './test/support/model-runs.ts';
import { sandboxesEnd, sandboxOfItsOwn } from './test/support/sandboxes.ts';

// The objects of tests write in memory, where there is room: a commit on disk takes longer than all else. Whole processes,
// which are killed, keep to the disk.
const DISK = tmpdir();
const MEMORY = '/dev/shm';
const MEMORY_BYTES_MIN = 2 ** 30;
if (memoryBytes() >= MEMORY_BYTES_MIN) process.env['TMPDIR'] = MEMORY;

// Stands for dist/web, which need not be built for tests.
const PAGES = fileURLToPath(new URL('test/support/pages', import.meta.url));

// What is loaded inside workerd by each file of tests: as one module each, instead of hundreds.
const PACKAGES = [
  ...['csv-parse/browser/esm/sync', 'decimal.js', 'fast-check', 'hono', 'hono/body-limit', 'stripe', 'zod'],
  ...['@noble/hashes/sha2.js', '@noble/hashes/utils.js'],
];

// Five rooms: the pure core in Node, the sandbox and whole processes in Node, the browser SDK in Node and in a browser, the pages
// in a browser, the Worker and its objects inside workerd.
export default defineConfig({
  test: {
    // More than there are cores: tests wait for disks, processes and pages half of their time.
    maxWorkers: availableParallelism() + 2,
    sequence: { sequencer: Mixed },
    projects: [
      { test: { name: 'core', include: ['test/src/**/*.test.ts'], isolate: false } },
      {
        test: { name: 'till', include: ['test/till/**/*.test.ts'], testTimeout: 30_000, hookTimeout: 60_000 },
      },
      {
        test: {
          name: 'node',
          include: ['test/node/**/*.test.ts'],
          globalSetup: ['test/node/setup.ts'],
          env: { TMPDIR: DISK },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'sdk',
          include: ['test/sdk/**/*.test.ts'],
          globalSetup: ['test/sdk/setup.ts'],
          env: { TMPDIR: DISK },
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/browser/support/setup.ts'],
          env: { TMPDIR: DISK },
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 20_000 } },
        },
      },
      {
        logLevel: 'error',
        plugins: [
          sandboxesEnd,
          cloudflareTest(async () => ({
            main: './worker/index.ts',
            miniflare: {
              compatibilityDate: compatibilityDate(),
              durableObjects: Object.fromEntries(
                Object.entries(OBJECTS).map(([name, className]) => [name, { className, useSQLite: true }]),
              ),
              ratelimits: rateLimits(),
              serviceBindings: { ASSETS: { disk: { path: PAGES, writable: false } } },
              bindings: {
                ENVIRONMENT: 'development',
                STRIPE_API_BASE: await sandboxOfItsOwn(),
                STRIPE_WEBHOOK_SECRET: 'whsec_test',
              },
            },
          })),
        ],
        test: {
          name: 'worker',
          include: ['test/worker/**/*.test.ts'],
          deps: { optimizer: { ssr: { enabled: true, include: PACKAGES } } },
          testTimeout: 60_000,
          provide: { model: modelRuns() },
        },
      },
    ],
  },
});

/** Bytes free in the memory that is a folder; 0 on systems without one. */
function memoryBytes(): number {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize;
  } catch {
    return 0;
  }
}
