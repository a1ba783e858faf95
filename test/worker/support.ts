// What the tests inside workerd share: calls to the API as a client makes them, to the sandbox as a buyer does, and to
// the objects through their bindings.

import { runInDurableObject } from 'cloudflare:test';
import { env, exports } from 'cloudflare:workers';
import { expect } from 'vitest';
import type { Programme } from '../../src/programme.ts';
import { ZHEJIANG_AI_2025 } from '../../src/programmes/zhejiang-ai-2025.ts';
import { ledgerName } from '../../src/shards.ts';
import type { Checkout } from '../../src/wire/objects.ts';
import { app } from '../../worker/app.ts';
import type { Env } from '../../worker/env.ts';
import type { Ledger } from '../../worker/objects/ledger.ts';

export const ORIGIN = 'https://api.zhehui.test';
export const PROGRAMME = ZHEJIANG_AI_2025.id;
export const DEMO = 'mer_demo';
export const WEBHOOK_SECRET = 'whsec_test';

export const KEY = {
  pk: 'pk_test_demo',
  sk: 'sk_test_demo',
  tk: 'tk_test_demo',
  fk: 'fk_test_demo',
  ok: 'ok_test_demo',
} as const;

/** An answer of the API. `body` is what JSON says, unchecked: tests check it. */
export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
};

type CallOptions = {
  key?: string;
  body?: unknown;
  method?: string;
  headers?: Record<string, string>;
};

/** Sends a request as a client does; a body makes it a POST. What is no text, bytes or stream is sent as JSON. */
export function send(path: string, options: CallOptions = {}): Promise<Response> {
  const { key = KEY.sk, body, method = body === undefined ? 'GET' : 'POST', headers = {} } = options;
  return exports.default.fetch(
    new Request(`${ORIGIN}${path}`, {
      method,
      headers: { ...(key && { Authorization: `Bearer ${key}` }), ...headers },
      ...(body !== undefined && { body: isRaw(body) ? body : JSON.stringify(body) }),
    }),
  );
}

/** Text, bytes and streams are sent as they are. */
const isRaw = (body: unknown): body is string | Uint8Array | ReadableStream =>
  typeof body === 'string' || body instanceof Uint8Array || body instanceof ReadableStream;

/** Calls the API and reads its JSON; a file is left aside. */
export async function call(path: string, options: CallOptions = {}): Promise<Answer> {
  const response = await send(path, options);
  const text = await response.text();
  const is_json = response.headers.get('Content-Type')?.startsWith('application/json') ?? false;
  return { status: response.status, headers: response.headers, body: is_json ? JSON.parse(text) : {} };
}

const TYPE_OF_STATUS: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  500: 'api_error',
  503: 'api_error',
};

/** Expects a refusal in the one shape that every refusal has (SPEC A7); returns its message. */
export function expectRefusal(answer: Answer, status: number, code: string, param?: string): string {
  const request_id = answer.headers.get('Request-Id');
  expect(answer).toMatchObject({ status, body: { error: { code } } });
  expect(answer.body).toEqual({
    error: {
      type: status === 400 || status === 402 ? expect.any(String) : typeOf(status),
      code,
      message: expect.stringMatching(/\S/),
      ...(param !== undefined && { param }),
      ...(code === 'amount_changed' && { amount_due: expect.any(Number) }),
      ...(SELLABLE.has(code) && { amount_due_without_subsidy: expect.any(Number) }),
      request_id,
    },
  });
  const full_price = errorOf(answer)['amount_due_without_subsidy'];
  if (full_price !== undefined) expect(errorOf(answer)['message']).toContain(`at ${full_price} fen`);
  expect(request_id).toMatch(/^req_/);
  expect(answer.headers.get('Retry-After')).toBe({ 429: '60', 503: '2' }[status] ?? null);
  return String(errorOf(answer)['message']);
}

/** Refusals of a subsidy that say at which price the cart can be sold without one (SPEC B4). */
const SELLABLE: ReadonlySet<string> = new Set([
  'budget_exhausted',
  'serial_already_claimed',
  'serial_number_required',
  'buyer_limit_reached',
  'buyer_required',
]);

const typeOf = (status: number): string => TYPE_OF_STATUS[status] ?? 'invalid_request_error';

export function errorOf(answer: Answer): Record<string, unknown> {
  return (answer.body['error'] ?? {}) as Record<string, unknown>;
}

export const ROBOT = {
  sku: 'G20S',
  title: '石头 G20S 扫地机器人',
  unit_amount: 399_900,
  quantity: 1,
} as const;

