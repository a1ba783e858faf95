// What the tests about leases share: ledgers by name, the tables on both sides, and the law that binds them.

import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect } from 'vitest';
import type { NewCheckout } from '../../worker/objects/checkout-store.ts';
import type { Reserved } from '../../worker/objects/reservations.ts';
import { checkoutRow } from './checkout-row.ts';
import { type LedgerStub, nowS } from './support.ts';

/** A programme's budget of its own. */
export async function budgetOf(total: number) {
  const programme = `p-${crypto.randomUUID()}`;
  const budget = env.BUDGET.getByName(programme);
  await budget.setTotal(total);
  return { programme, budget };
}

export const newLedgerName = (): string => `mer_${crypto.randomUUID()}/0`;

export const ledgerNamed = (name: string): LedgerStub => env.LEDGER.getByName(name) as unknown as LedgerStub;

export const newLease = () => `lse_${crypto.randomUUID()}`;

/** What a claim of this subsidy needs: 15 % of the price of its one robot. */
export const priceOf = (subsidy: number): number => Math.ceil(subsidy / 0.15);

/** A new claim in a ledger, on what it holds or can lease. */
export async function claimIn(
  ledger: string,
  programme: string,
  subsidy: number,
): Promise<{ checkout: NewCheckout; reserved: Reserved }> {
  const checkout = checkoutRow({ programme, unit_amount: priceOf(subsidy) });
  return { checkout, reserved: await ledgerNamed(ledger).reserve({ checkout, idempotency_key: null }) };
}

/** Voids a claim, as Stripe's refusal does: its money is free in its ledger. */
export const voidIn = (ledger: string, { id }: NewCheckout): Promise<void> =>
  ledgerNamed(ledger).refuse(id, 1, nowS());

/** A ledger that has so much free money under a programme, and nothing else. */
export async function ledgerWithFree(programme: string, amount: number): Promise<string> {
  const ledger = newLedgerName();
  const { checkout, reserved } = await claimIn(ledger, programme, amount);
  expect(reserved).toMatchObject({ was: 'created' });
  await voidIn(ledger, checkout);
  return ledger;
}

export function inLedger<Result>(name: string, use: (sql: SqlStorage) => Result): Promise<Result> {
  return runInDurableObject(env.LEDGER.getByName(name), (_, { storage }) =>
    storage.transactionSync(() => use(storage.sql)),
  );
}

export function inBudget<Result>(programme: string, use: (sql: SqlStorage) => Result): Promise<Result> {
  return runInDurableObject(env.BUDGET.getByName(programme), (_, { storage }) =>
    storage.transactionSync(() => use(storage.sql)),
  );
}

export const evictLedger = (name: string): Promise<void> => evictDurableObject(env.LEDGER.getByName(name));
export const evictBudget = (programme: string): Promise<void> =>
  evictDurableObject(env.BUDGET.getByName(programme));

type Row = { id: string; ledger: string; amount: number };

/** The sum of what a query gives. */
const sumOf = (sql: SqlStorage, query: string, ...values: SqlStorageValue[]): number =>
  sql.exec<{ sum: number | null }>(query, ...values).one().sum ?? 0;

/** Returns that a ledger has written down and the budget has not confirmed to it. */
export const openReturns = (ledger: string): Promise<{ id: string; amount: number }[]> =>
  inLedger(ledger, (sql) =>
    sql.exec<{ id: string; amount: number }>('SELECT id, amount FROM lease_returns ORDER BY id').toArray(),
  );

/** What a budget has written down of its leases. */
export const budgetRows = (programme: string) =>
  inBudget(programme, (sql) => ({
    total: sumOf(sql, 'SELECT total AS sum FROM budget'),
    leased: sumOf(sql, 'SELECT leased AS sum FROM budget'),
    held: sumOf(sql, 'SELECT SUM(held) AS sum FROM holders'),
    leases: sql.exec<Row>('SELECT * FROM leases').toArray(),
    returns: sql.exec<Row>('SELECT * FROM returns').toArray(),
  }));

/** What a ledger has written down of a programme's leases. */
const ledgerRows = (ledger: string, programme: string) =>
  inLedger(ledger, (sql) => ({
    leased: sumOf(sql, 'SELECT SUM(leased) AS sum FROM balances WHERE programme = ?', programme),
    used: sumOf(sql, 'SELECT SUM(pending + posted) AS sum FROM balances WHERE programme = ?', programme),
    returns: sql.exec<Row>('SELECT id, amount FROM lease_returns WHERE programme = ?', programme).toArray(),
    booked: new Set(
      sql
        .exec<{ id: string }>('SELECT id FROM leases WHERE granted IS NOT NULL')
        .toArray()
        .map(({ id }) => id),
    ),
  }));

const amountOf = (rows: readonly Row[]): number => rows.reduce((all, { amount }) => all + amount, 0);

/** Both sides at one instant: read again where the budget changed meanwhile, because alarms ring when they want. */
async function bothSides(programme: string, ledgers: readonly string[]) {
  for (;;) {
    const budget = await budgetRows(programme);
    const rows = await Promise.all(ledgers.map((ledger) => ledgerRows(ledger, programme)));
    if (JSON.stringify(await budgetRows(programme)) === JSON.stringify(budget)) return { budget, rows };
  }
}

/** Expects the law of leases to hold now (SPEC B1, B6); gives what is used of the budget. */
export async function expectLaw(programme: string, ledgers: readonly string[]): Promise<number> {
  const { budget, rows } = await bothSides(programme, ledgers);
  const taken = new Set(budget.returns.map(({ id }) => id));
  const booked = new Set(rows.flatMap((one) => [...one.booked]));
  const leased = rows.reduce((all, one) => all + one.leased, 0);
  const used = rows.reduce((all, one) => all + one.used, 0);
  const returning = amountOf(rows.flatMap(({ returns }) => returns.filter(({ id }) => !taken.has(id))));
  const unheard = amountOf(budget.leases.filter(({ id }) => !booked.has(id)));
  expect(budget.leased).toBe(leased + returning + unheard);
  expect(budget.leased).toBe(budget.held);
  expect(budget.leased).toBe(amountOf(budget.leases) - amountOf(budget.returns));
  expect(budget.leased).toBeLessThanOrEqual(budget.total);
  expect(used).toBeLessThanOrEqual(leased);
  return used;
}

/** Whom a budget has asked for what they do not use, by the instant at which it did. */
export const askedAt = async (programme: string): Promise<Map<string, number>> => {
  const rows = await inBudget(programme, (sql) =>
    sql.exec<{ ledger: string; asked_at_ms: number }>('SELECT ledger, asked_at_ms FROM holders').toArray(),
  );
  return new Map(rows.map(({ ledger, asked_at_ms }) => [ledger, asked_at_ms]));
};

/** Until when a ledger is about to use what it leased. */
export const inUseTill = (programme: string, ledger: string): Promise<number> =>
  inBudget(programme, (sql) =>
    sumOf(sql, 'SELECT in_use_till_ms AS sum FROM holders WHERE ledger = ?', ledger),
  );
