// What no SQL can overspend: the tables of ledgers and budgets refuse it by themselves.

import { runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { LEASE_FIRST_FEN } from '../../src/limits.ts';
import { budgetOf } from './budget-support.ts';
import { checkoutRow } from './checkout-row.ts';
import { ledgerObject, ledgerOf } from './support.ts';

describe('the tables', () => {
  /** What the object says to SQL that must not be. */
  function refusal(stub: DurableObjectStub<never>, sql: string): Promise<string> {
    return runInDurableObject(stub, (_: unknown, { storage }: DurableObjectState) => {
      try {
        storage.sql.exec(sql);
        return 'accepted';
      } catch (error) {
        return String(error);
      }
    });
  }

  it.each([
    'UPDATE balances SET pending = leased + 1',
    'UPDATE balances SET posted = leased - pending + 1',
    'UPDATE balances SET pending = -1',
    'UPDATE balances SET posted = -1',
    'UPDATE balances SET leased = pending + posted - 1',
    `UPDATE balances SET pending = 'much'`,
    'UPDATE leases SET granted = need - 1',
    'INSERT INTO leases (id, programme, need, want) VALUES (1, 1, 0, 0)',
    `INSERT INTO lease_returns (id, programme, amount) VALUES ('rtn_1', 'p', 0)`,
    'UPDATE claims SET reversed_amount = amount + 1',
    `UPDATE claims SET status = 'paid'`,
    'UPDATE checkouts SET amount_due = -1',
  ])('[B1] a ledger refuses: %s', async (sql) => {
    const { programme } = await budgetOf(LEASE_FIRST_FEN * 100);
    const name = `mer_${crypto.randomUUID()}`;
    await ledgerOf(name).reserve({ checkout: checkoutRow({ programme }), idempotency_key: null });
    const before = await ledgerOf(name).balance(programme);
    expect(await refusal(ledgerObject(name) as DurableObjectStub<never>, sql)).toMatch(
      /constraint|cannot store/,
    );
    expect(await ledgerOf(name).balance(programme)).toEqual(before);
  });

  it.each([
    'UPDATE budget SET leased = total + 1',
    'UPDATE budget SET total = leased - 1',
    'UPDATE budget SET total = -1, leased = -1',
    'INSERT INTO budget (id, total, leased) VALUES (2, 1, 0)',
    `INSERT INTO leases (id, ledger, amount) VALUES ('lse_2', 'mer_1', 0)`,
    `INSERT INTO returns (id, ledger, amount) VALUES ('rtn_2', 'mer_1', 0)`,
    'UPDATE holders SET held = held - 101',
    'UPDATE budget SET leased = -1',
  ])('[B1] a budget refuses: %s', async (sql) => {
    const { budget } = await budgetOf(1_000);
    await budget.lease({ lease: 'lse_1', ledger: 'mer_1', need: 100, want: 100, now_ms: Date.now() });
    expect(await refusal(budget as DurableObjectStub<never>, sql)).toMatch(/constraint/);
    expect(await budget.state()).toEqual({ total: 1_000, leased: 100 });
  });

  it('[B5] a budget is never set below what ledgers hold', async () => {
    const { budget } = await budgetOf(1_000);
    await budget.lease({ lease: 'lse_1', ledger: 'mer_1', need: 100, want: 100, now_ms: Date.now() });
    expect(await budget.setTotal(99)).toEqual({ ok: false, reason: 'below_spent', least: 100 });
    expect(await budget.setTotal(100)).toEqual({ ok: true, total: 100, leased: 100 });
  });
});
