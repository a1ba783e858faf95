// A till in front of the real API: sales for money that the shop takes itself, and what comes back of them.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TillError } from '../../sdk/till.ts';
import { call, checkoutNow, newShop, ROBOT, ROBOT_SUBSIDY, type Shop, SOCKS } from './support.ts';
import { CART, Counter, cash, claimsOf, DUE, EXTERNAL, kept, type Luck } from './till-support.ts';

const NOT_TAKEN = { problem: { code: 'money_not_taken' } };
const CUT: readonly Luck[] = Array(50).fill('cut');

let shop: Shop;
let counter: Counter;
beforeEach(async () => {
  shop = await newShop();
  counter = new Counter(shop);
});
afterEach(() => counter.close());

describe('a sale', () => {
  it('[I3] is reserved, paid and confirmed', async () => {
    const till = await counter.open();
    const sale = await till.sell(CART, { ...EXTERNAL, expected_amount_due: DUE });
    expect(sale).toMatchObject({
      state: 'reserved',
      checkout: { amount_due: DUE, store: '一店', till: '3' },
    });
    const sold = await till.take(sale.id, { ...cash(DUE), reference: 'drawer 1' });
    expect(sold).toMatchObject({ state: 'confirmed', checkout: { status: 'complete' } });
    expect(await claimsOf(shop)).toMatchObject([
      { status: 'posted', tender: 'cash', tender_reference: 'drawer 1' },
    ]);
  });

  it('[I4] is not priced with a subsidy while none is reserved, and may be held without money', async () => {
    const till = await counter.open();
    counter.lucks = ['cut'];
    const held = await till.sell(CART, EXTERNAL);
    expect(held).toMatchObject({
      state: 'sending',
      checkout: null,
      taken: null,
      problem: { code: 'network_error' },
    });
    await expect(till.take(held.id, cash(DUE))).rejects.toMatchObject(NOT_TAKEN);
    expect(await kept(till, held.id)).toMatchObject({ taken: null });
    await till.run();
    expect(await kept(till, held.id)).toMatchObject({
      state: 'reserved',
      checkout: { subsidy_amount: ROBOT_SUBSIDY },
    });
  });

  it.each<[string, Luck]>([
    ['the request is lost', 'cut'],
    ['its answer is lost, and a subsidy is reserved by then', 'lost'],
  ])('[I4] at the full price claims nothing, where %s', async (_, luck) => {
    const till = await counter.open();
    counter.lucks = [luck, ...CUT];
    const { id } = await till.sell(CART, EXTERNAL);
    const sold = await till.sellWithoutSubsidy(id, cash(ROBOT.unit_amount));
    expect(sold).toMatchObject({ state: 'sending', subsidy: 'none', taken: { amount: ROBOT.unit_amount } });
    counter.lucks = [];
    await till.run();
    const { state, checkout } = await kept(till, id);
    expect({ state, due: checkout?.amount_due }).toEqual({ state: 'confirmed', due: ROBOT.unit_amount });
    expect((await claimsOf(shop)).filter(({ status }) => status !== 'voided')).toEqual([]);
  });

  it('[I4] whose subsidy is refused is set aside with the price without it, and sold at that', async () => {
    const till = await counter.open();
    const line = { ...ROBOT, serial_numbers: ['SN-0001'] };
    const first = await till.sell({ lines: [line] }, EXTERNAL);
    await till.take(first.id, cash(DUE));
    const again = await till.sell({ lines: [line] }, EXTERNAL);
    expect(again).toMatchObject({
      state: 'refused',
      problem: { code: 'serial_already_claimed', amount_due_without_subsidy: ROBOT.unit_amount },
    });
    const sold = await till.sellWithoutSubsidy(again.id, cash(ROBOT.unit_amount));
    expect(sold).toMatchObject({ state: 'confirmed', checkout: { claim: null } });
  });

  it('[I5] is refused where another amount is due than the customer was shown', async () => {
    const till = await counter.open();
    const sale = await till.sell(CART, { ...EXTERNAL, expected_amount_due: DUE - 1 });
    expect(sale).toMatchObject({ state: 'refused', problem: { code: 'amount_changed', amount_due: DUE } });
    const again = await till.tryAgain(sale.id, { expected_amount_due: DUE });
    expect(again).toMatchObject({ state: 'reserved' });
    await expect(till.take(sale.id, cash(DUE - 1))).rejects.toThrow(TillError);
    await expect(till.take(sale.id, cash(DUE - 1))).rejects.toMatchObject({ problem: { amount_due: DUE } });
    expect(await kept(till, sale.id)).toMatchObject({ state: 'reserved', taken: null });
  });

  it('[I5] takes the same money once, however often the button is pressed, and no other then', async () => {
    const till = await counter.open();
    const { id } = await till.sell(CART, EXTERNAL);
    await Promise.all([till.take(id, cash(DUE)), till.take(id, cash(DUE))]);
    expect(await till.take(id, cash(DUE))).toMatchObject({ state: 'confirmed', taken: { amount: DUE } });
    await expect(till.take(id, { tender: 'alipay', amount: DUE })).rejects.toMatchObject(NOT_TAKEN);
    await expect(till.sellWithoutSubsidy(id, cash(ROBOT.unit_amount))).rejects.toMatchObject(NOT_TAKEN);
    expect(await claimsOf(shop)).toMatchObject([{ status: 'posted', tender: 'cash' }]);
  });

  it('[I4] at the full price goes on by itself, where the subsidy was refused behind it', async () => {
    const till = await counter.open();
    counter.lucks = [...CUT];
    const { id } = await till.sell(CART, { ...EXTERNAL, expected_amount_due: DUE - 1 });
    await till.sellWithoutSubsidy(id, cash(ROBOT.unit_amount));
    counter.lucks = [];
    await till.run();
    expect(await kept(till, id)).toMatchObject({
      state: 'confirmed',
      checkout: { amount_due: ROBOT.unit_amount },
    });
  });

  it('[I3] that is canceled while nobody knows whether it was opened leaves nothing open', async () => {
    const till = await counter.open();
    counter.lucks = ['lost', 'cut'];
    const { id } = await till.sell(CART, EXTERNAL);
    expect(await till.cancel(id)).toMatchObject({ state: 'canceling' });
    await till.run();
    expect(await kept(till, id)).toMatchObject({ state: 'canceled' });
    expect((await claimsOf(shop)).map(({ status }) => status)).toEqual(['voided']);
  });

  it('[I7] that nobody paid in time is set aside with that, and can be reserved anew', async () => {
    const till = await counter.open();
    const { id, checkout } = await till.sell(CART, EXTERNAL);
    await call(`/v1/checkouts/${checkout?.id}/cancel`, { method: 'POST', key: shop.keys.tk });
    await till.run();
    expect(await kept(till, id)).toMatchObject({
      state: 'refused',
      problem: { code: 'reservation_expired' },
    });
    expect(await till.tryAgain(id)).toMatchObject({ state: 'reserved' });
    expect((await kept(till, id)).checkout?.id).not.toBe(checkout?.id);
  });

  it('[I5] whose cart was changed elsewhere is never confirmed at another amount than was paid', async () => {
    const till = await counter.open();
    const { id, checkout } = await till.sell(CART, EXTERNAL);
    const change = (lines: object[]) =>
      call(`/v1/checkouts/${checkout?.id}`, { method: 'POST', key: shop.keys.sk, body: { lines } });
    expect(await change([SOCKS])).toMatchObject({ status: 200 });
    const aside = {
      state: 'refused',
      taken: { amount: DUE },
      problem: { code: 'amount_differs', amount_due: SOCKS.unit_amount },
    };
    expect(await till.take(id, cash(DUE))).toMatchObject(aside);
    expect(await till.tryAgain(id)).toMatchObject(aside);
    expect((await checkoutNow(checkout?.id ?? '', shop.keys.sk)).status).toBe('open');
    await change([ROBOT]);
    expect(await till.tryAgain(id)).toMatchObject({ state: 'confirmed', problem: null });
    expect((await claimsOf(shop)).filter(({ status }) => status === 'posted')).toMatchObject([
      { amount_due: DUE },
    ]);
  });

  it('[I5] that was paid is not canceled by a slip of the finger', async () => {
    const till = await counter.open();
    const { id } = await till.sell(CART, EXTERNAL);
    counter.lucks = [...CUT];
    await till.take(id, cash(DUE));
    expect(await till.cancel(id)).toMatchObject({ state: 'confirming', taken: { amount: DUE } });
  });

  it('[I5] whose reservation is gone is opened anew at the amount that was paid, or not at all', async () => {
    const till = await counter.open();
    const { id, checkout } = await till.sell(CART, EXTERNAL);
    counter.lucks = [...CUT];
    await till.take(id, cash(DUE));
    await call(`/v1/checkouts/${checkout?.id}/cancel`, { method: 'POST', key: shop.keys.tk });
    counter.lucks = [];
    await till.run();
    expect(await kept(till, id)).toMatchObject({ state: 'refused', problem: { code: 'checkout_not_open' } });
    const again = await till.tryAgain(id);
    expect(again).toMatchObject({ state: 'confirmed', checkout: { amount_due: DUE, status: 'complete' } });
    expect(again?.request.expected_amount_due).toBe(DUE);
  });
});

