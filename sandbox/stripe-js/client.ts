// Calls to the sandbox with the publishable key and the client secret, and their outcome in Stripe.js's shape. Shows nothing.

import type Stripe from 'stripe';
import { type FormValue, formOf } from './form.ts';

export type PaymentIntent = Stripe.PaymentIntent;

/** What Stripe.js calls an error: it is returned, not thrown. */
export type StripeJsError = {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly decline_code?: string;
  readonly param?: string;
  readonly payment_intent?: PaymentIntent;
};

export type Result =
  | { readonly paymentIntent: PaymentIntent; readonly error?: undefined }
  | { readonly error: StripeJsError; readonly paymentIntent?: undefined };

/** The page's own mistake, which Stripe.js throws. */
export class IntegrationError extends Error {
  override readonly name = 'IntegrationError';
}

/** A request that is refused before it is sent. */
export function refusal(message: string, code?: string): Result {
  return { error: { type: 'invalid_request_error', message, ...(code !== undefined && { code }) } };
}

export class Client {
  readonly #sandbox: string;
  readonly #key: string;

  constructor(sandbox: string, key: string) {
    this.#sandbox = sandbox;
    this.#key = key;
  }

  retrieve(client_secret: string): Promise<Result> {
    return this.#call('GET', `${pathOf(client_secret)}?${formOf({ client_secret })}`);
  }

  confirm(client_secret: string, params: Readonly<Record<string, FormValue>>): Promise<Result> {
    return this.#call('POST', `${pathOf(client_secret)}/confirm`, formOf({ ...params, client_secret }));
  }

  /** Does for the buyer what the page of a next action does: its answer leads to the shop, and is not followed. */
  async decide(page: string, outcome: 'authorize' | 'fail'): Promise<void> {
    const client_secret = new URL(page).searchParams.get('client_secret');
    const body = formOf({ client_secret, outcome });
    await fetch(page, { method: 'POST', body, redirect: 'manual' });
  }

  async #call(method: string, path: string, body?: URLSearchParams): Promise<Result> {
    const init = { method, headers: { Authorization: `Bearer ${this.#key}` }, ...(body && { body }) };
    try {
      const answer = await fetch(this.#sandbox + path, init);
      const json = (await answer.json()) as PaymentIntent & { error?: StripeJsError };
      return json.error ? { error: json.error } : { paymentIntent: json };
    } catch {
      return { error: { type: 'api_connection_error', message: 'We could not connect to the sandbox.' } };
    }
  }
}

function pathOf(client_secret: string): string {
  const id = /^(pi_\w+)_secret_\w+$/.exec(client_secret)?.[1];
  if (id !== undefined) return `/v1/payment_intents/${id}`;
  throw new IntegrationError(`Expected a client secret, pi_…_secret_…, got '${client_secret.slice(0, 6)}…'.`);
}
