import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

// Three rooms: the pure core and the sandbox run in Node, the Worker and its objects inside workerd.
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'core', include: ['test/src/**/*.test.ts'] } },
      { test: { name: 'node', include: ['test/node/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 } },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: './wrangler.toml' } })],
        test: { name: 'worker', include: ['test/worker/**/*.test.ts'] },
      },
    ],
  },
});