describe('a return', () => {
  it.each<Luck>(['ok', 'lost', 'cut', 'html'])(
    '[I6] is made once, where the network is "%s"',
    async (luck) => {
      const till = await counter.open();
      const { id } = await till.sell({ lines: [{ ...ROBOT, quantity: 2 }] }, EXTERNAL);
      const due = (await kept(till, id)).checkout?.amount_due ?? 0;
      const sold = await till.take(id, cash(due));
      counter.lucks = [luck];
      const request = { lines: [{ line: 0, quantity: 1 }], reason: '不合适', tender: 'cash' } as const;
      const checkout = sold?.checkout?.id ?? '';
      const key = crypto.randomUUID();
      const back = () => till.takeBack(checkout, { ...request, lines: [...request.lines] }, key);
      // Enter twice is one return.
      await Promise.all([back(), back()]);
      await till.run();
      expect(await back()).toMatchObject({ id: key, state: 'done' });
      const [work, ...others] = await till.returns();
      expect(others).toEqual([]);
      expect(work).toMatchObject({ state: 'done', refund: { status: 'succeeded', tender: 'cash' } });
      expect((await checkoutNow(sold?.checkout?.id ?? '', shop.keys.sk)).refunds).toHaveLength(1);
    },
  );

  it('[I6] that is refused is set aside with the reason', async () => {
    const till = await counter.open();
    const { id, checkout } = await till.sell(CART, EXTERNAL);
    await till.take(id, cash(DUE));
    const lines = [{ line: 0, quantity: 2 }];
    const work = await till.takeBack(checkout?.id ?? '', { lines, reason: 'x', tender: 'cash' }, 'r-1');
    expect(work).toMatchObject({ state: 'refused', problem: { code: 'quantity_not_kept' } });
  });
});
