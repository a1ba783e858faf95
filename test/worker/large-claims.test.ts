// Claims of the largest size: lists and exports end a page early, and lose none.

import { beforeAll, describe, expect, it } from 'vitest';
import { LINES_MAX, LIST_LIMIT_MAX, PAGE_CHARS, TITLE_CHARS_MAX } from '../../src/limits.ts';
import type { Claim, List } from '../../src/wire/objects.ts';
import { call, newShop, openCheckout, type Shop, send } from './support.ts';

const TITLE = '扫地机器人'.padEnd(TITLE_CHARS_MAX, ' 大');
const LINES = Array.from({ length: LINES_MAX }, (_, line) => ({
  sku: `SKU-${line}`,
  title: TITLE,
  unit_amount: 1_000,
  quantity: 1,
}));

/** Enough of them that one page cannot hold them all. */
const COUNT = Math.ceil(PAGE_CHARS / (LINES_MAX * TITLE_CHARS_MAX)) + 1;

describe('claims of two hundred lines with the longest titles', () => {
  let shop: Shop;
  let orders: string[];
  beforeAll(async () => {
    shop = await newShop({ ledger_shards: 2 });
    orders = Array.from({ length: COUNT }, (_, order) => `order-${order}`);
    for (const order_reference of orders) await openCheckout({ order_reference, lines: LINES }, shop.keys.sk);
  }, 60_000);

  it('[E1] [D2] are listed page after page, each once, the latest first', async () => {
    const listed: Claim[] = [];
    let pages = 0;
    for (let has_more = true; has_more; pages += 1) {
      const after = listed.length === 0 ? '' : `&starting_after=${listed.at(-1)?.id}`;
      const { body } = await call(`/v1/claims?limit=${LIST_LIMIT_MAX}${after}`, { key: shop.keys.fk });
      const list = body as unknown as List<Claim>;
      listed.push(...list.data);
      has_more = list.has_more;
    }
    expect(listed.map((claim) => claim.order_reference)).toEqual([...orders].reverse());
    expect(pages).toBeGreaterThan(1);
  });

  it('[E3] [D2] are exported, each once, the earliest first', async () => {
    const response = await send('/v1/claims/export?format=ndjson', { key: shop.keys.fk });
    const text = new TextDecoder().decode(await response.arrayBuffer());
    const exported = text
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as Claim).order_reference);
    expect(exported).toEqual(orders);
  });
});
