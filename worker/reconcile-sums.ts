// The sums: each ledger's balances beside its events, its leases beside the budget's, its events beside the journals', and each
// budget within itself. What is on its way between two objects is no difference: it is looked at until it has arrived.

import { LEASE_LOOK_MS, LEASE_LOOKS_MAX } from '../src/limits.ts';
import type { Fen } from '../src/money.ts';
import { ledgerName, merchantOfLedger, shardOfLedger } from '../src/shards.ts';
import type { FindingKind } from '../src/vocabulary.ts';
import { directoryOf, programmesOf } from './directory.ts';
import { ledgerNamed } from './ledger.ts';
import type { LedgerSums } from './objects/comparing.ts';
import type { JournalSum } from './objects/event-store.ts';
import { ledgerAt, placeAfter } from './reconcile-ledgers.ts';
import type { NewFinding, StepContext, StepResult } from './reconciling.ts';

/** How far a ledger's events are added up. */
type SumsPlace = { readonly after: number; readonly journals: readonly JournalSum[] };

/** Compares the sums of one ledger, or adds up one page of its events (SPEC Y4). */
export async function reconcileLedgers(context: StepContext, place: string | null): Promise<StepResult> {
  const at = await ledgerAt<SumsPlace>(context, place);
  if (at === null) return { ok: true, looked: 0, seen: [], findings: [], next: null };
  const name = ledgerName(at.merchant, at.shard);
  const page = await ledgerNamed(context.env, name).sums(at.within?.after ?? 0);
  const journals = merged(at.within?.journals ?? [], page.journals);
  const within = page.next === null ? null : { after: page.next, journals };
  const findings = within === null ? await ledgerFindings(context, name, journals, page.balances) : [];
  return {
    ok: true,
    looked: within === null ? 1 : 0,
    seen: [],
    findings,
    next: await placeAfter(context, at, within),
  };
}

function merged(before: readonly JournalSum[], more: readonly JournalSum[]): JournalSum[] {
  const sums = new Map(before.map((sum) => [sum.journal, sum]));
  for (const sum of more) {
    const { pending = 0, posted = 0, seq = null, hash = '' } = sums.get(sum.journal) ?? {};
    const last = sum.seq === null ? { seq, hash } : { seq: sum.seq, hash: sum.hash };
    sums.set(sum.journal, {
      journal: sum.journal,
      pending: pending + sum.pending,
      posted: posted + sum.posted,
      ...last,
    });
  }
  return [...sums.values()];
}

async function ledgerFindings(
  context: StepContext,
  ledger: string,
  journals: readonly JournalSum[],
  balances: LedgerSums['balances'],
): Promise<NewFinding[]> {
  const found = [
    ...balanceFindings(ledger, journals, balances),
    ...(await journalFindings(context, ledger, journals)),
  ];
  // What a budget holds is the operator's business.
  if (context.merchant !== null) return found;
  for (const { programme } of balances) found.push(...(await leaseFindings(context, ledger, programme)));
  return found;
}

/** Each balance is the sum of its events. */
function balanceFindings(
  ledger: string,
  journals: readonly JournalSum[],
  balances: LedgerSums['balances'],
): NewFinding[] {
  const programmes = new Set([...balances, ...journals.map(programmeOf)].map(({ programme }) => programme));
  return [...programmes].flatMap((programme) => {
    const of = journals.filter((sum) => programmeOf(sum).programme === programme);
    const balance = balances.find((one) => one.programme === programme);
    const findings: NewFinding[] = [];
    for (const side of ['pending', 'posted'] as const) {
      const expected = of.reduce<Fen>((all, sum) => all + sum[side], 0);
      const found = balance?.[side] ?? 0;
      if (expected !== found) findings.push(finding(`${side}_differs`, ledger, programme, expected, found));
    }
    return findings;
  });
}

/** A journal's name begins with its programme and ends with its month. */
const programmeOf = ({ journal }: JournalSum) => ({ programme: journal.slice(0, journal.lastIndexOf('/')) });

