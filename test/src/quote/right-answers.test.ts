// The programme's table of right answers, to the fen, at every edge of its window.

import { describe, expect, it } from 'vitest';
import { ZHEJIANG_AI_2025 } from '../../../src/programmes/zhejiang-ai-2025.ts';
import { quote } from '../../../src/quote.ts';
import { registryOf } from '../../../src/tagging/registry.ts';
import { instantOf, type UnixSeconds } from '../../../src/time.ts';
import type { Quote } from '../../../src/wire/objects.ts';
import { type CartLine, QuoteRequestSchema } from '../../../src/wire/requests.ts';

type RightAnswer = {
  readonly name: string;
  readonly lines: readonly CartLine[];
  readonly shipping_amount?: number;
  readonly amount_total: number;
  readonly subsidy: readonly number[];
  readonly capped: boolean;
  readonly amount_due: number;
};

const robot = (unit_amount: number, more: Partial<CartLine> = {}): CartLine => ({
  sku: `robot-${unit_amount}`,
  title: '石头 G20S 扫地机器人',
  unit_amount,
  quantity: 1,
  ...more,
});

const RIGHT_ANSWERS: readonly RightAnswer[] = [
  {
    name: '石头 G20S at 3,999.00',
    lines: [robot(399_900)],
    amount_total: 399_900,
    subsidy: [59_985],
    capped: false,
    amount_due: 339_915,
  },
  {
    name: 'smart glasses at 2,499.00 and three dust bags at 39.00',
    lines: [
      { sku: 'RBM', title: 'Ray-Ban Meta Wayfarer smart glasses', unit_amount: 249_900, quantity: 1 },
      { sku: 'BAG', title: 'Dust bags for a robot vacuum', unit_amount: 3_900, quantity: 3 },
    ],
    amount_total: 261_600,
    subsidy: [37_485, 0],
    capped: false,
    amount_due: 224_115,
  },
  {
    name: 'two robots at 8,000.00 in two lines',
    lines: [robot(800_000), robot(800_000, { sku: 'second' })],
    amount_total: 1_600_000,
    subsidy: [100_000, 100_000],
    capped: true,
    amount_due: 1_400_000,
  },
  {
    name: 'a robot at 13,333.33',
    lines: [robot(1_333_333)],
    amount_total: 1_333_333,
    subsidy: [199_999],
    capped: false,
    amount_due: 1_133_334,
  },
  {
    name: 'a robot at 13,333.34',
    lines: [robot(1_333_334)],
    amount_total: 1_333_334,
    subsidy: [200_000],
    capped: true,
    amount_due: 1_133_334,
  },
  {
    name: 'robots at 3.33, 3.33 and 3.34',
    lines: [robot(333), robot(333, { sku: 'second' }), robot(334)],
    amount_total: 1_000,
    subsidy: [50, 50, 50],
    capped: false,
    amount_due: 850,
  },
  {
    name: 'a robot at 5,000.00 with 500.00 off and 20.00 of shipping',
    lines: [robot(500_000, { discount_amount: 50_000 })],
    shipping_amount: 2_000,
    amount_total: 452_000,
    subsidy: [67_500],
    capped: false,
    amount_due: 384_500,
  },
  {
    name: 'an ordinary vacuum cleaner and a pair of sunglasses',
    lines: [
      { sku: 'V12', title: 'Dyson V12 cordless vacuum cleaner', unit_amount: 399_900, quantity: 1 },
      { sku: 'RB', title: 'Ray-Ban Aviator sunglasses', unit_amount: 129_900, quantity: 1 },
    ],
    amount_total: 529_800,
    subsidy: [0, 0],
    capped: false,
    amount_due: 529_800,
  },
];

const NOBODY = registryOf([]);
const STARTS = instantOf('2025-05-31T00:00:00+08:00');
const ENDS = instantOf('2028-01-01T00:00:00+08:00');
const sum = (numbers: readonly number[]): number => numbers.reduce((all, number) => all + number, 0);

function quoted({ lines, shipping_amount }: RightAnswer, now: UnixSeconds): Quote {
  const cart = QuoteRequestSchema.parse({ lines, ...(shipping_amount !== undefined && { shipping_amount }) });
  return quote(cart, { programme: ZHEJIANG_AI_2025, registry: NOBODY, now });
}

describe.each(RIGHT_ANSWERS)('$name', (right) => {
  it.each([
    ['when the programme starts', STARTS],
    ['in the middle of the window', instantOf('2026-11-11T20:00:00+08:00')],
    ['one second before the programme ends', ENDS - 1],
  ])('[Q6] %s', (_when, now) => {
    const { programme, lines, ...sums } = quoted(right, now);
    expect(programme).toEqual({ id: 'zhejiang-ai-2025', version: 1 });
    expect(lines.map((line) => line.subsidy_amount)).toEqual(right.subsidy);
    expect(sums).toEqual({
      object: 'quote',
      currency: 'cny',
      amount_total: right.amount_total,
      eligible_amount: sum(lines.filter((_, i) => right.subsidy[i] !== 0).map(({ amount }) => amount)),
      subsidy_amount: sum(right.subsidy),
      capped: right.capped,
      shipping_amount: right.shipping_amount ?? 0,
      amount_due: right.amount_due,
    });
  });

  it.each([
    ['one second before the programme starts', STARTS - 1],
    ['when the programme has ended', ENDS],
  ])('[Q6] %s there is no subsidy and no programme', (_when, now) => {
    const { programme, subsidy_amount, capped, amount_due, eligible_amount, lines } = quoted(right, now);
    expect({ programme, subsidy_amount, capped, amount_due, eligible_amount }).toEqual({
      programme: null,
      subsidy_amount: 0,
      capped: false,
      amount_due: right.amount_total,
      eligible_amount: 0,
    });
    expect(lines.map((line) => [line.tag.qualifies, line.subsidy_amount])).toEqual(
      right.lines.map(() => [false, 0]),
    );
  });
});
