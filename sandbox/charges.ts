// Charges: the attempts to take money that a PaymentIntent makes. Owns how they come to be, are captured and released;
// what refunds and disputes do to them is in refunds.ts and disputes.ts.
import type Stripe from 'stripe';
import { bookCharge } from './balance.ts';
import { type Call, seconds } from './context.ts';
import { record } from './events.ts';
import { newId, randomText } from './ids.ts';
import type { Charge, PaymentIntent, PaymentMethod } from './objects.ts';
import type { Decline } from './test-methods.ts';

/** Writes a paid charge (captured, or only authorised) and tells of it. */
export function succeedCharge(
  call: Call,
  intent: PaymentIntent,
  method: PaymentMethod,
  how: { capture: 'automatic' | 'automatic_async' | 'manual'; authenticated: boolean },
): Charge {
  const captured = how.capture !== 'manual';
  const charge: Charge = {
    ...blankCharge(call, intent, method, how.authenticated),
    amount_captured: captured ? intent.amount : 0,
    captured,
    paid: true,
    status: 'succeeded',
    outcome: outcome(method, 'authorized', null, 'Payment complete.'),
  };
  charge.receipt_url = `${call.sandbox.url}/receipts/${charge.id}`;
  insertCharge(call, charge, intent.id);
  if (how.capture === 'automatic') settleCharge(call, charge);
  record(call, 'charge.succeeded', charge);
  return charge;
}

/** With `automatic_async` the balance transaction follows the payment's events, and `charge.updated` tells of it. */
export function settleLater(call: Call, charge: Charge): void {
  settleCharge(call, charge);
  record(call, 'charge.updated', charge, { balance_transaction: null });
}

export function failCharge(
  call: Call,
  intent: PaymentIntent,
  method: PaymentMethod,
  decline: Decline,
): Charge {
  const charge: Charge = {
    ...blankCharge(call, intent, method, false),
    failure_code: decline.code,
    failure_message: decline.message,
    status: 'failed',
    outcome: outcome(
      method,
      'issuer_declined',
      decline.reason,
      'The bank did not return any further details.',
    ),
  };
  insertCharge(call, charge, intent.id);
  record(call, 'charge.failed', charge);
  return charge;
}

/** Captures all or part of an authorised charge; what is not captured goes back to the buyer. */
export function captureCharge(call: Call, charge: Charge, amount: number): void {
  const previous = {
    amount_captured: 0,
    amount_refunded: 0,
    balance_transaction: null,
    captured: false,
  };
  charge.captured = true;
  charge.amount_captured = amount;
  charge.amount_refunded = charge.amount - amount;
  settleCharge(call, charge);
  record(call, 'charge.captured', charge, previous);
}

/** Gives an authorised charge back uncaptured, as cancelling does. */
export function releaseCharge(call: Call, charge: Charge): void {
  const previous = { amount_refunded: 0, refunded: false };
  charge.amount_refunded = charge.amount;
  charge.refunded = true;
  call.sandbox.store.update(charge);
  record(call, 'charge.refunded', charge, previous);
}

function settleCharge(call: Call, charge: Charge): void {
  charge.balance_transaction = bookCharge(call, charge).id;
  call.sandbox.store.update(charge);
}

function insertCharge(call: Call, charge: Charge, intent_id: string): void {
  call.sandbox.store.insert('charge', charge, { payment_intent: intent_id });
}

function blankCharge(
  call: Call,
  intent: PaymentIntent,
  method: PaymentMethod,
  authenticated: boolean,
): Charge {
  return {
    id: newId(method.type === 'card' ? 'ch' : 'py'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: 'SANDBOX',
    captured: false,
    created: seconds(call.sandbox),
    currency: intent.currency,
    customer: null,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: null,
    paid: false,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: methodDetails(method, intent.amount, authenticated),
    radar_options: {},
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: intent.shipping,
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: 'pending',
    transfer_data: null,
    transfer_group: intent.transfer_group,
  };
}

function outcome(
  method: PaymentMethod,
  type: string,
  reason: string | null,
  message: string,
): Stripe.Charge.Outcome {
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: type === 'authorized' ? null : '01',
    network_status: type === 'authorized' ? 'approved_by_network' : 'declined_by_network',
    reason,
    risk_level: method.type === 'card' ? 'normal' : 'not_assessed',
    seller_message: message,
    type,
  };
}

function methodDetails(
  method: PaymentMethod,
  amount: number,
  authenticated: boolean,
): Stripe.Charge.PaymentMethodDetails {
  if (method.card === undefined) {
    const paid = { fingerprint: null, transaction_id: randomText(28) };
    return { type: method.type, [method.type]: paid };
  }
  const { brand, country, exp_month, exp_year, fingerprint, funding, last4, checks } = method.card;
  return {
    type: 'card',
    card: {
      amount_authorized: amount,
      authorization_code: null,
      brand,
      checks: checks && { ...checks },
      country,
      electronic_commerce_indicator: null,
      exp_month,
      exp_year,
      fingerprint: fingerprint ?? null,
      funding,
      installments: null,
      last4,
      mandate: null,
      network: brand,
      network_transaction_id: randomText(15),
      regulated_status: 'unregulated',
      three_d_secure: authenticated ? THREE_D_SECURE : null,
      transaction_link_id: null,
      wallet: null,
    },
  };
}

const THREE_D_SECURE: Stripe.Charge.PaymentMethodDetails.Card.ThreeDSecure = {
  authentication_flow: 'challenge',
  electronic_commerce_indicator: '05',
  exemption_indicator: null,
  result: 'authenticated',
  result_reason: null,
  transaction_id: '00000000-0000-4000-8000-000000000000',
  version: '2.2.0',
};
