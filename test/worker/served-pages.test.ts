// The pages that are served, from the files in test/support/pages in place of the built ones.

import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { ASSET_MAX_AGE_S } from '../../src/limits.ts';
import { app } from '../../worker/app.ts';
import type { Env } from '../../worker/env.ts';
import { pageHeaders, stripeScript } from '../../worker/page-headers.ts';
import { call, expectRefusal, send } from './support.ts';

const SCRIPT = '/assets/page-Dk3x_9-a.js';
const PRODUCTION = {
  STRIPE_SECRET_KEY: 'sk_live_1',
  STRIPE_WEBHOOK_SECRET: 'whsec_1',
  OPERATOR_KEY: `ok_${'a'.repeat(32)}`,
  PERSONAL_DATA_KEY: 'p'.repeat(32),
} as unknown as Env;

const page = (path: string, method = 'GET', headers: Record<string, string> = {}): Promise<Response> =>
  send(path, { key: '', method, headers });

/** A Content-Security-Policy by its directives. */
function policyOf(policy: string | null | undefined): Record<string, string[]> {
  const directives = (policy ?? '').split('; ').map((one) => one.split(' '));
  return Object.fromEntries(directives.map(([name = '', ...sources]) => [name, sources]));
}

describe('pages that are served', () => {
  it.each([
    ['/store', 'text/html; charset=utf-8', '<!doctype html><title>store</title>\n'],
    ['/till', 'text/html; charset=utf-8', '<!doctype html><title>till</title>\n'],
    [SCRIPT, 'text/javascript; charset=utf-8', 'export {};\n'],
    ['/assets/page-Bq81.css', 'text/css; charset=utf-8', 'p {\n  margin: 0;\n}\n'],
  ])('[V1] %s is served as what it is, without a key', async (path, type, content) => {
    const answer = await page(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Type')).toBe(type);
    expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(answer.headers.get('Request-Id')).toMatch(/^req_/);
    expect(await answer.text()).toBe(content);
  });

  it.each(['/store', SCRIPT])('[V1] %s answers HEAD and conditional requests', async (path) => {
    const full = await page(path);
    await full.text();
    const head = await page(path, 'HEAD');
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
    const etag = full.headers.get('ETag') ?? '';
    expect(head.headers.get('ETag')).toBe(etag);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const again = await page(path, 'GET', { 'If-None-Match': known });
      expect(again.status, known).toBe(304);
      expect(again.headers.get('Cache-Control')).toBe(full.headers.get('Cache-Control'));
      expect(await again.text()).toBe('');
    }
    const other = await page(path, 'GET', { 'If-None-Match': '"other"' });
    expect(other.status).toBe(200);
    await other.text();
  });

  it.each([
    '/',
    '/store/',
    '/store/index.html',
    '/stores',
    '/assets',
    '/assets/',
    '/assets/gone.js',
    '/assets/notes.txt',
    '/assets/..%2fsecret.js',
    '/assets/%2e%2e/secret.js',
    '/assets/constructor',
    '/secret.js',
  ])('[V1] GET %s is a 404 as the API answers it', async (path) => {
    expectRefusal(await call(path, { key: '' }), 404, 'route_missing');
  });

  it.each(['POST', 'PUT', 'DELETE'])('[V1] %s of a page is a 404', async (method) => {
    expectRefusal(await call('/store', { key: '', method }), 404, 'route_missing');
  });

  it('[V1] without built pages there are none', async () => {
    const { ASSETS: _, ...without } = env as unknown as Env;
    expect((await app.request('/store', {}, without)).status).toBe(404);
  });

  it.each(['store', 'till'] as const)(
    '[V2] /%s runs its own scripts and Stripe’s, and no other',
    async (name) => {
      const policy = policyOf(pageHeaders(PRODUCTION, name)['Content-Security-Policy']);
      expect(policy).toEqual({
        'default-src': ["'none'"],
        'script-src': ["'self'", 'https://js.stripe.com', 'https://*.js.stripe.com'],
        'frame-src': ['https://js.stripe.com', 'https://*.js.stripe.com', 'https://hooks.stripe.com'],
        'connect-src': ["'self'", 'https://api.stripe.com'],
        'img-src': ["'self'", 'data:'],
        'style-src': ["'self'"],
        'manifest-src': ["'self'"],
        'form-action': ["'none'"],
        'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"],
      });
      const served = await page(`/${name}`);
      await served.text();
      const sandbox = env.STRIPE_API_BASE;
      const { 'script-src': scripts, 'connect-src': connects } = policyOf(
        served.headers.get('Content-Security-Policy'),
      );
      expect(scripts).toEqual([...(policy['script-src'] ?? []), sandbox]);
      expect(connects).toEqual([...(policy['connect-src'] ?? []), sandbox]);
    },
  );

  it('[V2] only development lets the sandbox in', () => {
    const settings = { ...PRODUCTION, STRIPE_API_BASE: 'http://127.0.0.1:8788' } as Env;
    expect(pageHeaders(settings, 'store')).toEqual(pageHeaders(PRODUCTION, 'store'));
    expect(stripeScript(settings)).toBe(stripeScript(PRODUCTION));
  });

  it('[V2] the camera is the till’s, and no address of a page leaves its origin', async () => {
    const [store, till] = await Promise.all([page('/store'), page('/till')]);
    await Promise.all([store.text(), till.text()]);
    expect(store.headers.get('Permissions-Policy')).toContain('camera=()');
    expect(till.headers.get('Permissions-Policy')).toContain('camera=(self)');
    for (const answer of [store, till]) {
      expect(answer.headers.get('Permissions-Policy')).toContain('microphone=()');
      expect(answer.headers.get('Referrer-Policy')).toBe('same-origin');
    }
  });

  it('[V3] a browser keeps an asset for a year, and asks for a page each time', async () => {
    const [html, script] = await Promise.all([page('/store'), page(SCRIPT)]);
    await Promise.all([html.text(), script.text()]);
    expect(html.headers.get('Cache-Control')).toBe('no-cache');
    expect(script.headers.get('Cache-Control')).toBe(`public, max-age=${ASSET_MAX_AGE_S}, immutable`);
    expect(ASSET_MAX_AGE_S).toBe(31_536_000);
  });

  it('[V4] a page is told development’s key and stand-in in development', async () => {
    const answer = await call('/web-config.json', { key: '' });
    expect(answer.headers.get('Cache-Control')).toBe('no-cache');
    expect(answer.body).toEqual({
      publishable_key: 'pk_test_demo',
      stripe_js: `${env.STRIPE_API_BASE}/stripe.js`,
    });
  });

  it('[V4] a page is told Stripe’s own script where Stripe itself is spoken to', async () => {
    const developed = { ...PRODUCTION, ENVIRONMENT: 'development', STRIPE_SECRET_KEY: 'sk_test_1' } as Env;
    for (const [settings, publishable_key] of [
      [PRODUCTION, null],
      [developed, 'pk_test_demo'],
    ] as const) {
      const answer = await app.request('/web-config.json', {}, settings);
      expect(await answer.json()).toEqual({ publishable_key, stripe_js: stripeScript(PRODUCTION) });
    }
    expect(stripeScript(PRODUCTION)).toMatch(/^https:\/\/js\.stripe\.com\//);
  });
});
