// How large a body may be, whether it says so or not.

import { describe, expect, it } from 'vitest';
import * as limits from '../../src/limits.ts';
import { call, expectRefusal, KEY, SOCKS, send } from './support.ts';

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
