// Each signed cart opens one checkout: whatever is sent beside it, however many ask at once, and whatever crashes.

import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { beforeAll, describe, expect, it } from 'vitest';
import { signedText } from '../../worker/signed-carts.ts';
import {
  brokeProgramme,
  cartOf,
  newStore,
  pageCreates,
  pageOrder,
  quotedFor,
  ROBOT_PRODUCT,
  signed,
  stocked,
} from './catalogue-support.ts';
import { claimOf, eventTypes } from './claim-support.ts';
import {
  type Answer,
  call,
  checkoutIn,
  checkoutNow,
  errorOf,
  expectRefusal,
  intentOf,
  intentsFor,
  ledgerObject,
  newShop,
  nowS,
  order,
  payAndTell,
  type Shop,
  settings,
} from './support.ts';

const DUE = 339_915;
const DEVELOPMENT = settings({ ENVIRONMENT: 'development' });

let shop: Shop;
let broke: string;
beforeAll(async () => {
  broke = await brokeProgramme();
  shop = await newShop();
});

/** A cart whose time is over, as it would be had it been signed an hour ago. */
const expiredCart = (cart: Record<string, unknown>, id = crypto.randomUUID()): Promise<string> =>
  signedText(DEVELOPMENT, { id, merchant: shop.id, cart: cart as never, expires_at: nowS() - 1 });

const cancel = ({ id }: { id: string }) =>
  call(`/v1/checkouts/${id}/cancel`, { key: shop.keys.sk, method: 'POST' });

