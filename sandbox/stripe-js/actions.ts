// What the buyer must do next, and where they go then: 3-D Secure in a dialog, WeChat Pay's QR code in one, Alipay's page.

import { type Client, type PaymentIntent, type Result, refusal } from './client.ts';
import { h, shadowIn } from './dom.ts';
import { STYLE } from './style.ts';

/** Milliseconds between two looks at a payment whose QR code is shown. */
const LOOK_MS = 1_000;

const FAILED =
  'We are unable to authenticate your payment method. Please choose a different payment method and try again.';

export class Actions {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Does what the payment waits for, and gives it as it is then; a result that waits for nothing as it came. */
  async handle(result: Result, client_secret: string): Promise<Result> {
    const action = result.paymentIntent?.next_action;
    if (result.error || result.paymentIntent.status !== 'requires_action' || !action) return result;
    if (action.alipay_handle_redirect?.url) return leave(action.alipay_handle_redirect.url);
    if (action.redirect_to_url?.url) return leave(action.redirect_to_url.url);
    const qr = action.wechat_pay_display_qr_code;
    if (qr) return this.#scan(qr.image_data_url, qr.hosted_instructions_url, client_secret);
    const { stripe_js } = action.use_stripe_sdk as { stripe_js: string };
    return this.#authenticate(stripe_js, result.paymentIntent, client_secret);
  }

  /** Leaves for the `return_url` of a payment that needs nothing more, as Stripe.js does with `redirect: "always"`. */
  comeBack(intent: PaymentIntent, return_url: string): Promise<never> {
    const target = new URL(return_url);
    target.searchParams.set('payment_intent', intent.id);
    target.searchParams.set('payment_intent_client_secret', intent.client_secret ?? '');
    target.searchParams.set('redirect_status', intent.status === 'processing' ? 'pending' : 'succeeded');
    return leave(target.href);
  }

  async #authenticate(page: string, intent: PaymentIntent, client_secret: string): Promise<Result> {
    const amount = `${(intent.amount / 100).toFixed(2)} ${intent.currency.toUpperCase()}`;
    const complete = h('button', { type: 'button', 'data-test': '3ds-complete' }, '完成验证 · Complete');
    const fail = h('button', { type: 'button', class: 'no', 'data-test': '3ds-fail' }, '失败 · Fail');
    const close = openDialog(
      '3-D Secure',
      h('p', { class: 'amount' }, amount),
      h('p', {}, '测试银行请您验证。The test bank asks you to authenticate.'),
      complete,
      fail,
    );
    const outcome = await new Promise<'authorize' | 'fail'>((resolve) => {
      complete.addEventListener('click', () => resolve('authorize'));
      fail.addEventListener('click', () => resolve('fail'));
      close.canceled.then(() => resolve('fail'));
    });
    close.now();
    const sent = await this.#client.decide(page, outcome).then(
      () => true,
      () => false,
    );
    if (!sent) return { error: { type: 'api_connection_error', message: FAILED } };
    return withFailure(await this.#client.retrieve(client_secret));
  }

  /** Shows the code until the payment is no longer waiting for it, or the buyer closes it: then it still waits. */
  async #scan(image: string, page: string, client_secret: string): Promise<Result> {
    const cancel = h('button', { type: 'button', class: 'no' }, '关闭 · Close');
    const link = h('a', { href: page, target: '_blank', rel: 'noopener' }, '在此测试付款 · Pay here (test)');
    const close = openDialog(
      '微信支付 · WeChat Pay',
      h('img', { src: image, alt: 'QR' }),
      h('p', {}, link),
      cancel,
    );
    let open = true;
    cancel.addEventListener('click', () => close.cancel());
    close.canceled.then(() => {
      open = false;
    });
    for (;;) {
      const result = await this.#client.retrieve(client_secret);
      const waits = result.error?.type === 'api_connection_error' || isWaiting(result);
      if (!waits || !open) {
        close.now();
        return withFailure(result);
      }
      await Promise.race([new Promise((resolve) => setTimeout(resolve, LOOK_MS)), close.canceled]);
    }
  }
}

const isWaiting = ({ paymentIntent }: Result): boolean => paymentIntent?.status === 'requires_action';

/** A payment that the buyer or the bank refused is an error for the page. */
function withFailure(result: Result): Result {
  const intent = result.paymentIntent;
  if (intent?.status !== 'requires_payment_method') return result;
  const { type, code, decline_code, message } = intent.last_payment_error ?? {};
  const refused = refusal(FAILED, 'payment_intent_authentication_failure').error;
  const declined = type === 'card_error' && { type, message: message ?? FAILED, code, decline_code };
  return { error: { ...refused, ...(declined || {}), payment_intent: intent } as Result['error'] & object };
}

/** Leaves the page: nothing that comes after it happens. */
function leave(url: string): Promise<never> {
  location.assign(url);
  return new Promise(() => {});
}

type Dialog = {
  /** Kept when the buyer closes it. */
  readonly canceled: Promise<void>;
  cancel(): void;
  now(): void;
};

function openDialog(title: string, ...content: Node[]): Dialog {
  const host = h('div', { 'data-test': 'payment-dialog' });
  const dialog = h('dialog', { 'aria-label': title }, h('h2', {}, title), ...content);
  shadowIn(host, STYLE).append(dialog);
  document.body.append(host);
  dialog.showModal();
  const canceled = new Promise<void>((resolve) => {
    dialog.addEventListener('close', () => resolve());
  });
  return { canceled, cancel: () => dialog.close(), now: () => host.remove() };
}
