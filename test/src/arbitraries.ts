// Random values that the tests of the core share: rates, amounts, programmes and carts.

import fc from 'fast-check';
import { QUANTITY_MAX, UNIT_AMOUNT_MAX_FEN } from '../../src/limits.ts';
import type { Programme } from '../../src/programme.ts';
import { ZHEJIANG_AI_2025 } from '../../src/programmes/zhejiang-ai-2025.ts';
import { type Registry, type RegistryEntry, registryOf } from '../../src/tagging/registry.ts';
import { instantOf, type UnixSeconds } from '../../src/time.ts';
import type { CartLine } from '../../src/wire/requests.ts';
import { entryOf } from './products.ts';

/** An instant inside the window of every programme below. */
export const OPEN: UnixSeconds = instantOf('2026-06-18T12:00:00+08:00');

/** A programme like the national one of 2026: a cap for each item, a price ceiling, a limit for each buyer. */
export const NATIONAL_2026: Programme = {
  ...ZHEJIANG_AI_2025,
  id: 'national-smart-2026',
  version: 3,
  name: { zh: '全国数码产品补贴', en: 'National subsidy for digital products' },
  window: { starts: '2026-01-01T00:00:00+08:00', ends: '2027-01-01T00:00:00+08:00' },
  cap: { scope: 'item', amount: 50_000 },
  item_price_ceiling: 600_000,
  per_buyer_limit: 1,
  devices: ['smart_glasses'],
  evidence: ['registry'],
  review: [],
  serial_number: 'required',
  budget_amount: 100_000_000_00,
  sources: { rate: '15% of the final price after all other discounts' },
};

/** A rate as a programme writes it, and the same in millionths for an oracle that knows no decimals. */
export type Rate = { readonly text: string; readonly millionths: bigint };

/** Every rate from "0" to "1" that a programme can write, with up to six decimals. */
export const rate: fc.Arbitrary<Rate> = fc.integer({ min: 0, max: 6 }).chain((decimals) =>
  fc.integer({ min: 0, max: 10 ** decimals }).map((parts) => ({
    text:
      decimals === 0
        ? String(parts)
        : `${Math.floor(parts / 10 ** decimals)}.${String(parts % 10 ** decimals).padStart(decimals, '0')}`,
    millionths: BigInt(parts) * 10n ** BigInt(6 - decimals),
  })),
);

/** A whole number of fen: often tiny, where every fen shows, sometimes as large as one price can be. */
export const unitAmount: fc.Arbitrary<number> = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 999 }) },
  { weight: 3, arbitrary: fc.integer({ min: 100_000, max: 2_000_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: UNIT_AMOUNT_MAX_FEN }) },
);

const quantity: fc.Arbitrary<number> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 7 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: QUANTITY_MAX }) },
);

/** A line of a cart, and whether the registry says that it is a device. */
export type KnownLine = { readonly line: CartLine; readonly approved: boolean };

const knownLine: fc.Arbitrary<Omit<KnownLine, 'line'> & { readonly line: Omit<CartLine, 'sku'> }> = fc
  .record({
    unit_amount: unitAmount,
    quantity,
    discount: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
    approved: fc.boolean(),
  })
  .map(({ unit_amount, quantity, discount, approved }) => ({
    approved,
    line: {
      unit_amount,
      quantity,
      ...(discount !== undefined && {
        discount_amount: Math.min(
          Math.floor(discount * unit_amount * quantity),
          unit_amount * quantity,
          UNIT_AMOUNT_MAX_FEN,
        ),
      }),
    },
  }));

/** Lines with a stock-keeping unit each, `prefix-0` and on, so that a registry can tell them apart. */
export function linesOf(
  prefix: string,
  bounds: { minLength: number; maxLength: number },
): fc.Arbitrary<KnownLine[]> {
  return fc
    .array(knownLine, bounds)
    .map((lines) =>
      lines.map(({ line, approved }, index) => ({ approved, line: { sku: `${prefix}-${index}`, ...line } })),
    );
}

/** One to eight lines. */
export const cartLines: fc.Arbitrary<KnownLine[]> = linesOf('sku', { minLength: 1, maxLength: 8 });

/** Zhejiang's programme with another rate and another cap for the order. */
export const orderProgramme: fc.Arbitrary<{ readonly programme: Programme; readonly rate: Rate }> = fc
  .record({
    rate: fc.oneof(rate, fc.constant({ text: '0.15', millionths: 150_000n })),
    cap: fc.oneof(fc.constant(200_000), fc.integer({ min: 0, max: 5_000 }), fc.nat(1_000_000_000)),
  })
  .map(({ rate, cap }) => ({
    rate,
    programme: { ...ZHEJIANG_AI_2025, rate: rate.text, cap: { scope: 'order', amount: cap } },
  }));

/** A programme with a cap for each item and, sometimes, a price ceiling. */
export const itemProgramme: fc.Arbitrary<{ readonly programme: Programme; readonly rate: Rate }> = fc
  .record({
    rate,
    cap: fc.oneof(fc.constant(50_000), fc.nat(500)),
    ceiling: fc.oneof(fc.constant(null), fc.nat(800), fc.constant(600_000)),
  })
  .map(({ rate, cap, ceiling }) => ({
    rate,
    programme: {
      ...ZHEJIANG_AI_2025,
      rate: rate.text,
      cap: { scope: 'item', amount: cap },
      item_price_ceiling: ceiling,
    },
  }));

/** A registry that approves the lines that are to be devices and excludes all others. */
export function registryFor(lines: readonly KnownLine[]): Registry {
  return registryOf(
    lines.map(
      ({ line, approved }): RegistryEntry =>
        entryOf({ sku: line.sku, device: approved ? 'household_robot' : null }),
    ),
  );
}

/** The members of an array that there must be: a test that reads past the end is itself wrong. */
export function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new RangeError(`there is no item ${index}`);
  return item;
}
