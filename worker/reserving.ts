// Reserving a checkout: its locks first, where it needs any, then its claim. Expected refusals become the API's.

import { LOCK_TRIES_MAX } from '../src/limits.ts';
import type { Fen } from '../src/money.ts';
import type { Pricing } from '../src/quote.ts';
import type { Quote } from '../src/wire/objects.ts';
import type { AskedOrder, PricedRequest } from './asked-order.ts';
import type { Env } from './env.ts';
import { ApiError, conflict, idempotencyMismatch, sellableAt, unavailable } from './errors.ts';
import { nameOfOrder, type RemoteLedger } from './ledger.ts';
import { type NeededLock, neededLocks, type TakenLocks, takeLocks } from './locks.ts';
import { newCheckout } from './new-checkout.ts';
import { type NewCheckout, opened, type StoredCheckout } from './objects/checkout-store.ts';
import type { Merchant } from './objects/directory.ts';
import type { Again, Reserved } from './objects/reservations.ts';

/** An order whose checkout is to be opened, and where. */
export type OpeningCall = {
  readonly env: Env;
  readonly merchant: Merchant;
  readonly ledger: RemoteLedger;
  readonly order: AskedOrder;
  readonly now_ms: number;
};

/** What the order comes to. */
export type PricedOrder = {
  readonly request: PricedRequest;
  readonly priced: Quote;
  readonly pricing: Pricing;
};

type Reserving = OpeningCall & PricedOrder;

export type Accepted =
  /** `body` is the API's answer; null while Stripe has to be asked first. */
  | { readonly was: 'created'; readonly checkout: StoredCheckout; readonly body: string | null }
  | (Again & { readonly ok: true });

/**
 * Reserves a checkout on the locks that its claim needs (SPEC N4). Where the locks were freed while the request was on its
 * way, it is tried again with new ones.
 *
 * @throws {ApiError} for every refusal; then nothing is reserved, and what was locked is given back
 */
export async function reserveCheckout(call: Reserving): Promise<Accepted> {
  const { env, merchant, ledger, order, request, priced, pricing, now_ms } = call;
  const { fingerprint, idempotency_key, terms } = order;
  const needed = await neededLocks(env, request, priced, pricing.programme);
  for (let tries = 0; tries < LOCK_TRIES_MAX; tries += 1) {
    const checkout = await newCheckout(env, merchant, request, priced, pricing, { fingerprint, now_ms });
    const taken = await locksFor(call, checkout, needed);
    const locks = taken === null ? {} : { locks: taken.set };
    const reserved = await ledger.reserve({ checkout, idempotency_key, terms, ...locks });
    if (reserved.ok) {
      return reserved.was === 'created' ? { ...reserved, checkout: opened(checkout) } : reserved;
    }
    if (reserved.reason !== 'locks_lost') throw refusalOf(reserved, taken, call);
  }
  throw locksLost();
}

/**
 * The answer to a request that is refused by now, because what it is about has changed: the checkout that the same request has
 * opened (SPEC L2).
 *
 * @throws {ApiError} the refusal where it has opened none
 */
export async function openedBefore(
  { ledger, order, now_ms }: OpeningCall,
  refusal: unknown,
): Promise<Accepted> {
  if (!(refusal instanceof ApiError)) throw refusal;
  const { order_reference, fingerprint, idempotency_key, terms } = order;
  const asked = { order_reference, fingerprint, idempotency_key, terms };
  const again = await ledger.again(asked, Math.floor(now_ms / 1000));
  if (again === null) throw refusal;
  if (again.ok) return again;
  throw againRefusal(again, order);
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

function refusalOf(
  refused: Reserved & { ok: false },
  taken: TakenLocks | null,
  { order, priced }: Reserving,
): ApiError {
  switch (refused.reason) {
    case 'order_already_open':
      return alreadyOpen(order, refused.checkout);
    case 'idempotency_mismatch':
    case 'amount_changed':
    case 'signed_cart_used':
      return againRefusal(refused, order);
    case 'budget_exhausted':
      return budgetExhausted(priced);
    case 'locks_refused':
      return taken?.refusal ?? locksLost();
    case 'locks_lost':
      return locksLost();
  }
}

function againRefusal(refused: Again & { ok: false }, { terms }: AskedOrder): ApiError {
  switch (refused.reason) {
    case 'idempotency_mismatch':
      return idempotencyMismatch();
    case 'amount_changed':
      return amountChanged(terms.expected_amount_due, refused.amount_due);
    case 'signed_cart_used':
      return conflict(
        'signed_cart_used',
        'signed_cart: expected one that has opened no checkout, got one whose checkout was canceled or has expired. Sign the cart again.',
        'signed_cart',
      );
  }
}

/** A page whose request did not open the order's checkout learns nothing of it (SPEC U4). */
function alreadyOpen({ by_page, terms }: AskedOrder, checkout: string): ApiError {
  const param = terms.signed_cart === null ? 'order_reference' : 'signed_cart';
  const which = by_page ? 'that was opened' : `with checkout ${checkout}, which was opened`;
  return conflict(
    'order_already_open',
    `${param}: expected an order without a checkout, or the request that opened it, got an order ${which} with another request.`,
    param,
  );
}

/** The buyer was shown another amount than is due (SPEC U5). */
export const amountChanged = (expected: Fen | null, amount_due: Fen): ApiError =>
  conflict(
    'amount_changed',
    `expected_amount_due: expected the amount that is due, which is ${amount_due} fen, got ${expected}.`,
    'expected_amount_due',
    { amount_due },
  );

/** There is no money for the subsidy of this cart; without one it can be sold (SPEC B4). */
export const budgetExhausted = ({ subsidy_amount, amount_total }: Quote): ApiError =>
  conflict(
    'budget_exhausted',
    `The programme's budget cannot cover a subsidy of ${subsidy_amount} fen. ` +
      `Send subsidy: "none" to sell at ${amount_total} fen.`,
    undefined,
    sellableAt(amount_total),
  );

export const locksLost = (): ApiError =>
  unavailable(
    'temporarily_unavailable',
    'The units of this cart could not be held long enough. Send the same request again.',
  );
