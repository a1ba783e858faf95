// One call of the API: within a time limit, again where that is safe and may help, its refusals as typed errors. Every call of
// this SDK is safe to send again: it changes nothing, or carries the same Idempotency-Key each time.

import { ZhehuiError } from './errors.ts';
import { BACKOFF_MAX_MS, BACKOFF_MS, CALL_TIMEOUT_MS } from './limits.ts';

export type CallOptions = {
  signal?: AbortSignal | undefined;
  /** Milliseconds for the call with all its tries; 30,000 by default. */
  timeoutMs?: number | undefined;
};

export type IdempotentOptions = CallOptions & {
  /** For a call that outlives this page. Absent: a new one for each call, and the same for its tries. */
  idempotencyKey?: string | undefined;
};

/** Sends JSON where there is a body, else asks. */
export type Call = <Answer>(path: string, options?: IdempotentOptions, body?: object) => Promise<Answer>;

/** Sends once. No error names the address: it may have a client secret in it, and shops send errors to others. */
export async function attempt<Answer>(url: string, request: RequestInit): Promise<Answer> {
  const response = await fetch(url, request).catch((cause) => {
    throw new ZhehuiError('network_error', `${cause}`);
  });
  const { status, headers } = response;
  const answer = await response.json().catch(() => {});
  if (answer?.object) return answer;
  const after = headers.get('Retry-After') as string;
  // Seconds, or a date. What is neither, or over, says nothing.
  const retryAfterMs = [Number(after) * 1_000, Date.parse(after) - Date.now()].find((ms) => ms > 0);
  const refusal = answer?.error;
  throw refusal?.code
    ? new ZhehuiError(refusal.code, refusal.message, { ...refusal, status, retryAfterMs })
    : new ZhehuiError('bad_response', `${status}`, { retryAfterMs });
}

/** Works until it is done, the time is over, or the signal says so: its limit ends then. Leaves no timer and no listener behind. */
export function within<Result>(
  ms: number,
  signal: AbortSignal | undefined,
  work: (limit: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const { signal: limit } = controller;
  const end = (): void => {
    clearTimeout(timer);
    controller.abort();
  };
  const timer = setTimeout(end, ms);
  // With the limit its listener goes too.
  signal?.addEventListener('abort', end, { signal: limit });
  if (signal?.aborted) end();
  return work(limit).finally(end);
}

/** The API at an address, with a key. */
export function connect(key: string, api: string): Call {
  return (
    path,
    {
      signal,
      timeoutMs = CALL_TIMEOUT_MS,
      // Never twice the same, on pages without HTTPS too, which have no `randomUUID`.
      idempotencyKey = `${Math.random()}${Math.random()}`,
    } = {},
    body,
  ) =>
    within(timeoutMs, signal, async (limit) => {
      const ends = Date.now() + timeoutMs;
      for (let wait = BACKOFF_MS; ; wait *= 2) {
        try {
          return await attempt(`${api}/v1/${path}`, {
            headers: {
              Authorization: `Bearer ${key}`,
              'Content-Type': 'application/json',
              'Idempotency-Key': idempotencyKey,
            },
            ...(body && { method: 'POST', body: JSON.stringify(body) }),
            signal: limit,
          });
        } catch (failure) {
          const { message, status, retryAfterMs = 0 } = failure as ZhehuiError;
          if (limit.aborted) throw new ZhehuiError(signal?.aborted ? 'aborted' : 'timeout', message);
          // On top of what the API says: it tells all pages the same, and they shall not come at once.
          const ms = retryAfterMs + wait * (1 - Math.random() / 2);
          const final = status && status !== 429 && status < 500;
          if (final || wait >= BACKOFF_MAX_MS || Date.now() + ms > ends) throw failure;
          await pause(ms, limit);
        }
      }
    });
}

/** Waits, or until a signal that has not ended yet. */
export const pause = (ms: number, signal: AbortSignal): Promise<unknown> =>
  within(
    ms,
    signal,
    (limit) =>
      new Promise((resolve) => {
        limit.onabort = resolve;
      }),
  );
