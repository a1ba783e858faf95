// One call of the API: within a time limit, again where that is safe and may help, its refusals as typed errors. Every call of
// this SDK is safe to send again: it changes nothing, or carries the same Idempotency-Key each time.

import { ZhehuiError } from './errors.ts';
import { BACKOFF_MAX_MS, BACKOFF_MS, CALL_TIMEOUT_MS } from './limits.ts';

export type CallOptions = {
  /** Needs a browser with `AbortSignal.any`: Safari 17.4, Chrome 116, Firefox 124. */
  signal?: AbortSignal | undefined;
  /** Milliseconds for the call with all its tries; 30,000 by default. */
  timeoutMs?: number | undefined;
};

export type IdempotentOptions = CallOptions & {
  /** For a call that outlives this page. Absent: a new one for each call, and the same for its tries. */
  idempotencyKey?: string | undefined;
};

/** Sends JSON where there is a body, else asks. */
export type Call = <Answer>(path: string, body?: object, options?: IdempotentOptions) => Promise<Answer>;

/** The API at an address, with a key. */
export function connect(key: string, api: string): Call {
  return async (path, body, options = {}) => {
    const {
      signal,
      timeoutMs = CALL_TIMEOUT_MS,
      // Random numbers are there on pages without HTTPS too.
      idempotencyKey = crypto.getRandomValues(new Uint32Array(4)).join('-'),
    } = options;
    const ends = Date.now() + timeoutMs;
    const timeout = AbortSignal.timeout(timeoutMs);
    const limit = signal ? AbortSignal.any([signal, timeout]) : timeout;
    const request: RequestInit = {
      headers: {
        Authorization: `Bearer ${key}`,
        'Content-Type': 'application/json',
        'Idempotency-Key': idempotencyKey,
      },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
      signal: limit,
    };
    for (let wait = BACKOFF_MS; ; wait *= 2) {
      try {
        return await attempt(api + path, request);
      } catch (failure) {
        const error = failure as ZhehuiError;
        const { status, retryAfterMs = wait * (1 - Math.random() / 2) } = error;
        if (limit.aborted) {
          throw new ZhehuiError(signal?.aborted ? 'aborted' : 'timeout', `No answer in ${timeoutMs} ms.`);
        }
        const again = !status || status === 429 || status >= 500;
        if (!again || wait >= BACKOFF_MAX_MS || Date.now() + retryAfterMs > ends) throw error;
        await pause(retryAfterMs, limit);
      }
    }
  };
}

/** Waits, or until the signal. */
export const pause = (ms: number, signal?: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
    signal?.addEventListener('abort', resolve);
  });

/** Sends once. */
export async function attempt<Answer>(url: string, request: RequestInit): Promise<Answer> {
  const response = await fetch(url, request).catch((cause) => {
    throw new ZhehuiError('network_error', `${url}: ${cause}`);
  });
  const { ok, status, headers } = response;
  const answer = await response.json().catch(() => null);
  if (ok && answer?.object) return answer;
  const after = headers.get('Retry-After') ?? '';
  // Seconds, or a date.
  const retryAfterMs = Number(after) * 1_000 || Date.parse(after) - Date.now() || undefined;
  const refusal = answer?.error?.code && answer.error;
  const said = refusal ?? { code: 'bad_response', message: `${url}: ${status}, not the API's JSON.` };
  throw new ZhehuiError(said.code, said.message, said, refusal && status, retryAfterMs);
}
