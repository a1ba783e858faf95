// Events and their delivery: snapshots, signatures, retries, holding, order, repetition.
import Stripe from 'stripe';
import { expect, test, vi } from 'vitest';
import { WEBHOOK_AGE_MAX_MS, WEBHOOK_RETRY_MS } from '../../../sandbox/limits.ts';
import { paid, payable, post, RETURN_URL, startBench, startEndpoint, WEBHOOK_SECRET } from './support.ts';

interface Rows {
  data: { event: Stripe.Event; delivery: { state: string; tries: number; last_result: string } | null }[];
}
const verified = (body: string, signature: unknown, at_ms: number) =>
  new Stripe('sk_test_x').webhooks.constructEventAsync(
    body,
    String(signature),
    WEBHOOK_SECRET,
    300,
    Stripe.createSubtleCryptoProvider(),
    at_ms,
  );

test('[X38] an event is a snapshot of its moment, and says which request caused it', async () => {
  const { url, stripe } = await startBench();
  const { id } = await payable(stripe);
  const form = `payment_method=pm_card_visa&return_url=${encodeURIComponent(RETURN_URL)}`;
  const confirmed = await post(url, `/v1/payment_intents/${id}/confirm`, form, {
    'idempotency-key': 'pay-1',
  });
  const [updated, succeeded, charged, created] = (await stripe.events.list()).data;
  expect(created).toMatchObject({
    type: 'payment_intent.created',
    data: { object: { id, status: 'requires_payment_method' } },
  });
  expect(created?.id).toMatch(/^evt_/);
  expect(succeeded).toMatchObject({
    object: 'event',
    type: 'payment_intent.succeeded',
    api_version: '2026-10-28.endive',
    livemode: false,
    pending_webhooks: 0,
    request: { id: confirmed.headers.get('request-id'), idempotency_key: 'pay-1' },
    data: { object: { id, status: 'succeeded' } },
  });
  expect(charged?.data.object).toMatchObject({ object: 'charge', balance_transaction: null });
  expect(updated).toMatchObject({
    type: 'charge.updated',
    data: { previous_attributes: { balance_transaction: null } },
  });
  expect(await stripe.events.retrieve(succeeded?.id ?? '')).toEqual(succeeded);
});

test("[X39] a webhook carries Stripe's signature over its raw body", async () => {
  const endpoint = await startEndpoint();
  const { stripe, clock } = await startBench({ webhook_url: endpoint.url });
  const { id } = await payable(stripe);
  await vi.waitUntil(() => endpoint.received.length === 1);
  const { body = '', headers } = endpoint.received[0] ?? {};
  const signature = headers?.['stripe-signature'];
  const event = await verified(body, signature, clock.ms);
  expect(event).toMatchObject({ type: 'payment_intent.created', data: { object: { id } } });
  await expect(verified(`${body} `, signature, clock.ms)).rejects.toThrow('signature');
  await expect(verified(body, signature, clock.ms + 301_000)).rejects.toThrow('tolerance');
});

test('[X40] the API does not wait for webhooks; a failed one is tried again, later each time, until a 2xx', async () => {
  const endpoint = await startEndpoint((_received, count) => [500, 302, 200][count - 1] ?? 200);
  const { stripe, clock, control } = await startBench({ webhook_url: endpoint.url });
  const start = clock.ms / 1000;
  await payable(stripe);
  const state = async () => (await control<Rows>('GET', 'events')).data[0]?.delivery;
  await vi.waitUntil(async () => (await state())?.tries === 1);
  expect(await state()).toMatchObject({ state: 'pending', last_result: '500' });
  expect((await stripe.events.list()).data[0]?.pending_webhooks).toBe(1);
  clock.forward((WEBHOOK_RETRY_MS[0] ?? 0) - 1);
  await control('POST', 'tick');
  expect(endpoint.received).toHaveLength(1);
  clock.forward(1);
  await control('POST', 'tick');
  await vi.waitUntil(async () => (await state())?.tries === 2);
  clock.forward(WEBHOOK_RETRY_MS[1] ?? 0);
  await control('POST', 'tick');
  await vi.waitUntil(async () => (await state())?.state === 'delivered');
  expect(new Set(endpoint.received.map(({ event }) => event.id))).toHaveLength(1);
  const signed_at = endpoint.received.map(
    ({ headers }) => /^t=(\d+)/.exec(String(headers['stripe-signature']))?.[1],
  );
  expect(signed_at).toEqual([start, start, start + 1].map(String));
  expect((await stripe.events.list()).data[0]?.pending_webhooks).toBe(0);
});

