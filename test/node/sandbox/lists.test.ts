// Lists: order, pages, filters.
import { expect, test } from 'vitest';
import { paid, payable, raw, refusalOf, startBench } from './support.ts';

test('[X43] lists are newest first, paged by cursor in both directions, without gap or repeat', async () => {
  const { url, stripe } = await startBench();
  const ids: string[] = [];
  for (let i = 0; i < 25; i++) ids.unshift((await payable(stripe)).id);
  const page = await stripe.paymentIntents.list();
  expect(page).toMatchObject({ object: 'list', has_more: true, url: '/v1/payment_intents' });
  expect(page.data.map(({ id }) => id)).toEqual(ids.slice(0, 10));
  const all = await stripe.paymentIntents.list({ limit: 4 }).autoPagingToArray({ limit: 100 });
  expect(all.map(({ id }) => id)).toEqual(ids);
  const last = await stripe.paymentIntents.list({ limit: 20, starting_after: ids[9] ?? '' });
  expect([last.data.length, last.has_more]).toEqual([15, false]);
  const before = await stripe.paymentIntents.list({ limit: 3, ending_before: ids[9] ?? '' });
  expect(before.data.map(({ id }) => id)).toEqual(ids.slice(6, 9));
  expect(before.has_more).toBe(true);
  for (const query of [
    'limit=0',
    'limit=101',
    'limit=x',
    'starting_after=pi_none',
    `starting_after=${ids[0]}&ending_before=${ids[0]}`,
  ]) {
    expect([query, (await raw(url, `/v1/payment_intents?${query}`)).status]).toEqual([query, 400]);
  }
});

test('[X44] created filters exactly, or by range', async () => {
  const { stripe, clock } = await startBench();
  const times: number[] = [];
  for (let i = 0; i < 4; i++) {
    times.push((await payable(stripe)).created);
    clock.forward(60_000);
  }
  const [, second = 0, third = 0] = times;
  const count = async (created: number | object) =>
    (await stripe.paymentIntents.list({ created })).data.length;
  expect(await count(second)).toBe(1);
  expect(await count({ gte: second })).toBe(3);
  expect(await count({ gt: second })).toBe(2);
  expect(await count({ lt: third })).toBe(2);
  expect(await count({ gte: second, lte: third })).toBe(2);
});

test('[X44] charges, refunds, balance transactions and events filter as on Stripe', async () => {
  const { stripe } = await startBench();
  const first = await paid(stripe);
  const second = await paid(stripe);
  await stripe.refunds.create({ payment_intent: first.id, amount: 100 });
  const refund = await stripe.refunds.create({ payment_intent: second.id, amount: 200 });
  expect((await stripe.charges.list({ payment_intent: first.id })).data).toMatchObject([
    { id: first.latest_charge },
  ]);
  expect((await stripe.refunds.list({ payment_intent: second.id })).data).toMatchObject([{ amount: 200 }]);
  expect((await stripe.refunds.list({ charge: String(first.latest_charge) })).data).toMatchObject([
    { amount: 100 },
  ]);
  expect((await stripe.balanceTransactions.list({ source: refund.id })).data).toMatchObject([
    { amount: -200 },
  ]);
  expect((await stripe.balanceTransactions.list({ type: 'charge' })).data).toHaveLength(2);
  expect((await stripe.balanceTransactions.list({ currency: 'usd' })).data).toHaveLength(0);
  expect((await stripe.events.list({ type: 'refund.created' })).data).toHaveLength(2);
  expect((await stripe.events.list({ type: 'refund.*' })).data).toHaveLength(2);
  const types = ['refund.created', 'payment_intent.succeeded'];
  expect((await stripe.events.list({ types })).data).toHaveLength(4);
  expect((await stripe.charges.list({ customer: 'cus_1' })).data).toHaveLength(0);
  expect(await refusalOf(stripe.events.list({ type: 'a', types }))).toMatchObject({ statusCode: 400 });
});
