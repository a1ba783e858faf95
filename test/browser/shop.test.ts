import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { ORDERS_MAX, QUANTITY_MAX } from '../../web/store/limits.ts';
import { tabTo } from './support/access.ts';
import { putBack, takeOut } from './support/catalogue.ts';
import { add, at, CARDS, checkOut, fenIn, payByCard, readyToPay, soldOn } from './support/store.ts';
import { it } from './support/test.ts';

const A_DOZEN = 12;

const quantity = (page: Page, sku: string): Promise<string> => at(page, `quantity-${sku}`).inputValue();

/** Runs in the page: its disk is full. */
function fillDisk(): void {
  Storage.prototype.setItem = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
}

/** Runs in the page: it may keep nothing, and look at nothing. */
function forbidStorage(): void {
  Object.defineProperty(window, 'localStorage', {
    get: () => {
      throw new DOMException('forbidden', 'SecurityError');
    },
  });
}

describe('the shop', () => {
  it('[V7] has a dozen goods and more, each with a drawing and a price', async ({ visitor }) => {
    const page = await visitor.open('/store');
    const goods = page.locator('.product');
    await expect
      .poll(() => goods.locator('zhehui-price [part=due]', { hasText: '¥' }).count())
      .toBeGreaterThanOrEqual(A_DOZEN);
    const prices = await goods.locator('zhehui-price [part=due]').allInnerTexts();
    const drawn = await goods.locator('svg').evaluateAll((drawings) =>
      drawings.map((drawing) => {
        const { width, height } = drawing.getBoundingClientRect();
        const shapes = [...drawing.querySelectorAll<SVGGraphicsElement>('path, rect, circle, ellipse, line')];
        return width > 0 && height > 0 && shapes.some((shape) => shape.getBBox().width > 0);
      }),
    );
    expect(drawn).toEqual(prices.map(() => true));
    expect(
      new Set(await goods.locator('svg').evaluateAll((all) => all.map((one) => one.innerHTML))).size,
    ).toBe(prices.length);
    for (const price of prices) expect(fenIn(price)).toBeGreaterThan(0);
  });

  it('[V7] shows an order in any browser that has its link, and keeps the secret out of the address', async ({
    visitor,
    arrive,
    books,
  }) => {
    const page = await visitor.open('/store');
    await add(page, 'G20S');
    await checkOut(page);
    await payByCard(page, CARDS.good);
    const sold = await soldOn(page);
    const link = (await at(page, 'order-link').getAttribute('href')) ?? '';
    const elsewhere = await (await arrive()).open(link);
    expect(await soldOn(elsewhere)).toEqual(sold);
    expect(elsewhere.url()).not.toContain('secret');
    const refused = await (await arrive()).open(page.url());
    await at(refused, 'notice').filter({ hasText: '没有找到' }).waitFor();
    await books.agree([sold], visitor.checkouts);
  });

  it('[V9] keeps carts and orders within bounds', async ({ visitor, books }) => {
    const page = await visitor.open('/store');
    await add(page, 'G20S');
    await at(page, 'quantity-G20S').fill(String(QUANTITY_MAX + 1));
    await at(page, 'quantity-G20S').blur();
    expect(await quantity(page, 'G20S')).toBe(String(QUANTITY_MAX));
    await at(page, 'more-G20S').click();
    expect(await quantity(page, 'G20S')).toBe(String(QUANTITY_MAX));
    const name = 'zhehui-store-orders';
    await page.evaluate(
      ([key, count]) => {
        const old = Array.from({ length: Number(count) }, (_, index) => ({
          checkout: `chk_${index}`,
          client_secret: 's',
        }));
        localStorage.setItem(String(key), JSON.stringify(old));
      },
      [name, ORDERS_MAX],
    );
    await checkOut(page);
    const kept = await page.evaluate((key) => localStorage.getItem(key) ?? '', name);
    const orders: string[] = JSON.parse(kept).map(({ checkout }: { checkout: string }) => checkout);
    expect(orders).toEqual([
      ...visitor.checkouts,
      ...Array.from({ length: ORDERS_MAX - 1 }, (_, index) => `chk_${index}`),
    ]);
    await books.agree([], visitor.checkouts);
  });

  it('[V13] names its views, and keeps the focus in the cart as goods leave it', async ({ visitor }) => {
    const page = await visitor.open('/store');
    await add(page, 'G20S', 'DUSTBAG');
    const focused = () =>
      page.evaluate(() => document.activeElement?.getAttribute('data-test') ?? document.activeElement?.id);
    await tabTo(page, '[data-test="less-G20S"]');
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('less-DUSTBAG');
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('cart');
    expect(await page.title()).toBe('浙惠演示商店');
    await add(page, 'G20S');
    await checkOut(page);
    await expect.poll(() => page.title()).toBe('付款 · 浙惠演示商店');
    for (const [view, name] of [
      ['orders', '我的订单'],
      ['order', '订单'],
    ]) {
      const other = await visitor.open(`/store?view=${view}`);
      await expect.poll(() => other.title()).toBe(`${name} · 浙惠演示商店`);
    }
  });
});

