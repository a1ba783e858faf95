// A page of the claim log as text, made where the rows are: a page crosses to the Worker as one string.

import { csvRecord } from '../../src/csv.ts';
import { EXPORT_PAGE_CHARS } from '../../src/limits.ts';
import type { ClaimFilter, ClaimLog, ClaimPage } from './claim-log.ts';
import type { ClaimRow } from './claim-rows.ts';

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

/** Ends a page early where its claims are large. */
function ndjsonPage(log: ClaimLog, filter: ClaimFilter, page: ClaimPage): ExportedPage {
  let text = '';
  let rows = 0;
  for (const claim of log.each(filter, page)) {
    text += `${JSON.stringify(claim)}\n`;
    rows += 1;
    if (text.length >= EXPORT_PAGE_CHARS || rows === page.limit) return { text, next: claim.id };
  }
  return { text, next: null };
}
