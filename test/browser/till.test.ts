import { describe, expect } from 'vitest';
import { NARROW } from './support/access.ts';
import { atEveryCall } from './support/network.ts';
import { at } from './support/store.ts';
import { it } from './support/test.ts';
import {
  beginCash,
  CODES,
  leave,
  objectionsAtTill,
  openTill,
  payAtPhone,
  ROBOT,
  ringUpRobot,
  robotSold,
  scan,
  sellForCash,
  soldAtTill,
  takeMoney,
  tillTotals,
} from './support/till.ts';

const REFUSED = /status of 4\d\d/;
const AWAY = /net::ERR_INTERNET_DISCONNECTED/;

describe('the till sells', () => {
  it('[V14] for cash, from the scan to the receipt', async ({ visitor, books }) => {
    const page = await openTill(visitor);
    await ringUpRobot(page);
    await beginCash(page);
    await at(page, 'received').fill('3500');
    expect(await at(page, 'change').innerText()).toContain('100.85');
    const sold = await robotSold(page);
    await books.agree([sold], visitor.checkouts);
  });

  it('[V14] by a bank card on the terminal, with its reference, and goods without a subsidy', async ({
    visitor,
    books,
  }) => {
    const page = await openTill(visitor, '/till?lang=en');
    await scan(page, CODES.dust_bags, CODES.dust_bags);
    await at(page, 'pay').click();
    await at(page, 'tender-bank_card').click();
    await at(page, 'reference').fill('000123');
    await takeMoney(page);
    const sold = await soldAtTill(page);
    expect(sold).toMatchObject({ due: 7_800, subsidy: 0 });
    await books.agree([sold], visitor.checkouts);
    const [entry] = await books.entries([...visitor.checkouts]);
    expect(entry?.checkout.payment).toEqual({
      provider: 'external',
      tender: 'bank_card',
      reference: '000123',
    });
  });

  it('[V14] by Alipay, from the QR code on its screen', async ({ visitor, books, places }) => {
    const page = await openTill(visitor);
    await scan(page, CODES.glasses);
    await at(page, 'pay').click();
    await at(page, 'qr-alipay').click();
    await at(page, 'qr').locator('svg').waitFor();
    await payAtPhone(books, visitor, places.stripe);
    await books.agree([await soldAtTill(page)], visitor.checkouts);
  });

  it('[V14] a serial number once: the second sale is refused, and sold without the subsidy', async ({
    visitor,
    books,
  }) => {
    visitor.expects(REFUSED);
    const page = await openTill(visitor);
    const ring = async (): Promise<void> => {
      await scan(page, CODES.robot);
      await at(page, 'serials-0').click();
      await scan(page, 'SN-2026-000777');
      await at(page, 'dialog-serial').waitFor({ state: 'detached' });
      await beginCash(page);
    };
    await ring();
    await takeMoney(page);
    const first = await soldAtTill(page);
    await leave(page, 'next');
    await ring();
    await page.locator('[data-test="refusal"][data-code="serial_already_claimed"]').waitFor();
    await books.agree([first], visitor.checkouts);
    await at(page, 'sell-without').click();
    await takeMoney(page);
    const second = await soldAtTill(page);
    expect(second).toMatchObject({ due: 399_900, subsidy: 0 });
    await books.agree([first, second], visitor.checkouts);
  });

  it('[V14] and takes back: what is kept keeps its own subsidy', async ({ visitor, books }) => {
    const page = await openTill(visitor);
    const sold = await sellForCash(page, CODES.robot, CODES.robot);
    await scan(page, sold.order ?? '');
    await at(page, 'return-0').fill('1');
    await at(page, 'return-now').click();
    expect(await at(page, 'refund-amount').innerText()).toContain('3,399.15');
    await books.agree([{ ...sold, refunded: 339_915, clawed_back: 59_985 }], visitor.checkouts);
  });
});

