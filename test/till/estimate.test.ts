// What a till shows without a network is what the API would say, but for the registry.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Checkout, ProgrammeObject } from '../../sdk/till.ts';
import { ZHEJIANG_AI_2025 } from '../../src/programmes/zhejiang-ai-2025.ts';
import { quote } from '../../src/quote.ts';
import { registryOf } from '../../src/tagging/registry.ts';
import { instantOf } from '../../src/time.ts';
import { add, EMPTY, requestOf } from '../../web/till/cart.ts';
import { DEMO_PRODUCTS } from '../../web/till/demo.ts';
import { estimate, previewReturn } from '../../web/till/estimate.ts';

const NOW = instantOf('2026-06-01T12:00:00+08:00');

/** The programme as `GET /v1/programmes` shows it. */
const { budget_amount: _, ...shown } = ZHEJIANG_AI_2025;
const PROGRAMME: ProgrammeObject = { ...shown, object: 'programme', versions: [1], active: true };

const cart = fc
  .array(fc.constantFrom(...DEMO_PRODUCTS), { minLength: 1, maxLength: 12 })
  .map((scans) => requestOf(scans.reduce((all, one) => add(all, one) ?? all, EMPTY)));

describe('an estimate', () => {
  it("[I9] is the core's own quote under the programme that was last read", () => {
    fc.assert(
      fc.property(cart, (given) => {
        const pricing = { programme: ZHEJIANG_AI_2025, registry: registryOf([]), now: NOW };
        expect(estimate(given, PROGRAMME, NOW)).toEqual(quote(given, pricing));
      }),
    );
  });

  it('[I9] promises nothing outside the window, or without a programme', () => {
    const robots = requestOf(add(EMPTY, DEMO_PRODUCTS[0] as never) ?? EMPTY);
    expect(estimate(robots, PROGRAMME, NOW).subsidy_amount).toBe(59_985);
    expect(estimate(robots, PROGRAMME, instantOf(PROGRAMME.window.ends)).subsidy_amount).toBe(0);
    expect(estimate(robots, null, NOW).subsidy_amount).toBe(0);
  });
});

describe('the preview of a return', () => {
  const two = { lines: [{ sku: 'R', title: '石头 G20S 扫地机器人', unit_amount: 800_000, quantity: 2 }] };
  const sold = {
    ...estimate(two, PROGRAMME, NOW),
    claim: { id: 'clm_1', status: 'posted', amount: 200_000, reversed_amount: 0 },
    refunds: [],
  } as unknown as Checkout;

  it('[I9] is what the rules say of two robots of which one comes back', () => {
    const back = previewReturn(sold, [{ line: 0, quantity: 1 }], PROGRAMME);
    expect(back).toMatchObject({ refund_amount: 720_000, clawback_amount: 80_000 });
  });

  it('[I9] is none under another version of the programme, or of more than was sold', () => {
    expect(previewReturn(sold, [{ line: 0, quantity: 1 }], { ...PROGRAMME, version: 2 })).toBeNull();
    expect(previewReturn(sold, [{ line: 0, quantity: 1 }], null)).toBeNull();
    expect(previewReturn(sold, [{ line: 0, quantity: 3 }], PROGRAMME)).toBeNull();
  });
});
