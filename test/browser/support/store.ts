// The demo shop as a buyer uses it: what there is to press, and what there is to read. Knows no rule of it.

import type { Locator, Page } from 'playwright-core';
import type { Sale } from './books.ts';

/** Stripe's test cards. */
export const CARDS = {
  good: '4242424242424242',
  declined: '4000000000000002',
  three_d_secure: '4000002500003155',
} as const;

/** What stands in a page for tests to find. */
export function at(page: Page, name: string): Locator {
  return page.locator(`[data-test="${name}"]`);
}

/** ¥3,399.15, with a minus of any kind before it, as fen. */
export function fenIn(text: string): number {
  const amount = /[¥￥]\s*([\d,]+)\.(\d\d)/.exec(text);
  if (amount === null) throw new Error(`no amount in '${text}'`);
  return Number(`${amount[1]}${amount[2]}`.replaceAll(',', ''));
}

/** Puts goods into the cart, once each time they are named. */
export async function add(page: Page, ...skus: string[]): Promise<void> {
  for (const sku of skus) await at(page, `add-${sku}`).click();
}

/** What the cart, or the payment beside it, says of the whole. */
export async function totals(page: Page): Promise<Pick<Sale, 'due' | 'subsidy'>> {
  const summary = at(page, 'summary');
  const read = async (part: string): Promise<number> =>
    fenIn(await summary.locator(`[part=${part}] td`).last().innerText());
  return { due: await read('total'), subsidy: await read('subsidy') };
}

/** From the cart to a payment form that can be filled. */
export async function checkOut(page: Page): Promise<void> {
  await at(page, 'checkout').click();
  await readyToPay(page);
}

export async function readyToPay(page: Page): Promise<void> {
  await at(page, 'payment').locator('[name=method]').first().waitFor();
  await at(page, 'pay').and(page.locator(':enabled')).waitFor();
}

/** Fills in a card, as people do. */
export async function enterCard(page: Page, number: string): Promise<void> {
  const form = at(page, 'payment');
  await form.locator('[name=method][value=card]').check();
  await form.locator('[name=number]').fill(number);
  await form.locator('[name=expiry]').fill('12 / 34');
  await form.locator('[name=cvc]').fill('123');
}

export async function payBy(page: Page, method: 'alipay' | 'wechat_pay'): Promise<void> {
  await at(page, 'payment').locator(`[name=method][value=${method}]`).check();
  await at(page, 'pay').click();
}

export async function payByCard(page: Page, number: string): Promise<void> {
  await enterCard(page, number);
  await at(page, 'pay').click();
}

/** The page of a paid order, as it says it. Waits for it. */
export async function soldOn(page: Page): Promise<Sale & { order: string }> {
  await at(page, 'checkout-state')
    .filter({ hasText: /已付款|paid/ })
    .waitFor();
  const text = (name: string): Promise<string> => at(page, name).innerText();
  const [order, claim, due, subsidy] = await Promise.all(
    ['order-number', 'claim', 'due', 'subsidy'].map(text),
  );
  return {
    order: /chk_\w+/.exec(order ?? '')?.[0] ?? '',
    claim: /clm_\w+/.exec(claim ?? '')?.[0] ?? null,
    due: fenIn(due ?? ''),
    subsidy: subsidy === '—' ? 0 : fenIn(subsidy ?? ''),
  };
}

const TRIES_MAX = 12;
/** Milliseconds that a buyer waits for a page to offer something. */
const PATIENCE_MS = 2_500;

/** What a buyer does who wants the goods, whatever goes wrong: what the page offers, and a reload where that does not help. */
export async function persevere(page: Page, card: string): Promise<Sale & { order: string }> {
  const paid = at(page, 'checkout-state').filter({ hasText: /已付款|paid/ });
  const pay = at(page, 'pay').and(page.locator(':enabled'));
  const offers: [Locator, () => Promise<unknown>][] = [
    [pay, () => payByCard(page, card)],
    [at(page, 'again'), () => at(page, 'again').click()],
    [at(page, 'checkout'), () => at(page, 'checkout').click()],
  ];
  page.setDefaultTimeout(PATIENCE_MS);
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const any = offers.reduce((some, [offer]) => some.or(offer), paid);
    await any
      .first()
      .waitFor()
      .catch(() => undefined);
    if (await paid.isVisible()) return soldOn(page);
    const visible = await Promise.all(offers.map(([offer]) => offer.isVisible()));
    const take = offers[visible.indexOf(true)]?.[1] ?? (() => page.reload());
    await take().catch(() => page.reload());
  }
  throw new Error(`not sold after ${TRIES_MAX} tries, at ${page.url()}`);
}
