// Budget, one for each programme: the money there is, and the leases of it that ledgers hold. When it runs out, it asks
// ledgers for what they do not use. It promises `leased <= total` and knows nothing of claims; only the ledger that holds
// a lease can give it back.

import { DurableObject } from 'cloudflare:workers';
import { grantedLease, isBusy, refusalHoldsS } from '../../src/leases.ts';
import {
  BUDGET_BUSY_CALLS_PER_S,
  LOWERING_ASKED_MS,
  LOWERING_LEDGERS_MAX,
  RECALL_BATCH,
  RECALL_GRACE_MS,
  RECALL_LEDGERS_MAX,
  RECALL_PAUSE_MS,
  RECALL_TIMEOUT_MS,
  REFUSED_LEASES_MAX,
} from '../../src/limits.ts';
import type { Fen } from '../../src/money.ts';
import { DEVELOPMENT_BUDGET_FEN } from '../development.ts';
import { type Env, isDevelopment } from '../env.ts';
import { logFailure } from '../log.ts';
import {
  BUDGET_TABLES,
  type BudgetState,
  BudgetStore,
  type BudgetSums,
  HOLDER_TABLES,
  type Holder,
  type LeaseReturn,
} from './budget-store.ts';
import { CallRate } from './call-rate.ts';
import { migrate } from './migrate.ts';

/** What a ledger asks for: at least `need`, rather `want` while there is plenty. The id makes asking again harmless. */
export type LeaseRequest = {
  readonly lease: string;
  readonly ledger: string;
  readonly need: Fen;
  readonly want: Fen;
  readonly now_ms: number;
};

export type LeaseResult =
  | { readonly ok: true; readonly amount: Fen }
  /** `holds_s`: for how long it is of no use to ask again for more than is available. */
  | {
      readonly ok: false;
      readonly reason: 'budget_exhausted';
      readonly available: Fen;
      readonly holds_s: number;
    };

export type SetTotalResult =
  | ({ readonly ok: true } & BudgetState)
  /** So much is pending and posted, or on its way to be: no less can be set. */
  | { readonly ok: false; readonly reason: 'below_spent'; readonly least: Fen }
  /** Not every ledger has been asked, or has answered, yet. */
  | { readonly ok: false; readonly reason: 'recall_unfinished' };

