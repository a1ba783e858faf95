// Balance transactions: what each charge, refund and dispute does to the merchant's money, with Stripe's fee.
// One currency in and out: the sandbox converts nothing.
import { type Call, seconds } from './context.ts';
import { newId } from './ids.ts';
import { AVAILABLE_AFTER_S, DISPUTE_FEE_MINOR, FEE_BASIS_POINTS, FEE_FIXED_MINOR } from './limits.ts';
import type { BalanceTransaction, Charge } from './objects.ts';

type BalanceType =
  | 'charge'
  | 'payment'
  | 'refund'
  | 'payment_refund'
  | 'refund_failure'
  | 'payment_failure_refund'
  | 'adjustment';

/** 2.9 % of the amount, rounded half up, plus the fixed part; never more than the amount. */
export function feeOf(amount: number, currency: string): number {
  const share = Math.round((amount * FEE_BASIS_POINTS) / 10_000);
  return Math.min(amount, share + (FEE_FIXED_MINOR[currency] ?? 0));
}

/** Money in: the captured amount of a charge, less the fee. */
export function bookCharge(call: Call, charge: Charge): BalanceTransaction {
  const fee = feeOf(charge.amount_captured, charge.currency);
  return book(call, charge, charge.id, isCard(charge) ? 'charge' : 'payment', charge.amount_captured, fee);
}

/** Money out: a refund. Stripe keeps the fee of the payment. */
export function bookRefund(
  call: Call,
  charge: Charge,
  refund_id: string,
  amount: number,
): BalanceTransaction {
  return book(call, charge, refund_id, isCard(charge) ? 'refund' : 'payment_refund', -amount, 0);
}

/** Money back in: a refund that the bank returned. */
export function bookRefundFailure(
  call: Call,
  charge: Charge,
  refund_id: string,
  amount: number,
): BalanceTransaction {
  return book(
    call,
    charge,
    refund_id,
    isCard(charge) ? 'refund_failure' : 'payment_failure_refund',
    amount,
    0,
  );
}

/** A dispute takes the amount and a fee; winning it brings both back. */
export function bookDispute(
  call: Call,
  charge: Charge,
  dispute_id: string,
  amount: number,
  won: boolean,
): BalanceTransaction {
  const sign = won ? 1 : -1;
  return book(call, charge, dispute_id, 'adjustment', sign * amount, -sign * DISPUTE_FEE_MINOR);
}

function book(
  call: Call,
  charge: Charge,
  source: string,
  type: BalanceType,
  amount: number,
  fee: number,
): BalanceTransaction {
  const created = seconds(call.sandbox);
  const entry: BalanceTransaction = {
    id: newId('txn'),
    object: 'balance_transaction',
    amount,
    available_on: created + AVAILABLE_AFTER_S,
    balance_type: 'payments',
    created,
    currency: charge.currency,
    description: charge.description,
    exchange_rate: null,
    fee,
    fee_details: fee === 0 ? [] : [feeDetail(fee, charge.currency)],
    net: amount - fee,
    reporting_category: reportingCategory(type),
    source,
    status: 'pending',
    type,
  };
  call.sandbox.store.insert('balance_transaction', entry, {
    charge: source,
    type,
    currency: charge.currency,
  });
  return entry;
}

function feeDetail(amount: number, currency: string): BalanceTransaction['fee_details'][number] {
  return { amount, application: null, currency, description: 'Stripe processing fees', type: 'stripe_fee' };
}

function reportingCategory(type: BalanceType): string {
  if (type === 'adjustment') return 'dispute';
  if (type === 'refund_failure' || type === 'payment_failure_refund') return 'refund_failure';
  return type === 'charge' || type === 'payment' ? 'charge' : 'refund';
}

const isCard = (charge: Charge): boolean => charge.payment_method_details?.type === 'card';
