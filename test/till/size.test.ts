// What the till's part of the SDK weighs, as a page would bundle it.

import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { expect, it } from 'vitest';
import { TILL_BROTLI_BYTES_MAX } from '../../sdk/till/limits.ts';

it('[I14] @zhehui/sdk/till is at most 9 kB brotli', async () => {
  const entry = fileURLToPath(new URL('../../sdk/till.ts', import.meta.url));
  const lib = { entry, formats: ['es' as const], fileName: 'till' };
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: true, lib },
  });
  const [{ output }] = built as [Rolldown.RolldownOutput];
  const bytes = brotliCompressSync(
    output.map((file) => (file.type === 'chunk' ? file.code : '')).join(''),
  ).length;
  expect(bytes).toBeGreaterThan(1_000);
  expect(bytes).toBeLessThanOrEqual(TILL_BROTLI_BYTES_MAX);
});
