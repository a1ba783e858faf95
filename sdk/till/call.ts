// One call of the API and what its answer means for a till: done, refused for good, to be sent again later, or in need of
// another key. Never throws; sends each thing once, for whoever calls knows when to send it again.

import { attempt } from '../api.ts';
import type { ZhehuiError } from '../errors.ts';

/** A call: its key stays the same as long as it may have arrived. */
export type Call = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly key?: string;
};

/** How a checkout is. */
export const lookCall = (checkout: string): Call => ({
  method: 'GET',
  path: `/v1/checkouts/${encodeURIComponent(checkout)}`,
});

/** What went wrong. `code` is one of the API's, or `network_error`, `timeout`, `bad_response`, `aborted` or one of the till's own. */
export type Problem = {
  readonly code: string;
  readonly message: string;
  readonly status?: number;
  readonly param?: string;
  readonly request_id?: string;
  readonly amount_due?: number;
  readonly amount_due_without_subsidy?: number;
};

export type Answer<Value> =
  | { readonly kind: 'ok'; readonly value: Value }
  /** The same again would be refused again. */
  | { readonly kind: 'refused'; readonly problem: Problem }
  /** Nobody knows whether it was done: the same is to be sent again. */
  | { readonly kind: 'later'; readonly problem: Problem; readonly retry_after_ms?: number }
  /** The key is not good for it, and for nothing else either. */
  | { readonly kind: 'blocked'; readonly problem: Problem };

export type Caller = <Value>(call: Call, signal?: AbortSignal) => Promise<Answer<Value>>;

export type CallerOptions = {
  /** The till's key, `tk_…`. */
  readonly key: string;
  /** The API's address; empty for the page's own origin. */
  readonly api: string;
  readonly timeout_ms: number;
};

/** Makes what calls the API of one till. */
export function callerOf({ key, api, timeout_ms }: CallerOptions): Caller {
  return async <Value>({ method, path, body, key: idempotency_key }: Call, signal?: AbortSignal) => {
    const timeout = AbortSignal.timeout(timeout_ms);
    try {
      const value = await attempt<Value>(`${api}${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${key}`,
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...(idempotency_key !== undefined && { 'Idempotency-Key': idempotency_key }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
        cache: 'no-store',
      });
      return { kind: 'ok', value };
    } catch (error) {
      if (signal?.aborted || timeout.aborted)
        return later(signal?.aborted ? 'aborted' : 'timeout', String(error));
      return meaningOf(error as ZhehuiError);
    }
  };
}

const later = (code: string, message: string): Answer<never> => ({
  kind: 'later',
  problem: { code, message },
});

/**
 * What a failure means for what was sent. What is not the API's own answer (a captive portal's page, a proxy's) says nothing of it.
 */
function meaningOf(error: ZhehuiError): Answer<never> {
  const problem = problemOf(error);
  const { status = 0 } = problem;
  if (status === 401 || status === 403) return { kind: 'blocked', problem };
  const is_refusal = status >= 400 && status < 500 && status !== 429 && !UNDER_WAY.has(problem.code);
  if (is_refusal) return { kind: 'refused', problem };
  const { retryAfterMs: retry_after_ms } = error;
  return { kind: 'later', problem, ...(retry_after_ms !== undefined && { retry_after_ms }) };
}

/** What stands in the way goes by itself: money or a return that is on its way. */
const UNDER_WAY: ReadonlySet<string> = new Set(['payment_under_way', 'refund_under_way']);

/** A fault of the API in one thing, which says nothing of others; one that does not end sets that thing aside. */
export const isFault = ({ status, code }: Problem): boolean =>
  status === 500 || code === 'payment_provider_unavailable';

/** Whether what was sent next may get through all the same. */
export const isOfOne = (problem: Problem): boolean => isFault(problem) || UNDER_WAY.has(problem.code);

/** Somebody answers, or takes the call: what was sent next may get through where this fails again and again. */
export const mayBeOfOne = ({ code }: Problem): boolean =>
  ['bad_response', 'temporarily_unavailable', 'timeout'].includes(code);

/** As it is kept: a storage keeps data, not errors. */
function problemOf({
  code,
  message,
  status,
  param,
  requestId,
  amountDue,
  amountDueWithoutSubsidy,
}: ZhehuiError): Problem {
  return {
    ...{ code, message },
    ...(status > 0 && { status }),
    ...(param !== undefined && { param }),
    ...(requestId !== undefined && { request_id: requestId }),
    ...(amountDue !== undefined && { amount_due: amountDue }),
    ...(amountDueWithoutSubsidy !== undefined && { amount_due_without_subsidy: amountDueWithoutSubsidy }),
  };
}
