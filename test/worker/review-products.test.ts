// A review that decides about products, too: the registry first, then the claim, so that whatever dies in between is mended by
// the same review once more.

import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Checkout, Claim } from '../../src/wire/objects.ts';
import type { ProductRow } from '../../src/wire/products.ts';
import { cartOf } from '../../worker/objects/reviewing.ts';
import { rightGtin } from '../support/gtin.ts';
import { claimOf, eventTypes } from './claim-support.ts';
import {
  approved,
  excluded,
  imported,
  newGtin,
  productNow,
  products,
  tagOf,
  theProduct,
} from './product-support.ts';
import { repriced } from './repricing-support.ts';
import {
  type Answer,
  call,
  errorOf,
  expectRefusal,
  KEY,
  ledgerOf,
  newShop,
  nowS,
  openCheckout,
  ROBOT,
  type Shop,
  SOCKS,
} from './support.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await newShop();
});

/** A robot that no other test sells. */
const robot = (over = {}) => ({ ...ROBOT, gtin: newGtin(), sku: `sku-${newGtin()}`, ...over });

/** A claim of these lines that the operator can see. */
async function claimed(...lines: object[]): Promise<{ checkout: Checkout; id: string }> {
  const checkout = await openCheckout({ lines }, shop.keys.sk);
  await ledgerOf(shop.id).due(Date.now());
  return { checkout, id: checkout.claim?.id ?? '' };
}

const review = (id: string, body: object): Promise<Answer> =>
  call(`/v1/claims/${id}/review`, { key: KEY.ok, body });

async function reviewed(id: string, body: object): Promise<Claim> {
  const answer = await review(id, body);
  expect(answer).toMatchObject({ status: 200, body: { id, needs_review: false } });
  return answer.body as unknown as Claim;
}

const claimNow = async (id: string): Promise<Claim> =>
  (await call(`/v1/claims/${id}`, { key: shop.keys.fk })).body as unknown as Claim;

const lastEvent = ({ events = [] }: Claim) => events.at(-1);

