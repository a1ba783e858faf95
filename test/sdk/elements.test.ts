import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ZhehuiPriceElement } from '../../sdk/elements.ts';
import type { Quote } from '../../sdk/types.ts';
import { openPage, startBrowser } from './browser.ts';
import { type Answer, type Asked, opened, quoted, refused, startApi } from './support.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const [ROBOT] = quoted().lines;
if (ROBOT === undefined) throw new Error('the quote has a line');
const BAG = {
  ...ROBOT,
  sku: 'DUSTBAG',
  quantity: 2,
  amount: 7_800,
  amount_due: 7_800,
  subsidy_amount: 0,
  tag: { ...ROBOT.tag, qualifies: false, device: null, reason: 'accessory' as const },
};
const CART = { lines: [ROBOT, BAG], amount_total: 409_700, amount_due: 349_715, shipping_amount: 2_000 };
const PROGRAMME = {
  object: 'programme',
  id: 'zhejiang-ai-2025',
  rate: '0.15',
  cap: { scope: 'order', amount: 200_000 },
};
const PRICE = '<zhehui-price sku="G20S"></zhehui-price>';

/** An API that quotes so, knows the programme, and is as slow as it is said to be. */
const quoting = (quote: Partial<Quote> = {}, after = 0) => ({
  answer: ({ path }: Asked): Answer =>
    path === '/v1/quotes' ? { body: quoted(quote), after } : { body: PROGRAMME },
});

async function shown(body: string, api: Awaited<ReturnType<typeof startApi>>, locale = 'zh') {
  const opened = await openPage(browser, api.url, body, locale);
  await opened.define();
  return opened;
}

