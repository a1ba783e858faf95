// A till in front of the real API: every sale is finished once, whatever fails and whenever the machine dies.

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TILL_FAULTS_MAX } from '../../sdk/till/limits.ts';
import { isFinished, type Sale, StorageError, type Till } from '../../sdk/till.ts';
import { checkoutNow, newShop, ROBOT, type Shop, SOCKS } from './support.ts';
import { CART, Counter, cash, claimsOf, DUE, EXTERNAL, kept, type Luck } from './till-support.ts';

let shop: Shop;
let counter: Counter;
beforeEach(async () => {
  shop = await newShop();
  counter = new Counter(shop);
});
afterEach(() => counter.close());

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
    expect(await claimsOf(shop)).toMatchObject([{ status: 'posted' }]);
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
  const live = (await claimsOf(of)).filter(({ status }) => status !== 'voided');
  expect(live.filter(({ status }) => status !== 'posted')).toEqual([]);
  const subsidised = sales.filter(({ taken }) => taken?.amount === DUE);
  expect(live.map(({ order_reference }) => order_reference).sort()).toEqual(
    subsidised.map(({ id }) => id).sort(),
  );
  expect(live.every(({ order_reference, amount_due }) => paid.get(order_reference) === amount_due)).toBe(
    true,
  );
}
