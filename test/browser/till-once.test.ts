import { describe, expect } from 'vitest';
import { at } from './support/store.ts';
import { it } from './support/test.ts';
import {
  CODES,
  leave,
  openTill,
  payAtPhone,
  pressTwice,
  ROBOT,
  redraw,
  ringUpRobot,
  robotSold,
  scan,
  sellForCash,
  soldAtTill,
  tillTotals,
} from './support/till.ts';

describe('the till sells once', () => {
  it('[V19] however often a way to pay and the money are pressed', async ({ visitor, books }) => {
    const page = await openTill(visitor);
    await scan(page, CODES.robot);
    await at(page, 'pay').click();
    await pressTwice(page, 'tender-cash');
    await at(page, 'confirm-payment').waitFor();
    await pressTwice(page, 'confirm-payment');
    const sold = await soldAtTill(page);
    await leave(page, 'next');
    expect(await at(page, 'go-sales').innerText(), 'sales that are held').not.toContain('(');
    expect(visitor.checkouts.size).toBe(1);
    await books.agree([sold], visitor.checkouts);
  });

  it('[V19] what a scanner types into the payment is nothing of it, and after it the next customer’s', async ({
    visitor,
    books,
  }) => {
    const page = await openTill(visitor);
    await scan(page, CODES.robot);
    await at(page, 'pay').click();
    // Its first digit is the key of Alipay's QR code.
    await scan(page, CODES.dust_bags);
    await at(page, 'dialog-pay').locator('[data-test="notice"] b').waitFor();
    expect(await at(page, 'tender-cash').isVisible()).toBe(true);
    await page.keyboard.press('1');
    const sold = await robotSold(page);
    await scan(page, CODES.dust_bags);
    await at(page, 'dialog-pay').waitFor({ state: 'detached' });
    await expect.poll(() => tillTotals(page)).toEqual({ due: 3_900, subsidy: 0 });
    await books.agree([sold], visitor.checkouts);
  });

  it('[V19] Escape does not end a payment, and a reload in the middle of it loses and repeats nothing', async ({
    visitor,
    books,
  }) => {
    const page = await openTill(visitor);
    await scan(page, CODES.robot);
    await at(page, 'pay').click();
    await at(page, 'tender-bank_card').click();
    await at(page, 'reference').fill('000123');
    for (let times = 0; times < 4; times += 1) await page.keyboard.press('Escape');
    await at(page, 'tender').focus();
    await redraw(page);
    expect(await at(page, 'reference').inputValue()).toBe('000123');
    await page.reload();
    await at(page, 'empty').waitFor();
    await at(page, 'go-sales').click();
    await page.locator('ol [data-state="reserved"] button').click();
    const sold = await robotSold(page);
    await books.agree([sold], visitor.checkouts);
  });

  it('[V19] by the WeChat Pay code that is out when the page is loaded anew', async ({
    visitor,
    books,
    places,
  }) => {
    const page = await openTill(visitor);
    await scan(page, CODES.glasses);
    await at(page, 'pay').click();
    await at(page, 'qr-wechat_pay').click();
    const code = at(page, 'qr').locator('path');
    const shown = await code.getAttribute('d');
    await page.reload();
    await at(page, 'empty').waitFor();
    await at(page, 'go-sales').click();
    await page.locator('ol [data-state="reserved"] button').click();
    await page.locator('[data-test="qr"][data-method="wechat_pay"]').waitFor();
    expect(await code.getAttribute('d')).toBe(shown);
    await payAtPhone(books, visitor, places.stripe);
    await books.agree([await soldAtTill(page)], visitor.checkouts);
  });

  it('[V19] in one page at a time: another one waits, and goes on with the cart', async ({ visitor }) => {
    const page = await openTill(visitor);
    await ringUpRobot(page);
    const other = await visitor.open('/till');
    await at(other, 'elsewhere').waitFor();
    await page.close();
    await expect.poll(() => tillTotals(other)).toEqual(ROBOT);
  });
});

describe('the till takes back once', () => {
  it('[V19] however often it is pressed, and what is being filled in stays', async ({ visitor, books }) => {
    const page = await openTill(visitor);
    const sold = await sellForCash(page, CODES.robot, CODES.robot);
    await scan(page, sold.order ?? '');
    await at(page, 'return-0').fill('1');
    await at(page, 'reason').fill('吸力不足');
    await at(page, 'return-reference').fill('000777');
    await at(page, 'return-tender').focus();
    await redraw(page);
    expect(await at(page, 'return-0').inputValue()).toBe('1');
    expect(await at(page, 'reason').inputValue()).toBe('吸力不足');
    await pressTwice(page, 'return-now');
    await at(page, 'refund-amount').waitFor();
    expect(await at(page, 'receipt-refund').innerText()).toBe('¥3,399.15');
    await books.agree([{ ...sold, refunded: 339_915, clawed_back: 59_985 }], visitor.checkouts);
  });
});
