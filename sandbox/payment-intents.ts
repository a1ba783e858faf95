// The PaymentIntent operations: parameters to intent, then the state machine. Which moves are legal is in
// payment-machine.ts; what a request may hold is in the schema and in payment-intent-params.ts.
import type Stripe from 'stripe';
import { checkAmount, checkAmountDetails, checkCurrency } from './amounts.ts';
import { type Call, seconds } from './context.ts';
import { type ErrorFields, invalid, missing } from './errors.ts';
import { record } from './events.ts';
import { newId, randomText } from './ids.ts';
import { mergeMetadata } from './metadata.ts';
import type { HiddenIntent, PaymentIntent } from './objects.ts';
import {
  applyMethod,
  applyShared,
  checkUpdatable,
  confirmHow,
  defaultOptions,
  methodTypes,
  refuseWithoutConfirm,
} from './payment-intent-params.ts';
import { cancel, capture, confirm, requireConfirmable } from './payment-machine.ts';

/** An operation's result: the object, and the decline that makes the answer a 402, when the bank said no. */
export interface Result<T> {
  object: T;
  declined?: ErrorFields | undefined;
}

export function createIntent(call: Call, params: Stripe.PaymentIntentCreateParams): Result<PaymentIntent> {
  const currency = checkCurrency(params.currency);
  if (params.confirm !== true) refuseWithoutConfirm(params);
  const intent = blankIntent(call, params, currency);
  const hidden = applyDetails(intent, params.amount_details, params.amount);
  applyShared(intent, params);
  call.sandbox.store.insert('payment_intent', intent, {}, hidden);
  if (applyMethod(call, intent, params)) intent.status = 'requires_confirmation';
  call.sandbox.store.update(intent);
  record(call, 'payment_intent.created', intent);
  if (params.confirm !== true) return { object: intent };
  return { object: intent, declined: confirm(call, intent, confirmHow(call, intent, params)) };
}

/** The checks of `create` that need no store, made before the request counts as begun: they bind no idempotency key. */
export function precheckCreate(params: Stripe.PaymentIntentCreateParams): void {
  checkAmount(params.amount, checkCurrency(params.currency));
  if (params.amount_details) checkAmountDetails(params.amount_details, params.amount);
  methodTypes(params, checkCurrency(params.currency));
}

export function updateIntent(
  call: Call,
  id: string,
  params: Stripe.PaymentIntentUpdateParams,
): Result<PaymentIntent> {
  const intent = findIntent(call, id);
  checkUpdatable(intent, params);
  const currency = params.currency === undefined ? intent.currency : checkCurrency(params.currency);
  const amount = params.amount ?? intent.amount;
  checkAmount(amount, currency);
  const again = amount !== intent.amount || currency !== intent.currency;
  Object.assign(intent, { amount, currency });
  const old = hiddenOf(call, id);
  const details = params.amount_details ?? (again ? kept(intent, old) : undefined);
  const hidden = { ...old, ...applyDetails(intent, details, amount) };
  call.sandbox.store.hide(id, hidden);
  applyShared(intent, params);
  const method = applyMethod(call, intent, params);
  const waits = intent.status === 'requires_action' && (again || method);
  if (waits || (method && intent.status === 'requires_payment_method')) {
    intent.status = 'requires_confirmation';
    intent.next_action = null;
  }
  call.sandbox.store.update(intent);
  return { object: intent };
}

export function confirmIntent(
  call: Call,
  id: string,
  params: Stripe.PaymentIntentConfirmParams,
): Result<PaymentIntent> {
  const intent = findIntent(call, id);
  requireConfirmable(intent);
  if (call.authority === 'publishable' && intent.confirmation_method === 'manual') {
    throw invalid(
      'This PaymentIntent cannot be confirmed using your publishable key because its `confirmation_method` is set to ' +
        '`manual`. Please use your secret key instead, or create a PaymentIntent with `confirmation_method` set to ' +
        '`automatic`.',
    );
  }
  if (params.amount_to_confirm !== undefined && params.amount_to_confirm !== intent.amount) {
    throw invalid(
      'amount_to_confirm does not match the amount.',
      'intent_invalid_state',
      'amount_to_confirm',
    );
  }
  if (params.amount_details !== undefined) {
    call.sandbox.store.hide(id, {
      ...hiddenOf(call, id),
      ...applyDetails(intent, params.amount_details, intent.amount),
    });
  }
  applyShared(intent, params);
  applyMethod(call, intent, params);
  const declined = confirm(call, intent, confirmHow(call, intent, params));
  return { object: intent, declined };
}

