// POST /v1/webhooks/stripe: what Stripe tells. 2xx only when the ledger holds it durably; Stripe sends it again otherwise.

import { shardOfIdentifier } from '../../src/identifiers.ts';
import { ledgerName } from '../../src/shards.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { AppContext } from '../endpoint.ts';
import type { Env } from '../env.ts';
import { invalid, unavailable } from '../errors.ts';
import { ledgerNamed, type RemoteLedger } from '../ledger.ts';
import { logFailure } from '../log.ts';
import { bodyRead } from '../parse.ts';
import { ownerOfPayment, type PaymentOwner, type ToldOfMoneyBack } from '../stripe-refunds.ts';
import { readWebhook, type Told } from '../stripe-webhooks.ts';

export async function receiveStripeWebhook(c: AppContext): Promise<Response> {
  const signature = c.req.header('Stripe-Signature');
  if (signature === undefined)
    throw invalid('signature_missing', "Expected the header 'Stripe-Signature', got none.");
  const now = Math.floor(Date.now() / 1000);
  const body = await bodyRead(c.req.text());
  const told = await readWebhook(c.env, body, signature, now);
  if (told === null) {
    throw invalid(
      'signature_invalid',
      "Expected a signature of Stripe's over this body, made within five minutes of now.",
    );
  }
  return c.json({ received: true, settled: await taken(c.env, told, now) });
}

/** Hands what was told to the ledger that it concerns; false where it concerns none. */
async function taken(env: Env, told: Told, now: UnixSeconds): Promise<boolean> {
  switch (told.about) {
    case 'nothing':
      return false;
    case 'payment': {
      const { merchant, checkout, fact } = told;
      const is_there = (await ledgerOf(env, { merchant, checkout })?.hear(checkout, fact, now)) ?? false;
      // Signed by Stripe, naming a checkout of ours that is not there: nothing that sending it again would change.
      if (!is_there) logFailure('webhook', new Error(`no checkout ${checkout} for ${fact.payment_intent}`));
      return is_there;
    }
    case 'refund':
    case 'dispute': {
      const owner = await ownerOf(env, told);
      const ledger = owner === null ? null : ledgerOf(env, owner);
      if (owner === null || ledger === null) return false;
      if (told.about === 'refund') await ledger.applyRefund(owner.checkout, told.fact, now);
      else await ledger.recordDispute(owner.checkout, told.movement, now);
      return true;
    }
  }
}

/** A refund that was not made by us, and every dispute, says only which payment it is of. */
async function ownerOf(env: Env, told: ToldOfMoneyBack): Promise<PaymentOwner | null> {
  if (told.about === 'refund' && told.owner !== null) return told.owner;
  const payment_intent = told.about === 'refund' ? told.fact.payment_intent : told.payment_intent;
  if (payment_intent === null) return null;
  const found = await ownerOfPayment(env, payment_intent);
  if (!found.ok)
    throw unavailable('payment_provider_unavailable', 'Stripe does not say whose payment it was.');
  return found.owner;
}

function ledgerOf(env: Env, { merchant, checkout }: PaymentOwner): RemoteLedger | null {
  const shard = shardOfIdentifier(checkout);
  return shard === null ? null : ledgerNamed(env, ledgerName(merchant, shard));
}