describe('a review with products', () => {
  it('[T12] approves by GTIN: the next cart rests on the registry, at any merchant, and needs no review', async () => {
    const line = robot();
    const { id } = await claimed(line);
    const claim = await reviewed(id, { decision: 'approved', products: [{ line: 0, by: 'gtin' }] });
    const product = await theProduct(`gtin=${line.gtin}`);
    expect(product).toMatchObject({
      ...{ version: 1, merchant: null, sku: null, decision: 'approved', device: 'household_robot' },
      ...{ name: ROBOT.title, source: `review of ${id}` },
    });
    expect(lastEvent(claim)).toMatchObject({
      type: 'claim.reviewed',
      data: {
        decision: 'approved',
        note: null,
        products: [{ line: 0, by: 'gtin', id: product.id, version: 1 }],
      },
    });
    for (const key of [shop.keys.sk, KEY.sk]) {
      expect(await tagOf({ ...line, sku: 'other' }, key)).toMatchObject({
        ...{ qualifies: true, evidence: 'registry', needs_review: false, conflict: null },
        matched: expect.stringContaining(`${product.id}@1`),
      });
    }
    const next = await claimed(line);
    expect(await claimOf(next.checkout, shop.keys.fk)).toMatchObject({ needs_review: false, review: null });
    expectRefusal(await review(next.id, { decision: 'approved' }), 409, 'review_not_needed', 'id');
  });

  it('[T12] approves by SKU: for its merchant alone', async () => {
    const { gtin: _, ...line } = robot();
    const { id } = await claimed(line);
    await reviewed(id, { decision: 'approved', products: [{ line: 0, by: 'sku' }] });
    expect(await theProduct(`sku=${line.sku}`)).toMatchObject({ gtin: null, merchant: shop.id, version: 1 });
    expect(await tagOf(line, shop.keys.sk)).toMatchObject({ evidence: 'registry', needs_review: false });
    expect(await tagOf(line)).toMatchObject({ evidence: 'title', needs_review: true });
  });

  it('[T12] excludes what it rejects; a correction turns that round, in a version of its own', async () => {
    const line = robot();
    const { id } = await claimed(line, SOCKS);
    const picked = { products: [{ line: 0, by: 'gtin' }] };
    await reviewed(id, { decision: 'rejected', note: 'a toy,\nsays its maker', ...picked });
    expect(await tagOf(line)).toMatchObject({
      qualifies: false,
      reason: 'registry_excluded',
      needs_review: false,
    });
    const claim = await reviewed(id, { decision: 'approved', ...picked });
    expect(await tagOf(line)).toMatchObject({ qualifies: true, reason: 'registry_approved' });
    const { id: product } = await theProduct(`gtin=${line.gtin}`);
    const said = claim.events
      ?.filter(({ type }) => type === 'claim.reviewed')
      .map(({ data }) => data['products']);
    expect(said).toEqual([1, 2].map((version) => [{ line: 0, by: 'gtin', id: product, version }]));
    expect((await productNow(product)).versions).toMatchObject([
      { decision: 'excluded' },
      { decision: 'approved' },
    ]);
  });

  it('[T12] several lines at once, each by its own key, in the order of the request', async () => {
    const [first, second] = [robot(), { ...robot(), title: 'Rokid 智能眼镜' }];
    const { id } = await claimed(first, second);
    const picked = [
      { line: 1, by: 'sku' },
      { line: 0, by: 'gtin' },
    ];
    const claim = await reviewed(id, { decision: 'approved', products: picked });
    const [glasses, vacuum] = [await theProduct(`sku=${second.sku}`), await theProduct(`gtin=${first.gtin}`)];
    expect([glasses.device, vacuum.device]).toEqual(['smart_glasses', 'household_robot']);
    expect(lastEvent(claim)?.data['products']).toEqual([
      { line: 1, by: 'sku', id: glasses.id, version: 1 },
      { line: 0, by: 'gtin', id: vacuum.id, version: 1 },
    ]);
  });

  it('[T12] [C8] sent again after a crash between the registry and the claim, it comes to one version and one event', async () => {
    const line = robot();
    const { checkout, id } = await claimed(line);
    // What the Worker did before it died.
    const row: ProductRow = {
      gtin: line.gtin.padStart(14, '0'),
      merchant: null,
      sku: null,
      decision: 'approved',
      device: 'household_robot',
      name: line.title,
      source: `review of ${id}`,
    };
    await env.DIRECTORY.getByName('directory').decideProducts([row], nowS());
    expect(await claimOf(checkout, shop.keys.fk)).toMatchObject({ needs_review: true, review: null });
    const body = { decision: 'approved', products: [{ line: 0, by: 'gtin' }] };
    const first = await reviewed(id, body);
    expect(await reviewed(id, body)).toEqual(first);
    // The claim is decided with fewer words, too.
    expect(await reviewed(id, { decision: 'approved' })).toEqual(first);
    expect(eventTypes(first)).toEqual(['claim.reserved', 'claim.reviewed']);
    expect((await productNow((await theProduct(`gtin=${line.gtin}`)).id)).versions).toHaveLength(1);
  });

  describe('sent again once an import has said something else', () => {
    const body = { decision: 'approved', note: 'seen', products: [{ line: 0, by: 'gtin' }] };

    /** Excludes a product that the registry approves, and expects that a call leaves it so and the claim as it is. */
    async function expectNothingUndone(id: string, gtin: string, sent: object): Promise<void> {
      const before = await reviewed(id, { decision: 'approved', note: 'seen' });
      const { version } = await imported([excluded({ gtin })]);
      expect(await reviewed(id, sent)).toEqual(before);
      expect(await theProduct(`gtin=${gtin}`)).toMatchObject({ version: 2, decision: 'excluded' });
      expect((await imported([excluded({ gtin: newGtin() })])).version).toBe(version + 1);
    }

    it('[T12] [C8] it leaves the registry and the claim as they are', async () => {
      const line = robot();
      const { id } = await claimed(line);
      const claim = await reviewed(id, body);
      await expectNothingUndone(id, line.gtin, body);
      expect(eventTypes(claim)).toEqual(['claim.reserved', 'claim.reviewed']);
    });

    it('[T12] [C8] it does so too where the same was decided about another product since', async () => {
      const lines = [robot(), robot()] as const;
      const { id } = await claimed(...lines);
      await reviewed(id, body);
      await reviewed(id, { ...body, products: [{ line: 1, by: 'sku' }] });
      await expectNothingUndone(id, lines[0].gtin, body);
    });

    it('[T12] [C8] an event of before, which names no key, counts for either', async () => {
      const line = robot();
      const { id } = await claimed(line);
      await imported([approved({ gtin: line.gtin })]);
      const { id: product, version } = await theProduct(`gtin=${line.gtin}`);
      const review = {
        ...{ decision: 'approved' as const, note: 'seen', products: [{ line: 0, id: product, version }] },
      };
      const cart = cartOf(await claimNow(id));
      expect(await ledgerOf(shop.id).review({ claim: id, cart, review }, nowS())).toMatchObject({ ok: true });
      await expectNothingUndone(id, line.gtin, body);
      await reviewed(id, { ...body, products: [{ line: 0, by: 'sku' }] });
      expect(await products(`sku=${line.sku}`)).toEqual([]);
    });

    it.each([
      ['another note', { note: 'seen again' }],
      ['another key', { products: [{ line: 0, by: 'sku' }] }],
      ['another line', { products: [{ line: 1, by: 'gtin' }] }],
      ['another decision', { decision: 'rejected' }],
    ])('[T12] [C8] %s is another review', async (_name, over) => {
      const lines = [robot(), robot()];
      const { id } = await claimed(...lines);
      await reviewed(id, body);
      const claim = await reviewed(id, { ...body, ...over });
      expect(eventTypes(claim)).toEqual(['claim.reserved', 'claim.reviewed', 'claim.reviewed']);
    });

    it('[T12] [C8] what was decided in between is another review: the first one is a correction again', async () => {
      const line = robot();
      const { id } = await claimed(line);
      await reviewed(id, body);
      await reviewed(id, { ...body, decision: 'rejected' });
      const claim = await reviewed(id, body);
      expect(lastEvent(claim)?.data).toMatchObject({ decision: 'approved', products: [{ version: 3 }] });
    });

    it('[T12] [C8] what was decided about the cart before is none of it', async () => {
      const [{ gtin: _, ...line }, { gtin: __, ...other }] = [robot(), robot()];
      const { checkout, id } = await claimed(line);
      const by_sku = { ...body, products: [{ line: 0, by: 'sku' }] };
      await reviewed(id, by_sku);
      await repriced(shop, checkout.id, { lines: [other] });
      await reviewed(id, by_sku);
      expect(await theProduct(`sku=${other.sku}`)).toMatchObject({ decision: 'approved' });
    });
  });

  it('[T12] [C8] a product that was left out before is a new event', async () => {
    const line = robot();
    const { id } = await claimed(line);
    await reviewed(id, { decision: 'approved' });
    const claim = await reviewed(id, { decision: 'approved', products: [{ line: 0, by: 'gtin' }] });
    expect(eventTypes(claim)).toEqual(['claim.reserved', 'claim.reviewed', 'claim.reviewed']);
  });

  it('[T12] what the registry says already stays as it is written, and what was removed comes back', async () => {
    const [first, second] = [robot(), robot()];
    const { id } = await claimed(first, second);
    const list = { decision: 'approved', device: 'household_robot', source: 'List 3' };
    await imported([{ ...list, gtin: first.gtin }, { ...excluded({ gtin: second.gtin }) }]);
    const removed = await theProduct(`gtin=${second.gtin}`);
    await call(`/v1/products/${removed.id}`, { method: 'DELETE', key: KEY.ok });
    const picked = [0, 1].map((line) => ({ line, by: 'gtin' }));
    const claim = await reviewed(id, { decision: 'approved', products: picked });
    const known = await theProduct(`gtin=${first.gtin}`);
    expect(known).toMatchObject({ version: 1, source: 'List 3', name: null });
    expect(lastEvent(claim)?.data['products']).toEqual([
      { line: 0, by: 'gtin', id: known.id, version: 1 },
      { line: 1, by: 'gtin', id: removed.id, version: 3 },
    ]);
  });

  it('[T12] a title with characters that a name may not have is a name without them', async () => {
    const line = robot({ title: '扫地机器人\u0007 X1' });
    const { id } = await claimed(line);
    await reviewed(id, { decision: 'approved', products: [{ line: 0, by: 'gtin' }] });
    expect(await theProduct(`gtin=${line.gtin}`)).toMatchObject({ name: '扫地机器人  X1' });
  });

  it('[T12] of a claim that needs none, or whose cart is another by now, registers nothing', async () => {
    const line = robot();
    const { checkout, id } = await claimed(line);
    const sure = { ...line, title: 'X', category: { taxonomy: 'shopify', code: 'hg-9-10-5' } };
    await repriced(shop, checkout.id, { lines: [sure] });
    const body = { decision: 'approved', products: [{ line: 0, by: 'gtin' }] };
    expectRefusal(await review(id, body), 409, 'review_not_needed', 'id');
    expect(await products(`gtin=${line.gtin}`)).toEqual([]);
  });
});