describe('the till without a network', () => {
  it('[V15] makes ten sales: those it holds are paid later, those at the full price claim nothing', async ({
    visitor,
    books,
  }) => {
    visitor.expects(AWAY);
    const page = await openTill(visitor);
    await visitor.offline();
    for (let sale = 0; sale < 10; sale += 1) {
      await scan(page, CODES.robot, CODES.dust_bags);
      await beginCash(page);
      if (sale % 2 === 0) {
        await leave(page, 'hold');
        continue;
      }
      await at(page, 'full-price').click();
      await takeMoney(page);
      await at(page, 'receipt-pending').waitFor();
      await leave(page, 'next');
    }
    await books.agree([], visitor.checkouts);
    await visitor.online();
    await at(page, 'go-sales').click();
    await at(page, 'send-now').click();
    await expect.poll(() => page.locator('[data-state="confirmed"]').count()).toBe(5);
    const held = page.locator('ol [data-state="reserved"]');
    for (let left = 5; left > 0; left -= 1) {
      await expect.poll(() => held.count()).toBe(left);
      await held.first().locator('button').click();
      await takeMoney(page);
      await soldAtTill(page);
      await leave(page, 'next');
    }
    const sales = Array.from({ length: 10 }, (_, sale) =>
      sale % 2 === 0 ? { due: 343_815, subsidy: 59_985 } : { due: 403_800, subsidy: 0 },
    );
    await books.agree(sales, visitor.checkouts);
  });

  it('[V15] opens, and keeps what it holds over a restart', async ({ visitor, books }) => {
    visitor.expects(AWAY);
    const page = await openTill(visitor);
    await page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await visitor.offline();
    await scan(page, CODES.robot);
    await beginCash(page);
    await leave(page, 'hold');
    await page.close();
    const again = await visitor.open('/till');
    await at(again, 'go-sales').click();
    await again.locator('ol > li').waitFor();
    await visitor.online();
    const held = again.locator('ol [data-state="reserved"]');
    await held.waitFor();
    await held.locator('button').click();
    await takeMoney(again);
    await books.agree([await soldAtTill(again)], visitor.checkouts);
  });
});

describe('the network is cut under a till', () => {
  it('[V15] at every call of a sale, before the work and after it', { timeout: 120_000 }, async ({
    arrive,
    visitor,
    books,
  }) => {
    await openTill(visitor);
    const set_up = await visitor.context.storageState({ indexedDB: true });
    const sales = await atEveryCall(async (cut) => {
      const cashier = await arrive({ storageState: set_up });
      cashier.expects(/net::ERR_CONNECTION_RESET/);
      const page = await cashier.open('/till');
      await at(page, 'empty').waitFor();
      const calls = await cashier.cut(cut);
      const result = await sellForCash(page, CODES.robot);
      await cashier.context.close();
      return { calls, result };
    });
    await books.agree(sales);
  });
});

describe('the till is for everybody', () => {
  it.for([
    ['in Chinese by day', { locale: 'zh-CN' }],
    ['in English by night on a narrow screen', { ...NARROW, locale: 'en-US', colorScheme: 'dark' }],
  ] as const)(
    '[V16] axe finds nothing to object to, and all fits, %s',
    async ([, device], { arrive, books }) => {
      const visitor = await arrive(device);
      const page = await visitor.open('/till');
      const look = async (about: string): Promise<void> => {
        expect.soft(await objectionsAtTill(page), `what keeps people from ${about}`).toEqual([]);
      };
      await look('a new till');
      await at(page, 'go-setup').click();
      await look('its settings');
      await at(page, 'demo').click();
      await at(page, 'empty').waitFor();
      await scan(page, CODES.robot, CODES.robot, CODES.dust_bags);
      await expect.poll(() => tillTotals(page)).toMatchObject({ subsidy: 119_970 });
      await look('a sale');
      await at(page, 'pay').click();
      await look('the ways to pay');
      await at(page, 'tender-cash').click();
      await at(page, 'confirm-payment').waitFor();
      await look('the money');
      await takeMoney(page);
      const sold = await soldAtTill(page);
      await look('the receipt');
      await leave(page, 'next');
      await at(page, 'go-sales').click();
      await look('the sales');
      await at(page, 'go-returns').click();
      await at(page, 'receipt-search').fill(sold.order ?? '');
      await at(page, 'find').click();
      await at(page, 'return-0').waitFor();
      await look('a return');
      await books.agree([sold], visitor.checkouts);
    },
  );

  it('[V16] a keyboard is enough', async ({ visitor, books }) => {
    const page = await openTill(visitor);
    await page.keyboard.press('F2');
    await at(page, 'code').waitFor();
    await page.keyboard.type('G20S', { delay: 90 });
    await page.keyboard.press('Enter');
    await expect.poll(() => tillTotals(page)).toEqual(ROBOT);
    await page.keyboard.press('F8');
    await at(page, 'dialog-pay').waitFor();
    await page.keyboard.press('1');
    await at(page, 'received').waitFor();
    await page.keyboard.type('3400', { delay: 90 });
    await page.keyboard.press('Enter');
    await books.agree([await soldAtTill(page)], visitor.checkouts);
  });
});
