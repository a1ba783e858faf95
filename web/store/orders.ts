// The orders of this browser: which checkouts it has opened, with the secret that lets their buyer see them.

import { Kept } from './kept.ts';

export type Order = { readonly checkout: string; readonly client_secret: string };

/** Orders that are remembered, the latest first. */
const ORDERS_MAX = 20;

const kept = new Kept<readonly Order[]>('orders', []);

export const orders = (): readonly Order[] => kept.get();

export const orderOf = (checkout: string | null): Order | undefined =>
  orders().find((order) => order.checkout === checkout);

/** Remembers a checkout; one that is known stays where it is. */
export function rememberOrder(order: Order): void {
  if (orderOf(order.checkout)) return;
  kept.set([order, ...orders()].slice(0, ORDERS_MAX));
}
