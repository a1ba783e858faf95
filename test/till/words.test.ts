// The words of the till: for every failure that it can meet, in both languages, with what to do next.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Sale } from '../../sdk/till.ts';
import { TAG_REASONS } from '../../src/vocabulary.ts';
import { languageOf, momentIn } from '../../web/language-choice.ts';
import { messageOf, SAID_CODES } from '../../web/till/messages.ts';
import { reasonOf } from '../../web/till/reasons.ts';
import { titles } from '../../web/till/sales-screen.ts';
import { fill, TEXT } from '../../web/till/text.ts';

/** What can happen to a till: its own failures, and the refusals of checkouts, confirmations, cancels and returns. */
const MET = [
  ...[
    'network_error',
    'timeout',
    'bad_response',
    'storage_full',
    'storage_failed',
    'amount_differs',
    'reservation_expired',
    'qr_unavailable',
    'money_not_taken',
  ],
  ...['api_key_invalid', 'key_kind_not_allowed', 'origin_not_allowed', 'internal_error'],
  ...['temporarily_unavailable', 'payment_provider_unavailable', 'budget_exhausted', 'amount_changed'],
  ...['serial_already_claimed', 'serial_number_required', 'serial_number_unknown', 'buyer_required'],
  ...[
    'buyer_limit_reached',
    'checkout_not_open',
    'already_confirmed',
    'payment_under_way',
    'amount_too_small',
  ],
  ...[
    'payment_refused',
    'payment_declined',
    'quantity_not_kept',
    'checkout_not_complete',
    'resource_missing',
  ],
  ...['refund_under_way', 'refund_refused', 'order_already_open'],
];

describe('the words of the till', () => {
  it.each(MET)('[I12] say what %s is and what to do next, in Chinese and in English', (code) => {
    expect(SAID_CODES).toContain(code);
    const problem = { code, message: 'raw', request_id: 'req_1', amount_due: 339_915 };
    const [zh, en] = (['zh', 'en'] as const).map((language) => messageOf(problem, language));
    for (const words of [zh?.what, zh?.next]) expect(words).toMatch(/\p{Script=Han}/u);
    for (const words of [en?.what, en?.next]) expect(words).toMatch(/^[^\p{Script=Han}]+$/u);
    for (const words of [zh?.what, zh?.next, en?.what, en?.next]) expect(words).not.toMatch(/[{}]|raw/);
  });

  it('[I12] show the number of a failure that they do not know', () => {
    const { what, next } = messageOf(
      { code: 'parameter_invalid', message: 'sku: too long', request_id: 'req_7' },
      'zh',
    );
    expect(`${what}${next}`).toMatch(/sku: too long.*req_7/);
  });

  it('[I12] name the API’s codes only', () => {
    const own = [
      'network_error',
      'timeout',
      'aborted',
      'bad_response',
      'storage_full',
      'storage_failed',
      'amount_differs',
      'reservation_expired',
      'qr_unavailable',
      'money_not_taken',
    ];
    const page = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
    expect(SAID_CODES.filter((code) => !own.includes(code) && !page.includes(`\`${code}\``))).toEqual([]);
  });

  it('[I12] say why a line does or does not qualify, in both languages', () => {
    for (const reason of TAG_REASONS) {
      const tag = { reason, device: null } as Parameters<typeof reasonOf>[0];
      expect(reasonOf(tag, 'zh')).toMatch(/\p{Script=Han}/u);
      expect(reasonOf(tag, 'en')).toMatch(/^[^\p{Script=Han}]+$/u);
    }
  });

  it('[I12] have the same places to fill in both languages', () => {
    const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
    for (const [name, words] of Object.entries(TEXT.zh)) {
      expect([name, places(TEXT.en[name as keyof typeof TEXT.en])]).toEqual([name, places(words)]);
    }
    expect(fill('{a} {b}', { a: 1 })).toBe('1 {b}');
  });

  it('[I12] write a day with its month as a word, or as Chinese has it', () => {
    const noon = Date.UTC(2026, 10, 27, 12) / 1000;
    expect(momentIn(noon, 'en')).toMatch(/^Nov 27, 2026, /);
    expect(momentIn(noon, 'zh')).toMatch(/^2026年11月27日/);
  });

  it('[I12] part goods by what stands in no title', () => {
    const line = (title: string) => ({ sku: title, title, unit_amount: 100, quantity: 1 });
    const request = { lines: [line('Dust bags, 3'), line('Socks')] } as Sale['request'];
    expect(titles({ request }, TEXT.en)).toBe('Dust bags, 3 × 1; Socks × 1');
    expect(titles({ request }, TEXT.zh)).toBe('Dust bags, 3 × 1；Socks × 1');
  });

  it('[I12] do not tell a till whose key never worked that it worked before', () => {
    const { what } = messageOf({ code: 'api_key_invalid', message: '' }, 'en');
    expect(what).not.toContain('any more');
  });

  it('[I12] are in the language that is asked for, was chosen, or is the browser’s', () => {
    expect(languageOf('?lang=en', 'zh', 'zh-CN')).toBe('en');
    expect(languageOf('', 'zh', 'en-GB')).toBe('zh');
    expect(languageOf('?lang=fr', null, 'zh-HK')).toBe('zh');
    expect(languageOf('', null, 'de')).toBe('en');
  });
});
