// The cart: which goods, and how many. It has one order reference from its first checkout until it is paid or changes: sent again,
// from any tab, it is the same order.

import type { PageLine } from '../../sdk/index.ts';
import { GOODS } from './goods.ts';
import { Kept } from './kept.ts';

/** Units of one good in the cart: a household, not a wholesaler. */
const QUANTITY_MAX = 20;

/** `none` where the buyer goes without a subsidy that is not to be had. */
export type Subsidy = 'auto' | 'none';

type Cart = {
  readonly lines: readonly PageLine[];
  readonly order?: {
    readonly reference: string;
    readonly lines: readonly PageLine[];
    readonly subsidy: Subsidy;
  };
};

const kept = new Kept<Cart>('cart', { lines: [] });

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
  kept.set({ ...kept.get(), lines: changed.filter((line) => line.quantity > 0) });
}

export const onCartChange = (listener: () => void): void => kept.onChange(listener);

/** The reference of the order that these lines are. Nobody else can guess it, so nobody else gets its checkout. */
export function orderReference(lines: readonly PageLine[], subsidy: Subsidy): string {
  const { order, ...cart } = kept.get();
  if (order?.subsidy === subsidy && isSame(order.lines, lines)) return order.reference;
  const reference = [...crypto.getRandomValues(new Uint32Array(4))]
    .map((part) => part.toString(36))
    .join('-');
  kept.set({ ...cart, order: { reference, lines, subsidy } });
  return reference;
}

/** Takes what was paid out of the cart, where it was this cart's order: what another tab has put into it since stays. */
export function cartPaid(reference: string): void {
  const { order, lines } = kept.get();
  if (order?.reference !== reference) return;
  const paid = (sku: string): number => order.lines.find((line) => line.sku === sku)?.quantity ?? 0;
  const left = lines.map(({ sku, quantity }) => ({ sku, quantity: quantity - paid(sku) }));
  kept.set({ lines: left.filter(({ quantity }) => quantity > 0) });
}

/** Whether two carts are one, line by line: the API tells orders apart in the same way. */
export function isSame(one: readonly PageLine[], other: readonly PageLine[]): boolean {
  return textOf(one) === textOf(other);
}

const textOf = (lines: readonly PageLine[]): string =>
  lines.map(({ sku, quantity }) => `${sku} ${quantity}`).join();
