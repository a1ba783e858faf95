// What a ledger answers about its checkouts, as the API's own JSON text.

import { publishableKey } from '../env.ts';
import { checkoutObject, type StoredCheckout } from './checkout-store.ts';
import type { LedgerParts } from './ledger-parts.ts';
import { refundObject } from './refund-store.ts';

/** A checkout with its claim and its refunds. */
export function checkoutBody({ log, refunds, env }: LedgerParts, checkout: StoredCheckout): string {
  const claim = checkout.claim === null ? null : log.state(checkout.claim);
  // Nothing comes back before it is paid.
  const back = checkout.status === 'complete' ? refunds.of(checkout.id).map(refundObject) : [];
  return JSON.stringify(checkoutObject(checkout, claim, publishableKey(env), back));
}
