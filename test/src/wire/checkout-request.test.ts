// What a checkout request may hold beyond its cart, and which field a refusal names.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BUYER_REFERENCE_CHARS_MAX,
  METADATA_ENTRIES_MAX,
  METADATA_KEY_CHARS_MAX,
  METADATA_VALUE_CHARS_MAX,
  NAME_CHARS_MAX,
  ORDER_REFERENCE_CHARS_MAX,
} from '../../../src/limits.ts';
import { CheckoutRequestSchema } from '../../../src/wire/requests.ts';
import { LINE, refusals } from './refusals.ts';

const ORDER = { lines: [LINE], order_reference: 'order-1', channel: 'online' };
const paths = (over: Record<string, unknown>): string[] =>
  refusals(CheckoutRequestSchema, { ...ORDER, ...over });
const notes = (entries: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: entries }, (_, index) => [`note_${index}`, 'x']));

describe('a checkout request', () => {
  it('[A3] takes everything that it can have, as it is', () => {
    const request = {
      ...ORDER,
      programme: 'zhejiang-ai-2025',
      shipping_amount: 0,
      channel: 'in_store',
      store: '杭州湖滨店',
      till: 'A3',
      buyer: { reference: 'member-7' },
      subsidy: 'none',
      payment: { provider: 'stripe' },
      metadata: { campaign: '双十一' },
    };
    expect(CheckoutRequestSchema.parse(request)).toEqual(request);
  });

  it.each([
    ['the smallest there is', {}],
    ['the longest order reference', { order_reference: 'x'.repeat(ORDER_REFERENCE_CHARS_MAX) }],
    ['the longest store and till', { store: 'x'.repeat(NAME_CHARS_MAX), till: 'x'.repeat(NAME_CHARS_MAX) }],
    ['the longest buyer', { buyer: { reference: 'x'.repeat(BUYER_REFERENCE_CHARS_MAX) } }],
    ['the subsidy as a matter of course', { subsidy: 'auto' }],
    ['empty metadata', { metadata: {} }],
    ['the most metadata', { metadata: notes(METADATA_ENTRIES_MAX) }],
    ['the longest key', { metadata: { ['k'.repeat(METADATA_KEY_CHARS_MAX)]: 'x' } }],
    ['the longest value', { metadata: { key: 'v'.repeat(METADATA_VALUE_CHARS_MAX) } }],
    ['an empty value', { metadata: { key: '' } }],
    ['a key with zhehui_ inside', { metadata: { my_zhehui_id: 'x' } }],
  ])('[A4] takes %s', (_what, over) => {
    expect(paths(over)).toEqual([]);
  });

  it.each([
    ['order_reference', { order_reference: undefined }],
    ['order_reference', { order_reference: '' }],
    ['order_reference', { order_reference: 'x'.repeat(ORDER_REFERENCE_CHARS_MAX + 1) }],
    ['order_reference', { order_reference: 1 }],
    ['channel', { channel: undefined }],
    ['channel', { channel: 'phone' }],
    ['store', { store: '' }],
    ['store', { store: 'x'.repeat(NAME_CHARS_MAX + 1) }],
    ['till', { till: '' }],
    ['till', { till: 'x'.repeat(NAME_CHARS_MAX + 1) }],
    ['buyer', { buyer: 'member-7' }],
    ['buyer.reference', { buyer: {} }],
    ['buyer.reference', { buyer: { reference: '' } }],
    ['buyer.reference', { buyer: { reference: 'x'.repeat(BUYER_REFERENCE_CHARS_MAX + 1) } }],
    ['buyer.name', { buyer: { reference: 'member-7', name: 'Li' } }],
    ['subsidy', { subsidy: 'all' }],
    ['payment.provider', { payment: {} }],
    ['payment.provider', { payment: { provider: 'paypal' } }],
    ['payment.token', { payment: { provider: 'stripe', token: 'tok_1' } }],
    ['metadata', { metadata: notes(METADATA_ENTRIES_MAX + 1) }],
    ['metadata', { metadata: 'x' }],
    ['metadata.', { metadata: { '': 'x' } }],
    [
      `metadata.${'k'.repeat(METADATA_KEY_CHARS_MAX + 1)}`,
      { metadata: { ['k'.repeat(METADATA_KEY_CHARS_MAX + 1)]: 'x' } },
    ],
    ['metadata.a[b]', { metadata: { 'a[b]': 'x' } }],
    ['metadata.]', { metadata: { ']': 'x' } }],
    ['metadata.zhehui_checkout', { metadata: { zhehui_checkout: 'x' } }],
    ['metadata.zhehui_', { metadata: { zhehui_: 'x' } }],
    ['metadata.key', { metadata: { key: 'v'.repeat(METADATA_VALUE_CHARS_MAX + 1) } }],
    ['metadata.Zhehui_checkout', { metadata: { Zhehui_checkout: 'x' } }],
    ['metadata. key', { metadata: { ' key': 'x' } }],
    ['metadata.key ', { metadata: { 'key ': 'x' } }],
    ['metadata.k\ny', { metadata: { 'k\ny': 'x' } }],
    ['metadata.k\u200By', { metadata: { 'k\u200By': 'x' } }],
    ['metadata.key', { metadata: { key: 'half \uD83E' } }],
    ['order_reference', { order_reference: 'order-1 ' }],
    ['order_reference', { order_reference: 'order\u200B-1' }],
    ['order_reference', { order_reference: 'Cafe\u0301' }],
    ['order_reference', { order_reference: '\uD83E' }],
    ['buyer.reference', { buyer: { reference: ' member-7' } }],
    ['metadata.key', { metadata: { key: 1 } }],
    ['metadata.key', { metadata: { key: null } }],
    ['lines', { lines: [] }],
    ['lines.0.quantity', { lines: [{ ...LINE, quantity: 0 }] }],
    ['lines.0.discount_amount', { lines: [{ ...LINE, discount_amount: LINE.unit_amount + 1 }] }],
    ['amount', { amount: 1 }],
    ['subsidy_amount', { subsidy_amount: 59_985 }],
    ['claim', { claim: 'clm_1' }],
  ])('[A3] refuses %s in %j', (path, over) => {
    expect(paths(over)).toEqual([path]);
  });

  it('[A3] refuses every control character in order reference, store, till and buyer', () => {
    const control = fc.oneof(fc.integer({ min: 0, max: 0x1f }), fc.integer({ min: 0x7f, max: 0x9f }));
    fc.assert(
      fc.property(control, fc.constantFrom('', 'a'), fc.constantFrom('', 'b'), (code, before, after) => {
        const bad = `${before}${String.fromCharCode(code)}${after}`;
        for (const field of ['order_reference', 'store', 'till'])
          expect(paths({ [field]: bad })).toEqual([field]);
        expect(paths({ buyer: { reference: bad } })).toEqual(['buyer.reference']);
      }),
    );
  });

  it('[A3] names every unknown field at once', () => {
    expect(paths({ one: 1, two: 2 })).toEqual(['one', 'two']);
  });
});
