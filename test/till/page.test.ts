// The page of a till, as far as it needs no browser: who may open it, what keys and codes do, and what is listed.

import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Sale } from '../../sdk/till.ts';
import { WEB_CONFIG_TIMEOUT_MS } from '../../web/limits.ts';
import type { App } from '../../web/till/app.ts';
import { type Cart, EMPTY } from '../../web/till/cart.ts';
import { clockDifference } from '../../web/till/clock.ts';
import { DEMO_PRODUCTS } from '../../web/till/demo.ts';
import { actOf, characterActOf } from '../../web/till/keys.ts';
import { CLOCK_TIMEOUT_MS, FINISHED_SHOWN, OTHER_PAGE_MS } from '../../web/till/limits.ts';
import { onlyPage } from '../../web/till/only-page.ts';
import { indexOf } from '../../web/till/products.ts';
import { finishedShown } from '../../web/till/sales-screen.ts';
import { takeCode } from '../../web/till/scans.ts';
import { TEXT } from '../../web/till/text.ts';
import { webConfig } from '../../web/web-config.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** A till that is rung up at, and says what it is told to. */
function tillApp(): App & { readonly said: string[] } {
  const said: string[] = [];
  const app = {
    ...{ said, screen: 'sale', selected: 0, cart: EMPTY, notice: null, text: TEXT.en },
    products: indexOf(DEMO_PRODUCTS),
    say: (what: string) => said.push(what),
    go: () => {},
    draw: () => {},
    setCart(cart: Cart, selected = 0): void {
      this.cart = cart;
      this.selected = selected;
    },
  };
  return app as unknown as App & { readonly said: string[] };
}

const ACTIONS = { enterCode: vi.fn(), camera: null, serials: vi.fn(), pay: vi.fn() };
const rung = (app: App): unknown[] => app.cart.items.map(({ product, quantity }) => [product.sku, quantity]);

describe('one page of a till', () => {
  /** Locks of one browser: each waits for the one before. */
  function locks() {
    let last: Promise<unknown> = Promise.resolve();
    const ends: (() => void)[] = [];
    const request = (_: string, held: () => Promise<unknown>): void => {
      const before = last;
      last = new Promise<void>((end) => ends.push(end));
      void before.then(held);
    };
    return { ends, navigator: { locks: { request } } };
  }

  it('[V19] opens, and another one waits until it ends and says so in time', async () => {
    vi.useFakeTimers();
    const { ends, navigator } = locks();
    vi.stubGlobal('navigator', navigator);
    const told = vi.fn();
    await onlyPage(told);
    const opened = vi.fn();
    void onlyPage(told).then(opened);
    await vi.advanceTimersByTimeAsync(OTHER_PAGE_MS - 1);
    expect(told).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(told).toHaveBeenCalledTimes(1);
    expect(opened).not.toHaveBeenCalled();
    ends[0]?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(opened).toHaveBeenCalled();
  });

  it('[V19] opens at once after one that ends, as at a reload', async () => {
    vi.useFakeTimers();
    const { ends, navigator } = locks();
    vi.stubGlobal('navigator', navigator);
    const told = vi.fn();
    await onlyPage(told);
    ends[0]?.();
    await onlyPage(told);
    await vi.advanceTimersByTimeAsync(OTHER_PAGE_MS);
    expect(told).not.toHaveBeenCalled();
  });
});

describe('what the server tells a till', () => {
  /** A network that takes every call and answers none, until its time is up. */
  function silence(): void {
    vi.useFakeTimers();
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
      const ending = new AbortController();
      setTimeout(() => ending.abort(new DOMException('', 'TimeoutError')), ms);
      return ending.signal;
    });
    vi.stubGlobal('fetch', (_: string, { signal }: { signal: AbortSignal }) => {
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
  }

  it.each([
    ['its settings', webConfig, WEB_CONFIG_TIMEOUT_MS],
    ['its time', clockDifference, CLOCK_TIMEOUT_MS],
  ])('[I13] %s, is waited for as long as its limit says', async (_, ask, limit_ms) => {
    silence();
    const done = vi.fn();
    void ask()
      .catch(() => null)
      .then(done);
    await vi.advanceTimersByTimeAsync(limit_ms - 1);
    expect(done).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(done).toHaveBeenCalledWith(null);
  });

  it('[I9] of its time is what its clock is ahead of this one', async () => {
    const at = (ms: number) => new Date(ms).toUTCString();
    vi.stubGlobal('fetch', async () => new Response(null, { headers: { Date: at(Date.now() + 3_600_000) } }));
    expect(Math.abs(((await clockDifference()) ?? 0) - 3_600)).toBeLessThanOrEqual(1);
    vi.stubGlobal('fetch', async () => new Response(null));
    expect(await clockDifference()).toBeNull();
  });
});

describe('codes and keys at a till', () => {
  it('[I2] add what they name, or say why not', () => {
    const app = tillApp();
    const receipts: string[] = [];
    const take = (code: string): void => takeCode(app, code, (receipt) => receipts.push(receipt));
    take('6901234567892');
    take('6901234567892');
    take('socks');
    expect(rung(app)).toEqual([
      ['G20S', 2],
      ['SOCKS', 1],
    ]);
    for (const code of ['6901234567893', '6901234567953', '69012345678926901234567922', 'hello']) take(code);
    expect(app.said.map((words) => words.split(' ')[0])).toEqual(['The', 'No', 'Two', 'No']);
    take('261127-080729-bfaf4de0');
    expect(receipts).toEqual(['261127-080729-bfaf4de0']);
    expect(rung(app).length).toBe(2);
  });

  it('[V16] change the line that is chosen', () => {
    const app = tillApp();
    takeCode(app, 'SOCKS', () => {});
    takeCode(app, 'G20S', () => {});
    characterActOf(app, '+')?.();
    characterActOf(app, '=')?.();
    characterActOf(app, '-')?.();
    expect(rung(app)).toEqual([
      ['SOCKS', 1],
      ['G20S', 2],
    ]);
    expect(characterActOf(app, '7')).toBeNull();
    actOf(app, ACTIONS, 'ArrowUp', false)?.();
    actOf(app, ACTIONS, 'Delete', false)?.();
    expect(rung(app)).toEqual([['G20S', 2]]);
    expect(actOf(app, ACTIONS, 'Delete', true), 'while somebody types').toBeNull();
    actOf(app, ACTIONS, 'F8', true)?.();
    expect(ACTIONS.pay).toHaveBeenCalledTimes(1);
  });
});

describe('past sales', () => {
  it('[I8] are listed latest first, as many as are looked at', () => {
    const sales = Array.from(
      { length: FINISHED_SHOWN + 2 },
      (_, seq) => ({ seq, state: 'confirmed' }) as Sale,
    );
    const held = { seq: 900, state: 'reserved' } as Sale;
    const shown = finishedShown([...sales, held]).map(({ seq }) => seq);
    expect(shown.length).toBe(FINISHED_SHOWN);
    expect([shown[0], shown.at(-1)]).toEqual([FINISHED_SHOWN + 1, 2]);
  });
});
