// The registry: what an import makes of it, how it is listed, searched, versioned and emptied.

import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { Product } from '../../src/wire/products.ts';
import {
  approved,
  excluded,
  imported,
  importing,
  long,
  newGtin,
  productNow,
  products,
  removing,
  theProduct,
  wrongRows,
} from './product-support.ts';
import { call, DEMO, expectRefusal, KEY, newShop } from './support.ts';

describe('an import', () => {
  it('[T9] makes an entry of each row, and answers how many', async () => {
    const [robot, glasses] = [newGtin(), newGtin()];
    const before = (await imported([excluded({ gtin: newGtin() })])).version;
    const rows = [
      approved({ gtin: robot, name: 'G20S Ultra', source: 'List 3 of 2025' }),
      approved({ gtin: long(glasses), device: 'smart_glasses' }),
      excluded({ merchant: DEMO, sku: 'sku-1' }),
    ];
    expect(await imported(rows)).toEqual({
      ...{ object: 'product_import', rows: 3, created: 3, updated: 0, unchanged: 0, version: before + 1 },
    });
    const { id, ...product } = await theProduct(`gtin=${robot}`);
    expect(id).toMatch(/^prd_[0-9a-z]{26}$/);
    expect(product).toEqual({
      ...{ object: 'product', version: 1, gtin: long(robot), merchant: null, sku: null },
      ...{ decision: 'approved', device: 'household_robot', name: 'G20S Ultra', source: 'List 3 of 2025' },
      ...{ created: expect.any(Number), updated: product.created },
    });
    expect(await theProduct('sku=sku-1')).toMatchObject({ gtin: null, merchant: DEMO, device: null });
  });

  it('[T9] of a key that is there makes a version where something differs, and nothing where all is the same', async () => {
    const [gtin, other] = [newGtin(), newGtin()];
    const first = await imported([approved({ gtin }), approved({ gtin: other, name: 'A' })]);
    const again = await imported([approved({ gtin: long(gtin) }), approved({ gtin: other, name: 'A' })]);
    expect(again).toMatchObject({ created: 0, updated: 0, unchanged: 2, version: first.version });
    const changed = await imported([excluded({ gtin }), approved({ gtin: other, name: 'A' })]);
    expect(changed).toMatchObject({ created: 0, updated: 1, unchanged: 1, version: first.version + 1 });
    expect(await theProduct(`gtin=${gtin}`)).toMatchObject({ version: 2, decision: 'excluded' });
    expect(await theProduct(`gtin=${other}`)).toMatchObject({ version: 1 });
  });

  it('[T9] one wrong row, and nothing of it is there', async () => {
    const good = [newGtin(), newGtin()];
    const rows = [
      approved({ gtin: good[0] }),
      approved({ gtin: '6901234567893' }),
      excluded({ gtin: good[1] }),
    ];
    const { version } = await imported([excluded({ gtin: newGtin() })]);
    expect(wrongRows(await importing(rows))).toEqual([
      {
        line: 1,
        param: 'products[1][gtin]',
        message: "products[1][gtin]: expected the check digit 2 at its end, got '6901234567893'.",
      },
    ]);
    for (const gtin of good) expect(await products(`gtin=${gtin}`)).toEqual([]);
    expect((await imported([excluded({ gtin: newGtin() })])).version).toBe(version + 1);
  });

  it('[T9] that fails in the middle of its writing leaves nothing behind', async () => {
    const rows = Array.from({ length: 120 }, () => ({
      ...{
        gtin: long(newGtin()),
        merchant: null,
        sku: null,
        decision: 'approved',
        device: 'household_robot',
      },
      ...{ name: null, source: null },
    }));
    const directory = env.DIRECTORY.getByName('a-directory-of-its-own');
    const left = await runInDurableObject(directory, (object, { storage }) => {
      // A row that no schema lets through, in the last batch: the tables' own CHECK stands behind the schema.
      const broken = [...rows.slice(0, -1), { ...rows[0], gtin: '1' }];
      expect(() => object.putProducts(broken as never, 1)).toThrow(/CHECK/);
      const count = (table: string) => storage.sql.exec(`SELECT COUNT(*) AS n FROM ${table}`).one()['n'];
      return [
        count('products'),
        count('product_versions'),
        storage.sql.exec('SELECT version FROM registry').one(),
      ];
    });
    expect(left).toEqual([0, 0, { version: 0 }]);
  });

  it('[T9] names every wrong cell, each row by its place', async () => {
    const gtin = newGtin();
    const wrong = wrongRows(
      await importing([
        { gtin: '123', decision: 'maybe', device: 'toaster', colour: 'blue', size: 'L' },
        approved({ gtin }),
        approved({ gtin: long(gtin), device: 'smart_glasses' }),
        null,
        approved({}),
        approved({ gtin, sku: 'A' }),
        approved({ gtin, merchant: DEMO, sku: 'A' }),
        approved({ merchant: DEMO }),
        approved({ sku: 'A' }),
        approved({ gtin: newGtin(), device: null }),
        excluded({ gtin: newGtin(), device: 'smart_glasses' }),
        approved({ gtin: '6.97E+12' }),
        approved({ gtin: 6901234567892 }),
        approved({ gtin: '2001234567893' }),
        approved({ merchant: DEMO, sku: ' A' }),
        approved({ merchant: DEMO, sku: 'A\u0001' }),
        approved({ gtin: newGtin(), name: '' }),
      ]),
    );
    expect(wrong.map(({ line, param }) => `${line} ${param}`)).toEqual([
      '0 products[0][gtin]',
      '0 products[0][decision]',
      '0 products[0][device]',
      '0 products[0][colour]',
      '0 products[0][size]',
      '2 products[2][gtin]',
      '3 products[3]',
      '4 products[4][gtin]',
      '5 products[5][sku]',
      '6 products[6][merchant]',
      '7 products[7][sku]',
      '8 products[8][merchant]',
      '9 products[9][device]',
      '10 products[10][device]',
      '11 products[11][gtin]',
      '12 products[12][gtin]',
      '13 products[13][gtin]',
      '14 products[14][sku]',
      '15 products[15][sku]',
      '16 products[16][name]',
    ]);
    const messages = wrong.map(({ message }) => message);
    expect(messages[5]).toContain(`got '${long(gtin)}', which is in products[1] too`);
    expect(messages[10]).toBe("products[7][sku]: expected the merchant's SKU, got nothing.");
    expect(messages[14]).toContain('a spreadsheet has rounded');
    expect(messages[16]).toContain('one that a shop gives to its own goods');
  });

  it('[T9] names merchants that nobody has let in', async () => {
    const rows = [approved({ merchant: 'mer_nobody', sku: 'A' }), approved({ merchant: DEMO, sku: 'B-1' })];
    expect(wrongRows(await importing(rows))).toEqual([
      {
        line: 0,
        param: 'products[0][merchant]',
        message: "products[0][merchant]: expected the id of a merchant, got 'mer_nobody'.",
      },
    ]);
    expect(await products('sku=B-1')).toEqual([]);
  });

  it.each([
    ['no products', {}, 'parameter_missing', 'products'],
    ['none in the list', { products: [] }, 'parameter_invalid', 'products'],
    ['no list', { products: {} }, 'parameter_invalid', 'products'],
    ['something else beside them', { products: [], colour: 1 }, 'parameter_invalid', 'products'],
  ])('[A3] %s is refused', async (_, body, code, param) => {
    expectRefusal(await call('/v1/products', { method: 'PUT', key: KEY.ok, body }), 400, code, param);
  });

  it('[A3] a CSV that does not say so is told how', async () => {
    const answer = await importing('gtin,merchant\n', { type: 'application/x-www-form-urlencoded' });
    expect(expectRefusal(answer, 400, 'body_not_json')).toContain("'Content-Type: text/csv'");
  });
});

