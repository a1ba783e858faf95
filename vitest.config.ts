import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';
import { compatibilityDate, OBJECTS } from './scripts/workerd.ts';
import { SANDBOX_URL } from './test/support/sandbox-address.ts';

// Three rooms: the pure core in Node, the sandbox and whole processes in Node, the Worker and its objects inside workerd.
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'core', include: ['test/src/**/*.test.ts'] } },
      {
        test: { name: 'node', include: ['test/node/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
      },
      {
        logLevel: 'error',
        plugins: [
          cloudflareTest({
            main: './worker/index.ts',
            miniflare: {
              compatibilityDate: compatibilityDate(),
              durableObjects: Object.fromEntries(
                Object.entries(OBJECTS).map(([name, className]) => [name, { className, useSQLite: true }]),
              ),
              bindings: {
                ENVIRONMENT: 'development',
                STRIPE_API_BASE: SANDBOX_URL,
                STRIPE_WEBHOOK_SECRET: 'whsec_test',
              },
            },
          }),
        ],
        test: {
          name: 'worker',
          include: ['test/worker/**/*.test.ts'],
          globalSetup: ['test/support/sandbox-setup.ts'],
          // The sandbox's faults and clock are shared: one file at a time.
          fileParallelism: false,
          testTimeout: 30_000,
        },
      },
    ],
  },
});
