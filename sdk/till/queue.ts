// Finishes what a till has written down: each sale and each return once, in order, as soon as the API can be reached. Writes
// before each call and after each answer; decides nothing about sales, which is sale.ts.

import { type Answer, type Caller, isOfOne, lookCall, mayBeOfOne, type Problem } from './call.ts';
import { StorageError } from './errors.ts';
import {
  TILL_FAULTS_MAX,
  TILL_FINISHED_KEPT,
  TILL_RETRY_AFTER_MAX_MS,
  TILL_RETRY_MAX_MS,
  TILL_RETRY_MIN_MS,
  TILL_RETRY_SPREAD,
  TILL_RETURNS_KEPT,
  TILL_STUCK_ROUNDS,
} from './limits.ts';
import { FINISHED_RETURNS, type Return, returnCall, returned } from './returning.ts';
import {
  afterCall,
  beforeCall,
  FINISHED,
  isUnderWay,
  nextCall,
  type Sale,
  SENT,
  withCheckout,
} from './sale.ts';
import type { Rows } from './storage.ts';
import type { Checkout, Refund } from './wire.ts';

export type QueueParts = {
  readonly sales: Rows<Sale>;
  readonly returns: Rows<Return>;
  readonly call: Caller;
  readonly onChange: () => void;
};

/** What keeps the till from going on; null while nothing does. */
type Obstacle = { readonly problem: Problem; readonly after_ms: number };

/** One thing that a round does; `run` gives what kept it from being done. */
type Step = { readonly id: string; run(): Promise<Obstacle | null> };

export class Queue {
  private readonly parts: QueueParts;
  private running: Promise<void> | null = null;
  private is_asked_again = false;
  private is_stopped = false;
  private failures = 0;
  /** At which thing the last rounds have ended, and how many of them. */
  private stuck = { id: '', rounds: 0 };
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Why the last round did not get through; null where it did. */
  problem: Problem | null = null;

  constructor(parts: QueueParts) {
    this.parts = parts;
  }

  /** Goes through all that can go on. Asked while it is at it, it goes through once more. */
  run(): Promise<void> {
    if (this.is_stopped) return Promise.resolve();
    clearTimeout(this.timer);
    this.is_asked_again = this.running !== null;
    this.running ??= this.rounds();
    return this.running;
  }

  /** The network is said to be back: what failed before says nothing of it, though the first call may come too early. */
  wake(): Promise<void> {
    this.failures = 0;
    return this.run();
  }

  /** Sends nothing any more. The answer to what is on its way is written down still. */
  stop(): void {
    this.is_stopped = true;
    clearTimeout(this.timer);
  }

  private async rounds(): Promise<void> {
    try {
      do {
        this.is_asked_again = false;
        const obstacle = await alone(() => this.round()).catch(obstacleOf);
        this.problem = obstacle?.problem ?? null;
        this.failures = obstacle === null ? 0 : this.failures + 1;
        if (obstacle !== null) this.later(obstacle);
        this.parts.onChange();
      } while (this.is_asked_again && !this.is_stopped);
    } finally {
      // In one step with the last look whether it was asked again: who asks from now on starts anew.
      this.running = null;
    }
  }

