// What a fact about a refund does: every state of a refund against every word of the provider.

import { describe, expect, it } from 'vitest';
import { type RefundFact, type RefundStep, refundStep, type TakingRefund } from '../../src/refund.ts';
import { REFUND_STATUSES, type RefundStatus } from '../../src/vocabulary.ts';

const fact = (provider_id: string, status: RefundStatus): RefundFact => ({
  provider_id,
  refund: 'rfd_1',
  payment_intent: 'pi_1',
  status,
  amount: 100,
  currency: 'cny',
});

const steps = (pending: RefundStep, succeeded: RefundStep, failed: RefundStep) => ({
  pending,
  succeeded,
  failed,
});

const OUTSIDE = steps('outside', 'outside', 'outside');

/** By the refund's status and identifier, the step for a fact of `re_1` and for one of `re_2`. */
const STEPS: readonly [TakingRefund, Record<RefundStatus, RefundStep>, Record<RefundStatus, RefundStep>][] = [
  [
    { status: 'pending', provider_id: null },
    steps('accept', 'accept', 'fail'),
    steps('accept', 'accept', 'fail'),
  ],
  [{ status: 'pending', provider_id: 're_1' }, steps('nothing', 'succeed', 'fail'), OUTSIDE],
  [{ status: 'succeeded', provider_id: 're_1' }, steps('nothing', 'nothing', 'fail'), OUTSIDE],
  [{ status: 'failed', provider_id: 're_1' }, steps('nothing', 'nothing', 'nothing'), OUTSIDE],
  // The provider refused it, or there was nothing to refund: none of these can be it.
  [
    { status: 'failed', provider_id: null },
    steps('outside', 'outside', 'nothing'),
    steps('outside', 'outside', 'nothing'),
  ],
  [
    { status: 'succeeded', provider_id: null },
    steps('outside', 'outside', 'nothing'),
    steps('outside', 'outside', 'nothing'),
  ],
];

const TABLE = STEPS.flatMap(([refund, own, other]) =>
  REFUND_STATUSES.flatMap((status) => [
    { refund, of: 're_1', status, step: own[status] },
    { refund, of: 're_2', status, step: other[status] },
  ]),
);

describe('a fact about a refund', () => {
  it.each(TABLE)('[Z5] $refund ← $of $status: $step', ({ refund, of, status, step }) => {
    expect(refundStep(refund, fact(of, status))).toBe(step);
  });
});
