import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { NARROW, objections, tabTo } from './support/access.ts';
import { add, at, CARDS, checkOut, payByCard, readyToPay, soldOn } from './support/store.ts';
import { it } from './support/test.ts';

async function look(page: Page, about: string): Promise<void> {
  expect.soft(await objections(page), `what keeps people from ${about}`).toEqual([]);
}

/** Every view of the store on the way through a purchase and a return. */
async function walk(page: Page): Promise<void> {
  await at(page, 'cart-empty').waitFor();
  await page.waitForLoadState('networkidle');
  await look(page, 'the shop');
  await add(page, 'G20S', 'QREVO-CURV', 'QREVO-CURV', 'DUSTBAG');
  await page.waitForLoadState('networkidle');
  await look(page, 'the shop with a full cart');
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
  await payByCard(page, CARDS.good);
  await soldOn(page);
  await look(page, 'the order');
  await at(page, 'orders').click();
  await at(page, 'order').waitFor();
  await page.waitForLoadState('networkidle');
  await look(page, 'the orders');
}

describe('the store is for everybody', () => {
  it('[V13] axe finds nothing to object to, in Chinese by day', async ({ visitor }) => {
    await walk(await visitor.open('/store?lang=zh'));
  });

  it('[V13] nor in English by night on a narrow screen, which everything fits', async ({ arrive, books }) => {
    const visitor = await arrive({ ...NARROW, locale: 'en-US', colorScheme: 'dark' });
    const page = await visitor.open('/store');
    await walk(page);
    await page.goBack();
    await books.agree([await soldOn(page)], visitor.checkouts);
  });

  it('[V13] a keyboard is enough', async ({ visitor, books }) => {
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
    await books.agree([sold], visitor.checkouts);
  });
});
