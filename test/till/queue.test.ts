// What a till does when it does not get through: which trouble holds up what, and when it tries again.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  TILL_FAULTS_MAX,
  TILL_RETRY_AFTER_MAX_MS,
  TILL_RETRY_MAX_MS,
  TILL_RETRY_MIN_MS,
  TILL_RETRY_SPREAD,
  TILL_STUCK_ROUNDS,
  TILL_TIMEOUT_MS,
} from '../../sdk/till/limits.ts';
import { Queue } from '../../sdk/till/queue.ts';
import type { Rows } from '../../sdk/till/storage.ts';
import type { Return, Sale, Till } from '../../sdk/till.ts';
import { api, Bench, CART, CASH, checkoutOf, EXTERNAL, orderIn, refusal, type Sent } from './till-at.ts';

const CREATE = 'POST /v1/checkouts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());

/** Milliseconds between the calls that open checkouts, but for the few that the storage takes. */
function gaps(): number[] {
  const at = bench.to(CREATE).map(({ at_ms }) => at_ms);
  return at.slice(1).map((ms, index) => Math.floor((ms - (at[index] ?? 0)) / 100) * 100);
}

async function saleNow(till: Till, { id }: Sale): Promise<Sale | null> {
  return bench.done(till.sale(id));
}

describe('a till that does not get through', () => {
  it('[I7] tries again after two seconds, twice as long each time, and a minute at most', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    bench.answers = () => Promise.reject(new TypeError('Failed to fetch'));
    await bench.sell(await bench.open());
    await bench.pass(5 * 60_000);
    const [first, second, third] = gaps();
    expect([first, second, third]).toEqual([1, 2, 4].map((times) => times * TILL_RETRY_MIN_MS));
    expect(Math.max(...gaps())).toBe(TILL_RETRY_MAX_MS);
    expect(gaps().at(-1)).toBe(TILL_RETRY_MAX_MS);
  });

  it('[I7] tries again soon when the network is back, however long it was away', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const listeners = new Map<string, () => void>();
    vi.stubGlobal('addEventListener', (name: string, listener: () => void) => listeners.set(name, listener));
    bench.answers = () => Promise.reject(new TypeError('Failed to fetch'));
    await bench.sell(await bench.open());
    await bench.pass(10 * 60_000);
    listeners.get('online')?.();
    await bench.pass(4 * TILL_RETRY_MIN_MS);
    expect(gaps().slice(-2)).toEqual([TILL_RETRY_MIN_MS, 2 * TILL_RETRY_MIN_MS]);
    vi.unstubAllGlobals();
  });

  it('[I7] comes later by chance, so that not all tills come at once', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    bench.answers = () => refusal(503, 'temporarily_unavailable', { 'Retry-After': '2' });
    await bench.sell(await bench.open());
    await bench.pass(10_000);
    expect(gaps().slice(0, 2)).toEqual(
      [1, 2].map((times) => times * TILL_RETRY_MIN_MS * (1 + TILL_RETRY_SPREAD)),
    );
  });

  it.each(['0', '-5', 'Wed, 21 Oct 2015 07:28:00 GMT', 'soon', '2'])(
    '[I7] asks no more often than by itself where it is told to come back after "%s"',
    async (after) => {
      bench.answers = () => refusal(503, 'temporarily_unavailable', { 'Retry-After': after });
      await bench.sell(await bench.open());
      await bench.pass(60_000);
      expect(bench.to(CREATE).length).toBeLessThanOrEqual(6);
      for (const [at, gap] of gaps().entries())
        expect(gap).toBeGreaterThanOrEqual(TILL_RETRY_MIN_MS * 2 ** at);
    },
  );

  it('[I7] waits as long as the API asks for, within what no wrong clock asks for', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const asked = ['120', String(TILL_RETRY_AFTER_MAX_MS / 1000), '86400'];
    bench.answers = () => refusal(503, 'temporarily_unavailable', { 'Retry-After': asked.shift() ?? '1' });
    await bench.sell(await bench.open());
    await bench.pass(3 * TILL_RETRY_AFTER_MAX_MS);
    expect(gaps().slice(0, 3)).toEqual([120_000, TILL_RETRY_AFTER_MAX_MS, TILL_RETRY_AFTER_MAX_MS]);
  });

  it('[I7] waits for one answer as long as its limit says', async () => {
    let is_over = false;
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
      const controller = new AbortController();
      setTimeout(() => {
        is_over = true;
        controller.abort(new DOMException('', 'TimeoutError'));
      }, ms);
      return controller.signal;
    });
    bench.answers = () => new Promise(() => {});
    const till = await bench.open();
    const selling = till.sell(CART, EXTERNAL);
    await bench.pass();
    const { at_ms } = bench.sent[0] as Sent;
    await bench.pass(at_ms + TILL_TIMEOUT_MS - Date.now() - 1);
    expect(is_over).toBe(false);
    await bench.pass(1);
    expect(is_over).toBe(true);
    expect(await bench.done(selling)).toMatchObject({ state: 'sending', problem: { code: 'timeout' } });
  });

  it('[I7] sends nothing more once it is closed, and writes the last answer down', async () => {
    let answer: () => void = () => {};
    bench.answers = (sent) =>
      new Promise((resolve) => {
        answer = () => resolve(checkoutOf(orderIn(sent)));
      });
    const till = await bench.open();
    const { id } = await bench.done(till.park(CART, EXTERNAL));
    await bench.done(till.park(CART, EXTERNAL));
    // Its money would be told next.
    const running = till.sellWithoutSubsidy(id, CASH);
    await bench.pass();
    till.close();
    answer();
    await bench.done(running);
    bench.disk.read = 0;
    await bench.done(till.run());
    await bench.pass(10 * 60_000);
    expect(bench.disk.read).toBe(0);
    expect(bench.sent.map(({ path }) => path)).toEqual(['/v1/checkouts']);
    const states = (await bench.done(till.sales())).map(({ state }) => state);
    expect(states).toEqual(['reserved', 'parked']);
  });

  it('[I7] tries no more once it is closed, though its last call did not get through', async () => {
    let fail: () => void = () => {};
    bench.answers = () =>
      new Promise((_, reject) => {
        fail = () => reject(new TypeError('Failed to fetch'));
      });
    const till = await bench.open();
    await bench.done(till.park(CART, EXTERNAL));
    const running = till.run();
    await bench.pass();
    till.close();
    fail();
    await bench.done(running);
    await bench.pass(10 * 60_000);
    expect(bench.sent).toHaveLength(1);
  });

  it('[I7] never forgets that it was asked to send, at whatever moment that is', async () => {
    let rounds = 0;
    let again: Promise<void> | null = null;
    const rows = { inStates: async () => [] };
    const returns = {
      inStates: async () => {
        rounds += 1;
        return [];
      },
    };
    const queue = new Queue({
      sales: rows as unknown as Rows<Sale>,
      returns: returns as unknown as Rows<Return>,
      call: async () => ({ kind: 'ok', value: null as never }),
      // In the step behind the last word of a round.
      onChange: () => {
        if (again === null) queueMicrotask(() => (again = queue.run()));
      },
    });
    await bench.done(queue.run());
    await bench.pass();
    expect(again).not.toBeNull();
    expect(rounds).toBe(2);
  });

  it('[I7] goes on where the page cannot draw what has changed', async () => {
    const errors: unknown[] = [];
    vi.stubGlobal('queueMicrotask', (run: () => void) => {
      try {
        run();
      } catch (error) {
        errors.push(error);
      }
    });
    bench.answers = api();
    const till = await bench.open();
    till.onChange(() => {
      throw new Error('no place to draw');
    });
    expect(await bench.sell(till)).toMatchObject({ state: 'reserved' });
    expect(errors.length).toBeGreaterThan(0);
  });
});

