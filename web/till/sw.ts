// The till's service worker: the page opens without a network, from the files of one build. Answers for the till's own files
// alone; calls of the API go through untouched, for no price and no sale may ever come from a cache.

/** The files of this build and a name for them; the build writes both in. */
declare const __TILL_FILES__: readonly string[];
declare const __TILL_BUILD__: string;

const worker = self as unknown as ServiceWorkerGlobalScope;

const PAGE = '/till';
const ASSETS = '/assets/';
const CONFIG = '/web-config.json';
const CACHE = `till-${__TILL_BUILD__}`;

/** Milliseconds for settings from the network: nothing can be sold before. Here, for a worker is one file. */
const CONFIG_WAIT_MS = 2_000;

worker.addEventListener('install', (event) => event.waitUntil(install()));
worker.addEventListener('activate', (event) => event.waitUntil(activate()));
worker.addEventListener('fetch', (event) => {
  const { method, url, mode } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== worker.location.origin) return;
  if (mode === 'navigate' && pathname === PAGE) event.respondWith(keptOr(PAGE, event.request));
  else if (pathname.startsWith(ASSETS)) event.respondWith(keptOr(pathname, event.request));
  else if (pathname === CONFIG) event.respondWith(freshOr(event.request));
});

/** All files or none: half a till is none. */
async function install(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([PAGE, CONFIG, ...__TILL_FILES__].map((path) => new Request(path, { cache: 'reload' })));
  await worker.skipWaiting();
}

/** Files of older builds go, unless a page is open that may still ask for them. */
async function activate(): Promise<void> {
  const pages = await worker.clients.matchAll();
  const names = (await caches.keys()).filter((name) => name.startsWith('till-') && name !== CACHE);
  if (pages.length === 0) await Promise.all(names.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** This build's file; or one of a build before, which a page that is still open asks for. */
async function keptOr(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? (await caches.match(path)) ?? fetch(request);
}

/** Settings come from the network while there is one that answers in time. */
async function freshOr(request: Request): Promise<Response> {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), CONFIG_WAIT_MS));
  const fresh = await Promise.race([fetch(request).catch(() => null), late]);
  return fresh?.ok ? fresh : ((await caches.match(CONFIG)) ?? Response.error());
}
