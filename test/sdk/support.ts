// An API on loopback that answers what a test says, a Stripe.js that does what a test says, and objects as the API answers them.

import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished, vi } from 'vitest';
import type { StripeForm, StripeJs, StripeRefusal } from '../../sdk/stripe.ts';
import type { Checkout, Quote } from '../../sdk/types.ts';

export type Asked = {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown> | undefined;
};

export type Answer = {
  status?: number;
  headers?: Record<string, string>;
  /** JSON where it is no text. */
  body?: unknown;
  /** Milliseconds before it answers. */
  after?: number;
  /** Cuts the connection: at once, or in the middle of the body. */
  cut?: 'before' | 'within';
};

/** An API that gives these answers in turn, the last one for ever; it keeps what it was asked. */
export async function startApi(
  ...answers: (Answer | ((asked: Asked) => Answer))[]
): Promise<{ url: string; asked: Asked[]; answers: typeof answers }> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response): Promise<unknown> => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const one = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Headers', '*, Authorization');
    if (request.method === 'OPTIONS') return response.end();
    asked.push(one);
    const next = answers.length > 1 ? answers.shift() : answers[0];
    const {
      status = 200,
      headers = {},
      body,
      after = 0,
      cut,
    } = typeof next === 'function' ? next(one) : (next ?? {});
    await new Promise((resolve) => setTimeout(resolve, after));
    if (cut === 'before') return request.socket.destroy();
    const sent = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    if (cut === undefined) return response.end(sent);
    return response.write(sent.slice(0, sent.length / 2), () => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, answers };
}

/** How much faster time passes for who waits by `setTimeout`: the SDK, and the API of a test. */
const HURRY = 50;

type Wait = { ms: number; timer: unknown };

/** Nobody sleeps through a test. Gives every wait that was begun. */
export function hurry(): Wait[] {
  const waits: Wait[] = [];
  const later = globalThis.setTimeout;
  const sooner = (run: (...given: unknown[]) => void, ms = 0, ...given: unknown[]): unknown => {
    // Node's own fetch keeps its connections with arguments.
    if (given.length > 0) return later(run, ms, ...given);
    const timer = later(run, ms / HURRY);
    waits.push({ ms, timer });
    return timer;
  };
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(sooner as never);
  return waits;
}

/** A refusal as the API answers it. */
export function refused(status: number, code: string, more: object = {}): Answer {
  const error = { type: 'invalid_request_error', code, message: `${code}.`, request_id: 'req_1', ...more };
  return { status, body: { error } };
}

export const quoted = (more: Partial<Quote> = {}): Quote => ({
  object: 'quote',
  currency: 'cny',
  programme: { id: 'zhejiang-ai-2025', version: 1 },
  lines: [
    {
      sku: 'G20S',
      quantity: 1,
      amount: 399_900,
      tag: {
        qualifies: true,
        device: 'household_robot',
        evidence: 'title',
        reason: 'title_device',
        matched: '扫地机器人',
        needs_review: true,
        conflict: null,
      },
      subsidy_amount: 59_985,
      amount_due: 339_915,
    },
  ],
  amount_total: 399_900,
  eligible_amount: 399_900,
  subsidy_amount: 59_985,
  capped: false,
  shipping_amount: 0,
  amount_due: 339_915,
  ...more,
});

export const opened = (more: Partial<Checkout> = {}): Checkout => ({
  ...quoted(),
  object: 'checkout',
  id: 'chk_1',
  status: 'open',
  order_reference: 'a1f3c2de',
  channel: 'online',
  store: null,
  till: null,
  claim: { id: 'clm_1', status: 'pending', amount: 59_985, reversed_amount: 0 },
  refunds: [],
  payment: {
    provider: 'stripe',
    payment_intent: 'pi_1',
    client_secret: 'pi_1_secret_2',
    publishable_key: 'pk_test_sandbox',
  },
  flag: null,
  metadata: {},
  expires_at: 1_795_487_050,
  created: 1_795_485_250,
  ...more,
});

export type Confirmation = { error?: StripeRefusal };

type Handlers = Record<string, (event: never) => unknown>;

/** A Stripe.js that confirms as the test says, and writes down what it was told. Its forms come at once, or as `loads` says. */
export function stripeOf(
  confirm: () => Promise<Confirmation> = async () => ({}),
  intent: Awaited<ReturnType<StripeJs['retrievePaymentIntent']>> = { paymentIntent: { status: 'succeeded' } },
  loads: (handlers: Handlers) => void = ({ ready }) => ready?.({} as never),
): StripeJs & { told: unknown[] } {
  const told: unknown[] = [];
  let form: StripeForm | null = null;
  const elements = {
    create: (type: string, options?: object) => {
      const handlers: Handlers = {};
      form = {
        on: (event: string, handler: (event: never) => unknown) =>
          Object.assign(handlers, { [event]: handler }),
        mount: (element: unknown) => {
          told.push(['mount', type, element, ...(options ? [options] : [])]);
          loads(handlers);
        },
        unmount() {},
        destroy: () => {
          told.push(['destroy']);
          form = null;
        },
      };
      return form;
    },
    getElement: () => form,
    submit: async () => ({}),
    fetchUpdates: async () => void told.push(['fetchUpdates']),
  };
  return {
    told,
    elements: (options) => {
      told.push(['elements', options]);
      return elements;
    },
    confirmPayment: async ({ confirmParams }) => {
      told.push(['confirm', confirmParams.return_url]);
      return confirm();
    },
    retrievePaymentIntent: async () => intent,
  };
}
