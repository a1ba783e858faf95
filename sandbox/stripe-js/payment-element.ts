// The Payment Element: a form for the ways to pay that the payment takes. Holds what was entered; confirms nothing.

import { type CardEntry, cardProblem, cardToken, grouped } from './cards.ts';
import { type Client, IntegrationError, type StripeJsError } from './client.ts';
import { h, shadowIn } from './dom.ts';
import type { Appearance } from './elements.ts';
import type { FormValue } from './form.ts';
import { STYLE } from './style.ts';
import { type Texts, textsOf } from './text.ts';

const METHODS = ['card', 'alipay', 'wechat_pay'] as const;
type Method = (typeof METHODS)[number];

const FIELDS = [
  { name: 'number', autocomplete: 'cc-number', placeholder: '1234 1234 1234 1234' },
  { name: 'expiry', autocomplete: 'cc-exp', placeholder: 'MM / YY' },
  { name: 'cvc', autocomplete: 'cc-csc', placeholder: 'CVC' },
] as const;

/** Cards of which a click fills the form. */
const OFFERED = [
  ['4242424242424242', 'works'],
  ['4000000000000002', 'declined'],
  ['4000002500003155', 'three_d_secure'],
] as const;

const PAYABLE = ['requires_payment_method', 'requires_confirmation', 'requires_action'];

type Handler = (event: Record<string, unknown>) => void;

export class PaymentElement {
  readonly #client: Client;
  readonly #client_secret: string;
  readonly #gone: () => void;
  readonly #handlers = new Map<string, Set<Handler>>();
  #texts: Texts = textsOf('en');
  #appearance: Appearance = {};
  #host: HTMLElement | null = null;
  #root: ShadowRoot | null = null;
  #methods: readonly Method[] = [];
  #method: Method = 'card';
  #entry: CardEntry = { number: '', expiry: '', cvc: '' };

  /** `gone` is told when it is destroyed. */
  constructor(client: Client, client_secret: string, gone: () => void) {
    this.#client = client;
    this.#client_secret = client_secret;
    this.#gone = gone;
  }

  get method(): string {
    return this.#method;
  }

