// What a cart's claim needs locked in `Serials`, and taking it: before the claim is reserved. Carts without serial numbers
// and without a buyer's limit need nothing, and cost nothing.

import type { Fen } from '../src/money.ts';
import type { Programme } from '../src/programme.ts';
import { shownSerial } from '../src/serial.ts';
import { type BuyerUnits, type SerialUnit, type Units, unitsOf } from '../src/units.ts';
import type { Quote } from '../src/wire/objects.ts';
import type { CheckoutRequest } from '../src/wire/requests.ts';
import type { Env } from './env.ts';
import { type ApiError, conflict, invalid, sellableAt } from './errors.ts';
import type { Lock, LockSet } from './objects/lock-store.ts';
import { bySerialsObject, type LockRequest, type LockResult, type Want } from './objects/serials.ts';
import { buyerKey, serialKey } from './privacy.ts';
import { twice } from './twice.ts';

/** A lock that a claim needs, the limit of its key, and how it is refused. */
export type NeededLock = { readonly lock: Lock; readonly limit: number; readonly refusal: ApiError };

/** Locks as they were taken, and the refusal of the first that was not to be had. */
export type TakenLocks = { readonly set: LockSet; readonly refusal: ApiError | null };

/** Whose locks these are: an order of a ledger, under a name that was never used before. */
export type LockHolder = Pick<LockRequest, 'ledger' | 'order_reference' | 'holder' | 'now'>;

/** A cart as far as locks go; the buyer as the checkout keeps it. */
export type LockableCart = Pick<CheckoutRequest, 'lines'> & { readonly buyer_hash: string | null };

/**
 * The locks that the claim of a cart needs; none for most carts.
 *
 * @param programme the programme that the quote was made under
 * @throws {ApiError} `serial_number_required`, `buyer_required` where the programme asks for more than the cart says
 */
export async function neededLocks(
  env: Env,
  { lines, buyer_hash }: LockableCart,
  quote: Quote,
  programme: Programme | null,
): Promise<NeededLock[]> {
  if (programme === null) return [];
  const units = unitsOf({ lines, has_buyer: buyer_hash !== null }, quote, programme);
  const full_price = quote.amount_total;
  if (!units.ok) throw refusalOf(units, full_price);
  return Promise.all([
    ...units.serials.map((unit) => serialLock(env, unit, full_price)),
    ...units.buyers.map((bought) => buyerLock(env, bought, programme, buyer_hash ?? '', full_price)),
  ]);
}

/**
 * Takes all locks, those of different objects at once. Where one is refused, the others are given back by the ledger, which
 * is handed the set all the same; what a dead Worker leaves behind is found by the alarm of `Serials`.
 */
export async function takeLocks(
  env: Env,
  holder: LockHolder,
  needed: readonly NeededLock[],
): Promise<TakenLocks> {
  const wants = needed.map(({ lock: { key, quantity }, limit }): Want => ({ key, quantity, limit }));
  const results = await Promise.all(
    [...bySerialsObject(wants)].map(([name, of]) =>
      twice<LockResult>(() => env.SERIALS.getByName(name).lock({ ...holder, wants: of })),
    ),
  );
  const refused = new Set(results.flatMap((result) => (result.ok ? [] : result.keys)));
  const first = needed.find(({ lock: { key } }) => refused.has(key));
  const set = { holder: holder.holder, locks: needed.map(({ lock }) => lock), taken: first === undefined };
  return { set, refusal: first?.refusal ?? null };
}

async function serialLock(env: Env, { line, serial }: SerialUnit, full_price: Fen): Promise<NeededLock> {
  const param = `lines[${line}][serial_numbers]`;
  return {
    lock: { key: await serialKey(env, serial), quantity: 1, line, device: null },
    limit: 1,
    refusal: conflict(
      'serial_already_claimed',
      `${param}: expected units without a claim, got one that has a claim already: its serial number ends in '${shownSerial(serial)}'. ${wayOut(full_price)}`,
      param,
      sellableAt(full_price),
    ),
  };
}

async function buyerLock(
  env: Env,
  { device, quantity }: BuyerUnits,
  { id, per_buyer_limit }: Programme,
  buyer_hash: string,
  full_price: Fen,
): Promise<NeededLock> {
  const limit = per_buyer_limit ?? 0;
  return {
    lock: { key: await buyerKey(env, id, device, buyer_hash), quantity, line: null, device },
    limit,
    refusal: conflict(
      'buyer_limit_reached',
      `buyer: expected at most ${limit} of the class ${device} for one buyer, got more with the ${quantity} of this cart. ${wayOut(full_price)}`,
      'buyer',
      sellableAt(full_price),
    ),
  };
}

function refusalOf(units: Units & { ok: false }, full_price: Fen): ApiError {
  if (units.reason === 'buyer_required') {
    return invalid(
      'buyer_required',
      `buyer: expected who buys, because the programme has a limit for each buyer, got nobody. ${wayOut(full_price)}`,
      'buyer',
      sellableAt(full_price),
    );
  }
  const param = `lines[${units.line}][serial_numbers]`;
  return invalid(
    'serial_number_required',
    `${param}: expected ${units.expected}, one for each subsidised unit, got ${units.got}. ${wayOut(full_price)}`,
    param,
    sellableAt(full_price),
  );
}

const wayOut = (full_price: Fen): string => `Send subsidy: "none" to sell at ${full_price} fen.`;
