// Makes PaymentMethods from Stripe's test names and tokens, and finds the ones made. Never takes a card number.

import type Stripe from 'stripe';
import { type Call, seconds } from './context.ts';
import { invalid, missing, StripeFailure } from './errors.ts';
import { newId } from './ids.ts';
import type { HiddenMethod, PaymentMethod } from './objects.ts';
import { absentParam } from './params.ts';
import { type TestMethod, testMethod, testMethodName } from './test-methods.ts';

export interface MethodParams {
  payment_method?: string;
  payment_method_data?: Stripe.PaymentIntentCreateParams.PaymentMethodData;
}

/** The PaymentMethod that a request names or describes, stored; undefined when it does neither. */
export function takeMethod(call: Call, intent_id: string, params: MethodParams): PaymentMethod | undefined {
  if (params.payment_method !== undefined) return byName(call, intent_id, params.payment_method);
  const data = params.payment_method_data;
  if (data === undefined) return undefined;
  if (data.type === 'card') return makeMethod(call, cardName(data), data);
  if (data.type === 'alipay' || data.type === 'wechat_pay') return makeMethod(call, data.type, data);
  throw invalid(
    `This sandbox has no payment method of type ${data.type}; it has card, alipay and wechat_pay.`,
    'payment_method_unsupported_type',
    'payment_method_data[type]',
  );
}

export function behaviourOf(call: Call, method_id: string): TestMethod & HiddenMethod {
  const hidden = call.sandbox.store.hidden<HiddenMethod>(method_id);
  if (hidden === null) throw new Error(`${method_id} has no behaviour`);
  return { ...testMethod(hidden.test_method), ...hidden };
}

/** A method without a customer serves one payment only: Stripe refuses to use it again. */
export function markMethod(call: Call, method_id: string, change: Partial<HiddenMethod>): void {
  const hidden = call.sandbox.store.hidden<HiddenMethod>(method_id);
  call.sandbox.store.hide(method_id, { ...hidden, ...change });
}

function byName(call: Call, intent_id: string, name: string): PaymentMethod {
  if (name.startsWith('pm_card_')) {
    const known = testMethodName(name);
    if (known === undefined) throw missing('PaymentMethod', name, 'payment_method', 400);
    return makeMethod(call, known);
  }
  const method = call.sandbox.store.find('payment_method', name);
  if (method === undefined) throw missing('PaymentMethod', name, 'payment_method', 400);
  const used_by = call.sandbox.store.hidden<HiddenMethod>(name)?.used_by;
  if (used_by !== undefined && used_by !== intent_id) {
    throw invalid(
      'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a ' +
        'connected account without Customer attachment, or was detached from a Customer. It may not be used again. ' +
        'To use a PaymentMethod multiple times, you must attach it to a Customer first.',
      'payment_method_unexpected_state',
      'payment_method',
    );
  }
  return method;
}

/** Card numbers are refused as Stripe refuses them by default; its test tokens stand for the test cards. */
function cardName(data: Stripe.PaymentIntentCreateParams.PaymentMethodData): string {
  const card: { token?: string; number?: string } = ('card' in data && data.card) || {};
  if (card.number !== undefined) {
    throw new StripeFailure(402, {
      type: 'card_error',
      message:
        'Sending credit card numbers directly to the Stripe API is generally unsafe. We suggest you use test tokens that ' +
        'map to the test card you are using, see https://stripe.com/docs/testing.',
      param: 'payment_method_data[card][number]',
    });
  }
  if (card.token === undefined) throw absentParam('payment_method_data[card][token]');
  const name = card.token.startsWith('tok_') ? testMethodName(card.token) : undefined;
  if (name === undefined) throw missing('token', card.token, 'payment_method_data[card][token]', 400);
  return name;
}

function makeMethod(
  call: Call,
  name: string,
  data?: Stripe.PaymentIntentCreateParams.PaymentMethodData,
): PaymentMethod {
  const test = testMethod(name);
  const method: PaymentMethod = {
    id: newId('pm'),
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: billingDetails(data?.billing_details),
    created: seconds(call.sandbox),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: stringsOnly(data?.metadata),
    type: test.type,
    ...(test.type === 'card' ? { card: cardDetails(test) } : { [test.type]: {} }),
  };
  const hidden: HiddenMethod = { test_method: name };
  call.sandbox.store.insert('payment_method', method, { type: test.type }, hidden);
  return method;
}

function cardDetails(test: TestMethod): Stripe.PaymentMethod.Card {
  const brand = test.brand ?? 'visa';
  return {
    brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country: test.country ?? 'US',
    display_brand: brand,
    exp_month: 12,
    exp_year: 2034,
    fingerprint: `sandbox${test.last4 ?? ''}`,
    funding: test.funding ?? 'credit',
    generated_from: null,
    last4: test.last4 ?? '4242',
    networks: { available: [brand], preferred: null },
    regulated_status: 'unregulated',
    three_d_secure_usage: { supported: true },
    wallet: null,
  };
}

function billingDetails(
  given: Stripe.PaymentIntentCreateParams.PaymentMethodData.BillingDetails | undefined,
): PaymentMethod['billing_details'] {
  const none = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };
  const address = given?.address ? { ...none, ...given.address } : none;
  return {
    address,
    email: given?.email || null,
    name: given?.name || null,
    phone: given?.phone || null,
    tax_id: given?.tax_id || null,
  };
}

function stringsOnly(given: Stripe.MetadataParam | null | '' | undefined): Stripe.Metadata {
  return Object.fromEntries(Object.entries(given || {}).map(([key, value]) => [key, String(value)]));
}
