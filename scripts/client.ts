// How a shop calls the API, and how a buyer pays in the sandbox: over HTTP, with nothing of the Worker's own.

import type { Checkout, Claim, Quote } from '../src/wire/objects.ts';
import type { QuoteRequest } from '../src/wire/requests.ts';
import { API, SANDBOX_KEYS, STRIPE_API_BASE } from './settings.ts';

export type CheckoutBody = QuoteRequest & { order_reference: string; channel: string };

const TRIES_MAX = 60;
const FIRST_PAUSE_MS = 100;
const PAUSE_MAX_MS = 500;

/** POST /v1/quotes */
export function quote(cart: QuoteRequest, headers: Record<string, string>): Promise<Quote> {
  return api('POST', '/v1/quotes', cart, headers);
}

/** POST /v1/checkouts: the order reference makes it safe to send again. */
export function checkout(body: CheckoutBody, headers: Record<string, string>): Promise<Checkout> {
  return api('POST', '/v1/checkouts', body, headers);
}

/** Asks for a checkout until it is no longer open: the webhook brings the news. */
export async function settled(id: string): Promise<Checkout> {
  for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
    const found = await api<Checkout>('GET', `/v1/checkouts/${id}`);
    if (found.status !== 'open') return found;
    await pause(tries);
  }
  throw new Error(`checkout ${id} is still open`);
}

export function claim(id: string): Promise<Claim> {
  return api('GET', `/v1/claims/${id}`);
}

/** GET /v1/claims/export as CSV, with the finance key. */
export async function exportCsv(): Promise<string> {
  const answer = await fetch(`${API}/v1/claims/export?format=csv`, {
    headers: { Authorization: 'Bearer fk_test_demo' },
  });
  if (!answer.ok) throw new Error(`export: ${answer.status} ${await answer.text()}`);
  return answer.text();
}

/** What the buyer does in a browser: picks a method, confirms, and authorises where it is asked for. */
export async function payInSandbox(payment_intent: string, payment_method: string): Promise<void> {
  const answer = await patiently(() =>
    fetch(`${STRIPE_API_BASE}/_sandbox/payment_intents/${payment_intent}/pay`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${SANDBOX_KEYS.secret_key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ payment_method, return_url: `${API}/health`, next: 'authorize' }),
    }),
  );
  if (answer.ok) return;
  const text = await answer.text();
  // A second run finds the payment made: that is what it came for.
  if (!text.includes('payment_intent_unexpected_state')) throw new Error(`payment: ${answer.status} ${text}`);
}

async function api<Answer>(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await patiently(() =>
    fetch(API + path, {
      method,
      headers: { Authorization: 'Bearer sk_test_demo', 'Content-Type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }),
  );
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Answer;
}

/** Sends again while nobody answers or the answer is 503: every request here may be sent twice. */
async function patiently(send: () => Promise<Response>): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    const answer = await send().catch((error: unknown) => error);
    if (answer instanceof Response && answer.status !== 503) return answer;
    if (tries >= TRIES_MAX) throw answer instanceof Response ? new Error(await answer.text()) : answer;
    await pause(tries);
  }
}

/** Longer after each try, up to a limit. */
function pause(tries: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.min(FIRST_PAUSE_MS * tries, PAUSE_MAX_MS)));
}
