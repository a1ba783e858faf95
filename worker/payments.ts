// The order of calls around a payment: the ledger has reserved, Stripe is asked, the ledger takes what Stripe said.
// Whatever dies in between is found again: by the same request, by the webhook, by the ledger.

import type { PaymentFact } from '../src/payment.ts';
import type { Env } from './env.ts';
import { ApiError, conflict, missing, unavailable } from './errors.ts';
import { onLedger } from './ledger.ts';
import { logFailure } from './log.ts';
import type { StoredCheckout } from './objects/checkout-store.ts';
import type { AnswerKey, CheckoutOutcome } from './objects/ledger.ts';
import { cancelPayment, createPayment, type PaymentFailure } from './stripe.ts';

/** A checkout's payment, and what stands around it. */
export type PaymentCall = { readonly env: Env; readonly merchant: string; readonly checkout: StoredCheckout };

/** Asks for a reserved checkout's payment and attaches it. */
export async function openPayment(call: PaymentCall, answer?: AnswerKey): Promise<CheckoutOutcome> {
  const { env, merchant, checkout } = call;
  const result = await createPayment(env, merchant, checkout);
  if (!result.ok) {
    await noteFailure(call, result);
    throw refusalOf(result);
  }
  // The reply to a try is the payment of that try, whatever a server makes of its metadata.
  const fact = { ...result.fact, attempt: checkout.attempt };
  const outcome = await applied(call, fact, answer);
  if (outcome.payment_intent !== fact.payment_intent) throw await dropPayment(call, fact, outcome);
  return outcome;
}

/**
 * Cancels an open checkout. Its claim is voided because Stripe says that the payment is canceled; where it has none yet,
 * one is made under the key of its last try first, so that whatever that try may have made is canceled with it.
 */
export async function cancelOpen(call: PaymentCall): Promise<CheckoutOutcome> {
  const { env, merchant, checkout } = call;
  if (checkout.payment_intent !== null) return cancelAttached(call, checkout.payment_intent);
  const made = await createPayment(env, merchant, checkout);
  if (made.ok) return cancelAttached(call, made.fact.payment_intent);
  await noteFailure(call, made);
  if (made.reason !== 'refused') throw refusalOf(made);
  const read = await onLedger(env, merchant, (ledger) => ledger.checkout(checkout.id));
  if (read === null) throw missing('checkout', checkout.id);
  return { ...read.checkout, body: read.body };
}

async function cancelAttached(call: PaymentCall, payment_intent: string): Promise<CheckoutOutcome> {
  const result = await cancelPayment(call.env, payment_intent);
  if (!result.ok) throw refusalOf(result);
  const outcome = await applied(call, result.fact);
  if (outcome.status !== 'open') return outcome;
  throw outcome.flag === 'payment_mismatch'
    ? conflict(
        'payment_mismatch',
        'Stripe took a payment that is not the one asked for. Finance has to look at it.',
      )
    : conflict(
        'payment_under_way',
        'The payment is under way and cannot be canceled now. Ask again when it ended.',
      );
}

async function applied(call: PaymentCall, fact: PaymentFact, answer?: AnswerKey): Promise<CheckoutOutcome> {
  const { env, merchant, checkout } = call;
  const now = Math.floor(Date.now() / 1000);
  const settled = await onLedger(env, merchant, (ledger) => ledger.apply(checkout.id, fact, now, answer));
  if (!settled.ok) throw missing('checkout', checkout.id);
  return settled;
}

/** A payment that the ledger did not take for the checkout's own is canceled; its secret reaches nobody. */
async function dropPayment(
  call: PaymentCall,
  fact: PaymentFact,
  { status }: CheckoutOutcome,
): Promise<ApiError> {
  const canceled = await cancelPayment(call.env, fact.payment_intent);
  if (!canceled.ok) logFailure('payments.drop', new Error(`${fact.payment_intent}: ${canceled.message}`));
  return status === 'open'
    ? unavailable(
        'payment_provider_unavailable',
        'Another try for this order is under way. Send the same request again.',
      )
    : conflict(
        'checkout_not_open',
        `The checkout is ${status} by now. Send the request again to open another.`,
      );
}

/** What a failure to create the payment means for the checkout. */
async function noteFailure(
  { env, merchant, checkout }: PaymentCall,
  { reason }: PaymentFailure,
): Promise<void> {
  const { id, attempt } = checkout;
  const now = Math.floor(Date.now() / 1000);
  if (reason === 'refused') await onLedger(env, merchant, (ledger) => ledger.refuse(id, attempt, now));
  if (reason === 'spoilt') await onLedger(env, merchant, (ledger) => ledger.startNewAttempt(id, attempt));
}

function refusalOf({ reason, declined, message }: PaymentFailure): ApiError {
  if (reason !== 'refused') {
    return unavailable(
      'payment_provider_unavailable',
      `Stripe did not answer as it should. Send the same request again. (${message})`,
    );
  }
  return declined
    ? new ApiError(402, 'card_error', 'payment_declined', message)
    : new ApiError(402, 'invalid_request_error', 'payment_refused', `Stripe refused the payment: ${message}`);
}
