// The control API under /_sandbox/: what tests use to play the buyer, the bank, the network and the clock.
// JSON in and out, the secret key needed. Nothing here exists at Stripe.
import { authenticate, secretKeyRequired } from './auth.ts';
import { finishAction, type Next, pay } from './buyer.ts';
import { type Sandbox, selfCall, type WebhookSettings } from './context.ts';
import { closeDispute, openDispute } from './disputes.ts';
import { invalid, missing, unknownRoute } from './errors.ts';
import { present } from './events.ts';
import type { FaultRequest, Faults } from './faults.ts';
import { CONTROL_EVENTS_MAX } from './limits.ts';
import type { Charge, SandboxEvent } from './objects.ts';
import { failRefund, findRefund, settleRefund } from './refunds.ts';
import type { Scheduler } from './scheduler.ts';
import type { Delivery } from './stored.ts';
import { signEvent } from './webhooks.ts';

export interface Control {
  sandbox: Sandbox;
  faults: Faults;
  scheduler: Scheduler;
}
export interface ControlRequest {
  method: string;
  path: string;
  query: string;
  authorization: string | undefined;
  body: string;
}
type Body = { readonly [key: string]: unknown };
type Handler = (control: Control, id: string, body: Body, query: URLSearchParams) => unknown;

const HANDLERS: Readonly<Record<string, Handler>> = {
  'GET summary': ({ sandbox }) => summary(sandbox),
  'POST reset': reset,
  'POST tick': ({ scheduler }) => scheduler.tick(),
  'GET webhooks': ({ sandbox }) => sandbox.webhook,
  'POST webhooks': ({ sandbox }, _id, body) => setWebhook(sandbox, body),
  'GET events': ({ sandbox }, _id, _body, query) => listEvents(sandbox, query),
  'GET events/:id/signed': ({ sandbox }, id) => signEvent(sandbox, findEvent(sandbox, id)),
  'POST events/:id/deliver': deliverEvent,
  'POST events/:id/drop': dropEvent,
  'GET faults': ({ faults }) => ({ data: faults.list() }),
  'POST faults': addFault,
  'DELETE faults': ({ faults }) => faults.clear(),
  'POST payment_intents/:id/pay': payIntent,
  'POST payment_intents/:id/authorize': ({ sandbox }, id, body) =>
    finishAction(
      sandbox,
      id,
      oneOf(body, 'outcome', ['succeeded', 'processing']) === 'processing' ? 'processing' : 'authorize',
    ),
  'POST payment_intents/:id/fail': ({ sandbox }, id) => finishAction(sandbox, id, 'fail'),
  'POST refunds/:id/fail': ({ sandbox }, id, body) =>
    change(sandbox, () => {
      const refund = findRefund(selfCall(sandbox), id);
      failRefund(selfCall(sandbox), refund, text(body, 'reason') ?? 'expired_or_canceled_card');
      return refund;
    }),
  'POST refunds/:id/settle': ({ sandbox }, id) =>
    change(sandbox, () => {
      const refund = findRefund(selfCall(sandbox), id);
      settleRefund(selfCall(sandbox), refund);
      return refund;
    }),
  'POST disputes': ({ sandbox }, _id, body) => change(sandbox, () => dispute(sandbox, body)),
  'POST disputes/:id/close': ({ sandbox }, id, body) =>
    change(sandbox, () => {
      const found = sandbox.store.find('dispute', id);
      if (found === undefined) throw missing('dispute', id, 'dispute');
      closeDispute(
        selfCall(sandbox),
        found,
        oneOf(body, 'status', ['won', 'lost']) === 'won' ? 'won' : 'lost',
      );
      return found;
    }),
};

/** Serves one control request; what it returns is sent as JSON. Refuses with a StripeFailure. */
export async function serveControl(control: Control, request: ControlRequest): Promise<unknown> {
  if (authenticate(control.sandbox, request.authorization) !== 'secret') throw secretKeyRequired();
  const [, , resource = '', id, action, ...rest] = request.path.split('/');
  const tail = id === undefined ? '' : `/:id/${action ?? ''}`;
  const key = `${request.method} ${resource}${tail}`;
  const handler = Object.hasOwn(HANDLERS, key) ? HANDLERS[key] : undefined;
  if (handler === undefined || rest.length > 0) throw unknownRoute(request.method, request.path);
  const result = await handler(
    control,
    id ?? '',
    parseBody(request.body),
    new URLSearchParams(request.query),
  );
  return result ?? { ok: true };
}

/** Sums for a check of the books, in minor units. `amount` of a PaymentIntent is what was received. */
function summary({ store }: Sandbox): object {
  const payment_intents = store.totals('payment_intent');
  const refunds = store.totals('refund');
  const received = payment_intents.reduce((sum, row) => sum + row.amount, 0);
  const refunded = refunds
    .filter(({ status }) => status !== 'failed')
    .reduce((sum, row) => sum + row.amount, 0);
  return {
    payment_intents,
    charges: store.totals('charge'),
    refunds,
    received,
    refunded,
    deliveries: store.deliveryCounts(),
  };
}

