// Calling leases back: when the budget has run out, from ledgers that do not use theirs. Bounded, and never from one that is
// about to use it.

import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { RECALL_BATCH, RECALL_GRACE_MS, RECALL_LEDGERS_MAX, RECALL_PAUSE_MS } from '../../src/limits.ts';
import {
  askedAt,
  budgetOf,
  budgetRows,
  claimIn,
  evictBudget,
  evictLedger,
  expectLaw,
  inBudget,
  inUseTill,
  ledgerNamed,
  ledgerWithFree,
  newLease,
  newLedgerName,
  openReturns,
  voidIn,
} from './budget-support.ts';

const EXHAUSTED = { ok: false, reason: 'budget_exhausted' };

/** Asks for a lease of exactly so much, for a ledger that holds nothing. */
const leaseOf = (programme: string, need: number, now_ms: number, ledger = newLedgerName()) =>
  env.BUDGET.getByName(programme).lease({ lease: newLease(), ledger, need, want: need, now_ms });

/** All time in which a ledger is about to use what it leased is over. */
const letGo = (programme: string) =>
  inBudget(programme, (sql) => sql.exec('UPDATE holders SET in_use_till_ms = 0'));

/** A budget that is leased to so many ledgers that use none of it, long ago. */
async function leasedTo(count: number, amount: number) {
  const { programme, budget } = await budgetOf(count * amount);
  const ledgers = Array.from({ length: count }, newLedgerName);
  for (const ledger of ledgers)
    expect(await leaseOf(programme, amount, 1, ledger)).toMatchObject({ ok: true });
  return { programme, budget, ledgers };
}

describe('a budget that has run out', () => {
  it('[B7] gives a ledger what another one does not use, to the last fen', async () => {
    const { programme } = await budgetOf(1_000);
    const idle = await ledgerWithFree(programme, 1_000);
    await letGo(programme);
    const busy = newLedgerName();
    expect((await claimIn(busy, programme, 999)).reserved).toMatchObject({ was: 'created' });
    expect((await claimIn(busy, programme, 2)).reserved).toEqual(EXHAUSTED);
    expect((await claimIn(busy, programme, 1)).reserved).toMatchObject({ was: 'created' });
    expect(await expectLaw(programme, [idle, busy])).toBe(1_000);
  });

  it('[B7] gathers it from several ledgers, and leaves alone what is in use', async () => {
    const { programme } = await budgetOf(1_000);
    const ledgers = [];
    for (const amount of [100, 200, 300]) ledgers.push(await ledgerWithFree(programme, amount));
    const user = newLedgerName();
    await claimIn(user, programme, 400);
    await letGo(programme);
    const last = newLedgerName();
    expect((await claimIn(last, programme, 600)).reserved).toMatchObject({ was: 'created' });
    expect(await ledgerNamed(user).balance(programme)).toEqual({ leased: 400, pending: 400, posted: 0 });
    expect(await expectLaw(programme, [...ledgers, user, last])).toBe(1_000);
  });

  it('[B7] does not ask a ledger that is about to use exactly what it leased, until its time is over', async () => {
    const { programme } = await budgetOf(1_000);
    const ledger = await ledgerWithFree(programme, 1_000);
    const till_ms = await inUseTill(programme, ledger);
    expect(till_ms).toBeLessThanOrEqual(Date.now() + RECALL_GRACE_MS);
    expect(await leaseOf(programme, 1_000, till_ms - 1)).toMatchObject(EXHAUSTED);
    expect((await askedAt(programme)).get(ledger)).toBe(0);
    expect(await leaseOf(programme, 1_000, till_ms)).toEqual({ ok: true, amount: 1_000 });
  });

  it('[B7] after a round that brought nothing asks nobody for a while, then again', async () => {
    const { programme, ledgers } = await leasedTo(1, 1_000);
    const asked = async () => (await askedAt(programme)).get(ledgers[0] ?? '');
    const now_ms = Date.now();
    expect(await leaseOf(programme, 1, now_ms)).toEqual({ ...EXHAUSTED, available: 0, holds_s: 0 });
    expect(await leaseOf(programme, 1, now_ms + RECALL_PAUSE_MS - 1)).toMatchObject(EXHAUSTED);
    expect(await asked()).toBe(now_ms);
    expect(await leaseOf(programme, 1, now_ms + RECALL_PAUSE_MS)).toMatchObject(EXHAUSTED);
    expect(await asked()).toBe(now_ms + RECALL_PAUSE_MS);
  });

  it('[B7] meanwhile what comes back by itself is leased at once', async () => {
    const { programme, budget } = await budgetOf(1_000);
    const ledger = newLedgerName();
    const { checkout } = await claimIn(ledger, programme, 1_000);
    await letGo(programme);
    const now_ms = Date.now();
    expect(await leaseOf(programme, 1_000, now_ms)).toMatchObject(EXHAUSTED);
    await voidIn(ledger, checkout);
    expect(await leaseOf(programme, 1_000, now_ms + 1)).toMatchObject(EXHAUSTED);
    await budget.giveBack(ledger, await ledgerNamed(ledger).recall(programme));
    expect(await leaseOf(programme, 1_000, now_ms + 2)).toEqual({ ok: true, amount: 1_000 });
  });

  it('[B7] asks no more than so many ledgers for one lease, and others for the next', async () => {
    const { programme } = await leasedTo(RECALL_LEDGERS_MAX + 5, 10);
    const askedSince = async (at_ms: number) =>
      [...(await askedAt(programme)).values()].filter((asked) => asked >= at_ms).length;
    const now_ms = Date.now();
    expect(await leaseOf(programme, 1, now_ms)).toMatchObject(EXHAUSTED);
    expect(await askedSince(now_ms)).toBe(RECALL_LEDGERS_MAX);
    expect(await leaseOf(programme, 1, now_ms + RECALL_PAUSE_MS)).toMatchObject(EXHAUSTED);
    expect(await askedSince(now_ms)).toBe(RECALL_LEDGERS_MAX + 5);
  });

  it('[B7] asks first who holds the most, and stops when it has enough', async () => {
    const { programme, budget } = await leasedTo(RECALL_BATCH + 1, 10);
    await budget.setTotal(10 * (RECALL_BATCH + 1) + 500);
    const richest = await ledgerWithFree(programme, 500);
    await letGo(programme);
    const now_ms = Date.now();
    expect(await leaseOf(programme, 500, now_ms)).toEqual({ ok: true, amount: 500 });
    const asked = await askedAt(programme);
    expect(asked.get(richest)).toBe(now_ms);
    expect([...asked.values()].filter((at) => at === now_ms)).toHaveLength(RECALL_BATCH);
  });

  it('[B7] gives none of what two ledgers want at once to both, and does not leave it to neither', async () => {
    const { programme } = await budgetOf(700);
    const ledgers = [await ledgerWithFree(programme, 300), await ledgerWithFree(programme, 400)];
    await letGo(programme);
    const outcomes = await Promise.all(ledgers.map((ledger) => claimIn(ledger, programme, 700)));
    expect(outcomes.filter(({ reserved }) => reserved.ok)).toHaveLength(1);
    expect(await expectLaw(programme, ledgers)).toBe(700);
  });

  it('[B7] a ledger that is refused gives back what it has free: whoever comes next finds it', async () => {
    const { programme, budget } = await budgetOf(1_000);
    const ledger = await ledgerWithFree(programme, 1_000);
    expect((await claimIn(ledger, programme, 1_001)).reserved).toEqual(EXHAUSTED);
    expect(await budget.state()).toEqual({ total: 1_000, leased: 0 });
    expect(await openReturns(ledger)).toEqual([]);
    expect((await claimIn(newLedgerName(), programme, 1_000)).reserved).toMatchObject({ was: 'created' });
  });
});

