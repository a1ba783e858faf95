// Stripe, spoken to through its own library: creates, cancels and looks up payments, checks webhooks. Turns what Stripe
// says into facts and expected failures; decides nothing about claims.

import Stripe from 'stripe';
import {
  LIST_LIMIT_MAX,
  LOOK_UP_AFTER_S,
  LOOK_UP_PAGES_MAX,
  STRIPE_RETRIES_MAX,
  STRIPE_TIMEOUT_MS,
  WEBHOOK_TOLERANCE_S,
} from '../src/limits.ts';
import type { PaymentFact } from '../src/payment.ts';
import type { UnixSeconds } from '../src/time.ts';
import { DEVELOPMENT_SETTINGS } from './development.ts';
import { type Env, isDevelopment } from './env.ts';
import { logFailure } from './log.ts';
import type { StoredCheckout } from './objects/checkout-store.ts';

/**
 * Why a call to Stripe gave no payment.
 * - `refused`: Stripe said no, and nothing was created.
 * - `spoilt`: Stripe keeps a failure under the idempotency key and would replay it: the next try needs a new key.
 * - `unknown`: no answer, or none to rely on. What happened is found out by asking again under the same key.
 */
export type PaymentFailure = {
  readonly ok: false;
  readonly reason: 'refused' | 'spoilt' | 'unknown';
  readonly declined: boolean;
  readonly message: string;
};

export type PaymentResult = { readonly ok: true; readonly fact: PaymentFact } | PaymentFailure;

/** Keys of a PaymentIntent's metadata that lead back from Stripe to the ledger. */
const METADATA = {
  merchant: 'zhehui_merchant',
  checkout: 'zhehui_checkout',
  claim: 'zhehui_claim',
  attempt: 'zhehui_attempt',
  order_reference: 'zhehui_order_reference',
} as const;

/** Asks for the checkout's payment; the same try of the same checkout gives the same PaymentIntent. */
export function createPayment(env: Env, merchant: string, checkout: StoredCheckout): Promise<PaymentResult> {
  return asked(() =>
    stripeOf(env).paymentIntents.create(
      {
        amount: checkout.amount_due,
        currency: checkout.currency,
        automatic_payment_methods: { enabled: true },
        metadata: {
          ...checkout.request.metadata,
          [METADATA.merchant]: merchant,
          [METADATA.checkout]: checkout.id,
          [METADATA.order_reference]: checkout.order_reference,
          [METADATA.attempt]: String(checkout.attempt),
          ...(checkout.claim === null ? {} : { [METADATA.claim]: checkout.claim }),
        },
      },
      { idempotencyKey: `${checkout.id}/${checkout.attempt}` },
    ),
  );
}

/**
 * Looks for the payment of a checkout's last try among all of its first day. `refused` where there is none: it was never
 * made, and nobody will make it any more.
 */
export async function findPayment(env: Env, checkout: StoredCheckout): Promise<PaymentResult> {
  const created = { gte: checkout.created - WEBHOOK_TOLERANCE_S, lte: checkout.created + LOOK_UP_AFTER_S };
  let starting_after: string | undefined;
  try {
    for (let pages = 0; pages < LOOK_UP_PAGES_MAX; pages += 1) {
      const page = await stripeOf(env).paymentIntents.list({
        created,
        limit: LIST_LIMIT_MAX,
        ...(starting_after && { starting_after }),
      });
      if (page.object !== 'list') return unknown('Stripe answered with something that is no list.');
      const found = page.data.find((intent) => intent.metadata[METADATA.checkout] === checkout.id);
      if (found !== undefined) return { ok: true, fact: factOf(found) };
      if (!page.has_more) {
        return { ok: false, reason: 'refused', declined: false, message: 'There is no such payment.' };
      }
      starting_after = page.data.at(-1)?.id;
    }
    return unknown(`more than ${LOOK_UP_PAGES_MAX} pages of payments`);
  } catch (error) {
    const failure = failureOf(error);
    return failure.reason === 'refused' ? unknown(failure.message) : failure;
  }
}

/** Cancels a payment, or tells what became of it where it cannot be canceled any more. */
export async function cancelPayment(env: Env, payment_intent: string): Promise<PaymentResult> {
  const canceled = await asked(() => stripeOf(env).paymentIntents.cancel(payment_intent));
  return canceled.ok || canceled.reason !== 'refused' ? canceled : retrievePayment(env, payment_intent);
}

