import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Round, Rounds } from './faults/rounds.ts';

const ROUNDS = 5;
const SEED = Number(process.env['FAULTS_SEED'] ?? Date.now() % 2 ** 31);
const WITHIN_MS = 120_000;

describe(`kill -9 of the Worker, of Stripe's stand-in or of both, under load, FAULTS_SEED=${SEED}`, () => {
  const done: Round[] = [];
  let rounds: Rounds;
  beforeAll(async () => {
    rounds = await Rounds.start(SEED);
  });
  afterAll(() => rounds?.end());

  it.each(Array.from({ length: ROUNDS }, (_, index) => index + 1))(
    '[K1] round %i: every acknowledged checkout is there, once, and all that is paid or canceled settles',
    async (round) => {
      done.push(await rounds.run(round));
    },
    WITHIN_MS,
  );

  it('[K2] all sums hold after all rounds, of which each has met load', async () => {
    await rounds.checkAll();
    expect(done).toHaveLength(ROUNDS);
    for (const { acknowledged } of done) expect(acknowledged).toBeGreaterThan(10);
    expect(done.reduce((all, { unanswered }) => all + unanswered, 0)).toBeGreaterThan(0);
  });
});
