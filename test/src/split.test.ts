// The split by largest remainder: its laws, and a second implementation that hands out one fen after another.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitByLargestRemainder } from '../../src/money.ts';
import { at } from './arbitraries.ts';
import { handedOut, remainderOf, total as sum } from './oracles.ts';

const RUNS = { numRuns: 500 };
const weight = fc.oneof(fc.nat(9), fc.nat(1_000), fc.nat(999_999_990_001), fc.constant(333));

/** Weights of which one at least is above zero, and a total that is not above their sum. */
const split = fc
  .array(weight, { minLength: 1, maxLength: 12 })
  .filter((weights) => sum(weights) > 0)
  .chain((weights) => fc.record({ weights: fc.constant(weights), total: fc.nat(sum(weights)) }));

describe('a split by largest remainder', () => {
  it('[M3] the shares add up to the whole', () => {
    fc.assert(
      fc.property(split, ({ total, weights }) => {
        expect(sum(splitByLargestRemainder(total, weights))).toBe(total);
      }),
      RUNS,
    );
  });

  it('[M3] gives what handing out one fen after another gives', () => {
    fc.assert(
      fc.property(split, ({ total, weights }) => {
        expect(splitByLargestRemainder(total, weights)).toEqual(handedOut(total, weights));
      }),
      RUNS,
    );
  });

  it('[M3] no share is above its weight', () => {
    fc.assert(
      fc.property(split, ({ total, weights }) => {
        const above = splitByLargestRemainder(total, weights).filter((share, i) => share > at(weights, i));
        expect(above).toEqual([]);
      }),
      RUNS,
    );
  });

  it('[M3] each share is the exact part, rounded down or up to a fen', () => {
    fc.assert(
      fc.property(split, ({ total, weights }) => {
        const all = BigInt(sum(weights));
        splitByLargestRemainder(total, weights).forEach((share, index) => {
          const off = BigInt(share) * all - BigInt(total) * BigInt(at(weights, index));
          expect(off > -all && off < all).toBe(true);
        });
      }),
      RUNS,
    );
  });

  it('[M3] a weight of zero gets nothing', () => {
    fc.assert(
      fc.property(split, fc.nat(11), ({ total, weights }, index) => {
        const place = index % (weights.length + 1);
        const shares = splitByLargestRemainder(total, [
          ...weights.slice(0, place),
          0,
          ...weights.slice(place),
        ]);
        expect(at(shares, place)).toBe(0);
        expect(shares.filter((_, other) => other !== place)).toEqual(splitByLargestRemainder(total, weights));
      }),
      RUNS,
    );
  });

  it('[M3] a heavier weight gets no less, and of equal weights the earlier one gets no less', () => {
    fc.assert(
      fc.property(split, ({ total, weights }) => {
        const shares = splitByLargestRemainder(total, weights);
        weights.forEach((one, i) => {
          weights.forEach((other, j) => {
            if (one > other || (one === other && i < j)) expect(at(shares, i) >= at(shares, j)).toBe(true);
          });
        });
      }),
      RUNS,
    );
  });

  it('[M3] the order of the weights moves no fen but those of equal remainders', () => {
    const shuffled = split.chain(({ total, weights }) => {
      const places = weights.map((_, index) => index);
      return fc.record({
        total: fc.constant(total),
        weights: fc.constant(weights),
        places: fc.shuffledSubarray(places, { minLength: places.length }),
      });
    });
    fc.assert(
      fc.property(shuffled, ({ total, weights, places }) => {
        const shares = splitByLargestRemainder(total, weights);
        const moved = splitByLargestRemainder(
          total,
          places.map((place) => at(weights, place)),
        );
        const remainders = weights.map((of) => remainderOf(total, of, weights));
        const extra = (of: bigint, shareAt: (place: number) => number): number =>
          sum(remainders.map((remainder, place) => (remainder === of ? shareAt(place) : 0)));
        for (const remainder of remainders) {
          expect(extra(remainder, (place) => at(moved, places.indexOf(place)))).toBe(
            extra(remainder, (place) => at(shares, place)),
          );
        }
      }),
      RUNS,
    );
  });

  it('[M3] holds for amounts whose products are far beyond safe integers', () => {
    const huge = Number.MAX_SAFE_INTEGER;
    expect(splitByLargestRemainder(huge, [huge, huge])).toEqual([
      4_503_599_627_370_496, 4_503_599_627_370_495,
    ]);
    expect(splitByLargestRemainder(huge, [huge])).toEqual([huge]);
  });

  it.each([
    { total: 150, weights: [333, 333, 334], shares: [50, 50, 50] },
    { total: 1, weights: [1, 1, 1], shares: [1, 0, 0] },
    { total: 2, weights: [1, 1, 1], shares: [1, 1, 0] },
    { total: 1, weights: [1, 2, 1], shares: [0, 1, 0] },
    { total: 200_000, weights: [800_000, 800_000], shares: [100_000, 100_000] },
    { total: 3, weights: [0, 1, 0, 1], shares: [0, 2, 0, 1] },
    { total: 10, weights: [1, 2], shares: [3, 7] },
    { total: 0, weights: [5, 6], shares: [0, 0] },
    { total: 0, weights: [0, 0], shares: [0, 0] },
    { total: 0, weights: [], shares: [] },
  ])('[M3] $total fen over $weights is $shares', ({ total, weights, shares }) => {
    expect(splitByLargestRemainder(total, weights)).toEqual(shares);
  });

  it('[M3] something over nothing is refused', () => {
    expect(() => splitByLargestRemainder(1, [0, 0])).toThrow(RangeError);
    expect(() => splitByLargestRemainder(1, [])).toThrow(RangeError);
  });
});