  /** Never sooner than the API asks for; and not all tills at the same moment. */
  private later({ after_ms }: Obstacle): void {
    const pause_ms = Math.min(TILL_RETRY_MIN_MS * 2 ** (this.failures - 1), TILL_RETRY_MAX_MS);
    const wait_ms = Math.max(pause_ms, Math.min(after_ms, TILL_RETRY_AFTER_MAX_MS));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.run(), wait_ms + Math.random() * TILL_RETRY_SPREAD * pause_ms);
  }

  private round(): Promise<Obstacle | null> {
    return this.each([() => this.unsentSales(), () => this.unsentReturns(), () => this.waiting()]);
  }

  /**
   * Each thing in its order. The trouble of one says nothing of the next one; any other ends the round. Where it has been one and
   * the same thing for some rounds, the next one is tried all the same: that one may be the only one that does not get through.
   */
  private async each(lists: readonly (() => Promise<Step[]>)[]): Promise<Obstacle | null> {
    let first: Obstacle | null = null;
    let passed: Obstacle | null = null;
    for (const list of lists) {
      for (const { id, run } of await list()) {
        if (this.is_stopped) return passed ?? first;
        const obstacle = await run();
        if (obstacle === null || isOfOne(obstacle.problem)) {
          first ??= obstacle;
          continue;
        }
        if (passed !== null) return passed;
        this.stuck = { id, rounds: id === this.stuck.id ? this.stuck.rounds + 1 : 1 };
        if (this.stuck.rounds < TILL_STUCK_ROUNDS || !mayBeOfOne(obstacle.problem)) return obstacle;
        passed = obstacle;
      }
    }
    if (passed === null) this.stuck = { id: '', rounds: 0 };
    return passed ?? first;
  }

  private async unsentSales(): Promise<Step[]> {
    const sales = await this.parts.sales.inStates(SENT);
    return sales.filter(isUnderWay).map(({ id }) => ({ id, run: () => this.finish(id) }));
  }

  private async unsentReturns(): Promise<Step[]> {
    const returns = await this.parts.returns.inStates(['sending']);
    return returns.map((work) => ({ id: work.id, run: () => this.finishReturn(work) }));
  }

  /** Looks at the sales that wait for their money: they may be paid, or expired. */
  private async waiting(): Promise<Step[]> {
    const sales = await this.parts.sales.inStates(['reserved']);
    return sales.filter(isWaiting).map(({ id, checkout }) => ({
      id,
      run: async () => checkout && obstacleIn(await this.lookAt(id, checkout.id)),
    }));
  }

  /** One sale, as far as it goes by itself. */
  private async finish(id: string): Promise<Obstacle | null> {
    while (!this.is_stopped) {
      const sale = await this.change(id, (now) => (isUnderWay(now) ? beforeCall(now) : now));
      const call = sale === null ? null : nextCall(sale);
      if (call === null) break;
      this.parts.onChange();
      const answer = await this.parts.call<Checkout>(call);
      await this.change(id, (now) => afterCall(now, call, answer, TILL_FAULTS_MAX));
      this.parts.onChange();
      const obstacle = obstacleIn(answer);
      if (obstacle !== null) return obstacle;
    }
    await forget(this.parts.sales, FINISHED, () => TILL_FINISHED_KEPT);
    return null;
  }

  private async finishReturn(work: Return): Promise<Obstacle | null> {
    const answer = await this.parts.call<Refund>(returnCall(work));
    await this.writing(() =>
      this.parts.returns.change(work.id, (now) => returned(now, answer, TILL_FAULTS_MAX)),
    );
    await forget(this.parts.returns, FINISHED_RETURNS, () => TILL_RETURNS_KEPT);
    this.parts.onChange();
    return obstacleIn(answer);
  }

  /** Asks how one sale is. */
  async lookAt(id: string, checkout: string): Promise<Answer<Checkout>> {
    const answer = await this.parts.call<Checkout>(lookCall(checkout));
    if (answer.kind === 'ok') {
      await this.change(id, (now) => (isWaiting(now) ? withCheckout(now, answer.value) : now));
      this.parts.onChange();
    }
    return answer;
  }

  /** Writes; on a full disk once more after half of what is finished has made room, and nothing that is unfinished. */
  async writing<Value>(write: () => Promise<Value>): Promise<Value> {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof StorageError) || error.problem.code !== 'storage_full') throw error;
      await forget(this.parts.sales, FINISHED, (count) => Math.floor(count / 2));
      return write();
    }
  }

  private change(id: string, change: (sale: Sale) => Sale): Promise<Sale | null> {
    return this.writing(() => this.parts.sales.change(id, change));
  }
}

/** Of what is finished only the latest is kept. */
async function forget<Row extends Sale | Return>(
  rows: Rows<Row>,
  states: readonly Row['state'][],
  keptOf: (count: number) => number,
): Promise<void> {
  const seqs = await rows.seqsInStates(states);
  const old = seqs.slice(0, Math.max(0, seqs.length - keptOf(seqs.length)));
  if (old.length > 0) await rows.remove(old);
}

/** Money that is taken has its own calls: an older look must not overtake them. */
const isWaiting = (sale: Sale): boolean => sale.state === 'reserved' && sale.taken === null;

function obstacleIn(answer: Answer<unknown>): Obstacle | null {
  if (answer.kind === 'ok' || answer.kind === 'refused') return null;
  const { problem } = answer;
  if (answer.kind === 'blocked') return { problem, after_ms: TILL_RETRY_MAX_MS };
  const { retry_after_ms = 0 } = answer;
  // A date that is over, by the till's own clock, or no number at all asks for no pause.
  return { problem, after_ms: retry_after_ms > 0 ? retry_after_ms : 0 };
}

/** Whatever went wrong, money that was taken is sent later. */
function obstacleOf(error: unknown): Obstacle {
  const problem =
    error instanceof StorageError ? error.problem : { code: 'till_failed', message: String(error) };
  return { problem, after_ms: 0 };
}

/** Two pages of one till must not finish the same sales side by side: the second one waits until the first has gone through. */
async function alone(run: () => Promise<Obstacle | null>): Promise<Obstacle | null> {
  if (globalThis.navigator?.locks === undefined) return run();
  return navigator.locks.request('zhehui-till-queue', run);
}