/** Each journal has the ledger's events up to what it has confirmed, and no other. */
async function journalFindings(
  { env }: StepContext,
  ledger: string,
  journals: readonly JournalSum[],
): Promise<NewFinding[]> {
  const ends = await Promise.all(
    journals.map(async ({ journal }) => {
      const { seq, hash } = await env.JOURNAL.getByName(journal).lastOf(ledger);
      return { seq, hash };
    }),
  );
  const known = await ledgerNamed(env, ledger).hasEvents(ends);
  return journals.flatMap(({ journal, seq, hash }, index) => {
    const end = ends[index] ?? { seq: 0, hash: '' };
    // One that is ahead has what came since.
    const holds = end.seq === 0 ? seq === null : end.seq >= (seq ?? 0) && known[index];
    if (holds) return [];
    return [finding('journal_differs', ledger, journal, `${seq ?? 0} ${hash}`, `${end.seq} ${end.hash}`)];
  });
}

/** A difference counts when it is the same in two looks in a row between which nothing was on its way. */
async function leaseFindings({ env }: StepContext, ledger: string, programme: string): Promise<NewFinding[]> {
  let before: string | null = null;
  for (let looks = 0; looks < LEASE_LOOKS_MAX; looks += 1) {
    if (looks > 0) await new Promise((resolve) => setTimeout(resolve, LEASE_LOOK_MS));
    const { leased, settled } = await ledgerNamed(env, ledger).leases(programme);
    const held = await env.BUDGET.getByName(programme).heldBy(ledger);
    if (held === leased) return [];
    const look = settled ? `${held} ${leased}` : null;
    if (look !== null && look === before) return [finding('leases_differ', ledger, programme, held, leased)];
    before = look;
  }
  return [];
}

/** How far the walk through the budgets has come. */
type BudgetPlace = { readonly programme: number; readonly after: string };

/** Compares a budget's three sums, and finds leases of ledgers that are not there. For the operator only. */
export async function reconcileBudgets(context: StepContext, place: string | null): Promise<StepResult> {
  const ids = [...new Set((await programmesOf(context.env)).map(({ id }) => id))].sort();
  const at = place === null ? { programme: 0, after: '' } : (JSON.parse(place) as BudgetPlace);
  const programme = ids[at.programme];
  if (context.merchant !== null || programme === undefined) {
    return { ok: true, looked: 0, seen: [], findings: [], next: null };
  }
  const findings = at.after === '' ? await totalFindings(context, programme) : [];
  const holders = await context.env.BUDGET.getByName(programme).holdersAfter(at.after, context.limit);
  const shards = await directoryOf(context.env).shardsOf(
    holders.map(({ ledger }) => merchantOfLedger(ledger)),
  );
  for (const { ledger, held } of holders) {
    const is_there = shardOfLedger(ledger) < (shards[merchantOfLedger(ledger)] ?? 0);
    if (!is_there) findings.push(finding('leases_differ', ledger, programme, held, null));
  }
  const last = holders.length < context.limit ? undefined : holders.at(-1)?.ledger;
  const next = last === undefined ? { programme: at.programme + 1, after: '' } : { ...at, after: last };
  return {
    ok: true,
    looked: last === undefined ? 1 : 0,
    seen: [],
    findings,
    next: next.programme < ids.length ? JSON.stringify(next) : null,
  };
}

async function totalFindings({ env }: StepContext, programme: string): Promise<NewFinding[]> {
  const { leased, held, granted } = await env.BUDGET.getByName(programme).sums();
  const other = leased === granted ? held : leased;
  return other === granted ? [] : [finding('leases_differ', null, programme, granted, other)];
}

function finding(
  kind: FindingKind,
  ledger: string | null,
  of: string,
  expected: NewFinding['expected'],
  found: NewFinding['found'],
): NewFinding {
  const merchant = ledger === null ? null : merchantOfLedger(ledger);
  const subject = ledger === null ? of : `${ledger} ${of}`;
  return {
    kind,
    subject,
    merchant,
    expected,
    found,
    healed: false,
    checkout: null,
    claim: null,
    payment_intent: null,
  };
}
