// The order of calls around a payment: the ledger has reserved, Stripe is asked, the ledger takes what Stripe said.
// Whatever dies in between is found again: by the same request, by the webhook, by the ledger.

import { LOOK_UP_AFTER_S } from '../src/limits.ts';
import type { PaymentFact } from '../src/payment.ts';
import type { UnixSeconds } from '../src/time.ts';
import type { Env } from './env.ts';
import { ApiError, conflict, missing, unavailable } from './errors.ts';
import type { RemoteLedger } from './ledger.ts';
import { logFailure } from './log.ts';
import type { StoredCheckout } from './objects/checkout-store.ts';
import type { AnswerKey, CheckoutOutcome } from './objects/ledger.ts';
import { cancelPayment, createPayment, findPayment, type PaymentResult } from './stripe.ts';
import type { StripeFailure } from './stripe-client.ts';

/** A checkout's payment, and what stands around it. */
export type PaymentCall = {
  readonly env: Env;
  readonly merchant: string;
  readonly checkout: StoredCheckout;
  readonly ledger: PaymentLedger;
};

/** What a payment needs of the ledger, from afar or from within. */
export type PaymentLedger = Pick<
  RemoteLedger,
  'apply' | 'refuse' | 'startNewAttempt' | 'checkout' | 'closeExternal'
>;

/** Asks for a reserved checkout's payment and attaches it. */
export async function openPayment(call: PaymentCall, answer?: AnswerKey): Promise<CheckoutOutcome> {
  const { env, merchant, checkout } = call;
  const result = await createPayment(env, merchant, checkout);
  if (!result.ok) {
    await noteFailure(call, result, unixNow());
    throw refusalOf(result);
  }
  // The reply to a try is the payment of that try, whatever a server makes of its metadata.
  const fact = { ...result.fact, attempt: checkout.attempt };
  const outcome = await applied(call, fact, unixNow(), answer);
  if (outcome.payment_intent !== fact.payment_intent) throw await dropPayment(call, fact, outcome);
  return outcome;
}

/**
 * Cancels an open checkout. Its claim is voided because Stripe says that the payment is canceled; where it has none yet,
 * the payment that its last try made, or may have made, is canceled with it. Where the shop takes the money itself, the word is
 * its own, and Stripe is not asked.
 *
 * @param now the present; before the checkout's `expires_at` it is canceled, after it it has expired
 */
export async function cancelOpen(call: PaymentCall, now: UnixSeconds): Promise<CheckoutOutcome> {
  const { checkout, ledger } = call;
  if (checkout.payment_provider === 'external') {
    const closed = await ledger.closeExternal(checkout.id, now);
    if (!closed.ok) throw missing('checkout', checkout.id);
    return closed;
  }
  if (checkout.payment_intent !== null) return cancelAttached(call, checkout.payment_intent, now);
  const made = await paymentOfLastTry(call, now);
  if (made.ok) return cancelAttached(call, made.fact.payment_intent, now);
  await noteFailure(call, made, now);
  if (made.reason !== 'refused') throw refusalOf(made);
  const read = await ledger.checkout(checkout.id);
  if (read === null) throw missing('checkout', checkout.id);
  return { ...read.checkout, body: read.body };
}

/** The last try again, under its own key: the same payment. Stripe forgets keys after a day; then it is looked up. */
async function paymentOfLastTry(
  { env, merchant, checkout }: PaymentCall,
  now: UnixSeconds,
): Promise<PaymentResult> {
  if (now - checkout.created < LOOK_UP_AFTER_S) return createPayment(env, merchant, checkout);
  return findPayment(env, checkout);
}

async function cancelAttached(
  call: PaymentCall,
  payment_intent: string,
  now: UnixSeconds,
): Promise<CheckoutOutcome> {
  const result = await cancelPayment(call.env, payment_intent);
  if (!result.ok) throw refusalOf(result);
  const outcome = await applied(call, result.fact, now);
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

async function applied(
  { ledger, checkout }: PaymentCall,
  fact: PaymentFact,
  now: UnixSeconds,
  answer?: AnswerKey,
): Promise<CheckoutOutcome> {
  const settled = await ledger.apply(checkout.id, fact, now, answer);
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
  { ledger, checkout }: PaymentCall,
  { reason }: StripeFailure,
  now: UnixSeconds,
): Promise<void> {
  if (reason === 'refused') await ledger.refuse(checkout.id, checkout.attempt, now);
  if (reason === 'spoilt') await ledger.startNewAttempt(checkout.id, checkout.attempt);
}

/** After Stripe has answered, which may have taken long. */
const unixNow = (): UnixSeconds => Math.floor(Date.now() / 1000);

export function refusalOf({ reason, declined, message }: StripeFailure): ApiError {
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
