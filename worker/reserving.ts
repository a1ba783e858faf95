// Reserving a checkout: its locks first, where it needs any, then its claim. Expected refusals become the API's.

import { LOCK_TRIES_MAX } from '../src/limits.ts';
import type { Pricing } from '../src/quote.ts';
import type { Quote } from '../src/wire/objects.ts';
import type { CheckoutRequest } from '../src/wire/requests.ts';
import type { Env } from './env.ts';
import { type ApiError, conflict, idempotencyMismatch, unavailable } from './errors.ts';
import { nameOfOrder, type RemoteLedger } from './ledger.ts';
import { type NeededLock, neededLocks, type TakenLocks, takeLocks } from './locks.ts';
import { newCheckout } from './new-checkout.ts';
import type { NewCheckout } from './objects/checkout-store.ts';
import type { Merchant } from './objects/directory.ts';
import type { Reserved } from './objects/reservations.ts';
import { buyerHash } from './privacy.ts';

/** What is to be reserved, and where. */
export type Reserving = {
  readonly env: Env;
  readonly merchant: Merchant;
  readonly ledger: RemoteLedger;
  readonly request: CheckoutRequest;
  readonly priced: Quote;
  readonly pricing: Pricing;
  readonly fingerprint: string;
  readonly idempotency_key: string | null;
  readonly now_ms: number;
};

export type Accepted = { readonly checkout: NewCheckout; readonly reserved: Reserved & { ok: true } };

/**
 * Reserves a checkout on the locks that its claim needs (SPEC N4). Where the locks were freed while the request was on its
 * way, it is tried again with new ones.
 *
 * @throws {ApiError} for every refusal; then nothing is reserved, and what was locked is given back
 */
export async function reserveCheckout(call: Reserving): Promise<Accepted> {
  const { env, merchant, ledger, request, priced, pricing, idempotency_key } = call;
  const buyer_hash = await buyerHash(env, request.buyer);
  const needed = await neededLocks(env, { lines: request.lines, buyer_hash }, priced, pricing.programme);
  for (let tries = 0; tries < LOCK_TRIES_MAX; tries += 1) {
    const checkout = await newCheckout(env, merchant, request, priced, pricing, call);
    const taken = await locksFor(call, checkout, needed);
    const locks = taken === null ? {} : { locks: taken.set };
    const reserved = await ledger.reserve({ checkout, idempotency_key, ...locks });
    if (reserved.ok) return { checkout, reserved };
    if (reserved.reason !== 'locks_lost') throw refusalOf(reserved, taken, priced);
  }
  throw locksLost();
}

/** The locks of a new checkout's claim; null where it needs none. */
async function locksFor(
  { env, merchant }: Reserving,
  { claim, order_reference }: NewCheckout,
  needed: readonly NeededLock[],
): Promise<TakenLocks | null> {
  if (claim === null || needed.length === 0) return null;
  const ledger = nameOfOrder(merchant, order_reference);
  return takeLocks(env, { ledger, order_reference, holder: claim, now: unixNow() }, needed);
}

/** When it is tried again, later than the request came. */
const unixNow = (): number => Math.floor(Date.now() / 1000);

function refusalOf(refused: Reserved & { ok: false }, taken: TakenLocks | null, priced: Quote): ApiError {
  switch (refused.reason) {
    case 'order_already_open':
      return conflict(
        'order_already_open',
        `order_reference: expected an order without a checkout, or the request that opened it; checkout ${refused.checkout} was opened for this order with another request.`,
        'order_reference',
      );
    case 'idempotency_mismatch':
      return idempotencyMismatch();
    case 'budget_exhausted':
      return budgetExhausted(priced);
    case 'locks_refused':
      return taken?.refusal ?? locksLost();
    case 'locks_lost':
      return locksLost();
  }
}

/** There is no money for the subsidy of this cart; without one it can be sold (SPEC B4). */
export const budgetExhausted = ({ subsidy_amount, amount_total }: Quote): ApiError =>
  conflict(
    'budget_exhausted',
    `The programme's budget cannot cover a subsidy of ${subsidy_amount} fen. ` +
      `Send subsidy: "none" to sell at ${amount_total} fen.`,
    undefined,
    amount_total,
  );

export const locksLost = (): ApiError =>
  unavailable(
    'temporarily_unavailable',
    'The units of this cart could not be held long enough. Send the same request again.',
  );
