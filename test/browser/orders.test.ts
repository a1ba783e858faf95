import type { Page, Route } from 'playwright-core';
import { describe, expect } from 'vitest';
import { hurry } from './support/network.ts';
import { add, at, CARDS, checkOut, payBy, payByCard, readyToPay, soldOn, totals } from './support/store.ts';
import { it } from './support/test.ts';

const CHECKOUT = /\/v1\/checkouts\/chk_/;
const CUT = /net::ERR_FAILED/;

/** Answers for the API: the checkout as it is but for these fields. */
const saying = (fields: object) => async (route: Route) => {
  const answer = await route.fetch();
  await route.fulfill({ response: answer, json: { ...(await answer.json()), ...fields } });
};

/** Runs in the page: it has not heard yet of what other tabs keep since it was opened. */
function hearLate(): void {
  // The empty page before the first has no storage.
  if (location.protocol === 'about:') return;
  const known = new Map<string, string>(Object.entries(localStorage));
  const { setItem } = Storage.prototype;
  Storage.prototype.getItem = (key) => known.get(key) ?? null;
  Storage.prototype.setItem = function (key, value) {
    known.set(key, value);
    setItem.call(this, key, value);
  };
}

async function fillCart(page: Page): Promise<void> {
  await add(page, 'G20S');
  await checkOut(page);
}

describe('an order is one order', () => {
  it('[V8] from tabs that open their payment in the same moment', async ({ visitor, books }) => {
    const page = await visitor.open('/store');
    await add(page, 'G20S');
    const waiting: Route[] = [];
    await visitor.context.route('**/v1/quotes', async (route) => {
      if (waiting.push(route) === 2) await Promise.all(waiting.map((one) => one.continue()));
    });
    await page.close();
    await visitor.context.addInitScript(hearLate);
    const tabs = await Promise.all(['/store?view=pay', '/store?view=pay'].map((path) => visitor.open(path)));
    await Promise.all(tabs.map(readyToPay));
    expect(visitor.checkouts.size).toBe(1);
    await books.agree([], visitor.checkouts);
  });

  it('[V8] that is paid as it is when it is tried again, whatever is in the cart by then', async ({
    visitor,
    books,
  }) => {
    const shop = await visitor.open('/store');
    await add(shop, 'G20S');
    const page = await visitor.open('/store?view=pay&subsidy=none');
    await readyToPay(page);
    await payBy(page, 'alipay');
    await page.locator('[value=fail]').click();
    await at(page, 'again').waitFor();
    await at(shop, 'less-G20S').click();
    await add(shop, 'DUSTBAG');
    await at(page, 'again').click();
    await readyToPay(page);
    await page.reload();
    await readyToPay(page);
    expect(await totals(page)).toEqual({ due: 399_900, subsidy: 0 });
    await payByCard(page, CARDS.good);
    await books.agree([await soldOn(page)], visitor.checkouts);
    expect(visitor.checkouts.size).toBe(1);
  });

  it('[V8] that another tab has paid: it is shown where it was to be paid', async ({ visitor, books }) => {
    const one = await visitor.open('/store');
    await fillCart(one);
    const other = await visitor.open('/store?view=pay');
    await readyToPay(other);
    await payByCard(one, CARDS.good);
    const sold = await soldOn(one);
    await other.reload();
    expect(await soldOn(other)).toEqual(sold);
    await books.agree([sold], visitor.checkouts);
  });

  it('[V8] at the price that is shown: another one is shown before it is charged', async ({
    visitor,
    books,
  }) => {
    const page = await visitor.open('/store');
    await fillCart(page);
    await page.route(CHECKOUT, saying({ amount_total: 409_900, amount_due: 349_915 }));
    await payByCard(page, CARDS.good);
    await at(page, 'notice').filter({ hasText: '¥3,499.15' }).waitFor();
    expect(await at(page, 'pay').innerText()).toContain('¥3,499.15');
    expect(await totals(page)).toMatchObject({ due: 349_915 });
    await books.agree([], visitor.checkouts);
  });
});

describe('a payment form that does not load', () => {
  it('[V10] is said to be away, and comes when it is asked for again', async ({ visitor, books }) => {
    visitor.expects(CUT);
    const page = await visitor.open('/store');
    await add(page, 'G20S');
    await page.route('**/v1/payment_intents/*', (route) => route.abort());
    await at(page, 'checkout').click();
    await at(page, 'notice').filter({ hasText: '请稍后再试' }).waitFor();
    expect(await at(page, 'pay').count()).toBe(0);
    await page.unrouteAll();
    await at(page, 'again').click();
    await readyToPay(page);
    await payByCard(page, CARDS.good);
    await books.agree([await soldOn(page)], visitor.checkouts);
    expect(visitor.checkouts.size).toBe(1);
  });
});

describe('nobody is led to pay again', () => {
  it('[V10] by an order that cannot be seen after the payment', async ({ visitor, books }) => {
    visitor.expects(CUT);
    const page = await visitor.open('/store');
    await fillCart(page);
    await payBy(page, 'alipay');
    await page.locator('[value=authorize]').waitFor();
    await hurry(page);
    await page.route(CHECKOUT, (route) => route.abort());
    await page.locator('[value=authorize]').click();
    await at(page, 'notice').filter({ hasText: '请勿再次付款' }).waitFor();
    expect(await at(page, 'pay').count()).toBe(0);
    await page.unrouteAll();
    await at(page, 'again').click();
    await books.agree([await soldOn(page)], visitor.checkouts);
  });

  it('[V10] while a payment is on its way, though it cannot be seen for a while', async ({
    visitor,
    books,
  }) => {
    visitor.expects(CUT);
    const page = await visitor.open('/store');
    await fillCart(page);
    await payByCard(page, CARDS.good);
    const sold = await soldOn(page);
    await hurry(page);
    let looks = 0;
    let answer = saying({ status: 'open' });
    await page.route(CHECKOUT, (route) => answer(route));
    await page.reload();
    const words = await at(page, 'notice').filter({ hasText: '请勿再次付款' }).elementHandle();
    answer = (route) => {
      looks += 1;
      return route.abort();
    };
    // Each look makes four tries.
    await expect.poll(() => looks).toBeGreaterThan(2 * 4);
    expect(await words?.isVisible(), 'what was said stands, and is not said again').toBe(true);
    await page.unrouteAll();
    expect(await soldOn(page)).toEqual(sold);
    await books.agree([sold], visitor.checkouts);
  });
});
