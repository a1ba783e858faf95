// A page of the claim log as text, made where the rows are: a page crosses to the Worker as one string.

import { csvRecord } from '../../src/csv.ts';
import type { ClaimFilter, ClaimLog, ClaimPage, ClaimRow } from './claim-log.ts';

export const EXPORT_FORMATS = ['csv', 'ndjson'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The text of a page and the claim to go on after; null after the last page. */
export type ExportedPage = { readonly text: string; readonly next: string | null };

/** The columns of a CSV export, the claim's own field names. Amounts are in fen, instants in Unix seconds. */
export const CSV_COLUMNS = [
  'id',
  'status',
  'merchant',
  'order_reference',
  'checkout',
  'channel',
  'store',
  'till',
  'programme',
  'programme_version',
  'devices',
  'currency',
  'amount_total',
  'eligible_amount',
  'amount',
  'reversed_amount',
  'shipping_amount',
  'amount_due',
  'capped',
  'payment_intent',
  'flag',
  'created',
  'posted_at',
  'voided_at',
] as const satisfies readonly (keyof ClaimRow)[];

export function exportPage(
  log: ClaimLog,
  format: ExportFormat,
  filter: ClaimFilter,
  page: ClaimPage,
): ExportedPage {
  return format === 'csv' ? csvPage(log, filter, page) : ndjsonPage(log, filter, page);
}

function csvPage(log: ClaimLog, filter: ClaimFilter, page: ClaimPage): ExportedPage {
  const rows = log.values(CSV_COLUMNS, filter, page);
  let text = '';
  for (const row of rows) text += csvRecord(row);
  return { text, next: rows.length < page.limit ? null : String(rows.at(-1)?.[0]) };
}

function ndjsonPage(log: ClaimLog, filter: ClaimFilter, page: ClaimPage): ExportedPage {
  const claims = log.list(filter, page);
  const text = claims.map((claim) => `${JSON.stringify(claim)}\n`).join('');
  return { text, next: claims.length < page.limit ? null : (claims.at(-1)?.id ?? null) };
}
