// GET /v1/claims/export: the claim log as a file, streamed page by page, the earliest claim first.

import * as z from 'zod';
import { BYTE_ORDER_MARK, csvRecord } from '../../src/csv.ts';
import { headOf, type Tier, tiersFor } from '../claim-sources.ts';
import { endpoint } from '../endpoint.ts';
import { exportedText } from '../export-pages.ts';
import type { ClaimFilter } from '../objects/claim-log.ts';
import { CSV_COLUMNS, EXPORT_FORMATS, type ExportFormat } from '../objects/export-page.ts';
import { CLAIM_FILTERS, filterOf } from './claims.ts';

const ExportQuery = z.strictObject({ format: z.enum(EXPORT_FORMATS).optional(), ...CLAIM_FILTERS });

/** The common head of the logs that an export was read from: what GET /v1/claims/verify answers as `head`. */
const LOG_HEAD_HEADER = 'Zhehui-Log-Head';

const CONTENT_TYPE = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson' } as const;

export const exportClaims = endpoint(
  {
    method: 'GET',
    path: '/v1/claims/export',
    summary: 'The claim log as CSV (the default) or as JSON lines, the earliest claim first.',
    keys: ['sk', 'fk', 'ok'],
    query: ExportQuery,
    answer: { status: 200, description: 'A file, streamed.' },
  },
  async ({ c, query, owner, now }) => {
    const format = query.format ?? 'csv';
    const filter = filterOf(query);
    const tiers = await tiersFor(c.env, owner, filter, now);
    const head = await headOf(tiers);
    return new Response(textStream(exportedFile(tiers.reverse(), format, filter)), {
      headers: {
        'Content-Type': CONTENT_TYPE[format],
        'Content-Disposition': `attachment; filename="claims.${format}"`,
        'Cache-Control': 'no-store',
        [LOG_HEAD_HEADER]: head,
      },
    });
  },
);

async function* exportedFile(
  tiers: readonly Tier[],
  format: ExportFormat,
  filter: ClaimFilter,
): AsyncGenerator<string> {
  if (format === 'csv') yield BYTE_ORDER_MARK + csvRecord(CSV_COLUMNS);
  yield* exportedText(tiers, format, filter);
}

function textStream(pages: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await pages.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pages.return(undefined);
    },
  });
}
