// Stripe.js: what of it is used, and how it comes onto the page: from Stripe's own host, once. Stripe forbids bundling it.

import { ZhehuiError } from './errors.ts';
import { CALL_TIMEOUT_MS } from './limits.ts';

/** The release of Stripe.js that belongs to the API version which the Worker speaks. */
const STRIPE_JS = 'https://js.stripe.com/endive/stripe.js';

/** What Stripe.js says went wrong. */
export type StripeRefusal = {
  type: string;
  message?: string | undefined;
  payment_intent?: StripeIntent | undefined;
};

export type StripeIntent = { status: string; last_payment_error?: StripeRefusal | null };

/** Stripe's Payment Element. */
export type StripeForm = { mount(element: string | HTMLElement): void; destroy(): void };

export type StripeElements = {
  create(type: 'payment'): StripeForm;
  submit(): Promise<{ error?: StripeRefusal | undefined }>;
  fetchUpdates(): Promise<unknown>;
};

/** The part of Stripe's own object that is used: what `Stripe(publishable_key)` and `loadStripe()` give fits. */
export type StripeJs = {
  elements(options: {
    clientSecret: string;
    locale: 'zh' | 'en';
    appearance?: StripeAppearance;
  }): StripeElements;
  confirmPayment(options: {
    /** A `StripeElements`; Stripe's own type of it has more than is used here, and takes nothing less. */
    elements: never;
    confirmParams: { return_url: string };
    redirect: 'if_required';
  }): Promise<{
    error?: StripeRefusal | undefined;
  }>;
  retrievePaymentIntent(clientSecret: string): Promise<{ paymentIntent?: StripeIntent | undefined }>;
};

/** Of Stripe's Appearance API. */
export type StripeAppearance = {
  theme?: 'stripe' | 'night' | 'flat';
  variables?: Record<string, string>;
};

type Page = { Stripe?: (publishable_key: string, options: { locale: string }) => StripeJs };

let loading: Promise<unknown> | undefined;

/** Stripe's object for a key. Loads Stripe.js where no script of the page has; after a failure the next call tries anew. */
export async function openStripe(
  key: string | null | undefined,
  locale: string,
  url = STRIPE_JS,
): Promise<StripeJs> {
  const page = globalThis as Page;
  if (!page.Stripe) {
    // A Content-Security-Policy may refuse the script by an exception.
    loading ??= load(url).catch(() => {});
    await loading;
    loading = undefined;
  }
  if (page.Stripe && key) return page.Stripe(key, { locale });
  throw new ZhehuiError('payment_provider_unavailable', `${url} or its publishable key is missing.`);
}

const load = (url: string): Promise<unknown> =>
  new Promise((resolve) => {
    const script = document.createElement('script');
    script.onload = script.onerror = resolve;
    script.src = url;
    document.head.append(script);
    setTimeout(resolve, CALL_TIMEOUT_MS);
  });

/** Stripe's refusal as an error of ours. Its message is for the buyer, in the buyer's language. */
export const refusedBy = ({ type, message = type }: StripeRefusal): ZhehuiError =>
  new ZhehuiError(type === 'validation_error' ? 'payment_incomplete' : 'payment_declined', message, {
    type: 'card_error',
  });
