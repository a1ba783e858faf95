// A till in front of the real API: sales by a QR code of Stripe's.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Checkout } from '../../src/wire/objects.ts';
import {
  call,
  checkoutNow,
  deliver,
  intentOf,
  newShop,
  ROBOT,
  type Shop,
  sandbox,
  signedEvent,
  stripe,
} from './support.ts';
import { CART, Counter, cash, claimsOf, DUE, kept, type Luck } from './till-support.ts';

const NOT_TAKEN = { problem: { code: 'money_not_taken' } };
const CUT: readonly Luck[] = Array(50).fill('cut');

let shop: Shop;
let counter: Counter;
beforeEach(async () => {
  shop = await newShop();
  counter = new Counter(shop);
});
afterEach(() => counter.close());

describe('a sale by QR code', () => {
  const STRIPE = { provider: 'stripe' } as const;

  it.each(['wechat_pay', 'alipay'] as const)(
    '[I5] is paid when the API says so, through %s',
    async (method) => {
      const till = await counter.open();
      const sale = await till.sell(CART, STRIPE);
      expect(await till.payByQr(sale, method)).toMatchObject({
        ok: true,
        method,
        text: expect.stringMatching(/^http/),
      });
      expect(await till.look(sale)).toBe('waiting');
      const intent = intentOf(sale.checkout as Checkout);
      await sandbox(`payment_intents/${intent}/authorize`, {});
      expect(await till.look(sale)).toBe('waiting');
      expect(await kept(till, sale.id)).toMatchObject({ state: 'reserved' });
      await deliver(await signedEvent('payment_intent.succeeded', intent));
      expect(await till.look(sale)).toBe('paid');
      expect(await kept(till, sale.id)).toMatchObject({
        state: 'confirmed',
        checkout: { status: 'complete' },
      });
    },
  );

  it('[I5] that the customer refuses may be tried again, or canceled', async () => {
    const till = await counter.open();
    const sale = await till.sell(CART, STRIPE);
    await till.payByQr(sale, 'alipay');
    await sandbox(`payment_intents/${intentOf(sale.checkout as Checkout)}/fail`, {});
    expect(await till.look(sale)).toBe('declined');
    expect(await till.payByQr(sale, 'wechat_pay')).toMatchObject({ ok: true });
    expect(await till.cancel(sale.id)).toMatchObject({ state: 'canceled' });
    expect((await claimsOf(shop)).map(({ status }) => status)).toEqual(['voided']);
  });

  it('[I5] is never said to be paid where it is not: before a code is out, canceled, expired, or forgotten', async () => {
    const till = await counter.open();
    const sale = await till.sell(CART, STRIPE);
    expect(await till.look(sale)).toBe('unasked');
    await till.payByQr(sale, 'alipay');
    await call(`/v1/checkouts/${sale.checkout?.id}/cancel`, { method: 'POST', key: shop.keys.tk });
    expect(await till.look(sale)).toBe('closed');
    expect(await kept(till, sale.id)).toMatchObject({ state: 'refused' });
    expect(await till.look(sale)).toBe('closed');
    const canceled = await till.sell(CART, STRIPE);
    await till.cancel(canceled.id);
    expect(await till.look(canceled)).toBe('closed');
    const forgotten = { ...canceled, id: 'forgotten' };
    expect(await till.look(forgotten)).toBe('closed');
    expect(await till.look({ ...(await till.sell(CART, STRIPE)), id: 'forgotten' })).toBe('unasked');
  });

  it('[I5] is not said to be paid where Stripe was paid another amount than the API wants', async () => {
    const till = await counter.open();
    const sale = await till.sell(CART, STRIPE);
    const intent = intentOf(sale.checkout as Checkout);
    await stripe(`payment_intents/${intent}`, { amount: String(DUE - 100) });
    await till.payByQr(sale, 'alipay');
    await sandbox(`payment_intents/${intent}/authorize`, {});
    await deliver(await signedEvent('payment_intent.succeeded', intent));
    expect(await checkoutNow(sale.checkout?.id ?? '', shop.keys.sk)).toMatchObject({
      status: 'open',
      flag: 'payment_mismatch',
    });
    expect(await till.look(sale)).toBe('waiting');
    expect(await till.payByQr(sale, 'alipay')).toMatchObject({ problem: { code: 'payment_under_way' } });
  });

  it('[I12] without a code says so in the till’s own word, whatever Stripe answers', async () => {
    const till = await counter.open();
    const sale = await till.sell(CART, STRIPE);
    for (const answer of [
      () => Response.json({ error: { code: 'resource_missing', message: 'No such' } }, { status: 404 }),
      () => new Response('<!doctype html>', { status: 200 }),
      () => Response.json({ status: 'requires_action', next_action: null }),
      () => Promise.reject(new TypeError('Failed to fetch')),
    ]) {
      counter.stripe = answer;
      expect(await till.payByQr(sale, 'alipay')).toMatchObject({
        ok: false,
        problem: { code: 'qr_unavailable' },
      });
    }
  });

  it('[I5] shows the code that was asked for last, however late the one before it comes', async () => {
    const till = await counter.open();
    const sale = await till.sell(CART, STRIPE);
    expect(await till.shownQr(sale)).toBeNull();
    counter.stripe = async (ask) => {
      counter.stripe = (next) => next();
      await new Promise((resolve) => setTimeout(resolve, 200));
      return ask();
    };
    const [first, second] = await Promise.all([
      till.payByQr(sale, 'alipay'),
      till.payByQr(sale, 'wechat_pay'),
    ]);
    expect(first).toEqual(second);
    expect(second).toMatchObject({ ok: true, method: 'wechat_pay' });
    expect(await till.shownQr(sale)).toEqual(second);
  });

  it('[I5] that may be paid takes no other money and is not closed while nobody knows', async () => {
    const till = await counter.open();
    const sale = await till.sell(CART, STRIPE);
    await till.payByQr(sale, 'alipay');
    counter.lucks = [...CUT];
    expect(await till.look(sale)).toBe('away');
    await expect(till.take(sale.id, cash(DUE))).rejects.toMatchObject(NOT_TAKEN);
    await expect(till.sellWithoutSubsidy(sale.id, cash(ROBOT.unit_amount))).rejects.toMatchObject(NOT_TAKEN);
    expect(await kept(till, sale.id)).toMatchObject({ taken: null });
    expect(await till.cancel(sale.id)).toMatchObject({ state: 'canceling' });
    const intent = intentOf(sale.checkout as Checkout);
    await sandbox(`payment_intents/${intent}/authorize`, {});
    await deliver(await signedEvent('payment_intent.succeeded', intent));
    counter.lucks = [];
    await till.run();
    expect(await kept(till, sale.id)).toMatchObject({ state: 'confirmed' });
  });
});
