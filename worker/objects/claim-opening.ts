// What a claim is opened with: everything finance will ever need of the sale, taken from the checkout.

import type { ClaimOpening } from '../../src/claim.ts';
import { instantOfIdentifier } from '../../src/identifiers.ts';
import type { ClaimLine } from '../../src/wire/objects.ts';
import type { StoredCheckout } from './checkout-store.ts';

/** The opening of a checkout's claim; null where it claims nothing. */
export function openingOf(checkout: StoredCheckout, merchant: string): ClaimOpening | null {
  const { id, claim, request, quote } = checkout;
  if (claim === null || quote.programme === null) return null;
  return {
    id: claim,
    merchant,
    checkout: id,
    order_reference: checkout.order_reference,
    channel: request.channel,
    store: request.store ?? null,
    till: request.till ?? null,
    payment_provider: checkout.payment_provider,
    programme: quote.programme,
    currency: quote.currency,
    amount: quote.subsidy_amount,
    amount_total: quote.amount_total,
    eligible_amount: quote.eligible_amount,
    shipping_amount: quote.shipping_amount,
    amount_due: quote.amount_due,
    capped: quote.capped,
    devices: devicesOf(checkout),
    lines: linesOf(checkout),
    priced_at: checkout.priced_at,
    created: instantOfIdentifier(claim) ?? checkout.created,
  };
}

function devicesOf({ quote }: StoredCheckout): ClaimOpening['devices'] {
  const qualifying = quote.lines.filter((line) => line.tag.qualifies).map((line) => line.tag.device);
  return [...new Set(qualifying)].filter((device) => device !== null).sort();
}

function linesOf({ request, quote }: StoredCheckout): ClaimLine[] {
  return request.lines.flatMap((line, index) => {
    const quoted = quote.lines[index];
    if (quoted === undefined) return [];
    const {
      title = null,
      brand = null,
      gtin = null,
      category = null,
      unit_amount,
      discount_amount = 0,
      serial_numbers = [],
    } = line;
    const serial_numbers_last4 = serial_numbers.map(({ last4 }) => last4);
    return [{ ...quoted, title, brand, gtin, category, unit_amount, discount_amount, serial_numbers_last4 }];
  });
}
