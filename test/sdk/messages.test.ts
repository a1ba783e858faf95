import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../sdk/errors.ts';
import { buyerMessage } from '../../sdk/messages.ts';
import { money } from '../../sdk/money.ts';
import { whyCapped, whyNot } from '../../sdk/reasons.ts';
import type { Programme } from '../../sdk/types.ts';
import { TAG_REASONS } from '../../src/vocabulary.ts';

/** What calls of a page can come to, whatever the API, the network and Stripe do. */
const MET: ErrorCode[] = [
  'api_key_invalid',
  'key_kind_not_allowed',
  'origin_not_allowed',
  'network_error',
  'timeout',
  'aborted',
  'bad_response',
  'temporarily_unavailable',
  'rate_limited',
  'payment_provider_unavailable',
  'internal_error',
  'product_missing',
  'signed_cart_expired',
  'signed_cart_invalid',
  'signed_cart_used',
  'order_already_open',
  'checkout_not_open',
  'amount_too_small',
  'amount_too_large',
  'amount_changed',
  'budget_exhausted',
  'buyer_required',
  'buyer_limit_reached',
  'serial_number_required',
  'payment_declined',
  'payment_refused',
];

describe('words for buyers', () => {
  it.each(MET)('[F10] %s: whether money moved and what to do, in both languages', (code) => {
    const zh = buyerMessage({ code, amountDueWithoutSubsidy: 1 }, 'zh');
    const en = buyerMessage({ code, amountDueWithoutSubsidy: 1 }, 'en');
    expect(zh).toMatch(/没有扣款|不会重复扣款/);
    expect(zh).toMatch(/请|可不用/);
    expect(en).toMatch(/Nothing was charged|will not be charged twice/);
    expect(en).toMatch(/[Pp]lease|You can buy/);
    expect(zh).not.toMatch(/[a-z]/i);
  });

  it('[F10] the amount that the error carries is in the words', () => {
    expect(buyerMessage({ code: 'amount_changed', amountDue: 339_915 }, 'zh')).toContain('¥3,399.15');
    expect(buyerMessage({ code: 'budget_exhausted', amountDueWithoutSubsidy: 399_900 }, 'en')).toContain(
      '¥3,999.00',
    );
  });

  it.each(MET)('[F10] %s: without an amount no words wait for one', (code) => {
    expect(buyerMessage({ code }, 'zh')).toMatch(/^[^¥]*(没有扣款|不会重复扣款)[^¥]*。$/);
    expect(buyerMessage({ code }, 'en')).toMatch(
      /^(?=[A-Z])[^¥]*(Nothing was charged|charged twice)[^¥]*\.$/,
    );
    expect(buyerMessage({ code }, 'en')).not.toMatch(/ (is|for) ?\.| is now| {2}/);
  });

  it('[F10] why a card was declined is said in Stripe’s words, which are the buyer’s, never in the API’s', () => {
    const declined = { code: 'payment_declined', message: '您的银行卡余额不足。' } as const;
    expect(buyerMessage({ ...declined, declineCode: 'insufficient_funds' }, 'zh')).toMatch(
      /^您的银行卡余额不足。.*没有扣款/,
    );
    expect(buyerMessage({ ...declined, message: 'pi_1: declined', status: 402 }, 'en')).not.toContain('pi_1');
  });

  it('[F10] what is being paid, and what is not filled in, has words too', () => {
    expect(buyerMessage({ code: 'payment_under_way' }, 'zh')).toContain('请勿再次付款');
    expect(buyerMessage({ code: 'payment_incomplete' }, 'en')).toBe('Please complete the payment details.');
  });

  it.each(TAG_REASONS)(
    '[F11] a product that is refused with %s has a reason, in both languages',
    (reason) => {
      expect(whyNot(reason, 'zh')).toMatch(/^[\u4e00-\u9fff，]{4,}$/);
      expect(whyNot(reason, 'en')).toMatch(/^[A-Z][\w ]{10,}$/);
    },
  );

  it.each([
    ['order', 'zh', '补贴 15%，每单最高 ¥2,000.00'],
    ['order', 'en', '15% subsidy, at most ¥2,000.00 an order'],
    ['item', 'zh', '补贴 15%，每件最高 ¥2,000.00'],
    ['item', 'en', '15% subsidy, at most ¥2,000.00 an item'],
  ] as const)('[F11] a cap per %s is explained in %s', (scope, locale, words) => {
    const programme = { rate: '0.15', cap: { scope, amount: 200_000 } } as Programme;
    expect(whyCapped(programme, locale)).toBe(words);
  });

  it('[F11] a cap is said to bind where the programme cannot be asked for', () => {
    expect(whyCapped(undefined, 'zh')).toBe('补贴已达上限');
  });

  it.each([
    [0, '¥0.00'],
    [-0, '¥0.00'],
    [1, '¥0.01'],
    [399_900, '¥3,999.00'],
    [19_999_999_999, '¥199,999,999.99'],
  ])('[F11] %i fen are %s', (amount, words) => {
    expect(money(amount, 'zh')).toBe(words);
    expect(money(amount, 'en')).toBe(words);
  });
});
