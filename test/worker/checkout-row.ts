// A checkout as the Worker hands it to a ledger, for the tests that speak to ledgers themselves.

import { ZHEJIANG_AI_2025 } from '../../src/programmes/zhejiang-ai-2025.ts';
import { quote } from '../../src/quote.ts';
import { registryOf } from '../../src/tagging/registry.ts';
import { newIdentifier } from '../../worker/new-identifier.ts';
import type { NewCheckout } from '../../worker/objects/checkout-store.ts';
import { nowS, PROGRAMME, ROBOT } from './support.ts';

/** A new checkout of one robot under any programme, priced as the API prices it, with a claim of its own. */
export function checkoutRow(
  over: Partial<NewCheckout> & { programme?: string; unit_amount?: number; title?: string } = {},
): NewCheckout {
  const { programme = PROGRAMME, unit_amount = ROBOT.unit_amount, title = ROBOT.title, ...rest } = over;
  const created = over.created ?? nowS();
  const line = { ...ROBOT, unit_amount, title };
  const priced = quote(
    { lines: [line] },
    { programme: { ...ZHEJIANG_AI_2025, id: programme }, registry: registryOf([]), now: nowS() },
  );
  const order_reference = `row-${crypto.randomUUID()}`;
  return {
    id: newIdentifier('chk', created * 1000, 0),
    order_reference,
    fingerprint: order_reference,
    claim: priced.subsidy_amount > 0 ? newIdentifier('clm', created * 1000, 0) : null,
    amount_due: priced.amount_due,
    currency: 'cny',
    request: JSON.stringify({ order_reference, channel: 'online', lines: [line], buyer_hash: null }),
    quote: JSON.stringify(priced),
    priced_at: nowS(),
    created,
    // Rows of long ago must not expire in the middle of a test.
    expires_at: Math.max(created, nowS()) + 1_800,
    payment_provider: 'stripe',
    ...rest,
  };
}
