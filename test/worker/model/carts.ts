// Random carts: robots and glasses that get a subsidy, dust bags that get none, discounts, and units that are known by their
// serial numbers and fought for.

import fc from 'fast-check';
import type { Cart } from './model.ts';
import { PRODUCTS } from './products.ts';
import { SERIALS } from './world.ts';

/** The largest discount gives one pack of dust bags away. */
const line = fc
  .record({
    product: fc.constantFrom(...PRODUCTS),
    quantity: fc.integer({ min: 1, max: 3 }),
    discount_amount: fc.constantFrom(0, 0, 1_001, 3_900),
  })
  .map(({ product, ...same }) => ({ ...product, ...same }));

/** Units with serial numbers stand in the first line, so that none stands twice. Shipping alone is what Stripe takes at least. */
export const cart: fc.Arbitrary<Cart> = fc
  .record({
    lines: fc.array(line, { minLength: 1, maxLength: 3 }),
    units: fc.constantFrom(0, 0, 1, 2, 3, 5),
    shipping_amount: fc.constantFrom(400, 1_200),
    subsidy: fc.constantFrom('auto', 'auto', 'auto', 'none'),
  })
  .map(({ lines, units, ...same }) => ({
    ...same,
    lines: lines.map((one, at) => {
      const chosen = SERIALS.filter((_, bit) => at === 0 && units & (1 << bit));
      const serial_numbers = chosen.slice(0, one.quantity);
      return serial_numbers.length === 0 ? one : { ...one, serial_numbers };
    }),
  }));
