// POST /v1/webhooks/stripe: what Stripe tells. 2xx only when the ledger holds it durably; Stripe sends it again otherwise.

import { shardOfIdentifier } from '../../src/identifiers.ts';
import { ledgerName } from '../../src/shards.ts';
import type { AppContext } from '../endpoint.ts';
import { invalid } from '../errors.ts';
import { ledgerNamed } from '../ledger.ts';
import { logFailure } from '../log.ts';
import { readWebhook } from '../stripe.ts';

export async function receiveStripeWebhook(c: AppContext): Promise<Response> {
  const signature = c.req.header('Stripe-Signature');
  if (signature === undefined)
    throw invalid('signature_missing', "Expected the header 'Stripe-Signature', got none.");
  const now = Math.floor(Date.now() / 1000);
  const told = await readWebhook(c.env, await c.req.text(), signature, now);
  if (told === null) {
    throw invalid(
      'signature_invalid',
      "Expected a signature of Stripe's over this body, made within five minutes of now.",
    );
  }
  if (told.about === 'payment') {
    const { merchant, checkout, fact } = told;
    const shard = shardOfIdentifier(checkout);
    const settled =
      shard === null
        ? { ok: false }
        : await ledgerNamed(c.env, ledgerName(merchant, shard)).apply(checkout, fact, now);
    // Signed by Stripe, naming a checkout of ours that is not there: nothing that sending it again would change.
    if (!settled.ok) logFailure('webhook', new Error(`no checkout ${checkout} for ${fact.payment_intent}`));
    return c.json({ received: true, settled: settled.ok });
  }
  return c.json({ received: true, settled: false });
}
