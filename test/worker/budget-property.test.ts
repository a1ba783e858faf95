// Three ledgers and a budget: whatever is claimed, voided, leased, given back, recalled, lost, sent late or twice, set, or
// evicted, in whatever order, the two sides agree to the fen; and when all is quiet, any ledger can use all that is left.

import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEASE_IDLE_S } from '../../src/limits.ts';
import { type AskedLease, BalanceStore } from '../../worker/objects/balance-store.ts';
import type { LeaseReturn } from '../../worker/objects/budget-store.ts';
import type { NewCheckout } from '../../worker/objects/checkout-store.ts';
import {
  budgetOf,
  claimIn,
  evictBudget,
  evictLedger,
  expectLaw,
  inBudget,
  inLedger,
  ledgerNamed,
  newLease,
  newLedgerName,
  openReturns,
  voidIn,
} from './budget-support.ts';

const RUNS = 30;
const TOTAL = 6_000;

type Live = { readonly ledger: string; readonly checkout: NewCheckout; readonly amount: number };

/** What has been seen of all runs: a property that never refuses, recalls or loses anything proves nothing. */
const seen = { created: 0, refused: 0, lowered: 0, kept: 0, late: 0 };

class World {
  readonly programme: string;
  readonly budget: Awaited<ReturnType<typeof budgetOf>>['budget'];
  readonly ledgers = [newLedgerName(), newLedgerName(), newLedgerName()];
  live: Live[] = [];
  /** Replies that are still on their way to the budget. */
  readonly late: { readonly ledger: string; readonly returns: LeaseReturn[] }[] = [];

  constructor({ programme, budget }: Awaited<ReturnType<typeof budgetOf>>) {
    this.programme = programme;
    this.budget = budget;
  }

  ledger(at: number): string {
    return this.ledgers[at] ?? '';
  }

  get used(): number {
    return this.live.reduce((all, { amount }) => all + amount, 0);
  }

  async claim(at: number, amount: number): Promise<boolean> {
    const ledger = this.ledger(at);
    const { checkout, reserved } = await claimIn(ledger, this.programme, amount);
    if (reserved.ok) this.live.push({ ledger, checkout, amount });
    seen[reserved.ok ? 'created' : 'refused'] += 1;
    return reserved.ok;
  }

  /** What was leased is not about to be used any more, and the pause after a round that brought nothing is over. */
  async letTimePass(): Promise<void> {
    await inBudget(this.programme, (sql) => sql.exec('UPDATE holders SET in_use_till_ms = 0'));
    await evictBudget(this.programme);
  }

  /** A lease that is written down in a ledger, as it does before it asks: the one that is open, where one is. */
  writtenLease(at: number, need: number): Promise<AskedLease> {
    return inLedger(this.ledger(at), (sql) => {
      const store = new BalanceStore(sql);
      const open = store.askedLease(this.programme);
      if (open !== null) return open;
      const lease = { id: newLease(), programme: this.programme, need, want: need * 2 };
      store.writeLease(lease);
      return lease;
    });
  }
}

type Step = (world: World) => Promise<void>;
const which = fc.nat(2);
const amount = fc.integer({ min: 1, max: TOTAL / 5 });

const claim = fc.tuple(which, amount).map(
  ([at, of]): Step =>
    async (world) => {
      await world.claim(at, of);
    },
);

const claimsAtOnce = fc.array(fc.tuple(which, amount), { minLength: 2, maxLength: 4 }).map(
  (claims): Step =>
    async (world) => {
      await Promise.all(claims.map(([at, of]) => world.claim(at, of)));
    },
);

const voided = fc.nat(9).map(
  (at): Step =>
    async (world) => {
      const gone = world.live[at % Math.max(1, world.live.length)];
      if (gone === undefined) return;
      await voidIn(gone.ledger, gone.checkout);
      world.live = world.live.filter((one) => one !== gone);
    },
);

/** A ledger dies before it asks for a lease, or while the answer is on its way. */
const leaseLost = fc.tuple(which, fc.integer({ min: 1, max: 60 }), fc.boolean()).map(
  ([at, need, asked]): Step =>
    async (world) => {
      const ledger = world.ledger(at);
      const { id, ...lease } = await world.writtenLease(at, need);
      if (asked) await world.budget.lease({ ...lease, lease: id, ledger, now_ms: Date.now() });
      await evictLedger(ledger);
    },
);