/** What the programme gives for one robot: 15 % of 3,999.00. */
export const ROBOT_SUBSIDY = 59_985;

/** A thing that no programme subsidises. */
export const SOCKS = { sku: 'SOCKS', title: '棉袜', unit_amount: 2_900, quantity: 1 } as const;

let orders = 0;

/** A checkout request of one robot, under an order reference of its own. */
export function order(over: Record<string, unknown> = {}): Record<string, unknown> {
  orders += 1;
  return {
    order_reference: `order-${crypto.randomUUID()}-${orders}`,
    channel: 'online',
    lines: [ROBOT],
    ...over,
  };
}

/** Opens a checkout and expects it to be there. */
export async function openCheckout(over: Record<string, unknown> = {}, key?: string): Promise<Checkout> {
  const options = key === undefined ? {} : { key };
  return checkoutIn(await call('/v1/checkouts', { body: order(over), ...options }), 201);
}

/** The checkout of an answer that is expected to have one. */
export function checkoutIn({ status, body }: Answer, expected: number): Checkout {
  if (status !== expected) throw new Error(`no checkout: ${status} ${JSON.stringify(body)}`);
  return body as unknown as Checkout;
}

export async function checkoutNow(id: string, key: string = KEY.sk): Promise<Checkout> {
  return checkoutIn(await call(`/v1/checkouts/${id}`, { key }), 200);
}

/** The PaymentIntent of a checkout that is expected to have one. */
export function intentOf({ id, payment }: Checkout): string {
  if (payment?.provider !== 'stripe') throw new Error(`${id} has no payment at Stripe`);
  return payment.payment_intent;
}

/** A merchant with a key of each kind that a merchant has. */
export type Shop = {
  readonly id: string;
  readonly keys: Readonly<Record<'pk' | 'sk' | 'tk' | 'fk', string>>;
};

/** Lets a shop in, as the operator does. */
export async function newShop(over: Record<string, unknown> = {}): Promise<Shop> {
  const merchant = await call('/v1/merchants', {
    key: KEY.ok,
    body: { name: 'Another shop', programme: PROGRAMME, ...over },
  });
  expect(merchant).toMatchObject({ status: 201, body: { object: 'merchant' } });
  const id = String(merchant.body['id']);
  const keyOf = (kind: string): Promise<string> => newKeyOf(id, kind);
  return {
    id,
    keys: { pk: await keyOf('pk'), sk: await keyOf('sk'), tk: await keyOf('tk'), fk: await keyOf('fk') },
  };
}

export async function newKeyOf(merchant: string, kind: string): Promise<string> {
  const answer = await call(`/v1/merchants/${merchant}/keys`, { key: KEY.ok, body: { kind } });
  expect(answer).toMatchObject({ status: 201, body: { object: 'key', kind, merchant } });
  return String(answer.body['key']);
}

