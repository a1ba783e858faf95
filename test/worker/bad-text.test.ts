// Text, ids and headers as an attacker would send them: never a 5xx, always the one shape of a refusal.

import { describe, expect, it } from 'vitest';
import { call, expectRefusal, KEY, order, ROBOT, SOCKS } from './support.ts';

const SOCKS_JSON = JSON.stringify(SOCKS);
const quoteOf = (body: string) => call('/v1/quotes', { body });
const checkoutOf = (fields: string) =>
  call('/v1/checkouts', {
    body: `{"order_reference":"bad-${crypto.randomUUID()}","channel":"online","lines":[${SOCKS_JSON}],${fields}}`,
  });
/** A cart of one line, with raw JSON for the price. */
const priced = (unit_amount: string): string =>
  `{"lines":[{"sku":"A","quantity":1,"unit_amount":${unit_amount}}]}`;

describe('text', () => {
  const CONTROL = ['\\u0000', '\\u0007', '\\n', '\\r\\n', '\\u007f', '\\u0085'];

  it.each(CONTROL)(
    '[A3] %s is in no order reference, store, till, sku, brand, serial number or buyer',
    async (text) => {
      const value = `"a${text}b"`;
      for (const [fields, param] of [
        [`"order_reference":${value}`, 'order_reference'],
        [`"store":${value}`, 'store'],
        [`"till":${value}`, 'till'],
        [`"buyer":{"reference":${value}}`, 'buyer[reference]'],
        [`"lines":[{"sku":${value},"unit_amount":1000,"quantity":1}]`, 'lines[0][sku]'],
        [`"lines":[{"sku":"A","brand":${value},"unit_amount":1000,"quantity":1}]`, 'lines[0][brand]'],
        [
          `"lines":[{"sku":"A","unit_amount":1000,"quantity":1,"serial_numbers":[${value}]}]`,
          'lines[0][serial_numbers][0]',
        ],
      ] as const) {
        expectRefusal(await checkoutOf(fields), 400, 'parameter_invalid', param);
      }
    },
  );

  it('[A3] a title may hold anything that a page may hold', async () => {
    const answer = await quoteOf(
      '{"lines":[{"sku":"A","title":"a\\u0000b\\n","unit_amount":1,"quantity":1}]}',
    );
    expect(answer.status).toBe(200);
  });

  it.each(['\\ud800', '\\udc00', 'a\\udfffb', '\\udc00\\ud800'])(
    '[A3] half a character (%s) is in no text that is handed on',
    async (text) => {
      for (const [fields, param] of [
        [`"order_reference":"${text}"`, 'order_reference'],
        [`"metadata":{"note":"${text}"}`, 'metadata[note]'],
        [`"store":"${text}"`, 'store'],
      ] as const) {
        expectRefusal(await checkoutOf(fields), 400, 'parameter_invalid', param);
      }
    },
  );

  it.each([' a', 'a ', 'a\u200bb', '\u202ea', '\ufeffa', 'e\u0301'])(
    '[A3] what looks like another name (%j) names no sku, order or buyer',
    async (text) => {
      for (const [over, param] of [
        [{ order_reference: text }, 'order_reference'],
        [{ buyer: { reference: text } }, 'buyer[reference]'],
        [{ lines: [{ ...SOCKS, sku: text }] }, 'lines[0][sku]'],
      ] as const) {
        expectRefusal(await call('/v1/checkouts', { body: order(over) }), 400, 'parameter_invalid', param);
      }
    },
  );

  it('[A3] emoji and Chinese beyond the basic plane are whole characters, and pass', async () => {
    const answer = await call('/v1/checkouts', {
      body: order({ order_reference: `𠮷🤖-${crypto.randomUUID()}` }),
    });
    expect(answer.status).toBe(201);
  });

  it('[A3] a refusal shows only the beginning of what came', async () => {
    const answer = await quoteOf(priced(`"${'x'.repeat(100_000)}"`));
    expect(expectRefusal(answer, 400, 'parameter_invalid', 'lines[0][unit_amount]').length).toBeLessThan(200);
  });
});

describe('methods and paths', () => {
  it.each([
    ['PUT', '/v1/checkouts'],
    ['DELETE', '/v1/checkouts/chk_1'],
    ['PATCH', '/v1/claims/clm_1'],
    ['GET', '/v1/quotes'],
    ['POST', '/v1/claims'],
    ['GET', '/v1/webhooks/stripe'],
    ['GET', '/v1/checkouts'],
    ['GET', '/v1/checkouts/a/b'],
    ['GET', '/v1/claims/'],
    ['GET', '/v1'],
    ['GET', '/V1/claims'],
    ['GET', '//v1/claims'],
    ['GET', '/nowhere'],
  ])('[A7] %s %s is unknown', async (method, path) => {
    const answer = await call(path, { method, key: KEY.ok, ...(method === 'POST' && { body: {} }) });
    expect(expectRefusal(answer, 404, 'route_missing')).toContain('/openapi.json');
  });

  it.each([
    '%00',
    '%',
    '%E0%A4%A',
    'a%2Fb',
    '..%2F..',
    '%20',
    "'--",
    '☃',
    '%F0%9F%A4%96',
    '0',
    '__proto__',
    'x'.repeat(10_000),
  ])('[A3] the id %s is nobody', async (id) => {
    for (const [method, path, key] of [
      ['GET', `/v1/checkouts/${id}`, KEY.sk],
      ['POST', `/v1/checkouts/${id}/cancel`, KEY.sk],
      ['GET', `/v1/claims/${id}`, KEY.sk],
      ['GET', `/v1/claims/${id}`, KEY.ok],
      ['GET', `/v1/programmes/${id}`, KEY.ok],
    ] as const) {
      const answer = await call(path, { method, key });
      expect(expectRefusal(answer, 404, 'resource_missing', 'id').length).toBeLessThan(100);
    }
    const key = await call(`/v1/merchants/${id}/keys`, { key: KEY.ok, body: { kind: 'sk' } });
    expectRefusal(key, 404, 'resource_missing', 'id');
    const budget = await call(`/v1/programmes/${id}/budget`, { key: KEY.ok, body: { budget_amount: 1 } });
    expectRefusal(budget, 404, 'resource_missing', 'id');
  });
});

describe('headers', () => {
  it('[A4] a Content-Length that is too large is refused by itself', async () => {
    const headers = { 'Content-Length': '99999999999' };
    expectRefusal(await call('/v1/quotes', { body: { lines: [ROBOT] }, headers }), 413, 'body_too_large');
  });

  it.each(['yesterday', '2026-13-01T00:00:00+08:00', '', '1e99', '+999999-01-01'])(
    '[A3] prices of %j are asked for in vain',
    async (at) => {
      const headers = { 'Zhehui-Priced-At': at };
      const answer = await call('/v1/quotes', { body: { lines: [ROBOT] }, headers });
      expectRefusal(answer, 400, 'priced_at_invalid', 'Zhehui-Priced-At');
    },
  );
});
