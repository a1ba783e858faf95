// A return that a till sends: written down before it is sent, under a key of its own, and sent again until it is answered.
// Pure, like sale.ts.

import type { Answer, Call, Problem } from './call.ts';
import type { Refund, RefundRequest } from './wire.ts';

export type Return = {
  readonly seq: number;
  /** Its idempotency key. */
  readonly id: string;
  readonly created: number;
  readonly checkout: string;
  readonly request: RefundRequest;
  readonly state: 'sending' | 'done' | 'refused';
  readonly refund: Refund | null;
  readonly problem: Problem | null;
};

export const returnCall = ({ checkout, request, id }: Return): Call => ({
  method: 'POST',
  path: `/v1/checkouts/${checkout}/refunds`,
  body: request,
  key: id,
});

/** The return after its answer (SPEC I6). */
export function returned(work: Return, answer: Answer<Refund>): Return {
  if (work.state !== 'sending') return work;
  switch (answer.kind) {
    case 'ok':
      return { ...work, state: 'done', refund: answer.value, problem: null };
    case 'refused':
      return isWaiting(answer.problem)
        ? { ...work, problem: answer.problem }
        : refusedBy(work, answer.problem);
    default:
      return { ...work, problem: answer.problem };
  }
}

const refusedBy = (work: Return, problem: Problem): Return => ({ ...work, state: 'refused', problem });

/** Another return of the order is on its way: this one was not looked at yet. */
const isWaiting = ({ code }: Problem): boolean => code === 'refund_under_way';
