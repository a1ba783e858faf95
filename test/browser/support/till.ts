// The till as a cashier uses it: what there is to scan and press, and what there is to read. Knows no rule of it.

import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { objections } from './access.ts';
import type { Books, Sale } from './books.ts';
import { at, fenIn } from './store.ts';
import type { Visitor } from './visitor.ts';

/** Barcodes of the demo shop's products. */
export const CODES = {
  robot: '6901234567892',
  glasses: '6901234567922',
  dust_bags: '6901234567939',
} as const;

/** What one robot comes to, in fen. */
export const ROBOT = { due: 339_915, subsidy: 59_985 };

/** What one pair of glasses comes to, in fen. */
export const GLASSES = { due: 212_415, subsidy: 37_485 };

/** As long as a cashier has to wait for a reservation (web/till/limits.ts). */
export const RESERVING_MS_MAX = 4_000;

/** A till that is set up with the demo shop's key and products. */
export async function openTill(visitor: Visitor, address = '/till'): Promise<Page> {
  const page = await visitor.open(address);
  await at(page, 'go-setup').click();
  await at(page, 'demo').click();
  await at(page, 'empty').waitFor();
  return page;
}

/** Milliseconds between a scanner's keys. */
const KEY_MS = 3;

/** As a scanner types: one key upon the other, whatever the machine has to do meanwhile, and Enter behind each code. */
export async function scan(page: Page, ...codes: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  let at_ms = Date.now();
  for (const code of codes) {
    const keys = [...[...code].map((key) => ({ key, text: key })), { key: 'Enter', text: '\r' }];
    const typed = keys.flatMap((key) => {
      at_ms += KEY_MS;
      // The scanner's own instant: a machine that runs other tests too is late with a key, and types no slower.
      const at = { timestamp: at_ms / 1000 };
      return [
        session.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key, ...at }),
        session.send('Input.dispatchKeyEvent', { type: 'keyUp', key: key.key, ...at }),
      ];
    });
    await Promise.all(typed);
  }
  await session.detach();
}

/** What the sale on the screen comes to. */
export async function tillTotals(page: Page): Promise<Pick<Sale, 'due' | 'subsidy'>> {
  const [due, subsidy] = await Promise.all([at(page, 'due').innerText(), at(page, 'subsidy').innerText()]);
  return { due: fenIn(due), subsidy: fenIn(subsidy) };
}

/** Scans a robot, and waits for its price. */
export async function ringUpRobot(page: Page): Promise<void> {
  await scan(page, CODES.robot);
  await expect.poll(() => tillTotals(page)).toEqual(ROBOT);
}

/** Chooses cash for what is rung up. */
export async function beginCash(page: Page): Promise<void> {
  await at(page, 'pay').click();
  await at(page, 'tender-cash').click();
}

/** Rings a robot up and chooses cash: its subsidy is reserved, and the money not taken. */
export async function reserveRobot(page: Page): Promise<void> {
  await ringUpRobot(page);
  await beginCash(page);
  await at(page, 'confirm-payment').waitFor();
}

/** Money in hand: waits for the reservation, and says that it is paid. */
export async function takeMoney(page: Page): Promise<void> {
  await at(page, 'confirm-payment').click();
}

/** Presses what ends a payment: the till is at the sale again. */
export async function leave(page: Page, by: 'hold' | 'next'): Promise<void> {
  await at(page, by).click();
  await at(page, 'dialog-pay').waitFor({ state: 'detached' });
}

/** Reads the receipt of the sale that is done. Waits for it. */
export async function soldAtTill(page: Page): Promise<Sale> {
  await page.locator('[data-test="checkout-state"][data-state="confirmed"]').waitFor();
  const subsidy = at(page, 'receipt-subsidy');
  return {
    order: await at(page, 'receipt-code').innerText(),
    due: fenIn(await at(page, 'receipt-paid').innerText()),
    subsidy: (await subsidy.count()) === 0 ? 0 : fenIn(await subsidy.innerText()),
  };
}

/** Takes the money of one robot, and reads its receipt. */
export async function robotSold(page: Page): Promise<Sale> {
  await takeMoney(page);
  const sold = await soldAtTill(page);
  expect(sold).toMatchObject(ROBOT);
  return sold;
}

/** Where Stripe stands in the sandbox: the customer's phone has scanned the code, and pays. */
export async function payAtPhone(books: Books, visitor: Visitor, stripe: string): Promise<void> {
  const entries = await books.entries([...visitor.checkouts]);
  const open = entries.find(
    ({ checkout: { id, status }, payments }) =>
      visitor.checkouts.has(id) && status === 'open' && payments.length > 0,
  );
  const answer = await fetch(`${stripe}/_sandbox/payment_intents/${open?.payments[0]?.id}/authorize`, {
    method: 'POST',
    headers: { Authorization: 'Bearer sk_test_sandbox' },
  });
  if (!answer.ok) throw new Error(await answer.text());
}

/** What keeps people from what is on the screen; in a dialog, what is cut off at its sides too. */
export async function objectionsAtTill(page: Page): Promise<string[]> {
  const cut = await page
    .locator('dialog')
    .evaluateAll((dialogs) =>
      dialogs
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map(
          ({ className, scrollWidth, clientWidth }) =>
            `${className}: ${scrollWidth} pixels in ${clientWidth}`,
        ),
    );
  return [...cut, ...(await objections(page))];
}

/** Everything is drawn anew, as when another sale was sent meanwhile. */
export async function redraw(page: Page): Promise<void> {
  await page.evaluate(() => dispatchEvent(new Event('offline')));
}

/** Presses a button as often as fingers do before anything can happen. */
export async function pressTwice(page: Page, name: string): Promise<void> {
  await at(page, name).evaluate((button) => {
    for (let times = 0; times < 2; times += 1) (button as HTMLElement).click();
  });
}

/** Rings up, takes cash and calls the next customer. */
export async function sellForCash(page: Page, ...codes: string[]): Promise<Sale> {
  await scan(page, ...codes);
  await at(page, 'pay').click();
  await at(page, 'tender-cash').click();
  await takeMoney(page);
  const sold = await soldAtTill(page);
  await leave(page, 'next');
  return sold;
}
