// Wakes the sandbox when something is due by its clock: tasks, webhook deliveries, and keys to forget.
// Holds one timer; what is due is in the store.
import type { Sandbox } from './context.ts';
import { IDEMPOTENCY_KEPT_MS, WAKE_MAX_MS } from './limits.ts';
import { runDueTasks } from './tasks.ts';
import { Webhooks } from './webhooks.ts';

export class Scheduler {
  readonly webhooks: Webhooks;
  readonly #sandbox: Sandbox;
  #timer: NodeJS.Timeout | undefined;
  #poked = false;
  #closed = false;
  #swept_ms = 0;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
    this.webhooks = new Webhooks(sandbox, () => this.poke());
  }

  /** Something may have become due: looks soon, once, however often it is called. */
  poke(): void {
    if (this.#poked || this.#closed) return;
    this.#poked = true;
    setImmediate(() => {
      this.#poked = false;
      this.tick();
    });
  }

  /** Does what is due by the sandbox's clock, then sets the timer for what is next. */
  tick(): void {
    if (this.#closed) return;
    runDueTasks(this.#sandbox);
    this.webhooks.sendDue();
    this.#sweep();
    const now = this.#sandbox.now();
    const next = [this.#sandbox.store.nextTask(), this.webhooks.nextMs()].filter((at) => at !== null);
    clearTimeout(this.#timer);
    const pause = Math.min(WAKE_MAX_MS, ...next.map((at) => Math.max(at - now, 1)));
    this.#timer = setTimeout(() => this.tick(), pause);
    this.#timer.unref();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.webhooks.close();
  }

  #sweep(): void {
    const now = this.#sandbox.now();
    if (now - this.#swept_ms < WAKE_MAX_MS) return;
    this.#swept_ms = now;
    this.#sandbox.store.forgetAnswers(now - IDEMPOTENCY_KEPT_MS);
  }
}
