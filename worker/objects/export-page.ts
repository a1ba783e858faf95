// A page of the claim log as text, made where the rows are: a page crosses to the Worker as one string.

import { csvRecord } from '../../src/csv.ts';
import type { ClaimFilter, ClaimLog, ClaimPage } from './claim-log.ts';
import type { ClaimRow } from './claim-rows.ts';

export const EXPORT_FORMATS = ['csv', 'ndjson'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A claim's text in an export, with its line end. */
export type ExportedRow = { readonly id: string; readonly text: string };

/** A page and the claim to go on after; null after the last page. */
export type ExportedPage = { readonly rows: ExportedRow[]; readonly next: string | null };

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
  'needs_review',
  'review_decision',
  'payment_provider',
  'tender',
  'tender_reference',
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
  return {
    rows: rows.map((row) => ({ id: String(row[0]), text: csvRecord(row) })),
    next: rows.length < page.limit ? null : String(rows.at(-1)?.[0]),
  };
}

/** Ends a page early where its claims are large. */
function ndjsonPage(log: ClaimLog, filter: ClaimFilter, page: ClaimPage): ExportedPage {
  const rows: ExportedRow[] = [];
  for (const { claim, ends } of log.each(filter, page)) {
    rows.push({ id: claim.id, text: `${JSON.stringify(claim)}\n` });
    if (ends || rows.length === page.limit) return { rows, next: claim.id };
  }
  return { rows, next: null };
}