describe('<zhehui-price>', () => {
  it('[F11] shows the price after the subsidy, the list price struck through, and the subsidy', async () => {
    const api = await startApi(quoting().answer);
    const { page, troubles } = await shown('<zhehui-price sku="G20S" quantity="3"></zhehui-price>', api);
    await expect.poll(() => page.textContent('[part=due]')).toBe('补贴后 ¥3,399.15');
    expect(await page.textContent('[part=list]')).toBe('原价 ¥3,999.00 补贴 -¥599.85');
    expect(await page.textContent('[part=list] s')).toBe('¥3,999.00');
    expect(await page.textContent('[part=note]')).toBe('');
    expect(api.asked.map(({ body }) => body)).toEqual([{ lines: [{ sku: 'G20S', quantity: 3 }] }]);
    expect(troubles).toEqual([]);
  });

  it('[F11] explains the cap where it binds, in English too', async () => {
    const api = await startApi(
      quoting({ capped: true, subsidy_amount: 200_000, amount_due: 1_400_000 }).answer,
    );
    const { page } = await shown(PRICE, api, 'en');
    await expect.poll(() => page.textContent('[part=note]')).toBe('15% subsidy, at most ¥2,000.00 an order');
    expect(await page.textContent('[part=due]')).toBe('After subsidy ¥14,000.00');
  });

  it('[F11] says why a product has no subsidy', async () => {
    const none = { lines: [BAG], amount_total: 7_800, amount_due: 7_800, subsidy_amount: 0 };
    const { page } = await shown(PRICE, await startApi(quoting(none).answer));
    await expect.poll(() => page.textContent('[part=note]')).toBe('配件不享受补贴');
    expect(await page.textContent('[part=due]')).toBe('价格 ¥78.00');
    expect(await page.locator('s').count()).toBe(0);
  });

  it('[F11] says that a product is not sold any more, and offers no second try', async () => {
    for (const [locale, words] of [
      ['zh', '此商品已下架'],
      ['en', 'Not sold any more'],
    ] as const) {
      const { page } = await shown(PRICE, await startApi(refused(404, 'product_missing')), locale);
      await expect.poll(() => page.textContent('[part=note]')).toBe(words);
      expect(await page.locator('[part=retry]').count()).toBe(0);
    }
  });

  it('[F13] a failure says what to do, keeps the price, and can be tried again', async () => {
    const answers: Answer[] = [
      { body: quoted() },
      refused(403, 'origin_not_allowed'),
      { body: quoted({ amount_due: 5 }) },
    ];
    const api = await startApi(...answers);
    const { page } = await shown(PRICE, api);
    await expect.poll(() => page.textContent('[part=due]')).toBe('补贴后 ¥3,399.15');
    const failed = page.evaluate(
      () =>
        new Promise((resolve) =>
          addEventListener('zhehui-error', (event) => resolve((event as CustomEvent).detail.code)),
        ),
    );
    await page.evaluate(() => document.querySelector('zhehui-price')?.setAttribute('quantity', '2'));
    expect(await failed).toBe('origin_not_allowed');
    expect(await page.textContent('[part=note]')).toBe('本店暂时无法结账，不会重复扣款。请联系店家。 重试');
    expect(await page.textContent('[part=due]')).toBe('补贴后 ¥3,399.15');
    await page.getByRole('button', { name: '重试' }).click();
    await expect.poll(() => page.textContent('[part=due]')).toBe('补贴后 ¥0.05');
  });

  it('[F13] an answer that is overtaken by a later one is not shown', async () => {
    const api = await startApi(
      { body: quoted({ amount_due: 1 }), after: 600 },
      { body: quoted({ amount_due: 2 }) },
    );
    const { page } = await shown(PRICE, api);
    await expect.poll(() => api.asked.length).toBe(1);
    await page.evaluate(() => document.querySelector('zhehui-price')?.setAttribute('quantity', '2'));
    await expect.poll(() => page.textContent('[part=due]')).toBe('补贴后 ¥0.02');
    await page.waitForTimeout(800);
    expect(await page.textContent('[part=due]')).toBe('补贴后 ¥0.02');
  });

  it('[F11] what changes while it is on no page is asked for when it is back, and nothing old is shown', async () => {
    const api = await startApi({ body: quoted() }, { body: quoted({ amount_due: 467_415 }), after: 400 });
    const { page } = await shown(PRICE, api);
    await expect.poll(() => page.textContent('[part=due]')).toBe('补贴后 ¥3,399.15');
    await page.evaluate(async () => {
      const price = document.querySelector('zhehui-price') as HTMLElement;
      price.remove();
      price.setAttribute('sku', 'QREVO-CURV');
      await new Promise((resolve) => setTimeout(resolve));
      document.body.append(price);
    });
    expect(await page.textContent('[part=due]')).not.toContain('3,399.15');
    await expect.poll(() => page.textContent('[part=due]')).toBe('补贴后 ¥4,674.15');
    expect(api.asked.at(-1)?.body).toEqual({ lines: [{ sku: 'QREVO-CURV', quantity: 1 }] });
  });

  it('[F13] a question that is overtaken is not asked on, and changes of one moment are one question', async () => {
    const api = await startApi(refused(503, 'temporarily_unavailable'), { body: quoted() });
    const { page } = await shown(PRICE, api);
    await expect.poll(() => api.asked.length).toBe(1);
    await page.evaluate(() => {
      for (let quantity = 2; quantity <= 9; quantity++) {
        document.querySelector('zhehui-price')?.setAttribute('quantity', `${quantity}`);
      }
    });
    await expect.poll(() => page.textContent('[part=due]')).toBe('补贴后 ¥3,399.15');
    await page.waitForTimeout(800);
    expect(api.asked.map(({ body }) => body)).toMatchObject([
      { lines: [{ quantity: 1 }] },
      { lines: [{ quantity: 9 }] },
    ]);
  });

  it('[F13] without a product nothing is shown, whatever was asked before', async () => {
    const api = await startApi({ body: quoted() }, { body: quoted(), after: 400 });
    const { page } = await shown(PRICE, api);
    await expect.poll(() => page.textContent('[part=due]')).toBe('补贴后 ¥3,399.15');
    await page.evaluate(() => document.querySelector('zhehui-price')?.setAttribute('quantity', '2'));
    await expect.poll(() => api.asked.length).toBe(2);
    await page.evaluate(() => document.querySelector('zhehui-price')?.removeAttribute('sku'));
    await expect.poll(() => page.textContent('[part=due]')).toBe('\u00a0');
    await page.waitForTimeout(600);
    expect(await page.textContent('[part=due]')).toBe('\u00a0');
    expect(await page.textContent('[part=note]')).toBe('');
  });

  it('[F11] a programme that could not be had is asked for again', async () => {
    const missing = [refused(404, 'resource_missing'), { body: PROGRAMME }];
    const api = await startApi(({ path }) =>
      path === '/v1/quotes' ? { body: quoted({ capped: true }) } : (missing.shift() ?? { body: PROGRAMME }),
    );
    const { page } = await shown(PRICE, api);
    await expect.poll(() => page.textContent('[part=note]')).toBe('补贴已达上限');
    await page.evaluate(() => document.querySelector<ZhehuiPriceElement>('zhehui-price')?.refresh());
    await expect.poll(() => page.textContent('[part=note]')).toBe('补贴 15%，每单最高 ¥2,000.00');
    await page.evaluate(() => document.querySelector<ZhehuiPriceElement>('zhehui-price')?.refresh());
    await expect.poll(() => api.asked.filter(({ path }) => path === '/v1/quotes').length).toBe(3);
    expect(api.asked.filter(({ path }) => path !== '/v1/quotes')).toHaveLength(2);
  });
});

