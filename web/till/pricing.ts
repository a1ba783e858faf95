// Prices the cart as it changes: by the API, or as an estimate where the API does not answer soon. The newest cart counts.

import type { Problem, ProgrammeObject, Quote, Cart as SoldCart, Till } from '../../sdk/till.ts';
import { ESTIMATE_AFTER_MS, QUOTE_AGAIN_MS, QUOTE_TIMEOUT_MS } from './limits.ts';

/** What is shown of a cart. Null while it is being priced and nothing is known yet. */
export type Price = {
  readonly quote: Quote;
  /** A guess of the till's own: nothing of it may be promised. */
  readonly is_estimate: boolean;
};

export type Pricing = {
  readonly till: () => Pick<Till, 'quote'> | null;
  readonly programme: () => ProgrammeObject | null;
  /** Unix seconds by which an estimate is made. */
  readonly now: () => number;
  readonly onPrice: (price: Price | null, problem: Problem | null) => void;
};

export class Pricer {
  private readonly pricing: Pricing;
  private running: AbortController | null = null;
  private is_away = false;
  private again: ReturnType<typeof setTimeout> | undefined;

  constructor(pricing: Pricing) {
    this.pricing = pricing;
  }

  /** Prices a cart; a price of an older one never comes after. */
  async price(cart: SoldCart): Promise<void> {
    this.running?.abort();
    this.running = null;
    clearTimeout(this.again);
    const till = this.pricing.till();
    if (cart.lines.length === 0 || till === null) return this.pricing.onPrice(null, null);
    const running = new AbortController();
    this.running = running;
    const guessing = new AbortController();
    const guess = (): void => void this.estimate(cart, guessing.signal);
    const timer = setTimeout(guess, this.is_away ? 0 : ESTIMATE_AFTER_MS);
    const limit = setTimeout(() => running.abort(), QUOTE_TIMEOUT_MS);
    const answer = await till.quote(cart, running.signal);
    clearTimeout(limit);
    clearTimeout(timer);
    // An estimate that is still loading comes too late.
    guessing.abort();
    if (running !== this.running) return;
    if (answer.kind === 'later') this.again = setTimeout(() => void this.price(cart), QUOTE_AGAIN_MS);
    this.is_away = answer.kind === 'later';
    if (answer.kind === 'ok') this.pricing.onPrice({ quote: answer.value, is_estimate: false }, null);
    else if (answer.kind === 'later') await this.estimate(cart, null, answer.problem);
    else this.pricing.onPrice(null, answer.problem);
  }

  /** The core comes as a file of its own: it is large, and a till with a network does without. */
  private async estimate(cart: SoldCart, signal: AbortSignal | null, problem: Problem | null = null) {
    const running = this.running;
    const { estimate } = await import('./estimate.ts');
    if (running !== this.running || signal?.aborted) return;
    const quote = estimate(cart, this.pricing.programme(), this.pricing.now());
    this.pricing.onPrice({ quote, is_estimate: true }, problem);
  }
}
