// A checkout as a page may read it: what the shop has written down for itself is not for its buyers (SPEC U4).

import type { Checkout } from '../src/wire/objects.ts';

/** The body of an answer with a checkout, less the shop's own notes on returns and what it was flagged for. */
export function pageView(body: string): string {
  const checkout = JSON.parse(body) as Checkout;
  const refunds = checkout.refunds.map((refund) => ({ ...refund, reason: '', reference: null }));
  return JSON.stringify({ ...checkout, refunds, flag: null });
}
