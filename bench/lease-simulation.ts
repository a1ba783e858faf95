// The life of one budget, simulated against virtual time: ledgers that sell, lease, give back what lies idle, and are refused
// at the end. Counts the calls that reach the one Budget object. The same each time: its randomness has a fixed seed.

import type { LastLease } from '../src/leases.ts';
import { claimFen, type LeaseSetup } from './lease-policies.ts';
import { Queue } from './queue.ts';

export type Phase = 'start' | 'middle' | 'end' | 'after';

export type PhaseLoad = { readonly seconds: number; readonly mean: number; readonly busiest: number };

export type Simulated = {
  /** Calls that the budget received. `end` is from the last 5 % of the budget to the first refusal. */
  readonly phases: Readonly<Record<Phase, PhaseLoad>>;
  /** Parts of the budget that nobody had used: at the first refusal, and at the end of the simulation. */
  readonly unused_at_first_refusal: number;
  readonly unused_at_end: number;
  readonly checkouts: number;
};

type LedgerState = {
  free: number;
  last: LastLease | null;
  sold_at: number;
  refused: { available: number; until: number } | null;
};

export function simulate(setup: LeaseSetup): Simulated {
  return new Simulation(setup).run();
}

class Simulation {
  private readonly setup: LeaseSetup;
  private readonly random = generator(1);
  private readonly ledgers: LedgerState[];
  private readonly rates: readonly number[];
  private readonly queue = new Queue();
  private readonly calls: number[] = [];
  private available: number;
  private unused: number;
  private now = 0;
  private end_began: number | null = null;
  private first_refusal: { readonly at: number; readonly unused: number } | null = null;
  private recall_from = 0;
  private recall_after = 0;
  private checkouts = 0;

  constructor(setup: LeaseSetup) {
    this.setup = setup;
    this.available = setup.budget_fen;
    this.unused = setup.budget_fen;
    this.rates = zipf(setup.ledgers, setup.checkouts_per_s);
    this.ledgers = this.rates.map(() => ({ free: 0, last: null, sold_at: 0, refused: null }));
  }

  run(): Simulated {
    for (let ledger = 0; ledger < this.ledgers.length; ledger += 1) this.scheduleSale(ledger);
    for (let next = this.queue.pop(); next !== null; next = this.queue.pop()) {
      this.now = next.at;
      const over = this.first_refusal !== null && this.now > this.first_refusal.at + this.setup.after_s;
      if (over) break;
      if (next.ledger < this.ledgers.length) this.sell(next.ledger);
      else this.returnIdle(next.ledger - this.ledgers.length);
    }
    return this.result();
  }

  private sell(index: number): void {
    const ledger = this.ledgers[index] as LedgerState;
    const amount = claimFen(this.random());
    this.checkouts += 1;
    if (ledger.free >= amount || this.lease(index, amount - ledger.free)) {
      ledger.free -= amount;
      this.unused -= amount;
    }
    ledger.sold_at = this.now;
    this.scheduleSale(index);
  }

  /** Asks the budget as a ledger does. */
  private lease(index: number, need: number): boolean {
    const ledger = this.ledgers[index] as LedgerState;
    const { refused } = ledger;
    if (refused !== null && need > refused.available && this.now < refused.until) return false;
    this.receive();
    const { policy } = this.setup;
    const want = policy.want(need, ledger.last, this.now);
    if (this.available < need) this.recall(index, need);
    const amount = policy.grant({ need, want, available: this.available, is_busy: this.isBusy() });
    if (amount === null) return this.refuse(index);
    if (this.available < this.setup.budget_fen * END_SHARE) this.end_began ??= this.now;
    this.available -= amount;
    ledger.free += amount;
    ledger.last = { amount, granted_at: this.now };
    return true;
  }

