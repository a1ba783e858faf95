import type { Page, Route } from 'playwright-core';
import { describe, expect } from 'vitest';
import type { Sale } from './support/books.ts';
import { at } from './support/store.ts';
import { it } from './support/test.ts';
import {
  beginCash,
  CODES,
  GLASSES,
  leave,
  openTill,
  payAtPhone,
  RESERVING_MS_MAX,
  ROBOT,
  reserveRobot,
  ringUpRobot,
  scan,
  sellForCash,
  soldAtTill,
  takeMoney,
  tillTotals,
} from './support/till.ts';

const REFUSED = /status of [45]\d\d/;
const AWAY = /net::ERR_(INTERNET_DISCONNECTED|FAILED)/;
/** The calls of a sale by QR code, and where they are cut. */
const CUTS = [
  ['**/v1/checkouts', 'request'],
  ['**/v1/checkouts', 'reply'],
  ['**/v1/payment_intents/*/confirm', 'request'],
  ['**/v1/payment_intents/*/confirm', 'reply'],
] as const;
const HTML = { contentType: 'text/html', body: '<!doctype html><title>Wi-Fi</title>' };

const problem = (status: number, code: string) => ({
  status,
  json: { error: { type: 'api_error', code, message: code, request_id: 'req_1' } },
});

/** What a call is answered from now on; a test ends it with `unroute`. */
function answer(page: Page, path: string, with_what: Parameters<Route['fulfill']>[0]): Promise<unknown> {
  return page.route(`**/v1/${path}`, (route) => route.fulfill(with_what));
}

const said = (page: Page): Promise<string> => at(page, 'notice').innerText();

