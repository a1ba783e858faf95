import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { NARROW, tabTo } from './support/access.ts';
import { at } from './support/store.ts';
import { it } from './support/test.ts';
import {
  beginCash,
  CODES,
  objectionsAtTill,
  openTill,
  ROBOT,
  ringUpRobot,
  scan,
  sellForCash,
  soldAtTill,
  takeMoney,
  tillTotals,
} from './support/till.ts';

const REFUSED = /status of [45]\d\d/;
const AWAY = /net::ERR_(INTERNET_DISCONNECTED|FAILED)/;
/** The API's answer when the budget is used up. */
const NO_BUDGET = {
  status: 409,
  json: {
    error: {
      ...{ type: 'conflict', code: 'budget_exhausted', message: 'no budget', request_id: 'req_1' },
      amount_due_without_subsidy: 399_900,
    },
  },
};
const PAPER_MM = 80;
const POINTS_PER_MM = 72 / 25.4;

describe('the till sells', () => {
  it('[V14] what its camera reads, and says of each code what it did', async ({ visitor }) => {
    await visitor.context.addInitScript(cameraStandIn);
    const page = await openTill(visitor);
    await at(page, 'camera').click();
    const sees = (code: string): Promise<boolean> =>
      page.evaluate((seen) => dispatchEvent(new CustomEvent('camera-sees', { detail: seen })), code);
    await sees(CODES.robot);
    await at(page, 'scanned').filter({ hasText: 'G20S' }).waitFor();
    await sees('6901234567953');
    await at(page, 'dialog-camera').locator('[data-test="notice"]', { hasText: '没有条码' }).waitFor();
    await at(page, 'dialog-camera').locator('[data-test="close"]').click();
    await expect.poll(() => tillTotals(page)).toEqual(ROBOT);
    await page.evaluate(() => dispatchEvent(new Event('camera-refused')));
    await at(page, 'camera').click();
    await at(page, 'notice').filter({ hasText: '允许使用' }).waitFor();
  });

  it('[V14] with the serial numbers that the programme requires, and tags with their reason', async ({
    visitor,
    books,
  }) => {
    await visitor.context.route('**/v1/programmes', async (route) => {
      const list = await (await route.fetch()).json();
      const data = list.data.map((one: object) => ({ ...one, serial_number: 'required' }));
      await route.fulfill({ json: { ...list, data } });
    });
    const page = await openTill(visitor);
    await scan(page, CODES.robot, CODES.dust_bags);
    await at(page, 'serials-0').filter({ hasText: '还差 1 个' }).waitFor();
    expect(await at(page, 'tag-0').innerText()).toBe('家用机器人 · 按品名符合');
    expect(await at(page, 'tag-1').innerText()).toContain('配件不补贴');
    await at(page, 'pay').click();
    await scan(page, CODES.robot);
    expect(await at(page, 'serial-note').innerText()).toContain('不是序列号');
    await scan(page, 'SN-2026-000123');
    await at(page, 'dialog-serial').waitFor({ state: 'detached' });
    await beginCash(page);
    await takeMoney(page);
    const sold = await soldAtTill(page);
    expect(await at(page, 'receipt').innerText()).toContain('SN-2026-000123');
    await books.agree([sold], visitor.checkouts);
  });

  it('[V14] with a receipt for paper of 80 mm: list price, subsidy, paid', async ({ visitor, books }) => {
    const page = await openTill(visitor);
    await scan(page, CODES.robot, CODES.dust_bags);
    await beginCash(page);
    await takeMoney(page);
    const sold = await soldAtTill(page);
    // The browser's own window for printing would wait for a person.
    await page.evaluate(() => {
      window.print = () => {};
    });
    await at(page, 'print').click();
    await page.emulateMedia({ media: 'print' });
    const paper = page.locator('#paper');
    const { width = 0 } = (await paper.boundingBox()) ?? {};
    expect(width / (96 / 25.4)).toBeLessThanOrEqual(PAPER_MM);
    const overflow = await paper.evaluate((sheet) => sheet.scrollWidth - sheet.clientWidth);
    expect(overflow).toBe(0);
    for (const words of ['¥4,038.00', '−¥599.85', '¥3,438.15', sold.order ?? '']) {
      expect(await paper.innerText()).toContain(words);
    }
    expect(await page.locator('#till').isVisible()).toBe(false);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    const pages = [...pdf.matchAll(/\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/g)];
    expect(pages.length, 'a roll has no pages').toBe(1);
    expect(Math.abs(Number(pages[0]?.[1]) / POINTS_PER_MM - PAPER_MM)).toBeLessThan(0.5);
    await books.agree([sold], visitor.checkouts);
  });

  it('[V15] and can be installed', async ({ visitor }) => {
    const page = await openTill(visitor);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    const session = await visitor.context.newCDPSession(page);
    const { errors, data } = await session.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    expect(JSON.parse(data ?? '')).toMatchObject({ start_url: '/till', display: 'standalone' });
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
    // A browser context of a test is one that keeps nothing, and nothing else stands in the way.
    expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual(
      [],
    );
  });
});

