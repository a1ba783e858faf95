// How large a lease is: what a ledger wants, what a budget grants, and for how long a refusal holds. Sized by demand, so that
// fast ledgers ask seldom and slow ones hold little; a budget that many ledgers ask too often spares itself.

import {
  BUDGET_BUSY_CALLS_PER_S,
  BUDGET_BUSY_LEDGERS_MIN,
  LEASE_FEN,
  LEASE_FIRST_FEN,
  LEASE_LASTS_S,
  LEASES_KEPT_FREE,
  REFUSAL_HOLDS_MAX_S,
} from './limits.ts';
import type { Fen } from './money.ts';
import type { UnixSeconds } from './time.ts';

/** The last lease that a ledger was granted under a programme. */
export type LastLease = { readonly amount: Fen; readonly granted_at: UnixSeconds };

/**
 * What a ledger wants of a budget: what lasts LEASE_LASTS_S at the pace at which it used up its last lease, at most twice that
 * lease, between LEASE_FIRST_FEN, which is its first one, and LEASE_FEN.
 */
export function wantedLease(need: Fen, last: LastLease | null, now: UnixSeconds): Fen {
  if (last === null) return Math.max(need, LEASE_FIRST_FEN);
  const lasted_s = Math.max(1, now - last.granted_at);
  const lasting = Math.floor((last.amount * LEASE_LASTS_S) / lasted_s);
  return Math.max(need, LEASE_FIRST_FEN, Math.min(lasting, 2 * last.amount, LEASE_FEN));
}

/** What a budget is asked, and how it stands. */
export type LeaseQuestion = {
  readonly need: Fen;
  readonly want: Fen;
  readonly available: Fen;
  readonly is_busy: boolean;
};

/**
 * What a budget grants (SPEC B3): what is wanted while there is plenty, near exhaustion exactly what is needed, unless it is
 * too busy for that. null where it has less than is needed.
 */
export function grantedLease({ need, want, available, is_busy }: LeaseQuestion): Fen | null {
  if (available < need) return null;
  const plenty = available >= want * LEASES_KEPT_FREE;
  return plenty || is_busy ? Math.max(need, Math.min(want, available)) : need;
}

/** Whether a budget has to spare itself: it has many ledgers, and is asked too often by them. */
export function isBusy(calls_per_s: number, ledgers: number): boolean {
  return calls_per_s > BUDGET_BUSY_CALLS_PER_S && ledgers >= BUDGET_BUSY_LEDGERS_MIN;
}

/** Seconds for which a ledger believes the refusal of a busy budget: so long that all together ask no oftener than allowed. */
export function refusalHoldsS(ledgers: number): number {
  return Math.min(REFUSAL_HOLDS_MAX_S, Math.ceil(ledgers / BUDGET_BUSY_CALLS_PER_S));
}
