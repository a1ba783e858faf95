// What pages do with a publishable key: quotes and checkouts of the catalogue's products at the catalogue's prices, whatever they
// send, and reading what is theirs.

import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import * as limits from '../../src/limits.ts';
import type { Checkout, Quote } from '../../src/wire/objects.ts';
import type { Env } from '../../worker/env.ts';
import {
  cartOf,
  line,
  newStore,
  pageCreates,
  pageOrder,
  productWith,
  ROBOT_PRODUCT,
  SOCKS_PRODUCT,
  signed,
  stocked,
  unstock,
} from './catalogue-support.ts';
import { giveBack, refundIn } from './return-support.ts';
import {
  type Answer,
  call,
  callUnder,
  checkoutIn,
  checkoutNow,
  expectRefusal,
  intentOf,
  KEY,
  ledgerObject,
  order,
  payAndTell,
  SECRETS,
  type Shop,
  settings,
} from './support.ts';

const DEPLOYED = settings({ ...SECRETS, STRIPE_API_BASE: env.STRIPE_API_BASE });

let shop: Shop;
beforeAll(async () => {
  shop = await newStore();
});

const quoted = (body: Record<string, unknown>, key = shop.keys.pk): Promise<Answer> =>
  call('/v1/quotes', { key, body });

describe('a quote for a page', () => {
  it("[U3] is the quote that the server gets for the catalogue's products", async () => {
    const page = await quoted({ lines: [line('G20S', 2), line('SOCKS', 3), line('G20S')] });
    const lines = [
      { ...ROBOT_PRODUCT, quantity: 2 },
      { ...SOCKS_PRODUCT, quantity: 3 },
      { ...ROBOT_PRODUCT, quantity: 1 },
    ];
    const server = await call('/v1/quotes', { key: shop.keys.sk, body: { lines } });
    expect(page).toMatchObject({ status: 200, body: { amount_total: 1_208_400 } });
    expect(page.body).toEqual(server.body);
  });

  it('[U3] goes by all that the catalogue says of a product', async () => {
    const own = await newStore();
    const category = { taxonomy: 'shopify', code: 'hg-9-10-5' };
    await stocked(
      [{ ...SOCKS_PRODUCT, title: 'X-1', brand: 'B', gtin: '6901234567892', category }],
      own.keys.sk,
    );
    const { lines } = (await quoted({ lines: [line('SOCKS')] }, own.keys.pk)).body as unknown as Quote;
    expect(lines).toMatchObject([{ tag: { evidence: 'taxonomy', device: 'household_robot' } }]);
  });

  it('[U1] has the price of the very moment, and nothing that has left the catalogue', async () => {
    const own = await newStore();
    const now = () => quoted({ lines: [line('SOCKS'), line('G20S')] }, own.keys.pk);
    expect((await now()).body).toMatchObject({ amount_total: 402_800 });
    await stocked([{ ...SOCKS_PRODUCT, unit_amount: 3_000 }], own.keys.sk);
    expect((await now()).body).toMatchObject({ amount_total: 402_900 });
    await unstock('G20S', own.keys.sk);
    expect(expectRefusal(await now(), 400, 'product_missing', 'lines[1][sku]')).toBe(
      "lines[1][sku]: expected a product of the merchant's catalogue, got 'G20S'.",
    );
    await stocked([ROBOT_PRODUCT], own.keys.sk);
    expect((await now()).body).toMatchObject({ amount_total: 402_900 });
  });

  it("[U1] knows no other merchant's products", async () => {
    const other = await newStore();
    await stocked([{ ...SOCKS_PRODUCT, sku: 'THEIRS' }], other.keys.sk);
    const lines = [line('THEIRS')];
    expectRefusal(await quoted({ lines }), 400, 'product_missing', 'lines[0][sku]');
    expect((await quoted({ lines }, other.keys.pk)).status).toBe(200);
  });
});

