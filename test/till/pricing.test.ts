// What the till shows of a cart: the API's price, or an estimate where the API does not answer in time.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer, Quote } from '../../sdk/till.ts';
import { instantBy } from '../../web/till/clock.ts';
import {
  CLOCK_DIFFERENCE_S_MAX,
  ESTIMATE_AFTER_MS,
  QUOTE_AGAIN_MS,
  QUOTE_TIMEOUT_MS,
} from '../../web/till/limits.ts';
import { type Price, Pricer } from '../../web/till/pricing.ts';

const CART = { lines: [{ sku: 'SOCKS', title: '棉袜', unit_amount: 2_900, quantity: 1 }] };
const NONE = { lines: [] };

/** The API, which answers when a test lets it. */
class Api {
  readonly asked: { signal: AbortSignal; answer: (answer: Answer<Quote>) => void }[] = [];

  quote(_: unknown, signal = new AbortController().signal): Promise<Answer<Quote>> {
    return new Promise((answer) => {
      this.asked.push({ signal, answer });
      const problem = { code: 'aborted', message: '' };
      signal.addEventListener('abort', () => answer({ kind: 'later', problem }));
    });
  }
}

let api: Api;
let pricer: Pricer;
let shown: (readonly [Price | null, string | null])[];

beforeEach(async () => {
  vi.useFakeTimers();
  // Loaded when it is needed: not while the clock stands still.
  await import('../../web/till/estimate.ts');
  api = new Api();
  shown = [];
  pricer = new Pricer({
    till: () => api,
    programme: () => null,
    now: () => 0,
    onPrice: (price, problem) => shown.push([price, problem?.code ?? null]),
  });
});
afterEach(() => {
  vi.useRealTimers();
});

const AWAY = { kind: 'later', problem: { code: 'network_error', message: '' } } as const;
const priceOf = (amount_due: number): Answer<Quote> => ({ kind: 'ok', value: { amount_due } as Quote });
const passes = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const dues = (): unknown[] => shown.map(([price]) => price && [price.quote.amount_due, price.is_estimate]);

describe('the price of a cart', () => {
  it("[I9] is the API's where it answers in time, and else an estimate until it does", async () => {
    void pricer.price(CART);
    await passes(ESTIMATE_AFTER_MS - 1);
    expect(dues()).toEqual([]);
    await passes(1);
    expect(dues()).toEqual([[2_900, true]]);
    api.asked[0]?.answer(priceOf(2_465));
    await passes(0);
    expect(dues()).toEqual([
      [2_900, true],
      [2_465, false],
    ]);
  });

  it('[I9] is asked for again while the API is away, and given up at its time', async () => {
    void pricer.price(CART);
    await passes(QUOTE_TIMEOUT_MS - 1);
    expect(api.asked[0]?.signal.aborted).toBe(false);
    await passes(1);
    expect(api.asked[0]?.signal.aborted).toBe(true);
    await passes(QUOTE_AGAIN_MS - 1);
    expect(api.asked.length).toBe(1);
    await passes(1);
    expect(api.asked.length).toBe(2);
  });

  it('[I9] is nothing for an empty cart, though a quote of the old one was under way', async () => {
    void pricer.price(CART);
    void pricer.price(NONE);
    await passes(QUOTE_TIMEOUT_MS + QUOTE_AGAIN_MS);
    expect(shown).toEqual([[null, null]]);
    expect(api.asked.length).toBe(1);
  });

  it('[I9] is never one of an older cart', async () => {
    void pricer.price(CART);
    void pricer.price(CART);
    api.asked[1]?.answer(priceOf(2));
    api.asked[0]?.answer(priceOf(1));
    await passes(0);
    expect(dues()).toEqual([[2, false]]);
  });

  it('[I9] is no estimate any more, once the API has answered', async () => {
    void pricer.price(CART);
    vi.advanceTimersByTime(ESTIMATE_AFTER_MS);
    api.asked[0]?.answer(priceOf(2_465));
    await passes(ESTIMATE_AFTER_MS);
    expect(dues()).toEqual([[2_465, false]]);
  });

  it('[I9] comes with the reason where there is none', async () => {
    void pricer.price(CART);
    const problem = { code: 'api_key_invalid', message: '' };
    api.asked[0]?.answer({ kind: 'blocked', problem });
    await passes(0);
    expect(shown).toEqual([[null, 'api_key_invalid']]);
  });

  it('[I9] is an estimate at once while the API is known to be away', async () => {
    void pricer.price(CART);
    api.asked[0]?.answer(AWAY);
    await passes(0);
    void pricer.price(CART);
    await passes(0);
    expect(dues().length).toBe(2);
  });
});

describe('the instant of an estimate', () => {
  it("[I9] is the server's where the tablet's clock is plainly wrong", () => {
    const now_s = 1_600_000_000;
    const at = (difference_s: number): number => instantBy(difference_s, now_s * 1000);
    expect(at(CLOCK_DIFFERENCE_S_MAX)).toBe(now_s);
    expect(at(-CLOCK_DIFFERENCE_S_MAX)).toBe(now_s);
    expect(at(CLOCK_DIFFERENCE_S_MAX + 1)).toBe(now_s + CLOCK_DIFFERENCE_S_MAX + 1);
    expect(at(-CLOCK_DIFFERENCE_S_MAX - 1)).toBe(now_s - CLOCK_DIFFERENCE_S_MAX - 1);
  });
});
