// The same arithmetic as the core's, written a second time in another way: rationals of BigInt, one fen after another.

const MILLION = 1_000_000n;

/** `floor(rate × amount)` of a rate in millionths. */
export function floorOf(millionths: bigint, amount: number): bigint {
  return (millionths * BigInt(amount)) / MILLION;
}

/** Whether `rate × amount` is more than the limit. */
export function exceeds(millionths: bigint, amount: number, limit: number): boolean {
  return millionths * BigInt(amount) > BigInt(limit) * MILLION;
}

/** `min(floor(rate × amount), cap)`. */
export function cappedOf(millionths: bigint, amount: number, cap: number): number {
  const part = floorOf(millionths, amount);
  return Number(part < BigInt(cap) ? part : BigInt(cap));
}

/** What is left of a weight's part when its whole fen are taken. */
export function remainderOf(total: number, weight: number, weights: readonly number[]): bigint {
  return (BigInt(total) * BigInt(weight)) % sumOf(weights);
}

/** Every weight's whole fen first; then one fen after another to whoever lacks most, the earlier one on a tie. */
export function handedOut(total: number, weights: readonly number[]): number[] {
  const sum = sumOf(weights);
  if (sum === 0n) return weights.map(() => 0);
  const shares = weights.map((weight) => (BigInt(total) * BigInt(weight)) / sum);
  const lacking = weights.map((weight) => remainderOf(total, weight, weights));
  let left = BigInt(total) - shares.reduce((all, share) => all + share, 0n);
  while (left > 0n) {
    let next = 0;
    lacking.forEach((lack, index) => {
      if (lack > (lacking[next] ?? -1n)) next = index;
    });
    shares[next] = (shares[next] ?? 0n) + 1n;
    lacking[next] = -1n;
    left -= 1n;
  }
  return shares.map(Number);
}

function sumOf(weights: readonly number[]): bigint {
  return weights.reduce((all, weight) => all + BigInt(weight), 0n);
}

/** The sum of some numbers. */
export function total(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}
