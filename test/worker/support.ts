// What the tests inside workerd share: calls to the API as a client makes them, and to the sandbox as a buyer does.

import { env, exports } from 'cloudflare:workers';
import type { Checkout } from '../../src/wire/objects.ts';

const ORIGIN = 'https://api.zhehui.test';

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

/** Calls the API; a body makes it a POST. */
export async function call(
  path: string,
  options: { key?: string; body?: unknown; method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { key = KEY.sk, body, method = body === undefined ? 'GET' : 'POST', headers = {} } = options;
  const response = await exports.default.fetch(
    new Request(`${ORIGIN}${path}`, {
      method,
      headers: { ...(key && { Authorization: `Bearer ${key}` }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    }),
  );
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
}

export const ROBOT = {
  sku: 'G20S',
  title: '石头 G20S 扫地机器人',
  unit_amount: 399_900,
  quantity: 1,
} as const;

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
export async function openCheckout(over: Record<string, unknown> = {}): Promise<Checkout> {
  const { status, body } = await call('/v1/checkouts', { body: order(over) });
  if (status !== 201) throw new Error(`no checkout: ${status} ${JSON.stringify(body)}`);
  return body as unknown as Checkout;
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
  return (await response.json()) as Record<string, unknown>;
}
