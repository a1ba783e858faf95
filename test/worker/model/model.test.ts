// Random sequences of all that can happen, on real objects and the Stripe sandbox, held against a small model. How many, and
// from which seed: `npm run test:model -- --runs 50000 --seed 1`.

import fc from 'fast-check';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { ModelRuns } from '../../support/model-runs.ts';
import { COMMANDS, OPENS } from './commands.ts';
import { expectAgreement, settle } from './invariants.ts';
import { Model } from './model.ts';
import { type Market, openMarkets, saw, seen, World } from './world.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly model: ModelRuns;
  }
}

const { runs, seed, path, replay_path } = inject('model');

/** Milliseconds that one sequence may take, on a busy machine. */
const SEQUENCE_MS = 600;

let markets: readonly Market[] = [];
beforeAll(async () => {
  markets = await openMarkets();
});

const sequence = fc.record({
  /** Which market it is played in. */
  market: fc.nat(2),
  /** How late the alarms are in the end: now and then after Stripe has forgotten its idempotency keys. */
  late_s: fc.constantFrom(1, 1, 1, 24 * 3_600),
  /** Most commands need a checkout. */
  first: fc.array(OPENS, { minLength: 1, maxLength: 2 }),
  commands: fc.commands(COMMANDS, {
    maxCommands: 12,
    size: 'max',
    ...(replay_path && { replayPath: replay_path }),
  }),
});

describe('any sequence', () => {
  it(
    '[K3] ends with the model, the ledgers, the budget, the journal, the locks and Stripe in agreement',
    async () => {
      const property = fc.asyncProperty(sequence, async ({ market: at, late_s, first, commands }) => {
        const market = markets[at];
        if (market === undefined) throw new RangeError(`there is no market ${at}`);
        const world = await World.begin(market);
        const model = new Model();
        await fc.asyncModelRun(() => ({ model, real: world }), [...first, ...commands]);
        await settle(world, late_s);
        await expectAgreement(model, world);
        saw('sequence');
      });
      await fc.assert(property, {
        numRuns: runs,
        // Long histories, not mostly short ones.
        unbiased: true,
        ...(seed !== null && { seed }),
        ...(path !== null && { path }),
      });
      expectReached();
    },
    60_000 + runs * SEQUENCE_MS,
  );
});

/** Every kind of thing has happened: a test that never reaches it proves nothing of it. */
function expectReached(): void {
  const counts = [...seen].sort(([, one], [, other]) => other - one);
  console.log(counts.map(([what, times]) => `${what}: ${times}`).join(', '));
  if (runs < ENOUGH_RUNS) return;
  expect(REACHED.filter((what) => !seen.has(what))).toEqual([]);
}

const ENOUGH_RUNS = 1_000;

/** What a thousand sequences reach eight times each at least, as a rule; what is rarer is only counted. */
const REACHED = [
  ...['opened', 'same again', 'replayed', 'two at once', 'unanswered', 'repriced'],
  ...['order_already_open', 'idempotency_key_reused', 'budget_exhausted', 'serial_already_claimed'],
  ...['by page', 'by signed cart', 'signed again'],
  ...['paid', 'webhook', 'webhook repeated', 'canceled', 'expired', 'checkout_not_open'],
  ...['returned', 'return again', 'kept less than was sold', 'quantity_not_kept', 'checkout_not_complete'],
  ...['confirmed', 'confirmed again'],
  ...['refund failed', 'refund outside', 'restored', 'reviewed'],
  ...['budget set', 'budget_below_spent', 'evicted', 'fault'],
];
