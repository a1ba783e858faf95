// A programme as data: what its schema takes and refuses, and when its window holds.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOpenAt, type Programme, ProgrammeSchema } from '../../src/programme.ts';
import { ZHEJIANG_AI_2025 } from '../../src/programmes/zhejiang-ai-2025.ts';
import { instantOf } from '../../src/time.ts';
import { NATIONAL_2026, rate } from './arbitraries.ts';

const STARTS = 1_748_620_800;
const ENDS = 1_830_268_800;

describe("a programme's data", () => {
  it.each([
    ['Zhejiang 2025', ZHEJIANG_AI_2025],
    ['the national scheme of 2026', NATIONAL_2026],
  ])('[P2] %s is data that the schema takes as it is', (_name, programme) => {
    expect(ProgrammeSchema.parse(JSON.parse(JSON.stringify(programme)))).toEqual(programme);
  });

  it('[P2] Zhejiang 2025 says what the policy says', () => {
    const { rate, cap, currency, item_price_ceiling, per_buyer_limit } = ZHEJIANG_AI_2025;
    expect({ rate, cap, currency, item_price_ceiling, per_buyer_limit }).toEqual({
      rate: '0.15',
      cap: { scope: 'order', amount: 200_000 },
      currency: 'cny',
      item_price_ceiling: null,
      per_buyer_limit: null,
    });
    expect(ZHEJIANG_AI_2025.devices).toEqual(['household_robot', 'smart_glasses']);
  });

  it('[P2] every decimal fraction from 0 to 1 with up to six decimals is a rate', () => {
    fc.assert(
      fc.property(rate, ({ text }) => {
        expect(ProgrammeSchema.safeParse({ ...ZHEJIANG_AI_2025, rate: text }).success).toBe(true);
      }),
    );
  });

  const required = Object.keys(ZHEJIANG_AI_2025).filter((field) => field !== 'review');
  it.each(required)('[P2] is refused without its %s', (field) => {
    const partial = Object.fromEntries(Object.entries(ZHEJIANG_AI_2025).filter(([name]) => name !== field));
    expect(pathsRefused(partial)).toEqual([field]);
  });

  const malformed: [path: string, over: Record<string, unknown>][] = [
    ...['', 'Zhejiang', 'zhejiang_ai', 'a b', 'x'.repeat(61), 1].map((id): Malformed => ['id', { id }]),
    ...[0, -1, 1.5, '1', null].map((version): Malformed => ['version', { version }]),
    ['name.zh', { name: { zh: '', en: 'x' } }],
    ['name.en', { name: { zh: '补贴' } }],
    ['name', { name: { zh: '补贴', en: 'x', fr: 'x' } }],
    ['currency', { currency: 'usd' }],
    ...['2025-05-31', '2025-05-31T00:00:00', '2025-02-30T00:00:00+08:00', '31 May 2025', 1_748_620_800].map(
      (starts): Malformed => ['window.starts', { window: { ...ZHEJIANG_AI_2025.window, starts } }],
    ),
    [
      'window.ends',
      { window: { starts: ZHEJIANG_AI_2025.window.starts, ends: '2028-01-01T24:00:00+08:00' } },
    ],
    ['window', { window: { ...ZHEJIANG_AI_2025.window, until: 'x' } }],
    ...[
      '1.1',
      '1.000001',
      '-0.1',
      '.15',
      '0.',
      '00.15',
      '15%',
      '1e-1',
      '0,15',
      '0.1234567',
      ' 0.15',
      0.15,
    ].map((bad): Malformed => ['rate', { rate: bad }]),
    ['rounding', { rounding: 'half_even' }],
    ['cap.scope', { cap: { scope: 'person', amount: 1 } }],
    ...[-1, 0.5, '200000', null, 2 ** 53].map(
      (amount): Malformed => ['cap.amount', { cap: { scope: 'order', amount } }],
    ),
    ['cap', { cap: { scope: 'order', amount: 1, currency: 'cny' } }],
    ...[-1, 0.5, '1'].map((item_price_ceiling): Malformed => ['item_price_ceiling', { item_price_ceiling }]),
    ...[0, -1, 0.5].map((per_buyer_limit): Malformed => ['per_buyer_limit', { per_buyer_limit }]),
    ['devices', { devices: [] }],
    ['devices.0', { devices: ['vacuum'] }],
    ['evidence', { evidence: [], review: [] }],
    ['evidence.1', { evidence: ['title', 'none'] }],
    ['review', { review: 'title' }],
    ['review', { review: null }],
    ['review.0', { review: ['none'] }],
    ['review.0', { evidence: ['registry', 'taxonomy'], review: ['title'] }],
    ['review.1', { evidence: ['registry'], review: ['registry', 'taxonomy'] }],
    ['serial_number', { serial_number: true }],
    ...[-1, 0.5, null].map((budget_amount): Malformed => ['budget_amount', { budget_amount }]),
    ['sources.rate', { sources: { rate: 15 } }],
    ['', { discount: 1 }],
  ];

  it.each(malformed)('[P2] is refused at "%s" for %j', (path, over) => {
    expect(pathsRefused({ ...ZHEJIANG_AI_2025, ...over })).toEqual([path]);
  });

  it.each([
    ['titles', ['registry', 'taxonomy', 'title'], ['title']],
    ['nothing, where it takes no titles', ['registry', 'taxonomy'], []],
  ])(
    '[T11] [P3] data of before that says nothing of reviews reads as if it said: %s',
    (_name, evidence, review) => {
      const { review: _, ...before } = { ...ZHEJIANG_AI_2025, evidence };
      const read = ProgrammeSchema.parse(before);
      expect(read).toEqual({ ...before, review });
      expect(ProgrammeSchema.parse(read)).toEqual(read);
    },
  );

  it('[T11] what it says of reviews stands, nothing and everything included', () => {
    const { evidence } = ZHEJIANG_AI_2025;
    for (const review of [[], ['title'], ['taxonomy'], evidence]) {
      expect(ProgrammeSchema.parse({ ...ZHEJIANG_AI_2025, review }).review).toEqual(review);
    }
  });

  it.each([0, 1, 86_400])('[P2] a window that ends %i seconds before it begins is refused', (seconds) => {
    const window = { starts: written(STARTS, 480), ends: written(STARTS - seconds, 480) };
    expect(pathsRefused({ ...ZHEJIANG_AI_2025, window })).toEqual(['window']);
  });

  it('[P2] a window of one second is taken, and its order is that of the instants, not of the texts', () => {
    const window = { starts: '2025-05-31T08:00:00+08:00', ends: '2025-05-31T00:00:01Z' };
    expect(pathsRefused({ ...ZHEJIANG_AI_2025, window })).toEqual([]);
  });
});

