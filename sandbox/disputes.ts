// Disputes: a buyer's bank takes a payment back, and the merchant wins or loses it. Opened by a test payment method or by
// the control API; evidence is not taken.
import { bookDispute } from './balance.ts';
import { type Call, seconds } from './context.ts';
import { invalid } from './errors.ts';
import { record } from './events.ts';
import { newId } from './ids.ts';
import { DISPUTE_ANSWER_S } from './limits.ts';
import type { Charge, Dispute } from './objects.ts';

/** Opens a dispute over `amount` minor units of a captured charge; the money leaves at once. */
export function openDispute(call: Call, charge: Charge, amount: number, reason: string): Dispute {
  if (!charge.captured || charge.status !== 'succeeded') {
    throw invalid(
      `Charge ${charge.id} is not captured, so it cannot be disputed.`,
      'charge_invalid_parameter',
      'charge',
    );
  }
  if (charge.disputed) throw invalid(`Charge ${charge.id} is already disputed.`, 'charge_disputed', 'charge');
  if (amount < 1 || amount > charge.amount_captured) {
    throw invalid('A dispute is over 1 to the captured amount of its charge.', undefined, 'amount');
  }
  const id = newId('du');
  const entry = bookDispute(call, charge, id, amount, false);
  const dispute: Dispute = {
    ...blankDispute(call, charge, id),
    amount,
    reason,
    balance_transactions: [entry],
  };
  const links = { charge: charge.id, payment_intent: String(charge.payment_intent) };
  call.sandbox.store.insert('dispute', dispute, links);
  charge.disputed = true;
  call.sandbox.store.update(charge);
  record(call, 'charge.dispute.created', dispute);
  record(call, 'charge.dispute.funds_withdrawn', dispute);
  return dispute;
}

/** Ends an open dispute; winning it brings the money back. */
export function closeDispute(call: Call, dispute: Dispute, status: 'won' | 'lost'): void {
  if (dispute.status !== 'needs_response') {
    throw invalid(
      `Dispute ${dispute.id} is already ${dispute.status}.`,
      'status_transition_invalid',
      'dispute',
    );
  }
  const previous = { status: dispute.status };
  dispute.status = status;
  const charge = call.sandbox.store.find('charge', String(dispute.charge));
  if (charge === undefined) throw new Error(`${dispute.id} has no charge`);
  if (status === 'won') {
    dispute.balance_transactions.push(bookDispute(call, charge, dispute.id, dispute.amount, true));
  }
  call.sandbox.store.update(dispute);
  record(call, 'charge.dispute.closed', dispute, previous);
  if (status === 'won') record(call, 'charge.dispute.funds_reinstated', dispute);
}

function blankDispute(call: Call, charge: Charge, id: string): Dispute {
  const created = seconds(call.sandbox);
  return {
    id,
    object: 'dispute',
    amount: 0,
    balance_transactions: [],
    charge: charge.id,
    created,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: { ...NO_EVIDENCE },
    evidence_details: {
      due_by: created + DISPUTE_ANSWER_S,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: 'manual',
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason: 'general',
    status: 'needs_response',
  };
}

const NO_EVIDENCE: Dispute['evidence'] = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
};
