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
 * How a payment by QR code stands. `declined`: the customer or their bank refused, and another try may be made. `away`: nobody
 * knows; the customer may have paid.
 */
export type QrStatus = 'waiting' | 'declined' | 'paid' | 'away';

type Intent = {
  readonly status: string;
  readonly last_payment_error?: { readonly message?: string } | null;
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
  const { next_action } = answer.intent;
  const text = next_action?.wechat_pay_display_qr_code?.data ?? next_action?.alipay_handle_redirect?.url;
  if (text !== undefined) return { ok: true, text, method };
  const message = answer.intent.last_payment_error?.message ?? answer.intent.status;
  return { ok: false, problem: { code: 'payment_declined', message } };
}

/** Asks Stripe how the payment stands. It is paid for the till only when the API says so, too. */
export async function qrStatus(checkout: Checkout, at: StripeAt): Promise<QrStatus> {
  const answer = await ask(checkout, at, null);
  if ('problem' in answer) return 'away';
  if (answer.intent.status === 'requires_payment_method') return 'declined';
  return answer.intent.status === 'succeeded' ? 'paid' : 'waiting';
}

type Asked = { readonly intent: Intent } | { readonly problem: Problem };

/** Confirms with the form, or looks where there is none. */
async function ask(
  { payment }: Checkout,
  { stripe_api, timeout_ms }: StripeAt,
  form: Record<string, string> | null,
): Promise<Asked> {
  if (payment?.provider !== 'stripe' || payment.publishable_key === null) {
    return { problem: { code: 'payment_not_stripe', message: 'The checkout has no payment at Stripe.' } };
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
    const body = (await response.json()) as Intent & { error?: { code?: string; message?: string } };
    if (response.ok) return { intent: body };
    const { code = 'bad_response', message = '' } = body.error ?? {};
    return { problem: { code, message, status: response.status } };
  } catch (error) {
    return { problem: { code: 'network_error', message: String(error) } };
  }
}