/** Calls the sandbox's control API. */
export async function sandbox(
  path: string,
  body?: unknown,
  method?: string,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${env.STRIPE_API_BASE}/_sandbox/${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { Authorization: 'Bearer sk_test_sandbox', 'Content-Type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`);
  return answer;
}

/** Calls the sandbox as Stripe itself, with its own form encoding. */
export async function stripe(path: string, form?: Record<string, string>): Promise<Record<string, unknown>> {
  const response = await fetch(`${env.STRIPE_API_BASE}/v1/${path}`, {
    method: form === undefined ? 'GET' : 'POST',
    headers: { Authorization: 'Bearer sk_test_sandbox' },
    ...(form !== undefined && { body: new URLSearchParams(form) }),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`);
  return answer;
}

/** The PaymentIntents that Stripe holds for a checkout, the latest first. */
export async function intentsFor(checkout: string): Promise<Record<string, unknown>[]> {
  const { data } = (await stripe('payment_intents?limit=100')) as { data: Record<string, unknown>[] };
  return data.filter(({ metadata }) => (metadata as Record<string, string>)['zhehui_checkout'] === checkout);
}

/** The buyer pays: by a card that is good, or as given. */
export function pay(payment_intent: string, how = {}): Promise<Record<string, unknown>> {
  return sandbox(`payment_intents/${payment_intent}/pay`, { payment_method: 'pm_card_visa', ...how });
}

/** A webhook as it is sent. */
export type Delivery = { readonly body: string; readonly headers: Record<string, string> };

/** The signed delivery of a PaymentIntent's event, as Stripe would send it now. */
export async function signedEvent(type: string, payment_intent: string): Promise<Delivery> {
  const { data } = (await sandbox(`events?type=${type}&limit=100`)) as {
    data: { event: { id: string; data: { object: { id: string } } } }[];
  };
  const found = data.find(({ event }) => event.data.object.id === payment_intent);
  if (found === undefined) throw new Error(`no ${type} of ${payment_intent}`);
  return (await sandbox(`events/${found.event.id}/signed`)) as unknown as Delivery;
}

/** Hands a delivery to the Worker. */
export function deliver({ body, headers }: Delivery): Promise<Answer> {
  return call('/v1/webhooks/stripe', { key: '', body, headers });
}

/** The buyer pays and Stripe tells. */
export async function payAndTell(payment_intent: string): Promise<Answer> {
  await pay(payment_intent);
  return deliver(await signedEvent('payment_intent.succeeded', payment_intent));
}

/** Signs a body as Stripe does, under any secret and for any instant. */
export async function signedBy(secret: string, body: string, at: number): Promise<Delivery> {
  const bytes = new TextEncoder();
  const key = await crypto.subtle.importKey(
    'raw',
    bytes.encode(secret),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  );
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes.encode(`${at}.${body}`)));
  const v1 = [...mac].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return { body, headers: { 'Stripe-Signature': `t=${at},v1=${v1}` } };
}

/** The present in Unix seconds. */
export const nowS = (): number => Math.floor(Date.now() / 1000);

/** The settings of a deployment: what development's are not. Objects and Stripe are those of the tests. */
export const SECRETS = {
  STRIPE_SECRET_KEY: 'sk_live_0123456789',
  STRIPE_WEBHOOK_SECRET: 'whsec_of_a_deployment',
  OPERATOR_KEY: `ok_${'a1B2'.repeat(8)}`,
  PERSONAL_DATA_KEY: '0123456789abcdef'.repeat(2),
  STRIPE_PUBLISHABLE_KEY: 'pk_live_0123456789',
} as const;

/** An environment with the objects of the tests and no settings but those given. */
export function settings(given: Record<string, unknown>): Env {
  const { DIRECTORY, CATALOGUE, LEDGER, BUDGET, JOURNAL, SERIALS, RECONCILIATIONS } = env as unknown as Env;
  return { DIRECTORY, CATALOGUE, LEDGER, BUDGET, JOURNAL, SERIALS, RECONCILIATIONS, ...given } as Env;
}

/** Calls the app as a deployment with these settings serves it. */
export async function callUnder(given: Env, path: string, options: CallOptions = {}): Promise<Answer> {
  const { key = KEY.sk, body, method = body === undefined ? 'GET' : 'POST', headers = {} } = options;
  const response = await app.request(
    `${ORIGIN}${path}`,
    {
      method,
      headers: { ...(key && { Authorization: `Bearer ${key}` }), ...headers },
      ...(body !== undefined && { body: isRaw(body) ? body : JSON.stringify(body) }),
    },
    given,
  );
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** A merchant's ledger through its binding: every method answers later. */
export type LedgerStub = {
  [Method in
    | 'reserve'
    | 'apply'
    | 'refuse'
    | 'startNewAttempt'
    | 'checkout'
    | 'claim'
    | 'claims'
    | 'balance'
    | 'recall'
    | 'bindKey'
    | 'review'
    | 'due']: (...given: Parameters<Ledger[Method]>) => Promise<Awaited<ReturnType<Ledger[Method]>>>;
};

export const ledgerOf = (merchant: string): LedgerStub => ledgerObject(merchant) as unknown as LedgerStub;

/** One of a merchant's ledgers: the first, which for most is the only one. */
export const ledgerObject = (merchant: string, shard = 0) =>
  env.LEDGER.getByName(ledgerName(merchant, shard));

/** Puts a programme like Zhejiang's into the Directory. Before the first request of a file: Workers remember programmes. */
export async function addProgramme(over: Partial<Programme> & { id: string }): Promise<string> {
  const programme: Programme = { ...ZHEJIANG_AI_2025, ...over };
  await runInDurableObject(env.DIRECTORY.getByName('directory'), (_, { storage }) => {
    storage.sql.exec(
      'INSERT INTO programmes (id, version, data) VALUES (?, ?, ?)',
      ...[programme.id, programme.version, JSON.stringify(programme)],
    );
  });
  return programme.id;
}

/** Waits until something is true, and says what it was instead when it never is. */
export async function until<Value>(
  read: () => Promise<Value>,
  holds: (value: Value) => boolean,
  within_ms = 5_000,
): Promise<Value> {
  const give_up = Date.now() + within_ms;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (Date.now() > give_up) throw new Error(`still ${JSON.stringify(value)} after ${within_ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
