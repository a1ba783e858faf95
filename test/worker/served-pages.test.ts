// The pages that are served, from the files in test/support/pages in place of the built ones.

import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { ASSET_MAX_AGE_S, HTTPS_MAX_AGE_S } from '../../src/limits.ts';
import { app } from '../../worker/app.ts';
import type { Env } from '../../worker/env.ts';
import { pageHeaders, stripeScript } from '../../worker/page-headers.ts';
import { call, callUnder, expectRefusal, KEY, SECRETS, send, settings } from './support.ts';

const SCRIPT = '/assets/page-Dk3x_9-a.js';
const PRODUCTION = settings(SECRETS);

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
    '/store/index.html',
    '/store//',
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

  it.each([
    ['/store/', '/store'],
    ['/till/', '/till'],
    [
      '/store/?payment_intent=pi_1&redirect_status=succeeded',
      '/store?payment_intent=pi_1&redirect_status=succeeded',
    ],
    ['/till/?x=%2F%2Fshop.example', '/till?x=%2F%2Fshop.example'],
  ])('[V1] %s leads to %s, in a deployment too', async (path, page_path) => {
    for (const given of [env as unknown as Env, PRODUCTION]) {
      for (const method of ['GET', 'HEAD']) {
        const answer = await app.request(path, { method }, given);
        expect([answer.status, answer.headers.get('Location')]).toEqual([308, page_path]);
      }
    }
  });

  it('[V1] / leads to the store in development, and to nothing in a deployment', async () => {
    const developed = await app.request('/?lang=en', {}, env as unknown as Env);
    expect([developed.status, developed.headers.get('Location')]).toEqual([302, '/store?lang=en']);
    expectRefusal(await callUnder(PRODUCTION, '/', { key: '' }), 404, 'route_missing');
  });

  it.each(['POST', 'PUT', 'DELETE'])('[V1] %s of a page is a 404', async (method) => {
    expectRefusal(await call('/store', { key: '', method }), 404, 'route_missing');
  });

  it('[V1] without built pages there are none', async () => {
    const { ASSETS: _, ...without } = env as unknown as Env;
    expect((await app.request('/store', {}, without)).status).toBe(404);
  });

  const EVERY = {
    'default-src': ["'none'"],
    'connect-src': ["'self'", 'https://api.stripe.com'],
    'img-src': ["'self'", 'data:'],
    'style-src': ["'self'"],
    'manifest-src': ["'self'"],
    'form-action': ["'none'"],
    'base-uri': ["'none'"],
    'frame-ancestors': ["'none'"],
  };
  const POLICIES = {
    store: {
      ...EVERY,
      'script-src': ["'self'", 'https://js.stripe.com', 'https://*.js.stripe.com'],
      'frame-src': ['https://js.stripe.com', 'https://*.js.stripe.com', 'https://hooks.stripe.com'],
    },
    till: { ...EVERY, 'script-src': ["'self'"], 'frame-src': ["'none'"] },
  };

  it.each([
    ['store', 'its own scripts and Stripe’s', ['script-src', 'connect-src']],
    ['till', 'its own scripts alone, and frames nothing', ['connect-src']],
  ] as const)('[V2] /%s runs %s', async (name, _, with_sandbox) => {
    expect(policyOf(pageHeaders(PRODUCTION, name)['Content-Security-Policy'])).toEqual(POLICIES[name]);
    const served = await page(`/${name}`);
    await served.text();
    const expected: Record<string, string[]> = { ...POLICIES[name] };
    for (const directive of with_sandbox) {
      expected[directive] = [...(expected[directive] ?? []), env.STRIPE_API_BASE];
    }
    expect(policyOf(served.headers.get('Content-Security-Policy'))).toEqual(expected);
  });

  it('[V2] only development lets the sandbox in', () => {
    const settings = { ...PRODUCTION, STRIPE_API_BASE: 'http://127.0.0.1:8788' } as Env;
    expect(pageHeaders(settings, 'store')).toEqual(pageHeaders(PRODUCTION, 'store'));
    expect(stripeScript(settings)).toBe(stripeScript(PRODUCTION));
  });

  it('[V2] the camera is the till’s, and nobody is told the address of a page', async () => {
    const [store, till] = await Promise.all([page('/store'), page('/till')]);
    await Promise.all([store.text(), till.text()]);
    expect(store.headers.get('Permissions-Policy')).toContain('camera=()');
    expect(till.headers.get('Permissions-Policy')).toContain('camera=(self)');
    for (const answer of [store, till]) {
      expect(answer.headers.get('Permissions-Policy')).toContain('microphone=()');
      expect(answer.headers.get('Referrer-Policy')).toBe('no-referrer');
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

describe('every answer', () => {
  const ORIGIN = 'https://shop.example';
  const DEPLOYED = settings({ ...PRODUCTION, ASSETS: (env as unknown as Env).ASSETS });
  const ANSWERS = [
    ['a page', '/store', ''],
    ['a script', SCRIPT, ''],
    ['what stands open', '/health', ''],
    ['the API’s description', '/openapi.json', ''],
    ['an object', '/v1/programmes', KEY.ok],
    ['a CSV', '/v1/claims/export?format=csv', KEY.ok],
    ['an NDJSON', '/v1/claims/export?format=ndjson', KEY.ok],
    ['a refusal', '/v1/claims', ''],
    ['what is not there', '/nowhere', ''],
  ] as const;

  it.each(ANSWERS)('[V17] %s is taken for what it says it is', async (_, path, key) => {
    const answer = await send(path, { key });
    await answer.arrayBuffer();
    expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff');
  });

  it.each(ANSWERS)('[V17] %s is kept by no cache for another origin', async (_, path, key) => {
    for (const headers of [{}, { Origin: ORIGIN }] as Record<string, string>[]) {
      const answer = await send(path, { key, headers });
      await answer.arrayBuffer();
      expect(answer.headers.get('Vary')).toBe('Origin');
    }
  });

  it.each(['/store', '/health', '/v1/claims', '/nowhere'])(
    '[V17] of a deployment, as %s, is to be had over HTTPS only, in development not',
    async (path) => {
      const deployed = await app.request(path, {}, DEPLOYED);
      await deployed.arrayBuffer();
      expect(deployed.headers.get('Strict-Transport-Security')).toBe(`max-age=${HTTPS_MAX_AGE_S}`);
      const developed = await page(path);
      await developed.arrayBuffer();
      expect(developed.headers.get('Strict-Transport-Security')).toBeNull();
    },
  );

  it('[V17] of a deployment that refuses to start, too', async () => {
    const refused = await app.request('/health', {}, settings({}));
    await refused.text();
    expect([refused.status, refused.headers.get('X-Content-Type-Options')]).toEqual([503, 'nosniff']);
    expect(refused.headers.get('Vary')).toBe('Origin');
    expect(HTTPS_MAX_AGE_S).toBe(31_536_000);
    expect(refused.headers.get('Strict-Transport-Security')).toBe('max-age=31536000');
  });
});
