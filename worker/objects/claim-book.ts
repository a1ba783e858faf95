// How one change of a claim is booked: the event, the claim and the balance of its programme, always together. Runs inside the
// ledger's transactions; decides nothing.

import type { ClaimEvent } from '../../src/claim.ts';
import { JOURNAL_DELAY_MS } from '../../src/limits.ts';
import type { UnixSeconds } from '../../src/time.ts';
import type { Quote } from '../../src/wire/objects.ts';
import type { BalanceStore } from './balance-store.ts';
import type { ClaimLog } from './claim-log.ts';
import type { Duties } from './duties.ts';
import { journalOf } from './journal.ts';

/** A cart, and the claim that it has. */
export type ClaimedCart = { readonly claim: string | null; readonly quote: Pick<Quote, 'programme'> };

export class ClaimBook {
  private readonly ledger: string;
  private readonly balances: BalanceStore;
  private readonly log: ClaimLog;
  private readonly duties: Duties;

  constructor(ledger: string, balances: BalanceStore, log: ClaimLog, duties: Duties) {
    this.ledger = ledger;
    this.balances = balances;
    this.log = log;
    this.duties = duties;
  }

  /** As `record`, of the claim of a cart; one without a claim has nothing to book. */
  recordOf({ claim, quote }: ClaimedCart, event: ClaimEvent, now: UnixSeconds): void {
    if (claim !== null && quote.programme !== null) this.record(claim, quote.programme.id, event, now);
  }

  /** Appends an event of a claim under this programme and moves its money (SPEC B2, C2). */
  private record(claim: string, programme: string, event: ClaimEvent, now: UnixSeconds): void {
    const place = {
      ledger: this.ledger,
      journal: journalOf(programme, claim),
      claim,
      created: Math.max(now, Math.floor(Date.now() / 1000)),
    };
    this.balances.move(programme, this.log.record(place, event));
    this.duties.wakeAt(Date.now() + JOURNAL_DELAY_MS);
  }
}
