// Locks of units, on the objects themselves: what holds, what is freed, and what becomes of those that a dead Worker left.

import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { BARRED_TTL_S, SERIAL_CHECK_S } from '../../src/limits.ts';
import type { Env } from '../../worker/env.ts';
import { LockStore } from '../../worker/objects/lock-store.ts';
import { LockTelling } from '../../worker/objects/lock-telling.ts';
import { checkoutRow } from './checkout-row.ts';
import {
  buyerLock,
  claimWith,
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

let ledgers = 0;
function newLedger(): string {
  ledgers += 1;
  return `mer_locks${ledgers}/0`;
}

/** The ledger's store of locks, as a return or a repricing uses it inside the ledger. */
function inLockStore<Result>(ledger: string, use: (store: LockStore) => Result): Promise<Result> {
  return runInDurableObject(env.LEDGER.getByName(ledger), (_, { storage }) =>
    use(new LockStore(storage.sql, () => {})),
  );
}

describe('a unit', () => {
  it('[N1] has one claim, whichever merchants ask for it', async () => {
    const key = newKey();
    const [first, second] = [newLedger(), newLedger()];
    expect((await claimWith(first, [serialLock(key)])).outcome).toBe('created');
    expect((await claimWith(second, [serialLock(key)])).outcome).toBe('locks_refused');
    expect((await claimWith(first, [serialLock(key)])).outcome).toBe('locks_refused');
    expect(await locksOf(key)).toMatchObject([{ ledger: first, quantity: 1 }]);
  });

  it('[N1] of many that ask at once, one gets it', async () => {
    const key = newKey();
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, async () => (await claimWith(newLedger(), [serialLock(key)])).outcome),
    );
    expect(outcomes.sort()).toEqual(['created', ...Array(9).fill('locks_refused')]);
  });

  it('[N1] a set is locked as a whole or not at all in each object, and what was taken elsewhere is given back', async () => {
    const [held, beside, elsewhere] = [newKey('aa'), newKey('aa'), newKey('bb')];
    await claimWith(newLedger(), [serialLock(held)]);
    const ledger = newLedger();
    const locks = [serialLock(held), serialLock(beside), serialLock(elsewhere)];
    expect((await claimWith(ledger, locks)).outcome).toBe('locks_refused');
    expect(await locksOf(beside)).toEqual([]);
    await ledgerNamed(ledger).due(Date.now());
    expect(await locksOf(elsewhere)).toEqual([]);
    expect((await ledgerLocks(ledger)).locks).toEqual([]);
    expect((await claimWith(newLedger(), [serialLock(elsewhere)])).outcome).toBe('created');
  });
});