describe('a window', () => {
  it.each([
    ['one second before it starts', STARTS - 1, false],
    ['when it starts', STARTS, true],
    ['one second after it starts', STARTS + 1, true],
    ['one second before it ends', ENDS - 1, true],
    ['when it ends', ENDS, false],
    ['at the epoch', 0, false],
  ])('[P1] %s', (_when, now, open) => {
    expect(isOpenAt(ZHEJIANG_AI_2025, now)).toBe(open);
  });

  it('[P1] holds exactly from its start until before its end, whatever offset it is written in', () => {
    const instant = fc.integer({
      min: instantOf('2020-01-01T00:00:00Z'),
      max: instantOf('2035-01-01T00:00:00Z'),
    });
    const offset = fc.integer({ min: -12 * 60, max: 14 * 60 });
    fc.assert(
      fc.property(
        instant,
        instant,
        offset,
        offset,
        fc.integer({ min: -3, max: 3 }),
        (a, b, east, west, off) => {
          fc.pre(a !== b);
          const [starts, ends] = a < b ? [a, b] : [b, a];
          const programme: Programme = {
            ...ZHEJIANG_AI_2025,
            window: { starts: written(starts, east), ends: written(ends, west) },
          };
          expect(ProgrammeSchema.safeParse(programme).success).toBe(true);
          for (const now of [starts + off, ends + off, Math.floor((starts + ends) / 2)]) {
            expect(isOpenAt(programme, now)).toBe(starts <= now && now < ends);
          }
        },
      ),
    );
  });

  it.each([
    ['2025-05-30T16:00:00Z', STARTS],
    ['2025-05-30T12:00:00-04:00', STARTS],
    ['2025-05-31T01:30:00+09:30', STARTS],
  ])('[P1] a start written as %s is the same instant', (starts, instant) => {
    const programme = { ...ZHEJIANG_AI_2025, window: { ...ZHEJIANG_AI_2025.window, starts } };
    expect([isOpenAt(programme, instant - 1), isOpenAt(programme, instant)]).toEqual([false, true]);
  });
});

type Malformed = [path: string, over: Record<string, unknown>];

function pathsRefused(data: unknown): string[] {
  return (ProgrammeSchema.safeParse(data).error?.issues ?? []).map(({ path }) => path.join('.'));
}

/** An instant in ISO 8601 at an offset of some minutes east of Greenwich. */
function written(instant: number, minutes: number): string {
  const local = new Date((instant + minutes * 60) * 1000).toISOString().slice(0, 19);
  const two = (number: number): string => String(number).padStart(2, '0');
  const ahead = Math.abs(minutes);
  return `${local}${minutes < 0 ? '-' : '+'}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`;
}
