// A return that a till sends: written down before it is sent, under a key of its own, and sent again until it is answered.
// Pure, like sale.ts.

import { type Answer, type Call, isFault, type Problem } from './call.ts';
import type { Refund, RefundRequest } from './wire.ts';

/**
 * `sending`: it may have been made. `set_aside`: the API always fails at it, and nobody knows whether it was made. `refused`: it was
 * not made.
 */
export type ReturnState = 'sending' | 'set_aside' | 'done' | 'refused';

export const OPEN_RETURNS: readonly ReturnState[] = ['sending', 'set_aside'];
export const FINISHED_RETURNS: readonly ReturnState[] = ['done', 'refused'];

export type Return = {
  readonly seq: number;
  /** Its idempotency key. */
  readonly id: string;
  readonly created: number;
  readonly checkout: string;
  readonly request: RefundRequest;
  readonly state: ReturnState;
  readonly refund: Refund | null;
  readonly problem: Problem | null;
  /** Faults of the API at it. */
  readonly faults?: number;
};

export const returnCall = ({ checkout, request, id }: Return): Call => ({
  method: 'POST',
  path: `/v1/checkouts/${encodeURIComponent(checkout)}/refunds`,
  body: request,
  key: id,
});

/** The return after its answer (SPEC I6). */
export function returned(work: Return, answer: Answer<Refund>, faults_max: number): Return {
  if (work.state !== 'sending') return work;
  if (answer.kind === 'ok') return { ...work, state: 'done', refund: answer.value, problem: null };
  const { problem } = answer;
  if (answer.kind === 'refused') return { ...work, state: 'refused', problem };
  const faults = (work.faults ?? 0) + (isFault(problem) ? 1 : 0);
  return { ...work, problem, faults, state: faults >= faults_max ? 'set_aside' : 'sending' };
}

/** One that was set aside is sent again, under the key that it has: it may have been made. */
export const resumed = (work: Return): Return =>
  work.state === 'set_aside' ? { ...work, state: 'sending', faults: 0 } : work;
