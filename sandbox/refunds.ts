// Refunds: money back for a captured charge, wholly or in parts, at once or later, and the refunds that fail.
// `amount_refunded` on the charge is cumulative; a refund that fails is taken off it again.
import type Stripe from 'stripe';
import { money, notPositive } from './amounts.ts';
import { bookRefund, bookRefundFailure } from './balance.ts';
import { type Call, seconds } from './context.ts';
import { invalid, missing, StripeFailure } from './errors.ts';
import { record } from './events.ts';
import { newId, randomText } from './ids.ts';
import { REFUND_SETTLES_MS } from './limits.ts';
import { mergeMetadata } from './metadata.ts';
import type { Charge, Refund } from './objects.ts';
import type { Result } from './payment-intents.ts';
import { behaviourOf } from './payment-methods.ts';

/** Refunds `amount` minor units (default: all that is left) of a charge or of a PaymentIntent's charge. */
export function createRefund(call: Call, params: Stripe.RefundCreateParams): Result<Refund> {
  const charge = chargeToRefund(call, params);
  const left = charge.amount - charge.amount_refunded;
  const amount = params.amount ?? left;
  checkRefundable(charge, amount, left);
  const behaviour = behaviourOf(call, String(charge.payment_method));
  const refund = blankRefund(call, charge, amount, params);
  refund.status = behaviour.refund === 'pending' ? 'pending' : 'succeeded';
  refund.balance_transaction = bookRefund(call, charge, refund.id, amount).id;
  if (refund.status === 'pending') refund.pending_reason = 'processing';
  const links = { charge: charge.id, payment_intent: String(charge.payment_intent) };
  call.sandbox.store.insert('refund', refund, links);
  addToCharge(call, charge, amount, 'charge.refunded');
  record(call, 'refund.created', refund);
  if (behaviour.refund !== undefined)
    later(call, refund, behaviour.refund === 'fail' ? 'fail_refund' : 'settle_refund');
  return { object: refund };
}

/** A pending refund arrives. */
export function settleRefund(call: Call, refund: Refund): void {
  if (refund.status !== 'pending') throw wrongState(refund, 'settled');
  const previous = { status: refund.status, pending_reason: refund.pending_reason ?? null };
  refund.status = 'succeeded';
  delete refund.pending_reason;
  refund.destination_details = destination(refund);
  finish(call, refund, previous);
}

/** The buyer's bank sends a refund back: the money returns to the merchant, and the charge counts it no longer. */
export function failRefund(call: Call, refund: Refund, reason: string): void {
  if (refund.status !== 'pending' && refund.status !== 'succeeded') throw wrongState(refund, 'failed');
  const charge = call.sandbox.store.find('charge', String(refund.charge));
  if (charge === undefined) throw new Error(`${refund.id} has no charge`);
  const previous = { status: refund.status };
  refund.status = 'failed';
  refund.failure_reason = reason;
  delete refund.pending_reason;
  refund.failure_balance_transaction = bookRefundFailure(call, charge, refund.id, refund.amount).id;
  addToCharge(call, charge, -refund.amount, 'charge.updated');
  finish(call, refund, previous);
  record(call, 'refund.failed', refund);
}

export function findRefund(call: Call, id: string): Refund {
  const refund = call.sandbox.store.find('refund', id);
  if (refund === undefined) throw missing('refund', id, 'refund');
  return refund;
}

/** Stripe tells of a changed refund twice: by its own event and by the older one on the charge. */
function finish(call: Call, refund: Refund, previous: object): void {
  call.sandbox.store.removeTask(refund.id);
  call.sandbox.store.update(refund);
  record(call, 'refund.updated', refund, previous);
  record(call, 'charge.refund.updated', refund, previous);
}

function addToCharge(
  call: Call,
  charge: Charge,
  amount: number,
  type: 'charge.refunded' | 'charge.updated',
): void {
  const { amount_refunded, refunded } = charge;
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount;
  call.sandbox.store.update(charge);
  const previous = charge.refunded === refunded ? { amount_refunded } : { amount_refunded, refunded };
  record(call, type, charge, previous);
}