describe('the same order again', () => {
  it('[N4] is not refused because of its own lock, and leaves the lock to the claim that is there', async () => {
    const [key, ledger] = [newKey(), newLedger()];
    const order = { order_reference: 'again' };
    const { checkout } = await claimWith(ledger, [serialLock(key)], order);
    expect((await claimWith(ledger, [serialLock(key)], order)).outcome).toBe('there');
    await ledgerNamed(ledger).due(Date.now());
    expect(await locksOf(key)).toMatchObject([{ holder: checkout.claim }]);
  });

  it('[N4] twice at once: one claim, with its lock', async () => {
    const [key, ledger] = [newKey(), newLedger()];
    const order = { order_reference: 'twice' };
    const both = await Promise.all([
      claimWith(ledger, [serialLock(key)], order),
      claimWith(ledger, [serialLock(key)], order),
    ]);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['created', 'there']);
    await ledgerNamed(ledger).due(Date.now());
    const winner = both.find(({ outcome }) => outcome === 'created')?.checkout.claim;
    expect(await locksOf(key)).toMatchObject([{ holder: winner }]);
  });

  it('[N4] gets its checkout even where the unit is another claim by now', async () => {
    const [key, ledger] = [newKey(), newLedger()];
    const order = { order_reference: 'returned' };
    const { checkout } = await claimWith(ledger, [serialLock(key)], order);
    await inLockStore(ledger, (store) =>
      store.releaseUnits(String(checkout.claim), [
        { line: 0, device: null, quantity: 1, serial_keys: [], whole_line: true },
      ]),
    );
    expect((await claimWith(newLedger(), [serialLock(key)])).outcome).toBe('created');
    expect((await claimWith(ledger, [serialLock(key)], order)).outcome).toBe('there');
  });

  it('[N4] the same reservation again, its reply lost, keeps its locks', async () => {
    const [key, ledger, checkout] = [newKey(), newLedger(), checkoutRow()];
    const locks = await lock(ledger, checkout, [serialLock(key)]);
    expect(await reserve(ledger, checkout, locks)).toMatchObject({ was: 'created' });
    expect(await reserve(ledger, checkout, locks)).toMatchObject({ was: 'there' });
    await ledgerNamed(ledger).due(Date.now());
    expect(await locksOf(key)).toHaveLength(1);
    expect((await claimWith(newLedger(), [serialLock(key)])).outcome).toBe('locks_refused');
  });

  it('[N4] locking again by the same holder is harmless', async () => {
    const [key, ledger, checkout] = [newKey(), newLedger(), checkoutRow()];
    for (let times = 0; times < 3; times += 1) {
      expect((await lock(ledger, checkout, [serialLock(key)])).taken).toBe(true);
    }
    expect(await locksOf(key)).toHaveLength(1);
  });
});

describe('a lock whose claim never came', () => {
  it('[N5] is freed by the alarm, after it has asked the ledger, and not a second too early', async () => {
    const [key, ledger, checkout, now] = [newKey(), newLedger(), checkoutRow(), nowS()];
    await lock(ledger, checkout, [serialLock(key)], { now });
    await ringSerials(key, now + SERIAL_CHECK_S - 1);
    expect(await locksOf(key)).toHaveLength(1);
    expect((await ledgerLocks(ledger)).barred).toEqual([]);
    await ringSerials(key, now + SERIAL_CHECK_S);
    expect(await locksOf(key)).toEqual([]);
    expect((await ledgerLocks(ledger)).barred).toEqual([checkout.claim]);
  });

  it('[N5] its claim, when it comes after all, is refused and needs new locks', async () => {
    const [key, ledger, checkout, now] = [newKey(), newLedger(), checkoutRow(), nowS()];
    const late = await lock(ledger, checkout, [serialLock(key)], { now });
    await ringSerials(key, now + SERIAL_CHECK_S);
    expect((await claimWith(newLedger(), [serialLock(key)])).outcome).toBe('created');
    expect(await reserve(ledger, checkout, late)).toEqual({ ok: false, reason: 'locks_lost' });
    expect(await ledgerNamed(ledger).claim(String(checkout.claim))).toBeNull();
  });

  it('[N5] is out of the way at once for another order that comes after its time, and not before', async () => {
    const [key, ledger, now] = [newKey(), newLedger(), nowS()];
    await lock(ledger, checkoutRow(), [serialLock(key)], { now: now - SERIAL_CHECK_S + 10 });
    expect((await claimWith(newLedger(), [serialLock(key)])).outcome).toBe('locks_refused');
    const old = newKey();
    await lock(ledger, checkoutRow(), [serialLock(old)], { now: now - SERIAL_CHECK_S });
    expect((await claimWith(newLedger(), [serialLock(old)])).outcome).toBe('created');
  });

  it('[N5] is found though its object and the ledger were evicted in between', async () => {
    const [key, ledger, now] = [newKey(), newLedger(), nowS()];
    await lock(ledger, checkoutRow(), [serialLock(key)], { now });
    await ledgerLocks(ledger);
    await evictDurableObject(env.SERIALS.getByName(key.slice(0, 2)));
    await evictDurableObject(env.LEDGER.getByName(ledger));
    const at = await runInDurableObject(env.SERIALS.getByName(key.slice(0, 2)), (_, { storage }) =>
      storage.getAlarm(),
    );
    expect(at).toBeLessThanOrEqual((now + SERIAL_CHECK_S) * 1000);
    await ringSerials(key, now + SERIAL_CHECK_S);
    expect(await locksOf(key)).toEqual([]);
  });

  it('[N5] one whose claim came is kept, and asked about no more', async () => {
    const key = newKey();
    await claimWith(newLedger(), [serialLock(key)]);
    expect(await locksOf(key)).toMatchObject([{ check_at: expect.any(Number) }]);
    await ringSerials(key, nowS() + SERIAL_CHECK_S + 1);
    expect(await locksOf(key)).toMatchObject([{ check_at: null }]);
    await ringSerials(key, nowS() + 100 * SERIAL_CHECK_S);
    expect(await locksOf(key)).toHaveLength(1);
  });

  it('[N5] a lock that arrives after its holder was given up is found and freed as well', async () => {
    const [key, ledger, checkout, now] = [newKey(), newLedger(), checkoutRow(), nowS()];
    await lock(ledger, checkout, [serialLock(key)], { now });
    await ringSerials(key, now + SERIAL_CHECK_S);
    await lock(ledger, checkout, [serialLock(key)], { now: now + SERIAL_CHECK_S });
    expect((await claimWith(newLedger(), [serialLock(key)])).outcome).toBe('created');
  });

  it('[N5] a ledger forgets after a day what it barred', async () => {
    const ledger = newLedger();
    const question = (holder: string) => ({ holder, key: newKey(), is_late: true });
    await inLockStore(ledger, (store) => {
      expect(store.answer(question('clm_old'), 1_000)).toBe(0);
      store.answer(question('clm_new'), 1_000 + BARRED_TTL_S);
      expect(store.isBarred('clm_old')).toBe(true);
      store.answer(question('clm_newer'), 1_001 + BARRED_TTL_S);
    });
    expect((await ledgerLocks(ledger)).barred).toEqual(['clm_new', 'clm_newer']);
  });
});

