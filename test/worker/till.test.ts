// A till in front of the real API: sales that are finished once, whatever fails and whenever the machine dies.

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TILL_FAULTS_MAX } from '../../sdk/till/limits.ts';
import { isFinished, type Sale, StorageError, type Till, TillError } from '../../sdk/till.ts';
import type { Checkout, Claim } from '../../src/wire/objects.ts';
import {
  call,
  checkoutNow,
  deliver,
  intentOf,
  newShop,
  ROBOT,
  ROBOT_SUBSIDY,
  type Shop,
  SOCKS,
  sandbox,
  signedEvent,
  stripe,
} from './support.ts';
import { Counter, kept, type Luck } from './till-support.ts';

const DUE = ROBOT.unit_amount - ROBOT_SUBSIDY;
const CART = { lines: [ROBOT] };
const EXTERNAL = { provider: 'external' } as const;
const NOT_TAKEN = { problem: { code: 'money_not_taken' } };
const CUT: readonly Luck[] = Array(50).fill('cut');

let shop: Shop;
let counter: Counter;
beforeEach(async () => {
  shop = await newShop();
  counter = new Counter(shop);
});
afterEach(() => counter.close());

const cash = (amount: number) => ({ tender: 'cash', amount }) as const;

async function claims(of = shop): Promise<Claim[]> {
  const { body } = await call('/v1/claims?limit=100', { key: of.keys.sk });
  return body['data'] as Claim[];
}

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
    expect(await claims()).toMatchObject([
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
    expect((await claims()).filter(({ status }) => status !== 'voided')).toEqual([]);
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
    expect(await claims()).toMatchObject([{ status: 'posted', tender: 'cash' }]);
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
    expect((await claims()).map(({ status }) => status)).toEqual(['voided']);
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
    expect((await claims()).filter(({ status }) => status === 'posted')).toMatchObject([{ amount_due: DUE }]);
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
    expect((await claims()).map(({ status }) => status)).toEqual(['voided']);
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

describe('the queue', () => {
  it('[I3] finishes what was sold without a network in the order in which it was sold', async () => {
    const till = await counter.open();
    counter.lucks = Array<Luck>(20).fill('cut');
    const ids: string[] = [];
    for (let count = 0; count < 4; count += 1) {
      const { id } = await till.sell({ lines: [SOCKS] }, EXTERNAL);
      await till.sellWithoutSubsidy(id, cash(SOCKS.unit_amount));
      ids.push(id);
    }
    counter.lucks = [];
    await till.run();
    expect((await till.sales()).map(({ state }) => state)).toEqual(Array(4).fill('confirmed'));
    const opened = counter.arrived.filter((line) => line.startsWith('POST /v1/checkouts '));
    expect(opened).toEqual(ids.map((id) => `POST /v1/checkouts ${id}`));
  });

  it.each<[Luck, string]>([
    ['html', 'bad_response'],
    ['busy', 'temporarily_unavailable'],
    ['cut', 'network_error'],
  ])('[I7] waits and says why, where the answer is "%s"', async (luck, code) => {
    const till = await counter.open();
    counter.lucks = [luck];
    const { id, state } = await till.sell(CART, EXTERNAL);
    expect({ state, obstacle: till.obstacle?.code }).toEqual({ state: 'sending', obstacle: code });
    await till.run();
    expect(till.obstacle).toBeNull();
    expect(await kept(till, id)).toMatchObject({ state: 'reserved', problem: null });
  });

  it('[I7] sets a sale aside that the API always fails at, and goes on with the others', async () => {
    const till = await counter.open();
    const rounds = Array<Luck>(TILL_FAULTS_MAX).fill('fault');
    counter.lucks = rounds.slice(0, 1);
    const { id } = await till.sell(CART, EXTERNAL);
    for (const luck of rounds.slice(1)) {
      counter.lucks = [luck];
      await till.run();
    }
    expect(await kept(till, id)).toMatchObject({ state: 'refused', problem: { code: 'internal_error' } });
    const next = await till.sell({ lines: [SOCKS] }, EXTERNAL);
    expect(next).toMatchObject({ state: 'reserved' });
    expect(await till.tryAgain(id)).toMatchObject({ state: 'reserved' });
  });

  it('[I7] stops at a key that is refused, loses nothing, and goes on with another key', async () => {
    const wrong = await counter.open('tk_test_wrong');
    const { id } = await wrong.sell(CART, EXTERNAL);
    expect(wrong.obstacle?.code).toBe('api_key_invalid');
    wrong.close();
    const till = await counter.open();
    await till.run();
    expect(await kept(till, id)).toMatchObject({ state: 'reserved' });
  });

  it('[I8] sends nothing and takes nothing that it cannot write down', async () => {
    const till = await counter.open();
    const held = await till.sell(CART, EXTERNAL);
    counter.disk.writes_left = 0;
    const arrived = counter.arrived.length;
    await expect(till.sell(CART, EXTERNAL)).rejects.toThrow(StorageError);
    await expect(till.take(held.id, cash(DUE))).rejects.toMatchObject({ problem: { code: 'storage_full' } });
    expect(counter.arrived.length).toBe(arrived);
    expect(await kept(till, held.id)).toMatchObject({ state: 'reserved', taken: null });
    counter.disk.writes_left = 100;
    expect(await till.take(held.id, cash(DUE))).toMatchObject({ state: 'confirmed' });
  });

  it('[I8] makes room on a full disk by forgetting finished sales, and no other', async () => {
    const till = await counter.open();
    const sold = await till.sell(CART, EXTERNAL);
    await till.take(sold.id, cash(DUE));
    const done = await till.sell(CART, EXTERNAL);
    await till.take(done.id, cash(DUE));
    const held = await till.sell(CART, EXTERNAL);
    counter.disk.writes_left = 0;
    const sale = await till.sell(CART, EXTERNAL);
    expect(sale.state).toBe('sending');
    expect((await till.sales()).map(({ id }) => id)).toEqual([held.id, sale.id]);
  });

  it('[I8] finishes a sale once whose answer did not fit on the disk', async () => {
    const till = await counter.open();
    counter.disk.writes_left = 2;
    const { id } = await till.sell(CART, EXTERNAL);
    expect(await kept(till, id)).toMatchObject({ state: 'sending', checkout: null });
    expect(till.obstacle?.code).toBe('storage_full');
    counter.disk.writes_left = 100;
    await till.run();
    await till.take(id, cash(DUE));
    expect(await kept(till, id)).toMatchObject({ state: 'confirmed' });
    expect(await claims()).toMatchObject([{ status: 'posted' }]);
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

const luck = fc.constantFrom<Luck>('ok', 'ok', 'cut', 'lost', 'html', 'busy');

/** What a cashier does: sells, and takes what is due; without a network some customers pay the full price, others wait. */
async function trade(till: Till, patience: readonly boolean[]): Promise<void> {
  for (const waits of patience) {
    const sale = await till.sell(CART, EXTERNAL);
    if (sale.state === 'reserved') await till.take(sale.id, cash(DUE));
    else if (!waits) await till.sellWithoutSubsidy(sale.id, cash(ROBOT.unit_amount));
  }
}

/** Everybody who waited pays in the end. */
async function settleUp(till: Till): Promise<Sale[]> {
  await till.run();
  for (const sale of await till.sales()) {
    if (sale.state === 'reserved' && sale.taken === null) await till.take(sale.id, cash(DUE));
  }
  return till.sales();
}

describe('a till that can die', () => {
  it('[I3] finishes every sale once, at the amount that was paid, wherever it died and whatever the network did', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 3 }),
        fc.array(luck, { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 2 }),
        async (patience, lucks, deaths) => {
          const own = await newShop();
          const machine = new Counter(own);
          try {
            machine.lucks = [...lucks];
            for (const steps of deaths) {
              machine.steps_left = steps;
              await machine.untilDead(async () => trade(await machine.open(), patience));
            }
            await trade(await machine.open(), patience);
            machine.lucks = [];
            const sales = await settleUp(await machine.open());
            expect(sales.filter((sale) => !isFinished(sale))).toEqual([]);
            await expectBooks(own, sales);
          } finally {
            machine.close();
          }
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);
});

/** The API's books say of each sale what the till was paid, and hold nothing else. */
async function expectBooks(of: Shop, sales: readonly Sale[]): Promise<void> {
  const paid = new Map(sales.map(({ id, taken }) => [id, taken?.amount]));
  for (const { checkout, taken } of sales) {
    const now = await checkoutNow(checkout?.id ?? '', of.keys.sk);
    expect({ status: now.status, due: now.amount_due }).toEqual({ status: 'complete', due: taken?.amount });
  }
  const live = (await claims(of)).filter(({ status }) => status !== 'voided');
  expect(live.filter(({ status }) => status !== 'posted')).toEqual([]);
  const subsidised = sales.filter(({ taken }) => taken?.amount === DUE);
  expect(live.map(({ order_reference }) => order_reference).sort()).toEqual(
    subsidised.map(({ id }) => id).sort(),
  );
  expect(live.every(({ order_reference, amount_due }) => paid.get(order_reference) === amount_due)).toBe(
    true,
  );
}
