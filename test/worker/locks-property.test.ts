// Two merchants, two orders each, two units and a buyer who may have two: whatever is locked, reserved, sent again, voided,
// returned, repriced, told, forgotten or evicted, in whatever order, no two live claims hold one unit.

import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SERIAL_CHECK_S } from '../../src/limits.ts';
import type { NewCheckout } from '../../worker/objects/checkout-store.ts';
import { type Lock, type LockSet, LockStore } from '../../worker/objects/lock-store.ts';
import { checkoutRow } from './checkout-row.ts';
import {
  buyerLock,
  ledgerLocks,
  ledgerNamed,
  lock,
  locksOf,
  newKey,
  refuse,
  reserve,
  ringSerials,
  serialLock,
} from './lock-support.ts';
import { nowS } from './support.ts';

const BUYER_LIMIT = 2;
const RUNS = 120;

/** One reservation on its way: what it locked, and what became of it. */
type Flight = {
  readonly ledger: string;
  readonly checkout: NewCheckout;
  readonly set: LockSet;
  /** What the claim holds, if it lives; while a repricing is open, by the old cart and by the new one. */
  live: { now: readonly Lock[]; next: { set: LockSet } | null } | null;
};

class World {
  readonly prefix = newKey().slice(0, 2);
  readonly serials = [newKey(this.prefix), newKey(this.prefix)];
  readonly buyer = newKey(this.prefix);
  readonly ledgers = [`mer_${crypto.randomUUID()}/0`, `mer_${crypto.randomUUID()}/0`];
  readonly flights: Flight[] = [];
  now = nowS();
  created = 0;

  /** The locks of a cart: bits say which units, a number how many the buyer takes. */
  cart(units: number, bought: number): Lock[] {
    const serials = this.serials.filter((_, bit) => units & (1 << bit)).map((key) => serialLock(key));
    return bought > 0 ? [...serials, buyerLock(this.buyer, bought)] : serials;
  }

  flight(at: number): Flight | undefined {
    return this.flights[at % Math.max(1, this.flights.length)];
  }

  async lockAll(flight: Pick<Flight, 'ledger' | 'checkout'>, locks: readonly Lock[], holder: string) {
    const serials = await lock(
      flight.ledger,
      flight.checkout,
      locks.filter(({ line }) => line !== null),
      { holder, now: this.now },
    );
    const buyers = await lock(
      flight.ledger,
      flight.checkout,
      locks.filter(({ line }) => line === null),
      { holder, now: this.now, limit: BUYER_LIMIT },
    );
    return { holder, locks, taken: serials.taken && buyers.taken };
  }

  inStore(ledger: string, use: (store: LockStore) => void): Promise<void> {
    return runInDurableObject(env.LEDGER.getByName(ledger), (_, { storage }) =>
      storage.transactionSync(() => use(new LockStore(storage.sql, () => {}))),
    );
  }

  /** What live claims hold of a key, at the most. */
  held(key: string): number {
    const most = (locks: readonly Lock[]): number => locks.find((held) => held.key === key)?.quantity ?? 0;
    return this.flights.reduce(
      (all, { live }) =>
        all + (live === null ? 0 : Math.max(most(live.now), most(live.next?.set.locks ?? []))),
      0,
    );
  }
}

type Step = (world: World) => Promise<void>;
const small = fc.nat({ max: 7 });

const begin = fc.tuple(fc.nat(1), fc.nat(1), fc.integer({ min: 1, max: 3 }), fc.nat(2)).map(
  ([merchant, order, units, bought]): Step =>
    async (world) => {
      const ledger = world.ledgers[merchant] ?? '';
      const order_reference = `order-${order}`;
      const checkout = { ...checkoutRow(), order_reference, fingerprint: `${order}/${units}/${bought}` };
      const flight = { ledger, checkout };
      const set = await world.lockAll(flight, world.cart(units, bought), String(checkout.claim));
      world.flights.push({ ...flight, set, live: null });
    },
);

/** The reservation arrives: the first time, again, or long after it was given up. */
const arrive = small.map(
  (at): Step =>
    async (world) => {
      const flight = world.flight(at);
      if (flight === undefined) return;
      const known = await ledgerNamed(flight.ledger).checkout(flight.checkout.id);
      if (known !== null && known.checkout.status !== 'open') return;
      const reserved = await reserve(flight.ledger, flight.checkout, flight.set);
      if (!reserved.ok || reserved.was !== 'created') return;
      flight.live = { now: flight.set.locks, next: null };
      world.created += 1;
    },
);

const lockAgain = small.map(
  (at): Step =>
    async (world) => {
      const flight = world.flight(at);
      if (flight?.set.taken) await world.lockAll(flight, flight.set.locks, flight.set.holder);
    },
);

const cancel = small.map(
  (at): Step =>
    async (world) => {
      const flight = world.flight(at);
      if (!flight?.live) return;
      await refuse(flight.ledger, flight.checkout);
      flight.live = null;
    },
);

