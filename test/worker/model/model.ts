// The model: what a shop, its buyers and Stripe have said to each other, and what that has to come to. It knows no locks, no
// leases, no events, no retries and no time: whatever happens to these, this is what has to be left in the end.

import type { LineUnits } from '../../../src/claim.ts';
import type { Fen } from '../../../src/money.ts';
import type { Tender } from '../../../src/vocabulary.ts';
import type { CartLine } from '../../../src/wire/requests.ts';

/** What a checkout or a repricing asks for. */
export type Cart = {
  readonly lines: readonly CartLine[];
  readonly shipping_amount: Fen;
  readonly subsidy: 'auto' | 'none';
};

/** A return that was asked for; `refund` is its identifier once it was answered with one. */
export type Return = { readonly lines: readonly LineUnits[]; refund: string | null };

/** A checkout that a shop knows of. */
export type Sale = {
  readonly id: string;
  readonly shop: number;
  readonly order: string;
  /** Whether the shop takes the money itself. */
  readonly external: boolean;
  /** What opened it: the same again gives the same checkout. */
  readonly request: Cart;
  /** Its cart; while nobody has said whether it was repriced, each that it can be. */
  carts: Cart[];
  /** The payment that the buyer was handed; nothing where the shop takes the money itself. */
  payment_intent: string;
  /** What the shop took the money by; null where Stripe does, and until it is paid. */
  tender: Tender | null;
  /** What was taken for it; null while it is not paid. */
  paid_amount: Fen | null;
  /** Whether it can still be paid: `unsure` where the shop was not told whether it was closed. */
  open: 'yes' | 'unsure' | 'no';
  /** By the caller's idempotency key, in the order in which they were asked for. */
  readonly returns: Map<string, Return>;
  /** Whether somebody has changed what its payment asks for, at Stripe. */
  is_tampered: boolean;
  /** Whether it was refunded in the dashboard. */
  is_refunded_outside: boolean;
};

/** A cart that a shop has signed for its page. */
export type SignedOrder = {
  readonly shop: number;
  readonly order: string;
  readonly cart: Cart;
  readonly text: string;
  /** The checkout that it has opened, as far as the page was told: it opens no other, ever. */
  sale: string | null;
  /** Whether it may have opened one that the page was not told of. */
  is_unsure: boolean;
};

export class Model {
  readonly sales: Sale[] = [];
  readonly signed: SignedOrder[] = [];
  /** Orders whose opening nobody answered: a checkout may be there that the shop does not know of. */
  readonly unanswered: { readonly shop: number; readonly order: string }[] = [];
  /** What idempotency keys were sent with. */
  readonly keys = new Map<string, string>();
  /** Refunds that did not reach the customer. */
  readonly failed_refunds = new Set<string>();

  /** The checkout of an order that is open or complete for sure. */
  live(shop: number, order: string): Sale | undefined {
    return this.sales.find((sale) => isOf(sale, shop, order) && isLive(sale));
  }

  /** Whether an order may have a checkout that is open or complete, as far as its shop knows. */
  mayBeLive(shop: number, order: string): boolean {
    const closed = (sale: Sale): boolean => sale.open === 'no' && sale.paid_amount === null;
    return (
      this.unanswered.some((one) => isOf(one, shop, order)) ||
      this.sales.some((sale) => isOf(sale, shop, order) && !closed(sale))
    );
  }
}

/** Whether a checkout is open or complete for sure. */
export const isLive = ({ open, paid_amount }: Sale): boolean => open === 'yes' || paid_amount !== null;

const isOf = (one: { shop: number; order: string }, shop: number, order: string): boolean =>
  one.shop === shop && one.order === order;

/** What is left of a cart after these returns: each line's part of its discount goes with its units. */
export function keptOf({ lines }: Cart, returns: readonly Return[]): CartLine[] {
  const back = returns.flatMap((one) => one.lines);
  return lines.flatMap((line, index) => {
    const gone = back
      .filter((units) => units.line === index)
      .reduce((all, { quantity }) => all + quantity, 0);
    const quantity = line.quantity - gone;
    if (quantity <= 0) return [];
    const discount_amount = Math.floor(((line.discount_amount ?? 0) * quantity) / line.quantity);
    return [{ ...line, quantity, discount_amount }];
  });
}
