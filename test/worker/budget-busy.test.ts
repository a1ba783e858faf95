// A budget with many ledgers that is asked too often: it grants more at once, and its refusals hold for a while.

import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { BUDGET_BUSY_CALLS_PER_S, BUDGET_BUSY_LEDGERS_MIN } from '../../src/limits.ts';
import {
  budgetOf,
  claimIn,
  inBudget,
  inLedger,
  ledgerNamed,
  newLease,
  newLedgerName,
} from './budget-support.ts';

/** A budget of so many ledgers that each held a lease once. */
async function withLedgers(total: number, ledgers: number): Promise<string> {
  const { programme } = await budgetOf(total);
  await inBudget(programme, (sql) =>
    sql.exec(
      `INSERT INTO holders (ledger, held, in_use_till_ms, asked_at_ms)
         SELECT 'mer_' || value || '/0', 0, 0, 0 FROM json_each(?)`,
      JSON.stringify(Array.from({ length: ledgers }, (_, index) => index)),
    ),
  );
  return programme;
}

/** Asks so often, within one second. */
async function ask(programme: string, times: number, need = 1, want = 1) {
  const now_ms = Math.floor(Date.now() / 1000) * 1000;
  const budget = env.BUDGET.getByName(programme);
  let last = await budget.lease({ lease: newLease(), ledger: newLedgerName(), need, want, now_ms });
  for (let more = 1; more < times; more += 1) {
    last = await budget.lease({ lease: newLease(), ledger: newLedgerName(), need, want, now_ms });
  }
  return last;
}

describe('a budget that is asked', () => {
  it.each([
    ['as often as it may be', BUDGET_BUSY_CALLS_PER_S, BUDGET_BUSY_LEDGERS_MIN, 0],
    ['too often', BUDGET_BUSY_CALLS_PER_S + 1, BUDGET_BUSY_LEDGERS_MIN, 10],
    ['too often by few ledgers', BUDGET_BUSY_CALLS_PER_S + 1, BUDGET_BUSY_LEDGERS_MIN - 1, 0],
  ])('[B10] %s says for how long its refusal holds', async (_name, calls, ledgers, holds_s) => {
    const programme = await withLedgers(0, ledgers);
    expect(await ask(programme, calls)).toEqual({
      ok: false,
      reason: 'budget_exhausted',
      available: 0,
      holds_s,
    });
  });

  it('[B10] too often grants what is wanted, though little is left', async () => {
    const programme = await withLedgers(1_000, BUDGET_BUSY_LEDGERS_MIN);
    expect(await ask(programme, 1, 10, 100)).toEqual({ ok: true, amount: 10 });
    expect(await ask(programme, BUDGET_BUSY_CALLS_PER_S, 10, 100)).toEqual({ ok: true, amount: 100 });
  });
});

describe('a ledger that was refused by a busy budget', () => {
  it('[B10] asks no more for as long as that holds, but for what there is', async () => {
    const programme = await withLedgers(1_000, BUDGET_BUSY_LEDGERS_MIN);
    const ledger = newLedgerName();
    await ledgerNamed(ledger).balance(programme);
    await ask(programme, BUDGET_BUSY_CALLS_PER_S + 1, 2_000, 2_000);
    expect((await claimIn(ledger, programme, 1_500)).reserved).toMatchObject({ reason: 'budget_exhausted' });
    await env.BUDGET.getByName(programme).setTotal(5_000);
    expect((await claimIn(ledger, programme, 1_500)).reserved).toMatchObject({ reason: 'budget_exhausted' });
    expect((await claimIn(ledger, programme, 900)).reserved).toMatchObject({ was: 'created' });
    expect(await inLedger(ledger, (sql) => sql.exec('SELECT * FROM leases').toArray())).toHaveLength(1);
  });
});
