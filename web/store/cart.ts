// The cart: which goods, and how many. It is named when it changes and keeps that name: opened from any tab, even from several
// at once, it is the same order.

import type { Checkout, PageLine } from '../../sdk/index.ts';
import { GOODS } from './goods.ts';
import { Kept } from './kept.ts';
import { QUANTITY_MAX } from './limits.ts';

/** `none` where the buyer goes without a subsidy that is not to be had. */
export type Subsidy = 'auto' | 'none';

type Named = {
  /** Names the order that these lines are. */
  readonly reference: string;
  readonly lines: readonly PageLine[];
};

type Cart = Named & {
  /** The cart as it last went to its payment. */
  readonly order?: Named;
  /** The checkout that was paid, since when nothing has come into the cart. */
  readonly paid?: string;
};

const isLine = (found: Partial<PageLine> | null): boolean =>
  typeof found?.sku === 'string' && Number.isInteger(found.quantity);

const isNamed = (found: Partial<Named> | null): boolean =>
  typeof found?.reference === 'string' && Array.isArray(found.lines) && found.lines.every(isLine);

const isCart = (found: Partial<Cart> | null): boolean =>
  isNamed(found) && (found?.order === undefined || isNamed(found.order));

const kept = new Kept<Cart>('cart', { reference: '', lines: [] }, (found) => isCart(found as Cart | null));

/** The lines, of goods that the shop still has. */
export function cartLines(): PageLine[] {
  return kept.get().lines.filter(({ sku }) => GOODS.some((good) => good.sku === sku));
}

export const quantityOf = (sku: string): number =>
  cartLines().find((line) => line.sku === sku)?.quantity ?? 0;

/** Changes how many there are of a good; none takes it out. A good keeps its place. */
export function setQuantity(sku: string, wanted: number): void {
  const quantity = Math.max(0, Math.min(QUANTITY_MAX, Math.trunc(wanted)));
  const lines = cartLines();
  const changed = lines.some((line) => line.sku === sku)
    ? lines.map((line) => (line.sku === sku ? { sku, quantity } : line))
    : [...lines, { sku, quantity }];
  const left = changed.filter((line) => line.quantity > 0);
  const { order, ...cart } = kept.get();
  // A cart that is again what it was is the same order again.
  const known = [cart, order].find((one) => one && isSame(one.lines, left));
  kept.set({ lines: left, reference: known?.reference || newReference(), ...(order && { order }) });
}

export const onCartChange = (listener: () => void): void => kept.onChange(listener);

/** Nobody else can guess it, so nobody else gets its checkout. */
const newReference = (): string =>
  [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('-');

/** The reference under which the cart's lines go to their payment. */
export function orderReference(lines: readonly PageLine[], subsidy: Subsidy): string {
  const cart = kept.get();
  const reference = isSame(cart.lines, lines) ? cart.reference : newReference();
  kept.set({ ...cart, reference, lines, order: { reference, lines } });
  return referenceWith(reference, subsidy);
}

/** With the subsidy and without it are two orders. */
const referenceWith = (reference: string, subsidy: Subsidy): string =>
  subsidy === 'none' ? `${reference}-none` : reference;

/** Takes what was paid out of the cart, where it was this cart's order: what another tab has put into it since stays. */
export function cartPaid({ id, order_reference }: Checkout): void {
  const { order, lines } = kept.get();
  const subsidies: Subsidy[] = ['auto', 'none'];
  if (!order || !subsidies.some((one) => referenceWith(order.reference, one) === order_reference)) return;
  const paid = (sku: string): number => order.lines.find((line) => line.sku === sku)?.quantity ?? 0;
  const left = lines.map(({ sku, quantity }) => ({ sku, quantity: quantity - paid(sku) }));
  kept.set({ lines: left.filter(({ quantity }) => quantity > 0), reference: newReference(), paid: id });
}

/** The checkout that emptied the cart, where one did. */
export const paidCheckout = (): string | undefined => kept.get().paid;

/** Whether two carts are one, line by line: the API tells orders apart in the same way. */
export function isSame(one: readonly PageLine[], other: readonly PageLine[]): boolean {
  return textOf(one) === textOf(other);
}

const textOf = (lines: readonly PageLine[]): string =>
  lines.map(({ sku, quantity }) => `${sku} ${quantity}`).join();
