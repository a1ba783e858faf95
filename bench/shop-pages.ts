// Pages of a shop on an origin of its own: one that does by hand the least that shows a price, and two on the SDK.

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SDK_DIST } from '../scripts/build-sdk.ts';
import { atEnd } from './at-end.ts';

export const PRICED = 'G20S';

/** Each tells its document of the first price with the event that the SDK's elements send. */
const PAGES = {
  bare: (api: string, key: string) => `<p id="price">&nbsp;</p>
<script type="module">
const answer = await fetch('${api}/v1/quotes', {
  method: 'POST',
  headers: { Authorization: 'Bearer ${key}', 'Content-Type': 'application/json' },
  body: '{"lines":[{"sku":"${PRICED}","quantity":1}]}',
});
const { amount_due } = await answer.json();
document.querySelector('#price').textContent = '¥' + (amount_due / 100).toFixed(2);
dispatchEvent(new Event('zhehui-quote'));
</script>`,
  module: (api: string, key: string) => `<zhehui-price sku="${PRICED}"></zhehui-price>
<script type="module">
import { createZhehui } from '/index.js';
import { defineElements } from '/elements.js';
defineElements(createZhehui({ api: '${api}', key: '${key}' }));
</script>`,
  script: (api: string, key: string) => `<zhehui-price sku="${PRICED}"></zhehui-price>
<script src="/zhehui.js"></script>
<script>Zhehui.defineElements(Zhehui.createZhehui({ api: '${api}', key: '${key}' }));</script>`,
} as const;

export type ShopPage = keyof typeof PAGES;
export const SHOP_PAGES = Object.keys(PAGES) as ShopPage[];

export type Shop = {
  readonly origin: string;
  /** Serves the pages from now on, with the key that the shop has got. */
  open(api: string, key: string): void;
};

/** A server that has no pages yet: a merchant's origin has to be known before it has a key. */
export async function startShop(): Promise<Shop> {
  let pages = new Map<string, string>();
  const server = createServer((request, response) => serve(request.url ?? '', pages, response));
  server.listen(0, '127.0.0.1');
  atEnd(() => server.close().closeAllConnections());
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: (api, key) => {
      pages = new Map(SHOP_PAGES.map((name) => [`/${name}`, `<!doctype html>${PAGES[name](api, key)}`]));
    },
  };
}

function serve(path: string, pages: ReadonlyMap<string, string>, response: ServerResponse): void {
  const page = pages.get(path);
  if (page !== undefined) {
    response.setHeader('Content-Type', 'text/html; charset=utf-8').end(page);
  } else if (/^\/\w+\.js$/.test(path)) {
    response.setHeader('Content-Type', 'text/javascript').end(readFileSync(`${SDK_DIST}${path}`));
  } else response.writeHead(404).end();
}
