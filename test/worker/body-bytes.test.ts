// How large a body may be, whether it says so or not, and what becomes of one that breaks off.

import { describe, expect, it } from 'vitest';
import * as limits from '../../src/limits.ts';
import { call, callUnder, expectRefusal, KEY, SOCKS, send, settings } from './support.ts';

describe('the bytes of a body', () => {
  const json = JSON.stringify({ lines: [{ ...SOCKS, title: 'Socks' }] });
  const padded = (bytes: number): string => json + ' '.repeat(bytes - json.length);

  it('[A4] BODY_BYTES_MAX passes, one byte more is refused', async () => {
    expect((await call('/v1/quotes', { body: padded(limits.BODY_BYTES_MAX) })).status).toBe(200);
    expectRefusal(
      await call('/v1/quotes', { body: padded(limits.BODY_BYTES_MAX + 1) }),
      413,
      'body_too_large',
    );
  });

  it('[A4] what counts are bytes, not characters', async () => {
    const body = JSON.stringify({ lines: [SOCKS], note: '扫'.repeat(limits.BODY_BYTES_MAX / 2) });
    expect(body.length).toBeLessThan(limits.BODY_BYTES_MAX);
    expectRefusal(await call('/v1/quotes', { body }), 413, 'body_too_large');
  });

  it.each([
    ['passes', limits.BODY_BYTES_MAX, 200],
    ['with one byte more is refused', limits.BODY_BYTES_MAX + 1, 413],
  ])('[A4] a body that does not say how long it is %s', async (_, bytes, status) => {
    const { exports } = await import('cloudflare:workers');
    const response = await exports.default.fetch('https://api.zhehui.test/v1/quotes', {
      method: 'POST',
      headers: { Authorization: `Bearer ${KEY.sk}` },
      body: new Blob([padded(bytes)]).stream(),
    });
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(status === 413 ? 'body_too_large' : '"object":"quote"');
  });

  it('[A4] a webhook is held to the same', async () => {
    const body = ' '.repeat(limits.BODY_BYTES_MAX + 1);
    const response = await send('/v1/webhooks/stripe', {
      key: '',
      body,
      headers: { 'Stripe-Signature': 't=1' },
    });
    expect(response.status).toBe(413);
  });
});

describe('a body that breaks off', () => {
  const BEGUN = new TextEncoder().encode('{"lines":');

  /** A body of which the beginning comes and then no more, as workerd tells it: with the sign that it can be tried again. */
  function broken(): ReadableStream {
    let is_begun = false;
    return new ReadableStream({
      pull(controller) {
        if (is_begun) controller.error(Object.assign(new Error('disconnected'), { retryable: true }));
        else controller.enqueue(BEGUN);
        is_begun = true;
      },
    });
  }

  const calls: [name: string, path: string, method: string, key: string, headers: Record<string, string>][] =
    [
      ['a quote', '/v1/quotes', 'POST', KEY.sk, {}],
      ['an import of JSON', '/v1/products', 'PUT', KEY.ok, {}],
      ['an import of CSV', '/v1/products', 'PUT', KEY.ok, { 'Content-Type': 'text/csv' }],
      ['a webhook', '/v1/webhooks/stripe', 'POST', '', { 'Stripe-Signature': 't=1' }],
    ];

  // Over HTTP between Workers such a body ends without an error: the app is handed it as it is.
  const broken_at = (path: string, method: string, key: string, headers: Record<string, string>) =>
    callUnder(settings({ ENVIRONMENT: 'development' }), path, { method, key, headers, body: broken() });

  it.each(calls)('[A3] of unknown length is refused as such: %s', async (_, path, method, key, headers) => {
    expectRefusal(await broken_at(path, method, key, headers), 400, 'body_unreadable');
  });

  it.each(calls)('[A3] of known length is refused as such: %s', async (_, path, method, key, headers) => {
    const sized = { ...headers, 'Content-Length': '100' };
    expectRefusal(await broken_at(path, method, key, sized), 400, 'body_unreadable');
  });
});
