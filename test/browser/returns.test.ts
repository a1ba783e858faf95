import type { Page, Route } from 'playwright-core';
import { describe, expect } from 'vitest';
import { hurry } from './support/network.ts';
import { add, at, CARDS, checkOut, payByCard, soldOn } from './support/store.ts';
import { it } from './support/test.ts';

const RETURNS = '**/store/returns';
const ONE = 339_915;
const SUBSIDY = 59_985;
const TROUBLE = /net::ERR_FAILED|status of (400|503)/;
const UNSURE = '不会重复退货';

async function giveBack(page: Page, count = 1): Promise<void> {
  await at(page, 'return-G20S').selectOption(String(count));
  await at(page, 'return').click();
}

async function buyFour(page: Page): Promise<Awaited<ReturnType<typeof soldOn>>> {
  await add(page, 'G20S');
  await at(page, 'quantity-G20S').fill('4');
  await at(page, 'quantity-G20S').blur();
  await checkOut(page);
  await payByCard(page, CARDS.good);
  return soldOn(page);
}

describe('goods come back', () => {
  it('[V7] once, however often the button is pressed', async ({ visitor, books }) => {
    const page = await visitor.open('/store');
    await add(page, 'G20S', 'G20S', 'DUSTBAG');
    await checkOut(page);
    await payByCard(page, CARDS.good);
    const sold = await soldOn(page);
    await at(page, 'return-G20S').selectOption('1');
    await at(page, 'return').dblclick();
    await at(page, 'refund').waitFor();
    expect(await at(page, 'refund').count()).toBe(1);
    expect(await at(page, 'refunded').innerText()).toBe('¥3,399.15 · 净付 ¥3,438.15');
    expect(await at(page, 'subsidy').innerText()).toBe('¥1,199.70 · 扣回补贴 ¥599.85');
    await page.goto(`${new URL(page.url()).origin}/store?view=orders`);
    const row = at(page, 'order').filter({ hasText: '已付款 · 部分退货' });
    expect(await row.innerText()).toContain('石头 G20S 扫地机器人 × 2；扫地机器人尘袋 3 只装 × 1');
    await books.agree([{ ...sold, refunded: ONE, clawed_back: SUBSIDY }], visitor.checkouts);
  });

  it('[V10] as often as they are given back, whatever becomes of the answer', async ({ visitor, books }) => {
    visitor.expects(TROUBLE);
    const page = await visitor.open('/store');
    const sold = await buyFour(page);
    const stale = await visitor.open(new URL(page.url()).pathname + new URL(page.url()).search);
    await soldOn(stale);
    const lose = () =>
      page.route(
        RETURNS,
        async (route) => {
          await route.fetch();
          await route.abort();
        },
        { times: 1 },
      );

    // The answer is lost, and the buyer presses again: one return.
    await lose();
    await giveBack(page);
    await at(page, 'notice').filter({ hasText: UNSURE }).waitFor();
    await at(page, 'return').click();
    await at(page, 'refund').waitFor();
    // It is lost, and the buyer sees by a reload what has come back; the same once more is another one.
    await lose();
    await giveBack(page);
    await at(page, 'notice').filter({ hasText: UNSURE }).waitFor();
    await page.reload();
    await expect.poll(() => at(page, 'refund').count()).toBe(2);
    await giveBack(page);
    await expect.poll(() => at(page, 'refund').count()).toBe(3);

    // Of more than is kept nothing comes back.
    await giveBack(stale, 2);
    await at(stale, 'notice').filter({ hasText: '已经退过了' }).waitFor();
    expect(await at(stale, 'return').isEnabled()).toBe(true);
    // Four at the cap of 2,000.00; one that is left has its own 599.85.
    const clawed_back = 200_000 - SUBSIDY;
    await books.agree([{ ...sold, refunded: 3 * 399_900 - clawed_back, clawed_back }], visitor.checkouts);
  });

  it('[V20] or it is said why not, in the words of the buyer', async ({ visitor, books }) => {
    visitor.expects(TROUBLE);
    const page = await visitor.open('/store?lang=en');
    await add(page, 'G20S');
    await checkOut(page);
    await payByCard(page, CARDS.good);
    const sold = await soldOn(page);
    await hurry(page);
    await page.reload();
    const html = { contentType: 'text/html', body: '<h1>Portal</h1>' };
    const refusal = (code: string) => ({ status: 400, json: { error: { code, message: 'for developers' } } });
    const answers: [answer: Parameters<Route['fulfill']>[0] | null, words: string][] = [
      [refusal('refund_refused'), 'The refund was refused, and nothing was returned.'],
      [{ ...html, status: 400 }, 'will not be returned twice'],
      [refusal('resource_missing'), 'Please contact the shop.'],
      [{ ...html, status: 200 }, 'will not be returned twice'],
      [refusal('refund_under_way'), 'still being processed'],
      [{ status: 503, json: { error: { code: 'internal_error' } } }, 'will not be returned twice'],
      [refusal('constructor'), 'Please contact the shop.'],
      [null, 'will not be returned twice'],
    ];
    for (const [answer, words] of answers) {
      await page.route(RETURNS, (route) => answer && route.fulfill(answer));
      await giveBack(page);
      await at(page, 'notice').filter({ hasText: words }).waitFor();
      await page.unroute(RETURNS);
    }
    await books.agree([sold], visitor.checkouts);
  });
});