  /** A ledger that is refused gives back what it has free. */
  private refuse(index: number): false {
    this.first_refusal ??= { at: this.now, unused: this.unused };
    const ledger = this.ledgers[index] as LedgerState;
    ledger.refused = {
      available: this.available,
      until: this.now + (this.isBusy() ? this.setup.policy.refusalHoldsS(this.ledgers.length) : 0),
    };
    if (ledger.free > 0) this.giveBack(ledger);
    return false;
  }

  /** The budget asks a bounded number of ledgers, in turn; these are calls that it makes. */
  private recall(but: number, need: number): void {
    if (this.now < this.recall_after) return;
    let came = 0;
    for (let asked = 0; asked < this.setup.recall_ledgers && this.available < need; asked += 1) {
      this.recall_from = (this.recall_from + 1) % this.ledgers.length;
      if (this.recall_from === but) continue;
      const ledger = this.ledgers[this.recall_from] as LedgerState;
      came += ledger.free;
      this.available += ledger.free;
      ledger.free = 0;
    }
    if (came === 0 || this.isBusy()) this.recall_after = this.now + this.setup.recall_pause_s;
  }

  private returnIdle(index: number): void {
    const ledger = this.ledgers[index] as LedgerState;
    if (this.now - ledger.sold_at >= this.setup.idle_s && ledger.free > 0) this.giveBack(ledger);
  }

  private giveBack(ledger: LedgerState): void {
    this.receive();
    this.available += ledger.free;
    ledger.free = 0;
  }

  /** By the calls in this second or in the last one, whichever were more. */
  private isBusy(): boolean {
    const second = Math.floor(this.now);
    const calls_per_s = Math.max(this.calls[second] ?? 0, this.calls[second - 1] ?? 0);
    return this.setup.policy.isBusy(calls_per_s, this.ledgers.length);
  }

  private receive(): void {
    const second = Math.floor(this.now);
    this.calls[second] = (this.calls[second] ?? 0) + 1;
  }

  /** The next sale of a ledger, by a Poisson process whose rate rises during the first minutes. */
  private scheduleSale(index: number): void {
    const { ramp_s } = this.setup;
    const mean_until_now = this.now < ramp_s ? this.now ** 2 / (2 * ramp_s) : this.now - ramp_s / 2;
    const mean = mean_until_now - Math.log(1 - this.random()) / (this.rates[index] ?? 0);
    const at = mean < ramp_s / 2 ? Math.sqrt(2 * ramp_s * mean) : mean + ramp_s / 2;
    this.queue.push(at, index);
    if (at > this.now + this.setup.idle_s)
      this.queue.push(this.now + this.setup.idle_s, index + this.ledgers.length);
  }

  private result(): Simulated {
    const { ramp_s, budget_fen } = this.setup;
    const last = Math.floor(this.now);
    const refusal = Math.floor(this.first_refusal?.at ?? last);
    const end = Math.min(Math.floor(this.end_began ?? refusal), refusal);
    const start = Math.min(ramp_s, end);
    return {
      phases: {
        start: this.load(0, start),
        middle: this.load(start, end),
        end: this.load(end, refusal),
        after: this.load(refusal, last),
      },
      unused_at_first_refusal: (this.first_refusal?.unused ?? this.unused) / budget_fen,
      unused_at_end: this.unused / budget_fen,
      checkouts: this.checkouts,
    };
  }

  private load(from: number, to: number): PhaseLoad {
    let all = 0;
    let busiest = 0;
    for (let second = from; second < to; second += 1) {
      const calls = this.calls[second] ?? 0;
      all += calls;
      busiest = Math.max(busiest, calls);
    }
    const seconds = to - from;
    return { seconds, mean: seconds === 0 ? 0 : all / seconds, busiest };
  }
}

/** The last stretch of a budget: from here to the first refusal. */
const END_SHARE = 0.05;

/** Checkouts a second of each ledger: the second has half of what the first has, the third a third, … */
function zipf(ledgers: number, all: number): number[] {
  const weights = Array.from({ length: ledgers }, (_, rank) => 1 / (rank + 1));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (all * weight) / sum);
}

/** Numbers in [0, 1), the same ones each time (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
