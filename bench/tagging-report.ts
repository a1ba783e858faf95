// What tagging costs, as rows of the table.

import { LINES_MAX } from '../src/limits.ts';
import type { FullCart, FullCartRound } from './full-carts.ts';
import type { ReadingResult } from './reading.ts';
import { TARGETS } from './settings.ts';
import { median, type Row } from './table.ts';
import type { Way } from './workers/titles.ts';

/** Microseconds a title: the median of the rounds, and the least. Ratios are as everywhere. */
export function readingRows(result: ReadingResult): Row[] {
  return Object.entries(result).flatMap(([where, rounds]) => {
    const line = (what: string, way: Way): Row => {
      const took_us = rounds.map((round) => round[way]);
      return {
        what: `${what}, ${where}`,
        rate: `${median(took_us).toFixed(2)} µs (${Math.min(...took_us).toFixed(2)})`,
        ...NOTHING_ELSE,
      };
    };
    return [
      line('title in NFKC and lower case', 'folded'),
      {
        ...line('title read', 'read'),
        ratio_to: 'the row above',
        ratio: median(rounds.map(({ folded, read }) => read / folded)),
        target: { at_most: TARGETS.reading },
      },
    ];
  });
}

const NOTHING_ELSE = { p50_ms: null, ratio_to: '', ratio: null, target: null } as const;

/**
 * A cart of unknown products beside the same titles in the registry, by p50 and by requests per second; and, to compare, beside a
 * cart in which there is no title to read.
 */
export function fullCartRows(rounds: readonly FullCartRound[]): Row[] {
  const line = (cart: FullCart): Row => ({
    ...NOTHING_ELSE,
    what: `quotes, ${LINES_MAX} lines, ${CARTS[cart]}`,
    rate: `${Math.round(median(rounds.map((round) => round[cart].per_second)))}/s`,
    p50_ms: median(rounds.map((round) => round[cart].p50_ms)),
  });
  const unknownTo = (cart: FullCart, by: 'p50' | 'rate'): Row => ({
    ...line('unknown'),
    ratio_to: `${by} of the cart ${CARTS[cart]}`,
    ratio: median(
      rounds.map(({ unknown, [cart]: known }) =>
        by === 'p50' ? unknown.p50_ms / known.p50_ms : known.per_second / unknown.per_second,
      ),
    ),
    target: cart === 'known' ? { at_most: TARGETS.unknown_cart } : null,
  });
  return [
    line('known'),
    unknownTo('known', 'p50'),
    unknownTo('known', 'rate'),
    line('known_untitled'),
    unknownTo('known_untitled', 'p50'),
  ];
}

const CARTS: Readonly<Record<FullCart, string>> = {
  unknown: 'unknown titles',
  known: 'in the registry',
  known_untitled: 'in the registry, untitled',
};
