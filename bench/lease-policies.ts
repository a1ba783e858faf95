// The simulated budgets: how many ledgers sell how much, under which policy of leases.

import {
  grantedLease,
  isBusy,
  type LastLease,
  type LeaseQuestion,
  refusalHoldsS,
  wantedLease,
} from '../src/leases.ts';
import {
  LEASE_FEN,
  LEASE_IDLE_S,
  LEASES_KEPT_FREE,
  RECALL_LEDGERS_MAX,
  RECALL_PAUSE_MS,
} from '../src/limits.ts';
import type { Fen } from '../src/money.ts';

/** How leases are sized. Amounts in fen, instants in seconds. */
export type LeasePolicy = {
  want(need: Fen, last: LastLease | null, now: number): Fen;
  grant(question: LeaseQuestion): Fen | null;
  /** Whether the budget spares itself: its refusals hold, and it pauses after every round of asking ledgers. */
  isBusy(calls_per_s: number, ledgers: number): boolean;
  /** Seconds for which a ledger believes the refusal of a busy budget. */
  refusalHoldsS(ledgers: number): number;
};

/** For comparison: always the same lease while there is plenty, and exactly what is needed at the end. */
const FIXED: LeasePolicy = {
  want: () => LEASE_FEN,
  grant: ({ need, want, available }) => {
    if (available < need) return null;
    return available >= want * LEASES_KEPT_FREE ? Math.max(need, want) : need;
  },
  isBusy: () => false,
  refusalHoldsS: () => 0,
};

/** As it is: leases sized by demand, from a budget that spares itself. */
const BY_DEMAND: LeasePolicy = {
  want: wantedLease,
  grant: grantedLease,
  isBusy,
  refusalHoldsS,
};

export const LEASE_POLICIES = { fixed: FIXED, 'by demand': BY_DEMAND } as const;
export type LeasePolicyName = keyof typeof LEASE_POLICIES;

/** A budget, and the ledgers that live on it. */
export type LeaseSetup = {
  readonly policy: LeasePolicy;
  readonly ledgers: number;
  /** Of all ledgers together, once sales are under way; as 1, ½, ⅓, … over the ledgers. */
  readonly checkouts_per_s: number;
  readonly budget_fen: Fen;
  /** Seconds in which sales rise from none. */
  readonly ramp_s: number;
  /** Seconds that are simulated after the first refusal. */
  readonly after_s: number;
  /** Seconds after which a ledger that sells nothing gives back what is free. */
  readonly idle_s: number;
  /** Ledgers that the budget asks before it refuses, and the seconds between rounds that bring nothing. */
  readonly recall_ledgers: number;
  readonly recall_pause_s: number;
};

/** A budget that is sold out in about an hour, each ledger selling one device in ten seconds on average. */
export function leaseSetup(ledgers: number, policy: LeasePolicyName): LeaseSetup {
  const checkouts_per_s = ledgers / 10;
  return {
    policy: LEASE_POLICIES[policy],
    ledgers,
    checkouts_per_s,
    budget_fen: checkouts_per_s * 3_600 * MEAN_CLAIM_FEN,
    ramp_s: 600,
    after_s: 1_200,
    idle_s: LEASE_IDLE_S,
    recall_ledgers: RECALL_LEDGERS_MAX,
    recall_pause_s: RECALL_PAUSE_MS / 1000,
  };
}

const MEAN_CLAIM_FEN = 115_000;

/** The subsidy of a device whose price lies between 1,500 and 30,000 yuan, low prices being more frequent. */
export function claimFen(random: number): Fen {
  return Math.min(CAP_FEN, Math.floor((PRICE_MIN_FEN * 20 ** random * 15) / 100));
}

const CAP_FEN = 200_000;
const PRICE_MIN_FEN = 150_000;
