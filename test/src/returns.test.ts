// Laws of returns: whatever comes back, in whatever order, what was paid in net is what a fresh quote of the kept units says.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LineUnits } from '../../src/claim.ts';
import type { Programme } from '../../src/programme.ts';
import { ZHEJIANG_AI_2025 } from '../../src/programmes/zhejiang-ai-2025.ts';
import { quote } from '../../src/quote.ts';
import { keptQuantities, keptQuote, returnUnits, type SoldOrder } from '../../src/returns.ts';
import type { Quote } from '../../src/wire/objects.ts';
import {
  cartLines,
  itemProgramme,
  type KnownLine,
  OPEN,
  orderProgramme,
  registryFor,
} from './arbitraries.ts';

type Sale = { cart: KnownLine[]; programme: Programme | null; order: SoldOrder; sold: Quote };

function saleOf(cart: KnownLine[], programme: Programme | null, shipping_amount: number): Sale {
  const lines = cart.map(({ line }) => line);
  const sold = quote({ lines, shipping_amount }, { programme, registry: registryFor(cart), now: OPEN });
  const tags = sold.lines.map(({ tag }) => tag);
  const order: SoldOrder = {
    lines: lines.flatMap((line, index) => (tags[index] ? [{ ...line, tag: tags[index] }] : [])),
    shipping_amount,
    programme,
  };
  return { cart, programme, order, sold };
}

const anyProgramme = fc.oneof(
  orderProgramme.map(({ programme }) => programme),
  itemProgramme.map(({ programme }) => programme),
  fc.constant(null),
);

/** A sale, and a way of bringing units of it back: one entry after the other, each of one line. */
const saleWithReturns = fc
  .tuple(cartLines, anyProgramme, fc.nat(5_000))
  .chain(([cart, programme, shipping]) =>
    fc.record({
      sale: fc.constant(saleOf(cart, programme, shipping)),
      returns: fc.array(
        fc.record({
          line: fc.nat(cart.length - 1),
          quantity: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constant(9_999)),
        }),
        { maxLength: 12 },
      ),
    }),
  );

type Books = { returned: LineUnits[]; paid_amount: number; subsidy_amount: number };

