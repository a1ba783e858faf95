// Who buys, by the word of the server that signed the cart: the page cannot put another one there, and learns nothing of who it is.

import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { BUYER_REFERENCE_CHARS_MAX } from '../../src/limits.ts';
import { fromBase64url } from '../../worker/base64url.ts';
import type { Env } from '../../worker/env.ts';
import { buyerHash } from '../../worker/privacy.ts';
import { cartOf, pageCreates, quotedFor, signed, signing } from './catalogue-support.ts';
import {
  addProgramme,
  call,
  checkoutIn,
  expectRefusal,
  ledgerObject,
  newShop,
  type Shop,
} from './support.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await newShop({ programme: await addProgramme({ id: 'one-for-each-buyer', per_buyer_limit: 1 }) });
});

const newBuyer = () => ({ reference: `buyer-${crypto.randomUUID()}` });

const cancel = ({ id }: { id: string }) =>
  call(`/v1/checkouts/${id}/cancel`, { key: shop.keys.sk, method: 'POST' });

/** The request of a checkout as its ledger keeps it. */
const keptOf = ({ id }: { id: string }): Promise<Record<string, unknown>> =>
  runInDurableObject(ledgerObject(shop.id), (_, { storage }) => {
    const { request } = storage.sql.exec('SELECT request FROM checkouts WHERE id = ?', id).one();
    return JSON.parse(String(request));
  });

/** What everybody can read of a signed cart. */
const saidBy = (token: string): string =>
  new TextDecoder().decode(
    fromBase64url(token.slice('cart_'.length).split('.')[0] ?? '') ?? new Uint8Array(),
  );

describe('the buyer of a signed cart', () => {
  it('[U6] is that of its checkout, by which the limit for each buyer goes', async () => {
    const buyer = newBuyer();
    const first = checkoutIn(
      await pageCreates(shop, { signed_cart: await signed(shop, cartOf({ buyer })) }),
      201,
    );
    expect(await keptOf(first)).toMatchObject({ buyer_hash: await buyerHash(env as unknown as Env, buyer) });
    const again = { signed_cart: await signed(shop, cartOf({ buyer })) };
    expectRefusal(await pageCreates(shop, again), 409, 'buyer_limit_reached', 'buyer');
    expect((await quotedFor(shop, again.signed_cart)).status).toBe(200);
    await cancel(first);
    checkoutIn(await pageCreates(shop, again), 201);
  });

  it('[U6] cannot be another one by the word of the page', async () => {
    const buyer = newBuyer();
    const signed_cart = await signed(shop, cartOf({ buyer }));
    for (const over of [{}, { subsidy: 'none' }]) {
      const refused = await pageCreates(shop, { signed_cart, buyer: newBuyer(), ...over });
      const message = expectRefusal(refused, 400, 'parameter_invalid', 'buyer');
      expect(message).not.toContain(buyer.reference);
    }
    const opened = checkoutIn(await pageCreates(shop, { signed_cart, buyer }), 201);
    expect(await keptOf(opened)).toMatchObject({ buyer_hash: await buyerHash(env as unknown as Env, buyer) });
  });

  it('[U7] stays who it was, whatever is sent beside the cart once it has its checkout', async () => {
    const buyer = newBuyer();
    const signed_cart = await signed(shop, cartOf({ buyer }));
    const opened = checkoutIn(await pageCreates(shop, { signed_cart }), 201);
    const kept = await keptOf(opened);
    expect(checkoutIn(await pageCreates(shop, { signed_cart, buyer: newBuyer() }), 200)).toEqual(opened);
    expect(await keptOf(opened)).toEqual(kept);
    const anew = await signed(shop, {
      ...JSON.parse(saidBy(signed_cart)).cart,
      buyer_hash: undefined,
      buyer,
    });
    expect(checkoutIn(await pageCreates(shop, { signed_cart: anew }), 200)).toEqual(opened);
  });

  it('[U6] is the word of the page where the server names none', async () => {
    const signed_cart = await signed(shop, cartOf());
    expectRefusal(await pageCreates(shop, { signed_cart }), 400, 'buyer_required', 'buyer');
    const buyer = newBuyer();
    const opened = checkoutIn(await pageCreates(shop, { signed_cart, buyer }), 201);
    expect(await keptOf(opened)).toMatchObject({ buyer_hash: await buyerHash(env as unknown as Env, buyer) });
  });

  it('[U6] [A8] is signed as a keyed hash: the page cannot read who it is', async () => {
    const buyer = newBuyer();
    const signed_cart = await signed(shop, cartOf({ buyer }));
    const said = saidBy(signed_cart);
    expect(said).toContain('"buyer_hash"');
    expect(said).not.toContain(buyer.reference);
    const opened = checkoutIn(await pageCreates(shop, { signed_cart, buyer }), 201);
    expect(JSON.stringify([opened, await keptOf(opened)])).not.toContain(buyer.reference);
  });

  it.each([
    ['parameter_unknown', 'buyer_hash', { buyer_hash: 'x' }],
    ['parameter_invalid', 'buyer', { buyer: 'x' }],
    ['parameter_missing', 'buyer[reference]', { buyer: {} }],
    ['parameter_unknown', 'buyer[name]', { buyer: { reference: 'x', name: 'y' } }],
    [
      'parameter_invalid',
      'buyer[reference]',
      { buyer: { reference: 'x'.repeat(BUYER_REFERENCE_CHARS_MAX + 1) } },
    ],
  ])('[A3] %s %s', async (code, param, over) => {
    expectRefusal(await signing(shop, cartOf(over)), 400, code, param);
  });

  it('[A4] BUYER_REFERENCE_CHARS_MAX characters pass', async () => {
    const buyer = { reference: 'x'.repeat(BUYER_REFERENCE_CHARS_MAX) };
    expect((await signing(shop, cartOf({ buyer }))).status).toBe(200);
  });
});
