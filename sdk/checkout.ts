// A checkout that can be paid: Stripe's Payment Element on the page, one confirmation at a time, and the API's word on how it came
// out. Stripe.js's own word is believed where it says that nothing was paid, never where it says that something was.

import { type CallOptions, pause, within } from './api.ts';
import { ZhehuiError } from './errors.ts';
import { SETTLING_TIMEOUT_MS, SETTLING_WAIT_MS } from './limits.ts';
import {
  openStripe,
  refusedBy,
  type StripeAppearance,
  type StripeElements,
  type StripeForm,
  type StripeFormOptions,
  type StripeJs,
  type StripeRefusal,
} from './stripe.ts';
import type { Checkout, CheckoutStatus, Locale, StripePayment } from './types.ts';

export type StripeOptions = {
  /** Your own Stripe object, where the page has one. */
  stripe?: StripeJs | undefined;
};

export type MountOptions = StripeOptions & {
  appearance?: StripeAppearance;
  /** Options of Stripe's Payment Element: `layout`, `defaultValues` and the like. */
  element?: StripeFormOptions;
};

export type ConfirmOptions = CallOptions & {
  /** Where the buyer comes back to from a bank or a wallet; this page by default. */
  returnUrl?: string | undefined;
};

/**
 * How a payment came out. `complete`: paid, the goods may go. `processing`: the money is on its way, or nobody knows yet; never pay
 * again, ask again. `open`: nothing was paid, `error` says why where there is a reason; `confirm()` may be called again.
 */
export type Outcome = {
  status: CheckoutStatus | 'processing';
  checkout: PayableCheckout;
  error?: ZhehuiError | undefined;
};

export type PayableCheckout = Checkout & {
  /** Puts Stripe's Payment Element into an element of the page, in place of the one before, and resolves when it is there. */
  mount(target: string | HTMLElement, options?: MountOptions): Promise<StripeForm>;
  /** Pays what is shown. `timeoutMs` is for each of its waits on the API: before the payment, and after it. Called again while it is under way, it is the same confirmation. */
  confirm(options?: ConfirmOptions): Promise<Outcome>;
  /** Waits for the API's word on a payment that was made, as after a redirect or `processing`. */
  settle(options?: CallOptions & StripeOptions): Promise<Outcome>;
};

/** The parameters of a return URL: ours, and one that Stripe adds. */
export const CHECKOUT_PARAM = 'zhehui_checkout';
export const SECRET_PARAM = 'payment_intent_client_secret';

/** Asks the API for a checkout. */
export type Retrieve = (id: string, clientSecret: string, options?: CallOptions) => Promise<Checkout>;

/** The API's checkout with what a page does with it. Its fields follow what the API last said. */
export function payable(
  found: Checkout,
  retrieve: Retrieve,
  locale: Locale,
  stripeJs?: string,
): PayableCheckout {
  const checkout = found as PayableCheckout;
  const { client_secret = '', publishable_key } = found.payment ?? ({} as Partial<StripePayment>);
  /** The amount that the buyer was last told. */
  let agreed = found.amount_due;
  let stripe: StripeJs | undefined;
  let elements: StripeElements | undefined;
  let confirming: Promise<Outcome> | undefined;

  const open = async (given = stripe): Promise<StripeJs> => {
    stripe = given ?? (await openStripe(publishable_key, locale, stripeJs));
    return stripe;
  };

  const outcome = (refusal?: StripeRefusal | null, status: Outcome['status'] = checkout.status): Outcome => ({
    status,
    checkout,
    error: refusal ? refusedBy(refusal) : undefined,
  });

  /** Stripe's word that nothing was paid. Another is no word: that something was paid only the API may say. */
  const unpaid = async (refusal?: StripeRefusal): Promise<Outcome> => {
    const intent =
      refusal?.payment_intent ?? (await (await open()).retrievePaymentIntent(client_secret)).paymentIntent;
    if (intent?.status.startsWith('requires_')) return outcome(refusal ?? intent.last_payment_error);
    throw intent;
  };

  const refresh = async (options: CallOptions): Promise<unknown> =>
    Object.assign(checkout, await retrieve(found.id, client_secret, options));

  /** The API's word, as soon as it has one. */
  const settled = async (limit: AbortSignal): Promise<Outcome> => {
    for (let wait = SETTLING_WAIT_MS; !limit.aborted; wait *= 2) {
      await pause(wait, limit);
      await refresh({ signal: limit }).catch(thrown);
      if (checkout.status !== 'open') return outcome();
    }
    return outcome(null, 'processing');
  };

  /** Once a payment is under way no failure is thrown: the buyer must learn that it may have been made. */
  const conclude = (
    { timeoutMs = SETTLING_TIMEOUT_MS, signal }: CallOptions,
    refusal?: StripeRefusal,
  ): Promise<Outcome> => within(timeoutMs, signal, (limit) => Promise.any([unpaid(refusal), settled(limit)]));

  const pay = async ({ returnUrl = location.href, ...options }: ConfirmOptions): Promise<Outcome> => {
    const shown = elements;
    if (!stripe || !shown) throw refusedBy({ message: 'Call mount() first.' });
    // First of all: a wallet opens within the buyer's click or not at all.
    const { error: incomplete } = await shown.submit().catch(thrown);
    if (incomplete) return outcome(incomplete);
    await refresh(options);
    const { status, amount_due } = checkout;
    if (status !== 'open') return outcome();
    if (amount_due !== agreed) {
      agreed = amount_due;
      await shown.fetchUpdates().catch(thrown);
      throw new ZhehuiError('amount_changed', '', { amount_due });
    }
    const back = new URL(returnUrl, location.href);
    back.searchParams.set(CHECKOUT_PARAM, found.id);
    const { error } = await stripe
      .confirmPayment({
        elements: shown as never,
        confirmParams: { return_url: back.href },
        redirect: 'if_required',
      })
      .catch(thrown);
    return conclude(options, error);
  };

  return Object.assign(checkout, {
    async mount(target, { stripe: given, element, ...options } = {}) {
      const opened = await open(given);
      // What is being paid with stays until that is over.
      await confirming?.catch(thrown);
      elements?.getElement('payment')?.destroy();
      elements = opened.elements({ clientSecret: client_secret, locale, ...options });
      const form = elements.create('payment', element);
      await new Promise((resolve, reject) => {
        form.on('ready', resolve);
        form.on('loaderror', ({ error }) => reject(refusedBy({ message: error.message })));
        form.mount(target);
      });
      return form;
    },
    confirm(options = {}) {
      confirming ??= pay(options).finally(() => {
        confirming = undefined;
      });
      return confirming;
    },
    async settle(options = {}) {
      stripe = options.stripe ?? stripe;
      return checkout.status === 'open' ? conclude(options) : outcome();
    },
  } satisfies Pick<PayableCheckout, 'mount' | 'confirm' | 'settle'>);
}

/** What Stripe.js throws, as what it should have answered. */
const thrown = (error: StripeRefusal): { error: StripeRefusal } => ({ error });
