// Reconciliations, one for a deployment: compares what Stripe did in a span of time with the ledgers, and the sums of all
// objects with each other, page by page, by its alarm. It writes down where it is after every page, heals only by handing
// Stripe's facts to the ledgers, and keeps what it found.

import { DurableObject } from 'cloudflare:workers';
import {
  RECONCILIATION_DELAY_MS,
  RECONCILIATION_PAGE,
  RECONCILIATION_RETRY_S,
  RECONCILIATION_STEPS_MAX,
  RECONCILIATION_TRIES_MAX,
} from '../../src/limits.ts';
import type { Window } from '../../src/reconciliation.ts';
import type { UnixSeconds } from '../../src/time.ts';
import { RECONCILIATION_STEPS, type ReconciliationStep } from '../../src/vocabulary.ts';
import type { Finding, Reconciliation } from '../../src/wire/reconciliations.ts';
import type { Env } from '../env.ts';
import { logFailure } from '../log.ts';
import { newIdentifier } from '../new-identifier.ts';
import { STEPS, type StepResult } from '../reconciling.ts';
import { Duties, type Duty } from './duties.ts';
import { migrate } from './migrate.ts';
import {
  type ListPage,
  NOTHING_LOOKED,
  RECONCILIATION_TABLES,
  ReconciliationStore,
  type Run,
  reconciliationObject,
} from './reconciliation-store.ts';

/** A reconciliation to begin: of one merchant, or of all. */
export type NewReconciliation = Window & {
  readonly id: string;
  readonly merchant: string | null;
  readonly now_ms: number;
};

export type Started =
  | { readonly ok: true; readonly reconciliation: Reconciliation }
  /** One of this merchant, or of all merchants, has not ended yet. */
  | { readonly ok: false; readonly reason: 'under_way'; readonly reconciliation: Reconciliation };

export class Reconciliations extends DurableObject<Env> {
  private readonly store: ReconciliationStore;
  private readonly duties: Duties;
  /** The work under way: an alarm that rings meanwhile has nothing to do. */
  private working: Promise<void> | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrate(ctx.storage, [RECONCILIATION_TABLES]);
    this.store = new ReconciliationStore(ctx.storage.sql);
    this.duties = new Duties(ctx.storage);
    const reconciling: Duty = {
      name: 'reconciliations',
      nextAtMs: () => this.store.nextAtMs(),
      run: (now_ms) => this.workOnce(now_ms),
    };
    this.duties.add(reconciling);
  }

  /** Begins a reconciliation; its alarm goes on with it. One of a merchant is under way at a time. */
  start({ id, merchant, created_gte, created_lt, now_ms }: NewReconciliation): Started {
    const other = this.store.underWay(merchant);
    if (other !== null)
      return { ok: false, reason: 'under_way', reconciliation: reconciliationObject(other) };
    const created = Math.floor(now_ms / 1000);
    const run: Run = {
      ...{ id, status: 'queued', merchant, created_gte, created_lt, step: null, place: null },
      ...{ looked: NOTHING_LOOKED, healed: 0, findings: 0, tries: 0, trouble: null },
      next_at_ms: now_ms + RECONCILIATION_DELAY_MS,
      created,
      completed_at: null,
    };
    this.ctx.storage.transactionSync(() => {
      this.store.prune(created);
      this.store.insert(run);
    });
    this.duties.wakeAt(run.next_at_ms);
    return { ok: true, reconciliation: reconciliationObject(run) };
  }

  /** The one with this identifier, if this merchant may see it; null names every merchant. */
  reconciliation(id: string, merchant: string | null): Reconciliation | null {
    const run = this.store.find(id);
    const is_visible = run !== null && (merchant === null || run.merchant === merchant);
    return is_visible ? reconciliationObject(run) : null;
  }

  list(merchant: string | null, page: ListPage): Reconciliation[] {
    return this.store.list(merchant, page).map(reconciliationObject);
  }

  findings(id: string, page: ListPage): Finding[] {
    return this.store.findingsOf(id, page);
  }

  override alarm(): Promise<void> {
    return this.due(Date.now());
  }

  /** Goes on with what is under way, some pages at a time. */
  due(now_ms: number): Promise<void> {
    return this.duties.run(now_ms);
  }

  private workOnce(now_ms: number): Promise<void> {
    this.working ??= this.work(now_ms).finally(() => {
      this.working = null;
    });
    return this.working;
  }

  private async work(now_ms: number): Promise<void> {
    for (let steps = 0; steps < RECONCILIATION_STEPS_MAX; steps += 1) {
      const run = this.store.current(now_ms);
      if (run === null) return;
      const step = run.step ?? RECONCILIATION_STEPS[0];
      const result = await this.look(run, step, now_ms);
      const next = result.ok
        ? looked(run, step, result, now_ms)
        : stumbled(run, step, result.message, now_ms);
      this.ctx.storage.transactionSync(() => this.keep(next, result, now_ms));
    }
  }

  /** One page. An object that does not answer is trouble like Stripe's: it is tried again. */
  private async look(run: Run, step: ReconciliationStep, now_ms: number): Promise<StepResult> {
    const { merchant, created_gte, created_lt, place } = run;
    const context = {
      env: this.env,
      window: { created_gte, created_lt },
      merchant,
      limit: RECONCILIATION_PAGE,
      now: Math.floor(now_ms / 1000),
      unseen: (ids: readonly string[]) => this.store.unseen(run.id, ids),
    };
    try {
      return await STEPS[step](context, place);
    } catch (error) {
      logFailure(`reconciliations.${step}`, error);
      return { ok: false, message: 'An object of this deployment did not answer.' };
    }
  }

  private keep(run: Run, result: StepResult, now_ms: number): void {
    const { seen, findings } = result.ok ? result : { seen: [], findings: [] };
    this.store.see(run.id, seen);
    let counted = run;
    for (const finding of findings) {
      const is_new = this.store.add(
        counted,
        newIdentifier('fnd', now_ms, 0),
        finding,
        Math.floor(now_ms / 1000),
      );
      if (!is_new) continue;
      counted = finding.healed
        ? { ...counted, healed: counted.healed + 1 }
        : { ...counted, findings: counted.findings + 1 };
    }
    this.store.move(counted);
    if (run.completed_at !== null) this.store.forgetSeen(run.id);
  }
}

/** A run after a page: on to the next page, to the next step, or at its end. */
function looked(run: Run, step: ReconciliationStep, result: StepResult & { ok: true }, now_ms: number): Run {
  const after = {
    ...run,
    looked: { ...run.looked, [step]: run.looked[step] + result.looked },
    tries: 0,
    trouble: null,
    place: result.next,
  };
  if (result.next !== null) return { ...after, status: 'running', step };
  const next_step = RECONCILIATION_STEPS[RECONCILIATION_STEPS.indexOf(step) + 1];
  return next_step === undefined
    ? ended(after, 'complete', now_ms)
    : { ...after, status: 'running', step: next_step };
}

/** A run whose page was not answered: tried again later, or given up. */
function stumbled(run: Run, step: ReconciliationStep, trouble: string, now_ms: number): Run {
  const after: Run = { ...run, status: 'running', step, tries: run.tries + 1, trouble };
  return after.tries >= RECONCILIATION_TRIES_MAX
    ? ended(after, 'failed', now_ms)
    : { ...after, next_at_ms: now_ms + RECONCILIATION_RETRY_S * 1000 };
}

function ended(run: Run, status: 'complete' | 'failed', now_ms: number): Run {
  const completed_at: UnixSeconds = Math.floor(now_ms / 1000);
  return { ...run, status, step: null, place: null, next_at_ms: null, completed_at };
}
