// What the tests of payments share: a page of a shop, and a checkout that is mounted on it.

import { afterEach, beforeEach, vi } from 'vitest';
import { createZhehui } from '../../sdk/index.ts';
import { type Answer, opened, startApi, type stripeOf } from './support.ts';

export const CART = { lines: [{ sku: 'G20S', quantity: 1 }], order_reference: 'a1f3c2de' };
const PAGE = 'https://shop.example/pay?step=2#form';

export const COMPLETE = { body: opened({ status: 'complete' }) };
export const OPEN = { body: opened() };

type Address = { href: string; search: string };

export function goTo(href: string): void {
  (globalThis as { location?: Address }).location = { href, search: new URL(href).search };
}

/** Each test of a file begins on the shop's page, without Stripe.js, and leaves nothing of it behind. */
export function onAPage(): void {
  beforeEach(() => goTo(PAGE));
  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'location');
    Reflect.deleteProperty(globalThis, 'Stripe');
    Reflect.deleteProperty(globalThis, 'document');
    vi.restoreAllMocks();
  });
}

export async function shopOf(...answers: Answer[]) {
  const api = await startApi(...answers);
  return { api, zhehui: createZhehui({ key: 'pk_test_demo', api: api.url, locale: 'zh' }) };
}

/** A checkout on the page, of an API that answers so after it was opened. */
export async function mounted(stripe: ReturnType<typeof stripeOf>, ...answers: Answer[]) {
  const { api, zhehui } = await shopOf({ status: 201, body: opened() }, ...answers);
  const checkout = await zhehui.createCheckout(CART);
  await checkout.mount('#pay', { stripe });
  return { api, checkout };
}
