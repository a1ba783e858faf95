// What Stripe tells by itself: checks that a webhook is Stripe's, and reads what it is about.

import Stripe from 'stripe';
import { WEBHOOK_TOLERANCE_S } from '../src/limits.ts';
import type { PaymentFact } from '../src/payment.ts';
import type { UnixSeconds } from '../src/time.ts';
import type { Env } from './env.ts';
import { factOf } from './stripe.ts';
import { METADATA, settingOf, stripeOf } from './stripe-client.ts';
import { type ToldOfMoneyBack, toldOfMoneyBack } from './stripe-refunds.ts';

/** What a webhook told: a payment of some checkout, or something that does not concern any. */
export type Told =
  | {
      readonly about: 'payment';
      readonly merchant: string;
      readonly checkout: string;
      readonly fact: PaymentFact;
    }
  | ToldOfMoneyBack
  | { readonly about: 'nothing' };

/** Checks a webhook's signature and age, to both sides of the present; null where it is not Stripe's (SPEC W1). */
export async function readWebhook(
  env: Env,
  body: string,
  signature: string,
  now: UnixSeconds,
): Promise<Told | null> {
  // Stripe's library would take the last of several timestamps, and one from any future.
  const [stamp, ...more] = signature.split(',').filter((part) => part.trim().startsWith('t='));
  const age = now - Number(stamp?.trim().slice('t='.length));
  if (more.length > 0 || !(Math.abs(age) <= WEBHOOK_TOLERANCE_S)) return null;
  try {
    const event = await stripeOf(env).webhooks.constructEventAsync(
      body,
      signature,
      settingOf(env, 'STRIPE_WEBHOOK_SECRET'),
      WEBHOOK_TOLERANCE_S,
      Stripe.createSubtleCryptoProvider(),
      now * 1000,
    );
    return told(event, /^(sk|rk)_live_/.test(settingOf(env, 'STRIPE_SECRET_KEY')));
  } catch (error) {
    const unreadable = error instanceof SyntaxError;
    if (unreadable || error instanceof Stripe.errors.StripeSignatureVerificationError) return null;
    throw error;
  }
}

function told(event: Stripe.Event, live: boolean): Told {
  // Events of connected accounts, and test events where the key is live, tell of payments that are not ours.
  if (event.account || (live && !event.livemode)) return { about: 'nothing' };
  const money_back = toldOfMoneyBack(event);
  if (money_back !== null) return money_back;
  if (event.type !== 'payment_intent.succeeded' && event.type !== 'payment_intent.canceled') {
    return { about: 'nothing' };
  }
  const intent = event.data.object;
  const merchant = intent.metadata?.[METADATA.merchant];
  const checkout = intent.metadata?.[METADATA.checkout];
  if (!merchant || !checkout) return { about: 'nothing' };
  return { about: 'payment', merchant, checkout, fact: factOf(intent) };
}
