// What a till could not do, with what to tell the cashier.

import type { Problem } from './call.ts';

/** Nothing was written down of what was asked for. */
export class TillError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, cause?: unknown) {
    super(problem.message, { cause });
    this.problem = problem;
  }
}

/** A failure of the till's own storage: nothing may be sent or taken that was to be written down. */
export class StorageError extends TillError {
  constructor(code: 'storage_full' | 'storage_failed', cause: unknown) {
    super({ code, message: `The till's storage: ${String(cause)}` }, cause);
  }
}
