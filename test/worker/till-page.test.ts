// What the Worker serves for the till beyond its page.

import { expect, it } from 'vitest';
import { send } from './support.ts';

it('[I13] the service worker may take care of the page above it, is asked for anew each time, and talks to its origin only', async () => {
  const answer = await send('/till/sw.js', { key: '' });
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'service-worker-allowed': '/till',
    'cache-control': 'no-cache',
    'content-security-policy': "default-src 'none'; connect-src 'self'",
  });
});

it('[I13] the page may use the manifest by which it is installed', async () => {
  const answer = await send('/till', { key: '' });
  expect(answer.headers.get('Content-Security-Policy')).toContain("manifest-src 'self'");
});