describe('what a claim holds no more', () => {
  it('[N6] a voided claim is told of, and its unit is free', async () => {
    const [key, ledger] = [newKey(), newLedger()];
    const { checkout } = await claimWith(ledger, [serialLock(key)]);
    await refuse(ledger, checkout);
    await ledgerNamed(ledger).due(Date.now());
    expect(await locksOf(key)).toEqual([]);
    expect((await ledgerLocks(ledger)).locks).toEqual([]);
  });

  it('[N6] it is free for others at once, before anybody was told', async () => {
    const [key, ledger] = [newKey(), newLedger()];
    const { checkout } = await claimWith(ledger, [serialLock(key)]);
    await refuse(ledger, checkout);
    expect((await claimWith(newLedger(), [serialLock(key)])).outcome).toBe('created');
  });

  it('[N6] the reply to the telling is lost: it is told again, and the next claim on the unit is left alone', async () => {
    const [key, ledger, other] = [newKey(), newLedger(), newLedger()];
    const { checkout } = await claimWith(ledger, [serialLock(key)]);
    await refuse(ledger, checkout);
    await runInDurableObject(env.LEDGER.getByName(ledger), async (_, { storage }) => {
      const telling = new LockTelling(deaf(), new LockStore(storage.sql, () => {}));
      await expect(telling.run()).rejects.toThrow('the reply is lost');
      expect(telling.nextAtMs()).not.toBeNull();
    });
    expect(await locksOf(key)).toEqual([]);
    expect((await ledgerLocks(ledger)).locks).toMatchObject([{ key, quantity: 0, told: 0 }]);
    const next = await claimWith(other, [serialLock(key)]);
    await evictDurableObject(env.LEDGER.getByName(ledger));
    await ledgerNamed(ledger).due(Date.now());
    expect(await locksOf(key)).toMatchObject([{ holder: next.checkout.claim }]);
    expect((await ledgerLocks(ledger)).locks).toEqual([]);
  });

  it('[N6] the alarm is set for it when the ledger wakes up', async () => {
    const [key, ledger] = [newKey(), newLedger()];
    const { checkout } = await claimWith(ledger, [serialLock(key)]);
    await refuse(ledger, checkout);
    await evictDurableObject(env.LEDGER.getByName(ledger));
    const at = await runInDurableObject(env.LEDGER.getByName(ledger), (_, { storage }) => storage.getAlarm());
    expect(at).toBeLessThan(Date.now() + 5_000);
  });
});

