// The PaymentIntent's state machine: every move between its statuses, with the charge and the events of each move.
// Takes intents that are already checked for parameters; refuses a move that its status does not allow.
import { captureCharge, failCharge, releaseCharge, settleLater, succeedCharge } from './charges.ts';
import { type Call, seconds } from './context.ts';
import { openDispute } from './disputes.ts';
import { type ErrorFields, invalid, StripeFailure } from './errors.ts';
import { record } from './events.ts';
import { nextAction } from './next-actions.ts';
import type { Charge, HiddenIntent, PaymentIntent, PaymentMethod } from './objects.ts';
import { behaviourOf, markMethod } from './payment-methods.ts';
import { AUTHENTICATION_REQUIRED, type Decline } from './test-methods.ts';

type Status = PaymentIntent['status'];
type Capture = 'automatic' | 'automatic_async' | 'manual';

export interface ConfirmHow {
  return_url: string | null;
  use_stripe_sdk: boolean;
  /** Nobody is there to authenticate, so a method that asks for it is declined. */
  refuse_action: boolean;
}

const CONFIRMABLE: readonly Status[] = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
];
const CANCELABLE: readonly Status[] = [
  'requires_payment_method',
  'requires_capture',
  'requires_confirmation',
  'requires_action',
  'processing',
];

/** Refuses a move with Stripe's words, showing the PaymentIntent as it is. */
export function unexpectedState(
  intent: PaymentIntent,
  verb: string,
  done: string,
  allowed: readonly Status[],
): StripeFailure {
  const message =
    verb === 'confirm' && intent.status === 'succeeded'
      ? 'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.'
      : `You cannot ${verb} this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with ` +
        `one of the following statuses may be ${done}: ${allowed.join(', ')}.`;
  const code = 'payment_intent_unexpected_state';
  return new StripeFailure(400, { type: 'invalid_request_error', message, code, payment_intent: intent });
}

export function requireConfirmable(intent: PaymentIntent): void {
  if (CONFIRMABLE.includes(intent.status)) return;
  throw unexpectedState(intent, 'confirm', 'confirmed', ['requires_confirmation', 'requires_action']);
}

/**
 * Confirms with the method the intent holds. Returns the decline, when there is one: it is stored, with its failed
 * charge and its events, so it is an answer, not a refusal.
 */
export function confirm(call: Call, intent: PaymentIntent, how: ConfirmHow): ErrorFields | undefined {
  requireConfirmable(intent);
  const method = methodOf(call, intent);
  const behaviour = behaviourOf(call, method.id);
  remember(call, intent, how.return_url);
  intent.last_payment_error = null;
  intent.next_action = null;
  markMethod(call, method.id, { used_by: intent.id });
  const forced = method.type === 'card' && wantsThreeDSecure(intent);
  const asks = behaviour.authenticate === true || forced || method.type !== 'card';
  if (!asks || behaviour.authenticated === true)
    return attempt(call, intent, method, behaviour.authenticated === true);
  if (how.refuse_action) return decline(call, intent, method, AUTHENTICATION_REQUIRED);
  intent.status = 'requires_action';
  intent.next_action = nextAction(call.sandbox, intent, method, how);
  call.sandbox.store.update(intent);
  record(call, 'payment_intent.requires_action', intent);
  return undefined;
}

/** The buyer did what `next_action` asked. With `processing` the money is still on its way; authorise again to end that. */
export function authorize(
  call: Call,
  intent: PaymentIntent,
  to: 'succeeded' | 'processing',
): ErrorFields | undefined {
  requireAction(intent);
  const method = methodOf(call, intent);
  intent.next_action = null;
  if (to === 'processing') {
    if (intent.status === 'processing')
      throw unexpectedState(intent, 'process', 'processed', ['requires_action']);
    intent.status = 'processing';
    call.sandbox.store.update(intent);
    record(call, 'payment_intent.processing', intent);
    return undefined;
  }
  if (intent.confirmation_method === 'manual' && intent.status === 'requires_action') {
    markMethod(call, method.id, { authenticated: true });
    intent.status = 'requires_confirmation';
    call.sandbox.store.update(intent);
    return undefined;
  }
  return attempt(call, intent, method, true);
}

/** The buyer refused, or their bank did. */
export function failAction(call: Call, intent: PaymentIntent): void {
  requireAction(intent);
  const method = methodOf(call, intent);
  toRequiresMethod(call, intent, {
    type: 'invalid_request_error',
    code: 'payment_intent_authentication_failure',
    message:
      'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod ' +
      'to attempt to fulfill this PaymentIntent again.',
    payment_method: method,
  });
}

/** Captures an authorised payment, wholly or in part, in minor units. */
export function capture(call: Call, intent: PaymentIntent, amount_to_capture: number | undefined): void {
  if (intent.status !== 'requires_capture') {
    throw unexpectedState(intent, 'capture', 'captured', ['requires_capture']);
  }
  const amount = amount_to_capture ?? intent.amount_capturable;
  if (amount < 1)
    throw invalid(
      'This value must be greater than or equal to 1.',
      'parameter_invalid_integer',
      'amount_to_capture',
    );
  if (amount > intent.amount_capturable) {
    throw invalid(
      'The amount to capture must be less than or equal to the amount that can be captured.',
      'amount_too_large',
      'amount_to_capture',
    );
  }
  captureCharge(call, chargeOf(call, intent), amount);
  intent.amount_capturable = 0;
  intent.amount_received = amount;
  intent.status = 'succeeded';
  call.sandbox.store.update(intent);
  record(call, 'payment_intent.succeeded', intent);
}