function retrievePayment(env: Env, payment_intent: string): Promise<PaymentResult> {
  return asked(() => stripeOf(env).paymentIntents.retrieve(payment_intent));
}

/** What a webhook told: a payment of some checkout, or something that does not concern any. */
export type Told =
  | {
      readonly about: 'payment';
      readonly merchant: string;
      readonly checkout: string;
      readonly fact: PaymentFact;
    }
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
    if (unreadable || error instanceof errors.StripeSignatureVerificationError) return null;
    throw error;
  }
}

function told(event: Stripe.Event, live: boolean): Told {
  // Events of connected accounts, and test events where the key is live, tell of payments that are not ours.
  if (event.account || (live && !event.livemode)) return { about: 'nothing' };
  if (event.type !== 'payment_intent.succeeded' && event.type !== 'payment_intent.canceled') {
    return { about: 'nothing' };
  }
  const intent = event.data.object;
  const merchant = intent.metadata?.[METADATA.merchant];
  const checkout = intent.metadata?.[METADATA.checkout];
  if (!merchant || !checkout) return { about: 'nothing' };
  return { about: 'payment', merchant, checkout, fact: factOf(intent) };
}

async function asked(ask: () => Promise<Stripe.PaymentIntent>): Promise<PaymentResult> {
  try {
    const intent = await ask();
    if (intent.object === 'payment_intent') return { ok: true, fact: factOf(intent) };
    return unknown('Stripe answered with something that is no PaymentIntent.');
  } catch (error) {
    return failureOf(error);
  }
}

function factOf(intent: Stripe.PaymentIntent): PaymentFact {
  const attempt = intent.metadata?.[METADATA.attempt];
  return {
    payment_intent: intent.id,
    client_secret: intent.client_secret,
    attempt: attempt === undefined ? null : Number(attempt),
    status: intent.status === 'succeeded' ? 'succeeded' : intent.status === 'canceled' ? 'canceled' : 'open',
    currency: intent.currency,
    amount_received: intent.amount_received,
  };
}

const { errors } = Stripe;

function failureOf(error: unknown): PaymentFailure {
  if (!(error instanceof errors.StripeError)) {
    logFailure('stripe', error);
    return unknown('The answer could not be read.');
  }
  const { message } = error;
  // Without a status it was no answer of Stripe's: a cut line, a time-out, a page of HTML from something in between.
  const status = error.statusCode ?? 0;
  if (status === 401 || status === 403) {
    // Our own key is wrong: that says nothing about the payment, which an earlier try may have made.
    logFailure('stripe.key', error);
    return unknown("Stripe does not accept this deployment's key.");
  }
  if (error instanceof errors.StripeIdempotencyError || status >= 500) {
    return { ok: false, reason: 'spoilt', declined: false, message };
  }
  const final = (status === 400 || status === 402 || status === 404) && error.code !== 'rate_limit';
  if (!final) return unknown(message);
  return { ok: false, reason: 'refused', declined: error instanceof errors.StripeCardError, message };
}

function unknown(message: string): PaymentFailure {
  return { ok: false, reason: 'unknown', declined: false, message };
}

let client: { readonly of: string; readonly stripe: Stripe } | null = null;

function stripeOf(env: Env): Stripe {
  const key = settingOf(env, 'STRIPE_SECRET_KEY');
  const of = `${key} ${env.STRIPE_API_BASE ?? ''}`;
  if (client?.of !== of) client = { of, stripe: newStripe(key, env.STRIPE_API_BASE) };
  return client.stripe;
}

function newStripe(key: string, base: string | undefined): Stripe {
  const url = base === undefined ? null : new URL(base);
  return new Stripe(key, {
    httpClient: Stripe.createFetchHttpClient(),
    maxNetworkRetries: STRIPE_RETRIES_MAX,
    timeout: STRIPE_TIMEOUT_MS,
    telemetry: false,
    ...(url && {
      host: url.hostname,
      port: url.port || (url.protocol === 'https:' ? '443' : '80'),
      protocol: url.protocol === 'https:' ? 'https' : 'http',
    }),
  });
}

function settingOf(env: Env, name: 'STRIPE_SECRET_KEY' | 'STRIPE_WEBHOOK_SECRET'): string {
  const setting = env[name] ?? (isDevelopment(env) ? DEVELOPMENT_SETTINGS[name] : undefined);
  if (setting === undefined) throw new Error(`${name} is missing`);
  return setting;
}
