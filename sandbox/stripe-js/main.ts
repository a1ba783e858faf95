// The stand-in for Stripe.js: what `GET /stripe.js` of the sandbox gives a page. Has the calls of Stripe.js that Zhehui's pages
// use, under their names; the payment is made at the sandbox that served the script. Any other call is missing.

import { Actions } from './actions.ts';
import { Client, IntegrationError, type Result, refusal } from './client.ts';
import { Elements, type ElementsOptions } from './elements.ts';
import type { FormValue } from './form.ts';
import { inWordsOf, textsOf } from './text.ts';

export type ConfirmParams = {
  return_url?: string;
  payment_method_data?: Readonly<Record<string, FormValue>>;
  readonly [name: string]: FormValue | undefined;
};

export type ConfirmOptions = {
  elements?: Elements;
  clientSecret?: string;
  confirmParams?: ConfirmParams;
  redirect?: 'always' | 'if_required';
};

type WithoutActions = { handleActions?: boolean };

const script = document.currentScript as HTMLScriptElement | null;
const SANDBOX = script === null ? location.origin : new URL(script.src).origin;

/** What `Stripe(publishableKey)` returns. */
class StripeJs {
  readonly #client: Client;
  readonly #actions: Actions;
  readonly #locale: string;

  constructor(key: string, locale: string) {
    this.#locale = locale;
    this.#client = new Client(SANDBOX, key);
    this.#actions = new Actions(this.#client);
  }

  elements(options: ElementsOptions): Elements {
    return new Elements(this.#client, { locale: this.#locale, ...options });
  }

  retrievePaymentIntent(client_secret: string): Promise<Result> {
    return this.#client.retrieve(client_secret);
  }

  /** Pays with what the Payment Element holds, or with `payment_method_data` alone where there is none. */
  async confirmPayment(options: ConfirmOptions): Promise<Result> {
    const { elements, confirmParams: params = {}, redirect = 'always' } = options;
    const { return_url } = params;
    if (redirect === 'always' && return_url === undefined) {
      throw new IntegrationError('confirmParams.return_url is required unless redirect is "if_required".');
    }
    const client_secret = elements?.client_secret ?? options.clientSecret;
    if (client_secret === undefined) throw new IntegrationError('Expected elements or a clientSecret.');
    const submitted = (await elements?.submit()) ?? {};
    if (submitted.error) return { error: submitted.error };
    const payment_method_data = { ...elements?.methodData(), ...params.payment_method_data };
    const data = Object.keys(payment_method_data).length > 0 ? { payment_method_data } : {};
    const result = await this.#confirm(client_secret, { ...params, ...data, use_stripe_sdk: true });
    if (result.error) return { error: inWordsOf(elements?.texts ?? textsOf(this.#locale), result.error) };
    if (redirect !== 'always' || result.paymentIntent.status === 'requires_action') return result;
    return this.#actions.comeBack(result.paymentIntent, return_url ?? '');
  }

  async handleNextAction({ clientSecret }: { clientSecret: string }): Promise<Result> {
    return this.#actions.handle(await this.#client.retrieve(clientSecret), clientSecret);
  }

  /** With `handleActions: false` the page shows the QR code of `next_action` itself. */
  confirmWechatPayPayment(
    client_secret: string,
    params: Readonly<Record<string, FormValue>> = {},
    { handleActions = true }: WithoutActions = {},
  ): Promise<Result> {
    const payment_method_options = { wechat_pay: { client: 'web' } };
    const form = { payment_method_data: { type: 'wechat_pay' }, payment_method_options, ...params };
    return handleActions ? this.#confirm(client_secret, form) : this.#client.confirm(client_secret, form);
  }

  /** With `handleActions: false` the page leads the buyer to the URL of `next_action` itself. */
  confirmAlipayPayment(
    client_secret: string,
    params: Readonly<Record<string, FormValue>> & { return_url?: string },
    { handleActions = true }: WithoutActions = {},
  ): Promise<Result> {
    if (params.return_url === undefined) return Promise.resolve(refusal('return_url is required.'));
    const form = { payment_method_data: { type: 'alipay' }, ...params };
    return handleActions ? this.#confirm(client_secret, form) : this.#client.confirm(client_secret, form);
  }

  async #confirm(client_secret: string, form: Readonly<Record<string, FormValue>>): Promise<Result> {
    return this.#actions.handle(await this.#client.confirm(client_secret, form), client_secret);
  }
}

/** Stripe.js's own constructor, called with or without `new`. */
function Stripe(key: unknown, { locale = 'auto' }: { locale?: string } = {}): StripeJs {
  if (typeof key !== 'string' || !key.startsWith('pk_')) {
    throw new IntegrationError('Expected a publishable key, which begins with pk_.');
  }
  return new StripeJs(key, locale);
}

Object.assign(window, { Stripe: Object.assign(Stripe, { version: 'sandbox' }) });
