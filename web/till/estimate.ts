// What the till shows while the API is away: the core's own quote under the programme as it was last read, and what a return
// would come to. An estimate: the registry is not here, and nothing is reserved by it. Loaded when it is needed.

import type { Checkout, ProgrammeObject, Quote, Cart as SoldCart } from '../../sdk/till.ts';
import type { Programme } from '../../src/programme.ts';
import { quote } from '../../src/quote.ts';
import { returnUnits, type SoldOrder } from '../../src/returns.ts';
import { registryOf } from '../../src/tagging/registry.ts';

const NO_REGISTRY = registryOf([]);

/** What the API shows of a programme is all that a quote needs: the budget is the ledger's concern. */
function programmeOf(shown: ProgrammeObject): Programme {
  const { object: _, versions: __, active: ___, ...data } = shown;
  return { ...data, budget_amount: 0 };
}

/** Prices a cart as the API would at the instant, but for what the operator has decided about single products (SPEC I9). */
export function estimate(cart: SoldCart, programme: ProgrammeObject | null, now: number): Quote {
  const pricing = {
    programme: programme === null ? null : programmeOf(programme),
    registry: NO_REGISTRY,
    now,
  };
  return quote(cart, pricing);
}

export type ReturnPreview = { readonly refund_amount: number; readonly clawback_amount: number };

/** What a return would come to; null where the till does not know enough to say. */
export function previewReturn(
  checkout: Checkout,
  units: readonly { readonly line: number; readonly quantity: number }[],
  programme: ProgrammeObject | null,
): ReturnPreview | null {
  const order = soldOrder(checkout, programme);
  if (order === null) return null;
  const made = checkout.refunds.filter(({ status }) => status !== 'failed');
  const before = {
    returned: made.flatMap(({ lines }) => lines),
    paid_amount: checkout.amount_due - made.reduce((all, { amount }) => all + amount, 0),
    subsidy_amount: checkout.claim === null ? 0 : checkout.claim.amount - checkout.claim.reversed_amount,
  };
  const result = returnUnits(order, before, units);
  return result.ok ? result : null;
}

function soldOrder(checkout: Checkout, programme: ProgrammeObject | null): SoldOrder | null {
  const sold_under = checkout.claim === null ? null : checkout.programme;
  const is_same = programme?.id === sold_under?.id && programme?.version === sold_under?.version;
  if (sold_under !== null && !is_same) return null;
  // A discount does not show in a checkout's line: only whole unit prices are known.
  if (checkout.lines.some(({ amount, quantity }) => amount % quantity !== 0)) return null;
  return {
    lines: checkout.lines.map(({ sku, amount, quantity, tag }) => ({
      ...{ sku, quantity, tag, unit_amount: amount / quantity },
    })),
    shipping_amount: checkout.shipping_amount,
    programme: sold_under === null || programme === null ? null : programmeOf(programme),
  };
}
