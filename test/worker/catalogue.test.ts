// A merchant's catalogue: what an import makes of it, how it is listed and emptied, and that it is the merchant's alone.

import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import * as limits from '../../src/limits.ts';
import { CATALOGUE_COLUMNS } from '../../src/wire/catalogue.ts';
import {
  CATALOGUE_HEADER,
  catalogueNow,
  newStore,
  productWith,
  ROBOT_PRODUCT,
  SOCKS_PRODUCT,
  stocked,
  stocking,
  unstock,
} from './catalogue-support.ts';
import { wrongRows } from './product-support.ts';
import { call, expectRefusal, KEY, newShop, type Shop } from './support.ts';

const file = (...rows: string[]): string => [CATALOGUE_HEADER, ...rows].join('\r\n');
const catalogueObject = ({ id }: Shop) => env.CATALOGUE.getByName(id);

describe('an import', () => {
  it('[U1] makes a product of each row, and answers how many', async () => {
    const { keys } = await newShop();
    const glasses = {
      sku: 'AR-1',
      unit_amount: 0,
      title: 'AR 眼镜',
      brand: 'Rokid',
      gtin: '6901234567892',
      category: { taxonomy: 'google', code: '1234' },
    };
    expect(await stocked([ROBOT_PRODUCT, glasses], keys.sk)).toEqual({
      ...{ object: 'product_import', rows: 2, created: 2, updated: 0, unchanged: 0, version: 1 },
    });
    const robot = await productWith('G20S', keys.sk);
    expect(robot).toEqual({
      ...{ id: expect.stringMatching(/^prd_[0-9a-z]{26}$/), object: 'catalogue_product', ...ROBOT_PRODUCT },
      ...{ brand: null, gtin: null, category: null, created: expect.any(Number), updated: robot.created },
    });
    expect(await productWith('AR-1', keys.sk)).toMatchObject(glasses);
    expect((await call(`/v1/products/${robot.id}`, { key: keys.sk })).body).toEqual(robot);
  });

  it('[U1] of a CSV is the same as of JSON', async () => {
    const { keys } = await newShop();
    const rows = ['AR-1,99900,"AR 眼镜, 黑",Rokid,6901234567892,google,1234', 'TEA,1200,Tea,,,,'];
    expect(await stocked(file(...rows), keys.sk)).toMatchObject({ created: 2 });
    expect(await productWith('AR-1', keys.sk)).toMatchObject({
      ...{ unit_amount: 99_900, title: 'AR 眼镜, 黑', brand: 'Rokid', gtin: '6901234567892' },
      category: { taxonomy: 'google', code: '1234' },
    });
    const as_json = [{ sku: 'TEA', unit_amount: 1_200, title: 'Tea', brand: null, category: null }];
    expect(await stocked(as_json, keys.sk)).toMatchObject({ unchanged: 1 });
    expect(CATALOGUE_HEADER.split(',')).toEqual([...CATALOGUE_COLUMNS]);
  });

  it('[U1] changes the product with its SKU, or nothing where all is the same; the others stay', async () => {
    const { keys } = await newStore();
    const before = await productWith('G20S', keys.sk);
    expect(await stocked([ROBOT_PRODUCT], keys.sk)).toMatchObject({ unchanged: 1, version: 1 });
    for (const [change, version] of [
      [{ unit_amount: 1 }, 2],
      [{ title: 'x' }, 3],
      [{ brand: 'x' }, 4],
      [{ gtin: '6901234567892' }, 5],
      [{ category: { taxonomy: 'gpc', code: '1' } }, 6],
    ] as const) {
      const row = { ...ROBOT_PRODUCT, ...change };
      expect(await stocked([row], keys.sk)).toMatchObject({ updated: 1, version });
      expect(await productWith('G20S', keys.sk)).toMatchObject({ ...row, id: before.id });
    }
    expect(await productWith('SOCKS', keys.sk)).toMatchObject(SOCKS_PRODUCT);
  });

  it('[U1] one wrong row, and nothing of it is there', async () => {
    const { keys } = await newShop();
    const wrong = wrongRows(await stocking([ROBOT_PRODUCT, { ...SOCKS_PRODUCT, unit_amount: -1 }], keys.sk));
    expect(wrong).toEqual([
      {
        line: 1,
        param: 'products[1][unit_amount]',
        message: 'products[1][unit_amount]: expected at least 0, got -1.',
      },
    ]);
    expect(await catalogueNow(keys.sk)).toEqual([]);
  });

  it('[U1] that fails in the middle of its writing leaves nothing behind', async () => {
    const shop = await newStore();
    const rows = Array.from({ length: 120 }, (_, at) => ({
      ...{ sku: `sku-${at}`, unit_amount: 1, title: 'x', brand: null, gtin: null, category: null },
      ...(at === 110 && { unit_amount: -1 }),
    }));
    const message = await runInDurableObject(catalogueObject(shop), (catalogue) => {
      try {
        return JSON.stringify(catalogue.put(rows, 1));
      } catch (error) {
        return String(error);
      }
    });
    expect(message).toMatch(/CHECK constraint failed/);
    expect(await catalogueNow(shop.keys.sk)).toHaveLength(2);
    expect(await stocked([ROBOT_PRODUCT], shop.keys.sk)).toMatchObject({ version: 1 });
  });

  it('[U1] names each wrong cell of a CSV by its line and column', async () => {
    const { keys } = await newShop();
    const rows = [
      'A,3999.00,Robot,,,,',
      'B,"3,999",Robot,,,,',
      'C,,Robot,,,,',
      'D,1,,,,,',
      'E,1,Robot,,6901234567893,,',
      'F,1,Robot,,,amazon,1',
      'G,1,Robot,,,google,',
      'G,1,Robot,,,,1',
      'H,1,Robot,,,,',
      'H,2,Robot,,,,',
    ];
    const wrong = wrongRows(await stocking(file(...rows), keys.sk));
    expect(wrong.map(({ line, column, param }) => [line, column, param])).toEqual([
      [2, 3, 'unit_amount'],
      [3, 3, 'unit_amount'],
      [4, 3, 'unit_amount'],
      [5, 5, 'title'],
      [6, 12, 'gtin'],
      [7, 13, 'category_taxonomy'],
      [8, 20, 'category_code'],
      [9, 13, 'category_taxonomy'],
      [11, 1, 'sku'],
    ]);
    expect(wrong[0]?.message).toBe(
      "unit_amount: expected an integer of fen, such as 399900 for 3,999.00 yuan, got '3999.00'.",
    );
    expect(wrong[5]?.message).toContain("category_taxonomy: expected 'google' or 'shopify' or 'gpc'");
    expect(wrong.at(-1)?.message).toContain('which is in line 10 too');
  });

  it('[U1] that does not say it is a CSV, or is of the registry, is refused', async () => {
    const { keys } = await newShop();
    const answer = await call('/v1/products', { method: 'PUT', key: keys.sk, body: file('A,1,x,,,,') });
    expect(expectRefusal(answer, 400, 'body_not_json')).toContain('text/csv');
    const [row] = wrongRows(
      await stocking([{ gtin: '6901234567892', decision: 'approved', device: 'household_robot' }], keys.sk),
    );
    expect(row).toMatchObject({ line: 0, param: 'products[0][sku]' });
    expectRefusal(
      await call('/v1/products', { method: 'PUT', key: KEY.ok, body: { products: 'x' } }),
      400,
      'parameter_invalid',
      'products',
    );
  });
});