test('[X40] an endpoint that never answers holds up neither the API nor the other webhooks', async () => {
  const endpoint = await startEndpoint((received) =>
    received.event.type === 'payment_intent.created' ? null : 200,
  );
  const { stripe } = await startBench({ webhook_url: endpoint.url });
  await paid(stripe);
  await vi.waitUntil(() => endpoint.received.length === 4);
  expect((await stripe.paymentIntents.list()).data[0]?.status).toBe('succeeded');
});

test('[X41] after three days a webhook is given up', async () => {
  const endpoint = await startEndpoint(() => 503);
  const { stripe, clock, control } = await startBench({ webhook_url: endpoint.url });
  await payable(stripe);
  const state = async () => (await control<Rows>('GET', 'events')).data[0]?.delivery;
  await vi.waitUntil(async () => (await state())?.tries === 1);
  clock.forward(WEBHOOK_AGE_MAX_MS);
  await control('POST', 'tick');
  await vi.waitUntil(async () => (await state())?.state === 'given_up');
});

test('[X42] held webhooks wait, and can be sent in any order, again, or never', async () => {
  const endpoint = await startEndpoint();
  const { stripe, control } = await startBench({ webhook_url: endpoint.url });
  await control('POST', 'webhooks', { mode: 'hold' });
  await paid(stripe);
  const rows = (await control<Rows>('GET', 'events')).data;
  expect(rows.map(({ event }) => event.type)).toEqual([
    'charge.updated',
    'payment_intent.succeeded',
    'charge.succeeded',
    'payment_intent.created',
  ]);
  expect(endpoint.received).toHaveLength(0);
  const [updated, succeeded, , created] = rows.map(({ event }) => event.id);
  expect(await control('POST', `events/${succeeded}/deliver`)).toEqual({ result: '200' });
  await control('POST', `events/${created}/deliver`);
  await control('POST', `events/${succeeded}/deliver`);
  expect(endpoint.received.map(({ event }) => event.id)).toEqual([succeeded, created, succeeded]);
  await control('POST', `events/${updated}/drop`);
  await control('POST', 'webhooks', { mode: 'deliver' });
  await vi.waitUntil(() => endpoint.received.length === 4);
  expect(endpoint.received[3]?.event.type).toBe('charge.succeeded');
  const states = (await control<Rows>('GET', 'events')).data.map(({ delivery }) => delivery?.state);
  expect(states).toEqual(['dropped', 'delivered', 'delivered', 'delivered']);
});

test('[X42] what was dropped stays dropped, though it is sent by hand and fails', async () => {
  const endpoint = await startEndpoint(() => 500);
  const { stripe, control } = await startBench({ webhook_url: endpoint.url });
  await control('POST', 'webhooks', { mode: 'hold' });
  await payable(stripe);
  const id = (await stripe.events.list()).data[0]?.id;
  await control('POST', `events/${id}/drop`);
  expect(await control('POST', `events/${id}/deliver`)).toEqual({ result: '500' });
  expect((await control<Rows>('GET', 'events')).data[0]?.delivery?.state).toBe('dropped');
});

test('[X42] a reply that is lost still has its webhooks', async () => {
  const endpoint = await startEndpoint();
  const { url, control } = await startBench({ webhook_url: endpoint.url });
  await control('POST', 'faults', { match: { path: '/v1/payment_intents' }, fault: { kind: 'drop_reply' } });
  await expect(post(url, '/v1/payment_intents', 'amount=1000&currency=cny')).rejects.toThrow('fetch failed');
  await vi.waitUntil(() => endpoint.received.length === 1);
});

test('[X42] an event can be had signed, without an endpoint', async () => {
  const { stripe, clock, control } = await startBench();
  await payable(stripe);
  const id = (await stripe.events.list()).data[0]?.id;
  clock.forward(3_600_000);
  const { body, headers } = await control<{ body: string; headers: Record<string, string> }>(
    'GET',
    `events/${id}/signed`,
  );
  expect((await verified(body, headers['Stripe-Signature'], clock.ms)).id).toBe(id);
});

test('[X42] the endpoint can be set later, and asks for the events it wants', async () => {
  const endpoint = await startEndpoint();
  const { stripe, control } = await startBench();
  await payable(stripe);
  await control('POST', 'webhooks', { url: endpoint.url, enabled_events: ['payment_intent.succeeded'] });
  await paid(stripe);
  await vi.waitUntil(() => endpoint.received.length === 1);
  expect(endpoint.received[0]?.event.type).toBe('payment_intent.succeeded');
  const owed = (await control<Rows>('GET', 'events')).data.filter(({ delivery }) => delivery !== null);
  expect(owed).toHaveLength(1);
  await expect(control('POST', 'webhooks', { url: 'ftp://x' })).rejects.toThrow('url_invalid');
});
