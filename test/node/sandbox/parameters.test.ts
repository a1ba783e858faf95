// Parameters against Stripe's own types: unknown, ill-typed, missing; metadata, amounts, amount details, expand.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildSchema } from '../../../sandbox/build-schema.ts';
import { METADATA_KEYS_MAX } from '../../../sandbox/limits.ts';
import { paid, payable, post, raw, refusalOf, startBench } from './support.ts';

const ROOT = new URL('../../../', import.meta.url);
const read = (path: string) => JSON.parse(readFileSync(new URL(path, ROOT), 'utf8'));

test('[X7] an unknown parameter is refused at every level, named in brackets', async () => {
  const { url } = await startBench();
  const cases = [
    ['colour=red', 'colour'],
    ['payment_details[colour]=red', 'payment_details[colour]'],
    ['amount_details[line_items][0][colour]=red', 'amount_details[line_items][0][colour]'],
    ['payment_method_options[card][colour]=red', 'payment_method_options[card][colour]'],
    ['shipping[address][colour]=red', 'shipping[address][colour]'],
  ] as const;
  for (const [form, param] of cases) {
    const refused = await post(url, '/v1/payment_intents', `amount=1000&currency=cny&${form}`);
    expect(refused).toMatchObject({
      status: 400,
      json: { error: { code: 'parameter_unknown', param, message: `Received unknown parameter: ${param}` } },
    });
  }
  expect((await raw(url, '/v1/charges?colour=red')).json.error).toMatchObject({ code: 'parameter_unknown' });
  const two = await post(url, '/v1/refunds', 'one=1&two=2');
  expect(two.json.error?.message).toBe('Received unknown parameters: one, two');
});

test('[X7] payment_method_types, removed since 2026-09-30.endive, is refused', async () => {
  const { url } = await startBench();
  const refused = await post(
    url,
    '/v1/payment_intents',
    'amount=1000&currency=cny&payment_method_types[]=card',
  );
  expect(refused.json.error).toMatchObject({ code: 'parameter_unknown', param: 'payment_method_types' });
});

test('[X8] values are coerced by type, or refused', async () => {
  const { url } = await startBench();
  const cases = [
    ['amount=12.5', 'amount', 'parameter_invalid_integer'],
    ['amount=1e3', 'amount', 'parameter_invalid_integer'],
    ['amount=0x10', 'amount', 'parameter_invalid_integer'],
    ['amount=', 'amount', 'parameter_invalid_empty'],
    ['amount[a]=1', 'amount', undefined],
    ['amount=1000&confirm=yes', 'confirm', undefined],
    ['amount=1000&capture_method=later', 'capture_method', undefined],
    ['amount=1000&expand=latest_charge', 'expand', undefined],
    ['amount=1000&shipping=here', 'shipping', undefined],
    ['amount=1000&shipping[name]=A', 'shipping[address]', 'parameter_missing'],
    ['amount=1000&description=', 'description', 'parameter_invalid_empty'],
  ] as const;
  for (const [form, param, code] of cases) {
    const refused = await post(url, '/v1/payment_intents', `currency=cny&${form}`);
    expect([form, refused.status, refused.json.error?.param, refused.json.error?.code]).toEqual([
      form,
      400,
      param,
      code,
    ]);
  }
  const missing = await post(url, '/v1/payment_intents', 'amount=1000');
  expect(missing.json.error).toMatchObject({
    code: 'parameter_missing',
    param: 'currency',
    message: 'Missing required param: currency.',
  });
});