describe("a buyer's units", () => {
  it('[N3] are limited over all merchants', async () => {
    const key = newKey();
    const claim = (quantity: number) => claimWith(newLedger(), [buyerLock(key, quantity)], { limit: 3 });
    expect((await claim(4)).outcome).toBe('locks_refused');
    expect((await claim(2)).outcome).toBe('created');
    expect((await claim(2)).outcome).toBe('locks_refused');
    expect((await claim(1)).outcome).toBe('created');
    expect((await claim(1)).outcome).toBe('locks_refused');
  });

  it('[N7] go down by the units that come back, and that is told', async () => {
    const [key, ledger] = [newKey(), newLedger()];
    const { checkout } = await claimWith(ledger, [buyerLock(key, 3)], { limit: 3 });
    await inLockStore(ledger, (store) =>
      store.releaseUnits(String(checkout.claim), [
        { line: 0, device: 'household_robot', quantity: 2, serial_keys: [], whole_line: false },
        { line: 1, device: 'smart_glasses', quantity: 1, serial_keys: [], whole_line: true },
        { line: 2, device: null, quantity: 1, serial_keys: [], whole_line: true },
      ]),
    );
    await ledgerNamed(ledger).due(Date.now());
    expect(await locksOf(key)).toMatchObject([{ quantity: 1 }]);
    expect((await ledgerLocks(ledger)).locks).toMatchObject([{ quantity: 1, told: 1 }]);
    expect((await claimWith(newLedger(), [buyerLock(key, 2)], { limit: 3 })).outcome).toBe('created');
    expect((await claimWith(newLedger(), [buyerLock(key, 1)], { limit: 3 })).outcome).toBe('locks_refused');
  });

  it('[N3] of one order, one after the other, the greatest counts', async () => {
    const [key, ledger] = [newKey(), newLedger()];
    const order = { limit: 2, order_reference: 'one-after-the-other' };
    const first = await claimWith(ledger, [buyerLock(key, 1)], order);
    await refuse(ledger, first.checkout);
    expect((await claimWith(ledger, [buyerLock(key, 1)], order)).outcome).toBe('created');
    expect((await claimWith(newLedger(), [buyerLock(key, 1)], { limit: 2 })).outcome).toBe('created');
    expect((await claimWith(newLedger(), [buyerLock(key, 1)], { limit: 2 })).outcome).toBe('locks_refused');
  });
});

describe('a return', () => {
  const back = (over: Record<string, unknown>) => ({
    ...{ line: 0, device: 'household_robot' as const, quantity: 1, serial_keys: [], whole_line: false },
    ...over,
  });

  it('[N7] frees the units that it names, of the line that it names', async () => {
    const [ledger, a, b, c] = [newLedger(), newKey(), newKey(), newKey()];
    const { checkout } = await claimWith(ledger, [serialLock(a), serialLock(b), serialLock(c, 1)]);
    const claim = String(checkout.claim);
    await inLockStore(ledger, (store) => {
      expect(store.releaseUnits(claim, [back({ serial_keys: [a, c] })])).toEqual([serialLock(a)]);
    });
    const outcomes = [];
    for (const key of [a, b, c]) outcomes.push((await claimWith(newLedger(), [serialLock(key)])).outcome);
    expect(outcomes).toEqual(['created', 'locks_refused', 'locks_refused']);
  });

  it('[N7] units that it does not name keep their locks until the whole line is back', async () => {
    const [ledger, a, b, c] = [newLedger(), newKey(), newKey(), newKey()];
    const { checkout } = await claimWith(ledger, [serialLock(a), serialLock(b), serialLock(c, 1)]);
    const claim = String(checkout.claim);
    await inLockStore(ledger, (store) => store.releaseUnits(claim, [back({})]));
    await ledgerNamed(ledger).due(Date.now());
    expect([await locksOf(a), await locksOf(b)]).toMatchObject([[{ quantity: 1 }], [{ quantity: 1 }]]);
    await inLockStore(ledger, (store) => store.releaseUnits(claim, [back({ whole_line: true })]));
    await ledgerNamed(ledger).due(Date.now());
    expect([await locksOf(a), await locksOf(b)]).toEqual([[], []]);
    expect(await locksOf(c)).toHaveLength(1);
  });
});

