// A cap for each item, against brute force over single units; and price ceilings.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Programme } from '../../../src/programme.ts';
import { quote } from '../../../src/quote.ts';
import type { Quote } from '../../../src/wire/objects.ts';
import {
  at,
  cartLines,
  itemProgramme,
  type KnownLine,
  NATIONAL_2026,
  OPEN,
  registryFor,
} from '../arbitraries.ts';
import { cappedOf, exceeds, total } from '../oracles.ts';
import { entryOf } from '../products.ts';

function quoted(lines: readonly KnownLine[], programme: Programme): Quote {
  return quote(
    { lines: lines.map(({ line }) => line) },
    { programme, registry: registryFor(lines), now: OPEN },
  );
}

/** The price of every single unit of a line: its discount is taken off them one fen after another. */
function unitsOf({ line }: KnownLine): number[] {
  const { unit_amount, quantity, discount_amount = 0 } = line;
  const off = Math.floor(discount_amount / quantity);
  const more = discount_amount - off * quantity;
  return Array.from({ length: quantity }, (_, unit) => unit_amount - off - (unit < more ? 1 : 0));
}

describe('a cap for each item', () => {
  it('[Q3] gives each unit min(floor(rate × unit), cap), and the line what its units add up to', () => {
    fc.assert(
      fc.property(cartLines, itemProgramme, (lines, { programme, rate }) => {
        const { cap, item_price_ceiling } = programme;
        const answer = quoted(lines, programme);
        lines.forEach((line, index) => {
          const units = unitsOf(line);
          const paid =
            line.approved && (item_price_ceiling === null || Math.max(...units) <= item_price_ceiling);
          const { tag, subsidy_amount } = at(answer.lines, index);
          expect({ qualifies: tag.qualifies, subsidy_amount }).toEqual({
            qualifies: paid,
            subsidy_amount: paid
              ? total(units.map((unit) => cappedOf(rate.millionths, unit, cap.amount)))
              : 0,
          });
        });
      }),
    );
  });

  it('[Q3] is capped exactly when the cap binds for a unit', () => {
    fc.assert(
      fc.property(cartLines, itemProgramme, (lines, { programme, rate }) => {
        const answer = quoted(lines, programme);
        const binds = lines.some(
          (line, index) =>
            at(answer.lines, index).tag.qualifies &&
            unitsOf(line).some((unit) => exceeds(rate.millionths, unit, programme.cap.amount)),
        );
        expect(answer.capped).toBe(binds);
      }),
    );
  });

  it('[Q3] lines do not touch each other: each gets what it gets alone', () => {
    fc.assert(
      fc.property(cartLines, itemProgramme, (lines, { programme }) => {
        const alone = lines.map((line) => at(quoted([line], programme).lines, 0));
        expect(quoted(lines, programme).lines).toEqual(alone);
      }),
    );
  });

  it('[Q3] a dearer line does not get less, where no ceiling cuts it off', () => {
    fc.assert(
      fc.property(cartLines, itemProgramme, fc.nat(1_000), (lines, of, more) => {
        const programme = { ...of.programme, item_price_ceiling: null };
        const dearer = lines.map(({ line, approved }) => ({
          approved,
          line: { ...line, unit_amount: line.unit_amount + more },
        }));
        expect(quoted(dearer, programme).subsidy_amount).toBeGreaterThanOrEqual(
          quoted(lines, programme).subsidy_amount,
        );
      }),
    );
  });
});

describe('the national scheme of 2026', () => {
  const glasses = (unit_amount: number, quantity = 1, discount_amount = 0): Quote =>
    quote(
      { lines: [{ sku: 'G', unit_amount, quantity, discount_amount }] },
      {
        programme: NATIONAL_2026,
        registry: { find: ({ sku }) => entryOf({ sku, device: 'smart_glasses' }) },
        now: OPEN,
      },
    );

  it.each([
    { unit: 200_000, quantity: 1, off: 0, subsidy: 30_000, capped: false, what: 'below the cap' },
    { unit: 333_333, quantity: 1, off: 0, subsidy: 49_999, capped: false, what: 'just below the cap' },
    { unit: 333_334, quantity: 1, off: 0, subsidy: 50_000, capped: true, what: 'at the cap' },
    { unit: 333_333, quantity: 2, off: 0, subsidy: 99_998, capped: false, what: 'rounded for each unit' },
    { unit: 333_334, quantity: 2, off: 1, subsidy: 99_999, capped: true, what: 'one unit at the cap' },
    { unit: 600_000, quantity: 1, off: 0, subsidy: 50_000, capped: true, what: 'at the ceiling' },
    {
      unit: 600_001,
      quantity: 1,
      off: 1,
      subsidy: 50_000,
      capped: true,
      what: 'brought down to the ceiling',
    },
    { unit: 600_001, quantity: 3, off: 3, subsidy: 150_000, capped: true, what: 'three brought down' },
  ])('[Q3] $quantity at $unit fen with $off fen off: $subsidy fen, $what', (row) => {
    const { subsidy_amount, capped } = glasses(row.unit, row.quantity, row.off);
    expect({ subsidy_amount, capped }).toEqual({ subsidy_amount: row.subsidy, capped: row.capped });
  });

  it.each([
    { unit: 600_001, quantity: 1, off: 0 },
    { unit: 600_001, quantity: 3, off: 2 },
    { unit: 99_999_999, quantity: 1, off: 99_399_998 },
  ])('[T5] $quantity at $unit fen with $off fen off are above the ceiling', ({ unit, quantity, off }) => {
    const { subsidy_amount, capped, eligible_amount, lines } = glasses(unit, quantity, off);
    expect({ subsidy_amount, capped, eligible_amount }).toEqual({
      subsidy_amount: 0,
      capped: false,
      eligible_amount: 0,
    });
    expect(at(lines, 0).tag).toEqual({
      qualifies: false,
      device: 'smart_glasses',
      evidence: 'registry',
      reason: 'price_above_ceiling',
      matched: 'prd_test@1 sku G',
      needs_review: false,
      conflict: null,
    });
  });
});
