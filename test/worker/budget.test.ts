// The money: leases, the last fen, and what no request and no SQL can overspend.

import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { LEASE_FIRST_FEN, LEASES_KEPT_FREE } from '../../src/limits.ts';
import type { NewCheckout } from '../../worker/objects/checkout-store.ts';
import { budgetOf } from './budget-support.ts';
import { checkoutRow } from './checkout-row.ts';
import {
  call,
  checkoutIn,
  errorOf,
  expectRefusal,
  KEY,
  type LedgerStub,
  ledgerObject,
  ledgerOf,
  newShop,
  nowS,
  order,
  PROGRAMME,
  ROBOT_SUBSIDY,
} from './support.ts';

const newLedger = (): LedgerStub => ledgerOf(`mer_${crypto.randomUUID()}`);
const reserve = (ledger: LedgerStub, checkout: NewCheckout) =>
  ledger.reserve({ checkout, idempotency_key: null });
const EXHAUSTED = { ok: false, reason: 'budget_exhausted' };

describe('leases', () => {
  it('[B3] asked for again, it is the same lease', async () => {
    const { budget } = await budgetOf(1_000);
    const lease = { lease: 'lse_1', ledger: 'mer_1', need: 100, want: 100, now_ms: Date.now() };
    expect(await budget.lease(lease)).toEqual({ ok: true, amount: 100 });
    expect(await budget.lease(lease)).toEqual({ ok: true, amount: 100 });
    expect(await budget.lease({ ...lease, need: 900, want: 900, now_ms: Date.now() })).toEqual({
      ok: true,
      amount: 100,
    });
    expect(await budget.state()).toEqual({ total: 1_000, leased: 100 });
  });

  it('[B3] while there is plenty it is what is wanted, near exhaustion exactly what is needed', async () => {
    const { budget } = await budgetOf(100 * LEASES_KEPT_FREE + 99);
    const lease = (id: string) =>
      budget.lease({ lease: id, ledger: 'mer_1', need: 7, want: 100, now_ms: Date.now() });
    expect(await lease('lse_1')).toEqual({ ok: true, amount: 100 });
    expect(await lease('lse_2')).toEqual({ ok: true, amount: 7 });
  });

  it('[B1] one fen more than there is, is refused; the last fen is granted', async () => {
    const { budget } = await budgetOf(100);
    const lease = (need: number) =>
      budget.lease({ lease: `lse_${need}`, ledger: 'mer_1', need, want: 500, now_ms: Date.now() });
    expect(await lease(101)).toEqual({ ...EXHAUSTED, available: 100, holds_s: 0 });
    expect(await lease(100)).toEqual({ ok: true, amount: 100 });
    expect(await lease(1)).toEqual({ ...EXHAUSTED, available: 0, holds_s: 0 });
    expect(await budget.state()).toEqual({ total: 100, leased: 100 });
  });

  it('[B3] a ledger takes a whole lease while there is plenty, and asks no more until it is used', async () => {
    const { programme, budget } = await budgetOf(LEASE_FIRST_FEN * 100);
    const ledger = newLedger();
    await reserve(ledger, checkoutRow({ programme }));
    await reserve(ledger, checkoutRow({ programme }));
    expect(await budget.state()).toMatchObject({ leased: LEASE_FIRST_FEN });
    expect(await ledger.balance(programme)).toEqual({
      leased: LEASE_FIRST_FEN,
      pending: 2 * ROBOT_SUBSIDY,
      posted: 0,
    });
  });

  it('[B3] a lease written down, granted there and lost on the way is finished by due(), not doubled', async () => {
    const { programme, budget } = await budgetOf(1_000_000);
    const name = `mer_${crypto.randomUUID()}`;
    const ledger = ledgerOf(name);
    await ledger.balance(programme);
    await budget.lease({ lease: 'lse_lost', ledger: name, need: 70_000, want: 70_000, now_ms: Date.now() });
    await runInDurableObject(ledgerObject(name), (_, { storage }) => {
      storage.sql.exec(
        `INSERT INTO leases (id, programme, need, want) VALUES ('lse_lost', ?, 70000, 70000)`,
        programme,
      );
    });
    await ledger.due(Date.now());
    expect(await ledger.balance(programme)).toEqual({ leased: 70_000, pending: 0, posted: 0 });
    await ledger.due(Date.now());
    expect(await ledger.balance(programme)).toEqual({ leased: 70_000, pending: 0, posted: 0 });
    expect(await budget.state()).toMatchObject({ leased: 70_000 });
  });

  it('[B3] a lease written down and never asked for is asked for by the next checkout', async () => {
    const { programme, budget } = await budgetOf(1_000_000);
    const name = `mer_${crypto.randomUUID()}`;
    await ledgerOf(name).balance(programme);
    await runInDurableObject(ledgerObject(name), (_, { storage }) => {
      storage.sql.exec(
        `INSERT INTO leases (id, programme, need, want) VALUES ('lse_left', ?, 70000, 70000)`,
        programme,
      );
    });
    expect(await reserve(ledgerOf(name), checkoutRow({ programme }))).toMatchObject({ was: 'created' });
    expect(await budget.state()).toMatchObject({ leased: 70_000 });
  });

  it('[B4] a lease left open by a larger claim does not refuse a smaller one that fits', async () => {
    const { programme } = await budgetOf(ROBOT_SUBSIDY);
    const name = `mer_${crypto.randomUUID()}`;
    await ledgerOf(name).balance(programme);
    await runInDurableObject(ledgerObject(name), (_, { storage }) => {
      storage.sql.exec(
        `INSERT INTO leases (id, programme, need, want) VALUES ('lse_big', ?, 200000, 200000)`,
        programme,
      );
    });
    expect(await reserve(ledgerOf(name), checkoutRow({ programme }))).toMatchObject({ was: 'created' });
  });

  it('[B4] a claim too large for what is left does not refuse a smaller one at the same moment', async () => {
    const { programme } = await budgetOf(ROBOT_SUBSIDY);
    const ledger = newLedger();
    const [large, small] = await Promise.all([
      reserve(ledger, checkoutRow({ programme, unit_amount: 2_000_000 })),
      reserve(ledger, checkoutRow({ programme })),
    ]);
    expect(large).toEqual(EXHAUSTED);
    expect(small).toMatchObject({ was: 'created' });
  });
});

