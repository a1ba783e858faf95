// The line items of a PaymentIntent, shown as a list of their own: expanded, or by their route. In the order given.
import type Stripe from 'stripe';
import type { Call } from './context.ts';
import { missing } from './errors.ts';
import { LIST_DEFAULT } from './limits.ts';
import type { HiddenIntent } from './objects.ts';

/** One page of an intent's line items. */
export function lineItemList(call: Call, intent_id: string, params: Stripe.PaginationParams): object {
  const items = lineItems(call, intent_id);
  const { limit = LIST_DEFAULT, starting_after, ending_before } = params;
  const after = starting_after === undefined ? 0 : position(items, starting_after, 'starting_after') + 1;
  const before = ending_before === undefined ? items.length : position(items, ending_before, 'ending_before');
  const start = ending_before === undefined ? after : Math.max(0, before - limit);
  const data = items.slice(start, Math.min(before, start + limit));
  const has_more = ending_before === undefined ? start + data.length < items.length : start > 0;
  return {
    object: 'list',
    data,
    has_more,
    url: `/v1/payment_intents/${intent_id}/amount_details_line_items`,
  };
}

function lineItems(call: Call, intent_id: string) {
  const lines = call.sandbox.store.hidden<HiddenIntent>(intent_id)?.line_items ?? [];
  return lines.map((line, index) => ({
    id: `uli_${intent_id.slice('pi_'.length)}${index}`,
    object: 'payment_intent_amount_details_line_item',
    discount_amount: line.discount_amount ?? null,
    payment_method_options: line.payment_method_options ?? null,
    product_code: line.product_code ?? null,
    product_name: line.product_name,
    quantity: line.quantity,
    tax: line.tax ?? null,
    unit_cost: line.unit_cost,
    unit_of_measure: line.unit_of_measure ?? null,
  }));
}

function position(items: readonly { id: string }[], id: string, param: string): number {
  const index = items.findIndex((item) => item.id === id);
  if (index < 0) throw missing('line item', id, param, 400);
  return index;
}
