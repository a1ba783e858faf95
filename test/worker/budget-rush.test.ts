// The rush: far more checkouts at once than the budget has money for. Never over, and all but the smallest rest is used.

import { describe, expect, it } from 'vitest';
import { LEASE_FIRST_FEN, LEASES_KEPT_FREE } from '../../src/limits.ts';
import { budgetOf, claimIn, expectLaw, newLedgerName } from './budget-support.ts';
import { call, KEY, newShop, order, PROGRAMME, ROBOT_SUBSIDY } from './support.ts';

const MERCHANTS = 50;
const CHECKOUTS = 2_000;
const COVERED = 500;

/** Reserves claims in turn over many ledgers, all at once; gives what was used, and by how many. */
async function rush(total: number, subsidies: readonly number[]): Promise<{ used: number; created: number }> {
  const { programme } = await budgetOf(total);
  const ledgers = Array.from({ length: MERCHANTS }, newLedgerName);
  const outcomes = await Promise.all(
    subsidies.map((subsidy, at) => claimIn(ledgers[at % MERCHANTS] ?? '', programme, subsidy)),
  );
  const refused = outcomes.filter(({ reserved }) => !reserved.ok).map(({ reserved }) => reserved);
  expect(new Set(refused.map((one) => JSON.stringify(one)))).toEqual(
    new Set([JSON.stringify({ ok: false, reason: 'budget_exhausted' })]),
  );
  const used = await expectLaw(programme, ledgers);
  expect(used).toBeLessThanOrEqual(total);
  return { used, created: CHECKOUTS - refused.length };
}

describe('a rush', () => {
  it('[B7] 2,000 checkouts at once over 50 merchants on a budget for 500: 500 get it, and not a fen is left', async () => {
    const { used, created } = await rush(COVERED * ROBOT_SUBSIDY, Array(CHECKOUTS).fill(ROBOT_SUBSIDY));
    expect(created).toBe(COVERED);
    expect(used).toBe(COVERED * ROBOT_SUBSIDY);
  });

  it('[B7] of claims of many sizes, and of a budget of which much is leased in large pieces, 99.9 % is used', async () => {
    const subsidies = Array.from({ length: CHECKOUTS }, (_, at) => 150_000 + ((at * 7_919) % 50_000));
    // The first leases are whole ones, more than their ledgers can use: what they leave has to come back.
    const total = LEASE_FIRST_FEN * (LEASES_KEPT_FREE + 5);
    const { used, created } = await rush(total, subsidies);
    expect(used / total).toBeGreaterThanOrEqual(0.999);
    expect(created).toBeLessThan(CHECKOUTS * 0.8);
  });

  it('[B4] over the API: of 120 checkouts at ten merchants at once, 30 get the subsidy, the others the full price', async () => {
    const shops = await Promise.all(Array.from({ length: 10 }, () => newShop()));
    const set = (budget_amount: number) =>
      call(`/v1/programmes/${PROGRAMME}/budget`, { key: KEY.ok, body: { budget_amount } });
    expect(await set(30 * ROBOT_SUBSIDY)).toMatchObject({ status: 200 });
    const answers = await Promise.all(
      Array.from({ length: 120 }, (_, at) =>
        call('/v1/checkouts', { key: shops[at % 10]?.keys.sk ?? '', body: order() }),
      ),
    );
    const created = answers.filter(({ status }) => status === 201);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(created).toHaveLength(30);
    for (const { status, body } of refused) {
      expect({ status, body }).toMatchObject({
        status: 409,
        body: { error: { code: 'budget_exhausted', amount_due_without_subsidy: 399_900 } },
      });
    }
    await expectLaw(
      PROGRAMME,
      shops.map(({ id }) => `${id}/0`),
    );
    expect(await set(30 * ROBOT_SUBSIDY - 1)).toMatchObject({
      status: 409,
      body: { error: { code: 'budget_below_spent' } },
    });
  });
});
