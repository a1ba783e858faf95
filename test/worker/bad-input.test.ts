// What an attacker would send: never a 5xx, always the one shape of a refusal, naming the field where there is one.

import { describe, expect, it } from 'vitest';
import { call, errorOf, expectRefusal, SOCKS } from './support.ts';

const SOCKS_JSON = JSON.stringify(SOCKS);
const quoteOf = (body: string) => call('/v1/quotes', { body });
const checkoutOf = (fields: string) =>
  call('/v1/checkouts', {
    body: `{"order_reference":"bad-${crypto.randomUUID()}","channel":"online","lines":[${SOCKS_JSON}],${fields}}`,
  });
/** A cart of one line, with raw JSON for the price. */
const priced = (unit_amount: string): string =>
  `{"lines":[{"sku":"A","quantity":1,"unit_amount":${unit_amount}}]}`;
const deep = (levels: number, open = '[', close = ']'): string => open.repeat(levels) + close.repeat(levels);

describe('a body that is no JSON object', () => {
  it.each([
    '{',
    '{"lines":[}',
    'lines=1',
    '{"lines":[],}',
    "{'lines':[]}",
    'NaN',
    '{"a":NaN}',
    '\u0000',
    '<xml/>',
    '{"a":"\u0001"}',
  ])('[A3] %j is not JSON', async (body) => {
    expectRefusal(await quoteOf(body), 400, 'body_not_json');
  });

  it.each(['null', '[]', '5', '"lines"', 'true', '-0', '1e400'])('[A3] %s is not an object', async (body) => {
    expect(expectRefusal(await quoteOf(body), 400, 'parameter_invalid')).toContain('expected an object');
  });

  it('[A3] nothing is not an object', async () => {
    expectRefusal(await call('/v1/quotes', { method: 'POST' }), 400, 'body_missing');
  });
});

describe('deep nesting', () => {
  it.each([10_000, 250_000])('[A3] %i levels instead of the body', async (levels) => {
    expectRefusal(await quoteOf(deep(levels)), 400, 'parameter_invalid');
  });

  it.each(['lines', 'programme', 'shipping_amount'])('[A3] 10,000 levels in %s', async (name) => {
    expectRefusal(
      await quoteOf(`{"lines":[${SOCKS_JSON}],"${name}":${deep(10_000)}}`),
      400,
      'parameter_invalid',
      name === 'lines' ? 'lines[0]' : name,
    );
  });

  it.each([
    [
      'metadata',
      'parameter_invalid',
      'metadata[a]',
      `{"a":${deep(10_000, '{"a":', '}').replace(':}', ':1}')}}`,
    ],
    ['store', 'parameter_invalid', 'store', deep(10_000)],
    ['colour', 'parameter_unknown', 'colour', deep(10_000)],
  ])('[A3] 10,000 levels in the %s of a checkout', async (name, code, param, json) => {
    expectRefusal(await checkoutOf(`"${name}":${json}`), 400, code, param);
  });
});

describe('names that JavaScript knows', () => {
  it.each(['constructor', 'prototype', 'toString', 'hasOwnProperty'])(
    '[A3] %s is an unknown field as any other',
    async (name) => {
      const whole = await quoteOf(`{"lines":[${SOCKS_JSON}],"${name}":{"programme":"x"}}`);
      expectRefusal(whole, 400, 'parameter_unknown', name);
      const inLine = await quoteOf(`{"lines":[{"sku":"A","unit_amount":1,"quantity":1,"${name}":{}}]}`);
      expectRefusal(inLine, 400, 'parameter_unknown', `lines[0][${name}]`);
    },
  );

  it.each(['"__proto__"', '"__proto__" \n\t', '"\\u005f_proto__"', '"__\\u0070roto__"'])(
    '[A3] __proto__, written %j, is an unknown field wherever it stands',
    async (name) => {
      for (const answer of [
        await quoteOf(`{"lines":[${SOCKS_JSON}],${name}:{"programme":"x"}}`),
        await quoteOf(`{${name}:1,"lines":[${SOCKS_JSON}]}`),
        await quoteOf(`{"lines":[{"sku":"A","unit_amount":1,"quantity":1,${name}:{}}]}`),
        await checkoutOf(`"buyer":{"reference":"x",${name}:1}`),
      ]) {
        expect(answer).toMatchObject({ status: 400, body: { error: { code: 'parameter_unknown' } } });
        expect(errorOf(answer)['param']).toContain('__proto__');
      }
    },
  );

  it('[A3] text that only speaks of __proto__ passes', async () => {
    const title = 'the "__proto__": explained';
    const answer = await call('/v1/quotes', { body: { lines: [{ ...SOCKS, title }] } });
    expect(answer.status).toBe(200);
  });

  it('[A3] fields cannot be smuggled in by a prototype', async () => {
    const answer = await quoteOf(`{"__proto__":{"lines":[${SOCKS_JSON}]}}`);
    expect(answer.status).toBe(400);
  });

  it.each(['__proto__', '\\u005f_proto__', 'constructor', 'toString'])(
    '[A3] as a metadata key %s is kept or refused, never dropped without a word',
    async (name) => {
      const { status, body } = await checkoutOf(`"metadata":{"${name}":"kept"}`);
      const kept = Object.entries(Object(body['metadata']));
      expect([status, kept]).toEqual(status === 400 ? [400, []] : [201, [[JSON.parse(`"${name}"`), 'kept']]]);
    },
  );

  it('[A3] of a key that comes twice the last one counts', async () => {
    const answer = await quoteOf(`{"lines":[],"lines":[${SOCKS_JSON}]}`);
    expect(answer).toMatchObject({ status: 200, body: { amount_total: 2_900 } });
  });
});

describe('numbers', () => {
  it.each([
    '1e400',
    '-1e400',
    '-1',
    '1.5',
    '1e-3',
    '"5"',
    'null',
    'true',
    '[5]',
    '{}',
    '9007199254740993',
    '100000000',
  ])('[A3] %s is no price', async (number) => {
    expectRefusal(await quoteOf(priced(number)), 400, 'parameter_invalid', 'lines[0][unit_amount]');
  });

  it.each([
    ['1.0', 1],
    ['1e2', 100],
    ['0.5e1', 5],
    ['-0', 0],
    ['0e99', 0],
  ])('[A3] %s is the price %i', async (number, amount_total) => {
    const answer = await quoteOf(priced(number));
    expect(answer).toMatchObject({ status: 200, body: { amount_total } });
    expect(JSON.stringify(answer.body)).not.toContain('-0');
  });

  it.each(['01', '0x10', '.5', '5.', '+5', 'Infinity', '1_000'])(
    '[A3] %s is no number at all',
    async (number) => {
      expectRefusal(await quoteOf(priced(number)), 400, 'body_not_json');
    },
  );
});
