// Laws of a quote under a cap for the whole order. The registry alone decides which lines qualify.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Programme } from '../../../src/programme.ts';
import { ZHEJIANG_AI_2025 } from '../../../src/programmes/zhejiang-ai-2025.ts';
import { quote } from '../../../src/quote.ts';
import type { Registry } from '../../../src/tagging/registry.ts';
import type { Device } from '../../../src/vocabulary.ts';
import type { Quote } from '../../../src/wire/objects.ts';
import {
  at,
  cartLines,
  type KnownLine,
  linesOf,
  OPEN,
  orderProgramme,
  registryFor,
  unitAmount,
} from '../arbitraries.ts';
import { cappedOf, exceeds, handedOut, remainderOf, total } from '../oracles.ts';
import { entryOf } from '../products.ts';

const DEVICE: Device = 'household_robot';

const priceOf = ({ line }: KnownLine): number =>
  line.unit_amount * line.quantity - (line.discount_amount ?? 0);
const weightOf = (line: KnownLine): number => (line.approved ? priceOf(line) : 0);
const sharesOf = ({ lines }: Quote): number[] => lines.map((line) => line.subsidy_amount);

function quoted(lines: readonly KnownLine[], programme: Programme, shipping_amount?: number): Quote {
  const cart = {
    lines: lines.map(({ line }) => line),
    ...(shipping_amount !== undefined && { shipping_amount }),
  };
  return quote(cart, { programme, registry: registryFor(lines), now: OPEN });
}

