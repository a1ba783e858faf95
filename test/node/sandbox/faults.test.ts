// Each fault that a test can ask for, seen from the client; and the sums that a check of the books needs.
import { expect, test } from 'vitest';
import { paid, payable, post, raw, refusalOf, startBench } from './support.ts';

const FORM = 'amount=269900&currency=cny';
const KEY = { 'idempotency-key': 'k' };
const match = { method: 'POST', path: '/v1/payment_intents' };

test('[X45] drop_request: the connection is cut, nothing is done', async () => {
  const { stripe, control } = await startBench();
  await control('POST', 'faults', { match, fault: { kind: 'drop_request' }, times: 2 });
  expect(await refusalOf(payable(stripe))).toMatchObject({ type: 'StripeConnectionError' });
  expect((await stripe.paymentIntents.list()).data).toHaveLength(0);
  await payable(stripe);
});

test('[X45] drop_reply: the work is done and kept, and the key replays it', async () => {
  const { url, stripe, control } = await startBench();
  await control('POST', 'faults', { match, fault: { kind: 'drop_reply' } });
  await expect(post(url, '/v1/payment_intents', FORM, KEY)).rejects.toThrow('fetch failed');
  expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
  const again = await post(url, '/v1/payment_intents', FORM, KEY);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
});

test('[X46] a stored 500 before the work replays for ever; the work is never done', async () => {
  const { url, stripe, control } = await startBench();
  await control('POST', 'faults', { match, fault: { kind: 'status', status: 500 } });
  const first = await post(url, '/v1/payment_intents', FORM, KEY);
  expect(first).toMatchObject({ status: 500, json: { error: { type: 'api_error' } } });
  expect(first.headers.get('stripe-should-retry')).toBe('false');
  const again = await post(url, '/v1/payment_intents', FORM, KEY);
  expect([again.status, again.text, again.headers.get('idempotent-replayed')]).toEqual([
    500,
    first.text,
    'true',
  ]);
  expect((await stripe.paymentIntents.list()).data).toHaveLength(0);
  expect((await post(url, '/v1/payment_intents', FORM, { 'idempotency-key': 'k2' })).status).toBe(200);
});

test('[X46] a 500 that is not stored may be tried again; a 500 after the work hides work that was done', async () => {
  const { url, stripe, control } = await startBench();
  await control('POST', 'faults', { match, fault: { kind: 'status', stored: false } });
  expect((await post(url, '/v1/payment_intents', FORM, KEY)).status).toBe(500);
  expect((await post(url, '/v1/payment_intents', FORM, KEY)).status).toBe(200);
  await control('POST', 'faults', { match, fault: { kind: 'status', when: 'after' } });
  expect((await post(url, '/v1/payment_intents', FORM, { 'idempotency-key': 'k2' })).status).toBe(500);
  expect((await post(url, '/v1/payment_intents', FORM, { 'idempotency-key': 'k2' })).status).toBe(500);
  expect((await stripe.paymentIntents.list()).data).toHaveLength(2);
});

test('[X46] 429 is not stored, and the client is told not to retry by itself', async () => {
  const { url, stripe, control } = await startBench();
  await control('POST', 'faults', { match, fault: { kind: 'status', status: 429 } });
  const limited = await post(url, '/v1/payment_intents', FORM, KEY);
  expect(limited).toMatchObject({ status: 429, json: { error: { code: 'rate_limit' } } });
  expect(limited.headers.get('stripe-should-retry')).toBe('false');
  expect((await post(url, '/v1/payment_intents', FORM, KEY)).status).toBe(200);
  await control('POST', 'faults', { match, fault: { kind: 'status', status: 429, should_retry: true } });
  const retried = await stripe.paymentIntents.create(
    { amount: 1_000, currency: 'cny' },
    { maxNetworkRetries: 1 },
  );
  expect(retried.object).toBe('payment_intent');
});

test('[X46] a fault that is not stored hits a replay too; the stored answer is still there afterwards', async () => {
  const { url, control } = await startBench();
  const first = await post(url, '/v1/payment_intents', FORM, KEY);
  await control('POST', 'faults', { match, fault: { kind: 'status', status: 429 } });
  expect((await post(url, '/v1/payment_intents', FORM, KEY)).status).toBe(429);
  expect((await post(url, '/v1/payment_intents', FORM, KEY)).text).toBe(first.text);
});