describe('the one checkout of a signed cart', () => {
  it('[U7] is the answer while it is open or complete, whatever is sent beside it', async () => {
    const signed_cart = await signed(shop, cartOf());
    const first = checkoutIn(await pageCreates(shop, { signed_cart }), 201);
    for (const over of [{}, { subsidy: 'none' }, { expected_amount_due: DUE }, { channel: 'online' }]) {
      expect(checkoutIn(await pageCreates(shop, { signed_cart, ...over }), 200)).toEqual(first);
    }
    const other = await pageCreates(shop, { signed_cart, expected_amount_due: DUE + 1 });
    expectRefusal(other, 409, 'amount_changed', 'expected_amount_due');
    expect(errorOf(other)['amount_due']).toBe(DUE);
    await payAndTell(intentOf(first));
    const paid = checkoutIn(await pageCreates(shop, { signed_cart }), 200);
    expect(paid).toMatchObject({ id: first.id, status: 'complete' });
    expect((await quotedFor(shop, signed_cart)).status).toBe(200);
  });

  it('[U7] is one, of fifty requests at once', async () => {
    const signed_cart = await signed(shop, cartOf());
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        pageCreates(shop, { signed_cart, ...(at % 2 === 0 && { expected_amount_due: DUE }) }),
      ),
    );
    expect(new Set(answers.map(({ body }) => body['id'])).size).toBe(1);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const first = checkoutIn(answers.find(({ status }) => status === 201) as Answer, 201);
    expect(eventTypes(await claimOf(first, shop.keys.sk))).toEqual(['claim.reserved']);
    expect(await intentsFor(first.id)).toHaveLength(1);
  });

  it('[U7] stays the only one: after a cancel the cart is used', async () => {
    const cart = cartOf();
    const signed_cart = await signed(shop, cart);
    const first = checkoutIn(await pageCreates(shop, { signed_cart }), 201);
    await cancel(first);
    const message = expectRefusal(
      await pageCreates(shop, { signed_cart }),
      409,
      'signed_cart_used',
      'signed_cart',
    );
    expect(message).not.toContain(first.id);
    expect((await quotedFor(shop, signed_cart)).status).toBe(200);
    const anew = checkoutIn(await pageCreates(shop, { signed_cart: await signed(shop, cart) }), 201);
    expect(anew.id).not.toBe(first.id);
    // The order has another checkout by now, which is not this cart's.
    expectRefusal(await pageCreates(shop, { signed_cart }), 409, 'signed_cart_used', 'signed_cart');
  });

  it('[U7] stays the only one once its cart has expired too', async () => {
    const [cart, id] = [cartOf(), crypto.randomUUID()];
    const said = { id, merchant: shop.id, cart: cart as never };
    const in_time = await signedText(DEVELOPMENT, { ...said, expires_at: nowS() + 60 });
    const first = checkoutIn(await pageCreates(shop, { signed_cart: in_time }), 201);
    const late = { signed_cart: await expiredCart(cart, id), subsidy: 'none' };
    expect(checkoutIn(await pageCreates(shop, late), 200)).toEqual(first);
    await cancel(first);
    expectRefusal(await pageCreates(shop, late), 409, 'signed_cart_used', 'signed_cart');
  });

  it('[U7] that a dead Worker left without its payment gets it from its cart', async () => {
    const signed_cart = await signed(shop, cartOf());
    const first = checkoutIn(await pageCreates(shop, { signed_cart }), 201);
    await runInDurableObject(ledgerObject(shop.id), (_, { storage }) => {
      const lost = 'UPDATE checkouts SET payment_intent = NULL, client_secret = NULL WHERE id = ?';
      storage.sql.exec(lost, first.id);
    });
    expect(checkoutIn(await pageCreates(shop, { signed_cart }), 200)).toEqual(first);
    expect(await intentsFor(first.id)).toHaveLength(1);
  });

  it('[U7] is the answer when the page was loaded again and its cart signed anew', async () => {
    const cart = cartOf();
    const first = checkoutIn(await pageCreates(shop, { signed_cart: await signed(shop, cart) }), 201);
    expect(checkoutIn(await pageCreates(shop, { signed_cart: await signed(shop, cart) }), 200)).toEqual(
      first,
    );
    const other = await signed(shop, { ...cart, shipping_amount: 1 });
    const refused = await pageCreates(shop, { signed_cart: other });
    expectRefusal(refused, 409, 'order_already_open', 'signed_cart');
    expect(JSON.stringify(refused.body)).not.toContain(first.id);
  });

  it('[U7] is written down with it: neither a crash of the ledger nor a closed checkout forgets it', async () => {
    const signed_cart = await signed(shop, cartOf());
    const first = checkoutIn(await pageCreates(shop, { signed_cart }), 201);
    await evictDurableObject(ledgerObject(shop.id));
    expect(checkoutIn(await pageCreates(shop, { signed_cart }), 200)).toEqual(first);
    await cancel(first);
    await evictDurableObject(ledgerObject(shop.id));
    expectRefusal(await pageCreates(shop, { signed_cart }), 409, 'signed_cart_used', 'signed_cart');
  });

  it('[U7] that fails to open leaves the cart unused', async () => {
    const signed_cart = await signed(shop, cartOf({ programme: broke }));
    expectRefusal(await pageCreates(shop, { signed_cart }), 409, 'budget_exhausted');
    const wrong = { signed_cart, expected_amount_due: 1 };
    expectRefusal(await pageCreates(shop, wrong), 409, 'amount_changed', 'expected_amount_due');
    const rows = await runInDurableObject(ledgerObject(shop.id), (_, { storage }) =>
      storage.sql
        .exec('SELECT id FROM signed_carts WHERE checkout NOT IN (SELECT id FROM checkouts)')
        .toArray(),
    );
    expect(rows).toEqual([]);
    expect((await pageCreates(shop, { signed_cart, subsidy: 'none' })).status).toBe(201);
  });

  it('[U7] the table itself refuses a second one', async () => {
    const message = await runInDurableObject(ledgerObject(shop.id), (_, { storage }) => {
      try {
        storage.sql.exec(`INSERT INTO signed_carts SELECT id, 'chk_other' FROM signed_carts LIMIT 1`);
        return 'accepted';
      } catch (error) {
        return String(error);
      }
    });
    expect(message).toMatch(/UNIQUE constraint failed/);
  });

  it('[U7] is found in whichever ledger keeps the order', async () => {
    const large = await newShop({ ledger_shards: 5 });
    for (let orders = 0; orders < 6; orders += 1) {
      const signed_cart = await signed(large, cartOf());
      const first = checkoutIn(await pageCreates(large, { signed_cart }, `key-${orders}`), 201);
      expect(checkoutIn(await pageCreates(large, { signed_cart }), 200)).toEqual(first);
    }
  });

  it('[U7] does not open once the time is over, but is the answer still where it was opened in time', async () => {
    const cart = cartOf();
    const late = await expiredCart(cart);
    for (const answer of [await quotedFor(shop, late), await pageCreates(shop, { signed_cart: late })]) {
      expectRefusal(answer, 400, 'signed_cart_expired', 'signed_cart');
    }
    const opened = checkoutIn(await pageCreates(shop, { signed_cart: await signed(shop, cart) }), 201);
    expect(checkoutIn(await pageCreates(shop, { signed_cart: late }), 200)).toEqual(opened);
    await cancel(opened);
    expectRefusal(await pageCreates(shop, { signed_cart: late }), 400, 'signed_cart_expired', 'signed_cart');
  });

  it('[U4] is not to be had by the name of its order', async () => {
    const cart = cartOf();
    const own = await newStore();
    const signed_cart = await signed(own, cart);
    const first = checkoutIn(await pageCreates(own, { signed_cart }), 201);
    const { order_reference } = cart;
    const refused = await pageCreates(own, pageOrder({ order_reference }));
    expectRefusal(refused, 409, 'order_already_open', 'order_reference');
    expect(JSON.stringify(refused.body)).not.toContain(first.id);
    expect(await checkoutNow(first.id, own.keys.sk)).toEqual(first);
  });

  it('[U4] of an order that a server has opened is refused, and nothing is told of it', async () => {
    const body = order();
    const server = checkoutIn(await call('/v1/checkouts', { key: shop.keys.sk, body }), 201);
    const { order_reference, lines } = body;
    const signed_cart = await signed(shop, { order_reference, lines });
    const refused = await pageCreates(shop, { signed_cart });
    expectRefusal(refused, 409, 'order_already_open', 'signed_cart');
    expect(JSON.stringify(refused.body)).not.toContain(server.id);
  });

  it('[U3] costs what was signed, though the catalogue says something else', async () => {
    const own = await newStore();
    const signed_cart = await signed(own, cartOf());
    await stocked([{ ...ROBOT_PRODUCT, unit_amount: 1 }], own.keys.sk);
    expect(checkoutIn(await pageCreates(own, { signed_cart }), 201)).toMatchObject({ amount_due: DUE });
  });
});
