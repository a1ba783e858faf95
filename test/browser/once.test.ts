import { describe, expect } from 'vitest';
import {
  add,
  at,
  CARDS,
  checkOut,
  enterCard,
  payBy,
  payByCard,
  readyToPay,
  soldOn,
  totals,
} from './support/store.ts';
import { it } from './support/test.ts';

// Whoever pays second hears that it is paid.
const ALREADY_PAID = /status of 400.*\/confirm/;

describe('an order is paid once', () => {
  it('[V8] however often pay is pressed', async ({ visitor, books }) => {
    const page = await visitor.open('/store');
    await add(page, 'G20S');
    await checkOut(page);
    await enterCard(page, CARDS.good);
    await at(page, 'pay').dblclick();
    await books.agree([await soldOn(page)], visitor.checkouts);
  });

  it('[V8] however fast', async ({ visitor, books }) => {
    const page = await visitor.open('/store');
    await add(page, 'G20S');
    await checkOut(page);
    await enterCard(page, CARDS.good);
    await at(page, 'pay').evaluate((button: HTMLButtonElement) => {
      for (const _ of [1, 2, 3]) button.form?.requestSubmit();
    });
    await books.agree([await soldOn(page)], visitor.checkouts);
  });

  it('[V8] in two tabs at once', async ({ visitor, books }) => {
    visitor.expects(ALREADY_PAID);
    const one = await visitor.open('/store');
    await add(one, 'G20S', 'DUSTBAG');
    await checkOut(one);
    const other = await visitor.open('/store?view=pay');
    await readyToPay(other);
    await Promise.all([payByCard(one, CARDS.good), payByCard(other, CARDS.good)]);
    const sold = await soldOn(one);
    expect(await soldOn(other)).toEqual(sold);
    await books.agree([sold], visitor.checkouts);
  });

  it('[V8] at what its tab shows, though another tab fills the cart', async ({ visitor, books }) => {
    const one = await visitor.open('/store');
    await add(one, 'G20S');
    await checkOut(one);
    const shown = await totals(one);
    const other = await visitor.open('/store');
    await add(other, 'DUSTBAG');
    await at(one, 'notice').waitFor();
    await payByCard(one, CARDS.good);
    const sold = await soldOn(one);
    expect(sold).toMatchObject(shown);
    await books.agree([sold], visitor.checkouts);
  });
});

describe('back and reload lose nothing and pay nothing twice', () => {
  it('[V9] in the cart and before the payment', async ({ visitor, books }) => {
    const page = await visitor.open('/store');
    await add(page, 'G20S', 'G20S');
    await page.reload();
    await expect.poll(() => totals(page)).toMatchObject({ subsidy: 119_970 });
    await checkOut(page);
    await page.reload();
    await readyToPay(page);
    await page.goBack();
    await at(page, 'checkout').waitFor();
    await page.goForward();
    await readyToPay(page);
    expect(visitor.checkouts.size).toBe(1);
    await payByCard(page, CARDS.good);
    await books.agree([await soldOn(page)], visitor.checkouts);
  });

  it('[V9] while the bank asks', async ({ visitor, books }) => {
    const page = await visitor.open('/store');
    await add(page, 'G20S');
    await checkOut(page);
    await payByCard(page, CARDS.three_d_secure);
    await at(page, '3ds-complete').waitFor();
    await page.reload();
    await readyToPay(page);
    await payByCard(page, CARDS.three_d_secure);
    await at(page, '3ds-complete').waitFor();
    await page.goBack();
    await at(page, 'checkout').click();
    await readyToPay(page);
    await payByCard(page, CARDS.three_d_secure);
    await at(page, '3ds-complete').click();
    await books.agree([await soldOn(page)], visitor.checkouts);
  });

  it('[V9] at the wallet', async ({ visitor, books }) => {
    const page = await visitor.open('/store');
    await add(page, 'G20S');
    await checkOut(page);
    await payBy(page, 'alipay');
    await page.locator('[value=authorize]').waitFor();
    await page.reload();
    await page.locator('[value=authorize]').waitFor();
    await page.goBack();
    await readyToPay(page);
    await payByCard(page, CARDS.good);
    await books.agree([await soldOn(page)], visitor.checkouts);
  });

  it('[V9] while a QR code waits', async ({ visitor, arrive, books }) => {
    const page = await visitor.open('/store');
    await add(page, 'G20S');
    await checkOut(page);
    await payBy(page, 'wechat_pay');
    const code = at(page, 'payment-dialog').locator('a');
    const phone = await (await arrive()).open((await code.getAttribute('href')) ?? '');
    await page.reload();
    await readyToPay(page);
    await phone.locator('[value=authorize]').click();
    await phone.getByText('付款成功').waitFor();
    await page.reload();
    await books.agree([await soldOn(page)], visitor.checkouts);
  });

  it('[V9] after the payment', async ({ visitor, books }) => {
    const page = await visitor.open('/store');
    await add(page, 'G20S');
    await checkOut(page);
    await payByCard(page, CARDS.good);
    const sold = await soldOn(page);
    await page.reload();
    expect(await soldOn(page)).toEqual(sold);
    await page.goBack();
    await at(page, 'cart-empty').or(at(page, 'checkout-state')).waitFor();
    await page.goForward();
    expect(await soldOn(page)).toEqual(sold);
    await books.agree([sold], visitor.checkouts);
  });
});
