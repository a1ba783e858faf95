import type { Locator, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { at } from './support/store.ts';
import { it } from './support/test.ts';
import { CODES, openTill, scan, sellForCash } from './support/till.ts';

const AWAY = /net::ERR_INTERNET_DISCONNECTED/;
/** Pixels: a finger needs 44, the button that takes the money has 64, and no words break twice at these widths. */
const BUTTON_MAX = 80;

/** The buttons that are too high on a screen of this size. */
async function tooHigh(page: Page, width: number, height: number): Promise<string[]> {
  await page.setViewportSize({ width, height });
  return page.locator('button').evaluateAll(
    (buttons, max) =>
      buttons
        .map((one) => [one.getBoundingClientRect().height, one.textContent] as const)
        .filter(([high]) => high > max)
        .map(([high, words]) => `${words}: ${high}`),
    BUTTON_MAX,
  );
}

const headerHeight = (page: Page): Promise<number> =>
  page.locator('header').evaluate((header) => header.getBoundingClientRect().height);

/** On how many lines the text of an element stands. */
const linesOf = (element: Locator): Promise<number> =>
  element.evaluate((one) => {
    const text = document.createRange();
    text.selectNodeContents(one);
    return text.getClientRects().length;
  });

describe('the till looks as it should', () => {
  it('[V16] buttons are as high as buttons, and what comes back has its name, number and code', async ({
    visitor,
    books,
  }) => {
    const page = await openTill(visitor);
    await at(page, 'go-setup').click();
    expect(await tooHigh(page, 1280, 860)).toEqual([]);
    const chosen = page.waitForEvent('filechooser');
    await at(page, 'products-choose').click();
    expect((await chosen).isMultiple()).toBe(false);
    await at(page, 'go-sale').click();
    const sold = await sellForCash(page, CODES.robot, CODES.dust_bags, CODES.dust_bags);
    await at(page, 'go-returns').click();
    expect(await tooHigh(page, 1024, 768)).toEqual([]);
    await scan(page, sold.order ?? '');
    await at(page, 'return-1').fill('1');
    const form = await page.locator('.returns form').last().innerText();
    expect(form).toContain('扫地机器人尘袋 3 只装');
    expect(form).toContain('DUSTBAG · 2 件共 ¥78.00');
    await at(page, 'return-now').click();
    await at(page, 'refund-amount').waitFor();
    expect(await tooHigh(page, 820, 1180)).toEqual([]);
    const receipt = at(page, 'receipt');
    const words = await receipt.innerText();
    expect(words).toMatch(/扫地机器人尘袋 3 只装\s+× 1/);
    const number = at(page, 'receipt-return');
    expect(await number.innerText()).toMatch(/^rfd_/);
    expect(await linesOf(number)).toBe(1);
    expect(await receipt.evaluate((paper) => paper.scrollWidth - paper.clientWidth)).toBe(0);
    expect(await at(page, 'receipt-order').innerText()).toMatch(/^\d{6}-\d{6}-/);
    expect(words).toContain('退款方式');
    expect(await at(page, 'receipt-code').innerText()).toBe(sold.order);
    expect(await receipt.locator('svg').count()).toBe(1);
    await books.agree([{ ...sold, refunded: 3_900 }], visitor.checkouts);
  });

  it('[V16] nothing moves when the network goes, and what can be done is said before a choice', async ({
    arrive,
  }) => {
    const visitor = await arrive({ locale: 'en-US' });
    visitor.expects(AWAY);
    const page = await openTill(visitor);
    const widths = [1024, 820, 360];
    const heights = async (): Promise<number[]> => {
      const all: number[] = [];
      for (const width of widths) {
        await page.setViewportSize({ width, height: 768 });
        all.push(await headerHeight(page));
      }
      return all;
    };
    const before = await heights();
    await visitor.offline();
    await scan(page, CODES.robot, CODES.dust_bags);
    await at(page, 'estimate').waitFor();
    expect(await heights()).toEqual(before);
    for (const width of widths) {
      await page.setViewportSize({ width, height: 768 });
      const hidden = await page
        .locator('section.lines')
        .evaluate((lines) => lines.scrollWidth - lines.clientWidth);
      expect(hidden, `pixels of the amounts behind the totals at ${width}`).toBe(0);
    }
    await page.keyboard.press('F4');
    await at(page, 'notice').filter({ hasText: 'no serial number' }).waitFor();
    await page.keyboard.press('Escape');
    await at(page, 'serials-0').click();
    await at(page, 'serials-left').filter({ hasText: 'optional' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('F8');
    await at(page, 'ways-away').waitFor();
  });
});
