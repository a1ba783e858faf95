// Money: integer fen in, integer fen out. The only place where exact decimal arithmetic happens.
// Nothing here knows of carts, programmes or tags.

import { Decimal } from 'decimal.js';

/** An amount in fen, the minor unit of the yuan: a safe integer, never negative unless said otherwise. */
export type Fen = number;

/** Enough digits for any rate on any safe amount, so that no product is ever rounded before it is floored. */
const Exact = Decimal.clone({ precision: 60 });

/**
 * The part of an amount that a rate gives, rounded down to the fen: `floor(rate × amount)` (SPEC M1).
 *
 * @param rate a decimal fraction as text, from "0" to "1", for example "0.15"
 * @param amount in fen
 */
export function floorOfRate(rate: string, amount: Fen): Fen {
  return new Exact(rate).times(amount).floor().toNumber();
}

/** Whether `rate × amount` is more than the limit, before any rounding: whether a cap binds (SPEC M2). */
export function rateExceeds(rate: string, amount: Fen, limit: Fen): boolean {
  return new Exact(rate).times(amount).greaterThan(limit);
}

/**
 * Splits a total over weights by largest remainder; ties go to the earlier weight (SPEC M3).
 *
 * The shares add up to the total. Where the total is not above the sum of the weights, no share is above its weight.
 *
 * @param total in fen
 * @param weights in fen, at least one of them above zero unless the total is zero
 * @returns one share for each weight, in the same order
 */
export function splitByLargestRemainder(total: Fen, weights: readonly Fen[]): Fen[] {
  const sum = weights.reduce((all, weight) => all + BigInt(weight), 0n);
  if (sum === 0n) {
    if (total !== 0) throw new RangeError(`cannot split ${total} fen over nothing`);
    return weights.map(() => 0);
  }
  const products = weights.map((weight) => BigInt(total) * BigInt(weight));
  const shares = products.map((product) => Number(product / sum));
  const left = total - shares.reduce((all, share) => all + share, 0);
  for (const index of indexesByRemainder(products, sum).slice(0, left)) {
    shares[index] = (shares[index] ?? 0) + 1;
  }
  return shares;
}

function indexesByRemainder(products: readonly bigint[], sum: bigint): number[] {
  return products
    .map((product, index) => ({ index, remainder: product % sum }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1))
    .map(({ index }) => index);
}