describe('what a page may not send', () => {
  const PRICES = [
    [{ lines: [{ ...line('G20S'), unit_amount: 1 }] }, 'lines[0][unit_amount]'],
    [{ lines: [line('SOCKS'), { ...line('G20S'), discount_amount: 0 }] }, 'lines[1][discount_amount]'],
    [{ lines: [line('G20S')], shipping_amount: 0 }, 'shipping_amount'],
    // Beside other wrong fields, which stand before it.
    [{ lines: [{ ...line('G20S'), title: 'x', unit_amount: 1 }] }, 'lines[0][unit_amount]'],
    [
      { lines: [{ ...line('G20S', 0), brand: 'x', title: 'x', discount_amount: 1 }] },
      'lines[0][discount_amount]',
    ],
    [{ lines: [line('', 1), { ...line('G20S'), unit_amount: 1 }] }, 'lines[1][unit_amount]'],
    [{ lines: [{ ...line('G20S'), title: 'x' }], programme: 'x', shipping_amount: 0 }, 'shipping_amount'],
  ] as const;

  it.each(PRICES)('[U2] a price: %j', async (over, param) => {
    for (const answer of [await quoted(over), await pageCreates(shop, pageOrder(over))]) {
      const message = expectRefusal(answer, 400, 'price_from_page', param);
      expect(message).toContain(`${param}: expected no price with a pk_ key, got one`);
    }
  });

  it.each([
    ['title', { title: '扫地机器人' }],
    ['brand', { brand: 'x' }],
    ['gtin', { gtin: '6901234567892' }],
    ['category', { category: { taxonomy: 'google', code: '1' } }],
    ['serial_numbers', { serial_numbers: ['S1'] }],
  ])('[U2] the %s of a line', async (field, over) => {
    const cart = { lines: [{ ...line('G20S'), ...over }] };
    for (const answer of [await quoted(cart), await pageCreates(shop, pageOrder(cart))]) {
      expectRefusal(answer, 400, 'parameter_unknown', `lines[0][${field}]`);
    }
  });

  it.each([
    ['parameter_unknown', 'programme', { programme: 'zhejiang-ai-2025' }],
    ['parameter_unknown', 'store', { store: 'S1' }],
    ['parameter_unknown', 'till', { till: 'T1' }],
    ['parameter_unknown', 'payment', { payment: { provider: 'stripe' } }],
    ['parameter_invalid', 'channel', { channel: 'in_store' }],
    ['parameter_invalid', 'lines[0][quantity]', { lines: [line('G20S', 0)] }],
    ['parameter_invalid', 'lines[0][quantity]', { lines: [line('G20S', limits.QUANTITY_MAX + 1)] }],
    ['parameter_missing', 'lines', { lines: undefined }],
    ['parameter_missing', 'order_reference', { order_reference: undefined }],
    ['parameter_invalid', 'signed_cart', { signed_cart: 'cart_x.y' }],
  ])('[U2] in a checkout: %s %s', async (code, param, over) => {
    expectRefusal(await pageCreates(shop, pageOrder(over)), 400, code, param);
  });

  it('[U2] a server may send prices still, and no signed cart', async () => {
    expect((await call('/v1/checkouts', { key: shop.keys.sk, body: order() })).status).toBe(201);
    const answer = await call('/v1/checkouts', { key: shop.keys.sk, body: order({ signed_cart: 'cart_x' }) });
    expectRefusal(answer, 400, 'parameter_unknown', 'signed_cart');
  });

  it('[A5] anything from an origin that is not the merchant’s', async () => {
    const own = await newStore({ origins: ['https://shop.example'] });
    const from = (Origin: string) =>
      callUnder(DEPLOYED, '/v1/checkouts', {
        key: own.keys.pk,
        body: pageOrder(),
        headers: { Origin },
      });
    expectRefusal(await from('https://evil.example'), 403, 'origin_not_allowed');
    const opened = await from('https://shop.example');
    expect(opened.headers.get('Access-Control-Allow-Origin')).toBe('https://shop.example');
    expect(opened.status).not.toBe(403);
  });
});

