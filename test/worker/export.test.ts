// The export: every claim once, the earliest first, streamed page by page, safe to open in a spreadsheet.

import { beforeAll, describe, expect, it } from 'vitest';
import { EXPORT_PAGE_ROWS } from '../../src/limits.ts';
import type { Claim } from '../../src/wire/objects.ts';
import type { NewCheckout } from '../../worker/objects/checkout-store.ts';
import { CSV_COLUMNS } from '../../worker/objects/export-page.ts';
import { checkoutRow } from './checkout-row.ts';
import { KEY, ledgerOf, newShop, openCheckout, type Shop, SOCKS, send } from './support.ts';

const COUNT = EXPORT_PAGE_ROWS * 2 + 1;
let shop: Shop;
let ids: string[];

/** Two full pages and one claim, through the ledger's own door. */
beforeAll(async () => {
  shop = await newShop();
  const rows = Array.from({ length: COUNT }, () => checkoutRow());
  await reserveAll(shop.id, rows);
  ids = rows.map(({ claim }) => claim ?? '').sort();
  await ledgerOf(shop.id).due(Date.now());
}, 60_000);

async function reserveAll(merchant: string, rows: readonly NewCheckout[]): Promise<void> {
  const ledger = ledgerOf(merchant);
  await Promise.all(rows.map((checkout) => ledger.reserve({ checkout, idempotency_key: null })));
}

const exported = (query: string, key: string): Promise<Response> =>
  send(`/v1/claims/export?${query}`, { key });

/** A small reader of RFC 4180, written apart from the writer. */
function recordsOf(csv: string): string[][] {
  const records: string[][] = [];
  let [record, cell, quoted]: [string[], string, boolean] = [[], '', false];
  for (let at = 0; at < csv.length; at += 1) {
    const char = csv[at] ?? '';
    if (quoted && char === '"' && csv[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (char === '"') quoted = !quoted;
    else if (!quoted && char === ',') {
      record.push(cell);
      cell = '';
    } else if (!quoted && char === '\r' && csv[at + 1] === '\n') {
      records.push([...record, cell]);
      [record, cell] = [[], ''];
      at += 1;
    } else cell += char;
  }
  expect([record, cell, quoted]).toEqual([[], '', false]);
  return records;
}

/** A file's text with its byte-order mark: a text decoder would take that away. */
async function rawText(response: Response): Promise<string> {
  return new TextDecoder('utf-8', { ignoreBOM: true, fatal: true }).decode(await response.arrayBuffer());
}

describe('CSV', () => {
  it('[E2] begins with a byte-order mark and the names of the columns', async () => {
    const response = await exported('', shop.keys.fk);
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('Content-Disposition')).toBe('attachment; filename="claims.csv"');
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(response.headers.get('Request-Id')).toMatch(/^req_/);
    const text = await rawText(response);
    expect(text.startsWith(`\uFEFF${CSV_COLUMNS.join(',')}\r\n`)).toBe(true);
    expect(text.lastIndexOf('\uFEFF')).toBe(0);
  });

  it.each(['fk', 'ok'] as const)('[E3] holds every claim once, the earliest first, for %s_', async (kind) => {
    const key = kind === 'ok' ? KEY.ok : shop.keys.fk;
    const [, ...records] = recordsOf(await rawText(await exported('format=csv', key)));
    expect(records.map(([id]) => id)).toEqual(ids);
    expect(new Set(records.map(({ length }) => length))).toEqual(new Set([CSV_COLUMNS.length]));
  });

  it('[E3] each row says what the claim says', async () => {
    const other = await newShop();
    const checkout = await openCheckout({ store: '店', till: '7' }, other.keys.sk);
    const [header = [], row = []] = recordsOf((await rawText(await exported('', other.keys.sk))).slice(1));
    expect(Object.fromEntries(header.map((name, at) => [name, row[at]]))).toEqual({
      id: checkout.claim?.id,
      status: 'pending',
      merchant: other.id,
      order_reference: checkout.order_reference,
      checkout: checkout.id,
      channel: 'online',
      store: '店',
      till: '7',
      programme: 'zhejiang-ai-2025',
      programme_version: '1',
      devices: 'household_robot',
      currency: 'cny',
      amount_total: '399900',
      eligible_amount: '399900',
      amount: '59985',
      reversed_amount: '0',
      shipping_amount: '0',
      amount_due: '339915',
      capped: '0',
      payment_intent: '',
      flag: '',
      created: String(checkout.created),
      posted_at: '',
      voided_at: '',
      needs_review: '1',
      review_decision: '',
      payment_provider: 'stripe',
      tender: '',
      tender_reference: '',
    });
  });

  it('[E2] what would run as a formula does not; quotes, commas and ids keep what they are', async () => {
    const other = await newShop();
    const stores = [
      '=1+1',
      '+1',
      '-1',
      '@SUM(A1)',
      'a "b", c',
      '=HYPERLINK("http://x","y")',
      '123456789012345678',
    ];
    for (const store of stores) await openCheckout({ store }, other.keys.sk);
    const text = await rawText(await exported('', other.keys.sk));
    const [header = [], ...records] = recordsOf(text.slice(1));
    const at = header.indexOf('store');
    expect(records.map((record) => record[at])).toEqual([
      "'=1+1",
      "'+1",
      "'-1",
      "'@SUM(A1)",
      'a "b", c',
      `'=HYPERLINK("http://x","y")`,
      '123456789012345678',
    ]);
    expect(text).toContain('"a ""b"", c"');
  });

  it('[E3] without claims it is the header alone', async () => {
    const other = await newShop();
    await openCheckout({ lines: [SOCKS] }, other.keys.sk);
    expect(recordsOf((await rawText(await exported('', other.keys.sk))).slice(1))).toEqual([
      [...CSV_COLUMNS],
    ]);
  });
});

describe('JSON lines', () => {
  it.each(['fk', 'ok'] as const)('[E3] holds every claim once, the earliest first, for %s_', async (kind) => {
    const key = kind === 'ok' ? KEY.ok : shop.keys.fk;
    const response = await exported(`format=ndjson&merchant=${shop.id}`, key);
    expect(response.headers.get('Content-Type')).toBe('application/x-ndjson');
    expect(response.headers.get('Content-Disposition')).toBe('attachment; filename="claims.ndjson"');
    const lines = (await rawText(response)).split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => (JSON.parse(line) as Claim).id)).toEqual(ids);
  });

  it('[E3] a filter holds for every page', async () => {
    const none = await exported('format=ndjson&status=posted', shop.keys.fk);
    expect(await none.text()).toBe('');
    const all = await exported('format=ndjson&status=pending&device=household_robot', shop.keys.fk);
    expect((await all.text()).split('\n')).toHaveLength(COUNT + 1);
  });
});

