import { describe, expect } from 'vitest';
import { add, at, CARDS, checkOut, payBy, payByCard, soldOn, totals } from './support/store.ts';
import { it } from './support/test.ts';

const ROBOT = { due: 339_915, subsidy: 59_985 };
const DECLINED = /status of 402/;

describe('the store takes money', () => {
  it('[V7] by a good card', async ({ visitor, books }) => {
    const page = await visitor.open('/store');
    await add(page, 'G20S');
    await expect.poll(() => totals(page)).toEqual(ROBOT);
    await checkOut(page);
    expect(await totals(page)).toEqual(ROBOT);
    await payByCard(page, CARDS.good);
    const sold = await soldOn(page);
    expect(sold).toMatchObject(ROBOT);
    await books.agree([sold], visitor.checkouts);
  });

  it('[V7] by a good card after one that is declined', async ({ visitor, books }) => {
    visitor.expects(DECLINED);
    const page = await visitor.open('/store');
    await add(page, 'G20S', 'DUSTBAG');
    await checkOut(page);
    await payByCard(page, CARDS.declined);
    await at(page, 'notice').waitFor();
    await books.agree([], visitor.checkouts);
    await payByCard(page, CARDS.good);
    await books.agree([await soldOn(page)], visitor.checkouts);
  });

  it('[V7] by a card with 3-D Secure, at the second try', async ({ visitor, books }) => {
    const page = await visitor.open('/store');
    await add(page, 'RAYBAN-META');
    await checkOut(page);
    await payByCard(page, CARDS.three_d_secure);
    await at(page, '3ds-fail').click();
    await at(page, 'notice').waitFor();
    await books.agree([], visitor.checkouts);
    await payByCard(page, CARDS.three_d_secure);
    await at(page, '3ds-complete').click();
    await books.agree([await soldOn(page)], visitor.checkouts);
  });

  it('[V7] by Alipay, refused there first', async ({ visitor, books }) => {
    const page = await visitor.open('/store');
    await add(page, 'G20S');
    await checkOut(page);
    await payBy(page, 'alipay');
    await page.locator('[value=fail]').click();
    await at(page, 'again').click();
    await payBy(page, 'alipay');
    await page.locator('[value=authorize]').click();
    await books.agree([await soldOn(page)], visitor.checkouts);
  });

  it('[V7] by WeChat Pay, from the QR code on another device', async ({ visitor, books }) => {
    const page = await visitor.open('/store');
    await add(page, 'G20S');
    await checkOut(page);
    await payBy(page, 'wechat_pay');
    const dialog = at(page, 'payment-dialog');
    await dialog.locator('img').waitFor();
    const phone = await visitor.open((await dialog.locator('a').getAttribute('href')) ?? '');
    await phone.locator('[value=authorize]').click();
    await books.agree([await soldOn(page)], visitor.checkouts);
  });

  it('[V7] for goods without a subsidy', async ({ visitor, books }) => {
    const page = await visitor.open('/store?lang=en');
    await add(page, 'DUSTBAG', 'DYSON-V12');
    await checkOut(page);
    await payByCard(page, CARDS.good);
    const sold = await soldOn(page);
    expect(sold).toMatchObject({ subsidy: 0, claim: null });
    await books.agree([sold], visitor.checkouts);
  });

  it('[V7] and takes goods back: what is kept keeps its own subsidy', async ({ visitor, books }) => {
    const page = await visitor.open('/store');
    await add(page, 'G20S', 'G20S');
    await checkOut(page);
    await payByCard(page, CARDS.good);
    const sold = await soldOn(page);
    await at(page, 'return-G20S').selectOption('1');
    await at(page, 'return').click();
    await at(page, 'refund').filter({ hasText: '3,399.15' }).waitFor();
    await books.agree([{ ...sold, refunded: 339_915, clawed_back: 59_985 }], visitor.checkouts);
  });
});