describe('a shop whose pages bring signed carts only', () => {
  let bound: Shop;
  beforeAll(async () => {
    bound = await newStore({ page_carts: 'signed' });
  });

  it('[U9] sells nothing by SKU, whatever its catalogue has, and opens nothing', async () => {
    const body = pageOrder();
    for (const answer of [
      await call('/v1/quotes', { key: bound.keys.pk, body: { lines: body['lines'] } }),
      await pageCreates(bound, body),
    ]) {
      const message = expectRefusal(answer, 400, 'signed_cart_required', 'lines');
      expect(message).toBe("lines: expected a signed_cart, as the merchant's settings say, got lines.");
    }
    const claims = await call(`/v1/claims?order_reference=${body['order_reference']}`, {
      key: bound.keys.sk,
    });
    expect(claims.body).toMatchObject({ data: [] });
  });

  it('[U9] sells what its server signed, and its server and tills sell as any other’s', async () => {
    const signed_cart = await signed(bound, cartOf());
    expect(checkoutIn(await pageCreates(bound, { signed_cart }), 201)).toMatchObject({ status: 'open' });
    for (const key of [bound.keys.sk, bound.keys.tk]) {
      expect((await call('/v1/checkouts', { key, body: order() })).status).toBe(201);
    }
  });

  it('[U9] is one where the operator said so, of two words', async () => {
    const asked = { name: 'Shop', programme: 'zhejiang-ai-2025' };
    const merchant = (over: object) => call('/v1/merchants', { key: KEY.ok, body: { ...asked, ...over } });
    expect((await merchant({})).body).toMatchObject({ page_carts: 'any' });
    expect((await merchant({ page_carts: 'signed' })).body).toMatchObject({ page_carts: 'signed' });
    expectRefusal(await merchant({ page_carts: 'none' }), 400, 'parameter_invalid', 'page_carts');
  });
});