describe('the subsidy of an order', () => {
  it('[Q2] is min(floor(rate × eligible), cap), and capped says whether the cap was the smaller', () => {
    fc.assert(
      fc.property(cartLines, orderProgramme, (lines, { programme, rate }) => {
        const eligible = total(lines.map(weightOf));
        const { subsidy_amount, eligible_amount, capped } = quoted(lines, programme);
        expect({ subsidy_amount, eligible_amount, capped }).toEqual({
          subsidy_amount: cappedOf(rate.millionths, eligible, programme.cap.amount),
          eligible_amount: eligible,
          capped: exceeds(rate.millionths, eligible, programme.cap.amount),
        });
      }),
    );
  });

  it('[Q2] is split over the qualifying lines by largest remainder', () => {
    fc.assert(
      fc.property(cartLines, orderProgramme, (lines, { programme }) => {
        const answer = quoted(lines, programme);
        expect(sharesOf(answer)).toEqual(handedOut(answer.subsidy_amount, lines.map(weightOf)));
      }),
    );
  });

  it('[Q2] is the same for one line of many units and for as many lines of one', () => {
    const units = fc.array(fc.record({ unit_amount: unitAmount, quantity: fc.integer({ min: 1, max: 5 }) }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(units, orderProgramme, (goods, { programme }) => {
        const together = goods.map((of, i) => ({ approved: true, line: { sku: `s-${i}`, ...of } }));
        const apart = together.flatMap(({ line }) =>
          Array.from({ length: line.quantity }, () => ({ approved: true, line: { ...line, quantity: 1 } })),
        );
        expect(quoted(apart, programme).subsidy_amount).toBe(quoted(together, programme).subsidy_amount);
      }),
    );
  });

  it('[Q2] the order of the lines moves no fen but those of equal remainders', () => {
    const shuffled = cartLines.chain((lines) => {
      const places = lines.map((_, index) => index);
      return fc.tuple(fc.constant(lines), fc.shuffledSubarray(places, { minLength: places.length }));
    });
    fc.assert(
      fc.property(shuffled, orderProgramme, ([lines, places], { programme }) => {
        const before = quoted(lines, programme);
        const after = quoted(
          places.map((place) => at(lines, place)),
          programme,
        );
        const { lines: _a, ...sumsBefore } = before;
        const { lines: _b, ...sumsAfter } = after;
        expect(sumsAfter).toEqual(sumsBefore);
        const weights = lines.map(weightOf);
        fc.pre(total(weights) > 0);
        const remainders = weights.map((of) => remainderOf(before.subsidy_amount, of, weights));
        places.forEach((place, index) => {
          const moved = at(sharesOf(after), index) - at(sharesOf(before), place);
          const ties = remainders.filter((other) => other === at(remainders, place)).length;
          expect(Math.abs(moved)).toBeLessThanOrEqual(ties > 1 ? 1 : 0);
        });
      }),
    );
  });

  it('[Q2] does not shrink when a qualifying line becomes dearer', () => {
    fc.assert(
      fc.property(cartLines, orderProgramme, fc.nat(7), fc.nat(100_000), (lines, of, index, more) => {
        const place = index % lines.length;
        const dearer = lines.map(({ line, approved }, i) =>
          i === place
            ? { approved, line: { ...line, unit_amount: line.unit_amount + more } }
            : { approved, line },
        );
        const before = quoted(lines, of.programme);
        const after = quoted(dearer, of.programme);
        expect(after.subsidy_amount).toBeGreaterThanOrEqual(before.subsidy_amount);
        expect(after.amount_due).toBeGreaterThanOrEqual(before.amount_due);
      }),
    );
  });
});

describe('what the subsidy is computed on', () => {
  it('[Q1] shipping changes the totals by itself and nothing else', () => {
    fc.assert(
      fc.property(cartLines, orderProgramme, unitAmount, (lines, { programme }, shipping_amount) => {
        const without = quoted(lines, programme);
        expect(quoted(lines, programme, shipping_amount)).toEqual({
          ...without,
          shipping_amount,
          amount_total: without.amount_total + shipping_amount,
          amount_due: without.amount_due + shipping_amount,
        });
      }),
    );
  });

  it('[Q1] a line that does not qualify changes no subsidy, wherever it stands', () => {
    const one = linesOf('other', { minLength: 1, maxLength: 1 }).map((lines) => at(lines, 0));
    fc.assert(
      fc.property(cartLines, orderProgramme, one, fc.nat(8), (lines, { programme }, { line }, index) => {
        const place = index % (lines.length + 1);
        const other = { line, approved: false };
        const before = quoted(lines, programme);
        const after = quoted([...lines.slice(0, place), other, ...lines.slice(place)], programme);
        expect(after.lines.filter((_, i) => i !== place)).toEqual(before.lines);
        expect(at(after.lines, place).subsidy_amount).toBe(0);
        expect([after.subsidy_amount, after.eligible_amount, after.capped]).toEqual([
          before.subsidy_amount,
          before.eligible_amount,
          before.capped,
        ]);
      }),
    );
  });

  it('[Q1] a device that the programme does not pay for counts as any other goods', () => {
    const robotsOnly = { ...ZHEJIANG_AI_2025, devices: ['household_robot' as const] };
    fc.assert(
      fc.property(cartLines, (lines) => {
        const cart = { lines: lines.map(({ line }) => line) };
        const priced = (other: Device | null): Quote => {
          const devices = new Map(lines.map(({ line, approved }) => [line.sku, approved ? DEVICE : other]));
          const registry: Registry = {
            find: ({ sku }) => entryOf({ sku, device: devices.get(sku) ?? null }),
          };
          return quote(cart, { programme: robotsOnly, registry, now: OPEN });
        };
        const { lines: glasses, ...sums } = priced('smart_glasses');
        const { lines: goods, ...goodsSums } = priced(null);
        expect(sums).toEqual(goodsSums);
        expect(glasses.map((line) => line.subsidy_amount)).toEqual(goods.map((line) => line.subsidy_amount));
      }),
    );
  });

  it('[Q1] a discount counts before the subsidy: the line is worth what is left of its price', () => {
    fc.assert(
      fc.property(cartLines, orderProgramme, (lines, { programme }) => {
        const plain = lines.map(({ line, approved }) => {
          const { discount_amount: _discount, ...rest } = line;
          const unit_amount = priceOf({ line, approved });
          return { approved, line: { ...rest, unit_amount, quantity: 1 } };
        });
        const { lines: discounted, ...sums } = quoted(lines, programme);
        const { lines: priced, ...plainSums } = quoted(plain, programme);
        expect(sums).toEqual(plainSums);
        expect(discounted.map(({ quantity: _q, ...line }) => line)).toEqual(
          priced.map(({ quantity: _q, ...line }) => line),
        );
      }),
    );
  });
});
