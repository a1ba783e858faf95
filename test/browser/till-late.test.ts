// Answers that come late: what is on the screen by then is the next customer's, or has been agreed on.

import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { at } from './support/store.ts';
import { it } from './support/test.ts';
import {
  beginCash,
  CODES,
  openTill,
  payAtPhone,
  ROBOT,
  ringUpRobot,
  robotSold,
  scan,
  soldAtTill,
  tillTotals,
} from './support/till.ts';

const GLASSES = { due: 212_415, subsidy: 37_485 };
const FULL_PRICE = 399_900;
/** As long as a cashier has to wait for a reservation (web/till/limits.ts). */
const RESERVING_MS_MAX = 4_000;
const AWAY = /net::ERR_FAILED/;

/** Holds the answers to a kind of call back; gives what lets them come. */
async function held(page: Page, path: string): Promise<() => Promise<void>> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route(path, async (route) => {
    const response = await route.fetch();
    await promise;
    await route.fulfill({ response });
  });
  return async () => {
    resolve();
    await page.unroute(path);
  };
}

describe('the till and late answers', () => {
  it('[V19] what is canceled is back at once, and in no later customer’s cart', async ({
    visitor,
    books,
  }) => {
    const page = await openTill(visitor);
    await ringUpRobot(page);
    await beginCash(page);
    await at(page, 'confirm-payment').waitFor();
    const letCome = await held(page, '**/cancel');
    await at(page, 'cancel').click();
    // Well before the till gives the answer up.
    await at(page, 'dialog-pay').waitFor({ state: 'detached', timeout: 5_000 });
    await expect.poll(() => tillTotals(page)).toEqual(ROBOT);
    await page.keyboard.press('Delete');
    await scan(page, CODES.glasses);
    await expect.poll(() => tillTotals(page)).toEqual(GLASSES);
    await at(page, 'pay').click();
    await letCome();
    await expect
      .poll(async () => (await books.entries([...visitor.checkouts]))[0]?.checkout.status)
      .toBe('canceled');
    await at(page, 'tender-cash').click();
    await at(page, 'confirm-payment').click();
    const sold = await soldAtTill(page);
    expect(sold).toMatchObject(GLASSES);
    await books.agree([sold]);
  });

  it('[V15] a subsidy that is reserved after all is not sold away at the full price', async ({
    visitor,
    books,
  }) => {
    const page = await openTill(visitor);
    await ringUpRobot(page);
    await page.clock.install();
    const letCome = await held(page, '**/v1/checkouts');
    await beginCash(page);
    await at(page, 'checkout-state').waitFor();
    await page.clock.fastForward(RESERVING_MS_MAX);
    await at(page, 'full-price').click();
    await expect.poll(() => at(page, 'pay-due').innerText()).toBe('¥3,999.00');
    await letCome();
    await expect.poll(() => at(page, 'pay-due').innerText()).toBe('¥3,399.15');
    await books.agree([await robotSold(page)], visitor.checkouts);
  });

  it('[V14] by QR code a higher price than was shown is said first, and asked for after that', async ({
    visitor,
    books,
    places,
  }) => {
    visitor.expects(AWAY);
    const page = await openTill(visitor);
    await page.route('**/v1/quotes', (route) => route.abort());
    await scan(page, CODES.robot);
    await at(page, 'estimate').waitFor();
    expect(await tillTotals(page)).toEqual(ROBOT);
    // By now there is no subsidy.
    await page.route('**/v1/checkouts', (route) =>
      route.continue({ postData: { ...route.request().postDataJSON(), subsidy: 'none' } }),
    );
    await at(page, 'pay').click();
    await at(page, 'qr-alipay').click();
    expect(await at(page, 'due-differs').innerText()).toContain('¥599.85');
    expect(await at(page, 'pay-due').innerText()).toBe('¥3,999.00');
    expect(await at(page, 'qr').locator('svg').count()).toBe(0);
    await at(page, 'qr-new').click();
    await at(page, 'qr').locator('svg').waitFor();
    await payAtPhone(books, visitor, places.stripe);
    const sold = await soldAtTill(page);
    expect(sold).toMatchObject({ due: FULL_PRICE, subsidy: 0 });
    await books.agree([sold], visitor.checkouts);
  });
});