describe('the till is for everybody', () => {
  it('[V16] axe finds nothing to object to in its dialogs and its troubles, in English by night on a narrow screen', async ({
    arrive,
    books,
  }) => {
    const visitor = await arrive({ ...NARROW, locale: 'en-US', colorScheme: 'dark' });
    visitor.expects(REFUSED, AWAY);
    await visitor.context.addInitScript(cameraStandIn);
    const page = await openTill(visitor);
    page.on('dialog', (dialog) => void dialog.accept());
    const look = async (about: string): Promise<void> => {
      expect.soft(await objectionsAtTill(page), `what keeps people from ${about}`).toEqual([]);
    };
    await at(page, 'enter-code').click();
    await look('a code');
    await page.keyboard.press('Escape');
    await at(page, 'camera').click();
    await look('the camera');
    await page.keyboard.press('Escape');
    await scan(page, CODES.robot);
    await at(page, 'serials-0').click();
    await scan(page, CODES.robot);
    await look('serial numbers');
    await page.keyboard.press('Escape');
    await at(page, 'pay').click();
    await at(page, 'qr-alipay').click();
    await at(page, 'qr').locator('svg').waitFor();
    await look('a QR code');
    await at(page, 'cancel').click();
    await at(page, 'dialog-pay').waitFor({ state: 'detached' });
    await page.route('**/v1/checkouts', (route) => route.fulfill(NO_BUDGET));
    if ((await at(page, 'empty').count()) > 0) await scan(page, CODES.robot);
    await beginCash(page);
    await at(page, 'refusal').waitFor();
    await look('a refusal');
    await at(page, 'close').click();
    await at(page, 'go-sales').click();
    await look('held sales');
    await page.unroute('**/v1/checkouts');
    await visitor.offline();
    await at(page, 'go-sale').click();
    await scan(page, CODES.robot);
    await at(page, 'estimate').waitFor();
    await look('an estimate');
    await beginCash(page);
    await at(page, 'away').waitFor();
    await look('a sale that is not reserved');
    await visitor.online();
    await at(page, 'cancel').click();
    await at(page, 'clear').click();
    const sold = await sellForCash(page, CODES.dust_bags);
    await scan(page, sold.order ?? '');
    await at(page, 'return-0').fill('1');
    await at(page, 'return-now').click();
    await at(page, 'refund-amount').waitFor();
    await look('a return that is recorded');
    await books.agree([{ ...sold, refunded: 3_900 }], visitor.checkouts);
  });

  it('[V16] a keyboard is enough for serial numbers, held sales, the full price, returns and settings', async ({
    visitor,
    books,
  }) => {
    visitor.expects(REFUSED, AWAY);
    const page = await openTill(visitor);
    await ringUpRobot(page);
    const type = (text: string): Promise<void> => page.keyboard.type(text, { delay: 90 });
    await page.keyboard.press('F4');
    await type('SN-1');
    await page.keyboard.press('Enter');
    await at(page, 'dialog-serial').waitFor({ state: 'detached' });
    await page.keyboard.press('+');
    await at(page, 'quantity-0').filter({ hasText: '2' }).waitFor();
    await page.keyboard.press('-');
    await at(page, 'quantity-0').filter({ hasText: '1' }).waitFor();
    await page.keyboard.press('F8');
    await page.keyboard.press('1');
    await at(page, 'received').waitFor();
    await press(page, '[data-test="hold"]');
    await page.keyboard.press('F9');
    await press(page, 'ol button');
    await at(page, 'received').waitFor();
    await page.keyboard.press('Enter');
    const sold = await soldAtTill(page);
    await page.keyboard.press('Escape');
    await page.keyboard.press('F10');
    await press(page, '[data-test="receipt-search"]', sold.order ?? '');
    await page.keyboard.press('Enter');
    await at(page, 'return-0').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await at(page, 'refund-amount').waitFor();
    await page.keyboard.press('Escape');
    await page.route('**/v1/checkouts', (route) => route.fulfill(NO_BUDGET), { times: 1 });
    await scan(page, CODES.robot);
    await page.keyboard.press('F8');
    await page.keyboard.press('1');
    await at(page, 'refusal').waitFor();
    await press(page, '[data-test="to-cart"]');
    await expect.poll(() => tillTotals(page)).toEqual(ROBOT);
    await page.keyboard.press('Delete');
    await visitor.offline();
    await scan(page, CODES.dust_bags);
    await page.keyboard.press('F8');
    await page.keyboard.press('2');
    await press(page, '[data-test="full-price"]');
    await press(page, '[data-test="reference"]', '77');
    await page.keyboard.press('Enter');
    await at(page, 'receipt-pending').waitFor();
    await visitor.online();
    // As every system says it, and this Chromium does not.
    await page.evaluate(() => dispatchEvent(new Event('online')));
    const full = await soldAtTill(page);
    await page.keyboard.press('Escape');
    await press(page, '[data-test="go-setup"]');
    await press(page, '[data-test="setup-store"]', '二店');
    await page.keyboard.press('Enter');
    await at(page, 'notice').filter({ hasText: '密钥可用' }).waitFor();
    const back = { refunded: 339_915, clawed_back: 59_985 };
    await books.agree([{ ...sold, ...back }, full], visitor.checkouts);
  });

  it('[V16] the focus is never lost, and what is read aloud stays where it is', async ({
    visitor,
    books,
  }) => {
    const page = await openTill(visitor);
    const focus = (): Promise<string> =>
      page.evaluate(() => {
        const { activeElement: one } = document;
        return one?.getAttribute('data-test') ?? one?.localName ?? '';
      });
    await page.evaluate(() => {
      const regions = [...document.querySelectorAll('[role="status"], [role="alert"], [aria-live]')];
      Object.assign(window, { regions });
    });
    await scan(page, CODES.robot, CODES.dust_bags);
    await expect.poll(() => tillTotals(page)).toMatchObject({ subsidy: 59_985 });
    const stayed = await page.evaluate(() =>
      (window as unknown as { regions: Element[] }).regions.map(({ isConnected }) => isConnected),
    );
    expect(stayed).toEqual([true, true, true]);
    await page.getByRole('button', { name: '加一件：扫地机器人尘袋 3 只装' }).focus();
    await page.keyboard.press('Delete');
    await expect.poll(focus).toBe('more-0');
    await at(page, 'enter-code').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await expect.poll(focus).toBe('enter-code');
    await at(page, 'pay').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('1');
    await takeMoney(page);
    const sold = await soldAtTill(page);
    await page.keyboard.press('Escape');
    await expect.poll(focus).toBe('enter-code');
    await books.agree([sold], visitor.checkouts);
  });
});

