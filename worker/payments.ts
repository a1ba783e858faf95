// The order of calls around a payment: the ledger has reserved, Stripe is asked, the ledger takes what Stripe said.
// Whatever dies in between is found again: by the same request, by the webhook, by the ledger.

import type { PaymentFact } from '../src/payment.ts';
import type { UnixSeconds } from '../src/time.ts';
import type { CheckoutStatus } from '../src/vocabulary.ts';
import type { Env } from './env.ts';
import { ApiError, away, conflict, missing } from './errors.ts';
import { onLedger } from './ledger.ts';
import type { StoredCheckout } from './objects/checkout-store.ts';
import type { AnswerKey } from './objects/ledger.ts';
import { cancelPayment, createPayment, type PaymentFailure } from './stripe.ts';

/** A checkout after its payment was asked about: its state, and the API's answer as JSON text. */
export type PaidFor = {
  readonly payment_intent: string;
  readonly status: CheckoutStatus;
  readonly body: string;
};

/** Asks for a reserved checkout's payment and attaches it. */
export async function openPayment(
  env: Env,
  merchant: string,
  checkout: StoredCheckout,
  now: UnixSeconds,
  answer?: AnswerKey,
): Promise<PaidFor> {
  const result = await createPayment(env, merchant, checkout);
  if (!result.ok) throw await afterFailure(env, merchant, checkout, result, now);
  const fact = { ...result.fact, attempt: checkout.attempt };
  return taken(env, merchant, checkout.id, fact, now, answer);
}

/** Cancels an open checkout's payment; the claim is voided because Stripe says that it is canceled. */
export async function cancelOpen(
  env: Env,
  merchant: string,
  checkout: StoredCheckout,
  now: UnixSeconds,
): Promise<PaidFor> {
  const payment_intent =
    checkout.payment_intent ?? (await openPayment(env, merchant, checkout, now)).payment_intent;
  const result = await cancelPayment(env, payment_intent);
  if (!result.ok) throw refusalOf(result);
  const outcome = await taken(env, merchant, checkout.id, result.fact, now);
  if (outcome.status === 'open') {
    throw conflict(
      'payment_under_way',
      'The payment is under way and cannot be canceled now. Ask again when it ended.',
    );
  }
  return outcome;
}

async function taken(
  env: Env,
  merchant: string,
  checkout_id: string,
  fact: PaymentFact,
  now: UnixSeconds,
  answer?: AnswerKey,
): Promise<PaidFor> {
  const settled = await onLedger(env, merchant, (ledger) => ledger.apply(checkout_id, fact, now, answer));
  if (!settled.ok) throw missing('checkout', checkout_id);
  return { payment_intent: fact.payment_intent, status: settled.status, body: settled.body };
}

async function afterFailure(
  env: Env,
  merchant: string,
  checkout: StoredCheckout,
  failure: PaymentFailure,
  now: UnixSeconds,
): Promise<ApiError> {
  const { id, attempt } = checkout;
  if (failure.reason === 'refused')
    await onLedger(env, merchant, (ledger) => ledger.refuse(id, attempt, now));
  if (failure.reason === 'spoilt')
    await onLedger(env, merchant, (ledger) => ledger.startNewAttempt(id, attempt));
  return refusalOf(failure);
}

function refusalOf({ reason, declined, message }: PaymentFailure): ApiError {
  if (reason !== 'refused') {
    return away(
      'payment_provider_unavailable',
      `Stripe did not answer as it should. Send the same request again. (${message})`,
    );
  }
  return declined
    ? new ApiError(402, 'card_error', 'payment_declined', message)
    : new ApiError(402, 'invalid_request_error', 'payment_refused', `Stripe refused the payment: ${message}`);
}
