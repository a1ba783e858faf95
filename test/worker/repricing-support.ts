// What the tests of repricing share: repricing over the API, and the one thing that always has to hold: checkout, claim,
// balance, locks and Stripe's PaymentIntent tell of the same cart, and the log verifies.

import { runInDurableObject } from 'cloudflare:test';
import { expect } from 'vitest';
import type { Checkout, Claim } from '../../src/wire/objects.ts';
import { ledgerLocks } from './lock-support.ts';
import {
  type Answer,
  call,
  checkoutIn,
  checkoutNow,
  intentOf,
  KEY,
  ledgerObject,
  ledgerOf,
  openCheckout,
  PROGRAMME,
  ROBOT,
  type Shop,
  stripe,
} from './support.ts';

/** A robot at this price. 15 % of it is the subsidy, at most 2,000.00. */
export const robot = (unit_amount: number, over: Record<string, unknown> = {}) => ({
  ...ROBOT,
  unit_amount,
  ...over,
});

export const open = (shop: Shop, over: Record<string, unknown> = {}): Promise<Checkout> =>
  openCheckout({ lines: [robot(400_000)], ...over }, shop.keys.sk);

export const reprice = (shop: Shop, id: string, body: unknown, headers = {}): Promise<Answer> =>
  call(`/v1/checkouts/${id}`, { key: shop.keys.sk, body, headers });

export const cancel = (shop: Shop, id: string): Promise<Answer> =>
  call(`/v1/checkouts/${id}/cancel`, { key: shop.keys.sk, method: 'POST' });

/** The checkout of a repricing that is expected to be done. */
export const repriced = async (shop: Shop, id: string, body: unknown): Promise<Checkout> =>
  checkoutIn(await reprice(shop, id, body), 200);

export type Intent = { amount: number; status: string; metadata: Record<string, string> };

export const intentNow = async (checkout: Checkout): Promise<Intent> =>
  (await stripe(`payment_intents/${intentOf(checkout)}`)) as unknown as Intent;

export type RepricingRow = { id: string; status: string; attempt: number };

/** The repricings of a shop, in the order in which they began. */
export function repricings(shop: Shop): Promise<RepricingRow[]> {
  return runInDurableObject(ledgerObject(shop.id), (_, { storage }) =>
    storage.sql.exec<RepricingRow>('SELECT id, status, attempt FROM repricings ORDER BY id').toArray(),
  );
}

export const ends = async (shop: Shop): Promise<string[]> =>
  (await repricings(shop)).map(({ status }) => status);

export async function claimsOf(shop: Shop): Promise<Claim[]> {
  const { data } = (await call('/v1/claims?limit=100', { key: shop.keys.fk })).body as { data: Claim[] };
  return data;
}

const STATUS_OF_CLAIM = { open: 'pending', complete: 'posted', canceled: 'voided', expired: 'voided' };

/** Expects that nothing is in flight and that everything tells of the same cart; gives the checkout. */
export async function expectAgreement(shop: Shop, id: string): Promise<Checkout> {
  const checkout = await checkoutNow(id, shop.keys.sk);
  const cart = (await ledgerOf(shop.id).checkout(id))?.checkout.cart ?? undefined;
  const intent = await intentNow(checkout);
  expect({ amount: intent.amount, cart: intent.metadata['zhehui_cart'] }).toEqual({
    amount: checkout.amount_due,
    cart,
  });
  expect(intent.metadata['zhehui_claim']).toBe(checkout.claim?.id);
  const claims = await claimsOf(shop);
  const live = claims.filter(({ status }) => status !== 'voided');
  if (checkout.claim === null) expect(live).toEqual([]);
  else {
    expect(checkout.claim).toMatchObject({
      status: STATUS_OF_CLAIM[checkout.status],
      amount: checkout.subsidy_amount,
    });
    const { lines, amount_due, amount, eligible_amount } = checkoutClaim(checkout, claims);
    expect({ amount_due, amount, eligible_amount }).toEqual({
      amount_due: checkout.amount_due,
      amount: checkout.subsidy_amount,
      eligible_amount: checkout.eligible_amount,
    });
    expect(lines).toMatchObject(checkout.lines);
  }
  await expectBooks(shop, live);
  const [last] = (await repricings(shop)).slice(-1);
  expect(last?.status).not.toBe('in_flight');
  return checkout;
}

function checkoutClaim({ claim }: Checkout, claims: readonly Claim[]): Claim {
  const found = claims.find(({ id }) => id === claim?.id);
  if (found === undefined) throw new Error(`no claim ${claim?.id}`);
  return found;
}

/** The balance is the sum of the live claims, their locks are those of live claims, and the log verifies. */
async function expectBooks(shop: Shop, live: readonly Claim[]): Promise<void> {
  const sum = (wanted: string): number =>
    live.filter(({ status }) => status === wanted).reduce((all, { amount }) => all + amount, 0);
  expect(await ledgerOf(shop.id).balance(PROGRAMME)).toMatchObject({
    pending: sum('pending'),
    posted: sum('posted'),
  });
  const { locks } = await ledgerLocks(`${shop.id}/0`);
  const held = locks.filter(({ quantity }) => quantity !== 0).map(({ claim }) => claim);
  expect(held.filter((claim) => !live.some(({ id }) => id === claim))).toEqual([]);
  await expectVerified(shop);
}

export async function expectVerified(shop: Shop): Promise<void> {
  expect((await call('/v1/claims/verify', { key: shop.keys.sk })).body).toMatchObject({ ok: true });
  expect((await call(`/v1/claims/verify?merchant=${shop.id}`, { key: KEY.ok })).body).toMatchObject({
    ok: true,
  });
}

/** What is pending in the shop's ledger. */
export const pending = async (shop: Shop): Promise<number> =>
  (await ledgerOf(shop.id).balance(PROGRAMME)).pending;