const giveBack = fc.tuple(small, fc.nat(1)).map(
  ([at, unit]): Step =>
    async (world) => {
      const flight = world.flight(at);
      const key = world.serials[unit] ?? '';
      if (!flight?.live || flight.live.next !== null) return;
      await world.inStore(flight.ledger, (store) =>
        store.releaseUnits(String(flight.checkout.claim), [
          { line: 0, device: 'household_robot', quantity: 1, serial_keys: [key], whole_line: false },
        ]),
      );
      flight.live.now = flight.live.now
        .filter((held) => held.key !== key)
        .map((held) => (held.line === null ? { ...held, quantity: held.quantity - 1 } : held));
    },
);

const reprice = fc.tuple(small, fc.nat(3), fc.nat(2)).map(
  ([at, units, bought]): Step =>
    async (world) => {
      const flight = world.flight(at);
      if (!flight?.live || flight.live.next !== null) return;
      const set = await world.lockAll(flight, world.cart(units, bought), `rpr_${crypto.randomUUID()}`);
      await world.inStore(flight.ledger, (store) => {
        if (set.taken && !store.isBarred(set.holder)) store.hold(String(flight.checkout.claim), set);
        else store.forgo(set, world.now);
      });
      if (set.taken) flight.live.next = { set };
    },
);

const repriced = fc.tuple(small, fc.boolean()).map(
  ([at, done]): Step =>
    async (world) => {
      const flight = world.flight(at);
      const next = flight?.live?.next;
      if (!flight?.live || !next) return;
      await world.inStore(flight.ledger, (store) =>
        done
          ? store.replace(String(flight.checkout.claim), next.set.holder)
          : store.releaseHolder(next.set.holder),
      );
      flight.live = { now: done ? next.set.locks : flight.live.now, next: null };
    },
);

const tell = fc.nat(1).map(
  (merchant): Step =>
    (world) =>
      ledgerNamed(world.ledgers[merchant] ?? '').due(Date.now()),
);

const timePasses = fc.constantFrom(1, SERIAL_CHECK_S, 3 * SERIAL_CHECK_S).map(
  (seconds): Step =>
    async (world) => {
      world.now += seconds;
      await ringSerials(world.buyer, world.now);
    },
);

const evict = fc.nat(2).map(
  (which): Step =>
    async (world) => {
      await Promise.all([locksOf(world.buyer), ...world.ledgers.map(ledgerLocks)]);
      const ledger = world.ledgers[which];
      await evictDurableObject(
        ledger === undefined ? env.SERIALS.getByName(world.prefix) : env.LEDGER.getByName(ledger),
      );
    },
);

const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: begin },
    { weight: 6, arbitrary: arrive },
    { weight: 2, arbitrary: fc.oneof(lockAgain, giveBack) },
    { weight: 2, arbitrary: cancel },
    { weight: 3, arbitrary: fc.oneof(reprice, repriced) },
    { weight: 2, arbitrary: fc.oneof(tell, timePasses) },
    { weight: 1, arbitrary: evict },
  ),
  { minLength: 5, maxLength: 40 },
);

describe('any interleaving', () => {
  it('[N1] never lets two live claims hold one unit, nor a buyer more than the limit; in the end all is free', async () => {
    let created = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const world = new World();
        for (const step of all) {
          await step(world);
          for (const key of world.serials) expect(world.held(key)).toBeLessThanOrEqual(1);
          expect(world.held(world.buyer)).toBeLessThanOrEqual(BUYER_LIMIT);
        }
        created += world.created;
        refused += world.flights.filter(({ set }) => !set.taken).length;
        await expectLocked(world);
        await expectFreed(world);
      }),
      { numRuns: RUNS },
    );
    expect(created).toBeGreaterThan(RUNS / 4);
    expect(refused).toBeGreaterThan(RUNS / 4);
  });
});

/** Every live claim has its locks, at the ledger and in `Serials`. */
async function expectLocked({ flights }: World): Promise<void> {
  for (const { live, ledger, checkout, set } of flights) {
    if (live === null) continue;
    expect(await ledgerNamed(ledger).claim(String(checkout.claim))).toMatchObject({ status: 'pending' });
    for (const { key, quantity } of live.now.filter((held) => held.quantity > 0)) {
      const rows = (await locksOf(key)).filter((row) => row.ledger === ledger);
      expect(Math.max(...rows.map((row) => row.quantity)), set.holder).toBeGreaterThanOrEqual(quantity);
    }
  }
}

/** When every claim is voided and everybody has had time, nothing is locked any more. */
async function expectFreed(world: World): Promise<void> {
  for (const { live, ledger, checkout } of world.flights) if (live !== null) await refuse(ledger, checkout);
  for (const ledger of world.ledgers) await ledgerNamed(ledger).due(Date.now());
  await ringSerials(world.buyer, world.now + 3 * SERIAL_CHECK_S);
  for (const ledger of world.ledgers) expect((await ledgerLocks(ledger)).locks).toEqual([]);
  for (const key of [...world.serials, world.buyer]) expect(await locksOf(key)).toEqual([]);
}
