// The cart of the sale that is being rung up: pure steps from one cart to the next, and what the API is sent of it.

import type { Cart as SoldCart } from '../../sdk/till.ts';
import { LINES_MAX, QUANTITY_MAX, SERIAL_CHARS_MAX, SERIALS_MAX } from '../../src/limits.ts';
import { normaliseSerial } from '../../src/serial.ts';
import type { Product } from './products.ts';

export type Item = {
  readonly product: Product;
  readonly quantity: number;
  readonly serials: readonly string[];
};
export type Cart = { readonly items: readonly Item[]; readonly buyer: string };

export const EMPTY: Cart = { items: [], buyer: '' };

/** One more of a product; null where the cart can have no further line. */
export function add(cart: Cart, product: Product): Cart | null {
  const at = cart.items.findIndex((item) => item.product.sku === product.sku);
  if (at >= 0) return setQuantity(cart, at, (cart.items[at]?.quantity ?? 0) + 1);
  if (cart.items.length >= LINES_MAX) return null;
  return { ...cart, items: [...cart.items, { product, quantity: 1, serials: [] }] };
}

/** A line's quantity; at zero it goes. Serial numbers of units that go are the last ones that were scanned. */
export function setQuantity(cart: Cart, at: number, quantity: number): Cart {
  const bounded = Math.min(QUANTITY_MAX, Math.trunc(quantity));
  if (!(bounded > 0)) return { ...cart, items: cart.items.filter((_, index) => index !== at) };
  return changed(cart, at, (item) => ({
    ...item,
    quantity: bounded,
    serials: item.serials.slice(0, bounded),
  }));
}

/** Why a serial number was not taken. */
export type SerialRefusal = 'twice' | 'enough' | 'no_serial';

export function addSerial(cart: Cart, at: number, text: string): Cart | SerialRefusal {
  const serial = normaliseSerial(text);
  const all = cart.items.flatMap(({ serials }) => serials.map(normaliseSerial));
  const item = cart.items[at];
  if (serial === '' || text.length > SERIAL_CHARS_MAX || item === undefined) return 'no_serial';
  if (all.includes(serial)) return 'twice';
  if (item.serials.length >= item.quantity || all.length >= SERIALS_MAX) return 'enough';
  return changed(cart, at, () => ({ ...item, serials: [...item.serials, text.trim()] }));
}

export const removeSerial = (cart: Cart, at: number, serial: string): Cart =>
  changed(cart, at, (item) => ({ ...item, serials: item.serials.filter((one) => one !== serial) }));

function changed(cart: Cart, at: number, change: (item: Item) => Item): Cart {
  return { ...cart, items: cart.items.map((item, index) => (index === at ? change(item) : item)) };
}

/** What the API is sent. */
export function requestOf({ items, buyer }: Cart): SoldCart {
  return {
    lines: items.map(
      ({ product: { sku, title, brand, gtin, category, unit_amount }, quantity, serials }) => ({
        ...{ sku, title, unit_amount, quantity },
        ...(brand !== null && { brand }),
        ...(gtin !== null && { gtin }),
        ...(category !== null && { category }),
        ...(serials.length > 0 && { serial_numbers: [...serials] }),
      }),
    ),
    ...(buyer.trim() !== '' && { buyer: { reference: buyer.trim() } }),
  };
}

/** The cart of a request, to be rung up again. */
export function cartOf({ lines, buyer }: SoldCart): Cart {
  return {
    buyer: buyer?.reference ?? '',
    items: lines.map(
      ({ sku, title = sku, brand, gtin, category, unit_amount, quantity, serial_numbers }) => ({
        product: {
          ...{ sku, title, unit_amount },
          ...{ brand: brand ?? null, gtin: gtin ?? null, category: category ?? null },
        },
        quantity,
        serials: serial_numbers ?? [],
      }),
    ),
  };
}
