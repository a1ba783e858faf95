// Finishes what a till has written down: each sale and each return once, in order, as soon as the API can be reached. Writes
// before each call and after each answer; decides nothing about sales, which is sale.ts.

import { type Answer, type Caller, lookCall, type Problem } from './call.ts';
import { TILL_FAULTS_MAX, TILL_FINISHED_KEPT, TILL_RETRY_MAX_MS, TILL_RETRY_MIN_MS } from './limits.ts';
import { type Return, returnCall, returned } from './returning.ts';
import { afterCall, beforeCall, isFinished, isUnderWay, nextCall, type Sale, withCheckout } from './sale.ts';
import { type Rows, StorageError } from './storage.ts';
import type { Checkout, Refund } from './wire.ts';

export type QueueParts = {
  readonly sales: Rows<Sale>;
  readonly returns: Rows<Return>;
  readonly call: Caller;
  readonly onChange: () => void;
};

/** What keeps the till from going on; null while nothing does. */
type Obstacle = { readonly problem: Problem; readonly retry_after_ms: number | null };

export class Queue {
  private readonly parts: QueueParts;
  private running: Promise<void> | null = null;
  private is_asked_again = false;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Why the last round did not get through; null where it did. */
  problem: Problem | null = null;

  constructor(parts: QueueParts) {
    this.parts = parts;
  }

  /** Goes through all that can go on. Asked while it is at it, it goes through once more. */
  run(): Promise<void> {
    clearTimeout(this.timer);
    this.is_asked_again = this.running !== null;
    this.running ??= this.rounds().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private async rounds(): Promise<void> {
    do {
      this.is_asked_again = false;
      const obstacle = await alone(() => this.round()).catch(obstacleOf);
      this.problem = obstacle?.problem ?? null;
      this.failures = obstacle === null ? 0 : this.failures + 1;
      if (obstacle !== null) this.later(obstacle.retry_after_ms);
      this.parts.onChange();
    } while (this.is_asked_again);
  }

  private later(retry_after_ms: number | null): void {
    const wait_ms = retry_after_ms ?? TILL_RETRY_MIN_MS * 2 ** Math.min(this.failures - 1, DOUBLINGS_MAX);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.run(), Math.min(wait_ms, TILL_RETRY_MAX_MS));
  }

  private async round(): Promise<Obstacle | null> {
    const all = await this.parts.sales.all();
    await this.forget(all);
    let fault: Obstacle | null = null;
    for (const { id } of all.filter(isUnderWay)) {
      const obstacle = await this.finish(id);
      // A fault of one sale says nothing of the next one; anything else does.
      if (obstacle !== null && obstacle.problem.status !== 500) return obstacle;
      fault ??= obstacle;
    }
    return (await this.finishReturns()) ?? (await this.look()) ?? fault;
  }

  /** One sale, as far as it goes by itself. */
  private async finish(id: string): Promise<Obstacle | null> {
    for (;;) {
      const sale = await this.change(id, (now) => (isUnderWay(now) ? beforeCall(now) : now));
      const call = sale === null ? null : nextCall(sale);
      if (call === null) return null;
      this.parts.onChange();
      const answer = await this.parts.call<Checkout>(call);
      await this.change(id, (now) => afterCall(now, call, answer, TILL_FAULTS_MAX));
      this.parts.onChange();
      const obstacle = obstacleIn(answer);
      if (obstacle !== null) return obstacle;
    }
  }

  private async finishReturns(): Promise<Obstacle | null> {
    const all = await this.parts.returns.all();
    for (const work of all.filter(({ state }) => state === 'sending')) {
      const answer = await this.parts.call<Refund>(returnCall(work));
      await this.writing(() => this.parts.returns.change(work.id, (now) => returned(now, answer)));
      this.parts.onChange();
      const obstacle = obstacleIn(answer);
      if (obstacle !== null) return obstacle;
    }
    return null;
  }

  /** Asks how sales are that wait for their money: they may be paid, or expired. */
  private async look(): Promise<Obstacle | null> {
    for (const sale of await this.parts.sales.all()) {
      if (sale.state !== 'reserved' || sale.checkout === null || isUnderWay(sale)) continue;
      const obstacle = obstacleIn(await this.lookAt(sale.id, sale.checkout.id));
      if (obstacle !== null) return obstacle;
    }
    return null;
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

  /** Of what is finished only the latest is kept. */
  private async forget(all: readonly Sale[], kept = TILL_FINISHED_KEPT): Promise<void> {
    const finished = all.filter(isFinished);
    const old = finished.slice(0, Math.max(0, finished.length - kept));
    if (old.length > 0) await this.parts.sales.remove(old.map(({ seq }) => seq));
  }

  /** Writes; on a full disk once more after half of what is finished has made room, and nothing that is unfinished. */
  async writing<Value>(write: () => Promise<Value>): Promise<Value> {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof StorageError) || error.problem.code !== 'storage_full') throw error;
      const all = await this.parts.sales.all();
      await this.forget(all, Math.floor(all.filter(isFinished).length / 2));
      return write();
    }
  }

  private change(id: string, change: (sale: Sale) => Sale): Promise<Sale | null> {
    return this.writing(() => this.parts.sales.change(id, change));
  }
}

const DOUBLINGS_MAX = 10;

/** Money that is taken has its own calls: an older look must not overtake them. */
const isWaiting = (sale: Sale): boolean => sale.state === 'reserved' && sale.taken === null;

function obstacleIn(answer: Answer<unknown>): Obstacle | null {
  if (answer.kind === 'ok' || answer.kind === 'refused') return null;
  const retry_after_ms = answer.kind === 'later' ? (answer.retry_after_ms ?? null) : TILL_RETRY_MAX_MS;
  return { problem: answer.problem, retry_after_ms };
}

function obstacleOf(error: unknown): Obstacle {
  if (error instanceof StorageError) return { problem: error.problem, retry_after_ms: null };
  throw error;
}

/** Two pages of one till must not finish the same sales side by side: the second one leaves it to the first. */
async function alone(run: () => Promise<Obstacle | null>): Promise<Obstacle | null> {
  if (globalThis.navigator?.locks === undefined) return run();
  return navigator.locks.request('zhehui-till-queue', run);
}
