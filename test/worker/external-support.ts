// What the tests of payments outside Stripe share: a trap at Stripe that tells of every call, and sales of a till.

import { expect } from 'vitest';
import type { Checkout, Claim } from '../../src/wire/objects.ts';
import { claimOf, expectVerified } from './claim-support.ts';
import {
  type Answer,
  call,
  checkoutIn,
  ledgerOf,
  nowS,
  openCheckout,
  PROGRAMME,
  type Shop,
  sandbox,
} from './support.ts';

export const EXTERNAL = { payment: { provider: 'external' }, channel: 'in_store', store: '一店', till: '3' };

const TRAP = { match: { path: '/v1/' }, fault: { kind: 'status', status: 429 }, times: 1_000 };

/** From now on every call to Stripe fails, and is counted. */
export async function setTrap(): Promise<void> {
  await sandbox('faults', undefined, 'DELETE');
  await sandbox('faults', TRAP);
}

/** Expects that Stripe was not called since, and takes the trap away. */
export async function expectUntouched(): Promise<void> {
  const { data } = (await sandbox('faults')) as { data: { times: number }[] };
  await sandbox('faults', undefined, 'DELETE');
  expect(data.map(({ times }) => times)).toEqual([TRAP.times]);
}

/** Opens a checkout whose money the shop takes itself. */
export const openExternal = (shop: Shop, over: Record<string, unknown> = {}): Promise<Checkout> =>
  openCheckout({ ...EXTERNAL, ...over }, shop.keys.tk);

export const confirm = (
  shop: Shop,
  { id }: Pick<Checkout, 'id'>,
  body: Record<string, unknown> = { tender: 'cash' },
  headers: Record<string, string> = {},
): Promise<Answer> => call(`/v1/checkouts/${id}/confirm`, { key: shop.keys.tk, body, headers });

/** A checkout that the shop took the money of. */
export async function soldExternally(
  shop: Shop,
  over: Record<string, unknown> = {},
  body: Record<string, unknown> = { tender: 'cash' },
): Promise<Checkout> {
  return checkoutIn(await confirm(shop, await openExternal(shop, over), body), 200);
}

export const cancel = (shop: Shop, { id }: Pick<Checkout, 'id'>): Promise<Answer> =>
  call(`/v1/checkouts/${id}/cancel`, { key: shop.keys.tk, method: 'POST' });

/** Lets the ledger's alarm ring as if it were so many seconds after the checkout was opened. */
export const ringAfter = (shop: Shop, { created }: Checkout, seconds: number): Promise<void> =>
  ledgerOf(shop.id).due((created + seconds) * 1000);

/** Units come back, and the money by this tender. */
export const giveBackBy = (
  shop: Shop,
  { id }: Pick<Checkout, 'id'>,
  body: Record<string, unknown>,
  key: string = crypto.randomUUID(),
): Promise<Answer> =>
  call(`/v1/checkouts/${id}/refunds`, {
    key: shop.keys.tk,
    body: { lines: [{ line: 0, quantity: 1 }], reason: '七天无理由', ...body },
    headers: { 'Idempotency-Key': key },
  });

/** Expects claim, balance and log of a shop's only order to agree, and the journal to say the same as the ledger. */
export async function expectBooked(
  shop: Shop,
  checkout: Checkout,
  balance: { pending: number; posted: number },
): Promise<Claim> {
  expect(await ledgerOf(shop.id).balance(PROGRAMME)).toMatchObject(balance);
  await expectVerified(shop);
  await ledgerOf(shop.id).due((nowS() + 1) * 1000);
  const claim = await claimOf(checkout, shop.keys.sk);
  expect(await claimOf(checkout, 'ok_test_demo')).toEqual(claim);
  return claim;
}
