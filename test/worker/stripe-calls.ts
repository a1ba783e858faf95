// Every call that Zhehui makes of Stripe, one line each, and how it must end whatever Stripe does. A call is made again until
// it is answered, as a shop does, or as the ledger's alarm does.

import { expect, vi } from 'vitest';
import { CHECKOUT_TTL_S, EXPIRY_RETRY_S, LOOK_UP_AFTER_S } from '../../src/limits.ts';
import type { Checkout, Claim } from '../../src/wire/objects.ts';
import { eventTypes } from './claim-support.ts';
import { refundsAtStripe } from './return-support.ts';
import {
  type Answer,
  call,
  checkoutNow,
  type Delivery,
  deliver,
  intentOf,
  intentsFor,
  ledgerObject,
  ledgerOf,
  newShop,
  nowS,
  order,
  PROGRAMME,
  pay,
  payAndTell,
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
  /** What Stripe tells when all is done. */
  readonly tells: string;
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
  /** Amounts of its refunds that have not failed. */
  readonly refunded: readonly number[];
};

const CREATE: Request = { method: 'POST', path: '/v1/payment_intents' };
const CANCEL: Request = { method: 'POST', path: '/v1/payment_intents/*/cancel' };
const LIST: Request = { method: 'GET', path: '/v1/payment_intents' };
const CHANGE: Request = { method: 'POST', path: '/v1/payment_intents/*' };
const REFUND: Request = { method: 'POST', path: '/v1/refunds' };
const [PAID, UNPAID] = ['payment_intent.succeeded', 'payment_intent.canceled'] as const;
const REFUNDED = 'refund.created';

const POSTED: Outcome = {
  checkout: 'complete',
  claims: ['posted'],
  events: ['claim.reserved', 'claim.posted'],
  balance: { pending: 0, posted: ROBOT_SUBSIDY },
  received: [ROBOT.unit_amount - ROBOT_SUBSIDY],
  refunded: [],
};
/** Two robots instead of one: all of the new cart. */
const TWO_POSTED: Outcome = {
  ...POSTED,
  events: ['claim.reserved', 'claim.held', 'claim.repriced', 'claim.posted'],
  balance: { pending: 0, posted: 2 * ROBOT_SUBSIDY },
  received: [2 * (ROBOT.unit_amount - ROBOT_SUBSIDY)],
};
/** All came back: nothing is kept, and the buyer has what was paid. */
const REVERSED: Outcome = {
  ...POSTED,
  claims: ['reversed'],
  events: [...POSTED.events, 'claim.reversed'],
  balance: { pending: 0, posted: 0 },
  refunded: POSTED.received,
};
const VOIDED = {
  claims: ['voided'],
  events: ['claim.reserved', 'claim.voided'],
  balance: { pending: 0, posted: 0 },
  received: [],
  refunded: [],
} as const;
const CANCELED: Outcome = { checkout: 'canceled', ...VOIDED };
const EXPIRED: Outcome = { checkout: 'expired', ...VOIDED };
const [TTL, DAY] = [CHECKOUT_TTL_S, LOOK_UP_AFTER_S];

/** A payment that was created or changed is then paid by its buyer. */
export const CALLS: readonly StripeCall[] = [
  {
    name: 'create',
    hit: CREATE,
    deed: CREATE,
    tells: PAID,
    at_s: 0,
    ready: nothing,
    once: open,
    ends: POSTED,
  },
  {
    name: 'reprice',
    hit: CHANGE,
    deed: CHANGE,
    tells: PAID,
    at_s: 0,
    ready: open,
    once: reprice,
    ends: TWO_POSTED,
  },
  {
    name: 'cancel',
    hit: CANCEL,
    deed: CANCEL,
    tells: UNPAID,
    at_s: 0,
    ready: open,
    once: cancel,
    ends: CANCELED,
  },
  {
    name: 'expiry',
    hit: CANCEL,
    deed: CANCEL,
    tells: UNPAID,
    at_s: TTL,
    ready: open,
    once: ring,
    ends: EXPIRED,
  },
  {
    name: 'expiry unpaid',
    hit: CREATE,
    deed: CANCEL,
    tells: UNPAID,
    at_s: TTL,
    ready: leave,
    once: ring,
    ends: EXPIRED,
  },
  {
    name: 'look-up',
    hit: LIST,
    deed: CANCEL,
    tells: UNPAID,
    at_s: DAY,
    ready: leave,
    once: ring,
    ends: EXPIRED,
  },
  {
    name: 'refund',
    hit: REFUND,
    deed: REFUND,
    tells: REFUNDED,
    at_s: 0,
    ready: sell,
    once: giveBack,
    ends: REVERSED,
  },
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
export async function buyerPays(subject: Subject, { tells }: StripeCall): Promise<void> {
  if (tells === PAID) await pay(await intentAtStripe(subject));
}

/** The order's payment at Stripe, which the checkout may not know of yet. */
async function intentAtStripe(subject: Subject): Promise<string> {
  const { id } = await checkoutOf(subject);
  return String((await intentsFor(id))[0]?.['id']);
}

/** Whether Stripe has done what it was asked for, heard or not. */
export async function isDoneAtStripe(subject: Subject, { deed, ends }: StripeCall): Promise<boolean> {
  const [claim] = await claimsOf(subject);
  const [intent] = claim === undefined ? [] : await intentsFor(claim.checkout);
  if (intent === undefined) return false;
  if (deed === CANCEL) return intent['status'] === 'canceled';
  if (deed === REFUND) return (await refundsAtStripe(await checkoutOf(subject))).length > 0;
  return intent['amount'] === ends.received[0];
}

/** Hands over what Stripe tells when all is done, so many seconds after the checkout was opened. */
export async function tell(subject: Subject, { tells }: StripeCall, after_s: number): Promise<Answer> {
  const [refund] = tells === REFUNDED ? await refundsAtStripe(await checkoutOf(subject)) : [];
  const { body } = await signedEvent(tells, refund?.id ?? (await intentAtStripe(subject)));
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
  const refunded = paid.length === 0 ? [] : await refundsAtStripe(await checkoutOf(subject));
  return {
    checkout: status,
    claims: (await claimsOf(subject)).map((one) => one.status),
    events: eventTypes(with_events),
    balance: { pending, posted },
    received: paid.map((intent) => Number(intent['amount_received'])),
    refunded: refunded.map(({ amount }) => amount),
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

async function reprice(subject: Subject): Promise<boolean> {
  const { id } = await checkoutOf(subject);
  const body = { lines: [{ ...ROBOT, quantity: 2 }] };
  return (await call(`/v1/checkouts/${id}`, { key: subject.shop.keys.sk, body })).status === 200;
}

async function sell(subject: Subject): Promise<void> {
  expect(await open(subject)).toBe(true);
  await payAndTell(intentOf(await checkoutOf(subject)));
}

async function giveBack(subject: Subject): Promise<boolean> {
  const { id, order_reference } = await checkoutOf(subject);
  const body = { lines: [{ line: 0, quantity: 1 }], reason: 'changed mind' };
  const headers = { 'Idempotency-Key': order_reference };
  const path = `/v1/checkouts/${id}/refunds`;
  return (await call(path, { key: subject.shop.keys.sk, body, headers })).status === 201;
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