export class Budget extends DurableObject<Env> {
  private readonly programme: string;
  private readonly store: BudgetStore;
  /** The last of those who wait to ask ledgers: one at a time does, so that two do not take money from each other. */
  private last: Promise<unknown> = Promise.resolve();
  /** Against copies of a request that travel longer than its answer. In memory: none travels longer than a restart takes. */
  private readonly refused = new Set<string>();
  /** In memory only: who comes after a restart asks again, which is harmless. */
  private recall_after_ms = 0;
  private readonly calls = new CallRate();
  /** What is being set: no lease may go above it while unused money is called back. It ends with the call that sets it. */
  private ceiling: Fen = Number.POSITIVE_INFINITY;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrate(ctx.storage, [BUDGET_TABLES, HOLDER_TABLES]);
    const { name } = ctx.id;
    if (name === undefined) throw new Error('a budget is reached by the name of its programme');
    this.programme = name;
    this.store = new BudgetStore(ctx.storage.sql);
    this.store.begin(isDevelopment(env) ? DEVELOPMENT_BUDGET_FEN : 0);
  }

  state(): BudgetState {
    return this.store.state();
  }

  heldBy(ledger: string): Fen {
    return this.store.heldBy(ledger);
  }

  holdersAfter(ledger: string, limit: number): Holder[] {
    return this.store.holdersAfter(ledger, limit);
  }

  sums(): BudgetSums {
    return this.store.sums();
  }

  /**
   * Grants a lease, or the same lease again (SPEC B3). Before it refuses, it asks other ledgers for what they do not use
   * (SPEC B7). What was refused stays refused: the ledger has forgotten it.
   */
  async lease(request: LeaseRequest): Promise<LeaseResult> {
    this.calls.count(request.now_ms);
    const first = this.tryLease(request);
    const result = first.ok ? first : await this.inTurn(() => this.leaseByRecall(request));
    if (!result.ok) this.rememberRefused(request.lease);
    return result;
  }

  /** Takes what a ledger gives back, each return once (SPEC B6). */
  giveBack(ledger: string, returns: readonly LeaseReturn[]): void {
    this.take(ledger, returns);
  }

  /**
   * Sets the money there is: never below what is pending and posted. Below what ledgers hold, it calls back first what they
   * do not use; meanwhile no lease goes above it (SPEC B5).
   */
  setTotal(total: Fen): Promise<SetTotalResult> {
    return this.inTurn(async () => {
      this.ceiling = total;
      try {
        const finished = await this.recallDownTo(total);
        const { leased } = this.store.state();
        if (leased > total) {
          return finished
            ? { ok: false, reason: 'below_spent', least: leased }
            : { ok: false, reason: 'recall_unfinished' };
        }
        this.store.setTotal(total);
        return { ok: true, total, leased };
      } finally {
        this.ceiling = Number.POSITIVE_INFINITY;
      }
    });
  }

  private tryLease({ lease, ledger, need, want, now_ms }: LeaseRequest): LeaseResult {
    return this.ctx.storage.transactionSync(() => {
      const granted = this.store.granted(lease);
      if (granted !== null) return { ok: true, amount: granted };
      const { total, leased } = this.store.state();
      const available = Math.max(0, Math.min(total, this.ceiling) - leased);
      const is_busy = this.isBusy(now_ms);
      const amount = this.refused.has(lease) ? null : grantedLease({ need, want, available, is_busy });
      if (amount === null) {
        const holds_s = is_busy ? refusalHoldsS(this.store.ledgers()) : 0;
        return { ok: false, reason: 'budget_exhausted', available, holds_s };
      }
      // Exactly what is needed is used at once; the ledger that has it must not lose it to another one before.
      this.store.grant({ id: lease, ledger, amount }, amount === need ? now_ms + RECALL_GRACE_MS : 0);
      return { ok: true, amount };
    });
  }

  private isBusy(now_ms: number): boolean {
    const calls_per_s = this.calls.perSecond(now_ms);
    // Ledgers are counted only where it matters.
    return calls_per_s > BUDGET_BUSY_CALLS_PER_S && isBusy(calls_per_s, this.store.ledgers());
  }

  /** Asks a bounded number of other ledgers. Where none of them had anything, nobody is asked again for a while. */
  private async leaseByRecall(request: LeaseRequest): Promise<LeaseResult> {
    const { ledger, now_ms } = request;
    let result = this.tryLease(request);
    if (result.ok || this.refused.has(request.lease) || now_ms < this.recall_after_ms) return result;
    const holders = this.store.holders(RECALL_LEDGERS_MAX, now_ms, ledger);
    let came = 0;
    for (const batch of batches(holders)) {
      const answers = await this.recall(batch, now_ms);
      came += answers.reduce<Fen>((all, one) => all + (one ?? 0), 0);
      result = this.tryLease(request);
      if (result.ok) return result;
    }
    const is_fruitless = holders.length > 0 && came === 0;
    if (is_fruitless || this.isBusy(now_ms)) this.recall_after_ms = now_ms + RECALL_PAUSE_MS;
    return result;
  }

  /** Calls unused money back until so little is leased; true where every ledger that could help has said what it can. */
  private async recallDownTo(total: Fen): Promise<boolean> {
    const now_ms = Date.now();
    let all_answered = true;
    for (const batch of batches(this.store.holders(LOWERING_LEDGERS_MAX, Number.MAX_SAFE_INTEGER))) {
      if (this.store.state().leased <= total) return true;
      const answers = await this.recall(batch, now_ms);
      all_answered &&= !answers.includes(null);
    }
    return all_answered && this.store.holdersNotAskedSince(now_ms - LOWERING_ASKED_MS) === 0;
  }

  /** Asks these ledgers for what they do not use: the fen that came from each; null from one that did not answer. */
  private recall(ledgers: readonly string[], now_ms: number): Promise<(Fen | null)[]> {
    this.store.markAsked(ledgers, now_ms);
    return Promise.all(ledgers.map((ledger) => this.ask(ledger)));
  }

  /** What a ledger wrote down and could not say in time, it tells by itself. */
  private async ask(ledger: string): Promise<Fen | null> {
    try {
      return this.take(ledger, await inTime(this.env.LEDGER.getByName(ledger).recall(this.programme)));
    } catch (error) {
      logFailure('budget.recall', error);
      return null;
    }
  }

  private take(ledger: string, returns: readonly LeaseReturn[]): Fen {
    return this.ctx.storage.transactionSync(() =>
      returns.reduce((all, one) => all + (this.store.take(ledger, one) ? one.amount : 0), 0),
    );
  }

  private rememberRefused(lease: string): void {
    this.refused.add(lease);
    const [oldest] = this.refused;
    if (oldest !== undefined && this.refused.size > REFUSED_LEASES_MAX) this.refused.delete(oldest);
  }

  /** Runs the work when all that came before is done. */
  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.last.then(work);
    this.last = done.catch(() => {});
    return done;
  }
}

function* batches(ledgers: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < ledgers.length; at += RECALL_BATCH) yield ledgers.slice(at, at + RECALL_BATCH);
}

/** An answer, unless it takes longer than a ledger may. */
function inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no answer within ${RECALL_TIMEOUT_MS} ms`)),
      RECALL_TIMEOUT_MS,
    );
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
