// What a till keeps of what is finished, and what it reads of it.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TILL_FINISHED_KEPT, TILL_RETURNS_KEPT } from '../../sdk/till/limits.ts';
import { openStorage, type Return, type Sale } from '../../sdk/till.ts';
import { api, Bench, CASH } from './till-at.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());

describe('what a till keeps', () => {
  const finished = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ id: `old-${at}`, state: 'confirmed' }) as unknown as Sale);

  async function filled(sales: readonly Sale[], returns: readonly Return[] = []): Promise<void> {
    const storage = await bench.done(openStorage());
    await bench.done(Promise.all(sales.map((sale) => storage.rows<Sale>('sales').add(sale))));
    await bench.done(Promise.all(returns.map((one) => storage.rows<Return>('returns').add(one))));
  }

  it('[I8] is as many finished sales as its limit says, the latest ones, and every unfinished one', async () => {
    bench.answers = api();
    await filled([{ id: 'held', state: 'refused' } as unknown as Sale, ...finished(TILL_FINISHED_KEPT - 1)]);
    const till = await bench.open();
    const sales = async () => (await bench.done(till.sales())).map(({ id }) => id);
    const one = await bench.sell(till);
    await bench.done(till.take(one.id, CASH));
    expect(await sales()).toHaveLength(TILL_FINISHED_KEPT + 1);
    const two = await bench.sell(till);
    await bench.done(till.take(two.id, CASH));
    const kept = await sales();
    expect(kept).toHaveLength(TILL_FINISHED_KEPT + 1);
    expect(kept).toEqual(expect.arrayContaining(['held', 'old-1', one.id, two.id]));
    expect(kept).not.toContain('old-0');
  });

  it('[I8] is as many answered returns as its limit says, and every open one', async () => {
    bench.answers = api();
    const old = Array.from(
      { length: TILL_RETURNS_KEPT },
      (_, at) => ({ id: `r-${at}`, state: 'done' }) as unknown as Return,
    );
    await filled([], [{ id: 'open', state: 'set_aside' } as unknown as Return, ...old]);
    const till = await bench.open();
    await bench.takeBack(till, 'r-new');
    const kept = (await bench.done(till.returns())).map(({ id }) => id);
    expect(kept).toHaveLength(TILL_RETURNS_KEPT + 1);
    expect(kept).toEqual(expect.arrayContaining(['open', 'r-1', 'r-new']));
    expect(kept).not.toContain('r-0');
  });

  it('[I8] is not read for a sale, but for what is unfinished', async () => {
    bench.answers = api();
    await filled(finished(500));
    const till = await bench.open();
    bench.disk.read = 0;
    await bench.sell(till);
    await bench.done(till.openSales());
    expect(bench.disk.read).toBeLessThan(20);
  });

  it('[I8] is all there after a till of the first kind', async () => {
    bench.answers = api();
    await filled(finished(1));
    bench.disk.version = 1;
    for (const table of bench.disk.tables.values()) table.indexes.delete('state');
    const till = await bench.open();
    expect((await bench.done(till.sales())).map(({ id }) => id)).toEqual(['old-0']);
    expect(await bench.sell(till)).toMatchObject({ state: 'reserved' });
  });

  it('[I8] is not said to have failed where what was to be written is at fault', async () => {
    const storage = await bench.done(openStorage());
    const sales = storage.rows<Sale>('sales');
    await bench.done(sales.add(finished(1)[0] as Sale));
    const broken = () => {
      throw new TypeError('no such field');
    };
    await expect(bench.done(sales.change('old-0', broken))).rejects.toThrow(TypeError);
    expect(await bench.done(sales.get('old-0'))).toMatchObject({ state: 'confirmed' });
  });
});
