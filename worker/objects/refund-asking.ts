// How a ledger finds what became of refunds: those that a dead Worker or a silent Stripe left without a word, and those on
// their way whose webhook may be lost. It asks Stripe, and believes nobody else.

import { REFUND_ASK_AFTER_S, REFUND_BATCH, REFUND_PENDING_ASK_S } from '../../src/limits.ts';
import { ApiError } from '../errors.ts';
import { finishRefund, type RefundCall } from '../refunds.ts';
import type { Duty } from './duties.ts';
import type { RefundStore, StoredRefund } from './refund-store.ts';

export class RefundAsking implements Duty {
  readonly name = 'ledger.refunds';
  private readonly refunds: RefundStore;
  private readonly callFor: (refund: StoredRefund) => RefundCall;

  constructor(refunds: RefundStore, callFor: (refund: StoredRefund) => RefundCall) {
    this.refunds = refunds;
    this.callFor = callFor;
  }

  nextAtMs(): number | null {
    const at = this.refunds.nextAskAt();
    return at === null ? null : at * 1000;
  }

  /** Asks about every pending refund whose time has come (SPEC Z5). */
  async run(now_ms: number): Promise<void> {
    const now = Math.floor(now_ms / 1000);
    const due = this.refunds.toAsk(now, REFUND_BATCH);
    // Whatever becomes of the answers, none of these is asked about again at once.
    for (const { id, provider_id } of due) {
      const again_s = provider_id === null ? REFUND_ASK_AFTER_S : REFUND_PENDING_ASK_S;
      this.refunds.askAgainAt(id, now + again_s);
    }
    const answers = await Promise.allSettled(due.map((refund) => finishRefund(this.callFor(refund), now)));
    const bug = answers.find(
      (answer) => answer.status === 'rejected' && !(answer.reason instanceof ApiError),
    );
    if (bug?.status === 'rejected') throw bug.reason;
  }
}
