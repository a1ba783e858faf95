// Lowering a budget: what ledgers do not use is called back first; what is pending and posted stays.

import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { LOWERING_ASKED_MS, LOWERING_LEDGERS_MAX, RECALL_TIMEOUT_MS } from '../../src/limits.ts';
import {
  askedAt,
  budgetOf,
  claimIn,
  expectLaw,
  inBudget,
  ledgerNamed,
  ledgerWithFree,
  newLease,
  newLedgerName,
} from './budget-support.ts';
import {
  call,
  errorOf,
  expectRefusal,
  KEY,
  ledgerObject,
  newShop,
  openCheckout,
  PROGRAMME,
  ROBOT_SUBSIDY,
} from './support.ts';

/** A budget of 3,000 of which one ledger uses 1,000 and holds 1,000 more. */
async function halfUsed() {
  const { programme, budget } = await budgetOf(3_000);
  const ledger = await ledgerWithFree(programme, 2_000);
  await claimIn(ledger, programme, 1_000);
  expect(await ledgerNamed(ledger).balance(programme)).toEqual({ leased: 2_000, pending: 1_000, posted: 0 });
  return { programme, budget, ledger };
}

const requestOf = (need: number) => ({
  lease: newLease(),
  ledger: newLedgerName(),
  need,
  want: need,
  now_ms: Date.now(),
});

describe('lowering a budget', () => {
  it('[B5] calls back what is not used, and goes down to what is, not a fen below', async () => {
    const { programme, budget, ledger } = await halfUsed();
    expect(await budget.setTotal(999)).toEqual({ ok: false, reason: 'below_spent', least: 1_000 });
    expect(await budget.state()).toEqual({ total: 3_000, leased: 1_000 });
    expect(await budget.setTotal(1_000)).toEqual({ ok: true, total: 1_000, leased: 1_000 });
    await expectLaw(programme, [ledger]);
    expect((await claimIn(ledger, programme, 1)).reserved).toMatchObject({ reason: 'budget_exhausted' });
  });

  it('[B5] asks nobody while it stays above what ledgers hold', async () => {
    const { programme, budget, ledger } = await halfUsed();
    expect(await budget.setTotal(2_000)).toEqual({ ok: true, total: 2_000, leased: 2_000 });
    expect((await askedAt(programme)).get(ledger)).toBe(0);
    expect(await budget.setTotal(1_999)).toEqual({ ok: true, total: 1_999, leased: 1_000 });
  });

  it('[B5] no lease undoes it meanwhile; what it gathered can be leased when it failed', async () => {
    const { programme, budget, ledger } = await halfUsed();
    const [set, lease] = await Promise.all([budget.setTotal(1_000), budget.lease(requestOf(500))]);
    expect(set).toEqual({ ok: true, total: 1_000, leased: 1_000 });
    expect(lease).toEqual({ ok: false, reason: 'budget_exhausted', available: 0, holds_s: 0 });
    await budget.setTotal(3_000);
    expect(await budget.setTotal(0)).toMatchObject({ ok: false, least: 1_000 });
    expect(await budget.lease(requestOf(2_000))).toEqual({ ok: true, amount: 2_000 });
    expect(await expectLaw(programme, [ledger])).toBe(1_000);
  });

  it('[B5] of many lowerings and raises at once each is done whole, one after the other', async () => {
    const { programme, budget, ledger } = await halfUsed();
    const totals = [1_000, 5_000, 999, 1_500, 0, 4_000];
    const results = await Promise.all(totals.map((total) => budget.setTotal(total)));
    expect(results.map(({ ok }) => ok)).toEqual([true, true, false, true, false, true]);
    expect(await budget.state()).toEqual({ total: 4_000, leased: 1_000 });
    await expectLaw(programme, [ledger]);
  });

  it('[B5] with more ledgers than one call may ask it is unfinished, goes on where it stopped, and then is certain', async () => {
    const { programme, budget } = await budgetOf(LOWERING_LEDGERS_MAX + 1);
    await inBudget(programme, (sql) => {
      for (let at = 0; at <= LOWERING_LEDGERS_MAX; at += 1) {
        const values = [`lse_${at}`, `mer_${crypto.randomUUID()}/0`];
        sql.exec('INSERT INTO leases (id, ledger, amount) VALUES (?, ?, 1)', ...values);
      }
      sql.exec('INSERT INTO holders SELECT ledger, 1, 0, 0 FROM leases');
      sql.exec('UPDATE budget SET leased = total');
    });
    expect(await budget.setTotal(LOWERING_LEDGERS_MAX)).toEqual({ ok: false, reason: 'recall_unfinished' });
    const unasked = [...(await askedAt(programme)).values()].filter(
      (at) => at < Date.now() - LOWERING_ASKED_MS,
    );
    expect(unasked).toHaveLength(1);
    expect(await budget.setTotal(LOWERING_LEDGERS_MAX)).toEqual({
      ok: false,
      reason: 'below_spent',
      least: LOWERING_LEDGERS_MAX + 1,
    });
  });

  it('[B5] over the API, while a ledger does not answer it is a 503 that sets nothing; what it gave comes by itself', async () => {
    const shop = await newShop();
    const checkout = await openCheckout({}, shop.keys.sk);
    const set = (budget_amount: number) =>
      call(`/v1/programmes/${PROGRAMME}/budget`, { key: KEY.ok, body: { budget_amount } });
    const before = await env.BUDGET.getByName(PROGRAMME).state();
    const busy = runInDurableObject(ledgerObject(shop.id), (_, state) =>
      state.blockConcurrencyWhile(() => scheduler.wait(RECALL_TIMEOUT_MS + 500)),
    );
    expectRefusal(await set(ROBOT_SUBSIDY), 503, 'temporarily_unavailable');
    expect(await env.BUDGET.getByName(PROGRAMME).state()).toEqual(before);
    await busy;
    expectRefusal(await set(ROBOT_SUBSIDY - 1), 409, 'budget_below_spent', 'budget_amount');
    expect(await set(ROBOT_SUBSIDY)).toMatchObject({
      status: 200,
      body: { budget: { total: ROBOT_SUBSIDY, leased: ROBOT_SUBSIDY } },
    });
    expect(await expectLaw(PROGRAMME, [`${shop.id}/0`])).toBe(checkout.claim?.amount);
  });

  it('[B5] over the API an unknown programme, a wrong key and a wrong field change nothing', async () => {
    const set = (key: string, body: object) => call('/v1/programmes/mars-2030/budget', { key, body });
    expect(errorOf(await set(KEY.ok, { budget_amount: 1 }))['code']).toBe('resource_missing');
    expect(errorOf(await set(KEY.fk, { budget_amount: 1 }))['code']).toBe('key_kind_not_allowed');
    expect(errorOf(await set(KEY.ok, { budget_amount: 1, amount: 1 }))['code']).toBe('parameter_unknown');
  });
});
