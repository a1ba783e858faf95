// `stripe.elements(…)`: what belongs to one payment on a page, its language, its looks and its one Payment Element.

import { type Client, IntegrationError, type StripeJsError } from './client.ts';
import type { FormValue } from './form.ts';
import { PaymentElement } from './payment-element.ts';
import { type Texts, textsOf } from './text.ts';

/** The part of Stripe's appearance API that shows here. */
export type Appearance = {
  readonly theme?: 'stripe' | 'night' | 'flat';
  readonly variables?: Readonly<Record<string, string>>;
};

export type ElementsOptions = {
  readonly clientSecret: string;
  readonly locale?: string;
  readonly appearance?: Appearance;
};

export type Submitted = { readonly error?: StripeJsError; readonly selectedPaymentMethod?: string };

export class Elements {
  readonly client_secret: string;
  readonly #client: Client;
  #options: ElementsOptions;
  #payment: PaymentElement | null = null;

  constructor(client: Client, options: ElementsOptions) {
    if (typeof options?.clientSecret !== 'string') {
      throw new IntegrationError(
        'elements(): expected a clientSecret. The sandbox has no deferred payments.',
      );
    }
    this.client_secret = options.clientSecret;
    this.#client = client;
    this.#options = options;
  }

  create(type: string): PaymentElement {
    if (type !== 'payment') throw new IntegrationError(`The sandbox has the element payment, not '${type}'.`);
    if (this.#payment !== null) throw new IntegrationError('There is a Payment Element already.');
    const gone = () => {
      this.#payment = null;
    };
    this.#payment = new PaymentElement(this.#client, this.client_secret, gone);
    this.#dress();
    return this.#payment;
  }

  getElement(type: string): PaymentElement | null {
    return type === 'payment' ? this.#payment : null;
  }

  update(options: Partial<Pick<ElementsOptions, 'locale' | 'appearance'>>): void {
    this.#options = { ...this.#options, ...options };
    this.#dress();
  }

  /** What it says, in its language. */
  get texts(): Texts {
    return textsOf(this.#options.locale ?? 'auto');
  }

  /** Reads the payment anew, after the server has changed it. */
  async fetchUpdates(): Promise<Submitted> {
    const { error } = await this.#client.retrieve(this.client_secret);
    return error ? { error } : {};
  }

  /** Checks what was entered, and shows what is wrong with it. */
  async submit(): Promise<Submitted> {
    if (this.#payment === null) throw new IntegrationError('submit(): mount a Payment Element first.');
    const error = this.#payment.problem();
    return error ? { error } : { selectedPaymentMethod: this.#payment.method };
  }

  /** The payment method as the API takes it. */
  methodData(): Readonly<Record<string, FormValue>> {
    if (this.#payment === null)
      throw new IntegrationError('confirmPayment(): mount a Payment Element first.');
    return this.#payment.data();
  }

  #dress(): void {
    this.#payment?.dress(this.texts, this.#options.appearance ?? {});
  }
}
