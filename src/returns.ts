// Returns: what the kept units of an order get by themselves, what is clawed back of the subsidy, and what the customer gets
// back. Pure; knows no claims, no refunds and no provider.

import type { LineUnits } from './claim.ts';
import type { Fen } from './money.ts';
import type { Programme } from './programme.ts';
import { price } from './quote.ts';
import type { Quote, Tag } from './wire/objects.ts';
import type { CartLine } from './wire/requests.ts';

/** A line as it was sold. Its tag stays what it was, whatever is known of the product today. */
export type SoldLine = Pick<CartLine, 'sku' | 'unit_amount' | 'quantity' | 'discount_amount'> & {
  readonly tag: Tag;
};

/** An order as it was sold. `programme` is the version that its quote was made under; null where it had no subsidy. */
export type SoldOrder = {
  readonly lines: readonly SoldLine[];
  readonly shipping_amount: Fen;
  readonly programme: Programme | null;
};

/** What stands before a return, in fen: what the customer has paid less what came back, and the claim less its clawbacks. */
export type Standing = {
  readonly returned: readonly LineUnits[];
  readonly paid_amount: Fen;
  readonly subsidy_amount: Fen;
};

/** What a return comes to, in fen; `kept` is the fresh quote of what the customer keeps. */
export type Return =
  | { readonly ok: true; readonly kept: Quote; readonly clawback_amount: Fen; readonly refund_amount: Fen }
  /** The line has fewer units left than come back; `left` is 0 for a line that was not sold. `entry` counts the units given. */
  | { readonly ok: false; readonly entry: number; readonly left: number };

/**
 * What happens when units come back (SPEC Z1–Z3): the order keeps the subsidy that the kept units get by themselves, the rest
 * is clawed back, and the customer gets so much that the net price paid is that of the kept units. Shipping is not returned.
 */
export function returnUnits(order: SoldOrder, before: Standing, units: readonly LineUnits[]): Return {
  const left = keptQuantities(order, before.returned);
  for (const [entry, { line, quantity }] of units.entries()) {
    const now = left[line] ?? 0;
    if (quantity > now) return { ok: false, entry, left: now };
    left[line] = now - quantity;
  }
  const kept = keptQuote(order, [...before.returned, ...units]);
  return {
    ok: true,
    kept,
    clawback_amount: Math.max(0, before.subsidy_amount - kept.subsidy_amount),
    refund_amount: Math.max(0, before.paid_amount - kept.amount_due),
  };
}

/** The quote of what is kept of an order after these returns: what a fresh quote of it says (SPEC Z1). */
export function keptQuote(order: SoldOrder, returned: readonly LineUnits[]): Quote {
  const quantities = keptQuantities(order, returned);
  const lines = order.lines.flatMap(({ tag, ...sold }, index) => {
    const quantity = quantities[index] ?? 0;
    if (quantity === 0) return [];
    const line = { ...sold, quantity, discount_amount: discountOf(sold, quantity) };
    return [{ line, tag, amount: line.unit_amount * quantity - line.discount_amount }];
  });
  return price(lines, order.programme, order.shipping_amount);
}

/** Units of each line that are kept. */
export function keptQuantities(order: SoldOrder, returned: readonly LineUnits[]): number[] {
  const quantities = order.lines.map(({ quantity }) => quantity);
  for (const { line, quantity } of returned) quantities[line] = (quantities[line] ?? 0) - quantity;
  return quantities;
}

/**
 * The part of a line's discount that its kept units carry: by their number, rounded down, so that it depends on what is
 * kept and not on the way there, and no unit is ever worth less than nothing.
 */
function discountOf({ discount_amount = 0, quantity }: Omit<SoldLine, 'tag'>, kept: number): Fen {
  return Number((BigInt(discount_amount) * BigInt(kept)) / BigInt(quantity));
}
