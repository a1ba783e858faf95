// What the buyer must do next: the `next_action` of a PaymentIntent for 3-D Secure, Alipay and WeChat Pay.
// Builds data; the pages it points to are in pages.ts.
import type Stripe from 'stripe';
import type { Sandbox } from './context.ts';
import { newId } from './ids.ts';
import type { PaymentIntent, PaymentMethod } from './objects.ts';
import { qrPng } from './qr.ts';

type NextAction = Stripe.PaymentIntent.NextAction;

/** The page on which the buyer authorises or refuses. The client secret in it is what lets them. */
export function actionPage(sandbox: Sandbox, intent: PaymentIntent): string {
  return `${sandbox.url}/redirect/authenticate/${intent.id}?client_secret=${intent.client_secret ?? ''}`;
}

/** `return_url` null with `use_stripe_sdk` means that Stripe.js handles a card's authentication in place. */
export function nextAction(
  sandbox: Sandbox,
  intent: PaymentIntent,
  method: PaymentMethod,
  how: { return_url: string | null; use_stripe_sdk: boolean },
): NextAction {
  const url = actionPage(sandbox, intent);
  const { return_url } = how;
  if (method.type === 'alipay') {
    const alipay_handle_redirect = { native_data: null, native_url: null, return_url, url };
    return { type: 'alipay_handle_redirect', alipay_handle_redirect };
  }
  if (method.type === 'wechat_pay' && intent.payment_method_options?.wechat_pay?.client !== 'mobile_web') {
    return { type: 'wechat_pay_display_qr_code', wechat_pay_display_qr_code: wechatQr(sandbox, intent, url) };
  }
  if (return_url !== null && !how.use_stripe_sdk) {
    return { type: 'redirect_to_url', redirect_to_url: { return_url, url } };
  }
  const use_stripe_sdk = { type: 'three_d_secure_redirect', stripe_js: url, source: newId('payatt') };
  return { type: 'use_stripe_sdk', use_stripe_sdk };
}

/** Real WeChat data is `weixin://…`; here it is the page itself, so that scanning it on the same machine works. */
function wechatQr(
  sandbox: Sandbox,
  intent: PaymentIntent,
  page: string,
): Stripe.PaymentIntent.NextAction.WechatPayDisplayQrCode {
  const images = `${sandbox.url}/qr/${intent.id}`;
  return {
    data: page,
    hosted_instructions_url: page,
    image_data_url: `data:image/png;base64,${qrPng(page).toString('base64')}`,
    image_url_png: `${images}.png?client_secret=${intent.client_secret ?? ''}`,
    image_url_svg: `${images}.svg?client_secret=${intent.client_secret ?? ''}`,
  };
}
