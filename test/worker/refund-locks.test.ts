// The locks of units whose refund failed: locked again while they are kept, and free once they come back after all.

import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { Checkout } from '../../src/wire/objects.ts';
import type { Env } from '../../worker/env.ts';
import type { Lock } from '../../worker/objects/lock-store.ts';
import { broughtBack, minus, plus } from '../../worker/objects/lock-sums.ts';
import { serialKey } from '../../worker/privacy.ts';
import { buyerLock, ledgerLocks, locksOf, serialLock } from './lock-support.ts';
import { giveBack, refundIn, refundsAtStripe, sold } from './return-support.ts';
import { deliver, ledgerOf, newShop, nowS, ROBOT, type Shop, sandbox, signedEvent } from './support.ts';

const ONE = [{ line: 0, quantity: 1 }];

/** One robot, sold with its serial number, and the key under which it is locked. */
async function oneUnit(): Promise<{ shop: Shop; checkout: Checkout; unit: string }> {
  const shop = await newShop();
  const serial = `SN-${crypto.randomUUID()}`;
  const checkout = await sold(shop, { lines: [{ ...ROBOT, serial_numbers: [serial] }] });
  return { shop, checkout, unit: await serialKey(env as unknown as Env, serial) };
}

/** The latest refund fails at the bank, and Stripe tells. */
async function fail(checkout: Checkout): Promise<void> {
  const id = String((await refundsAtStripe(checkout))[0]?.id);
  await sandbox(`refunds/${id}/fail`, {});
  await deliver(await signedEvent('refund.failed', id));
}

/** Everybody has had time. */
async function rest(shop: Shop): Promise<void> {
  for (const in_s of [1, 700]) await ledgerOf(shop.id).due((nowS() + in_s) * 1000);
}

const held = async (shop: Shop, unit: string) =>
  (await ledgerLocks(`${shop.id}/0`)).locks.filter(({ key, quantity }) => key === unit && quantity !== 0);

describe('a unit whose refund failed', () => {
  it('[Z6] is free when it comes back after all, before its claim was given anything again', async () => {
    const { shop, checkout, unit } = await oneUnit();
    refundIn(await giveBack(shop, checkout, ONE));
    await fail(checkout);
    refundIn(await giveBack(shop, checkout, ONE));
    await rest(shop);
    expect(await held(shop, unit)).toEqual([]);
    expect(await locksOf(unit)).toEqual([]);
  });

  it('[Z6] is locked again when that return fails too', async () => {
    const { shop, checkout, unit } = await oneUnit();
    refundIn(await giveBack(shop, checkout, ONE));
    await fail(checkout);
    refundIn(await giveBack(shop, checkout, ONE));
    await rest(shop);
    await fail(checkout);
    await rest(shop);
    expect(await held(shop, unit)).toHaveLength(1);
    expect(await locksOf(unit)).toHaveLength(1);
  });
});

describe("a buyer's units", () => {
  const returned = (quantity: number, serial_keys: string[] = []) => [
    { line: 0, device: 'household_robot' as const, quantity, serial_keys, whole_line: false },
  ];
  const waiting: Lock[] = [buyerLock('buyer', 2), serialLock('one'), serialLock('other')];

  it('[N7] come back from a failed refund as far as the claim holds none of them', () => {
    expect(broughtBack(waiting, returned(3), [buyerLock('buyer', 1)])).toEqual([buyerLock('buyer', 2)]);
    expect(broughtBack(waiting, returned(2), [buyerLock('buyer', 1)])).toEqual([buyerLock('buyer', 1)]);
    expect(broughtBack(waiting, returned(1), [buyerLock('buyer', 1)])).toEqual([]);
    expect(broughtBack(waiting, returned(1, ['other']), [buyerLock('buyer', 1)])).toEqual([
      serialLock('other'),
    ]);
  });

  it('[N7] add up, each key once, and are taken away to nothing', () => {
    const sum = plus([buyerLock('buyer', 1)], [buyerLock('buyer', 2), serialLock('one')]);
    expect(sum).toEqual([buyerLock('buyer', 3), serialLock('one')]);
    expect(minus(sum, [buyerLock('buyer', 1), serialLock('one')])).toEqual([buyerLock('buyer', 2)]);
  });
});
