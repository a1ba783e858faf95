// What the sandbox's tests share: a started sandbox on any free port, a client, the control API, a clock that stands
// still until it is moved, and an endpoint that takes webhooks. Nothing sleeps: tests wait for conditions.
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { onTestFinished } from 'vitest';
import { type RunningSandbox, type SandboxOptions, startSandbox } from '../../../sandbox/server.ts';

export const SECRET_KEY = 'sk_test_sandbox';
export const PUBLISHABLE_KEY = 'pk_test_sandbox';
export const WEBHOOK_SECRET = 'whsec_tests';
export const RETURN_URL = 'https://shop.example/after?cart=7';

export interface Bench {
  url: string;
  stripe: Stripe;
  clock: Clock;
  control: <T = unknown>(method: string, path: string, body?: object) => Promise<T>;
  close: () => Promise<void>;
}

export class Clock {
  ms = Date.UTC(2026, 10, 20, 2, 30);
  readonly now = (): number => this.ms;
  forward(ms: number): void {
    this.ms += ms;
  }
}

/** A sandbox that ends with the test. */
export async function startBench(options: SandboxOptions = {}): Promise<Bench> {
  const clock = new Clock();
  const running = await startSandbox({ webhook_secret: WEBHOOK_SECRET, now: clock.now, ...options });
  onTestFinished(() => running.close().catch(() => undefined));
  return { ...benchOf(running), clock };
}

function benchOf({ url, close }: RunningSandbox): Omit<Bench, 'clock'> {
  return { url, close, stripe: clientOf(url, SECRET_KEY), control: controlOf(url) };
}

export function clientOf(url: string, key: string): Stripe {
  const { hostname, port } = new URL(url);
  return new Stripe(key, { host: hostname, port, protocol: 'http', telemetry: false, maxNetworkRetries: 0 });
}

export function controlOf(url: string): Bench['control'] {
  return async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${url}/_sandbox/${path}`, {
      method,
      headers: { authorization: `Bearer ${SECRET_KEY}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer as T;
  };
}

export interface Raw {
  status: number;
  headers: Headers;
  text: string;
  json: { error?: Stripe.StripeRawError & { charge?: string }; [key: string]: unknown };
}

/** One bare HTTP request to the API, with the secret key unless other headers are given. */
export async function raw(url: string, path: string, init: RequestInit = {}): Promise<Raw> {
  const headers = { authorization: `Bearer ${SECRET_KEY}`, ...init.headers };
  const response = await fetch(`${url}${path}`, { ...init, headers });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: text.startsWith('{') ? JSON.parse(text) : {},
  };
}

export function post(
  url: string,
  path: string,
  form: string,
  headers: Record<string, string> = {},
): Promise<Raw> {
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  return raw(url, path, { method: 'POST', body: form, headers: { ...type, ...headers } });
}

/** The error a call is refused with; a test fails when it is not refused. */
export async function refusalOf(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const outcome = await call.then(
    () => new Error('the call was not refused'),
    (error: unknown) => error,
  );
  if (outcome instanceof Stripe.errors.StripeError) return outcome;
  throw outcome;
}

export function payable(stripe: Stripe, params: Partial<Stripe.PaymentIntentCreateParams> = {}) {
  return stripe.paymentIntents.create({ amount: 269_900, currency: 'cny', ...params });
}

/** A PaymentIntent paid in one call with a test payment method. */
export function paid(
  stripe: Stripe,
  payment_method = 'pm_card_visa',
  params: Partial<Stripe.PaymentIntentCreateParams> = {},
) {
  return payable(stripe, { payment_method, confirm: true, return_url: RETURN_URL, ...params });
}

export interface Received {
  body: string;
  headers: IncomingHttpHeaders;
  event: Stripe.Event;
}

/** An endpoint on this machine; `answer` says what it replies, by default 200. */
export async function startEndpoint(
  answer: (received: Received, count: number) => number | null = () => 200,
) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    const one: Received = { body, headers: request.headers, event: JSON.parse(body) };
    received.push(one);
    const status = answer(one, received.length);
    if (status !== null) response.writeHead(status).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
}

/** The types of all events so far, oldest first. */
export async function eventTypes(stripe: Stripe): Promise<string[]> {
  const types: string[] = [];
  for await (const event of stripe.events.list({ limit: 100 })) types.unshift(event.type);
  return types;
}