test('[X9] metadata merges, unsets by the empty value, and keeps its limits', async () => {
  const { url, stripe } = await startBench();
  const { id } = await payable(stripe, { metadata: { a: '1', b: '2' } });
  expect((await stripe.paymentIntents.update(id, { metadata: { a: '', c: 3 } })).metadata).toEqual({
    b: '2',
    c: '3',
  });
  expect((await stripe.paymentIntents.update(id, { metadata: '' })).metadata).toEqual({});
  const many = (count: number, from = 0) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${from + i}`, 'v']));
  await stripe.paymentIntents.update(id, { metadata: many(METADATA_KEYS_MAX) });
  const over = stripe.paymentIntents.update(id, { metadata: many(1, METADATA_KEYS_MAX) });
  expect(await refusalOf(over)).toMatchObject({ statusCode: 400, param: 'metadata' });
  expect(await refusalOf(payable(stripe, { metadata: { ['k'.repeat(41)]: 'v' } }))).toMatchObject({
    statusCode: 400,
  });
  expect(await refusalOf(payable(stripe, { metadata: { k: 'v'.repeat(501) } }))).toMatchObject({
    param: 'metadata[k]',
  });
  expect((await post(url, '/v1/payment_intents', 'amount=1000&currency=cny&metadata[a][b]=1')).status).toBe(
    400,
  );
});

test('[X10] amounts have at most eight digits and at least about US$0.50; the currency is known', async () => {
  const { stripe } = await startBench();
  const cases = [
    [99_999_999, 'cny', undefined],
    [100_000_000, 'cny', 'amount_too_large'],
    [400, 'CNY', undefined],
    [399, 'cny', 'amount_too_small'],
    [49, 'usd', 'amount_too_small'],
    [0, 'cny', 'parameter_invalid_integer'],
    [-5, 'cny', 'parameter_invalid_integer'],
  ] as const;
  for (const [amount, currency, code] of cases) {
    const outcome = await payable(stripe, { amount, currency }).then(
      () => undefined,
      (error: { code?: string }) => error.code,
    );
    expect([amount, currency, outcome]).toEqual([amount, currency, code]);
  }
  expect(await refusalOf(payable(stripe, { currency: 'xyz' }))).toMatchObject({
    statusCode: 400,
    param: 'currency',
  });
});

test('[X11] line items must add up, and are shown when expanded', async () => {
  const { stripe } = await startBench();
  const line_items = [
    { product_name: '手机', quantity: 2, unit_cost: 299_900, unit_of_measure: '台' },
    { product_name: '耳机', quantity: 1, unit_cost: 19_900 },
  ];
  const good = { amount: 569_700, amount_details: { line_items, discount_amount: 50_000 } };
  const intent = await payable(stripe, { ...good, payment_details: { order_reference: 'ZH-1' } });
  expect(intent.amount_details).toEqual({ discount_amount: 50_000 });
  expect(intent.payment_details).toEqual({ customer_reference: null, order_reference: 'ZH-1' });
  const shown = await stripe.paymentIntents.retrieve(intent.id, { expand: ['amount_details.line_items'] });
  expect(shown.amount_details?.line_items?.data.map((line) => [line.product_name, line.unit_cost])).toEqual([
    ['手机', 299_900],
    ['耳机', 19_900],
  ]);
  const listed = await stripe.paymentIntents.listAmountDetailsLineItems(intent.id);
  expect(listed.data).toHaveLength(2);
  const one = await stripe.paymentIntents.listAmountDetailsLineItems(intent.id, { limit: 1 });
  expect([one.data.length, one.has_more]).toEqual([1, true]);
  const all = await stripe.paymentIntents
    .listAmountDetailsLineItems(intent.id, { limit: 1 })
    .autoPagingToArray({ limit: 9 });
  expect(all).toEqual(listed.data);
  const wrong = await refusalOf(payable(stripe, { ...good, amount: 569_701 }));
  expect(wrong).toMatchObject({ statusCode: 400, code: 'amount_details_amount_mismatch' });
  const changed = await refusalOf(stripe.paymentIntents.update(intent.id, { amount: 500_000 }));
  expect(changed).toMatchObject({ code: 'amount_details_amount_mismatch' });
});

test('[X11] a wrong sum is only told of when arithmetic is not enforced; discounts go in one place', async () => {
  const { stripe } = await startBench();
  const line = { product_name: 'A', quantity: 1, unit_cost: 1_000 };
  const told = await payable(stripe, {
    amount: 1_001,
    amount_details: { line_items: [line], enforce_arithmetic_validation: false },
  });
  expect(told.amount_details?.error?.code).toBe('amount_details_amount_mismatch');
  const mended = await stripe.paymentIntents.update(told.id, { amount: 1_000 });
  expect(mended.amount_details?.error).toBeUndefined();
  const both = { line_items: [{ ...line, discount_amount: 1 }], discount_amount: 1 };
  expect(await refusalOf(payable(stripe, { amount: 998, amount_details: both }))).toMatchObject({
    code: 'parameters_exclusive',
  });
  const many = { line_items: Array.from({ length: 201 }, () => line) };
  expect(await refusalOf(payable(stripe, { amount: 201_000, amount_details: many }))).toMatchObject({
    param: 'amount_details[line_items]',
  });
  const parts = { discount_amount: 999, tax: { total_tax_amount: 10 } };
  expect(await refusalOf(payable(stripe, { amount: 1_000, amount_details: parts }))).toMatchObject({
    code: 'amount_details_tax_shipping_discount_greater_than_amount',
  });
});

test('[X12] ids expand to objects, to four levels, in lists through data', async () => {
  const { stripe } = await startBench();
  const { id } = await paid(stripe);
  await stripe.refunds.create({ payment_intent: id, amount: 100 });
  const whole = await stripe.paymentIntents.retrieve(id, {
    expand: ['latest_charge.balance_transaction', 'payment_method', 'latest_charge.refunds'],
  });
  expect(whole).toMatchObject({
    payment_method: { object: 'payment_method', card: { brand: 'visa', last4: '4242' } },
    latest_charge: {
      object: 'charge',
      balance_transaction: { object: 'balance_transaction', amount: 269_900 },
      refunds: { object: 'list', data: [{ amount: 100 }] },
    },
  });
  const list = await stripe.refunds.list({ expand: ['data.charge.payment_intent'] });
  expect(list.data[0]).toMatchObject({ charge: { payment_intent: { id } } });
  const entry = (await stripe.balanceTransactions.list({ limit: 1, expand: ['data.source'] })).data[0];
  expect(entry?.source).toMatchObject({ object: 'refund' });
  expect(await refusalOf(stripe.paymentIntents.list({ expand: ['latest_charge'] }))).toMatchObject({
    message:
      "This property cannot be expanded (latest_charge). You may want to try expanding 'data.latest_charge' instead.",
  });
  const deep = ['data.charge.payment_intent.latest_charge.balance_transaction'];
  expect(await refusalOf(stripe.refunds.list({ expand: deep }))).toMatchObject({ param: 'expand[0]' });
  expect(await refusalOf(payable(stripe, { expand: ['amount'] }))).toMatchObject({ param: 'expand[0]' });
  expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
});

test('[X13] the committed schema is of the stripe package that is pinned and installed', () => {
  const schema = read('sandbox/schema/params.json');
  expect(schema.stripe_package).toBe(read('package.json').dependencies.stripe);
  expect(schema.stripe_package).toBe(read('node_modules/stripe/package.json').version);
  expect(schema.api_version).toBe('2026-10-28.endive');
});

test('[X13] building the schema again gives what is committed', () => {
  expect(buildSchema(ROOT)).toEqual(read('sandbox/schema/params.json'));
});
