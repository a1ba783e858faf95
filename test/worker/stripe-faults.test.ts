// Every fault of Stripe's in every call of stripe-calls.ts: it ends as it ends without the fault. What is true in between,
// stripe-trouble.test.ts says; of refunds and repricings refund-trouble.test.ts and repricing-trouble.test.ts do.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  buyerPays,
  CALLS,
  checkoutOf,
  isDoneAtStripe,
  newSubject,
  outcomeOf,
  type StripeCall,
  type Subject,
  tell,
  untilAnswered,
} from './stripe-calls.ts';
import { type Delivery, deliver, intentOf, ledgerObject, sandbox, until } from './support.ts';

type Fault = Readonly<Record<string, unknown>>;

/** Calls of one request to Stripe: the first and its retries. Where Stripe says `should_retry: false` there is one. */
const ALL_CALLS = 3;
const final = { should_retry: false };

const FAULTS: readonly (readonly [name: string, fault: Fault, times: number])[] = [
  ['the line is cut before the work', { kind: 'drop_request' }, ALL_CALLS],
  ['the line is cut after the work', { kind: 'drop_reply' }, ALL_CALLS],
  ['the reply is lost once', { kind: 'drop_reply' }, 1],
  ['a 500 that it keeps, before the work', { kind: 'status', status: 500 }, 1],
  ['a 500 that it keeps, after the work', { kind: 'status', status: 500, when: 'after' }, 1],
  ['a 500 that it forgets', { kind: 'status', status: 500, stored: false, ...final }, 1],
  ['a 503 after the work', { kind: 'status', status: 503, stored: false, when: 'after', ...final }, 1],
  ['a rate limit, three times', { kind: 'status', status: 429 }, 3],
  ['a key that it does not know', { kind: 'status', status: 401 }, 1],
  ['it is slow before the work', { delay_ms: 100 }, 1],
  ['it is slow after the work', { delay_ms: 100, when: 'after' }, 1],
  ['HTML with 502', { kind: 'html', status: 502, ...final }, 1],
  ['HTML with 502 after the work', { kind: 'html', status: 502, when: 'after', ...final }, 1],
  ['HTML with 200', { kind: 'html', status: 200, ...final }, 1],
  ['HTML with 200 after the work', { kind: 'html', status: 200, when: 'after', ...final }, 1],
  ['a 404 without an error', { kind: 'no_error_key', ...final }, 1],
  [
    'a 503 without an error, after the work',
    { kind: 'no_error_key', status: 503, when: 'after', ...final },
    1,
  ],
];

type Telling = (subject: Subject, of: StripeCall) => Promise<unknown>;

const WEBHOOKS: readonly (readonly [name: string, telling: Telling])[] = [
  ['after the reply', afterTheReply],
  ['before the reply', beforeTheReply],
  ['three days late', threeDaysLate],
  ['never', never],
  ['with all others of the payment, twice, the latest first', doubledAndReordered],
];

const DAY_S = 24 * 60 * 60;

/** Long enough for a buyer to pay and for a webhook to be taken. */
const REPLY_LATE_MS = 1_000;

/** Milliseconds that Stripe's library waits before it asks again, and what it waits here: no outcome hangs on it. */
const RETRY_MS = [500, 1_000] as const;
const RETRY_SOON_MS = 5;

beforeEach(() => {
  const { setTimeout: wait } = globalThis;
  const soon = (run: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) =>
    wait(run, ms >= RETRY_MS[0] && ms <= RETRY_MS[1] ? RETRY_SOON_MS : ms, ...given);
  vi.stubGlobal('setTimeout', soon);
});
afterEach(() => vi.unstubAllGlobals());
afterEach(() => sandbox('faults', undefined, 'DELETE'));

describe.each(CALLS)('Stripe misbehaves: $name', (of) => {
  it.each(FAULTS)('[S8] %s: it ends as without', async (_, fault, times) => {
    const subject = await newSubject();
    await of.ready(subject);
    await sandbox('faults', { match: of.hit, fault, times });
    await afterTheReply(subject, of);
    expect((await sandbox('faults'))['data']).toEqual([]);
    expect(await outcomeOf(subject)).toEqual(of.ends);
  });

  it.each(WEBHOOKS)('[S8] the webhook comes %s: it ends the same', async (_, telling) => {
    const subject = await newSubject();
    await of.ready(subject);
    await telling(subject, of);
    expect(await outcomeOf(subject)).toEqual(of.ends);
  });
});

async function afterTheReply(subject: Subject, of: StripeCall): Promise<void> {
  await done(subject, of);
  const told = await tell(subject, of, of.at_s);
  expect(told).toMatchObject({ status: 200, body: { settled: true } });
}

/** Stripe has done the work and tells of it, while its reply is still on the way. */
async function beforeTheReply(subject: Subject, of: StripeCall): Promise<void> {
  await sandbox('faults', { match: of.deed, fault: { delay_ms: REPLY_LATE_MS, when: 'after' }, times: 1 });
  let replied = false;
  const working = untilAnswered(subject, of).finally(() => {
    replied = true;
  });
  await until(
    () => isDoneAtStripe(subject, of),
    (is_done) => is_done,
  );
  await buyerPays(subject, of);
  expect(await tell(subject, of, of.at_s)).toMatchObject({ status: 200, body: { settled: true } });
  expect(replied).toBe(false);
  await working;
}

async function threeDaysLate(subject: Subject, of: StripeCall): Promise<void> {
  await done(subject, of);
  const late = await tell(subject, of, of.at_s + 3 * DAY_S);
  expect(late).toMatchObject({ status: 200, body: { settled: true } });
}

/** No webhook at all: the ledger asks when the checkout's time is over. */
async function never(subject: Subject, of: StripeCall): Promise<void> {
  await done(subject, of);
  const { expires_at } = await checkoutOf(subject);
  await ledgerObject(subject.shop.id).due(expires_at * 1000);
}

async function doubledAndReordered(subject: Subject, of: StripeCall): Promise<void> {
  const intent = await done(subject, of);
  const { data } = (await sandbox('events?limit=100')) as { data: { event: StripeEvent }[] };
  const events = data.map(({ event }) => event).filter(({ data: { object } }) => isOf(object, intent));
  expect(events.length).toBeGreaterThan(1);
  for (const event of events) {
    const signed = (await sandbox(`events/${event.id}/signed`)) as unknown as Delivery;
    const answers = await Promise.all([deliver(signed), deliver(signed)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  }
}

/** The call is answered and the buyer has paid, where there was something to pay; gives the payment. */
async function done(subject: Subject, of: StripeCall): Promise<string> {
  await untilAnswered(subject, of);
  await buyerPays(subject, of);
  return intentOf(await checkoutOf(subject));
}

type StripeEvent = {
  readonly id: string;
  readonly data: { readonly object: { readonly id: string; readonly payment_intent?: string } };
};

const isOf = (object: StripeEvent['data']['object'], intent: string): boolean =>
  object.id === intent || object.payment_intent === intent;
