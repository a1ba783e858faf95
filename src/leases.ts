// How large a lease is: what a ledger wants, what a budget grants, and for how long a refusal holds. Sized by demand, so that
// fast ledgers ask seldom and slow ones hold little; a budget that is asked too often spares itself.

import { BUDGET_BUSY_CALLS_PER_S, LEASE_FEN, LEASE_LASTS_S, LEASES_KEPT_FREE } from './limits.ts';
import type { Fen } from './money.ts';
import type { UnixSeconds } from './time.ts';

/** The last lease that a ledger was granted under a programme. */
export type LastLease = { readonly amount: Fen; readonly granted_at: UnixSeconds };

/**
 * What a ledger wants of a budget: what lasts LEASE_LASTS_S at the pace at which it used up its last lease, at most twice that
 * lease, and never more than LEASE_FEN; the first time, what it needs.
 */
export function wantedLease(need: Fen, last: LastLease | null, now: UnixSeconds): Fen {
  if (last === null) return need;
  const lasted_s = Math.max(1, now - last.granted_at);
  const lasting = Math.floor((last.amount * LEASE_LASTS_S) / lasted_s);
  return Math.max(need, Math.min(lasting, 2 * last.amount, LEASE_FEN));
}

/** What a budget is asked, and how it stands. */
export type LeaseQuestion = {
  readonly need: Fen;
  readonly want: Fen;
  readonly available: Fen;
  /** Calls that reached the budget in this second, or in the last one where there were more. */
  readonly calls_per_s: number;
};

/**
 * What a budget grants (SPEC B3): what is wanted while there is plenty, near exhaustion exactly what is needed, unless it is
 * asked too often for that. null where it has less than is needed.
 */
export function grantedLease({ need, want, available, calls_per_s }: LeaseQuestion): Fen | null {
  if (available < need) return null;
  const plenty = available >= want * LEASES_KEPT_FREE;
  return plenty || isBusy(calls_per_s) ? Math.max(need, Math.min(want, available)) : need;
}

/** Whether a budget is asked so often that it spares itself: its refusals hold for a while, and it asks ledgers seldom. */
export function isBusy(calls_per_s: number): boolean {
  return calls_per_s > BUDGET_BUSY_CALLS_PER_S;
}
