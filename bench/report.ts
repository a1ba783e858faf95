// What was measured, as rows of the table.

import type { Contender, Round } from './contenders.ts';
import { type ExportResult, FEW_CLAIMS_EXPORTS, MANY_CLAIMS_EXPORTS } from './exports.ts';
import type { LargeRound, LedgerSize } from './large.ts';
import {
  FEW_CLAIMS,
  LARGE_CART_LINES,
  LARGE_LEDGER_CLAIMS,
  MANY_CLAIMS,
  SHARDS,
  SMALL_CART_LINES,
  SMALL_LEDGER_CLAIMS,
  TARGETS,
} from './settings.ts';
import { median, type Row } from './table.ts';

/** Rows of requests per second. A ratio is the median of the rounds' own ratios: what slows one round slows both. */
export function requestRows(rounds: readonly Round[]): Row[] {
  const row = (
    what: string,
    name: Contender,
    to?: { name: Contender; what: string },
    target?: number,
  ): Row => ({
    what,
    rate: `${Math.round(median(rounds.map((round) => round[name].per_second)))}/s`,
    p50_ms: median(rounds.map((round) => round[name].p50_ms)),
    ratio_to: to?.what ?? '',
    ratio:
      to === undefined
        ? null
        : median(rounds.map((round) => round[name].per_second / round[to.name].per_second)),
    target: target === undefined ? null : { at_least: target },
  });
  const small = `bare route, ${SMALL_CART_LINES} lines`;
  const large = `bare route, ${LARGE_CART_LINES} lines`;
  const insert = 'one durable insert';
  return [
    row(small, 'bare_small'),
    row(
      `quotes, ${SMALL_CART_LINES} lines`,
      'quotes_small',
      { name: 'bare_small', what: small },
      TARGETS.quotes,
    ),
    row(large, 'bare_large'),
    row(`quotes, ${LARGE_CART_LINES} lines`, 'quotes_large', { name: 'bare_large', what: large }),
    row(insert, 'insert'),
    row('checkouts', 'checkouts', { name: 'insert', what: insert }, TARGETS.checkouts),
    row(
      `checkouts, ${SHARDS} ledgers`,
      'checkouts_sharded',
      { name: 'checkouts', what: 'checkouts' },
      TARGETS.shards,
    ),
    row('webhooks', 'webhooks', { name: 'insert', what: insert }),
  ];
}

export function exportRows(result: ExportResult): Row[] {
  const { bytes, export_ms, sqlite3_ms, few_peak_mb, many_peak_mb } = result;
  const megabytes = (ms: readonly number[]): string => `${(bytes / 1000 / median(ms)).toFixed(1)} MB/s`;
  const claims = `${MANY_CLAIMS} claims`;
  const pairs = sqlite3_ms?.map((ms, round) => ms / (export_ms[round] ?? Number.NaN)) ?? null;
  const mb = (value: number | null): string =>
    value === null ? 'not readable here' : `${value.toFixed(0)} MB`;
  return [
    row(
      `sqlite3 -csv, ${claims}`,
      sqlite3_ms === null ? 'no sqlite3 here' : megabytes(sqlite3_ms),
      sqlite3_ms,
    ),
    {
      ...row(`export as CSV, ${claims}`, megabytes(export_ms), export_ms),
      ratio_to: 'sqlite3 -csv',
      ratio: pairs === null ? null : median(pairs),
      target: { at_least: TARGETS.export },
    },
    row(`peak memory, ${FEW_CLAIMS_EXPORTS} exports of ${FEW_CLAIMS} claims`, mb(few_peak_mb), null),
    {
      ...row(`peak memory, ${MANY_CLAIMS_EXPORTS} exports of ${claims}`, mb(many_peak_mb), null),
      ratio_to: 'the row above',
      ratio: few_peak_mb === null || many_peak_mb === null ? null : many_peak_mb / few_peak_mb,
      target: { at_most: TARGETS.memory_growth },
    },
  ];
}

/** Rows of a ledger with very many claims beside one with few. */
export function largeRows(rounds: readonly LargeRound[]): Row[] {
  return (['checkouts', 'webhooks'] as const).flatMap((what) => {
    const line = (size: LedgerSize, claims: number): Row => ({
      ...row(
        `${what}, ${claims} claims`,
        `${Math.round(median(rounds.map((round) => round[size][what].per_second)))}/s`,
        rounds.map((round) => round[size][what].p50_ms),
      ),
    });
    return [
      line('small', SMALL_LEDGER_CLAIMS),
      {
        ...line('large', LARGE_LEDGER_CLAIMS),
        ratio_to: 'p50 of the row above',
        ratio: median(rounds.map(({ small, large }) => large[what].p50_ms / small[what].p50_ms)),
        target: { at_most: TARGETS.large_ledger },
      },
    ];
  });
}

/** Bytes, held against how many there may be. */
export function bytesRow(what: string, bytes: number, bytes_max: number): Row {
  return {
    ...row(what, `${(bytes / 1000).toFixed(3)} kB`, null),
    ratio_to: `${bytes_max / 1000} kB`,
    ratio: bytes / bytes_max,
    target: { at_most: 1 },
  };
}

function row(what: string, rate: string, ms: readonly number[] | null): Row {
  return { what, rate, p50_ms: ms === null ? null : median(ms), ratio_to: '', ratio: null, target: null };
}
