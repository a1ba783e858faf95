// Every call that Zhehui makes of Stripe, one line each, and how it must end whatever Stripe does. A call is made again until
// it is answered, as a shop does, or as the ledger's alarm does.

import { expect, vi } from 'vitest';
import { CHECKOUT_TTL_S, EXPIRY_RETRY_S, LOOK_UP_AFTER_S } from '../../src/limits.ts';
import type { Checkout, Claim } from '../../src/wire/objects.ts';
import {
  type Answer,
  call,
  checkoutNow,
  type Delivery,
  deliver,
  eventTypes,
  intentOf,
  intentsFor,
  ledgerObject,
  ledgerOf,
  newShop,
  nowS,
  order,
  PROGRAMME,
  pay,
  ROBOT,
  ROBOT_SUBSIDY,
  type Shop,
  sandbox,
  signedBy,
  signedEvent,
  WEBHOOK_SECRET,
} from './support.ts';

/** A shop with one order, and how often the call was made. */
export type Subject = { readonly shop: Shop; readonly body: Record<string, unknown>; tries: number };

type Request = { readonly method: string; readonly path: string };

export type StripeCall = {
  readonly name: string;
  /** The request to Stripe that a fault hits. */
  readonly hit: Request;
  /** The request to Stripe after which there is something to tell. */
  readonly deed: Request;
  /** Seconds from the opening of the checkout to the call. */
  readonly at_s: number;
  readonly ready: (subject: Subject) => Promise<unknown>;
  /** Makes the call once; true when it was answered in full. */
  readonly once: (subject: Subject, at_s: number) => Promise<boolean>;
  readonly ends: Outcome;
};

type Outcome = {
  readonly checkout: Checkout['status'];
  readonly claims: readonly Claim['status'][];
  readonly events: readonly string[];
  readonly balance: { readonly pending: number; readonly posted: number };
  /** Amounts of the payments that succeeded at Stripe. */
  readonly received: readonly number[];
};

const CREATE: Request = { method: 'POST', path: '/v1/payment_intents' };
const CANCEL: Request = { method: 'POST', path: '/v1/payment_intents/*/cancel' };
const LIST: Request = { method: 'GET', path: '/v1/payment_intents' };

const POSTED: Outcome = {
  checkout: 'complete',
  claims: ['posted'],
  events: ['claim.reserved', 'claim.posted'],
  balance: { pending: 0, posted: ROBOT_SUBSIDY },
  received: [ROBOT.unit_amount - ROBOT_SUBSIDY],
};
const VOIDED = {
  claims: ['voided'],
  events: ['claim.reserved', 'claim.voided'],
  balance: { pending: 0, posted: 0 },
  received: [],
} as const;
const CANCELED: Outcome = { checkout: 'canceled', ...VOIDED };
const EXPIRED: Outcome = { checkout: 'expired', ...VOIDED };
const [TTL, DAY] = [CHECKOUT_TTL_S, LOOK_UP_AFTER_S];

/** A payment that was created is then paid by its buyer. */
export const CALLS: readonly StripeCall[] = [
  { name: 'create', hit: CREATE, deed: CREATE, at_s: 0, ready: nothing, once: open, ends: POSTED },
  { name: 'cancel', hit: CANCEL, deed: CANCEL, at_s: 0, ready: open, once: cancel, ends: CANCELED },
  { name: 'expiry', hit: CANCEL, deed: CANCEL, at_s: TTL, ready: open, once: ring, ends: EXPIRED },
  { name: 'expiry unpaid', hit: CREATE, deed: CANCEL, at_s: TTL, ready: leave, once: ring, ends: EXPIRED },
  { name: 'look-up', hit: LIST, deed: CANCEL, at_s: DAY, ready: leave, once: ring, ends: EXPIRED },
];

const TRIES_MAX = 5;

export async function newSubject(): Promise<Subject> {
  return { shop: await newShop(), body: order(), tries: 0 };
}

