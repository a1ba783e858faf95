// Idempotency keys: replay, mismatch, conflict, what is stored and what is not, and for how long.
import { expect, test } from 'vitest';
import { IDEMPOTENCY_KEPT_MS } from '../../../sandbox/limits.ts';
import { payable, post, RETURN_URL, refusalOf, startBench } from './support.ts';

const FORM = 'amount=269900&currency=cny';
const key = (text: string) => ({ 'idempotency-key': text });

test('[X29] the same request under the same key gives the same answer, and does nothing more', async () => {
  const { url, stripe } = await startBench();
  const first = await post(url, '/v1/payment_intents', FORM, key('order-1/1'));
  const again = await post(url, '/v1/payment_intents', 'currency=cny&amount=269900', key('order-1/1'));
  expect(again.text).toBe(first.text);
  expect(first.headers.get('idempotent-replayed')).toBeNull();
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(again.headers.get('idempotency-key')).toBe('order-1/1');
  expect(again.headers.get('original-request')).toBe(first.headers.get('request-id'));
  expect(again.headers.get('request-id')).not.toBe(first.headers.get('request-id'));
  expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
  expect((await stripe.events.list()).data).toHaveLength(1);
});

test('[X29] a decline and a refusal by status replay too', async () => {
  const { url, stripe } = await startBench();
  const { id } = await payable(stripe);
  const form = `payment_method=pm_card_chargeDeclined&return_url=${encodeURIComponent(RETURN_URL)}`;
  const declined = await post(url, `/v1/payment_intents/${id}/confirm`, form, key('k1'));
  const again = await post(url, `/v1/payment_intents/${id}/confirm`, form, key('k1'));
  expect([declined.status, again.status, again.text]).toEqual([402, 402, declined.text]);
  expect((await stripe.charges.list()).data).toHaveLength(1);
  const early = await post(url, `/v1/payment_intents/${id}/capture`, '', key('k2'));
  await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa', return_url: RETURN_URL });
  expect((await post(url, `/v1/payment_intents/${id}/capture`, '', key('k2'))).text).toBe(early.text);
});

test('[X30] other parameters or another path under the same key are an idempotency_error', async () => {
  const { url, stripe } = await startBench();
  await post(url, '/v1/payment_intents', FORM, key('k'));
  const other = await post(url, '/v1/payment_intents', 'amount=269901&currency=cny', key('k'));
  expect(other).toMatchObject({ status: 400, json: { error: { type: 'idempotency_error' } } });
  expect(other.json.error?.message).toContain('can only be used with the same parameters');
  const path = await post(url, '/v1/refunds', FORM, key('k'));
  expect(path.json.error?.message).toContain("('/v1/refunds' vs '/v1/payment_intents')");
  const typed = payable(stripe, { amount: 5_000 }).then(() =>
    stripe.paymentIntents.create({ amount: 1_000, currency: 'cny' }, { idempotencyKey: 'k' }),
  );
  expect(await refusalOf(typed)).toMatchObject({ type: 'StripeIdempotencyError' });
});

test('[X31] a key whose request is still under way is a 409, and the first goes through', async () => {
  const { url, stripe, control } = await startBench();
  await control('POST', 'faults', { match: { path: '/v1/payment_intents' }, fault: { delay_ms: 60_000 } });
  const abort = new AbortController();
  const slow = fetch(`${url}/v1/payment_intents`, {
    method: 'POST',
    body: FORM,
    headers: {
      authorization: 'Bearer sk_test_sandbox',
      'content-type': 'application/x-www-form-urlencoded',
      ...key('k'),
    },
    signal: abort.signal,
  }).catch(() => 'aborted');
  while ((await control<{ data: unknown[] }>('GET', 'faults')).data.length > 0);
  const second = await post(url, '/v1/payment_intents', FORM, key('k'));
  expect(second).toMatchObject({ status: 409, json: { error: { code: 'idempotency_key_in_use' } } });
  expect(second.headers.get('stripe-should-retry')).toBe('true');
  abort.abort();
  expect(await slow).toBe('aborted');
  expect((await stripe.paymentIntents.list()).data).toHaveLength(0);
});

test('[X31] of many at once under one key, one is done', async () => {
  const { url, stripe } = await startBench();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => post(url, '/v1/payment_intents', FORM, key('k'))),
  );
  expect(new Set(answers.map(({ json }) => json['id']))).toHaveLength(1);
  expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
});

test('[X32] a request refused for its parameters binds no key', async () => {
  const { url } = await startBench();
  for (const bad of [
    'amount=1&currency=cny',
    'amount=1000',
    'amount=1000&currency=cny&colour=red',
    'amount=1000&currency=xyz',
  ]) {
    expect((await post(url, '/v1/payment_intents', bad, key('k'))).status).toBe(400);
  }
  expect((await post(url, '/v1/payment_intents', FORM, key('k'))).status).toBe(200);
});

test('[X33] a key is forgotten after 24 hours, and not before', async () => {
  const { url, clock } = await startBench();
  const first = await post(url, '/v1/payment_intents', FORM, key('k'));
  clock.forward(IDEMPOTENCY_KEPT_MS - 1);
  expect((await post(url, '/v1/payment_intents', FORM, key('k'))).text).toBe(first.text);
  clock.forward(1);
  const later = await post(url, '/v1/payment_intents', FORM, key('k'));
  expect(later.status).toBe(200);
  expect(later.json['id']).not.toBe(first.json['id']);
});

test('[X33] keys have at most 255 characters, and mean nothing on a GET', async () => {
  const { url } = await startBench();
  expect((await post(url, '/v1/payment_intents', FORM, key('k'.repeat(255)))).status).toBe(200);
  expect((await post(url, '/v1/payment_intents', FORM, key('k'.repeat(256)))).status).toBe(400);
  const headers = { authorization: 'Bearer sk_test_sandbox', ...key('g') };
  await fetch(`${url}/v1/charges`, { headers });
  const other = await fetch(`${url}/v1/refunds`, { headers });
  expect(other.status).toBe(200);
});