/** Brings units back one after the other, never more than are kept. */
function afterReturns({ order, sold }: Sale, returns: readonly LineUnits[]): Books {
  const books: Books = {
    returned: [],
    paid_amount: sold.amount_due,
    subsidy_amount: sold.subsidy_amount,
  };
  for (const { line, quantity } of returns) {
    const units = { line, quantity: Math.min(quantity, keptQuantities(order, books.returned)[line] ?? 0) };
    if (units.quantity === 0) continue;
    const outcome = returnUnits(order, books, [units]);
    if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome)}`);
    books.returned.push(units);
    books.paid_amount -= outcome.refund_amount;
    books.subsidy_amount -= outcome.clawback_amount;
  }
  return books;
}

/** A quote of the kept units as a shop would ask for one, tagged anew. */
function freshQuote({ cart, programme, order }: Sale, returned: readonly LineUnits[]): Quote {
  const kept = keptQuote(order, returned);
  const lines = kept.lines.map(({ sku, quantity, amount }) => {
    const unit_amount = cart.find(({ line }) => line.sku === sku)?.line.unit_amount ?? 0;
    return { sku, unit_amount, quantity, discount_amount: unit_amount * quantity - amount };
  });
  const { shipping_amount } = order;
  return quote({ lines, shipping_amount }, { programme, registry: registryFor(cart), now: OPEN });
}

describe('returns', () => {
  it('[Z1] what was paid in net and what is left of the subsidy are a fresh quote of the kept units', () => {
    fc.assert(
      fc.property(saleWithReturns, ({ sale, returns }) => {
        const books = afterReturns(sale, returns);
        const fresh = freshQuote(sale, books.returned);
        expect(books).toMatchObject({ paid_amount: fresh.amount_due, subsidy_amount: fresh.subsidy_amount });
        expect(keptQuote(sale.order, books.returned)).toEqual(fresh);
      }),
      { numRuns: 1_000 },
    );
  });

  it('[Z1] the way does not matter, only what is kept', () => {
    fc.assert(
      fc.property(saleWithReturns, ({ sale, returns }) => {
        const books = afterReturns(sale, returns);
        const other_way = [...books.returned].reverse().flatMap(({ line, quantity }) =>
          quantity > 1
            ? [
                { line, quantity: 1 },
                { line, quantity: quantity - 1 },
              ]
            : [{ line, quantity }],
        );
        const { paid_amount, subsidy_amount } = afterReturns(sale, other_way);
        expect({ paid_amount, subsidy_amount }).toEqual({
          paid_amount: books.paid_amount,
          subsidy_amount: books.subsidy_amount,
        });
      }),
    );
  });

  it('[Z2] price that came back = refund + clawback, both never below nothing; shipping stays', () => {
    fc.assert(
      fc.property(saleWithReturns, ({ sale, returns }) => {
        const { sold, order } = sale;
        const books = { ...afterReturns(sale, returns) };
        const left = keptQuantities(order, books.returned).flatMap((quantity, line) =>
          quantity > 0 ? [{ line, quantity }] : [],
        );
        const before = keptQuote(order, books.returned);
        const outcome = returnUnits(order, books, left);
        if (!outcome.ok) throw new Error('refused');
        const { refund_amount, clawback_amount, kept } = outcome;
        expect(Math.min(refund_amount, clawback_amount)).toBeGreaterThanOrEqual(0);
        expect(refund_amount + clawback_amount).toBe(before.amount_total - sold.shipping_amount);
        expect(kept.amount_due).toBe(sold.shipping_amount);
      }),
    );
  });

  it('[Z2] the example of the programme: one of two capped robots comes back', () => {
    const robots = [{ approved: true, line: { sku: 'ROBOT', unit_amount: 800_000, quantity: 2 } }];
    const { order, sold } = saleOf(robots, ZHEJIANG_AI_2025, 0);
    expect(sold).toMatchObject({ subsidy_amount: 200_000, amount_due: 1_400_000 });
    const before = { returned: [], paid_amount: 1_400_000, subsidy_amount: 200_000 };
    const first = returnUnits(order, before, [{ line: 0, quantity: 1 }]);
    expect(first).toMatchObject({ clawback_amount: 80_000, refund_amount: 720_000 });
    expect(first).toMatchObject({ kept: { subsidy_amount: 120_000, amount_due: 680_000 } });
  });

  it('[Z2] a unit that does not qualify claws nothing back', () => {
    const cart = [
      { approved: true, line: { sku: 'ROBOT', unit_amount: 399_900, quantity: 1 } },
      { approved: false, line: { sku: 'BAG', unit_amount: 3_900, quantity: 3 } },
    ];
    const { order, sold } = saleOf(cart, ZHEJIANG_AI_2025, 2_000);
    const before = { returned: [], paid_amount: sold.amount_due, subsidy_amount: sold.subsidy_amount };
    expect(returnUnits(order, before, [{ line: 1, quantity: 2 }])).toMatchObject({
      clawback_amount: 0,
      refund_amount: 7_800,
    });
  });

  it('[Z3] never more comes back than is left of a line', () => {
    fc.assert(
      fc.property(saleWithReturns, ({ sale, returns }) => {
        const books = afterReturns(sale, returns);
        for (const [line, left] of keptQuantities(sale.order, books.returned).entries()) {
          const more = returnUnits(sale.order, books, [{ line, quantity: left + 1 }]);
          expect(more).toEqual({ ok: false, entry: 0, left });
        }
        const nowhere = returnUnits(sale.order, books, [{ line: sale.cart.length, quantity: 1 }]);
        expect(nowhere).toEqual({ ok: false, entry: 0, left: 0 });
      }),
      { numRuns: 50 },
    );
  });

  it('[Z6] after a refund that failed, the next return makes the customer and the claim whole', () => {
    const robots = [{ approved: true, line: { sku: 'ROBOT', unit_amount: 800_000, quantity: 2 } }];
    const { order } = saleOf(robots, ZHEJIANG_AI_2025, 0);
    const one = [{ line: 0, quantity: 1 }];
    // The first of two returns failed after the second one was paid: 7,200.00 did not arrive, 6,800.00 did.
    const before = { returned: one, paid_amount: 1_400_000 - 680_000, subsidy_amount: 120_000 };
    expect(returnUnits(order, before, one)).toMatchObject({
      refund_amount: 720_000,
      clawback_amount: 120_000,
    });
  });
});
