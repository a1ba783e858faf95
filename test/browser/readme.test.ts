// The sample of the SDK's README, as it stands there, in a page of a shop: whoever copies it charges nobody twice.

import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { rolldown } from 'rolldown';
import { afterAll, describe, expect } from 'vitest';
import { PROJECT } from '../../scripts/build.ts';
import { ownPlaces } from './support/places.ts';
import { CARDS } from './support/store.ts';
import { it as storeIt } from './support/test.ts';
import type { Visitor } from './support/visitor.ts';

const SALE = { due: 339_915, subsidy: 59_985 };

const { api, stripe } = ownPlaces();

/** The sample in a page of its own origin, with the key and the sandbox of the test. */
async function startShop(): Promise<Server> {
  const made = await rolldown({ input: `${PROJECT}sdk/script.ts`, tsconfig: `${PROJECT}sdk/tsconfig.json` });
  const { output } = await made.generate({ format: 'iife', name: 'Zhehui' });
  const sample = /```html\n(.*?)```/s.exec(readFileSync(`${PROJECT}sdk/README.md`, 'utf8'))?.[1] ?? '';
  const options = `key: 'pk_test_demo', api: '${api}', stripeJs: '${stripe}/stripe.js'`;
  const body = sample.replace("key: 'pk_…', api: 'https://zhehui.example.com'", options);
  expect(body).toContain(options);
  const head = '<!doctype html><html lang="zh"><meta charset="utf-8"><link rel="icon" href="data:,">';
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://shop');
    const html = pathname === '/thanks' ? '<title>Thanks</title>' : `<title>Shop</title>${body}`;
    const is_script = pathname === '/zhehui.js';
    response.setHeader('Content-Type', `text/${is_script ? 'javascript' : 'html'}; charset=utf-8`);
    response.end(is_script ? output[0].code : head + html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const server = await startShop();
const shop = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const it = storeIt.extend('places', { scope: 'file' }, () => ({ api, stripe, shop }));

const said = (page: Page): Promise<string | null> => page.textContent('#said');
const method = (page: Page, name: string) => page.locator(`#pay [name=method][value=${name}]`);
/** The orders that are under way, each beside its cart. */
const references = (page: Page): Promise<string[]> =>
  page.evaluate(() => Object.values(sessionStorage).filter((reference) => reference !== ''));

async function choose(page: Page, name: string): Promise<void> {
  if ((await method(page, name).count()) === 0) await page.click('#buy:enabled');
  await method(page, name).check();
  await page.click('#buy:enabled');
}

/** Until it is told otherwise, the API has not heard of any payment. */
async function keepInTheDark(visitor: Visitor): Promise<() => void> {
  let dark = true;
  await visitor.context.route(/\/v1\/checkouts/, async (route) => {
    const response = await route.fetch();
    const checkout = await response.json();
    await route.fulfill({ response, json: dark ? { ...checkout, status: 'open' } : checkout });
  });
  return () => {
    dark = false;
  };
}

describe('the sample of the README', () => {
  it('[F17] shows the price, is declined, is paid, and thanks once', async ({ visitor, books }) => {
    visitor.expects(/status of 402/);
    const page = await visitor.open(shop);
    await expect.poll(() => page.textContent('[part=due]')).toContain('3,399.15');
    await page.click('#buy');
    await method(page, 'card').check();
    await page.click(`[data-card="${CARDS.declined}"]`);
    await page.click('#buy:enabled');
    await expect.poll(() => said(page)).toContain('没有扣款');
    await books.agree([], visitor.checkouts);
    await page.click(`[data-card="${CARDS.good}"]`);
    await page.dblclick('#buy:enabled');
    await page.waitForURL('**/thanks');
    await books.agree([SALE], visitor.checkouts);
  });

  it('[F17] comes back from a wallet that refused, pays there again, and Back leads to the shop', async ({
    visitor,
    books,
  }) => {
    const page = await visitor.open(shop);
    await choose(page, 'alipay');
    await page.locator('[value=fail]').click();
    await expect.poll(() => said(page)).toContain('没有扣款');
    expect(new URL(page.url()).search).toBe('');
    await choose(page, 'alipay');
    await page.locator('[value=authorize]').click();
    await page.waitForURL('**/thanks');
    await page.goBack();
    await expect.poll(() => page.title()).toBe('Shop');
    await page.locator('#buy:enabled').waitFor();
    expect(page.url()).toBe(`${shop}/`);
    expect(await said(page)).toBe('');
    await books.agree([SALE], visitor.checkouts);
  });

  it('[F17] a payment that nobody knows of yet is asked for again and never made again', async ({
    visitor,
    books,
  }) => {
    const page = await visitor.open(shop);
    await page.clock.install();
    await choose(page, 'alipay');
    const tell = await keepInTheDark(visitor);
    await page.locator('[value=authorize]').click();
    const waiting = async (): Promise<void> => {
      await page.locator('#buy:disabled').waitFor();
      // Time flies, but not so that a call which is under way would be over.
      const later = async (): Promise<string | null> => {
        await page.clock.fastForward(5_000);
        return said(page);
      };
      await expect.poll(later, { interval: 500 }).toContain('请勿再次付款');
    };
    await waiting();
    await page.reload();
    await waiting();
    // Without what the bank said on the way back the page itself knows that this order was confirmed.
    await page.goto(shop);
    await page.click('#buy:enabled');
    await waiting();
    expect(await method(page, 'card').count()).toBe(0);
    expect(await references(page)).toHaveLength(1);
    tell();
    await page.click('#buy:enabled');
    await page.waitForURL('**/thanks');
    expect(visitor.checkouts.size).toBe(1);
    await books.agree([SALE], visitor.checkouts);
  });

  it('[F17] where Stripe.js does not come, it is said at once that nothing is charged, and the next click may pay', async ({
    visitor,
    books,
  }) => {
    visitor.expects(/net::ERR_FAILED/);
    const page = await visitor.open(shop);
    await visitor.context.route('**/stripe.js', (route) => route.abort());
    for (let clicks = 0; clicks < 2; clicks += 1) {
      await page.click('#buy:enabled');
      await expect.poll(() => said(page), { timeout: 2_000 }).toContain('不会重复扣款。请稍后再试');
    }
    await visitor.context.unrouteAll();
    await page.click('#buy:enabled');
    await method(page, 'card').check();
    expect(await page.textContent('#buy')).toBe('付款 Pay');
    expect(await said(page)).toBe('');
    await page.click(`[data-card="${CARDS.good}"]`);
    await page.click('#buy:enabled');
    await page.waitForURL('**/thanks');
    expect(visitor.checkouts.size).toBe(1);
    await books.agree([SALE], visitor.checkouts);
  });

  it('[F17] a reload is the same order, and the next purchase another', async ({ visitor, books }) => {
    const page = await visitor.open(shop);
    await page.click('#buy');
    await method(page, 'card').waitFor();
    await page.reload();
    await choose(page, 'wechat_pay');
    await page.locator('[data-test=payment-dialog] img').waitFor();
    await page.reload();
    await page.click('#buy');
    await method(page, 'card').check();
    await page.click(`[data-card="${CARDS.good}"]`);
    await page.click('#buy:enabled');
    await page.waitForURL('**/thanks');
    expect(visitor.checkouts.size).toBe(1);
    expect(await references(page)).toEqual([]);
    await books.agree([SALE], visitor.checkouts);
  });

  it('[F17] a link to another buyer’s order is not paid', async ({ visitor, books }) => {
    const headers = { Authorization: 'Bearer pk_test_demo' };
    const answer = await fetch(`${api}/v1/checkouts`, {
      method: 'POST',
      headers,
      body: JSON.stringify({
        lines: [{ sku: 'G20S', quantity: 1 }],
        order_reference: crypto.randomUUID(),
        subsidy: 'none',
      }),
    });
    const { id, payment } = (await answer.json()) as { id: string; payment: { client_secret: string } };
    const link = { zhehui_checkout: id, payment_intent_client_secret: payment.client_secret };
    const page = await visitor.open(`${shop}/?${new URLSearchParams(link)}`);
    await page.locator('#buy:enabled').waitFor();
    expect(await method(page, 'card').count()).toBe(0);
    await choose(page, 'card');
    await page.click(`[data-card="${CARDS.good}"]`);
    await page.click('#buy:enabled');
    await page.waitForURL('**/thanks');
    const query = new URLSearchParams({ client_secret: payment.client_secret });
    const theirs = await (await fetch(`${api}/v1/checkouts/${id}?${query}`, { headers })).json();
    expect(theirs).toMatchObject({ id, status: 'open' });
    await books.agree([SALE], visitor.checkouts);
  });
});
