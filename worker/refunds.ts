// The order of calls around a refund: the ledger has written the return down, Stripe is asked, the ledger takes what Stripe
// said. Whatever dies in between is found again: by the same request, by the webhook, by the ledger.

import { LOOK_UP_AFTER_S } from '../src/limits.ts';
import type { UnixSeconds } from '../src/time.ts';
import type { Env } from './env.ts';
import { ApiError, unavailable } from './errors.ts';
import type { RemoteLedger } from './ledger.ts';
import type { AnswerKey } from './objects/ledger.ts';
import type { StoredRefund } from './objects/refund-store.ts';
import type { StripeFailure } from './stripe-client.ts';
import {
  createRefund,
  findRefund,
  type PaymentOwner,
  type RefundResult,
  retrieveRefund,
} from './stripe-refunds.ts';

/** A refund, its payment, and what stands around it. */
export type RefundCall = {
  readonly env: Env;
  readonly owner: PaymentOwner;
  readonly payment_intent: string;
  readonly refund: StoredRefund;
  readonly ledger: RefundLedger;
};

/** What a refund needs of the ledger, from afar or from within. */
export type RefundLedger = Pick<RemoteLedger, 'applyRefund' | 'refuseRefund' | 'startNewRefundAttempt'>;

/** Asks Stripe for a refund, or what became of it, and hands the ledger what it said; the API's answer as JSON text. */
export async function finishRefund(call: RefundCall, now: UnixSeconds, answer?: AnswerKey): Promise<string> {
  const { refund, ledger } = call;
  const result = await refundAtStripe(call, now);
  if (result.ok) {
    const fact = { ...result.fact, refund: refund.id };
    return (await ledger.applyRefund(refund.checkout, fact, now, answer)) ?? '';
  }
  if (result.reason === 'refused') await ledger.refuseRefund(refund.id, refund.attempt);
  if (result.reason === 'spoilt') await ledger.startNewRefundAttempt(refund.id, refund.attempt);
  throw refusalOf(result);
}

/**
 * A refund is asked for under the key of its try. A second try could pay twice what the first one has paid without a word, and
 * Stripe forgets keys after a day: then it is looked up first.
 */
async function refundAtStripe(
  { env, owner, payment_intent, refund }: RefundCall,
  now: UnixSeconds,
): Promise<RefundResult> {
  if (refund.provider_id !== null) return retrieveRefund(env, refund.provider_id);
  const could_be_there = refund.attempt > 1 || now - refund.created >= LOOK_UP_AFTER_S;
  const found = could_be_there ? await findRefund(env, payment_intent, refund.id) : null;
  if (found !== null && (found.ok || found.reason !== 'refused')) return found;
  return createRefund(env, owner, payment_intent, refund);
}

function refusalOf({ reason, message }: StripeFailure): ApiError {
  return reason === 'refused'
    ? new ApiError(402, 'invalid_request_error', 'refund_refused', `Stripe refused the refund: ${message}`)
    : unavailable(
        'payment_provider_unavailable',
        `Stripe did not answer as it should. Send the same request again. (${message})`,
      );
}
