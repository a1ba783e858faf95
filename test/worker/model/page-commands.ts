// What pages do with a publishable key: they open checkouts of catalogue products, and with carts that their shop has signed.

import fc from 'fast-check';
import { expect } from 'vitest';
import { takeOpening, takeSignedOpening } from './answers.ts';
import { cart } from './carts.ts';
import type { Model, SignedOrder } from './model.ts';
import { copies, type Steps, sendAtOnce, step, times } from './step.ts';
import { saw, type World } from './world.ts';

const where = { shop: fc.constantFrom(0, 0, 1), order: fc.constantFrom('order-0', 'order-1', 'order-2') };

/** What a page can ask for: at the catalogue's prices, without discounts, serial numbers or shipping. */
const pageCart = cart.map(({ lines, subsidy }) => ({
  lines: lines.map(({ sku, title, unit_amount, quantity }) => ({ sku, title, unit_amount, quantity })),
  shipping_amount: 0,
  subsidy,
}));

const opensOfCatalogue = step(
  'open by page',
  fc.record({ ...where, cart: pageCart, copies }),
  async ({ shop, order, cart, copies }, model, world) => {
    const lines = cart.lines.map(({ sku, quantity }) => ({ sku, quantity }));
    const body = { order_reference: order, lines, subsidy: cart.subsidy };
    if (copies > 1) world.disturbed = true;
    const answers = await sendAtOnce(copies, () => world.callAsPage(shop, '/v1/checkouts', body));
    const opening = { shop, order, external: false, cart, key: null };
    for (const answer of answers) takeOpening(opening, answer, model, world);
    if (answers.some(({ status }) => status < 300)) saw('by page');
  },
);

async function openSigned(signed: SignedOrder, copies: number, model: Model, world: World): Promise<void> {
  const body = { signed_cart: signed.text, subsidy: signed.cart.subsidy };
  const send = () => world.callAsPage(signed.shop, '/v1/checkouts', body);
  if (copies > 1) world.disturbed = true;
  const answers = await sendAtOnce(copies, send);
  for (const answer of answers) takeSignedOpening(signed, answer, model, world);
  if (answers.some(({ status }) => status < 300)) saw('by signed cart');
}

const opensSigned = step(
  'open signed',
  fc.record({ ...where, cart, copies }),
  async ({ shop, order, cart, copies }, model, world) => {
    const { lines, shipping_amount } = cart;
    const sent = { order_reference: order, lines, shipping_amount };
    const { status, body } = await world.call(shop, '/v1/carts/sign', sent);
    expect(status).toBe(200);
    const text = String(body['signed_cart']);
    const signed: SignedOrder = { shop, order, cart, text, sale: null, is_unsure: false };
    model.signed.push(signed);
    await openSigned(signed, copies, model, world);
  },
);

const opensSignedAgain = step(
  'open signed again',
  fc.record({ which: fc.nat(3), copies }),
  async ({ which, copies }, model, world) => {
    const signed = model.signed[which % Math.max(1, model.signed.length)];
    if (signed === undefined) return;
    await openSigned(signed, copies, model, world);
    saw('signed again');
  },
);

export const PAGE_COMMANDS: Steps[] = [
  ...times(2, opensOfCatalogue),
  ...times(3, opensSigned),
  ...times(4, opensSignedAgain),
];
