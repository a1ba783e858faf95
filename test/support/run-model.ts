// npm run test:model -- --runs 50000 [--seed N] [--path P --replay-path R]: as many sequences as are asked for, or one that has
// failed before, once more.

import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '50000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    path: { type: 'string' },
    'replay-path': { type: 'string' },
  },
});
for (const name of ['runs', 'seed'] as const) {
  if (!/^\d{1,10}$/.test(values[name])) {
    throw new Error(`--${name}: expected a whole number, got '${values[name]}'`);
  }
}
console.log(`${values.runs} sequences, --seed ${values.seed}`);

const { status } = spawnSync('vitest', ['run', '--project', 'worker', 'test/worker/model'], {
  stdio: 'inherit',
  env: {
    ...process.env,
    MODEL_RUNS: values.runs,
    MODEL_SEED: values.seed,
    ...(values.path !== undefined && { MODEL_PATH: values.path }),
    ...(values['replay-path'] !== undefined && { MODEL_REPLAY_PATH: values['replay-path'] }),
  },
});
process.exitCode = status ?? 1;