describe('products that cannot be registered', () => {
  /** Expects a refusal after which neither the registry nor the claim says anything new. */
  async function refused(lines: object[], picked: unknown, code: string, param: string): Promise<string> {
    const { checkout, id } = await claimed(...lines);
    const before = (await imported([excluded({ gtin: newGtin() })])).version;
    const answer = await review(id, { decision: 'approved', products: picked });
    const { rows, ...error } = errorOf(answer);
    expect(rows === undefined).toBe(code !== 'products_invalid');
    const message = expectRefusal({ ...answer, body: { error } }, 400, code, param);
    expect((await imported([excluded({ gtin: newGtin() })])).version).toBe(before + 1);
    expect(await claimOf(checkout, shop.keys.fk)).toMatchObject({ needs_review: true, review: null });
    return message;
  }

  const INVALID = 'parameter_invalid';
  const cases: [name: string, lines: object[], picked: unknown, param: string, says: string][] = [
    ['no gtin', [ROBOT], [{ line: 0, by: 'gtin' }], 'products[0][by]', "expected 'sku'"],
    ['no such line', [ROBOT, SOCKS], [{ line: 2, by: 'sku' }], 'products[0][line]', 'from 0 to 1, got 2'],
    ['no device', [ROBOT, SOCKS], [{ line: 1, by: 'sku' }], 'products[0][line]', 'a line that is a device'],
    ['another key', [ROBOT], [{ line: 0, by: 'name' }], 'products[0][by]', "'gtin' or 'sku'"],
    ['a line before the first', [ROBOT], [{ line: -1, by: 'sku' }], 'products[0][line]', 'at least 0'],
    [
      'a line twice',
      [robot()],
      ['gtin', 'sku'].map((by) => ({ line: 0, by })),
      'products[1][line]',
      'each line once',
    ],
    [
      'a product twice',
      [ROBOT, { ...ROBOT, title: 'Rokid 智能眼镜' }],
      [0, 1].map((line) => ({ line, by: 'sku' })),
      'products[1][line]',
      'line 1, whose sku is that of line 0',
    ],
  ];
  it.each(cases)('[T12] [A3] %s', async (_name, lines, picked, param, says) => {
    expect(await refused(lines, picked, INVALID, param)).toContain(says);
  });

  it("[T12] [T7] a GTIN that is a shop's own gives the registry's refusal", async () => {
    const line = { ...ROBOT, gtin: rightGtin('200123456789') };
    const message = await refused([line], [{ line: 0, by: 'gtin' }], 'products_invalid', 'products[0][by]');
    expect(message).toContain(`products[0][by]: expected a number that one product has everywhere`);
    expect(message).toContain(`got '${line.gtin}'`);
  });

  it.each([
    ['products', { decision: 'approved', products: {} }, INVALID],
    ['products[0][by]', { decision: 'approved', products: [{ line: 0 }] }, 'parameter_missing'],
    ['products[0][line]', { decision: 'approved', products: [{ by: 'sku' }] }, 'parameter_missing'],
    [
      'products[0][gtin]',
      { decision: 'approved', products: [{ line: 0, by: 'sku', gtin: '1' }] },
      'parameter_unknown',
    ],
  ])('[A3] %s in %j', async (param, body, code) => {
    expectRefusal(await review('clm_nobody', body), 400, code, param);
  });
});