describe('a repricing', () => {
  /** A claim on the first key, and the second one locked for the cart that is to take its place. */
  async function repricing(keys: readonly [string, string], ledger: string) {
    const { checkout } = await claimWith(ledger, [serialLock(keys[0])]);
    const holder = `rpr_${crypto.randomUUID()}`;
    const locks = await lock(
      ledger,
      checkout,
      keys.map((key) => serialLock(key)),
      { holder },
    );
    expect(locks.taken).toBe(true);
    await inLockStore(ledger, (store) => store.hold(String(checkout.claim), locks));
    return { checkout, holder, locks };
  }

  it('[N7] holds what it takes in and what it gives up until it is done', async () => {
    const keys = [newKey(), newKey()] as const;
    const ledger = newLedger();
    const { checkout, holder } = await repricing(keys, ledger);
    expect((await claimWith(newLedger(), [serialLock(keys[0])])).outcome).toBe('locks_refused');
    expect((await claimWith(newLedger(), [serialLock(keys[1])])).outcome).toBe('locks_refused');
    await inLockStore(ledger, (store) => store.replace(String(checkout.claim), holder));
    await ledgerNamed(ledger).due(Date.now());
    expect(await locksOf(keys[0])).toMatchObject([{ holder }]);
    expect(await locksOf(keys[1])).toMatchObject([{ holder }]);
  });

  it('[N7] abandoned, it frees what was new and keeps what the claim had', async () => {
    const keys = [newKey(), newKey()] as const;
    const ledger = newLedger();
    const { checkout, holder } = await repricing(keys, ledger);
    await inLockStore(ledger, (store) => store.releaseHolder(holder));
    expect((await claimWith(newLedger(), [serialLock(keys[0])])).outcome).toBe('locks_refused');
    expect((await claimWith(newLedger(), [serialLock(keys[1])])).outcome).toBe('created');
    expect(await locksOf(keys[0])).toMatchObject([{ holder: checkout.claim }]);
  });

  it('[N7] forgone before it began, its holder never comes', async () => {
    const [key, ledger, checkout] = [newKey(), newLedger(), checkoutRow()];
    const locks = await lock(ledger, checkout, [serialLock(key)], { holder: 'rpr_forgone' });
    await inLockStore(ledger, (store) => store.forgo(locks, nowS()));
    await inLockStore(ledger, (store) => {
      expect(() => store.hold(String(checkout.claim), locks)).toThrow('rpr_forgone was barred');
    });
    await ledgerNamed(ledger).due(Date.now());
    expect(await locksOf(key)).toEqual([]);
  });
});

/** An environment in which `Serials` hears, does what it is told, and is not heard. */
function deaf(): Env {
  const getByName = (name: string) => ({
    lower: async (changes: Parameters<ReturnType<Env['SERIALS']['getByName']>['lower']>[0]) => {
      await env.SERIALS.getByName(name).lower(changes);
      throw new Error('the reply is lost');
    },
  });
  return { SERIALS: { getByName } } as unknown as Env;
}
