// One call of the API and what its answer means for a till: done, refused for good, to be sent again later, or in need of
// another key. Never throws; sends each thing once, for whoever calls knows when to send it again.

/** A call: its key stays the same as long as it may have arrived. */
export type Call = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  readonly key?: string;
};

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
  return async <Value>(call: Call, signal?: AbortSignal) => {
    const timeout = AbortSignal.timeout(timeout_ms);
    try {
      const response = await fetch(`${api}${call.path}`, {
        method: call.method,
        headers: headersOf(call, key),
        ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
        cache: 'no-store',
      });
      return answerOf<Value>(response.status, await response.text(), response.headers);
    } catch (error) {
      return later(
        signal?.aborted ? 'aborted' : timeout.aborted ? 'timeout' : 'network_error',
        String(error),
      );
    }
  };
}

const headersOf = ({ body, key }: Call, secret: string): Record<string, string> => ({
  Authorization: `Bearer ${secret}`,
  ...(body !== undefined && { 'Content-Type': 'application/json' }),
  ...(key !== undefined && { 'Idempotency-Key': key }),
});

const later = (code: string, message: string): Answer<never> => ({
  kind: 'later',
  problem: { code, message },
});

/** What an answer means. What is not the API's own JSON is from something between (a captive portal, a proxy): nothing is known. */
export function answerOf<Value>(status: number, text: string, headers: Headers): Answer<Value> {
  const body = jsonObject(text);
  if (status >= 200 && status < 300 && typeof body?.['object'] === 'string') {
    return { kind: 'ok', value: body as Value };
  }
  const error = body?.['error'] as Problem | undefined;
  if (typeof error?.code !== 'string') {
    return { kind: 'later', problem: { code: 'bad_response', message: text.slice(0, SHOWN), status } };
  }
  const problem = { ...error, status };
  if (status === 401 || status === 403) return { kind: 'blocked', problem };
  if (status < 500 && status !== 429) return { kind: 'refused', problem };
  const seconds = Number(headers.get('Retry-After'));
  return { kind: 'later', problem, ...(seconds > 0 && { retry_after_ms: seconds * 1000 }) };
}

const SHOWN = 60;

function jsonObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
