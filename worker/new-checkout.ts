// A checkout as it is asked for: the request and its quote, with new identifiers and without personal data.

import { EXTERNAL_CHECKOUT_TTL_S } from '../src/limits.ts';
import type { Pricing } from '../src/quote.ts';
import { shardOf } from '../src/shards.ts';
import type { Quote } from '../src/wire/objects.ts';
import type { PricedRequest } from './asked-order.ts';
import type { Env } from './env.ts';
import { newIdentifier } from './new-identifier.ts';
import type { NewCheckout } from './objects/checkout-store.ts';
import type { Merchant } from './objects/directory.ts';
import { keptLines } from './privacy.ts';

export async function newCheckout(
  env: Env,
  merchant: Merchant,
  request: PricedRequest,
  quote: Quote,
  pricing: Pricing,
  { fingerprint, now_ms }: { fingerprint: string; now_ms: number },
): Promise<NewCheckout> {
  const created = Math.floor(now_ms / 1000);
  const payment_provider = request.payment?.provider ?? 'stripe';
  const shard = shardOf(request.order_reference, merchant.ledger_shards);
  return {
    id: newIdentifier('chk', now_ms, shard),
    order_reference: request.order_reference,
    fingerprint,
    claim: quote.subsidy_amount > 0 ? newIdentifier('clm', now_ms, shard) : null,
    amount_due: quote.amount_due,
    currency: quote.currency,
    request: JSON.stringify({ ...request, lines: await keptLines(env, request.lines) }),
    quote: JSON.stringify(quote),
    priced_at: pricing.now,
    created,
    expires_at: created + (payment_provider === 'external' ? EXTERNAL_CHECKOUT_TTL_S : merchant.checkout_ttl),
    payment_provider,
  };
}