describe('the trouble of one sale', () => {
  it('[I7] at Stripe holds up no other, and sets it aside where it does not end', async () => {
    const down = (sent: Sent): boolean =>
      sent.path === '/v1/checkouts' && (sent.body as { payment?: object }).payment === undefined;
    bench.answers = api((sent) =>
      down(sent) ? refusal(503, 'payment_provider_unavailable', { 'Retry-After': '1' }) : null,
    );
    const till = await bench.open();
    const by_qr = await bench.sell(till, { provider: 'stripe' });
    expect(by_qr).toMatchObject({ state: 'sending', problem: { code: 'payment_provider_unavailable' } });
    const by_cash = await bench.sell(till);
    expect(by_cash).toMatchObject({ state: 'reserved' });
    expect(await bench.done(till.take(by_cash.id, CASH))).toMatchObject({ state: 'confirmed' });
    await bench.pass(5 * 60_000);
    expect(bench.sent.filter(down)).toHaveLength(TILL_FAULTS_MAX);
    expect(await saleNow(till, by_qr)).toMatchObject({ state: 'refused' });
    bench.answers = api();
    expect(await bench.done(till.tryAgain(by_qr.id))).toMatchObject({ state: 'reserved' });
    expect(new Set(bench.sent.filter(({ body }) => body !== null).map(({ key }) => key)).size).toBe(3);
  });

  it.each([
    ['a firewall refuses', () => new Response('<html>No.</html>', { status: 403 })],
    ['the API is too busy for', () => refusal(503, 'temporarily_unavailable', { 'Retry-After': '2' })],
  ])('[I7] that %s, and no other, holds up the others for some rounds only', async (_, said) => {
    let stuck = '';
    bench.answers = api((sent) => (orderIn(sent) === stuck && sent.method === 'POST' ? said() : null));
    const till = await bench.open();
    const parked = await bench.done(till.park(CART, EXTERNAL));
    stuck = parked.id;
    const others = [await bench.done(till.park(CART, EXTERNAL)), await bench.done(till.park(CART, EXTERNAL))];
    await bench.done(till.run());
    for (const one of others) expect(await saleNow(till, one)).toMatchObject({ state: 'parked' });
    await bench.pass(TILL_STUCK_ROUNDS * TILL_RETRY_MAX_MS);
    for (const one of others) expect(await saleNow(till, one)).toMatchObject({ state: 'reserved' });
    expect(await saleNow(till, parked)).toMatchObject({ state: 'sending' });
    const orders = bench.to(CREATE).map(orderIn);
    expect(orders.slice(0, TILL_STUCK_ROUNDS)).toEqual(Array(TILL_STUCK_ROUNDS).fill(parked.id));
    expect(await bench.sell(till)).toMatchObject({ state: 'reserved' });
    stuck = '';
    await bench.pass(TILL_RETRY_MAX_MS * 2);
    expect(await saleNow(till, parked)).toMatchObject({ state: 'reserved' });
  });

  it('[I7] that cannot be canceled while it is being paid is canceled later, by itself', async () => {
    let refusals = 2;
    bench.answers = api(({ path }) =>
      path.endsWith('/cancel') && refusals-- > 0 ? refusal(409, 'payment_under_way') : null,
    );
    const till = await bench.open();
    const sale = await bench.sell(till, { provider: 'stripe' });
    expect(await bench.done(till.cancel(sale.id))).toMatchObject({
      state: 'canceling',
      problem: { code: 'payment_under_way' },
    });
    expect(await bench.sell(till)).toMatchObject({ state: 'reserved' });
    await bench.pass(30_000);
    expect(await saleNow(till, sale)).toMatchObject({ state: 'canceled', problem: null });
  });

  it.each([
    [503, 'payment_provider_unavailable'],
    [500, 'internal_error'],
  ])(
    '[I3] that is to be canceled is canceled as soon as that can be, after however many answers %s',
    async (status, code) => {
      let refusals = 2 * TILL_FAULTS_MAX;
      bench.answers = api(({ path }) =>
        path.endsWith('/cancel') && refusals-- > 0 ? refusal(status, code) : null,
      );
      const till = await bench.open();
      const sale = await bench.sell(till, { provider: 'stripe' });
      await bench.done(till.cancel(sale.id));
      await bench.pass(TILL_FAULTS_MAX * TILL_RETRY_MAX_MS);
      expect(await saleNow(till, sale)).toMatchObject({ state: 'canceling', problem: { code } });
      await bench.pass(2 * TILL_FAULTS_MAX * TILL_RETRY_MAX_MS);
      expect(await saleNow(till, sale)).toMatchObject({ state: 'canceled' });
    },
  );
});

