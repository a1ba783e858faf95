// Which sequences the model-based test runs: said in the environment, where `npm run test:model` puts it.

/** `seed`, `path` and `replay_path` are what fast-check prints of a failure; null for a fresh start. */
export type ModelRuns = {
  readonly runs: number;
  readonly seed: number | null;
  readonly path: string | null;
  readonly replay_path: string | null;
};

/** As many as `npm test` runs. */
const RUNS = 1_000;

export function modelRuns(): ModelRuns {
  const { MODEL_RUNS, MODEL_SEED, MODEL_PATH, MODEL_REPLAY_PATH } = process.env;
  return {
    runs: Number(MODEL_RUNS ?? RUNS),
    seed: MODEL_SEED === undefined ? null : Number(MODEL_SEED),
    path: MODEL_PATH ?? null,
    replay_path: MODEL_REPLAY_PATH ?? null,
  };
}
