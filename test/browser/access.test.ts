import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { NARROW, objections, tabTo } from './support/access.ts';
import { add, at, CARDS, checkOut, payBy, payByCard, readyToPay, soldOn } from './support/store.ts';
import { it } from './support/test.ts';
import type { Visitor } from './support/visitor.ts';

async function look(page: Page, about: string): Promise<void> {
  expect.soft(await objections(page), `what keeps people from ${about}`).toEqual([]);
}

/** What came back on the way, in fen: without a subsidy, so that the rest keeps its own. */
const DUSTBAG = 3_900;

const NO_BUDGET = {
  status: 409,
  json: { error: { code: 'budget_exhausted', message: '', amount_due_without_subsidy: 1_503_600 } },
};

/** Every view of the store on the way through a purchase with its troubles, and a return. */
async function walk(visitor: Visitor, path: string): Promise<Page> {
  visitor.expects(/status of 409/);
  const page = await visitor.open(path);
  await at(page, 'cart-empty').waitFor();
  await page.waitForLoadState('networkidle');
  await look(page, 'the shop');
  await add(page, 'G20S', 'QREVO-CURV', 'QREVO-CURV', 'DUSTBAG');
  await page.waitForLoadState('networkidle');
  await look(page, 'the shop with a full cart');
  await page.route('**/v1/checkouts', (route) => route.fulfill(NO_BUDGET), { times: 1 });
  await at(page, 'checkout').click();
  await at(page, 'full-price').waitFor();
  await look(page, 'an order without a subsidy to be had');
  await at(page, 'back').click();
  await checkOut(page);
  await look(page, 'the payment');
  await at(page, 'pay').click();
  await look(page, 'the payment without a card');
  await payByCard(page, CARDS.three_d_secure);
  await at(page, '3ds-fail').waitFor();
  await look(page, 'the question of the bank');
  await at(page, '3ds-fail').click();
  await at(page, 'notice').waitFor();
  await look(page, 'the refused payment');
  await payBy(page, 'alipay');
  await page.locator('[value=fail]').click();
  await at(page, 'again').waitFor();
  await look(page, 'the order that is not paid');
  await at(page, 'again').click();
  await readyToPay(page);
  await payByCard(page, CARDS.good);
  await soldOn(page);
  await look(page, 'the order');
  await at(page, 'return-DUSTBAG').selectOption('1');
  await at(page, 'return').click();
  await at(page, 'refund').waitFor();
  await look(page, 'the order of which something came back');
  await at(page, 'orders').click();
  await at(page, 'order').waitFor();
  await page.waitForLoadState('networkidle');
  await look(page, 'the orders');
  return page;
}

describe('the store is for everybody', () => {
  it('[V13] axe finds nothing to object to, in Chinese by day', async ({ visitor }) => {
    await walk(visitor, '/store?lang=zh');
  });

  it('[V13] nor in English by night on a narrow screen, which everything fits', async ({ arrive, books }) => {
    const visitor = await arrive({ ...NARROW, locale: 'en-US', colorScheme: 'dark' });
    const page = await walk(visitor, '/store');
    await page.goBack();
    const sold = await soldOn(page);
    await books.agree([{ ...sold, refunded: DUSTBAG }], visitor.checkouts);
  });

  it('[V13] a keyboard is enough, to buy and to give back', async ({ visitor, books }) => {
    const page = await visitor.open('/store');
    const press = async (selector: string, key: string): Promise<void> => {
      await tabTo(page, selector);
      await page.keyboard.press(key);
    };
    await press('[data-test="add-G20S"]', 'Enter');
    await press('[data-test="checkout"]', 'Enter');
    await readyToPay(page);
    for (const [field, text] of [
      ['number', CARDS.good],
      ['expiry', '1234'],
      ['cvc', '123'],
    ] as const) {
      await tabTo(page, `[name=${field}]`);
      await page.keyboard.type(text);
    }
    await press('[data-test="pay"]', 'Enter');
    const sold = await soldOn(page);
    expect(sold).toMatchObject({ due: 339_915 });
    await press('[data-test="return-G20S"]', 'ArrowDown');
    await press('[data-test="return"]', 'Enter');
    await at(page, 'refund').waitFor();
    await books.agree([{ ...sold, refunded: 339_915, clawed_back: 59_985 }], visitor.checkouts);
  });
});