describe('how much a catalogue takes', () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ sku: `s-${at}`, unit_amount: at, title: 'x' }));

  it('[A4] PRODUCT_ROWS_MAX rows are taken, one more is refused', async () => {
    const { keys } = await newShop();
    const max = limits.PRODUCT_ROWS_MAX;
    expectRefusal(await stocking(rows(max + 1), keys.sk), 400, 'parameter_invalid', 'products');
    expect(await catalogueNow(keys.sk)).toEqual([]);
    expect(await stocked(rows(max), keys.sk)).toMatchObject({ rows: max, created: max });
    expect(await stocked(rows(max), keys.sk)).toMatchObject({ rows: max, unchanged: max });
  });

  it('[A4] a batch of the largest rows is taken', async () => {
    const { keys } = await newShop();
    const largest = Array.from({ length: limits.PRODUCT_BATCH_ROWS }, (_, at) => ({
      sku: `${at}-`.padEnd(limits.NAME_CHARS_MAX, '扫'),
      unit_amount: limits.UNIT_AMOUNT_MAX_FEN,
      title: '扫'.repeat(limits.TITLE_CHARS_MAX),
      brand: '扫'.repeat(limits.NAME_CHARS_MAX),
      category: { taxonomy: 'google', code: '扫'.repeat(limits.CATEGORY_CHARS_MAX) },
    }));
    expect(await stocked(largest, keys.sk)).toMatchObject({ created: limits.PRODUCT_BATCH_ROWS });
  });

  it.each([
    ['unit_amount', limits.UNIT_AMOUNT_MAX_FEN, limits.UNIT_AMOUNT_MAX_FEN + 1],
    ['unit_amount', 0, -1],
    ['sku', 'x'.repeat(limits.NAME_CHARS_MAX), 'x'.repeat(limits.NAME_CHARS_MAX + 1)],
    ['title', 'x'.repeat(limits.TITLE_CHARS_MAX), 'x'.repeat(limits.TITLE_CHARS_MAX + 1)],
    ['brand', 'x'.repeat(limits.NAME_CHARS_MAX), 'x'.repeat(limits.NAME_CHARS_MAX + 1)],
  ])('[A4] a %s at its edge is taken, beyond it refused', async (column, edge, beyond) => {
    const { keys } = await newShop();
    await stocked([{ ...SOCKS_PRODUCT, [column]: edge }], keys.sk);
    const answer = await stocking([{ ...SOCKS_PRODUCT, [column]: beyond }], keys.sk);
    expect(wrongRows(answer)).toMatchObject([{ param: `products[0][${column}]` }]);
  });
});