describe('the stream', () => {
  it('[E3] comes in chunks, none larger than a page', async () => {
    const chunks: number[] = [];
    const { body } = await exported('', shop.keys.fk);
    if (body === null) throw new Error('no body');
    for await (const chunk of body) chunks.push((chunk as Uint8Array).byteLength);
    expect(chunks.length).toBeGreaterThanOrEqual(3);
    const all = chunks.reduce((sum, bytes) => sum + bytes, 0);
    expect(Math.max(...chunks)).toBeLessThan((all * (EXPORT_PAGE_ROWS + 100)) / COUNT);
  });

  it('[E3] given up midway harms nobody: the next export is whole', async () => {
    const { body } = await exported('', shop.keys.fk);
    const reader = body?.getReader();
    expect((await reader?.read())?.done).toBe(false);
    await reader?.cancel();
    expect(recordsOf(await rawText(await exported('', shop.keys.fk)))).toHaveLength(COUNT + 1);
  });

  it('[E3] claims of exactly one full page, one more, and one less', async () => {
    for (const count of [EXPORT_PAGE_ROWS - 1, EXPORT_PAGE_ROWS, EXPORT_PAGE_ROWS + 1]) {
      const merchant = await newShop();
      await reserveAll(
        merchant.id,
        Array.from({ length: count }, () => checkoutRow()),
      );
      for (const [format, header] of [
        ['csv', 1],
        ['ndjson', 0],
      ] as const) {
        const text = await (await exported(`format=${format}`, merchant.keys.fk)).text();
        expect(text.trimEnd().split('\n')).toHaveLength(count + header);
      }
    }
  });

  it('[E3] claims opened while it is read are neither doubled nor in the way', async () => {
    const merchant = await newShop();
    await reserveAll(
      merchant.id,
      Array.from({ length: EXPORT_PAGE_ROWS + 1 }, () => checkoutRow()),
    );
    const { body } = await exported('format=ndjson', merchant.keys.fk);
    const reader = body?.getReader();
    const texts = [new TextDecoder().decode((await reader?.read())?.value)];
    await reserveAll(merchant.id, [checkoutRow(), checkoutRow()]);
    for (;;) {
      const { value, done } = (await reader?.read()) ?? { done: true };
      if (done) break;
      texts.push(new TextDecoder().decode(value));
    }
    const seen = texts
      .join('')
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as Claim).id);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual([...seen].sort());
    expect(seen.length).toBeGreaterThanOrEqual(EXPORT_PAGE_ROWS + 1);
  });
});