describe('<zhehui-summary>', () => {
  const CART_ATTRIBUTE = JSON.stringify({
    lines: [
      { sku: 'G20S', quantity: 1, title: '石头 <b>G20S</b>' },
      { sku: 'DUSTBAG', quantity: 2 },
    ],
  }).replaceAll('"', '&quot;');
  const SUMMARY = `<zhehui-summary cart="${CART_ATTRIBUTE}"></zhehui-summary>`;

  it('[F12] shows a cart line by line, and what is due', async () => {
    const api = await startApi(quoting(CART).answer);
    const { page, troubles } = await shown(SUMMARY, api);
    await expect.poll(() => page.textContent('[part=total] td')).toBe('¥3,497.15');
    expect(await page.locator('tr').allTextContents()).toEqual([
      '石头 <b>G20S</b> × 1补贴 -¥599.85¥3,999.00',
      'DUSTBAG × 2配件不享受补贴¥78.00',
      '运费¥20.00',
      '补贴-¥599.85',
      '合计¥3,497.15',
    ]);
    expect(api.asked[0]?.body).toEqual({
      lines: [
        { sku: 'G20S', quantity: 1 },
        { sku: 'DUSTBAG', quantity: 2 },
      ],
    });
    expect(troubles).toEqual([]);
  });

  it('[F12] a signed cart is asked for as it is, and a checkout is shown as it is', async () => {
    const api = await startApi(quoting(CART).answer);
    const { page, define } = await openPage(browser, api.url, '<zhehui-summary></zhehui-summary>');
    await page.evaluate(() => {
      Object.assign(document.querySelector('zhehui-summary') ?? {}, { cart: { signed_cart: 'cart_1' } });
    });
    await define();
    await expect.poll(() => page.textContent('[part=total] td')).toBe('¥3,497.15');
    expect(api.asked.map(({ body }) => body)).toEqual([{ signed_cart: 'cart_1' }]);
    await page.evaluate(
      (checkout) => {
        Object.assign(document.querySelector('zhehui-summary') ?? {}, { quote: checkout });
      },
      opened({ amount_due: 7 }),
    );
    expect(await page.textContent('[part=total] td')).toBe('¥0.07');
  });
});