export function cancel(
  call: Call,
  intent: PaymentIntent,
  reason: PaymentIntent['cancellation_reason'],
): void {
  if (!CANCELABLE.includes(intent.status)) throw unexpectedState(intent, 'cancel', 'canceled', CANCELABLE);
  if (intent.status === 'requires_capture') releaseCharge(call, chargeOf(call, intent));
  intent.status = 'canceled';
  intent.amount_capturable = 0;
  intent.canceled_at = seconds(call.sandbox);
  intent.cancellation_reason = reason;
  intent.next_action = null;
  call.sandbox.store.update(intent);
  record(call, 'payment_intent.canceled', intent);
}

/** The bank decides. */
function attempt(
  call: Call,
  intent: PaymentIntent,
  method: PaymentMethod,
  authenticated: boolean,
): ErrorFields | undefined {
  const behaviour = behaviourOf(call, method.id);
  if (behaviour.decline !== undefined) return decline(call, intent, method, behaviour.decline);
  const how = captureOf(intent, method);
  const charge = succeedCharge(call, intent, method, { capture: how, authenticated });
  intent.latest_charge = charge.id;
  if (how === 'manual') {
    intent.status = 'requires_capture';
    intent.amount_capturable = intent.amount;
  } else {
    intent.status = 'succeeded';
    intent.amount_received = intent.amount;
  }
  call.sandbox.store.update(intent);
  record(
    call,
    how === 'manual' ? 'payment_intent.amount_capturable_updated' : 'payment_intent.succeeded',
    intent,
  );
  if (how === 'automatic_async') settleLater(call, charge);
  if (behaviour.dispute !== undefined) openDispute(call, charge, charge.amount, behaviour.dispute);
  return undefined;
}

function decline(call: Call, intent: PaymentIntent, method: PaymentMethod, why: Decline): ErrorFields {
  const charge = failCharge(call, intent, method, why);
  intent.latest_charge = charge.id;
  const error: ErrorFields = {
    type: 'card_error',
    code: why.code,
    decline_code: why.decline_code,
    message: why.message,
    charge: charge.id,
    payment_method: method,
  };
  toRequiresMethod(call, intent, error);
  return { ...error, payment_intent: intent };
}

function toRequiresMethod(call: Call, intent: PaymentIntent, error: ErrorFields): void {
  const doc_url = `https://stripe.com/docs/error-codes/${(error.code ?? '').replaceAll('_', '-')}`;
  intent.last_payment_error = JSON.parse(JSON.stringify({ ...error, doc_url }));
  intent.next_action = null;
  intent.payment_method = null;
  intent.status = 'requires_payment_method';
  call.sandbox.store.update(intent);
  record(call, 'payment_intent.payment_failed', intent);
}

function requireAction(intent: PaymentIntent): void {
  if (intent.status === 'requires_action' || intent.status === 'processing') return;
  throw unexpectedState(intent, 'authenticate', 'authenticated', ['requires_action', 'processing']);
}

/** The method the intent holds; refuses, as Stripe does, when there is none. */
function methodOf(call: Call, intent: PaymentIntent): PaymentMethod {
  const id = intent.payment_method;
  const method = typeof id === 'string' ? call.sandbox.store.find('payment_method', id) : undefined;
  if (method !== undefined) return method;
  throw new StripeFailure(400, {
    type: 'invalid_request_error',
    code: 'payment_intent_unexpected_state',
    message:
      "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the " +
      'PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment ' +
      'method or ConfirmationToken.',
    payment_intent: intent,
  });
}

function chargeOf(call: Call, intent: PaymentIntent): Charge {
  const id = intent.latest_charge;
  const charge = typeof id === 'string' ? call.sandbox.store.find('charge', id) : undefined;
  if (charge === undefined) throw new Error(`${intent.id} has no charge`);
  return charge;
}

function remember(call: Call, intent: PaymentIntent, return_url: string | null): void {
  if (return_url === null) return;
  const hidden = call.sandbox.store.hidden<HiddenIntent>(intent.id);
  call.sandbox.store.hide(intent.id, { ...hidden, return_url });
}

function captureOf(intent: PaymentIntent, method: PaymentMethod): Capture {
  if (method.type === 'card' && intent.payment_method_options?.card?.capture_method === 'manual')
    return 'manual';
  if (intent.capture_method === 'manual') return 'manual';
  return intent.capture_method === 'automatic' ? 'automatic' : 'automatic_async';
}

function wantsThreeDSecure(intent: PaymentIntent): boolean {
  const wanted = intent.payment_method_options?.card?.request_three_d_secure;
  return wanted === 'any' || wanted === 'challenge';
}