export function captureIntent(
  call: Call,
  id: string,
  params: Stripe.PaymentIntentCaptureParams,
): Result<PaymentIntent> {
  const intent = findIntent(call, id);
  if (params.final_capture === false) {
    throw invalid(
      'This sandbox captures once: `final_capture` must be true.',
      'parameter_unknown',
      'final_capture',
    );
  }
  if (params.amount_details !== undefined) {
    const amount = params.amount_to_capture ?? intent.amount_capturable;
    call.sandbox.store.hide(id, {
      ...hiddenOf(call, id),
      ...applyDetails(intent, params.amount_details, amount),
    });
  }
  applyShared(intent, params);
  capture(call, intent, params.amount_to_capture);
  return { object: intent };
}

export function cancelIntent(
  call: Call,
  id: string,
  params: Stripe.PaymentIntentCancelParams,
): Result<PaymentIntent> {
  const intent = findIntent(call, id);
  cancel(call, intent, params.cancellation_reason ?? null);
  return { object: intent };
}

/** The intent with this id, or Stripe's 404. */
export function findIntent(call: Call, id: string): PaymentIntent {
  const intent = call.sandbox.store.find('payment_intent', id);
  if (intent === undefined) throw missing('payment_intent', id, 'intent');
  return intent;
}

function hiddenOf(call: Call, id: string): HiddenIntent | null {
  return call.sandbox.store.hidden<HiddenIntent>(id);
}

function applyDetails(
  intent: PaymentIntent,
  details: Stripe.PaymentIntentCreateParams.AmountDetails | '' | null | undefined,
  amount: number,
): HiddenIntent {
  if (!details) {
    if (details !== undefined) intent.amount_details = {};
    return details === undefined ? {} : { line_items: [] };
  }
  const { shown, line_items } = checkAmountDetails(details, amount);
  intent.amount_details = shown;
  return { line_items };
}

/** Details that stay must still fit an amount that changes. */
function kept(
  intent: PaymentIntent,
  hidden: HiddenIntent | null,
): Stripe.PaymentIntentCreateParams.AmountDetails | undefined {
  const { discount_amount, shipping, tax } = intent.amount_details ?? {};
  const details: Stripe.PaymentIntentCreateParams.AmountDetails = {};
  if (discount_amount !== undefined) details.discount_amount = discount_amount;
  if (shipping) details.shipping = shippingParams(shipping);
  if (tax?.total_tax_amount) details.tax = { total_tax_amount: tax.total_tax_amount };
  if (hidden?.line_items?.length) details.line_items = hidden.line_items;
  if (intent.amount_details?.error !== undefined) details.enforce_arithmetic_validation = false;
  return Object.keys(details).length === 0 ? undefined : details;
}

function shippingParams(shown: Stripe.PaymentIntent.AmountDetails.Shipping) {
  return Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== null));
}

function blankIntent(call: Call, params: Stripe.PaymentIntentCreateParams, currency: string): PaymentIntent {
  const id = newId('pi');
  const automatic = params.automatic_payment_methods ?? {
    enabled: params.allowed_payment_method_types === undefined,
  };
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    amount: params.amount,
    amount_capturable: 0,
    amount_details: {},
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: automatic.enabled ? { allow_redirects: 'always', ...automatic } : null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: params.capture_method ?? 'automatic_async',
    client_secret: `${id}_secret_${randomText(25)}`,
    confirmation_method: params.confirmation_method ?? 'automatic',
    created: seconds(call.sandbox),
    currency,
    customer: null,
    customer_account: null,
    description: null,
    excluded_payment_method_types: params.excluded_payment_method_types ?? null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: mergeMetadata({}, params.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: defaultOptions(),
    payment_method_types: methodTypes(params, currency),
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: params.setup_future_usage ?? null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: params.transfer_group ?? null,
  };
}
