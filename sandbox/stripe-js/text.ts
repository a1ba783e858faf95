// What the stand-in says, in Chinese and English. Messages of errors follow Stripe's.

import type { StripeJsError } from './client.ts';

export type Texts = {
  readonly card: string;
  readonly alipay: string;
  readonly wechat_pay: string;
  readonly number: string;
  readonly expiry: string;
  readonly cvc: string;
  readonly test_cards: string;
  readonly works: string;
  readonly declined: string;
  readonly three_d_secure: string;
  readonly leaves: string;
  readonly scans: string;
  readonly errors: Readonly<Record<string, string>>;
};

const EN: Texts = {
  card: 'Card',
  alipay: 'Alipay',
  wechat_pay: 'WeChat Pay',
  number: 'Card number',
  expiry: 'Expiration date',
  cvc: 'Security code',
  test_cards: 'Test cards, no money moves:',
  works: 'pays',
  declined: 'declined',
  three_d_secure: '3-D Secure',
  leaves: 'You will go to Alipay and come back.',
  scans: 'A QR code appears after you press pay.',
  errors: {
    incomplete_number: 'Your card number is incomplete.',
    invalid_number: 'Your card number is invalid.',
    incomplete_expiry: "Your card's expiration date is incomplete.",
    invalid_expiry_month: "Your card's expiration date is invalid.",
    invalid_expiry_year_past: "Your card's expiration year is in the past.",
    incomplete_cvc: "Your card's security code is incomplete.",
    test_mode_live_card: 'Your card was declined. Your request was in test mode, but used a non test card.',
  },
};

const ZH: Texts = {
  card: '银行卡',
  alipay: '支付宝',
  wechat_pay: '微信支付',
  number: '卡号',
  expiry: '有效期',
  cvc: '安全码',
  test_cards: '测试卡，不会扣款：',
  works: '成功',
  declined: '拒付',
  three_d_secure: '3-D 验证',
  leaves: '将跳转到支付宝，付款后返回。',
  scans: '点击付款后显示二维码。',
  errors: {
    incomplete_number: '您的银行卡号不完整。',
    invalid_number: '您的银行卡号无效。',
    incomplete_expiry: '您的银行卡有效期不完整。',
    invalid_expiry_month: '您的银行卡有效期无效。',
    invalid_expiry_year_past: '您的银行卡已过期。',
    incomplete_cvc: '您的银行卡安全码不完整。',
    test_mode_live_card: '您的银行卡被拒绝：测试环境只接受测试卡。',
    card_declined: '您的银行卡被拒绝。',
    insufficient_funds: '您的银行卡余额不足。',
    expired_card: '您的银行卡已过期。',
    incorrect_cvc: '您的银行卡安全码不正确。',
    processing_error: '处理您的银行卡时出错，请稍后再试。',
    payment_intent_authentication_failure: '我们无法验证您的付款方式，请换一种付款方式后重试。',
    api_connection_error: '无法连接，请稍后再试。',
  },
};

/** Chinese for any Chinese locale, English for every other; `auto` is the browser's own. */
export function textsOf(locale: string): Texts {
  return /^zh\b/i.test(locale === 'auto' ? navigator.language : locale) ? ZH : EN;
}

/** An error with its message in the buyer's language, where there are words for it: by why a card is declined, else by its code. */
export function inWordsOf({ errors }: Texts, error: StripeJsError): StripeJsError {
  const { decline_code = '', code = '', message } = error;
  return { ...error, message: errors[decline_code] ?? errors[code] ?? message };
}
