// @zhehui/sdk: quotes and checkouts of Zhehui for pages. Nothing happens on import, and a server may import it.

import { type CallOptions, connect, type IdempotentOptions } from './api.ts';
import {
  CHECKOUT_PARAM,
  type Outcome,
  type PayableCheckout,
  payable,
  type Retrieve,
  SECRET_PARAM,
  type StripeOptions,
} from './checkout.ts';
import { ZhehuiError } from './errors.ts';
import type {
  Checkout,
  Locale,
  PageCart,
  PageCheckoutRequest,
  PageQuoteRequest,
  Programme,
  Quote,
} from './types.ts';

export type { CallOptions, IdempotentOptions } from './api.ts';
export type { ConfirmOptions, MountOptions, Outcome, PayableCheckout, StripeOptions } from './checkout.ts';
export {
  type ApiErrorCode,
  type ErrorCode,
  type ErrorType,
  type SdkErrorCode,
  ZhehuiError,
} from './errors.ts';
export type { StripeAppearance, StripeElements, StripeForm, StripeFormOptions, StripeJs } from './stripe.ts';
export type * from './types.ts';

/** A key that may be in a page. A text that names another kind does not compile. */
type AllowedKey<Key extends string> = Key extends `${'sk' | 'tk' | 'fk' | 'ok'}_${string}` ? never : Key;

export type ZhehuiOptions<Key extends string = string> = {
  /** The merchant's publishable key, `pk_…`. */
  key: Key;
  /** Where the API is: `https://zhehui.example.com`. */
  api: string;
  /** The buyer's language; the browser's by default. */
  locale?: Locale | undefined;
  /** Another address of Stripe.js: of the sandbox, in development. */
  stripeJs?: string | undefined;
};

export type Zhehui = {
  readonly locale: Locale;
  /** What a cart costs after the subsidy. Stores nothing. */
  quote(request: PageQuoteRequest, options?: CallOptions): Promise<Quote>;
  /**
   * Opens the checkout of an order, or finds the one that the same request opened. Refused with `amount_changed` where another
   * amount is due than the last quote of the same cart said.
   */
  createCheckout(request: PageCheckoutRequest, options?: IdempotentOptions): Promise<PayableCheckout>;
  /** A checkout as it is now, for who has the client secret of its payment. */
  retrieveCheckout(
    id: string,
    secret: { clientSecret: string },
    options?: CallOptions,
  ): Promise<PayableCheckout>;
  /** On the page that a bank or a wallet leads back to: how the payment came out. Null on any other page. */
  resumeCheckout(options?: CallOptions & StripeOptions): Promise<Outcome | null>;
  /** A programme in its latest version. */
  retrieveProgramme(id: string, options?: CallOptions): Promise<Programme>;
};

export function createZhehui<const Key extends string>(
  options: ZhehuiOptions<Key> & { key: AllowedKey<Key> },
): Zhehui;
export function createZhehui({
  key,
  api,
  locale = /^zh/.test(globalThis.navigator?.language) ? 'zh' : 'en',
  stripeJs,
}: ZhehuiOptions): Zhehui {
  if (!/^pk_\w+$/.test(key)) {
    throw new ZhehuiError('key_kind_not_allowed', 'Expected pk_');
  }
  const call = connect(key, api.replace(/\/$/, ''));
  const retrieve: Retrieve = (id, clientSecret, options) =>
    // Both may come from the address of a page, which anybody can write.
    call(`checkouts/${encodeURIComponent(id)}?client_secret=${encodeURIComponent(clientSecret)}`, options);
  const open = async (opened: Promise<Checkout>): Promise<PayableCheckout> =>
    payable(await opened, retrieve, locale, stripeJs);
  /** For each cart its last quote, which may be under way; one that fails leaves the one before. */
  const shown: Record<string, Promise<Quote | undefined> | undefined> = {};
  return {
    locale,
    quote(request, options) {
      const cart = cartOf(request);
      const before = shown[cart];
      const quote = call<Quote>('quotes', options, request);
      shown[cart] = quote.catch(() => before);
      return quote;
    },
    async createCheckout(request, options) {
      const expected_amount_due = (await shown[cartOf(request)])?.[
        request.subsidy === 'none' ? 'amount_total' : 'amount_due'
      ];
      return open(call('checkouts', options, { expected_amount_due, ...request }));
    },
    retrieveCheckout: (id, { clientSecret }, options) => open(retrieve(id, clientSecret, options)),
    async resumeCheckout(options) {
      const params = new URL(location.href).searchParams;
      const id = params.get(CHECKOUT_PARAM);
      // Of several returns to one page the last one counts.
      const clientSecret = params.getAll(SECRET_PARAM).pop();
      return id && clientSecret ? (await open(retrieve(id, clientSecret, options))).settle(options) : null;
    },
    retrieveProgramme: (id, options) => call(`programmes/${encodeURIComponent(id)}`, options),
  };
}

/** What names a cart, in whatever order the fields of its lines are. */
const cartOf = (cart: PageCart): string => JSON.stringify(cart, ['lines', 'sku', 'quantity', 'signed_cart']);
