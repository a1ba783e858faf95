// Months in China Standard Time.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chinaMonthOf, chinaMonthsBetween, instantOf } from '../../src/time.ts';

const instant = fc.integer({ min: 0, max: instantOf('2100-01-01T00:00:00Z') });

describe('a month', () => {
  it.each([
    ['2025-12-31T15:59:59Z', '2025-12'],
    ['2025-12-31T16:00:00Z', '2026-01'],
    ['2025-05-31T00:00:00+08:00', '2025-05'],
    ['2025-05-31T15:59:59Z', '2025-05'],
    ['2025-05-31T16:00:00Z', '2025-06'],
    ['2028-02-29T15:59:59Z', '2028-02'],
    ['2028-02-29T16:00:00Z', '2028-03'],
    ['2027-02-28T16:00:00Z', '2027-03'],
    ['2027-12-31T23:59:59+08:00', '2027-12'],
    ['1970-01-01T00:00:00Z', '1970-01'],
  ])('[J1] %s is in %s', (iso, month) => {
    expect(chinaMonthOf(instantOf(iso))).toBe(month);
  });

  it('[J1] is that of eight hours later in UTC', () => {
    fc.assert(
      fc.property(instant, (now) => {
        const later = new Date(now * 1000);
        later.setUTCHours(later.getUTCHours() + 8);
        const month = `${later.getUTCFullYear()}-${String(later.getUTCMonth() + 1).padStart(2, '0')}`;
        expect(chinaMonthOf(now)).toBe(month);
      }),
    );
  });

  it('[J1] never goes back when time goes on', () => {
    fc.assert(
      fc.property(instant, fc.nat(40 * 86_400), (now, later) => {
        expect(chinaMonthOf(now) <= chinaMonthOf(now + later)).toBe(true);
      }),
    );
  });
});

describe('the months of a range', () => {
  it.each([
    ['2025-05-31T00:00:00+08:00', '2025-06-01T00:00:00+08:00', ['2025-05']],
    ['2025-05-31T00:00:00+08:00', '2025-06-01T00:00:01+08:00', ['2025-06', '2025-05']],
    ['2025-11-15T00:00:00+08:00', '2026-02-01T00:00:00+08:00', ['2026-01', '2025-12', '2025-11']],
    ['2025-12-31T15:59:59Z', '2025-12-31T16:00:01Z', ['2026-01', '2025-12']],
    ['2025-12-31T16:00:00Z', '2025-12-31T16:00:01Z', ['2026-01']],
  ])('[E3] from %s to %s, the latest first', (from, to, months) => {
    expect(chinaMonthsBetween(instantOf(from), instantOf(to))).toEqual(months);
  });

  it('[E3] are the months of its days and of its last second, each once, the latest first', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 900 * 86_400 }), (from, seconds) => {
        const to = from + seconds;
        const days = Array.from({ length: Math.ceil(seconds / 86_400) }, (_, day) => from + day * 86_400);
        const months = [...new Set([...days, to - 1].map(chinaMonthOf))].sort().reverse();
        expect(chinaMonthsBetween(from, to)).toEqual(months);
      }),
    );
  });

  it('[E3] are none where the range is empty', () => {
    fc.assert(
      fc.property(instant, fc.nat(86_400), (from, before) => {
        expect(chinaMonthsBetween(from, from - before)).toEqual([]);
      }),
    );
  });
});

describe('an instant', () => {
  it('[P1] is the same whatever offset it is written in', () => {
    expect(instantOf('2025-05-31T00:00:00+08:00')).toBe(1_748_620_800);
    expect(instantOf('2025-05-30T16:00:00Z')).toBe(1_748_620_800);
    expect(instantOf('2025-05-30T09:00:00-07:00')).toBe(1_748_620_800);
  });
});
