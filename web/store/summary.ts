// A checkout in the SDK's summary, with the names that the shop has for its goods.

import type { ZhehuiSummaryElement } from '../../sdk/elements.ts';
import type { Checkout } from '../../sdk/index.ts';
import { nameOf } from './goods.ts';

/** Before it is on the page: an element that has something to show asks for nothing. */
export function showIn(summary: ZhehuiSummaryElement, checkout: Checkout): void {
  const lines = checkout.lines.map(({ sku, quantity }) => ({ sku, quantity, title: nameOf(sku) }));
  summary.cart = { lines };
  summary.quote = checkout;
}