describe('the till says what is wrong', () => {
  it('[V18] with a key that is none of a till’s, or none at all', async ({ visitor }) => {
    visitor.expects(REFUSED);
    const page = await visitor.open('/till');
    await at(page, 'go-setup').click();
    const save = async (key: string): Promise<void> => {
      await at(page, 'setup-key').fill(key);
      await at(page, 'save').click();
    };
    await save('sk_test_demo');
    await expect.poll(() => said(page)).toContain('tk_');
    await save('tk_test_wrong');
    await expect.poll(() => said(page)).toContain('无效或已停用');
    await save('tk_test_demo');
    await expect.poll(() => said(page)).toContain('密钥可用');
  });

  it('[V18] with another key while a sale is unfinished: it is asked whether the shop is the same', async ({
    visitor,
    books,
  }) => {
    const page = await openTill(visitor);
    await reserveRobot(page);
    await leave(page, 'hold');
    const asked: string[] = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.message());
      void dialog.dismiss();
    });
    await at(page, 'go-setup').click();
    await at(page, 'setup-key').fill('tk_test_other');
    await at(page, 'save').click();
    await expect.poll(() => asked).toEqual([expect.stringContaining('同一家店')]);
    await page.reload();
    await at(page, 'go-setup').click();
    expect(await at(page, 'setup-key').inputValue()).toBe('tk_test_demo');
    await books.agree([], visitor.checkouts);
  });

  it('[V18] with a code that it does not know, was misread, or ran together', async ({ visitor }) => {
    const page = await openTill(visitor);
    for (const [code, words] of [
      ['6901234567953', '没有条码'],
      ['6901234567893', '校验位不对'],
      [`${CODES.robot}${CODES.glasses}`, '连在一起'],
    ] as const) {
      await scan(page, code);
      await expect.poll(() => said(page)).toContain(words);
    }
    await ringUpRobot(page);
    expect(await said(page)).toBe('');
  });

  it('[V18] where something else answers, where nothing does, and where only Stripe is away', async ({
    visitor,
    books,
  }) => {
    visitor.expects(REFUSED, AWAY);
    const page = await openTill(visitor);
    await ringUpRobot(page);
    const words = async (): Promise<string> => {
      await at(page, 'away').waitFor();
      return at(page, 'away').innerText();
    };
    await answer(page, 'checkouts', problem(503, 'payment_provider_unavailable'));
    await at(page, 'pay').click();
    await at(page, 'qr-alipay').click();
    await expect.poll(words).toMatch(/还没有预留.*支付服务商/);
    // No code was shown: nobody can have paid, and the products come back at once.
    await at(page, 'cancel').click();
    await expect.poll(() => tillTotals(page)).toEqual(ROBOT);
    await answer(page, 'checkouts', HTML);
    await beginCash(page);
    await expect.poll(words).toContain('Wi-Fi');
    await leave(page, 'hold');
    await page.unroute('**/v1/checkouts');
    await at(page, 'go-sales').click();
    await at(page, 'send-now').click();
    await page.locator('ol [data-state="reserved"] button').click();
    await takeMoney(page);
    await books.agree([await soldAtTill(page)], visitor.checkouts);
  });

  it('[V18] while the API is slow: the ways out come, and what it reserves in the end is sold', async ({
    visitor,
    books,
  }) => {
    const page = await openTill(visitor);
    await ringUpRobot(page);
    await page.clock.install();
    const held: Route[] = [];
    await page.route('**/v1/checkouts', (route) => void held.push(route));
    await beginCash(page);
    await expect.poll(() => held.length).toBe(1);
    await page.clock.fastForward(RESERVING_MS_MAX);
    await at(page, 'away').filter({ hasText: '太久没有答复' }).waitFor();
    await held[0]?.continue();
    await takeMoney(page);
    await books.agree([await soldAtTill(page)], visitor.checkouts);
  });

  it('[V18] where the price has changed since it was shown: the customer is asked first', async ({
    visitor,
    books,
  }) => {
    visitor.expects(REFUSED);
    const page = await openTill(visitor);
    await page.route('**/v1/quotes', async (route) => {
      const quote = await (await route.fetch()).json();
      await route.fulfill({ json: { ...quote, amount_due: quote.amount_due - 100 } });
    });
    await scan(page, CODES.robot);
    await expect.poll(() => tillTotals(page)).toMatchObject({ due: 339_815 });
    await beginCash(page);
    await at(page, 'refusal').filter({ hasText: '3,399.15' }).waitFor();
    await books.agree([], visitor.checkouts);
    await at(page, 'accept-amount').click();
    await takeMoney(page);
    await books.agree([await soldAtTill(page)], visitor.checkouts);
  });

  it('[V18] where the disk is full: nothing is sold, and it goes on when there is room', async ({
    visitor,
    books,
  }) => {
    const page = await openTill(visitor);
    await ringUpRobot(page);
    // Stands for a full disk: Chromium takes back a quota only from what it has not promised to keep.
    await page.evaluate(() => {
      const { add } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.add = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
      addEventListener('room', () => {
        IDBObjectStore.prototype.add = add;
      });
    });
    await beginCash(page);
    await at(page, 'dialog-pay').locator('[data-test="notice"]', { hasText: '存储已满' }).waitFor();
    expect(visitor.checkouts.size).toBe(0);
    await page.evaluate(() => dispatchEvent(new Event('room')));
    await at(page, 'tender-cash').click();
    await takeMoney(page);
    await books.agree([await soldAtTill(page)], visitor.checkouts);
  });

  it('[V18] where a sale is refused whose money was taken: no receipt, and the money goes back', async ({
    visitor,
    books,
  }) => {
    visitor.expects(REFUSED);
    const page = await openTill(visitor);
    page.on('dialog', (dialog) => void dialog.accept());
    await scan(page, CODES.robot);
    await beginCash(page);
    await answer(page, 'checkouts/*/confirm', problem(409, 'already_confirmed'));
    await takeMoney(page);
    await at(page, 'refusal').waitFor();
    expect(await page.locator('.receipt').count()).toBe(0);
    await at(page, 'given-back').click();
    await expect.poll(() => tillTotals(page)).toEqual(ROBOT);
    await books.agree([], visitor.checkouts);
  });

  it('[V18] before a held sale is canceled over the cart of another one', async ({ visitor, books }) => {
    const page = await openTill(visitor);
    await scan(page, CODES.robot);
    await beginCash(page);
    await leave(page, 'hold');
    await scan(page, CODES.dust_bags);
    await at(page, 'go-sales').click();
    await page.locator('ol [data-state="reserved"] button').click();
    const asked: string[] = [];
    page.once('dialog', (dialog) => {
      asked.push(dialog.message());
      void dialog.dismiss();
    });
    await at(page, 'cancel').click();
    expect(asked.join()).toContain('不会放回屏幕');
    await takeMoney(page);
    await books.agree([await soldAtTill(page)], visitor.checkouts);
    await leave(page, 'next');
    await at(page, 'go-sale').click();
    await expect.poll(() => tillTotals(page)).toEqual({ due: 3_900, subsidy: 0 });
  });
});