describe('the list', () => {
  it('[T10] filters by each of its fields', async () => {
    const shop = await newShop();
    const gtin = newGtin();
    const source = `source-${gtin}`;
    await imported([
      approved({ gtin, source, name: 'filter-1' }),
      approved({ merchant: shop.id, sku: 'f-2', device: 'smart_glasses', name: 'filter-2' }),
      excluded({ merchant: shop.id, sku: 'f-3', name: 'filter-3' }),
      excluded({ merchant: DEMO, sku: 'f-2', name: 'filter-4' }),
    ]);
    const names = async (query: string) => (await products(query)).map(({ name }) => name).sort();
    expect(await names(`gtin=${gtin}`)).toEqual(['filter-1']);
    expect(await names(`gtin=${long(gtin)}`)).toEqual(['filter-1']);
    expect(await names(`merchant=${shop.id}`)).toEqual(['filter-2', 'filter-3']);
    expect(await names('sku=f-2')).toEqual(['filter-2', 'filter-4']);
    expect(await names(`sku=f-2&merchant=${shop.id}`)).toEqual(['filter-2']);
    expect(await names('decision=excluded&q=filter-')).toEqual(['filter-3', 'filter-4']);
    expect(await names('device=smart_glasses&q=filter-')).toEqual(['filter-2']);
    expect(await names(`q=filter-&merchant=nobody`)).toEqual([]);
  });

  it('[T10] searches name, SKU and GTIN for any text, in letters of either case and width', async () => {
    const gtin = newGtin();
    await imported([
      approved({ gtin, name: '石头 T30S Omni 扫拖机器人 100%_A\\B' }),
      excluded({ merchant: DEMO, sku: 'Ärmel-Ｘ９', name: null }),
    ]);
    for (const q of ['t30s OMNI', '扫拖', 'Ｔ３０ｓ', '100%', '%_a', 'a\\b', gtin.slice(3, 13), gtin]) {
      expect(await products(`q=${encodeURIComponent(q)}`), q).toMatchObject([{ gtin: long(gtin) }]);
    }
    for (const q of ['ÄRMEL', 'ärmel-x9']) {
      expect(await products(`q=${encodeURIComponent(q)}`), q).toMatchObject([{ sku: 'Ärmel-Ｘ９' }]);
    }
    for (const q of ['T3_S', 'T%Omni', '100%%', 'approved', "'", '"', 'x'.repeat(100), '扫'.repeat(100)]) {
      expect(await products(`q=${encodeURIComponent(q)}`), q).toEqual([]);
    }
  });

  it('[T10] goes page by page, the latest first, each once', async () => {
    const shop = await newShop();
    for (const sku of ['a', 'b', 'c']) await imported([excluded({ merchant: shop.id, sku })]);
    const seen: Product[] = [];
    let more = true;
    while (more) {
      const after = seen.length === 0 ? '' : `&starting_after=${seen.at(-1)?.id}`;
      const { body } = await call(`/v1/products?merchant=${shop.id}&limit=2${after}`, { key: KEY.ok });
      expect(body).toMatchObject({ object: 'list', url: '/v1/products' });
      seen.push(...(body['data'] as Product[]));
      more = body['has_more'] === true;
    }
    expect(seen.map(({ sku }) => sku).sort()).toEqual(['a', 'b', 'c']);
    expect(seen.map(({ id }) => id)).toEqual(
      seen
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
  });

  it.each([
    ['starting_after=prd_nothing', 'resource_missing', 'starting_after'],
    ['gtin=6901234567893', 'parameter_invalid', 'gtin'],
    ['gtin=69', 'parameter_invalid', 'gtin'],
    ['decision=maybe', 'parameter_invalid', 'decision'],
    ['device=toaster', 'parameter_invalid', 'device'],
    ['q=', 'parameter_invalid', 'q'],
    [`q=${'x'.repeat(101)}`, 'parameter_invalid', 'q'],
    // Name, SKU and GTIN are joined by it: it would find every entry.
    ['q=%0A', 'parameter_invalid', 'q'],
    ['q=a%00', 'parameter_invalid', 'q'],
    ['limit=0', 'parameter_invalid', 'limit'],
    ['limit=101', 'parameter_invalid', 'limit'],
  ])('[A3] ?%s is refused', async (query, code, param) => {
    expectRefusal(await call(`/v1/products?${query}`, { key: KEY.ok }), 400, code, param);
  });

  it('[A3] a page may begin after one that was removed', async () => {
    const shop = await newShop();
    for (const sku of ['a', 'b']) await imported([excluded({ merchant: shop.id, sku })]);
    const [latest] = await products(`merchant=${shop.id}`);
    await removing(latest?.id ?? '');
    const found = await products(`merchant=${shop.id}&starting_after=${latest?.id}`);
    expect(found).toHaveLength(1);
  });
});

describe('an entry', () => {
  it('[T10] keeps its versions, through its removal and its return, under one identifier', async () => {
    const gtin = newGtin();
    await imported([approved({ gtin, name: 'A', source: 'first' })]);
    await imported([excluded({ gtin, name: 'B' })]);
    const { id } = await theProduct(`gtin=${gtin}`);
    expect(await removing(id)).toMatchObject({ status: 200, body: { id, object: 'product', deleted: true } });
    expect(await products(`gtin=${gtin}`)).toEqual([]);
    expect(await productNow(id)).toMatchObject({ version: 3, removed_at: expect.any(Number) });
    expect(await imported([excluded({ gtin, name: 'B' })])).toMatchObject({ created: 0, updated: 1 });
    const now = await productNow(id);
    expect(now).toMatchObject({ id, version: 4, decision: 'excluded' });
    expect(now).not.toHaveProperty('removed_at');
    expect(now.versions).toMatchObject([
      {
        version: 1,
        decision: 'approved',
        device: 'household_robot',
        name: 'A',
        source: 'first',
        removed: false,
      },
      { version: 2, decision: 'excluded', device: null, name: 'B', source: null, removed: false },
      { version: 3, decision: 'excluded', removed: true },
      { version: 4, decision: 'excluded', name: 'B', removed: false },
    ]);
  });

  it('[T10] that is removed once more stays as it was', async () => {
    const gtin = newGtin();
    const { version } = await imported([approved({ gtin })]);
    const { id } = await theProduct(`gtin=${gtin}`);
    await removing(id);
    const removed = await productNow(id);
    expect((await removing(id)).status).toBe(200);
    expect(await productNow(id)).toEqual(removed);
    expect((await imported([approved({ gtin: newGtin() })])).version).toBe(version + 2);
  });

  it('[T10] that never was is a 404', async () => {
    expectRefusal(await call('/v1/products/prd_nothing', { key: KEY.ok }), 404, 'resource_missing', 'id');
    expectRefusal(await removing('prd_nothing'), 404, 'resource_missing', 'id');
  });

  it.each(['pk', 'tk', 'fk'] as const)('[A2] is not for %s_ keys to see or change', async (kind) => {
    const gtin = newGtin();
    await imported([approved({ gtin })]);
    const { id } = await theProduct(`gtin=${gtin}`);
    const key = KEY[kind];
    for (const answer of [
      await call('/v1/products', { key }),
      await call(`/v1/products/${id}`, { key }),
      await removing(id, key),
      await importing([excluded({ gtin })], { key }),
      await importing('gtin\n', { key }),
    ]) {
      expectRefusal(answer, 403, 'key_kind_not_allowed');
    }
    expect(await productNow(id)).toMatchObject({ version: 1, decision: 'approved' });
  });

  it('[A2] is not for sk_ keys to see or change: theirs is another table', async () => {
    const gtin = newGtin();
    await imported([approved({ gtin })]);
    const { id } = await theProduct(`gtin=${gtin}`);
    expect((await call('/v1/products', { key: KEY.sk })).body['data']).toEqual([]);
    expectRefusal(await call(`/v1/products/${id}`, { key: KEY.sk }), 404, 'resource_missing', 'id');
    expectRefusal(await removing(id, KEY.sk), 404, 'resource_missing', 'id');
    const rows = wrongRows(await importing([excluded({ gtin })], { key: KEY.sk }));
    expect(rows.map(({ param }) => param)).toContain('products[0][decision]');
    expect(await productNow(id)).toMatchObject({ version: 1, decision: 'approved' });
  });
});
