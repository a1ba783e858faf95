// Who takes the money is for servers and tills to say, at the amount that the buyer was shown; a page's checkouts are Stripe's,
// whatever it sends.

import { beforeAll, describe, expect, it } from 'vitest';
import { cartOf, newStore, pageCreates, pageOrder, signed, signing } from './catalogue-support.ts';
import {
  confirm,
  EXTERNAL,
  expectBooked,
  expectUntouched,
  openExternal,
  setTrap,
} from './external-support.ts';
import {
  type Answer,
  call,
  checkoutIn,
  checkoutNow,
  errorOf,
  expectRefusal,
  intentOf,
  ledgerOf,
  newShop,
  order,
  PROGRAMME,
  payAndTell,
  ROBOT,
  ROBOT_SUBSIDY,
  type Shop,
} from './support.ts';

const DUE = 339_915;
const LONG_AGO = { 'Zhehui-Priced-At': '2025-05-01T00:00:00+08:00' };

/** A till's request for one robot, which the shop takes the money of itself. */
const externalOrder = (over: Record<string, unknown> = {}) => order({ ...EXTERNAL, ...over });

describe('the expected amount outside Stripe', () => {
  const create = ({ keys }: Shop, kind: 'sk' | 'tk', body: unknown, headers = {}): Promise<Answer> =>
    call('/v1/checkouts', { key: keys[kind], body, headers });

  function expectOther(answer: Answer, amount_due: number): void {
    expectRefusal(answer, 409, 'amount_changed', 'expected_amount_due');
    expect(errorOf(answer)['amount_due']).toBe(amount_due);
  }

  it.each(['sk', 'tk'] as const)(
    '[U5] [O1] opens the checkout where it is due, and does nothing where it is not, with %s_ keys',
    async (kind) => {
      const shop = await newShop();
      await setTrap();
      const body = externalOrder();
      const under = { 'Idempotency-Key': `key-${kind}` };
      expectOther(await create(shop, kind, { ...body, expected_amount_due: DUE - 1 }, under), DUE);
      expect((await call('/v1/claims', { key: shop.keys.sk })).body['data']).toEqual([]);
      const right = { ...body, expected_amount_due: DUE };
      const opened = checkoutIn(await create(shop, kind, right, under), 201);
      expect(opened).toMatchObject({ amount_due: DUE, payment: { provider: 'external', tender: null } });
      expect(checkoutIn(await create(shop, kind, body), 200)).toEqual(opened);
      expectOther(await create(shop, kind, { ...body, expected_amount_due: DUE + 1 }), DUE);
      expect(checkoutIn(await confirm(shop, opened), 200)).toMatchObject({ status: 'complete' });
      await expectUntouched();
      await expectBooked(shop, opened, { pending: 0, posted: ROBOT_SUBSIDY });
    },
  );

  it('[U5] [L4] the key stands for it, and for the first answer from the step that opened the checkout', async () => {
    const shop = await newShop();
    const under = { 'Idempotency-Key': 'once' };
    const body = externalOrder({ expected_amount_due: DUE });
    const opened = checkoutIn(await create(shop, 'tk', body, under), 201);
    await confirm(shop, opened);
    const again = await create(shop, 'tk', body, under);
    expect(again.headers.get('Idempotent-Replayed')).toBe('true');
    expect(checkoutIn(again, 201)).toEqual(opened);
    const other = { ...body, expected_amount_due: DUE + 1 };
    expectRefusal(await create(shop, 'tk', other, under), 400, 'idempotency_key_reused', 'Idempotency-Key');
  });

  it('[L2] [O1] the same request gives its checkout though by now its cart costs something else', async () => {
    const shop = await newShop();
    await setTrap();
    const body = externalOrder({ expected_amount_due: DUE });
    const opened = checkoutIn(await create(shop, 'tk', body), 201);
    const headers = { ...LONG_AGO, 'Idempotency-Key': 'late' };
    expect(checkoutIn(await create(shop, 'tk', body, headers), 200)).toEqual(opened);
    await confirm(shop, opened);
    const kept = await create(shop, 'tk', body, headers);
    expect(kept.headers.get('Idempotent-Replayed')).toBe('true');
    expect(checkoutIn(kept, 200)).toEqual(opened);
    expect(checkoutIn(await create(shop, 'tk', body, LONG_AGO), 200).status).toBe('complete');
    await expectUntouched();
  });

  it('[U5] [O7] is compared with the checkout as it is after its cart changed', async () => {
    const shop = await newShop();
    const body = externalOrder({ expected_amount_due: DUE });
    const { id } = checkoutIn(await create(shop, 'tk', body), 201);
    const lines = [{ ...ROBOT, quantity: 2 }];
    const changed = checkoutIn(
      await call(`/v1/checkouts/${id}`, { key: shop.keys.tk, body: { lines } }),
      200,
    );
    expectOther(await create(shop, 'tk', body), changed.amount_due);
    const seen = { ...body, expected_amount_due: changed.amount_due };
    expect(checkoutIn(await create(shop, 'tk', seen), 200)).toEqual(changed);
  });

  it('[U5] [L7] may be less than what Stripe could charge', async () => {
    const shop = await newShop();
    const lines = [{ sku: 'BAG', title: '购物袋', unit_amount: 1, quantity: 1 }];
    const body = externalOrder({ lines, expected_amount_due: 1 });
    expect(checkoutIn(await create(shop, 'tk', body), 201)).toMatchObject({ amount_due: 1 });
  });
});

