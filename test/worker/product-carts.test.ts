// What carts get of the registry, and what their claims keep of it.

import { describe, expect, it } from 'vitest';
import type { Claim } from '../../src/wire/objects.ts';
import { claimOf } from './claim-support.ts';
import {
  approved,
  excluded,
  imported,
  long,
  newGtin,
  productNow,
  removing,
  tagOf,
  theProduct,
} from './product-support.ts';
import { repriced } from './repricing-support.ts';
import { call, DEMO, KEY, newShop, openCheckout, ROBOT, SOCKS } from './support.ts';

describe('a cart', () => {
  const TEA = { sku: 'TEA', title: 'Green tea, 250 g' };

  it('[T8] gets the entry of its GTIN, in whatever form, at every merchant', async () => {
    const gtin = newGtin();
    const shop = await newShop();
    expect(await tagOf({ ...TEA, gtin })).toMatchObject({ evidence: 'none', reason: 'no_evidence' });
    await imported([approved({ gtin })]);
    const { id } = await theProduct(`gtin=${gtin}`);
    for (const key of [KEY.sk, KEY.tk, shop.keys.sk]) {
      for (const written of [gtin, long(gtin)]) {
        expect(await tagOf({ ...TEA, gtin: written }, key)).toEqual({
          ...{
            qualifies: true,
            device: 'household_robot',
            evidence: 'registry',
            reason: 'registry_approved',
          },
          matched: `${id}@1 gtin ${long(gtin)}`,
          needs_review: false,
          conflict: null,
        });
      }
    }
  });

  it("[T8] gets the entry of its SKU at its own merchant, and at no other's", async () => {
    const shop = await newShop();
    const sku = `sku-${newGtin()}`;
    await imported([approved({ merchant: shop.id, sku, device: 'smart_glasses' })]);
    const { id } = await theProduct(`sku=${sku}`);
    expect(await tagOf({ ...TEA, sku }, shop.keys.sk)).toMatchObject({
      device: 'smart_glasses',
      matched: `${id}@1 sku ${sku}`,
    });
    expect(await tagOf({ ...TEA, sku })).toMatchObject({ evidence: 'none' });
  });

  it('[T8] gets that of its GTIN before that of its SKU', async () => {
    const [gtin, sku] = [newGtin(), `sku-${newGtin()}`];
    await imported([approved({ gtin }), excluded({ merchant: DEMO, sku })]);
    expect(await tagOf({ sku, gtin })).toMatchObject({ reason: 'registry_approved' });
    expect(await tagOf({ sku })).toMatchObject({ reason: 'registry_excluded' });
    expect(await tagOf({ sku, gtin: newGtin() })).toMatchObject({ reason: 'registry_excluded' });
  });

  it('[T1] is told by an exclusion against its category and its title', async () => {
    const gtin = newGtin();
    const line = { ...ROBOT, gtin, category: { taxonomy: 'shopify', code: 'hg-9-10-5' } };
    expect(await tagOf(line)).toMatchObject({ qualifies: true, evidence: 'taxonomy' });
    await imported([excluded({ gtin })]);
    expect(await tagOf(line)).toMatchObject({ qualifies: false, device: null, reason: 'registry_excluded' });
  });

  it('[T7] with a number that its shop gave gets nothing by it', async () => {
    const own = '2001234567893';
    await imported([approved({ merchant: DEMO, sku: 'own-number' })]);
    expect(await tagOf({ ...TEA, gtin: own })).toMatchObject({ evidence: 'none' });
    expect(await tagOf({ ...TEA, sku: 'own-number', gtin: own })).toMatchObject({ evidence: 'registry' });
  });

  it('[T10] gets nothing by an entry that was removed, and its next version once it is back', async () => {
    const gtin = newGtin();
    await imported([approved({ gtin })]);
    const { id } = await theProduct(`gtin=${gtin}`);
    expect(await tagOf({ ...TEA, gtin })).toMatchObject({ matched: `${id}@1 gtin ${long(gtin)}` });
    await removing(id);
    expect(await tagOf({ ...TEA, gtin })).toMatchObject({ evidence: 'none', matched: null });
    await imported([approved({ gtin })]);
    expect(await tagOf({ ...TEA, gtin })).toMatchObject({ matched: `${id}@3 gtin ${long(gtin)}` });
  });

  it('[T8] of 200 lines gets all its entries, and no other', async () => {
    const known = Array.from({ length: 100 }, newGtin);
    await imported(known.map((gtin) => approved({ gtin })));
    const lines = Array.from({ length: 200 }, (_, at) => ({
      ...{ ...TEA, sku: `line-${at}`, unit_amount: 100, quantity: 1 },
      ...(at % 2 === 0 && { gtin: known[at / 2] }),
    }));
    const { body } = await call('/v1/quotes', { body: { lines } });
    const evidence = (body['lines'] as { tag: { evidence: string } }[]).map(({ tag }) => tag.evidence);
    expect(evidence).toEqual(lines.map((_, at) => (at % 2 === 0 ? 'registry' : 'none')));
  });

  it('[T10] its claim keeps the entry and the version that decided, whatever becomes of it', async () => {
    const gtin = newGtin();
    await imported([approved({ gtin })]);
    const { id } = await theProduct(`gtin=${gtin}`);
    const checkout = await openCheckout({ lines: [{ ...ROBOT, ...TEA, gtin }, SOCKS] });
    const tag = {
      ...{ qualifies: true, device: 'household_robot', evidence: 'registry', reason: 'registry_approved' },
      matched: `${id}@1 gtin ${long(gtin)}`,
    };
    expect(checkout).toMatchObject({ lines: [{ tag }, { tag: { qualifies: false } }] });
    await imported([excluded({ gtin })]);
    const claim: Claim = await claimOf(checkout);
    expect(claim).toMatchObject({ amount: checkout.subsidy_amount, lines: [{ tag, gtin }, {}] });
    expect(await productNow(id)).toMatchObject({ versions: [{ version: 1, decision: 'approved' }, {}] });
  });

  it('[T10] that is repriced is priced by the entries of then', async () => {
    const shop = await newShop();
    const gtin = newGtin();
    await imported([approved({ gtin })]);
    const line = { ...ROBOT, ...TEA, gtin };
    const { id, subsidy_amount } = await openCheckout({ lines: [line] }, shop.keys.sk);
    expect(subsidy_amount).toBeGreaterThan(0);
    await imported([excluded({ gtin })]);
    expect(await repriced(shop, id, { lines: [line] })).toMatchObject({
      subsidy_amount: 0,
      claim: null,
      lines: [{ tag: { reason: 'registry_excluded' } }],
    });
  });
});
