// What a fact about a refund means for the refund that a return asked for. Facts come from the provider, in any order and any
// number.

import type { Fen } from './money.ts';
import type { RefundStatus } from './vocabulary.ts';

/** What the provider says of a refund, whether it was asked or told us. */
export type RefundFact = {
  readonly provider_id: string;
  /** Our own identifier of it, from the provider's metadata; null where it was made without us. */
  readonly refund: string | null;
  readonly payment_intent: string | null;
  readonly status: RefundStatus;
  readonly amount: Fen;
  readonly currency: string;
};

/** What a refund must know about itself to take a fact. */
export type TakingRefund = {
  readonly status: RefundStatus;
  /** The provider's identifier; null until the provider has accepted it. */
  readonly provider_id: string | null;
};

/** What has to be done about a fact. */
export type RefundStep = 'nothing' | 'accept' | 'succeed' | 'fail' | 'outside';

/**
 * Decides what a fact does to a refund (SPEC Z5, Z6). It is accepted by the first word that does not say failed; a failure is
 * final. Another refund at the provider than the one that was accepted, or one after the provider's refusal, is money
 * that moved without our asking.
 */
export function refundStep(refund: TakingRefund, fact: RefundFact): RefundStep {
  if (refund.provider_id === null) {
    if (refund.status !== 'pending') return fact.status === 'failed' ? 'nothing' : 'outside';
    return fact.status === 'failed' ? 'fail' : 'accept';
  }
  if (refund.provider_id !== fact.provider_id) return 'outside';
  if (refund.status === 'failed') return 'nothing';
  if (fact.status === 'failed') return 'fail';
  return refund.status === 'pending' && fact.status === 'succeeded' ? 'succeed' : 'nothing';
}
