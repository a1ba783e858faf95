// What buyers are told when something goes wrong: in their language, what happened, whether money moved, what to do next. Never
// the API's own message, which is for developers.

import type { ErrorCode, ZhehuiError } from './errors.ts';
import { money } from './money.ts';
import type { Locale } from './types.ts';

export type Text = readonly [zh: string, en: string];

/** A sentence for each kind of trouble. `¥` stands for the amount that the error carries. */
const AWAY: Text = [
  '暂时无法连接，购物车已保留，不会重复扣款。请稍后再试。',
  'We cannot connect just now. Your cart is kept and you will not be charged twice. Please try again in a moment.',
];
const SHOP: Text = [
  '本店暂时无法结账，不会重复扣款。请联系店家。',
  'This shop cannot check out just now. You will not be charged twice. Please ask the shop.',
];
const CART: Text = [
  '购物车已过期或已在别处结账，不会重复扣款。请刷新页面。',
  'This cart has expired or is checked out elsewhere. You will not be charged twice. Please reload the page.',
];
const LIMIT: Text = [
  '订单金额超出可支付范围，没有扣款。请调整购物车。',
  'This amount cannot be paid online. Nothing was charged. Please change your cart.',
];
const GONE: Text = [
  '有商品已下架，没有扣款。请将其移出购物车。',
  'A product is not sold any more. Nothing was charged. Please remove it from your cart.',
];
const PRICE: Text = [
  '价格现为 ¥。没有扣款，请核对后再付款。',
  'The price is ¥ now. Nothing was charged. Please check it before you pay.',
];
const SUBSIDY: Text = [
  '本单无法享受补贴，没有扣款。可不用补贴以 ¥ 购买。',
  'This order cannot get the subsidy. Nothing was charged. You can buy it without for ¥.',
];
const DECLINED: Text = [
  '付款未成功，没有扣款。请重试或换一种付款方式。',
  'The payment did not go through. Nothing was charged. Please try again or pay another way.',
];
const FORM: Text = ['请补全付款信息。', 'Please complete the payment details.'];
const UNDER_WAY: Text = [
  '付款正在处理，请勿再次付款。请稍后查看。',
  'Your payment is being processed. Please do not pay again. Look again in a moment.',
];

const TEXTS: { readonly [code in ErrorCode]?: Text } = {
  network_error: AWAY,
  timeout: AWAY,
  aborted: AWAY,
  bad_response: AWAY,
  temporarily_unavailable: AWAY,
  rate_limited: AWAY,
  payment_provider_unavailable: AWAY,
  internal_error: AWAY,
  signed_cart_expired: CART,
  signed_cart_used: CART,
  order_already_open: CART,
  checkout_not_open: CART,
  amount_too_small: LIMIT,
  amount_too_large: LIMIT,
  product_missing: GONE,
  amount_changed: PRICE,
  budget_exhausted: SUBSIDY,
  buyer_limit_reached: SUBSIDY,
  buyer_required: SUBSIDY,
  serial_already_claimed: SUBSIDY,
  serial_number_required: SUBSIDY,
  payment_declined: DECLINED,
  payment_refused: DECLINED,
  payment_incomplete: FORM,
  payment_under_way: UNDER_WAY,
};

/**
 * The words for a buyer. `{code: 'payment_under_way'}` has those for an outcome that is `processing`. Why a payment was declined
 * Stripe.js says in the buyer's language, so its words come first.
 */
export function buyerMessage(
  error: Pick<ZhehuiError, 'code'> & Partial<ZhehuiError>,
  locale: Locale,
): string {
  const { code, message, declineCode, amountDue, amountDueWithoutSubsidy = amountDue } = error;
  const words = pick(TEXTS[code] ?? SHOP, locale);
  // Without an amount, the sentence about it goes.
  if (amountDueWithoutSubsidy === undefined)
    return (declineCode ? `${message} ` : '') + words.replace(/[^。.]*¥[^。.]*. ?/, '');
  return words.replace('¥', () => money(amountDueWithoutSubsidy, locale));
}

export const pick = ([zh, en]: Text, locale: Locale): string => (locale === 'zh' ? zh : en);