describe('the till without a network', () => {
  it('[V15] quotes as the API does, by the API’s clock, and says that nothing is reserved', async ({
    visitor,
  }) => {
    visitor.expects(AWAY);
    await visitor.context.addInitScript(() => {
      const wrong_ms = 6 * 365 * 24 * 3_600_000;
      const { now } = Date;
      Date.now = () => now() - wrong_ms;
    });
    await visitor.context.route('**/web-config.json', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({
        response: answer,
        headers: { ...answer.headers(), date: new Date().toUTCString() },
      });
    });
    const page = await openTill(visitor);
    await scan(page, CODES.robot, CODES.glasses, CODES.dust_bags);
    await expect.poll(() => tillTotals(page)).toMatchObject({ subsidy: 97_470 });
    const online = await tillTotals(page);
    await visitor.offline();
    await scan(page, CODES.dust_bags);
    await at(page, 'estimate').waitFor();
    expect(await tillTotals(page)).toEqual({ ...online, due: online.due + 3_900 });
    expect(await page.locator('.totals .note').innerText()).toContain('没有预留，不能承诺');
    expect(await at(page, 'clock-wrong').innerText()).toContain('慢');
    await beginCash(page);
    expect(await at(page, 'away').innerText()).toMatch(/还没有预留.*网络不通/);
  });

  it('[V15] opens its frame at once, though the network takes its call and does not answer', async ({
    visitor,
  }) => {
    await visitor.context.route('**/web-config.json', () => new Promise(() => {}));
    const page = await visitor.open('/till');
    await page.getByText('正在打开').waitFor();
  });

  it('[V15] takes back when it is there again, once', async ({ visitor, books }) => {
    visitor.expects(AWAY);
    const page = await openTill(visitor);
    const sold = await sellForCash(page, CODES.robot);
    await scan(page, sold.order ?? '');
    await at(page, 'return-0').fill('1');
    await page.route('**/refunds', async (route) => {
      await route.fetch();
      await visitor.offline();
      await route.abort();
    });
    await at(page, 'return-now').click();
    await at(page, 'return-sending').waitFor();
    await page.unroute('**/refunds');
    await visitor.online();
    await at(page, 'refund-amount').waitFor();
    await books.agree([{ ...sold, refunded: 339_915, clawed_back: 59_985 }], visitor.checkouts);
  });

  it('[V15] sells by QR code once, though the order or the code is cut off', async ({
    arrive,
    visitor,
    books,
    places,
  }) => {
    await openTill(visitor);
    const set_up = await visitor.context.storageState({ indexedDB: true });
    const sell = async ([call, lost]: (typeof CUTS)[number]): Promise<Sale> => {
      const cashier = await arrive({ storageState: set_up });
      cashier.expects(/net::ERR_(CONNECTION_RESET|FAILED)/);
      const page = await cashier.open('/till');
      await at(page, 'empty').waitFor();
      await scan(page, CODES.glasses);
      await expect.poll(() => tillTotals(page)).toEqual(GLASSES);
      const cut = async (route: Route): Promise<void> => {
        if (lost === 'reply') await route.fetch();
        await route.abort('connectionreset');
      };
      await page.route(call, cut, { times: 1 });
      await at(page, 'pay').click();
      await at(page, 'qr-alipay').click();
      const code = at(page, 'qr').locator('svg');
      const trouble = at(page, 'dialog-pay').locator('[data-test="notice"] b');
      await code.or(trouble).first().waitFor();
      if ((await code.count()) === 0) await at(page, 'qr-new').click();
      await code.waitFor();
      await payAtPhone(books, cashier, places.stripe);
      return soldAtTill(page);
    };
    const sales = await Promise.all(CUTS.map(sell));
    await books.agree(sales);
  });
});