describe('what goes wrong in the shop is said there', () => {
  it('[V20] a Worker that does not answer: the shop is there, and can be asked again', async ({
    visitor,
  }) => {
    visitor.expects(/net::ERR_FAILED/);
    let answer: () => Promise<void> = async () => {};
    await visitor.context.route('**/web-config.json', (route) => {
      answer = () => route.abort();
    });
    const page = await visitor.open('/store');
    await at(page, 'notice').filter({ hasText: '正在打开商店' }).waitFor();
    await answer();
    await at(page, 'notice').filter({ hasText: '请检查网络后重试' }).waitFor();
    await visitor.context.unrouteAll();
    await at(page, 'again').click();
    await at(page, 'cart-empty').waitFor();
  });

  it('[V20] a deployment without a key: what the store is, and what to do', async ({ visitor }) => {
    await visitor.context.route('**/web-config.json', (route) =>
      route.fulfill({ json: { publishable_key: null, stripe_js: '' } }),
    );
    const page = await visitor.open('/store?lang=en');
    await at(page, 'notice').filter({ hasText: 'npm start' }).filter({ hasText: '@zhehui/sdk' }).waitFor();
  });

  it('[V20] a product that has left the catalogue, by its name', async ({ visitor, places }) => {
    visitor.expects(/status of 400/);
    const page = await visitor.open('/store');
    await add(page, 'DUSTBAG');
    await page.waitForLoadState('networkidle');
    try {
      await takeOut(places, 'W2-PRO');
      await add(page, 'W2-PRO');
      await at(page, 'gone').filter({ hasText: '窗宝 W2 PRO' }).waitFor();
    } finally {
      await putBack(places, 'W2-PRO');
    }
    await at(page, 'less-W2-PRO').click();
    await at(page, 'gone').waitFor({ state: 'hidden' });
  });

  it.for([
    ['whose disk is full', fillDisk],
    ['that forbids it', forbidStorage],
  ] as const)(
    '[V20] a browser %s keeps nothing: the shop says so, and sells',
    async ([, breaks], { visitor, books }) => {
      await visitor.context.addInitScript(breaks);
      const page = await visitor.open('/store');
      await add(page, 'G20S');
      await at(page, 'unkept').waitFor();
      expect(await quantity(page, 'G20S')).toBe('1');
      await checkOut(page);
      await page.goBack();
      await at(page, 'checkout').click();
      await readyToPay(page);
      expect(visitor.checkouts.size).toBe(1);
      await payByCard(page, CARDS.good);
      const sold = await soldOn(page);
      await page.reload();
      expect(await soldOn(page)).toEqual(sold);
      await books.agree([sold], visitor.checkouts);
    },
  );

  it('[V20] what stands in the browser under the shop’s names and is not its own counts as nothing', async ({
    visitor,
  }) => {
    const page = await visitor.open('/store');
    for (const text of [
      'null',
      '{}',
      '[null]',
      '{"lines":[null]}',
      '{"reference":"r","lines":[{"sku":1}]}',
      '1',
    ]) {
      await page.evaluate((kept) => {
        for (const name of ['cart', 'orders', 'return']) localStorage.setItem(`zhehui-store-${name}`, kept);
      }, text);
      await page.reload();
      await add(page, 'G20S');
      expect(await quantity(page, 'G20S')).toBe('1');
      await at(page, 'orders').click();
      await page.getByRole('heading', { name: '我的订单' }).waitFor();
      await page.goBack();
    }
  });
});
