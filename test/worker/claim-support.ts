// What the tests share to look at claims: one with its events, what happened to it, and whether the log holds.

import { expect } from 'vitest';
import type { Checkout, Claim } from '../../src/wire/objects.ts';
import { call, KEY, type Shop } from './support.ts';

/** A checkout's claim with its events. */
export async function claimOf(checkout: Checkout, key: string = KEY.sk): Promise<Claim> {
  const { status, body } = await call(`/v1/claims/${checkout.claim?.id}`, { key });
  if (status !== 200) throw new Error(`no claim: ${status} ${JSON.stringify(body)}`);
  return body as unknown as Claim;
}

export const eventTypes = (claim: Claim): string[] => (claim.events ?? []).map(({ type }) => type);

/** Expects the log of a shop to verify. */
export async function expectVerified(shop: Shop): Promise<void> {
  const { body } = await call('/v1/claims/verify', { key: shop.keys.sk });
  expect(body).toMatchObject({ object: 'verification', ok: true });
}
