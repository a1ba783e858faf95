// Stripe.js: what of it is used, and how it comes onto the page: from Stripe's own host, once. Stripe forbids bundling it.

import { within } from './api.ts';
import { ZhehuiError } from './errors.ts';
import { CALL_TIMEOUT_MS } from './limits.ts';

/** The release of Stripe.js that belongs to the API version which the Worker speaks. */
const STRIPE_JS = 'https://js.stripe.com/endive/stripe.js';

/** What Stripe.js says went wrong, or throws: then there is no type. */
export type StripeRefusal = {
  type?: string;
  message?: string | undefined;
  decline_code?: string | undefined;
  payment_intent?: StripeIntent | undefined;
};

export type StripeIntent = { status: string; last_payment_error?: StripeRefusal | null };

/** Stripe's Payment Element. */
export type StripeForm = {
  mount(element: string | HTMLElement): void;
  unmount(): void;
  destroy(): void;
  on(event: 'ready', handler: (event: { elementType: 'payment' }) => unknown): unknown;
  on(
    event: 'loaderror',
    handler: (event: { elementType: 'payment'; error: StripeRefusal }) => unknown,
  ): unknown;
  on(
    event: 'change',
    handler: (event: {
      elementType: 'payment';
      complete: boolean;
      empty: boolean;
      value: { type: string };
    }) => unknown,
  ): unknown;
};

/** Of Stripe's Payment Element: https://docs.stripe.com/js/elements_object/create_payment_element. */
export type StripeFormOptions = {
  layout?: 'tabs' | 'accordion' | { type: 'tabs' | 'accordion'; [option: string]: unknown };
  defaultValues?: object;
  paymentMethodOrder?: string[];
  fields?: object;
  terms?: object;
  wallets?: object;
  business?: { name: string };
  readOnly?: boolean;
};

export type StripeElements = {
  create(type: 'payment', options?: StripeFormOptions): StripeForm;
  submit(): Promise<{ error?: StripeRefusal | undefined }>;
  getElement(type: 'payment'): StripeForm | null;
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
  rules?: Record<string, Record<string, string>>;
};

type Page = { Stripe?: (publishable_key: string, options: { locale: string }) => StripeJs };

const page = globalThis as Page;

/** Stripe's object for a key. Loads Stripe.js where no script of the page does; after a failure the next call tries anew. */
export async function openStripe(
  key: string | null | undefined,
  locale: string,
  url = STRIPE_JS,
): Promise<StripeJs> {
  if (!page.Stripe) {
    const script =
      document.querySelector('script[src^="https://js.stripe.com"]') ??
      document.head.appendChild(Object.assign(document.createElement('script'), { src: url }));
    await within(
      CALL_TIMEOUT_MS,
      undefined,
      (limit) =>
        new Promise((resolve) => {
          limit.onabort = resolve;
          script.addEventListener('load', resolve);
          script.addEventListener('error', resolve);
        }),
    );
    // What did not come now is not waited for again.
    if (!page.Stripe) script.remove();
  }
  if (!page.Stripe || !key) throw refusedBy({ message: url });
  return page.Stripe(key, { locale });
}

/** Stripe's refusal, or what Stripe.js threw, as an error of ours. Of a refusal the message is for the buyer, in the buyer's language. */
export const refusedBy = ({ type, message = '', decline_code }: StripeRefusal): ZhehuiError =>
  new ZhehuiError(
    type
      ? type === 'validation_error'
        ? 'payment_incomplete'
        : 'payment_declined'
      : 'payment_provider_unavailable',
    message,
    { decline_code },
  );
