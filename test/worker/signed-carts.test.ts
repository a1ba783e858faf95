// Carts that a server signs for its page: what the page gets of them, what it cannot change, and that each opens one checkout.

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import * as limits from '../../src/limits.ts';
import { fromBase64url, toBase64url } from '../../worker/base64url.ts';
import type { Env } from '../../worker/env.ts';
import { readSignedCart, signedText } from '../../worker/signed-carts.ts';
import {
  brokeProgramme,
  cartOf,
  line,
  pageCreates,
  quotedFor,
  ROBOT_PRODUCT,
  signed,
  signing,
} from './catalogue-support.ts';
import { claimOf } from './claim-support.ts';
import {
  call,
  checkoutIn,
  errorOf,
  expectRefusal,
  intentsFor,
  KEY,
  newShop,
  nowS,
  type Shop,
  SOCKS,
  settings,
} from './support.ts';

const DEVELOPMENT = settings({ ENVIRONMENT: 'development' });

let shop: Shop;
let broke: string;
beforeAll(async () => {
  broke = await brokeProgramme();
  shop = await newShop();
});

/** What a token says, changed as a page could, under the signature that it has. */
function altered(token: string, change: (said: string) => string): string {
  const [said = '', mac] = token.slice('cart_'.length).split('.');
  const text = new TextDecoder().decode(fromBase64url(said) ?? new Uint8Array());
  return `cart_${toBase64url(new TextEncoder().encode(change(text)))}.${mac}`;
}

describe('signing a cart', () => {
  it('[U6] answers the text, whose order it is and until when it counts', async () => {
    const cart = cartOf({ expires_in: 60 });
    const answer = await signing(shop, cart);
    expect(answer).toMatchObject({
      status: 200,
      body: { object: 'signed_cart', order_reference: cart['order_reference'] },
    });
    expect(answer.body['signed_cart']).toMatch(/^cart_[\w-]+\.[\w-]{43}$/);
    expect(Math.abs(Number(answer.body['expires_at']) - nowS() - 60)).toBeLessThan(5);
    expect(Object.keys(answer.body).sort()).toEqual([
      'expires_at',
      'object',
      'order_reference',
      'signed_cart',
    ]);
    const by_default = await signing(shop, cartOf());
    expect(Math.abs(Number(by_default.body['expires_at']) - nowS() - limits.SIGNED_CART_TTL_S)).toBeLessThan(
      5,
    );
  });

  it('[U6] refuses what could not be charged', async () => {
    const cheap = cartOf({ lines: [{ ...SOCKS, unit_amount: 1 }] });
    expectRefusal(await signing(shop, cheap), 400, 'amount_too_small', 'lines');
    expectRefusal(await signing(shop, cartOf({ programme: 'mars' })), 400, 'resource_missing', 'programme');
  });

  it.each([
    ['parameter_unknown', 'channel', { channel: 'online' }],
    ['parameter_unknown', 'payment', { payment: { provider: 'stripe' } }],
    ['parameter_missing', 'lines', { lines: undefined }],
    ['parameter_missing', 'order_reference', { order_reference: undefined }],
    ['parameter_missing', 'lines[0][unit_amount]', { lines: [line('G20S')] }],
    ['parameter_invalid', 'expires_in', { expires_in: limits.SIGNED_CART_TTL_MIN_S - 1 }],
    ['parameter_invalid', 'expires_in', { expires_in: limits.SIGNED_CART_TTL_MAX_S + 1 }],
  ])('[A3] %s %s', async (code, param, over) => {
    expectRefusal(await signing(shop, cartOf(over)), 400, code, param);
  });

  it.each([limits.SIGNED_CART_TTL_MIN_S, limits.SIGNED_CART_TTL_MAX_S])(
    '[A4] %i seconds pass',
    async (expires_in) => {
      expect((await signing(shop, cartOf({ expires_in }))).status).toBe(200);
    },
  );

  it('[A4] of SIGNED_CART_CHARS_MAX characters passes and opens its checkout, of more is refused', async () => {
    const of = (titles: number) =>
      cartOf({
        lines: Array.from({ length: limits.LINES_MAX }, (_, at) => ({
          ...SOCKS,
          sku: `${at}`,
          title: 'x'.repeat(
            Math.min(limits.TITLE_CHARS_MAX, Math.max(1, titles - at * limits.TITLE_CHARS_MAX)),
          ),
          brand: 'y'.repeat(limits.NAME_CHARS_MAX),
          category: { taxonomy: 'google', code: 'z'.repeat(limits.CATEGORY_CHARS_MAX) },
        })),
      });
    let [fits, over] = [0, limits.LINES_MAX * limits.TITLE_CHARS_MAX];
    let largest = '';
    while (over - fits > 1) {
      const size = (fits + over) >> 1;
      const answer = await signing(shop, of(size));
      if (answer.status === 200) {
        fits = size;
        largest = String(answer.body['signed_cart']);
      } else {
        expectRefusal(answer, 400, 'cart_too_large', 'lines');
        over = size;
      }
    }
    expect(largest.length).toBeGreaterThan(limits.SIGNED_CART_CHARS_MAX - 4);
    expect(largest.length).toBeLessThanOrEqual(limits.SIGNED_CART_CHARS_MAX);
    expect((await pageCreates(shop, { signed_cart: largest })).status).toBe(201);
    const longer = 'x'.repeat(limits.SIGNED_CART_CHARS_MAX + 1);
    expectRefusal(await quotedFor(shop, longer), 400, 'parameter_invalid', 'signed_cart');
  });
});