test('[X47] html, and JSON without an error key, in place of an answer', async () => {
  const { url, stripe, control } = await startBench();
  await control('POST', 'faults', { match: { path: '/v1/charges' }, fault: { kind: 'html', status: 200 } });
  expect((await raw(url, '/v1/charges')).headers.get('content-type')).toBe('text/html');
  await control('POST', 'faults', { match: { path: '/v1/charges' }, fault: { kind: 'html' } });
  expect(await refusalOf(stripe.charges.list())).toMatchObject({
    message: 'Invalid JSON received from the Stripe API',
  });
  const { id } = await payable(stripe);
  await control('POST', 'faults', {
    match: { path: '/v1/payment_intents/*' },
    fault: { kind: 'no_error_key' },
  });
  const taken_for_success = await stripe.paymentIntents.retrieve(id);
  expect(taken_for_success).not.toHaveProperty('object');
  await control('POST', 'faults', { match, fault: { kind: 'html', when: 'after' } });
  expect((await post(url, '/v1/payment_intents', FORM)).status).toBe(502);
  expect((await stripe.paymentIntents.list()).data).toHaveLength(2);
});

test('[X47] a delay comes before the work or before the answer', async () => {
  const { url, stripe, control } = await startBench();
  await control('POST', 'faults', { match, fault: { delay_ms: 30_000, when: 'after' } });
  const abort = new AbortController();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const slow = raw(url, '/v1/payment_intents', { method: 'POST', body: FORM, headers, signal: abort.signal });
  const ended = slow.catch((error: Error) => error.name);
  while ((await stripe.paymentIntents.list()).data.length === 0);
  abort.abort();
  expect(await ended).toBe('AbortError');
});

test('[X48] faults match by method and path, are used up, listed and cleared', async () => {
  const { url, control } = await startBench();
  await control('POST', 'faults', {
    match: { path: '/v1/payment_intents/*/cancel' },
    fault: { kind: 'status' },
  });
  await control('POST', 'faults', {
    match: { method: 'get', path: '/v1/' },
    fault: { kind: 'status' },
    times: 2,
  });
  expect((await post(url, '/v1/payment_intents', FORM)).status).toBe(200);
  expect((await post(url, '/v1/payment_intents/pi_1/cancel', '')).status).toBe(500);
  expect((await post(url, '/v1/payment_intents/pi_1/cancel', '')).status).toBe(404);
  expect((await raw(url, '/v1/events')).status).toBe(500);
  expect(await control('GET', 'faults')).toMatchObject({
    data: [{ match: { method: 'GET', path: '/v1/' }, times: 1 }],
  });
  await control('DELETE', 'faults');
  expect((await raw(url, '/v1/events')).status).toBe(200);
  for (const bad of [
    {},
    { match, fault: { kind: 'explode' } },
    { match: { path: 'v1' }, fault: { kind: 'html' } },
    { match, fault: { delay_ms: -1 } },
  ]) {
    await expect(control('POST', 'faults', bad)).rejects.toThrow('invalid_request_error');
  }
});

test('[X49] the summary adds up what was received and refunded', async () => {
  const { stripe, control } = await startBench();
  await paid(stripe);
  const { id } = await paid(stripe, 'pm_card_visa', { amount: 100_000 });
  await payable(stripe);
  await refusalOf(paid(stripe, 'pm_card_chargeDeclined'));
  await stripe.refunds.create({ payment_intent: id, amount: 30_000 });
  const failing = await stripe.refunds.create({ payment_intent: id, amount: 5_000 });
  await control('POST', `refunds/${failing.id}/fail`);
  expect(await control('GET', 'summary')).toMatchObject({
    received: 369_900,
    refunded: 30_000,
    payment_intents: [
      { status: 'requires_payment_method', count: 2, amount: 0 },
      { status: 'succeeded', count: 2, amount: 369_900 },
    ],
    refunds: [
      { status: 'failed', count: 1, amount: 5_000 },
      { status: 'succeeded', count: 1, amount: 30_000 },
    ],
  });
  await control('POST', 'reset');
  expect(await control('GET', 'summary')).toMatchObject({ received: 0, payment_intents: [] });
});

test('[X50] the control API needs the secret key, knows its routes and takes JSON only', async () => {
  const { url, control } = await startBench();
  const publishable = { authorization: 'Bearer pk_test_sandbox' };
  expect((await raw(url, '/_sandbox/summary', { headers: publishable })).status).toBe(403);
  expect((await raw(url, '/_sandbox/summary', { headers: { authorization: '' } })).status).toBe(401);
  expect((await raw(url, '/_sandbox/explode')).status).toBe(404);
  expect((await raw(url, '/_sandbox/faults', { method: 'POST', body: 'a=1' })).status).toBe(400);
  await expect(
    control('POST', 'payment_intents/pi_none/pay', { payment_method: 'pm_card_visa' }),
  ).rejects.toThrow('resource_missing');
  await expect(control('POST', 'payment_intents/pi_none/pay', {})).rejects.toThrow('parameter_missing');
  await expect(control('POST', 'webhooks', { mode: 'maybe' })).rejects.toThrow('mode must be one of');
});