describe('a cart that changes', () => {
  const LINES = [
    { sku: 'G20S', quantity: 1, title: 'Robot' },
    { sku: 'DUSTBAG', quantity: 2, title: 'Bag' },
  ];
  const setCart = (page: Page, cart: object) =>
    page.evaluate(
      (set) => Object.assign(document.querySelector('zhehui-summary') ?? {}, { cart: set }),
      cart,
    );

  it('[F12] a title stays with its product, where the new cart is refused too', async () => {
    const api = await startApi({ body: quoted(CART) }, refused(404, 'product_missing'));
    const { page } = await shown('<zhehui-summary></zhehui-summary>', api);
    await setCart(page, { lines: LINES });
    await expect.poll(() => page.textContent('[part=total] td')).toBe('¥3,497.15');
    await setCart(page, { lines: LINES.slice(1) });
    await expect.poll(() => page.textContent('[part=note]')).toContain('有商品已下架');
    expect((await page.locator('[part=line] th').allTextContents()).map((text) => text.slice(0, 8))).toEqual([
      'G20S × 1',
      'Bag × 2配',
    ]);
  });

  it('[F12] an emptied cart has no total', async () => {
    const api = await startApi({ body: quoted(CART) });
    const { page } = await shown('<zhehui-summary></zhehui-summary>', api);
    await setCart(page, { lines: LINES });
    await expect.poll(() => page.textContent('[part=total] td')).toBe('¥3,497.15');
    await setCart(page, { lines: [] });
    await expect.poll(() => page.textContent('[part=total] td')).toBe('\u00a0');
    expect(await page.locator('[part=line]').count()).toBe(0);
  });

  it('[F12] of script and attribute the later counts', async () => {
    const api = await startApi({ body: quoted(CART) });
    const { page } = await shown('<zhehui-summary></zhehui-summary>', api);
    await setCart(page, { lines: LINES });
    await expect.poll(() => api.asked.length).toBe(1);
    await page.evaluate(() =>
      document.querySelector('zhehui-summary')?.setAttribute('cart', '{"signed_cart": "cart_1"}'),
    );
    await expect.poll(() => api.asked.at(-1)?.body).toEqual({ signed_cart: 'cart_1' });
    await setCart(page, { lines: LINES.slice(1) });
    await expect.poll(() => api.asked.at(-1)?.body).toEqual({ lines: [{ sku: 'DUSTBAG', quantity: 2 }] });
  });

  it('[F12] is the same as text set by script, as frameworks set it', async () => {
    const api = await startApi({ body: quoted(CART) });
    const { page } = await shown('<zhehui-summary></zhehui-summary>', api);
    await page.evaluate(
      (cart) => Object.assign(document.querySelector('zhehui-summary') ?? {}, { cart }),
      JSON.stringify({ lines: LINES }),
    );
    await expect.poll(() => page.textContent('[part=total] td')).toBe('¥3,497.15');
    expect(await page.textContent('[part=line] th')).toContain('Robot × 1');
  });

  it.each(['{', 'null', '[1]]'])('[F12] the cart %s says so, and is no error of the page', async (cart) => {
    const api = await startApi({ body: quoted(CART) });
    const { page, troubles } = await shown(`<zhehui-summary cart="${cart}"></zhehui-summary>`, api);
    await expect.poll(() => page.textContent('[part=note]')).toContain('请联系店家');
    expect(troubles).toEqual([]);
    expect(api.asked).toEqual([]);
  });
});