describe('a return', () => {
  const REFUND = 'POST /v1/checkouts/chk_1/refunds';

  it('[I6] behind another one of its order is sent again by itself', async () => {
    let refusals = 2;
    bench.answers = api(({ path }) =>
      path.endsWith('/refunds') && refusals-- > 0 ? refusal(409, 'refund_under_way') : null,
    );
    const till = await bench.open();
    expect(await bench.takeBack(till, 'r-1')).toMatchObject({
      state: 'sending',
      problem: { code: 'refund_under_way' },
    });
    await bench.pass(30_000);
    expect(await bench.done(till.openReturns())).toEqual([]);
    expect(await bench.done(till.returns())).toMatchObject([{ id: 'r-1', state: 'done', problem: null }]);
    expect(bench.to(REFUND).map(({ key }) => key)).toEqual(['r-1', 'r-1', 'r-1']);
  });

  it('[I7] that the API always fails at holds up no other, is set aside, and sent again under its key', async () => {
    bench.answers = api(({ path }) => (path.includes('chk_1/') ? refusal(500, 'internal_error') : null));
    const till = await bench.open();
    await bench.takeBack(till, 'r-1');
    expect(await bench.takeBack(till, 'r-2', 'chk_2')).toMatchObject({ state: 'done' });
    const sale = await bench.sell(till);
    await bench.pass(5 * 60_000);
    expect(bench.to(REFUND)).toHaveLength(TILL_FAULTS_MAX);
    expect(bench.to(`GET /v1/checkouts/${sale.checkout?.id}`).length).toBeGreaterThan(1);
    expect(await bench.done(till.openReturns())).toMatchObject([{ id: 'r-1', state: 'set_aside' }]);
    bench.answers = api();
    expect(await bench.takeBack(till, 'r-1')).toMatchObject({ state: 'done' });
    expect(new Set(bench.to(REFUND).map(({ key }) => key))).toEqual(new Set(['r-1']));
  });

  it('[I6] under the same number is the same, whatever became of it', async () => {
    bench.answers = api(({ path }) => (path.includes('chk_1/') ? refusal(400, 'quantity_not_kept') : null));
    const till = await bench.open();
    for (let times = 0; times < 2; times += 1) {
      expect(await bench.takeBack(till, 'r-1')).toMatchObject({ state: 'refused' });
      expect(await bench.takeBack(till, 'r-2', 'chk_2')).toMatchObject({ state: 'done' });
    }
    expect(bench.sent).toHaveLength(2);
  });

  it('[I6] names its checkout whole, whatever is in the name', async () => {
    bench.answers = api();
    await bench.takeBack(await bench.open(), 'r-1', '../x?y');
    expect(bench.sent.map(({ path }) => path)).toEqual(['/v1/checkouts/..%2Fx%3Fy/refunds']);
  });
});
