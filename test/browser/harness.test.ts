import { describe, expect } from 'vitest';
import { objections } from './support/access.ts';
import { it } from './support/test.ts';
import type { Places } from './support/visitor.ts';

const SKU = 'HARNESS-1';
const SALE = { due: 339_915, subsidy: 59_985 };

describe('what a page does is seen', () => {
  it('[V6] errors in the console, exceptions and requests to elsewhere', async ({ visitor }) => {
    const page = await visitor.open('/openapi.json');
    expect(await page.textContent('body')).toContain('/v1/checkouts');
    expect(visitor.unexpected).toEqual([]);
    await page.setContent(`<script>setTimeout(() => { throw new Error('forgotten'); });</script>
      <script>fetch('/nowhere');</script><img src="https://example.com/seen.png">`);
    await expect.poll(() => visitor.unexpected.length).toBe(4);
    visitor.expects(/^uncaught Error: forgotten/, /status of 404.*\/nowhere/);
    expect(visitor.unexpected.sort()).toEqual([
      'Failed to load resource: net::ERR_NAME_NOT_RESOLVED (https://example.com/seen.png)',
      'a request to elsewhere: https://example.com/seen.png',
    ]);
    visitor.expects(/example\.com/);
  });

  it('[V6] what keeps people out, and what does not fit', async ({ visitor }) => {
    const page = await visitor.open('/health');
    await page.setContent('<img src="data:," alt=""><p style="width: 9999px">x</p><button></button>');
    const found = (await objections(page)).join('\n');
    expect(found).toContain('button-name: Buttons must have discernible text');
    expect(found).toContain('9999 pixels wide');
  });

  it('[V6] Chinese text has a font', async ({ visitor }) => {
    const page = await visitor.open('/health');
    await page.setContent('<span>惠</span><span>补</span><span>\u{10ffff}</span>');
    const drawn = page.locator('span');
    const [one, other, none] = await Promise.all([0, 1, 2].map((index) => drawn.nth(index).screenshot()));
    expect(one?.equals(other as Buffer)).toBe(false);
    expect(one?.equals(none as Buffer)).toBe(false);
  });

  it('[V6] what it sells is on every book', async ({ visitor, books, places }) => {
    await fillCatalogue(places);
    const page = await visitor.open('/health');
    await page.evaluate(buy, { ...places, sku: SKU, order: 'harness-1', method: 'pm_card_visa' });
    await books.agree([SALE], visitor.checkouts);
    await expect(books.agree([{ ...SALE, due: 339_914 }])).rejects.toThrow('to match object');
    await expect(books.agree([SALE, SALE])).rejects.toThrow('to match object');
  });

  it('[V6] so is a payment that no order asked for', async ({ books, places }) => {
    const answer = await fetch(`${places.stripe}/v1/payment_intents`, {
      method: 'POST',
      headers: { Authorization: 'Bearer sk_test_sandbox' },
      body: new URLSearchParams({
        amount: '5000',
        currency: 'cny',
        payment_method: 'pm_card_visa',
        confirm: 'true',
        return_url: places.api,
      }),
    });
    expect(answer.status, await answer.text()).toBe(200);
    await expect(books.agree([])).rejects.toThrow('of no order');
  });

  it('[V6] a call can be cut before the work and after it', async ({ visitor, books, places }) => {
    await fillCatalogue(places);
    visitor.expects(/net::ERR_CONNECTION_RESET/);
    const page = await visitor.open('/health');
    const calls = await visitor.cut({ call: 1, lost: 'request' });
    const order = { ...places, sku: SKU, order: 'harness-2', method: 'pm_card_visa' };
    await expect(page.evaluate(buy, order)).rejects.toThrow('Failed to fetch');
    await books.agree([]);
    await page.evaluate(buy, order);
    expect(calls).toEqual([
      'POST /v1/checkouts',
      'POST /v1/checkouts',
      expect.stringMatching(/^POST \/v1\/payment_intents\/pi_\w+\/confirm$/),
    ]);
    await books.agree([SALE]);
  });

  it('[V6] a call whose reply is lost was made', async ({ visitor, books, places }) => {
    await fillCatalogue(places);
    visitor.expects(/net::ERR_CONNECTION_RESET/);
    const page = await visitor.open('/health');
    await visitor.cut({ call: 2, lost: 'reply' });
    const order = { ...places, sku: SKU, order: 'harness-3', method: 'pm_card_visa' };
    await expect(page.evaluate(buy, order)).rejects.toThrow('Failed to fetch');
    await books.agree([SALE]);
  });

  it('[V6] the network goes and comes back', async ({ visitor }) => {
    visitor.expects(/net::ERR_INTERNET_DISCONNECTED/);
    const page = await visitor.open('/health');
    const reach = () =>
      page.evaluate(() =>
        fetch('/health').then(
          ({ ok }) => ok,
          () => navigator.onLine,
        ),
      );
    await visitor.offline();
    expect(await reach()).toBe(false);
    await visitor.online();
    expect(await reach()).toBe(true);
  });
});

async function fillCatalogue({ api }: Places): Promise<void> {
  const products = [{ sku: SKU, title: '石头 G20S 扫地机器人', unit_amount: 399_900 }];
  const answer = await fetch(`${api}/v1/products`, {
    method: 'PUT',
    headers: { Authorization: 'Bearer sk_test_demo', 'Content-Type': 'application/json' },
    body: JSON.stringify({ products }),
  });
  expect(answer.status, await answer.text()).toBe(200);
}

/** Runs in the page: the least that a shop does. */
async function buy(order: Places & { sku: string; order: string; method: string }): Promise<void> {
  const opened = await fetch(`${order.api}/v1/checkouts`, {
    method: 'POST',
    headers: { Authorization: 'Bearer pk_test_demo', 'Content-Type': 'application/json' },
    body: JSON.stringify({
      order_reference: order.order,
      lines: [{ sku: order.sku, quantity: 1 }],
    }),
  });
  const { payment } = await opened.json();
  const { payment_intent, client_secret } = payment;
  await fetch(`${order.stripe}/v1/payment_intents/${payment_intent}/confirm`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${payment.publishable_key}` },
    body: new URLSearchParams({ client_secret, payment_method: order.method }),
  });
}
