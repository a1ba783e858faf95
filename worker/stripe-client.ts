// The way to Stripe, through its own library: the client, what its errors mean, and the names that lead back from Stripe to the
// ledger.

import Stripe from 'stripe';
import { STRIPE_RETRIES_MAX, STRIPE_TIMEOUT_MS } from '../src/limits.ts';
import { DEVELOPMENT_SETTINGS } from './development.ts';
import { type Env, isDevelopment } from './env.ts';
import { logFailure } from './log.ts';

/**
 * Why a call to Stripe gave no answer to rely on.
 * - `refused`: Stripe said no, and nothing was created.
 * - `spoilt`: Stripe keeps a failure under the idempotency key and would replay it: the next try needs a new key.
 * - `unknown`: no answer, or none to rely on. What happened is found out by asking again under the same key.
 */
export type StripeFailure = {
  readonly ok: false;
  readonly reason: 'refused' | 'spoilt' | 'unknown';
  readonly declined: boolean;
  /** Stripe's own code of what is wrong; null where there was none. */
  readonly code: string | null;
  readonly message: string;
};

/** Keys of a PaymentIntent's metadata that lead back from Stripe to the ledger. */
export const METADATA = {
  merchant: 'zhehui_merchant',
  checkout: 'zhehui_checkout',
  claim: 'zhehui_claim',
  attempt: 'zhehui_attempt',
  order_reference: 'zhehui_order_reference',
  cart: 'zhehui_cart',
  refund: 'zhehui_refund',
} as const;

const { errors } = Stripe;

/** What an error of Stripe's library means. */
export function failureOf(error: unknown): StripeFailure {
  if (!(error instanceof errors.StripeError)) {
    logFailure('stripe', error);
    return unknown('The answer could not be read.');
  }
  const { message, code = null } = error;
  // Without a status it was no answer of Stripe's: a cut line, a time-out, a page of HTML from something in between.
  const status = error.statusCode ?? 0;
  if (status === 401 || status === 403) {
    // Our own key is wrong: that says nothing about the payment, which an earlier try may have made.
    logFailure('stripe.key', error);
    return unknown("Stripe does not accept this deployment's key.");
  }
  // The same try is being made right now by somebody else: its outcome will be found under the same key.
  if (error.code === 'idempotency_key_in_use') return unknown(message);
  if (error instanceof errors.StripeIdempotencyError || (status >= 500 && isKept(error.headers))) {
    return { ok: false, reason: 'spoilt', declined: false, code, message };
  }
  const final = (status === 400 || status === 402 || status === 404) && error.code !== 'rate_limit';
  if (!final) return unknown(message);
  return { ok: false, reason: 'refused', declined: error instanceof errors.StripeCardError, code, message };
}

/**
 * Whether Stripe says that it keeps a failure. Of any other, from a proxy or under load, the key is still alive: a late copy of
 * the request could do the work after a new try has done it, too.
 */
function isKept(headers: Readonly<Record<string, string>> | undefined): boolean {
  return headers?.['idempotent-replayed'] === 'true' || headers?.['stripe-should-retry'] === 'false';
}

export function unknown(message: string): StripeFailure {
  return { ok: false, reason: 'unknown', declined: false, code: null, message };
}

let client: { readonly of: string; readonly stripe: Stripe } | null = null;

export function stripeOf(env: Env): Stripe {
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

export function settingOf(env: Env, name: 'STRIPE_SECRET_KEY' | 'STRIPE_WEBHOOK_SECRET'): string {
  const setting = env[name] ?? (isDevelopment(env) ? DEVELOPMENT_SETTINGS[name] : undefined);
  if (setting === undefined) throw new Error(`${name} is missing`);
  return setting;
}
