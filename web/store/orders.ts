// The orders of this browser: which checkouts it has opened, with the secret that lets their buyer see them.

import { address } from '../language.ts';
import { isUnkept, Kept } from './kept.ts';
import { ORDERS_MAX } from './limits.ts';

export type Order = { readonly checkout: string; readonly client_secret: string };

const isOrder = (found: Partial<Order> | null): boolean =>
  typeof found?.checkout === 'string' && typeof found.client_secret === 'string';

const kept = new Kept<readonly Order[]>(
  'orders',
  [],
  (found) => Array.isArray(found) && found.every(isOrder),
);

export const orders = (): readonly Order[] => kept.get();

export const orderOf = (checkout: string | null | undefined): Order | undefined =>
  orders().find((order) => order.checkout === checkout);

/** Remembers a checkout; one that is known stays where it is. */
export function rememberOrder(order: Order): void {
  if (orderOf(order.checkout)) return;
  kept.set([order, ...orders()].slice(0, ORDERS_MAX));
}

/** The order's page, at an address that opens it in any browser: for its buyer alone. */
export const orderLink = ({ checkout, client_secret }: Order): string =>
  address({ view: 'order', zhehui_checkout: checkout, payment_intent_client_secret: client_secret });

/** The order's page, at an address that can be shown to others: the secret is in this browser, where it keeps anything. */
export const orderAddress = (order: Order): string =>
  isUnkept() ? orderLink(order) : address({ view: 'order', order: order.checkout });