describe('a page beside payments outside Stripe', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await newStore();
  });

  it.each(['external', 'stripe'])('[U2] does not say who takes the money: %s', async (provider) => {
    const payment = { provider };
    const body = pageOrder();
    const of_cart = { signed_cart: await signed(shop, cartOf()) };
    for (const one of [body, of_cart]) {
      expectRefusal(await pageCreates(shop, { ...one, payment }), 400, 'parameter_unknown', 'payment');
      expect(checkoutIn(await pageCreates(shop, one), 201)).toMatchObject({
        payment: { provider: 'stripe' },
      });
    }
    const quoting = await call('/v1/quotes', { key: shop.keys.pk, body: { lines: body['lines'], payment } });
    expectRefusal(quoting, 400, 'parameter_unknown', 'payment');
  });

  it('[U2] [U7] a signed cart does not say so either, and opens a checkout of Stripe’s', async () => {
    const own = await newStore();
    const cart = cartOf();
    const payment = { provider: 'external' };
    expectRefusal(await signing(own, { ...cart, payment }), 400, 'parameter_unknown', 'payment');
    const opened = checkoutIn(await pageCreates(own, { signed_cart: await signed(own, cart) }), 201);
    expect(opened).toMatchObject({
      order_reference: cart['order_reference'],
      payment: { provider: 'stripe' },
    });
    expectRefusal(await confirm(own, opened), 409, 'payment_not_external');
    expect(await checkoutNow(opened.id, own.keys.sk)).toEqual(opened);
    await payAndTell(intentOf(opened));
    expect(await checkoutNow(opened.id, own.keys.sk)).toMatchObject({ status: 'complete' });
    expect(await ledgerOf(own.id).balance(PROGRAMME)).toMatchObject({ pending: 0, posted: ROBOT_SUBSIDY });
  });

  it('[U4] learns of an order outside Stripe only that there is one', async () => {
    const opened = await openExternal(shop);
    const { order_reference } = opened;
    const asked = [
      [pageOrder({ order_reference }), 'order_reference'],
      [{ signed_cart: await signed(shop, cartOf({ order_reference })) }, 'signed_cart'],
    ] as const;
    for (const [body, param] of asked) {
      const message = expectRefusal(await pageCreates(shop, body), 409, 'order_already_open', param);
      expect(message).not.toContain(opened.id);
    }
    for (const secret of ['null', 'undefined', opened.id]) {
      const reading = await call(`/v1/checkouts/${opened.id}?client_secret=${secret}`, { key: shop.keys.pk });
      expectRefusal(reading, 404, 'resource_missing', 'id');
    }
  });
});
