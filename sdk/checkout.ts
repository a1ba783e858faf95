// A checkout that can be paid: Stripe's Payment Element on the page, one confirmation at a time, and the API's word on how it came
// out. Stripe.js's own word is believed where it says that nothing was paid, never where it says that something was.

import { type Call, type CallOptions, pause } from './api.ts';
import { ZhehuiError } from './errors.ts';
import { SETTLING_WAITS_MS } from './limits.ts';
import {
  openStripe,
  refusedBy,
  type StripeAppearance,
  type StripeElements,
  type StripeForm,
  type StripeJs,
  type StripeRefusal,
} from './stripe.ts';
import type { Checkout, CheckoutStatus, Locale, StripePayment } from './types.ts';

export type StripeOptions = {
  /** Your own Stripe object, where the page has one. */
  stripe?: StripeJs | undefined;
};

export type MountOptions = StripeOptions & { appearance?: StripeAppearance };

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
  /** Puts Stripe's Payment Element into an element of the page. */
  mount(element: string | HTMLElement, options?: MountOptions): Promise<StripeForm>;
  /** Pays what is shown. Called again while it is under way, it is the same confirmation. */
  confirm(options?: ConfirmOptions): Promise<Outcome>;
  /** Waits for the API's word on a payment that was made, as after a redirect or `processing`. */
  settle(options?: CallOptions & StripeOptions): Promise<Outcome>;
};

export type Shop = { readonly call: Call; readonly locale: Locale; readonly stripeJs: string | undefined };

/** The parameters of a return URL: ours, and one that Stripe adds. */
export const CHECKOUT_PARAM = 'zhehui_checkout';
export const SECRET_PARAM = 'payment_intent_client_secret';

export const checkoutPath = (id: string, clientSecret?: string): string =>
  // Both may come from the address of a page, which anybody can write.
  `/v1/checkouts/${encodeURIComponent(id)}${clientSecret ? `?client_secret=${encodeURIComponent(clientSecret)}` : ''}`;

/** The API's checkout with what a page does with it. Its fields follow what the API last said. */
export function payable({ call, locale, stripeJs }: Shop, found: Checkout): PayableCheckout {
  const { client_secret = '', publishable_key } = found.payment ?? ({} as Partial<StripePayment>);
  let stripe: StripeJs | undefined;
  let elements: StripeElements | undefined;
  let confirming: Promise<Outcome> | undefined;

  const open = async (given = stripe): Promise<StripeJs> => {
    stripe = given ?? (await openStripe(publishable_key, locale, stripeJs));
    return stripe;
  };

  const refresh = async (options: CallOptions): Promise<unknown> =>
    Object.assign(checkout, await call<Checkout>(checkoutPath(found.id, client_secret), undefined, options));

  const outcome = (refusal?: StripeRefusal | null): Outcome => ({
    status: checkout.status,
    checkout,
    error: refusal ? refusedBy(refusal) : undefined,
  });

  /** Once a payment is under way no failure is thrown: the buyer must learn that it may have been made. */
  const conclude = async (options: CallOptions, refusal?: StripeRefusal): Promise<Outcome> => {
    const intent =
      refusal?.payment_intent ??
      (await stripe?.retrievePaymentIntent(client_secret).catch(() => null))?.paymentIntent;
    if (intent?.status.startsWith('requires_')) return outcome(refusal ?? intent.last_payment_error);
    for (const wait of SETTLING_WAITS_MS) {
      await refresh(options).catch(() => {});
      if (checkout.status !== 'open') return outcome();
      if (options.signal?.aborted) break;
      await pause(wait, options.signal);
    }
    return { status: 'processing', checkout };
  };

  const pay = async (options: ConfirmOptions): Promise<Outcome> => {
    if (!elements) throw new Error('Call mount() first.');
    // First of all: a wallet opens within the buyer's click or not at all.
    const { error: incomplete } = await elements.submit();
    if (incomplete) return outcome(incomplete);
    const shown = checkout.amount_due;
    await refresh(options);
    const { amount_due } = checkout;
    if (checkout.status !== 'open') return outcome();
    if (amount_due !== shown) {
      await elements.fetchUpdates();
      throw new ZhehuiError('amount_changed', `${shown} fen were shown, ${amount_due} are due.`, {
        amount_due,
      });
    }
    const back = new URL(options.returnUrl ?? location.href, location.href);
    back.searchParams.set(CHECKOUT_PARAM, found.id);
    const { error } = await (await open()).confirmPayment({
      elements: elements as never,
      confirmParams: { return_url: back.href },
      redirect: 'if_required',
    });
    return conclude(options, error);
  };

  const checkout: PayableCheckout = {
    ...found,
    async mount(element, { stripe: given, ...options } = {}) {
      elements = (await open(given)).elements({
        clientSecret: client_secret,
        locale,
        ...options,
      });
      const form = elements.create('payment');
      form.mount(element);
      return form;
    },
    confirm(options = {}) {
      confirming ??= pay(options).finally(() => {
        confirming = undefined;
      });
      return confirming;
    },
    async settle(options = {}) {
      if (checkout.status !== 'open') return outcome();
      await open(options.stripe).catch(() => {});
      return conclude(options);
    },
  };
  return checkout;
}