/** Goes to a field or a button by Tab, and types there or presses it. */
async function press(page: Page, selector: string, text?: string): Promise<void> {
  await page.locator(selector).first().waitFor();
  const is_there = await page
    .locator(selector)
    .first()
    .evaluate((one) => one === document.activeElement);
  if (!is_there) await tabTo(page, selector);
  if (text === undefined) await page.keyboard.press('Enter');
  else await page.keyboard.insertText(text);
}

/** Runs in the page: a camera of a browser that reads barcodes, and sees what a test shows it. */
function cameraStandIn(): void {
  if (navigator.mediaDevices === undefined) return;
  let seen: { rawValue: string }[] = [];
  let is_refused = false;
  addEventListener('camera-sees', (event) => {
    seen = [{ rawValue: (event as CustomEvent<string>).detail }];
  });
  addEventListener('camera-refused', () => {
    is_refused = true;
  });
  class BarcodeDetector {
    detect = async (): Promise<typeof seen> => seen.splice(0);
  }
  Object.assign(window, { BarcodeDetector });
  navigator.mediaDevices.getUserMedia = async () => {
    if (is_refused) throw new DOMException('refused', 'NotAllowedError');
    const picture = document.createElement('canvas');
    picture.getContext('2d')?.fillRect(0, 0, 1, 1);
    return picture.captureStream();
  };
}