describe('whoever dies in a recall', () => {
  it('[B6] the ledger, after it wrote the return down: the alarm tells of it', async () => {
    const { programme, budget } = await budgetOf(1_000);
    const ledger = await ledgerWithFree(programme, 1_000);
    const lost = await ledgerNamed(ledger).recall(programme);
    expect(lost).toMatchObject([{ amount: 1_000 }]);
    await expectLaw(programme, [ledger]);
    await evictLedger(ledger);
    await ledgerNamed(ledger).due(Date.now());
    expect(await budget.state()).toMatchObject({ leased: 0 });
    await expectLaw(programme, [ledger]);
  });

  it('[B6] the budget, before it took the return: the next recall says it again', async () => {
    const { programme } = await budgetOf(1_000);
    const ledger = await ledgerWithFree(programme, 1_000);
    const lost = await ledgerNamed(ledger).recall(programme);
    await evictBudget(programme);
    expect(await ledgerNamed(ledger).recall(programme)).toEqual(lost);
    const later_ms = (await inUseTill(programme, ledger)) + 1;
    expect(await leaseOf(programme, 1_000, later_ms)).toEqual({ ok: true, amount: 1_000 });
    expect((await budgetRows(programme)).returns).toMatchObject(lost);
  });

  it('[B6] the budget, after it took the return: the ledger tells of it, and it counts once', async () => {
    const { programme, budget } = await budgetOf(1_000);
    const ledger = await ledgerWithFree(programme, 1_000);
    const later_ms = (await inUseTill(programme, ledger)) + 1;
    expect(await leaseOf(programme, 400, later_ms)).toEqual({ ok: true, amount: 400 });
    await evictBudget(programme);
    expect(await openReturns(ledger)).toHaveLength(1);
    await expectLaw(programme, [ledger]);
    await ledgerNamed(ledger).due(Date.now());
    expect(await openReturns(ledger)).toEqual([]);
    expect(await budget.state()).toMatchObject({ leased: 400 });
    await expectLaw(programme, [ledger]);
  });

  it('[B3] a refused lease stays refused, whatever has come back: its ledger has forgotten it', async () => {
    const { budget } = await budgetOf(1_000);
    const lease = {
      lease: newLease(),
      ledger: newLedgerName(),
      need: 1_001,
      want: 1_001,
      now_ms: Date.now(),
    };
    expect(await budget.lease(lease)).toEqual({ ...EXHAUSTED, available: 1_000, holds_s: 0 });
    await budget.setTotal(2_000);
    expect(await budget.lease(lease)).toEqual({ ...EXHAUSTED, available: 2_000, holds_s: 0 });
    expect(await budget.lease({ ...lease, lease: newLease() })).toEqual({ ok: true, amount: 1_001 });
  });
});
