// The pages of an export from one source after the other, or from several at once in one order.

import { EXPORT_PAGE_ROWS, PAGE_CHARS } from '../src/limits.ts';
import type { ClaimSource, Tier } from './claim-sources.ts';
import type { ClaimFilter, ClaimPage } from './objects/claim-log.ts';
import type { ExportedPage, ExportedRow, ExportFormat } from './objects/export-page.ts';

/** The text of all claims of the tiers, the earliest first; the next page is asked for while the last is being sent. */
export async function* exportedText(
  tiers: readonly Tier[],
  format: ExportFormat,
  filter: ClaimFilter,
): AsyncGenerator<string> {
  for (const tier of tiers) {
    const size = {
      limit: Math.ceil(EXPORT_PAGE_ROWS / tier.length),
      chars: Math.ceil(PAGE_CHARS / tier.length),
    };
    yield* merged(tier.map((source) => pagesOf(source, format, filter, size)));
  }
}

async function* pagesOf(
  source: ClaimSource,
  format: ExportFormat,
  filter: ClaimFilter,
  size: Pick<ClaimPage, 'limit' | 'chars'>,
): AsyncGenerator<ExportedPage> {
  const pageAfter = (beyond: string | null) =>
    source.exportClaims(format, filter, { order: 'earliest_first', beyond, ...size });
  let page = await pageAfter(null);
  while (page.next !== null) {
    const next = pageAfter(page.next);
    yield page;
    page = await next;
  }
  yield page;
}

/** What was read of a source and not yet sent. */
type Buffer = { readonly pages: AsyncGenerator<ExportedPage>; rows: ExportedRow[]; more: boolean };

/** Rows of several sources in one order: those up to the earliest end of what was read can be followed by no other. */
async function* merged(sources: readonly AsyncGenerator<ExportedPage>[]): AsyncGenerator<string> {
  const buffers: Buffer[] = sources.map((pages) => ({ pages, rows: [], more: true }));
  for (;;) {
    await Promise.all(buffers.filter(({ rows, more }) => more && rows.length === 0).map(fill));
    const ends = buffers.filter(({ more }) => more).map(({ rows }) => rows.at(-1)?.id ?? '');
    const end = ends.sort()[0];
    const ready = buffers.flatMap((buffer) => taken(buffer, end));
    if (sources.length > 1) ready.sort((a, b) => (a.id < b.id ? -1 : 1));
    if (ready.length > 0) yield ready.map(({ text }) => text).join('');
    if (end === undefined) return;
  }
}

async function fill(buffer: Buffer): Promise<void> {
  const { value, done } = await buffer.pages.next();
  buffer.rows = done ? [] : value.rows;
  buffer.more = !done && value.next !== null;
}

/** The rows up to the end, taken out of the buffer; all of them where there is none. */
function taken(buffer: Buffer, end: string | undefined): ExportedRow[] {
  const after = end === undefined ? -1 : buffer.rows.findIndex(({ id }) => id > end);
  return buffer.rows.splice(0, after === -1 ? buffer.rows.length : after);
}