/** Makes the call until it is answered. */
export async function untilAnswered(subject: Subject, { once, at_s }: StripeCall): Promise<void> {
  do {
    subject.tries += 1;
    if (subject.tries > TRIES_MAX) throw new Error(`not answered in ${TRIES_MAX} tries`);
  } while (!(await once(subject, at_s)));
}

/** What the buyer does where there is something to pay. */
export async function buyerPays(subject: Subject, { ends }: StripeCall): Promise<void> {
  if (ends === POSTED) await pay(intentOf(await checkoutOf(subject)));
}

export async function intentAtStripe(subject: Subject): Promise<Record<string, unknown> | null> {
  const [claim] = await claimsOf(subject);
  return claim === undefined ? null : ((await intentsFor(claim.checkout))[0] ?? null);
}

/** Hands over what Stripe tells of a payment when all is done, so many seconds after the checkout was opened. */
export async function tell(payment_intent: string, { ends }: StripeCall, after_s: number): Promise<Answer> {
  const type = ends === POSTED ? 'payment_intent.succeeded' : 'payment_intent.canceled';
  const { body } = await signedEvent(type, payment_intent);
  return deliverAt(body, nowS() + after_s);
}

/** Delivers a webhook, and has it signed, as if it were another instant. */
async function deliverAt(body: string, at: number): Promise<Answer> {
  const signed: Delivery = await signedBy(WEBHOOK_SECRET, body, at);
  vi.useFakeTimers({ toFake: ['Date'], now: at * 1000 });
  return deliver(signed).finally(() => vi.useRealTimers());
}

export async function checkoutOf(subject: Subject): Promise<Checkout> {
  const [claim] = await claimsOf(subject);
  return checkoutNow(String(claim?.checkout), subject.shop.keys.sk);
}

/** How it ended: at the API, in the ledger and at Stripe. */
export async function outcomeOf(subject: Subject): Promise<Outcome> {
  const { shop } = subject;
  const { id, status, claim, flag } = await checkoutOf(subject);
  expect(flag).toBeNull();
  const { pending, posted } = await ledgerOf(shop.id).balance(PROGRAMME);
  const with_events = (await call(`/v1/claims/${claim?.id}`, { key: shop.keys.sk })).body as unknown as Claim;
  const paid = (await intentsFor(id)).filter((intent) => intent['status'] === 'succeeded');
  return {
    checkout: status,
    claims: (await claimsOf(subject)).map((one) => one.status),
    events: eventTypes(with_events),
    balance: { pending, posted },
    received: paid.map((intent) => Number(intent['amount_received'])),
  };
}

async function claimsOf({ shop, body }: Subject): Promise<Claim[]> {
  const path = `/v1/claims?order_reference=${body['order_reference']}`;
  return (await call(path, { key: shop.keys.sk })).body['data'] as Claim[];
}

async function nothing(): Promise<void> {}

async function open({ shop, body }: Subject): Promise<boolean> {
  const { status } = await call('/v1/checkouts', { key: shop.keys.sk, body });
  return status === 200 || status === 201;
}

/** The payment is made, but what Stripe answers cannot be read; and the shop does not ask again. */
async function leave(subject: Subject): Promise<void> {
  const fault = { kind: 'html', status: 200, when: 'after', should_retry: false };
  await sandbox('faults', { match: CREATE, fault, times: 1 });
  expect(await open(subject)).toBe(false);
}

async function cancel(subject: Subject): Promise<boolean> {
  const { id } = await checkoutOf(subject);
  const path = `/v1/checkouts/${id}/cancel`;
  return (await call(path, { key: subject.shop.keys.sk, method: 'POST' })).status === 200;
}

/** The ledger's alarm rings; after that, whenever it would ask again. */
async function ring(subject: Subject, at_s: number): Promise<boolean> {
  const { created } = await checkoutOf(subject);
  const at = created + at_s + (subject.tries - 1) * EXPIRY_RETRY_S;
  await ledgerObject(subject.shop.id).due(at * 1000);
  return (await checkoutOf(subject)).status !== 'open';
}