describe('a signed cart', () => {
  it('[U6] has the prices of the server, without a catalogue', async () => {
    const lines = [{ ...ROBOT_PRODUCT, quantity: 2, discount_amount: 10_000 }];
    const cart = cartOf({ lines, shipping_amount: 1_500, metadata: { a: 'b' } });
    const signed_cart = await signed(shop, cart);
    const server = await call('/v1/quotes', { key: shop.keys.sk, body: { lines, shipping_amount: 1_500 } });
    const page = await quotedFor(shop, signed_cart);
    expect(page).toMatchObject({ status: 200, body: server.body });
    const body = { signed_cart, expected_amount_due: page.body['amount_due'] };
    const checkout = checkoutIn(await pageCreates(shop, body), 201);
    expect(checkout).toMatchObject({
      ...{ order_reference: cart['order_reference'], channel: 'online', metadata: { a: 'b' } },
      ...{ shipping_amount: 1_500, amount_due: page.body['amount_due'] },
    });
    expect(await intentsFor(checkout.id)).toMatchObject([{ amount: checkout.amount_due }]);
    expect((await claimOf(checkout, shop.keys.sk)).lines).toMatchObject(lines);
  });

  it('[U6] is priced under the programme that it names', async () => {
    const signed_cart = await signed(shop, cartOf({ programme: broke }));
    expect((await quotedFor(shop, signed_cart)).body).toMatchObject({ programme: { id: broke } });
    const refused = await pageCreates(shop, { signed_cart });
    expectRefusal(refused, 409, 'budget_exhausted');
    const full = checkoutIn(await pageCreates(shop, { signed_cart, subsidy: 'none' }), 201);
    expect(full).toMatchObject({
      subsidy_amount: 0,
      amount_due: errorOf(refused)['amount_due_without_subsidy'],
    });
  });

  it.each([
    ['lines', { lines: [line('G20S')] }, 'signed_cart', 'parameter_invalid'],
    ['an order reference', { order_reference: 'x' }, 'order_reference', 'parameter_invalid'],
    ['metadata', { metadata: { a: 'b' } }, 'metadata', 'parameter_invalid'],
    ['shipping', { shipping_amount: 0 }, 'shipping_amount', 'price_from_page'],
    ['a programme', { programme: 'x' }, 'programme', 'parameter_unknown'],
  ])('[U2] comes without %s', async (_, over, param, code) => {
    const signed_cart = await signed(shop, cartOf());
    expectRefusal(await pageCreates(shop, { signed_cart, ...over }), 400, code, param);
    expect((await pageCreates(shop, { signed_cart })).status).toBe(201);
  });
});

describe('what a page cannot change', () => {
  let token: string;
  beforeAll(async () => {
    token = await signed(shop, cartOf());
  });
  const refused = async (text: string, key?: string) =>
    expectRefusal(await quotedFor(shop, text, key), 400, 'signed_cart_invalid', 'signed_cart');

  it('[U6] is what it says', async () => {
    expect(await refused(altered(token, (said) => said.replace('399900', '1')))).toContain('its signature');
    for (const change of [
      (said: string) => said.replace(/"expires_at":\d+/, '"expires_at":9999999999'),
      (said: string) => said.replace(shop.id, 'mer_demo'),
      (said: string) => `${said} `,
      () => '{}',
      () => '',
    ]) {
      await refused(altered(token, change));
    }
    expect((await quotedFor(shop, token)).status).toBe(200);
  });

  it('[U6] is whose it is', async () => {
    const other = await newShop();
    expect(await refused(token, other.keys.pk)).toContain("another merchant's");
    const answer = await pageCreates(other, { signed_cart: token });
    expectRefusal(answer, 400, 'signed_cart_invalid', 'signed_cart');
  });

  it('[U6] is its form', async () => {
    const [said, mac] = token.slice('cart_'.length).split('.');
    for (const text of [
      ...['', 'cart_', 'cart_.', 'x', 'cart_x', `cart_${said}`, `cart_${said}.`, `cart_.${mac}`],
      ...[
        `${said}.${mac}`,
        `cart_${mac}.${said}`,
        `cart_${said}.${mac}x`,
        `CART_${said}.${mac}`,
        `${token}=`,
      ],
      ...[`cart_${said}.${mac?.slice(0, -2)}`, `cart_${said} .${mac}`, 'cart_扫.地', 'cart_{}.{}'],
    ]) {
      await refused(text);
    }
  });

  it('[U6] any one character of it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: token.length - 1 }),
        fc.constantFrom(...'ABCdef019_-.'),
        async (at, char) => {
          const text = token.slice(0, at) + char + token.slice(at + 1);
          const read = await readSignedCart(DEVELOPMENT, { id: shop.id } as never, text).catch(() => null);
          // The last character of base64url has bits that say nothing: then it is the same cart.
          const same = await readSignedCart(DEVELOPMENT, { id: shop.id } as never, token);
          expect(read === null || JSON.stringify(read) === JSON.stringify(same)).toBe(true);
          if (at < token.length - 1 && text !== token && token[at] !== '.') {
            const is_end_of_what_it_says = token[at + 1] === '.';
            expect(read === null || is_end_of_what_it_says).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('[U6] the key: with another one nothing of it is right', async () => {
    const other = { ...DEVELOPMENT, PERSONAL_DATA_KEY: 'another' } as Env;
    const text = await signedText(other, {
      ...{ id: 'x', merchant: shop.id, cart: cartOf() as never, expires_at: nowS() + 60 },
    });
    await refused(text);
  });
});

describe('who signs', () => {
  it('[A2] is the merchant’s server alone', async () => {
    for (const key of [shop.keys.pk, shop.keys.tk, shop.keys.fk, KEY.ok]) {
      expectRefusal(await call('/v1/carts/sign', { key, body: cartOf() }), 403, 'key_kind_not_allowed');
    }
  });
});