function chargeToRefund(call: Call, params: Stripe.RefundCreateParams): Charge {
  const { charge: charge_id, payment_intent: intent_id } = params;
  if (charge_id === undefined && intent_id === undefined) {
    const message =
      'One of the following params should be provided for this request: payment_intent or charge.';
    throw invalid(message, 'parameter_missing');
  }
  const id = intent_id === undefined ? charge_id : paidCharge(call, intent_id);
  const charge = id === undefined ? undefined : call.sandbox.store.find('charge', id);
  if (charge === undefined) throw missing('charge', charge_id ?? '', 'charge');
  if (charge_id !== undefined && charge_id !== charge.id) {
    throw invalid(
      `The charge ${charge_id} does not belong to the payment_intent ${intent_id}.`,
      undefined,
      'charge',
    );
  }
  return charge;
}

function paidCharge(call: Call, intent_id: string): string {
  const intent = call.sandbox.store.find('payment_intent', intent_id);
  if (intent === undefined) throw missing('payment_intent', intent_id, 'payment_intent');
  if (intent.status === 'succeeded' && typeof intent.latest_charge === 'string') return intent.latest_charge;
  throw new StripeFailure(400, {
    type: 'invalid_request_error',
    code: 'payment_intent_unexpected_state',
    message: `This PaymentIntent (${intent_id}) does not have a successful charge to refund.`,
    param: 'payment_intent',
    payment_intent: intent,
  });
}

function checkRefundable(charge: Charge, amount: number, left: number): void {
  if (charge.status !== 'succeeded' || !charge.captured) {
    throw invalid(
      `Charge ${charge.id} was not paid, so it cannot be refunded.`,
      'charge_not_refundable',
      'charge',
    );
  }
  if (charge.disputed) {
    throw invalid(
      `Charge ${charge.id} has been charged back; cannot issue a refund.`,
      'charge_disputed',
      'charge',
    );
  }
  if (left === 0)
    throw invalid(`Charge ${charge.id} has already been refunded.`, 'charge_already_refunded', 'charge');
  if (amount < 1) throw notPositive('amount');
  if (amount <= left) return;
  const over = charge.amount_refunded === 0 ? 'charge amount' : 'unrefunded amount on charge';
  const asked = money(amount, charge.currency);
  throw invalid(
    `Refund amount (${asked}) is greater than ${over} (${money(left, charge.currency)})`,
    undefined,
    'amount',
  );
}

function blankRefund(call: Call, charge: Charge, amount: number, params: Stripe.RefundCreateParams): Refund {
  const unsupported = (
    [
      'customer',
      'currency',
      'origin',
      'instructions_email',
      'refund_application_fee',
      'reverse_transfer',
    ] as const
  ).find((name) => params[name] !== undefined && params[name] !== false);
  if (unsupported !== undefined) {
    throw invalid(`This sandbox does not support the parameter ${unsupported}.`, undefined, unsupported);
  }
  const refund: Refund = {
    id: newId(charge.id.startsWith('py_') ? 'pyr' : 're'),
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: seconds(call.sandbox),
    currency: charge.currency,
    customer: null,
    customer_account: null,
    metadata: mergeMetadata({}, params.metadata),
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: params.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'pending',
    transfer_reversal: null,
  };
  refund.destination_details = destination(refund);
  return refund;
}

function destination(refund: Refund): Stripe.Refund.DestinationDetails {
  if (refund.id.startsWith('pyr_')) return { type: 'other' };
  const reference = refund.destination_details?.card?.reference ?? randomText(12);
  return {
    type: 'card',
    card: {
      reference,
      reference_status: 'pending',
      reference_type: 'acquirer_reference_number',
      type: 'refund',
    },
  };
}

function later(call: Call, refund: Refund, kind: 'settle_refund' | 'fail_refund'): void {
  call.sandbox.store.addTask({ id: refund.id, kind, due_ms: call.sandbox.now() + REFUND_SETTLES_MS });
}

function wrongState(refund: Refund, done: string): Error {
  return invalid(
    `Refund ${refund.id} is ${refund.status}, so it cannot be ${done}.`,
    'status_transition_invalid',
    'refund',
  );
}
