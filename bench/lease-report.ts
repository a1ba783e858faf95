// The simulated budgets as a table of their own, and as one row beside what was measured.

import { LEASE_POLICIES, type LeasePolicyName, leaseSetup } from './lease-policies.ts';
import { type PhaseLoad, type Simulated, simulate } from './lease-simulation.ts';
import { SIMULATED_LEDGERS, TARGETS } from './settings.ts';
import type { Row } from './table.ts';

export type SimulatedBudget = {
  readonly ledgers: number;
  readonly policy: LeasePolicyName;
  readonly result: Simulated;
};

/** Simulates every policy with each number of ledgers. */
export function simulateBudgets(): SimulatedBudget[] {
  const policies = Object.keys(LEASE_POLICIES) as LeasePolicyName[];
  console.error('leases: simulating budgets');
  return policies.flatMap((policy) =>
    SIMULATED_LEDGERS.map((ledgers) => ({ ledgers, policy, result: simulate(leaseSetup(ledgers, policy)) })),
  );
}

/** For each policy, the busiest second of the budget with the most ledgers. */
export function leaseRows(budgets: readonly SimulatedBudget[]): Row[] {
  const most = Math.max(...SIMULATED_LEDGERS);
  return budgets
    .filter(({ ledgers }) => ledgers === most)
    .map(({ policy, result }) => {
      const busiest = Math.max(...Object.values(result.phases).map((phase) => phase.busiest));
      return {
        what: `simulated budget calls, ${most} ledgers, leases ${policy}`,
        rate: `${busiest}/s`,
        p50_ms: null,
        ratio_to: `${TARGETS.budget_calls_per_s}/s`,
        ratio: busiest / TARGETS.budget_calls_per_s,
        // The other policy is there to compare.
        target: policy === 'by demand' ? { at_most: 1 } : null,
      };
    });
}

/** Calls a second through the life of each budget: the mean, and the busiest second. */
export function leaseTable(budgets: readonly SimulatedBudget[]): string {
  const head =
    '| leases | ledgers | checkouts/s | start | middle | last 5 % | after it | unused at first refusal | 20 min later |';
  const lines = budgets.map(({ policy, ledgers, result }) => {
    const { start, middle, end, after } = result.phases;
    const phases = [start, middle, end, after].map(shown).join(' | ');
    const unused = [result.unused_at_first_refusal, result.unused_at_end].map(percent).join(' | ');
    return `| ${policy} | ${ledgers} | ${leaseSetup(ledgers, policy).checkouts_per_s} | ${phases} | ${unused} |`;
  });
  return [head, `|${' --- |'.repeat(9)}`, ...lines].join('\n');
}

const shown = ({ mean, busiest }: PhaseLoad): string => `${mean.toFixed(0)}, ${busiest}`;
const percent = (part: number): string => `${(part * 100).toFixed(3)} %`;
