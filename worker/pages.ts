// The pages that people open, with their assets: the built files of web/ behind the binding ASSETS, which says nothing of their
// types. Knows nothing of what is on a page.

import { ASSET_MAX_AGE_S } from '../src/limits.ts';
import { DEMO_PAGE_KEY } from './development.ts';
import type { AppContext } from './endpoint.ts';
import { isDevelopment } from './env.ts';
import { hex } from './keys.ts';
import { type PageName, pageHeaders, stripeScript } from './page-headers.ts';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  webmanifest: 'application/manifest+json',
  woff2: 'font/woff2',
};

/** A page, by the name it is asked for (SPEC V1–V3). */
export const servePage =
  (page: PageName) =>
  (c: AppContext): Promise<Response> =>
    serveFile(c, `/${page}/index.html`, pageHeaders(c.env, page));

/** Leads to a page from another address of it, with what the address asks. */
export const leadTo =
  (page: PageName, status: 302 | 308) =>
  (c: AppContext): Response =>
    c.redirect(`/${page}${new URL(c.req.url).search}`, status);

/** A script, a style sheet or a picture of a page: what is in it never changes, because its name is made from it. */
export function serveAsset(c: AppContext): Promise<Response> {
  return serveFile(c, c.req.path, { 'Cache-Control': `public, max-age=${ASSET_MAX_AGE_S}, immutable` });
}

/** What opens the till without a network. It may take care of the page, which lies above it, and talk to its own origin only. */
export function serveTillWorker(c: AppContext): Promise<Response> {
  return serveFile(c, '/till/sw.js', {
    'Service-Worker-Allowed': '/till',
    'Content-Security-Policy': "default-src 'none'; connect-src 'self'",
    'Cache-Control': 'no-cache',
  });
}

/** What a page needs to know before its first call (SPEC V4). */
export function webConfig(c: AppContext): Response {
  const publishable_key = isDevelopment(c.env) ? DEMO_PAGE_KEY : null;
  return c.json({ publishable_key, stripe_js: stripeScript(c.env) }, 200, { 'Cache-Control': 'no-cache' });
}

async function serveFile(c: AppContext, path: string, headers: Record<string, string>): Promise<Response> {
  const type = TYPES[/\.(\w+)$/.exec(path)?.[1] ?? ''];
  const content = type === undefined ? null : await contentOf(c, path);
  if (type === undefined || content === null) return c.notFound();
  const etag = `"${hex(new Uint8Array(await crypto.subtle.digest('SHA-256', content)))}"`;
  const all = { ...headers, ETag: etag };
  if (isKnown(etag, c.req.header('If-None-Match'))) return c.body(null, 304, all);
  return c.body(content, 200, { ...all, 'Content-Type': type });
}

async function contentOf(c: AppContext, path: string): Promise<ArrayBuffer | null> {
  const found = await c.env.ASSETS?.fetch(new URL(path, c.req.url));
  if (found?.status === 200) return found.arrayBuffer();
  await found?.body?.cancel();
  return null;
}

/** A tag may come back weak: who compresses on the way makes it so. */
function isKnown(etag: string, if_none_match = ''): boolean {
  return if_none_match.split(',').some((one) => one.trim().replace(/^W\//, '') === etag);
}
