// Answers that come late: what is on the screen by then is the next customer's, or has been agreed on.

import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { Sale } from './support/books.ts';
import { at } from './support/store.ts';
import { it } from './support/test.ts';
import {
  beginCash,
  CODES,
  GLASSES,
  openTill,
  payAtPhone,
  RESERVING_MS_MAX,
  ROBOT,
  reserveRobot,
  ringUpRobot,
  robotSold,
  scan,
  sellForCash,
  soldAtTill,
  tillTotals,
} from './support/till.ts';

const FULL_PRICE = 399_900;
const AWAY = /net::ERR_FAILED/;

/** Holds the answers to a kind of call back; gives what lets them come. */
async function held(page: Page, path: string): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route(path, async (route) => {
    const response = await route.fetch();
    await promise;
    await route.fulfill({ response });
  });
  return resolve;
}

describe('the till and late answers', () => {
  it('[V19] what is canceled is back at once, and in no later customer’s cart', async ({
    visitor,
    books,
  }) => {
    const page = await openTill(visitor);
    await reserveRobot(page);
    const letCome = await held(page, '**/cancel');
    await at(page, 'cancel').click();
    // Well before the till gives the answer up.
    await at(page, 'dialog-pay').waitFor({ state: 'detached', timeout: 5_000 });
    await expect.poll(() => tillTotals(page)).toEqual(ROBOT);
    await page.keyboard.press('Delete');
    await scan(page, CODES.glasses);
    await expect.poll(() => tillTotals(page)).toEqual(GLASSES);
    await at(page, 'pay').click();
    letCome();
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
    letCome();
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

  it('[V15] a return that was answered while nobody looked is told, and listed: recorded or refused', async ({
    visitor,
    books,
    places,
  }) => {
    visitor.expects(/net::ERR_INTERNET_DISCONNECTED/, /status of 4\d\d/);
    const page = await openTill(visitor);
    const [first, second] = [await sellForCash(page, CODES.robot), await sellForCash(page, CODES.glasses)];
    const notice = at(page, 'notice');
    const takeBackOffline = async ({ order = '' }: Sale): Promise<void> => {
      await at(page, 'go-returns').click();
      await scan(page, order);
      await at(page, 'return-0').fill('1');
      await visitor.offline();
      await at(page, 'return-now').click();
      await at(page, 'return-sending').waitFor();
      await at(page, 'go-sale').click();
    };
    await takeBackOffline(first);
    await visitor.online();
    await expect.poll(() => notice.innerText()).toContain(`退货已登记 ${first.order}`);
    expect(await notice.innerText()).toContain('请退给顾客 ¥3,399.15');
    await takeBackOffline(second);
    const elsewhere = await fetch(`${places.api}/v1/checkouts/${second.order}/refunds`, {
      method: 'POST',
      headers: { Authorization: 'Bearer sk_test_demo', 'Idempotency-Key': crypto.randomUUID() },
      body: JSON.stringify({ lines: [{ line: 0, quantity: 1 }], reason: 'elsewhere', tender: 'cash' }),
    });
    expect(elsewhere.status).toBe(201);
    await visitor.online();
    await expect.poll(() => notice.innerText()).toContain(`请勿退钱，退货未被接受 ${second.order}`);
    await at(page, 'go-returns').click();
    await expect.poll(() => at(page, 'return-answered').count()).toBe(2);
    const listed = await at(page, 'return-answered').allInnerTexts();
    expect(listed[0]).toContain(second.order);
    expect(listed[1]).toContain('¥3,399.15');
    await books.agree(
      [
        { ...first, refunded: first.due, clawed_back: first.subsidy },
        { ...second, refunded: second.due, clawed_back: second.subsidy },
      ],
      visitor.checkouts,
    );
  });
});