describe('a catalogue', () => {
  it('[U1] is listed with the latest first, by page and by SKU', async () => {
    const { keys } = await newStore();
    const all = await catalogueNow(keys.sk);
    expect(all.map(({ id }) => id)).toEqual(
      all
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
    const first = await call('/v1/products?limit=1', { key: keys.sk });
    expect(first.body).toMatchObject({ object: 'list', data: [all[0]], has_more: true });
    const second = await call(`/v1/products?limit=1&starting_after=${all[0]?.id}`, { key: keys.sk });
    expect(second.body).toMatchObject({ data: [all[1]], has_more: false });
    expect(await catalogueNow(keys.sk, 'sku=SOCKS')).toMatchObject([SOCKS_PRODUCT]);
    const after = await call('/v1/products?starting_after=prd_none', { key: keys.sk });
    expectRefusal(after, 400, 'resource_missing', 'starting_after');
  });

  it('[U1] forgets what was removed but for its name; an import of the SKU brings it back', async () => {
    const { keys } = await newStore();
    const { id } = await productWith('SOCKS', keys.sk);
    const removing = () => call(`/v1/products/${id}`, { method: 'DELETE', key: keys.sk });
    const gone = { status: 200, body: { id, object: 'catalogue_product', deleted: true } };
    expect(await removing()).toMatchObject(gone);
    expect(await removing()).toMatchObject(gone);
    expect(await catalogueNow(keys.sk)).toMatchObject([ROBOT_PRODUCT]);
    const read = await call(`/v1/products/${id}`, { key: keys.sk });
    expect(read.body).toMatchObject({ id, removed_at: expect.any(Number) });
    expect(await stocked([SOCKS_PRODUCT], keys.sk)).toMatchObject({ updated: 1, version: 3 });
    expect(await productWith('SOCKS', keys.sk)).toMatchObject({ id, ...SOCKS_PRODUCT });
  });

  it('[U1] is the merchant’s own: no other, and no registry, sees or changes it', async () => {
    const [shop, other] = [await newStore(), await newStore()];
    const { id } = await productWith('G20S', shop.keys.sk);
    for (const key of [other.keys.sk, KEY.ok]) {
      for (const method of ['GET', 'DELETE']) {
        expectRefusal(await call(`/v1/products/${id}`, { method, key }), 404, 'resource_missing', 'id');
      }
    }
    await unstock('G20S', other.keys.sk);
    expect(await productWith('G20S', shop.keys.sk)).toMatchObject(ROBOT_PRODUCT);
    const listed = await call('/v1/products?sku=SOCKS', { key: KEY.ok });
    expect(listed.body['data']).toEqual([]);
  });

  it('[A3] the filters of the registry are none of a catalogue', async () => {
    const { keys } = await newShop();
    for (const name of ['merchant', 'decision', 'device', 'q', 'gtin']) {
      const answer = await call(`/v1/products?${name}=x`, { key: keys.sk });
      expectRefusal(answer, 400, 'parameter_unknown', name);
    }
  });
});