function reset({ sandbox, faults }: Control): void {
  sandbox.store.reset();
  faults.clear();
}

function setWebhook(sandbox: Sandbox, body: Body): WebhookSettings {
  const { url, enabled_events } = body;
  const mode = oneOf(body, 'mode', ['deliver', 'hold']);
  const next: WebhookSettings = {
    ...sandbox.webhook,
    secret: text(body, 'secret') ?? sandbox.webhook.secret,
  };
  if (mode !== undefined) next.mode = mode === 'hold' ? 'hold' : 'deliver';
  if (url === null || (typeof url === 'string' && /^https?:/.test(url) && URL.canParse(url))) next.url = url;
  else if (url !== undefined) throw invalid('url must be an http(s) URL or null', 'url_invalid', 'url');
  if (enabled_events === null || enabled_events === '*') next.enabled_events = null;
  else if (Array.isArray(enabled_events)) next.enabled_events = enabled_events.map(String);
  sandbox.webhook = next;
  sandbox.store.saveSetting('webhook', JSON.stringify(next));
  return next;
}

function listEvents(sandbox: Sandbox, query: URLSearchParams): object {
  const limit = Math.min(Number(query.get('limit') ?? CONTROL_EVENTS_MAX) || 1, CONTROL_EVENTS_MAX);
  const { data, has_more } = sandbox.store.list('event', { limit, type: query.get('type') });
  const rows = data.map((event) => ({
    event: present(sandbox, event),
    delivery: sandbox.store.delivery(event.id) ?? null,
  }));
  return { data: rows, has_more };
}

async function deliverEvent({ sandbox, scheduler }: Control, id: string): Promise<object> {
  return { result: await scheduler.webhooks.send(owed(sandbox, id)) };
}

function dropEvent({ sandbox }: Control, id: string): void {
  sandbox.store.saveDelivery(owed(sandbox, id).event_id, 'dropped', 0, 'dropped', 0);
}

function owed(sandbox: Sandbox, id: string): Delivery {
  const delivery = sandbox.store.delivery(findEvent(sandbox, id).id);
  if (delivery !== undefined) return delivery;
  throw invalid(`No webhook was set when ${id} happened, so nothing is owed.`);
}

function addFault({ faults }: Control, _id: string, body: Body): object {
  const rule = faults.add(body as FaultRequest);
  if (typeof rule === 'string') throw invalid(rule);
  return rule;
}

function payIntent({ sandbox }: Control, id: string, body: Body): object {
  const payment_method = text(body, 'payment_method');
  if (payment_method === undefined)
    throw invalid('payment_method is missing', 'parameter_missing', 'payment_method');
  const next = oneOf(body, 'next', ['nothing', 'authorize', 'processing', 'fail']) as Next | undefined;
  return pay(sandbox, id, { payment_method, return_url: text(body, 'return_url'), next });
}

function dispute(sandbox: Sandbox, body: Body): object {
  const call = selfCall(sandbox);
  const charge = findCharge(sandbox, body);
  const { amount = charge.amount_captured } = body;
  if (typeof amount !== 'number') throw invalid('amount must be a number', undefined, 'amount');
  return openDispute(call, charge, amount, text(body, 'reason') ?? 'fraudulent');
}

function findCharge({ store }: Sandbox, body: Body): Charge {
  const intent_id = text(body, 'payment_intent');
  const intent = intent_id === undefined ? undefined : store.find('payment_intent', intent_id);
  const id = text(body, 'charge') ?? (typeof intent?.latest_charge === 'string' ? intent.latest_charge : '');
  const charge = store.find('charge', id);
  if (charge === undefined) throw missing('charge', id, 'charge');
  return charge;
}

function findEvent(sandbox: Sandbox, id: string): SandboxEvent {
  const event = sandbox.store.find('event', id);
  if (event === undefined) throw missing('event', id, 'id');
  return event;
}

function change<T>(sandbox: Sandbox, work: () => T): T {
  return sandbox.store.transaction(work);
}

function parseBody(body: string): Body {
  if (body === '') return {};
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Body;
  } catch {
    // falls through to the refusal
  }
  throw invalid('The control API takes a JSON object.');
}

function text(body: Body, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined;
  throw invalid(`${name} must be text`, undefined, name);
}

function oneOf(body: Body, name: string, words: readonly string[]): string | undefined {
  const value = text(body, name);
  if (value === undefined || words.includes(value)) return value;
  throw invalid(`${name} must be one of ${words.join(', ')}`, undefined, name);
}
