// Alipay and WeChat Pay through Stripe at a till: confirms the checkout's PaymentIntent with its publishable key and client
// secret, and hands out the text that the customer scans. Whether it was paid, the API says.

import type { Problem } from './call.ts';
import type { Checkout } from './wire.ts';

export type QrMethod = 'alipay' | 'wechat_pay';

/** What the customer's phone is to scan, or why there is nothing to scan. */
export type Qr =
  | { readonly ok: true; readonly text: string; readonly method: QrMethod }
  | { readonly ok: false; readonly problem: Problem };

/**
 * How a payment by QR code stands. `unasked`: no code is out, so nobody can pay. `waiting`: a code is out, or the money is on its
 * way to the API. `declined`: the customer or their bank refused, and another try may be made. `paid`: the API says so, and the
 * goods are the customer's. `closed`: it is over, and was not paid. `away`: nobody knows; the customer may have paid.
 */
export type QrStatus = 'unasked' | 'waiting' | 'declined' | 'paid' | 'closed' | 'away';

type Intent = {
  readonly status: string;
  readonly last_payment_error?: object | null;
  readonly next_action?: {
    readonly wechat_pay_display_qr_code?: { readonly data: string };
    readonly alipay_handle_redirect?: { readonly url: string; readonly native_url?: string | null };
  } | null;
};

export type StripeAt = {
  /** Stripe's API; a stand-in in development. */
  readonly stripe_api: string;
  /** Where Alipay sends the customer's phone afterwards. */
  readonly return_url: string;
  readonly timeout_ms: number;
};

/** Asks for a QR code of a checkout that is open. Asked again, or for the other method, the newest one counts. */
export async function startQr(checkout: Checkout, method: QrMethod, at: StripeAt): Promise<Qr> {
  const answer = await ask(checkout, at, {
    'payment_method_data[type]': method,
    ...(method === 'wechat_pay'
      ? { 'payment_method_options[wechat_pay][client]': 'web' }
      : { return_url: at.return_url }),
  });
  if ('problem' in answer) return { ok: false, problem: answer.problem };
  return codeOf(answer.intent) ?? unavailable(`no code: ${answer.intent.status}`);
}

/** The code that is out already: Stripe is asked for none. Null where there is none, or nobody knows. */
export async function shownQr(checkout: Checkout, at: StripeAt): Promise<Qr | null> {
  const answer = await ask(checkout, at, null);
  return 'problem' in answer ? null : codeOf(answer.intent);
}

function codeOf({ status, next_action }: Intent): Qr | null {
  if (status !== 'requires_action') return null;
  const wechat_pay = next_action?.wechat_pay_display_qr_code?.data;
  if (wechat_pay !== undefined) return { ok: true, text: wechat_pay, method: 'wechat_pay' };
  const alipay = next_action?.alipay_handle_redirect?.url;
  return alipay === undefined ? null : { ok: true, text: alipay, method: 'alipay' };
}

/** Asks Stripe how a payment stands that the API does not know to be paid. What Stripe has, the API will have: that is waited for. */
export async function qrStatus(checkout: Checkout, at: StripeAt): Promise<QrStatus> {
  const answer = await ask(checkout, at, null);
  if ('problem' in answer) return 'away';
  const { status, last_payment_error } = answer.intent;
  if (status !== 'requires_payment_method') return 'waiting';
  return last_payment_error == null ? 'unasked' : 'declined';
}

type Refused = { readonly ok: false; readonly problem: Problem };

const unavailable = (message: string): Refused => ({
  ok: false,
  problem: { code: 'qr_unavailable', message },
});

type Asked = { readonly intent: Intent } | { readonly problem: Problem };

/** Confirms with the form, or looks where there is none. */
async function ask(
  { payment }: Checkout,
  { stripe_api, timeout_ms }: StripeAt,
  form: Record<string, string> | null,
): Promise<Asked> {
  if (payment?.provider !== 'stripe' || payment.publishable_key === null) {
    return unavailable('The checkout has no payment at Stripe.');
  }
  const { payment_intent, client_secret, publishable_key } = payment;
  const path = `${stripe_api}/v1/payment_intents/${payment_intent}`;
  const secret = new URLSearchParams({ client_secret, ...form });
  try {
    const response = await fetch(form === null ? `${path}?${secret}` : `${path}/confirm`, {
      ...(form !== null && { method: 'POST', body: secret }),
      headers: { Authorization: `Bearer ${publishable_key}` },
      signal: AbortSignal.timeout(timeout_ms),
      cache: 'no-store',
    });
    const body = (await response.json()) as Intent & { error?: { code?: string; payment_intent?: Intent } };
    if (response.ok) return { intent: body };
    const { code = response.status, payment_intent } = body.error ?? {};
    return PAID.has(payment_intent?.status ?? '') ? UNDER_WAY : unavailable(`Stripe: ${code}`);
  } catch (error) {
    return unavailable(String(error));
  }
}

/** With these Stripe gives no other code: the customer has paid by the last one. */
const PAID: ReadonlySet<string> = new Set(['processing', 'succeeded', 'requires_capture']);

const UNDER_WAY: Refused = {
  ok: false,
  problem: { code: 'payment_under_way', message: 'Stripe has the money.' },
};