/** A ledger dies after it wrote a return down, or after the budget took it. */
const returnLost = fc.tuple(which, fc.boolean()).map(
  ([at, taken]): Step =>
    async (world) => {
      const ledger = world.ledger(at);
      await inLedger(ledger, (sql) =>
        new BalanceStore(sql).writeReturn(`rtn_${crypto.randomUUID()}`, world.programme),
      );
      if (taken) await world.budget.giveBack(ledger, await openReturns(ledger));
      await evictLedger(ledger);
    },
);

/** A recall whose reply is lost, or comes late. */
const recalled = which.map(
  (at): Step =>
    async (world) => {
      const ledger = world.ledger(at);
      const returns = await ledgerNamed(ledger).recall(world.programme);
      if (returns.length > 0) world.late.push({ ledger, returns });
    },
);

const delivered = fc.nat(9).map(
  (at): Step =>
    async (world) => {
      const late = world.late[at % Math.max(1, world.late.length)];
      if (late === undefined) return;
      await world.budget.giveBack(late.ledger, late.returns);
      seen.late += 1;
    },
);

const due = fc.tuple(which, fc.boolean()).map(
  ([at, idle]): Step =>
    (world) =>
      ledgerNamed(world.ledger(at)).due(Date.now() + (idle ? (LEASE_IDLE_S + 1) * 1000 : 0)),
);

/** The operator sets the budget, often to about what is used. */
const set = fc.integer({ min: -300, max: 700 }).map(
  (above): Step =>
    async (world) => {
      const total = Math.max(0, world.used + above);
      const before = await world.budget.state();
      const result = await world.budget.setTotal(total);
      if (result.ok) {
        expect(result.total).toBe(total);
        if (total < before.leased) seen.lowered += 1;
      } else {
        expect(await world.budget.state()).toMatchObject({ total: before.total });
        seen.kept += 1;
      }
    },
);

const timePasses = fc.constant<Step>((world) => world.letTimePass());

const evict = fc.nat(3).map(
  (at): Step =>
    async (world) => {
      const ledger = world.ledgers[at];
      if (ledger === undefined) return evictBudget(world.programme);
      await ledgerNamed(ledger).balance(world.programme);
      await evictLedger(ledger);
    },
);

const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.oneof(claim, claimsAtOnce) },
    { weight: 4, arbitrary: voided },
    { weight: 2, arbitrary: fc.oneof(leaseLost, returnLost) },
    { weight: 4, arbitrary: fc.oneof(recalled, delivered) },
    { weight: 2, arbitrary: due },
    { weight: 2, arbitrary: set },
    { weight: 2, arbitrary: fc.oneof(timePasses, evict) },
  ),
  { minLength: 12, maxLength: 24 },
);

describe('any interleaving', () => {
  it('[B6] keeps the law of leases; when all is quiet any ledger can use the last fen', async () => {
    await fc.assert(
      fc.asyncProperty(steps, which, async (all, last) => {
        const world = new World(await budgetOf(TOTAL));
        for (const step of all) {
          await step(world);
          expect(await expectLaw(world.programme, world.ledgers)).toBe(world.used);
        }
        await expectAllUsable(world, last);
      }),
      { numRuns: RUNS },
    );
    for (const times of Object.values(seen)) expect(times, JSON.stringify(seen)).toBeGreaterThan(0);
  });
});

/** Everybody has had time: nothing is on its way, and one claim of all that is left goes through, not a fen more. */
async function expectAllUsable(world: World, last: number): Promise<void> {
  for (const { ledger, returns } of world.late) {
    await world.budget.giveBack(ledger, returns);
    seen.late += 1;
  }
  // The first round asks for leases that are open, and for them the budget may recall money of a ledger that had its turn.
  const rounds = [...world.ledgers, ...world.ledgers];
  for (const ledger of rounds) await ledgerNamed(ledger).due(Date.now());
  for (const ledger of world.ledgers) expect(await openReturns(ledger)).toEqual([]);
  const balances = await Promise.all(world.ledgers.map((one) => ledgerNamed(one).balance(world.programme)));
  const { leased, total } = await env.BUDGET.getByName(world.programme).state();
  expect(balances.reduce((all, one) => all + one.leased, 0)).toBe(leased);
  await world.letTimePass();
  const left = total - world.used;
  if (left > 0) expect(await world.claim(last, left)).toBe(true);
  await world.letTimePass();
  expect(await world.claim((last + 1) % 3, 1)).toBe(false);
  expect(await expectLaw(world.programme, world.ledgers)).toBe(total);
}
