// The rate of an amount, against rational arithmetic in BigInt.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floorOfRate, rateExceeds } from '../../src/money.ts';
import { type Rate, rate } from './arbitraries.ts';
import { exceeds, floorOf } from './oracles.ts';

const RUNS = { numRuns: 2_000 };
const amount = fc.oneof(fc.maxSafeNat(), fc.nat(2_000), fc.nat(10_000_000));

/** A limit within two fen of the rate of an amount: where a cap begins to bind. */
const nearby = fc
  .tuple(rate, amount, fc.integer({ min: -2, max: 2 }))
  .map(([of, from, off]): [Rate, number, number] => [
    of,
    from,
    Math.max(0, Number(floorOf(of.millionths, from)) + off),
  ]);

describe('a rate of an amount', () => {
  it('[M1] is the floor of the exact product, for every rate and every safe amount', () => {
    fc.assert(
      fc.property(rate, amount, (of, from) => {
        expect(BigInt(floorOfRate(of.text, from))).toBe(floorOf(of.millionths, from));
      }),
      RUNS,
    );
  });

  it('[M1] is never above the rate, and less than one fen below it', () => {
    fc.assert(
      fc.property(rate, amount, (of, from) => {
        const part = BigInt(floorOfRate(of.text, from)) * 1_000_000n;
        const exact = of.millionths * BigInt(from);
        expect(part <= exact && exact < part + 1_000_000n).toBe(true);
      }),
      RUNS,
    );
  });

  it('[M1] does not shrink when the amount grows', () => {
    fc.assert(
      fc.property(rate, amount, amount, (of, one, other) => {
        const [less, more] = one < other ? [one, other] : [other, one];
        expect(floorOfRate(of.text, less)).toBeLessThanOrEqual(floorOfRate(of.text, more));
      }),
      RUNS,
    );
  });

  it.each([
    ['0.15', 399_900, 59_985],
    ['0.15', 1_333_333, 199_999],
    ['0.15', 1_333_334, 200_000],
    ['0.15', 6, 0],
    ['0.15', 7, 1],
    ['0.15', 20, 3],
    ['0.29', 100, 29],
    ['0.57', 100, 57],
    ['0.1', 3, 0],
    ['0.000001', 999_999, 0],
    ['0.000001', 1_000_000, 1],
    ['0', Number.MAX_SAFE_INTEGER, 0],
    ['1', Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ['1.000000', 7, 7],
    ['0.999999', Number.MAX_SAFE_INTEGER, 9_007_190_247_541_736],
    ['0.15', 0, 0],
  ])('[M1] %s of %i fen is %i fen', (of, from, part) => {
    expect(floorOfRate(of, from)).toBe(part);
  });
});

describe('a cap', () => {
  it('[M2] binds when the exact product is more than it, for every rate, amount and cap', () => {
    fc.assert(
      fc.property(rate, amount, amount, (of, from, cap) => {
        expect(rateExceeds(of.text, from, cap)).toBe(exceeds(of.millionths, from, cap));
      }),
      RUNS,
    );
  });

  it('[M2] binds when the exact product is more than it, within two fen of the cap', () => {
    fc.assert(
      fc.property(nearby, ([of, from, cap]) => {
        expect(rateExceeds(of.text, from, cap)).toBe(exceeds(of.millionths, from, cap));
      }),
      RUNS,
    );
  });

  it.each([
    ['0.15', 1_333_333, 200_000, false],
    ['0.15', 1_333_334, 200_000, true],
    ['0.15', 1_333_340, 200_001, false],
    ['0.5', 400_000, 200_000, false],
    ['0.5', 400_001, 200_000, true],
    ['0', 99_999_999, 0, false],
    ['0.000001', 1, 0, true],
  ])('[M2] %s of %i fen against a cap of %i fen: %s', (of, from, cap, binds) => {
    expect(rateExceeds(of, from, cap)).toBe(binds);
  });
});
