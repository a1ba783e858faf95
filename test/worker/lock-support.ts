// What the tests about locks share: locking as the Worker does it, step by step, so that it can die in between; and the
// tables of `Serials` as they are.

import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { Device } from '../../src/vocabulary.ts';
import type { NewCheckout } from '../../worker/objects/checkout-store.ts';
import type { Lock, LockSet } from '../../worker/objects/lock-store.ts';
import type { Reserved } from '../../worker/objects/reservations.ts';
import { bySerialsObject, type LockResult } from '../../worker/objects/serials.ts';
import { checkoutRow } from './checkout-row.ts';
import { type LedgerStub, nowS } from './support.ts';

/** A key as a keyed hash looks. */
export function newKey(prefix = ''): string {
  const random = crypto.getRandomValues(new Uint8Array(32));
  const hex = [...random].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return prefix + hex.slice(prefix.length);
}

/** A ledger by its whole name, shard and all. */
export const ledgerNamed = (name: string): LedgerStub => env.LEDGER.getByName(name) as unknown as LedgerStub;

export const serialLock = (key: string, line = 0): Lock => ({ key, quantity: 1, line, device: null });

export const buyerLock = (key: string, quantity: number, device: Device = 'household_robot'): Lock => ({
  key,
  quantity,
  line: null,
  device,
});

/** Locks under the name of the checkout's claim, as the Worker does before it reserves. */
export async function lock(
  ledger: string,
  checkout: NewCheckout,
  locks: readonly Lock[],
  { limit = 1, now = nowS(), holder = String(checkout.claim) } = {},
): Promise<LockSet> {
  const results: LockResult[] = [];
  for (const [name, of] of bySerialsObject(locks)) {
    const wants = of.map(({ key, quantity }) => ({ key, quantity, limit }));
    const { order_reference } = checkout;
    results.push(await env.SERIALS.getByName(name).lock({ ledger, order_reference, holder, wants, now }));
  }
  return { holder, locks, taken: results.every(({ ok }) => ok) };
}

export function reserve(ledger: string, checkout: NewCheckout, locks: LockSet): Promise<Reserved> {
  return ledgerNamed(ledger).reserve({ checkout, idempotency_key: null, locks });
}

/** A pending claim with its locks, or the reason why there is none. */
export async function claimWith(
  ledger: string,
  locks: readonly Lock[],
  { limit = 1, order_reference = `order-${crypto.randomUUID()}` } = {},
): Promise<{ checkout: NewCheckout; outcome: string }> {
  const checkout = { ...checkoutRow(), order_reference, fingerprint: order_reference };
  const reserved = await reserve(ledger, checkout, await lock(ledger, checkout, locks, { limit }));
  return { checkout, outcome: reserved.ok ? reserved.was : reserved.reason };
}

/** Voids a checkout's claim as Stripe's refusal does. */
export function refuse(ledger: string, { id }: NewCheckout): Promise<void> {
  return ledgerNamed(ledger).refuse(id, 1, nowS());
}

export type SerialsRow = { holder: string; ledger: string; quantity: number; check_at: number | null };

/** The locks of a key, as `Serials` has them. */
export function locksOf(key: string): Promise<SerialsRow[]> {
  return runInDurableObject(env.SERIALS.getByName(key.slice(0, 2)), (_, { storage }) =>
    storage.sql
      .exec<SerialsRow>(
        'SELECT holder, ledger, quantity, check_at FROM locks WHERE key = ? ORDER BY holder',
        key,
      )
      .toArray(),
  );
}

/** What a ledger has of its claims' locks, and the holders it has barred. */
export function ledgerLocks(ledger: string): Promise<{ locks: Record<string, unknown>[]; barred: string[] }> {
  return runInDurableObject(env.LEDGER.getByName(ledger), (_, { storage }) => ({
    locks: storage.sql.exec('SELECT * FROM locks ORDER BY holder, key').toArray(),
    barred: storage.sql
      .exec<{ holder: string }>('SELECT holder FROM barred ORDER BY holder')
      .toArray()
      .map(({ holder }) => holder),
  }));
}

/** Lets the alarm of the object that keeps a key ring, as if it were then. */
export function ringSerials(key: string, now: number): Promise<void> {
  return env.SERIALS.getByName(key.slice(0, 2)).due(now * 1000);
}
