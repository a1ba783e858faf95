// From the call of a page to the first price on it, in a real Chromium with nothing in its cache: pages on the SDK beside one that
// asks the API by hand.

import { readFileSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { PROJECT } from '../scripts/build.ts';
import { buildSdk } from '../scripts/build-sdk.ts';
import { buildWeb } from '../scripts/build-web.ts';
import { chromiumOptions } from '../scripts/chromium.ts';
import { atEnd } from './at-end.ts';
import { AUTHORIZED } from './carts.ts';
import { pagesKey } from './merchants.ts';
import { startServers } from './servers.ts';
import { FIRST_PRICE_ROUNDS, FIRST_PRICE_WARM_UP } from './settings.ts';
import { SHOP_PAGES, type ShopPage, startShop } from './shop-pages.ts';

export type PricedPage = ShopPage | 'store';
/** Milliseconds. */
export type FirstPriceRound = Readonly<Record<PricedPage, number>>;

const CATALOGUE = readFileSync(`${PROJECT}examples/catalogue.json`);

export async function measureFirstPrice(folder: string): Promise<FirstPriceRound[]> {
  await buildSdk();
  await buildWeb();
  const servers = await startServers(folder, 'objects-of-pages', {});
  const api = `http://127.0.0.1:${servers.zhehui_port}`;
  const shop = await startShop();
  const { page_key, server_key } = await pagesKey(servers.zhehui_port, shop.origin);
  for (const key of [AUTHORIZED, server_key]) await stock(api, key);
  shop.open(api, page_key);
  const browser = await chromium.launch(await chromiumOptions());
  atEnd(() => browser.close());
  const urls = [...SHOP_PAGES.map((name) => [name, `${shop.origin}/${name}`]), ['store', `${api}/store`]];
  const rounds: FirstPriceRound[] = [];
  for (let round = 1; round <= FIRST_PRICE_WARM_UP + FIRST_PRICE_ROUNDS; round += 1) {
    console.error(`first price: round ${round} of ${FIRST_PRICE_WARM_UP + FIRST_PRICE_ROUNDS}`);
    const times: [string, number][] = [];
    for (const [name = '', url = ''] of urls) times.push([name, await firstPriceMs(browser, url)]);
    rounds.push(Object.fromEntries(times) as FirstPriceRound);
  }
  await browser.close();
  await servers.stop();
  return rounds.slice(FIRST_PRICE_WARM_UP);
}

/** Runs in the page before its own scripts. */
const NOTE_FIRST_PRICE = `globalThis.first_price = new Promise((resolve) => {
  const painted = () => requestAnimationFrame(() => resolve(performance.now()));
  addEventListener('zhehui-quote', painted, { once: true });
});`;

/** From the start of the navigation to the first frame after a price was written. */
async function firstPriceMs(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(NOTE_FIRST_PRICE);
  await page.goto(url);
  const ms = await page.evaluate<number>('first_price');
  await context.close();
  return ms;
}

async function stock(api: string, headers: Record<string, string>): Promise<void> {
  const answer = await fetch(`${api}/v1/products`, { method: 'PUT', headers, body: CATALOGUE });
  if (!answer.ok) throw new Error(`PUT /v1/products answered ${answer.status}: ${await answer.text()}`);
}
