// The steps of a reconciliation: which there are, and what each is given and gives back. A step looks at one bounded page; what
// it changes, it changes by handing facts to ledgers, so that one that is done twice does no harm.

import type { Difference, Window } from '../src/reconciliation.ts';
import type { UnixSeconds } from '../src/time.ts';
import type { ReconciliationStep } from '../src/vocabulary.ts';
import type { Env } from './env.ts';
import { reconcileCheckouts, reconcileReturns } from './reconcile-ledgers.ts';
import { reconcilePayments, reconcileRefunds } from './reconcile-stripe.ts';
import { reconcileBudgets, reconcileLedgers } from './reconcile-sums.ts';

/** What a step is to look at, and what it may ask. */
export type StepContext = {
  readonly env: Env;
  readonly window: Window;
  /** The only merchant that is looked at; null for all. */
  readonly merchant: string | null;
  readonly limit: number;
  readonly now: UnixSeconds;
  /** Those of these payments and refunds that no step of this run has looked at. */
  readonly unseen: (ids: readonly string[]) => string[];
};

/** What a step found: a difference, and where. */
export type NewFinding = Difference & {
  readonly healed: boolean;
  /** What it is about. A run has one finding for each kind and subject. */
  readonly subject: string;
  readonly merchant: string | null;
  readonly checkout: string | null;
  readonly claim: string | null;
  readonly payment_intent: string | null;
};

/** What a step did; `next` is the place of the next page, null after the last. Or why it could not: it is tried again. */
export type StepResult =
  | {
      readonly ok: true;
      readonly looked: number;
      readonly seen: readonly string[];
      readonly findings: readonly NewFinding[];
      readonly next: string | null;
    }
  | { readonly ok: false; readonly message: string };

/** @param place where the last page of this step ended; null before the first */
export type Step = (context: StepContext, place: string | null) => Promise<StepResult>;

export const STEPS: Readonly<Record<ReconciliationStep, Step>> = {
  payments: reconcilePayments,
  refunds: reconcileRefunds,
  checkouts: reconcileCheckouts,
  returns: reconcileReturns,
  ledgers: reconcileLedgers,
  budgets: reconcileBudgets,
};