  mount(target: string | HTMLElement): void {
    const parent = typeof target === 'string' ? document.querySelector<HTMLElement>(target) : target;
    if (!parent) throw new IntegrationError(`mount(): nothing on the page is '${target}'.`);
    this.unmount();
    this.#host = h('div', { 'data-test': 'payment-element' });
    this.#root = shadowIn(this.#host, STYLE);
    parent.replaceChildren(this.#host);
    void this.#load();
  }

  unmount(): void {
    this.#host?.remove();
    this.#host = null;
    this.#root = null;
  }

  destroy(): void {
    this.unmount();
    this.#handlers.clear();
    this.#gone();
  }

  on(event: string, handler: Handler): this {
    this.#handlers.set(event, (this.#handlers.get(event) ?? new Set()).add(handler));
    return this;
  }

  off(event: string, handler: Handler): this {
    this.#handlers.get(event)?.delete(handler);
    return this;
  }

  /** Its language and looks, from the elements it belongs to. */
  dress(texts: Texts, appearance: Appearance): void {
    this.#texts = texts;
    this.#appearance = appearance;
    this.#render();
  }

  /** What is wrong with what was entered, shown as well; undefined where it can be sent. */
  problem(): StripeJsError | undefined {
    if (this.#root === null) throw new IntegrationError('The Payment Element is not mounted.');
    if (this.#method !== 'card') return undefined;
    const code = cardProblem(this.#entry, new Date());
    if (code !== null) return this.#shown({ type: 'validation_error', code, message: this.#message(code) });
    if (cardToken(this.#entry.number) !== undefined) return undefined;
    const message = this.#message('test_mode_live_card');
    const decline_code = 'test_mode_live_card';
    return this.#shown({ type: 'card_error', code: 'card_declined', decline_code, message });
  }

  data(): Readonly<Record<string, FormValue>> {
    if (this.#method !== 'card') return { type: this.#method };
    return { type: 'card', card: { token: cardToken(this.#entry.number) } };
  }

  async #load(): Promise<void> {
    const host = this.#host;
    const { paymentIntent, error } = await this.#client.retrieve(this.#client_secret);
    if (this.#host !== host) return;
    if (error) return this.#emit('loaderror', { error });
    if (!PAYABLE.includes(paymentIntent.status)) {
      const message = `This payment is ${paymentIntent.status} and can not be paid.`;
      const code = 'payment_intent_unexpected_state';
      return this.#emit('loaderror', { error: { type: 'invalid_request_error', code, message } });
    }
    this.#methods = METHODS.filter((method) => paymentIntent.payment_method_types.includes(method));
    this.#method = this.#methods.includes(this.#method) ? this.#method : (this.#methods[0] ?? 'card');
    this.#render();
    this.#emit('ready');
  }

  #render(): void {
    if (this.#root === null || this.#methods.length === 0) return;
    const { theme, variables = {} } = this.#appearance;
    const box = h('div', { class: theme === 'night' ? 'box night' : 'box' });
    for (const [name, value] of Object.entries(variables)) box.style.setProperty(`--${name}`, value);
    box.append(...this.#methods.map((method) => this.#choice(method)));
    this.#root.replaceChildren(box);
  }

  #choice(method: Method): HTMLElement {
    const checked = method === this.#method;
    const radio = h('input', { type: 'radio', name: 'method', value: method, checked });
    radio.addEventListener('change', () => {
      this.#method = method;
      this.#render();
      this.#root?.querySelector<HTMLElement>(`[value=${method}]`)?.focus();
      this.#changed();
    });
    const label = h('label', { class: 'choice' }, radio, this.#texts[method]);
    const more = method === 'card' ? this.#card() : this.#note(method === 'alipay' ? 'leaves' : 'scans');
    more.hidden = !checked;
    return h('div', { class: 'method' }, label, more);
  }

  #note(text: 'leaves' | 'scans'): HTMLElement {
    return h('p', { class: 'note' }, this.#texts[text]);
  }

  #card(): HTMLElement {
    const problem = h('p', { class: 'problem wide', role: 'alert' });
    const offers = OFFERED.map(([number, kind]) => {
      const button = h('button', { type: 'button', 'data-card': number }, this.#texts[kind]);
      button.addEventListener('click', () => this.#fill(number));
      return button;
    });
    const note = h('p', { class: 'note wide' }, this.#texts.test_cards, ...offers);
    return h('div', { class: 'fields' }, ...FIELDS.map((field) => this.#field(field)), problem, note);
  }

  #field({ name, ...attributes }: (typeof FIELDS)[number]): HTMLElement {
    const input = h('input', { name, ...attributes, inputmode: 'numeric', value: this.#entry[name] });
    input.addEventListener('input', () => {
      this.#entry = { ...this.#entry, [name]: input.value };
      input.removeAttribute('aria-invalid');
      this.#problemLine()?.replaceChildren();
      this.#changed();
    });
    input.addEventListener('change', () => {
      if (name === 'number') input.value = grouped(input.value);
    });
    return h('label', { class: name === 'number' ? 'field wide' : 'field' }, this.#texts[name], input);
  }

  #fill(number: string): void {
    this.#entry = { number: grouped(number), expiry: '12 / 34', cvc: '123' };
    this.#render();
    this.#root?.querySelector<HTMLElement>(`[data-card="${number}"]`)?.focus();
    this.#changed();
  }

  #message(code: string): string {
    return this.#texts.errors[code] ?? code;
  }

  #shown(error: StripeJsError): StripeJsError {
    this.#problemLine()?.replaceChildren(error.message);
    const field = FIELDS.find(({ name }) => error.code?.includes(name))?.name ?? 'number';
    const input = this.#root?.querySelector(`[name=${field}]`);
    input?.setAttribute('aria-invalid', 'true');
    return error;
  }

  #problemLine(): Element | null {
    return this.#root?.querySelector('.problem') ?? null;
  }

  #changed(): void {
    const complete = this.#method !== 'card' || cardProblem(this.#entry, new Date()) === null;
    const empty = this.#method === 'card' && Object.values(this.#entry).every((text) => text === '');
    this.#emit('change', { complete, empty, collapsed: false, value: { type: this.#method } });
  }

  #emit(event: string, more: Record<string, unknown> = {}): void {
    for (const handler of this.#handlers.get(event) ?? []) handler({ elementType: 'payment', ...more });
  }
}