describe('reading a checkout from a page', () => {
  let opened: Checkout;
  beforeAll(async () => {
    opened = checkoutIn(await pageCreates(shop, pageOrder()), 201);
  });
  const secretOf = ({ payment }: Checkout): string =>
    payment?.provider === 'stripe' ? payment.client_secret : '';
  const reading = (id: string, client_secret: string, key = shop.keys.pk): Promise<Answer> =>
    call(`/v1/checkouts/${id}?client_secret=${encodeURIComponent(client_secret)}`, { key });

  it('[U4] takes the client secret of its payment', async () => {
    expect(await reading(opened.id, secretOf(opened))).toMatchObject({ status: 200, body: opened });
  });

  it('[U4] has no word that the shop wrote down for itself, read or opened again', async () => {
    const body = pageOrder();
    const paid = checkoutIn(await pageCreates(shop, body), 201);
    await payAndTell(intentOf(paid));
    const reason = 'suspected fraud, watch this customer';
    refundIn(await giveBack(shop, paid, [{ line: 0, quantity: 1 }], { reason }));
    await runInDurableObject(ledgerObject(shop.id), (_, { storage }) => {
      storage.sql.exec("UPDATE checkouts SET flag = 'payment_mismatch' WHERE id = ?", paid.id);
    });
    const [known] = (await checkoutNow(paid.id, shop.keys.sk)).refunds;
    expect(known).toMatchObject({ reason });
    for (const answer of [
      await reading(paid.id, secretOf(paid)),
      await pageCreates(shop, body),
      // The first answer under a key, and that answer again.
      await pageCreates(shop, body, 'key-1'),
      await pageCreates(shop, body, 'key-1'),
    ]) {
      const shown = checkoutIn(answer, 200);
      expect(shown).toMatchObject({ flag: null, refunds: [{ ...known, reason: '', reference: null }] });
      expect(JSON.stringify(shown)).not.toContain('fraud');
    }
  });

  it('[U4] is a 404 with another secret, of another checkout, at another merchant, and of what has none', async () => {
    const other = checkoutIn(await pageCreates(shop, pageOrder()), 201);
    const elsewhere = await newStore();
    const secret = secretOf(opened);
    const bare = checkoutIn(await pageCreates(shop, pageOrder()), 201);
    await runInDurableObject(ledgerObject(shop.id), (_, { storage }) => {
      storage.sql.exec('UPDATE checkouts SET client_secret = NULL WHERE id = ?', bare.id);
    });
    for (const answer of [
      await reading(opened.id, secretOf(other)),
      await reading(opened.id, secret.slice(0, -1)),
      await reading(opened.id, `${secret}x`),
      await reading(opened.id, secret.toUpperCase()),
      await reading(opened.id, 'null'),
      await reading(opened.id, secret, elsewhere.keys.pk),
      await reading('chk_nobody', secret),
      await reading(bare.id, 'null'),
    ]) {
      expectRefusal(answer, 404, 'resource_missing', 'id');
    }
  });

  it('[A4] of CLIENT_SECRET_CHARS_MAX characters is compared, one more or none is refused', async () => {
    const max = limits.CLIENT_SECRET_CHARS_MAX;
    expectRefusal(await reading(opened.id, 'x'.repeat(max)), 404, 'resource_missing', 'id');
    const over = await reading(opened.id, 'x'.repeat(max + 1));
    expectRefusal(over, 400, 'parameter_invalid', 'client_secret');
    const without = await call(`/v1/checkouts/${opened.id}`, { key: shop.keys.pk });
    expectRefusal(without, 400, 'parameter_missing', 'client_secret');
  });

  it('[U8] no answer is kept by a cache, a refusal neither', async () => {
    for (const answer of [
      await reading(opened.id, secretOf(opened)),
      await reading(opened.id, 'x'),
      await pageCreates(shop, pageOrder()),
      await call(`/v1/checkouts/${opened.id}`, { key: shop.keys.sk }),
      await call(`/v1/merchants/${shop.id}/keys`, { key: KEY.ok, body: { kind: 'pk' } }),
      await call('/v1/claims', { key: '' }),
    ]) {
      expect(answer.headers.get('Cache-Control')).toBe('no-store');
    }
  });
});

describe('what is logged', () => {
  it('[U8] is no client secret, though reading with one fails', async () => {
    const secret = 'pi_1_secret_of_a_buyer';
    const logged: unknown[] = [];
    const log = vi.spyOn(console, 'error').mockImplementation((...said) => void logged.push(...said));
    const broken = { ...settings({ ENVIRONMENT: 'development' }), LEDGER: undefined } as unknown as Env;
    const path = `/v1/checkouts/chk_01m85m5d6jhxbpxp98ws1hg700?client_secret=${secret}`;
    const answer = await callUnder(broken, path, { key: KEY.pk });
    log.mockRestore();
    expectRefusal(answer, 500, 'internal_error');
    expect(logged).toHaveLength(1);
    expect(String(logged[0])).toContain('GET /v1/checkouts/:id');
    expect(JSON.stringify([logged, answer.body])).not.toContain(secret);
  });
});

describe('the catalogue beside the registry', () => {
  it('[T8] the operator’s word about a SKU decides for pages too', async () => {
    const own = await newStore();
    expect((await productWith('SOCKS', own.keys.sk)).sku).toBe('SOCKS');
    const products = [{ merchant: own.id, sku: 'SOCKS', decision: 'approved', device: 'smart_glasses' }];
    expect((await call('/v1/products', { method: 'PUT', key: KEY.ok, body: { products } })).status).toBe(200);
    const { lines } = (await quoted({ lines: [line('SOCKS')] }, own.keys.pk)).body as unknown as Quote;
    expect(lines).toMatchObject([{ tag: { evidence: 'registry', device: 'smart_glasses' } }]);
  });
});
