// Laws of every quote, whatever its cap is for: sums, bounds, windows, sameness.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZHEJIANG_AI_2025 } from '../../../src/programmes/zhejiang-ai-2025.ts';
import { quote } from '../../../src/quote.ts';
import { registryOf } from '../../../src/tagging/registry.ts';
import { instantOf } from '../../../src/time.ts';
import { QuoteSchema } from '../../../src/wire/objects.ts';
import { cartLines, itemProgramme, OPEN, orderProgramme, registryFor, unitAmount } from '../arbitraries.ts';
import { total } from '../oracles.ts';

const anyProgramme = fc.oneof(orderProgramme, itemProgramme);

const anyQuote = fc
  .tuple(cartLines, anyProgramme, fc.option(unitAmount, { nil: undefined }))
  .map(([lines, { programme, rate }, shipping_amount]) => {
    const cart = {
      lines: lines.map(({ line }) => line),
      ...(shipping_amount !== undefined && { shipping_amount }),
    };
    const pricing = { programme, registry: registryFor(lines), now: OPEN };
    return { cart, pricing, rate, lines, answer: quote(cart, pricing) };
  });

describe('every quote', () => {
  it('[Q4] adds up: each line, the cart, and what is due', () => {
    fc.assert(
      fc.property(anyQuote, ({ cart, answer }) => {
        const { lines } = answer;
        expect(lines.map(({ sku, quantity, amount }) => ({ sku, quantity, amount }))).toEqual(
          cart.lines.map(({ sku, quantity, unit_amount, discount_amount = 0 }) => ({
            sku,
            quantity,
            amount: unit_amount * quantity - discount_amount,
          })),
        );
        for (const line of lines) expect(line.amount_due).toBe(line.amount - line.subsidy_amount);
        expect(answer.shipping_amount).toBe(cart.shipping_amount ?? 0);
        expect(answer.subsidy_amount).toBe(total(lines.map((line) => line.subsidy_amount)));
        expect(answer.amount_total).toBe(total(lines.map(({ amount }) => amount)) + answer.shipping_amount);
        expect(answer.amount_due).toBe(answer.amount_total - answer.subsidy_amount);
        expect(answer.amount_due).toBe(total(lines.map((line) => line.amount_due)) + answer.shipping_amount);
      }),
    );
  });

  it('[Q4] gives no line more than its amount, and none that does not qualify anything', () => {
    fc.assert(
      fc.property(anyQuote, ({ answer }) => {
        for (const { amount, subsidy_amount, tag } of answer.lines) {
          expect(subsidy_amount >= 0 && subsidy_amount <= (tag.qualifies ? amount : 0)).toBe(true);
        }
      }),
    );
  });

  it('[Q2] gives never more than the rate of what is eligible', () => {
    fc.assert(
      fc.property(anyQuote, ({ answer, rate }) => {
        const exact = rate.millionths * BigInt(answer.eligible_amount);
        expect(BigInt(answer.subsidy_amount) * 1_000_000n <= exact).toBe(true);
      }),
    );
  });

  it('[Q4] counts as eligible what qualifies, and only what the registry approves qualifies', () => {
    fc.assert(
      fc.property(anyQuote, ({ answer, lines }) => {
        const qualifying = answer.lines.filter(({ tag }) => tag.qualifies);
        expect(answer.eligible_amount).toBe(total(qualifying.map(({ amount }) => amount)));
        answer.lines.forEach(({ tag }, i) => {
          expect(tag.qualifies && lines[i]?.approved !== true).toBe(false);
        });
      }),
    );
  });

  it('[Q5] is the same when asked again, for the same cart read from JSON, and leaves the cart as it was', () => {
    fc.assert(
      fc.property(anyQuote, ({ cart, pricing, answer }) => {
        const before = JSON.stringify(cart);
        expect(quote(cart, pricing)).toEqual(answer);
        const stored = { ...pricing, programme: JSON.parse(JSON.stringify(pricing.programme)) };
        expect(quote(JSON.parse(before), stored)).toEqual(answer);
        expect(JSON.stringify(cart)).toBe(before);
      }),
    );
  });

  it('[Q5] is the same at every instant of the window', () => {
    const { starts, ends } = ZHEJIANG_AI_2025.window;
    const instant = fc.integer({ min: instantOf(starts), max: instantOf(ends) - 1 });
    fc.assert(
      fc.property(anyQuote, instant, ({ cart, pricing, answer }, now) => {
        expect(quote(cart, { ...pricing, now })).toEqual(answer);
      }),
    );
  });

  it('[P1] outside the window there is no subsidy and no programme, and the full price is due', () => {
    const { starts, ends } = ZHEJIANG_AI_2025.window;
    const outside = fc.oneof(
      fc.integer({ min: 0, max: instantOf(starts) - 1 }),
      fc.integer({ min: instantOf(ends), max: 4e9 }),
    );
    fc.assert(
      fc.property(anyQuote, outside, ({ cart, pricing, answer, lines }, now) => {
        const late = quote(cart, { ...pricing, now });
        expect(late).toEqual(quote(cart, { ...pricing, programme: null }));
        expect([late.programme, late.subsidy_amount, late.eligible_amount, late.capped]).toEqual([
          null,
          0,
          0,
          false,
        ]);
        expect(late.amount_due).toBe(answer.amount_total);
        expect(late.lines.map(({ tag }) => tag.reason)).toEqual(
          lines.map(({ approved }) => (approved ? 'no_programme' : 'registry_excluded')),
        );
      }),
    );
  });

  it('[Q4] is a quote as the wire has it', () => {
    fc.assert(
      fc.property(anyQuote, ({ answer }) => {
        expect(QuoteSchema.parse(answer)).toEqual(answer);
      }),
    );
  });

  it('[Q5] names the version it was computed under', () => {
    const cart = { lines: [{ sku: 'x', unit_amount: 1, quantity: 1 }] };
    const programme = { ...ZHEJIANG_AI_2025, version: 7 };
    const { programme: named } = quote(cart, { programme, registry: registryOf([]), now: OPEN });
    expect(named).toEqual({ id: 'zhejiang-ai-2025', version: 7 });
  });
});
