import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { atEveryCall } from './support/network.ts';
import {
  add,
  at,
  CARDS,
  checkOut,
  enterCard,
  payByCard,
  persevere,
  readyToPay,
  soldOn,
  totals,
} from './support/store.ts';
import { it } from './support/test.ts';

type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>;

const CUT = /net::ERR_CONNECTION_RESET|net::ERR_INTERNET_DISCONNECTED/;
const CRASHED = /^the tab crashed/;
/** A payment asks at least for a quote, a checkout, and three things of Stripe: two sales for each, and one undisturbed. */
const SALES_MIN = 11;

describe('the network is cut', () => {
  it('[V10] as goods are added', async ({ visitor }) => {
    visitor.expects(CUT);
    const page = await visitor.open('/store');
    await page.waitForLoadState('networkidle');
    await visitor.cut({ call: 1, lost: 'reply' });
    await add(page, 'G20S');
    await expect.poll(() => totals(page)).toEqual({ due: 339_915, subsidy: 59_985 });
  });

  it('[V10] at every call of a payment, before the work and after it', { timeout: 120_000 }, async ({
    arrive,
    visitor,
    books,
  }) => {
    await add(await visitor.open('/store'), 'G20S', 'DUSTBAG');
    const cart = await visitor.context.storageState();
    const sales = await atEveryCall(async (cut) => {
      const buyer = await arrive({ storageState: namedAnew(cart) });
      buyer.expects(CUT, /status of 400.*\/confirm/);
      const calls = await buyer.cut(cut);
      const result = await persevere(await buyer.open('/store?view=pay'), CARDS.good);
      await buyer.context.close();
      return { calls, result };
    });
    expect(sales.length).toBeGreaterThan(SALES_MIN);
    expect(new Set(sales.map(({ order }) => order)).size).toBe(sales.length);
    await books.agree(sales);
  });

  it('[V10] as pay is pressed', async ({ visitor, books }) => {
    visitor.expects(CUT);
    const page = await visitor.open('/store');
    await add(page, 'G20S');
    await checkOut(page);
    await enterCard(page, CARDS.good);
    await visitor.offline();
    await at(page, 'pay').click();
    await at(page, 'notice').waitFor();
    await books.agree([], visitor.checkouts);
    await visitor.online();
    await books.agree([await persevere(page, CARDS.good)], visitor.checkouts);
  });
});

describe('the tab is killed', () => {
  it('[V11] as it has paid: the order is there, and is not paid again', async ({ visitor, books }) => {
    visitor.expects(CRASHED);
    const page = await visitor.open('/store');
    await add(page, 'G20S');
    await checkOut(page);
    const paid = new Promise<void>((resolve) => {
      void page.route(/\/confirm$/, async (route) => {
        await route.fetch();
        resolve();
      });
    });
    await payByCard(page, CARDS.good);
    await paid;
    await crash(page);
    const again = await visitor.open('/store?view=pay');
    const sold = await soldOn(again);
    await at(await visitor.open('/store?view=orders'), 'order')
      .filter({ hasText: '已付款' })
      .waitFor();
    await books.agree([sold], visitor.checkouts);
  });

  it('[V11] as it pays, before anybody hears of it: it can be paid from a new one', async ({
    visitor,
    books,
  }) => {
    visitor.expects(CUT, CRASHED);
    const page = await visitor.open('/store');
    await add(page, 'G20S');
    await checkOut(page);
    const paying = new Promise<void>((resolve) => {
      void page.route(/\/confirm$/, async (route) => {
        await route.abort('connectionreset');
        resolve();
      });
    });
    await payByCard(page, CARDS.good);
    await paying;
    await crash(page);
    await books.agree([], visitor.checkouts);
    const again = await visitor.open('/store?view=pay');
    await readyToPay(again);
    await payByCard(again, CARDS.good);
    await books.agree([await soldOn(again)], visitor.checkouts);
  });
});

/** What a shop keeps of a cart, as another buyer's: of the same goods, and an order of its own. */
function namedAnew(state: StorageState): StorageState {
  const text = JSON.stringify(state);
  const renamed = text.replace(/(reference\\":\\")[^\\]+/, `$1${crypto.randomUUID()}`);
  expect(renamed, 'a cart with a name').not.toBe(text);
  return JSON.parse(renamed);
}

/** Ends the process behind a tab, as the system does that needs its memory. */
async function crash(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  session.send('Page.crash').catch(() => undefined);
  await crashed;
  await page.close();
}