describe('the last fen', () => {
  it('[B1] can be used, by ledgers one after the other, and not one more', async () => {
    const { programme, budget } = await budgetOf(3 * ROBOT_SUBSIDY);
    const outcomes = [];
    for (let at = 0; at < 4; at += 1) outcomes.push(await reserve(newLedger(), checkoutRow({ programme })));
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true, false]);
    expect(await budget.state()).toEqual({ total: 3 * ROBOT_SUBSIDY, leased: 3 * ROBOT_SUBSIDY });
  });

  it('[B1] what a voided claim gives back is used by the next', async () => {
    const { programme } = await budgetOf(ROBOT_SUBSIDY);
    const ledger = newLedger();
    const first = checkoutRow({ programme });
    await reserve(ledger, first);
    expect(await reserve(ledger, checkoutRow({ programme }))).toEqual(EXHAUSTED);
    await ledger.refuse(first.id, 1, nowS());
    expect(await reserve(ledger, checkoutRow({ programme }))).toMatchObject({ was: 'created' });
    expect(await ledger.balance(programme)).toEqual({
      leased: ROBOT_SUBSIDY,
      pending: ROBOT_SUBSIDY,
      posted: 0,
    });
  });

  it('[B1] sixty checkouts at once, in three ledgers, never exceed it', async () => {
    const { programme, budget } = await budgetOf(20 * ROBOT_SUBSIDY + ROBOT_SUBSIDY - 1);
    const ledgers = [newLedger(), newLedger(), newLedger()];
    const outcomes = await Promise.all(
      ledgers.flatMap((ledger) =>
        Array.from({ length: 20 }, () => reserve(ledger, checkoutRow({ programme }))),
      ),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(20);
    expect(outcomes.filter(({ ok }) => !ok)).toEqual(Array(40).fill(EXHAUSTED));
    const balances = await Promise.all(ledgers.map((ledger) => ledger.balance(programme)));
    expect(balances.reduce((all, { pending }) => all + pending, 0)).toBe(20 * ROBOT_SUBSIDY);
    const { leased, total } = await budget.state();
    expect(balances.reduce((all, one) => all + one.leased, 0)).toBe(leased);
    expect(leased).toBeLessThanOrEqual(total);
  });
});

describe('an exhausted budget', () => {
  it('[B4] refuses a checkout before any payment is asked for; without the subsidy it is sold', async () => {
    const shop = await newShop();
    const leased = (await env.BUDGET.getByName(PROGRAMME).state()).leased;
    const set = (budget_amount: number) =>
      call(`/v1/programmes/${PROGRAMME}/budget`, { key: KEY.ok, body: { budget_amount } });
    await set(leased + ROBOT_SUBSIDY - 1);
    const headers = { 'Idempotency-Key': `key-${crypto.randomUUID()}` };
    const body = order();
    const refused = await call('/v1/checkouts', { key: shop.keys.sk, body, headers });
    const message = expectRefusal(refused, 409, 'budget_exhausted');
    expect(message).toContain('59985');
    expect(message).toContain('subsidy: "none"');
    expect(errorOf(refused)['amount_due_without_subsidy']).toBe(399_900);
    const rows = await runInDurableObject(ledgerObject(shop.id), (_, { storage }) =>
      ['checkouts', 'claims', 'events', 'idempotency', 'leases'].flatMap((table) =>
        storage.sql.exec(`SELECT * FROM ${table}`).toArray(),
      ),
    );
    expect(rows).toEqual([]);
    const without = { ...order(), subsidy: 'none' };
    expect(checkoutIn(await call('/v1/checkouts', { key: shop.keys.sk, body: without }), 201)).toMatchObject({
      claim: null,
      amount_due: 399_900,
    });
    await set(leased + ROBOT_SUBSIDY);
    checkoutIn(await call('/v1/checkouts', { key: shop.keys.sk, body, headers }), 201);
    await set(1_000_000_000_000);
  });
});