describe('both', () => {
  it('[F13] what the page set before the script came is shown, and nothing asked', async () => {
    const api = await startApi({ body: PROGRAMME });
    const { page, define } = await openPage(browser, api.url, PRICE);
    await page.evaluate(
      (quote) => {
        Object.assign(document.querySelector('zhehui-price') ?? {}, { quote });
      },
      quoted({ capped: true }),
    );
    await define();
    await expect.poll(() => page.textContent('[part=note]')).toBe('补贴 15%，每单最高 ¥2,000.00');
    expect(await page.textContent('[part=due]')).toBe('补贴后 ¥3,399.15');
    expect(api.asked.map(({ path }) => path)).toEqual(['/v1/programmes/zhejiang-ai-2025']);
  });

  const BODY = `${PRICE}<p id="below">…</p><zhehui-summary cart="{&quot;lines&quot;:[{&quot;sku&quot;:&quot;G20S&quot;,&quot;quantity&quot;:1}]}"></zhehui-summary><p id="end">…</p>`;

  it.each(['zh', 'en'])(
    '[F13] nothing moves when the script comes, nor when prices do (%s)',
    async (locale) => {
      const api = await startApi(quoting({ capped: true }, 300).answer);
      const { page, define } = await openPage(browser, api.url, BODY, locale);
      const top = (id: string) => page.locator(id).evaluate((element) => element.getBoundingClientRect().top);
      const before = await top('#below');
      await define();
      expect(Math.abs((await top('#below')) - before)).toBeLessThan(4);
      const [below, end] = [await top('#below'), await top('#end')];
      await expect.poll(() => page.textContent('[part=total] td')).toContain('¥');
      await expect.poll(() => page.textContent('[part=note]')).toContain('2,000.00');
      expect([await top('#below'), await top('#end')]).toEqual([below, end]);
    },
  );

  it('[F13] a failure moves nothing either', async () => {
    const api = await startApi(refused(403, 'origin_not_allowed'));
    const { page } = await shown(BODY, api);
    const end = await page.locator('#end').evaluate((element) => element.getBoundingClientRect().top);
    await expect.poll(() => page.getByRole('button').count()).toBe(2);
    expect(await page.locator('#end').evaluate((element) => element.getBoundingClientRect().top)).toBe(end);
  });

  it('[F13] nor in a card of 160 pixels', async () => {
    const api = await startApi(refused(403, 'origin_not_allowed'));
    const { page } = await shown(`<div class="card">${PRICE}</div><p id="end">…</p>`, api, 'en');
    const top = () => page.locator('#end').evaluate((element) => element.getBoundingClientRect().top);
    const before = await top();
    await page.getByRole('button').waitFor();
    expect(await page.textContent('[part=note]')).toContain('Try again');
    expect(await top()).toBe(before);
  });

  it('[F13] who tries again by keyboard stays where the answer comes', async () => {
    const api = await startApi(refused(403, 'origin_not_allowed'));
    const { page } = await shown(PRICE, api);
    await page.getByRole('button').press('Enter');
    await expect.poll(() => api.asked.length).toBe(2);
    await page.getByRole('button').waitFor();
    const focused = await page.evaluate(() =>
      document.activeElement?.shadowRoot?.activeElement?.getAttribute('part'),
    );
    expect(focused).toBe('note');
  });

  it.each(['zh', 'en'])(
    '[F13] a screen reader knows the language (%s), and hears a price that changes',
    async (locale) => {
      const { page } = await shown(BODY, await startApi(quoting().answer), locale);
      await expect.poll(() => page.textContent('[part=total] td')).toContain('¥');
      expect(await page.getAttribute('zhehui-price', 'lang')).toBe(locale);
      expect(await page.getAttribute('[part=prices]', 'aria-live')).toBeNull();
      await page.evaluate(() => document.querySelector<ZhehuiPriceElement>('zhehui-price')?.refresh());
      await expect.poll(() => page.getAttribute('[part=prices]', 'aria-live')).toBe('polite');
    },
  );

  it('[F13] a screen reader hears what each price is', async () => {
    const { page } = await shown(BODY, await startApi(quoting().answer));
    await expect.poll(() => page.textContent('[part=total] td')).toContain('¥');
    const tree = await page.locator('main').ariaSnapshot();
    expect(tree).toContain('paragraph: 补贴后 ¥3,399.15');
    expect(tree).toContain('paragraph: 原价 ¥3,999.00 补贴 -¥599.85');
    expect(tree).toContain('rowheader "合计"');
    expect(tree).toContain('status');
  });

  it('[F13] custom properties change the looks', async () => {
    const api = await startApi(quoting().answer);
    const { page } = await shown(`<div class="dark">${PRICE}</div>`, api);
    await expect.poll(() => page.textContent('[part=due]')).toContain('¥');
    const looks = await page.locator('[part=due]').evaluate((element) => {
      const { color, fontSize } = getComputedStyle(element);
      return { color, fontSize };
    });
    expect(looks).toEqual({ color: 'rgb(255, 0, 0)', fontSize: '30px' });
  });
});
