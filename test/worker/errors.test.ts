// How failures become answers: what a caller may know of them, and when to come back.

import { describe, expect, it } from 'vitest';
import { conflict, errorResponse, invalid, shown, unexpected } from '../../worker/errors.ts';
import { call, expectRefusal, KEY, order, ROBOT } from './support.ts';

describe('an error that nobody expected', () => {
  it.each([
    ['an overloaded object', { overloaded: true }],
    ['an object that moved', { retryable: true }],
    ['both', { overloaded: true, retryable: true }],
  ])('[A7] %s: come back in a moment', async (_, signs) => {
    const response = errorResponse(unexpected(Object.assign(new Error('secret'), signs)), 'req_1');
    expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '2']);
    expect(await response.json()).toEqual({
      error: {
        type: 'api_error',
        code: 'temporarily_unavailable',
        message: expect.not.stringContaining('secret'),
        request_id: 'req_1',
      },
    });
  });

  it.each([[new Error('SELECT secret')], [null], [undefined], ['secret'], [{ retryable: false }]])(
    '[A7] %s is a 500 that tells nothing of the inside',
    async (error) => {
      const response = errorResponse(unexpected(error), 'req_1');
      expect([response.status, response.headers.get('Retry-After')]).toEqual([500, null]);
      expect(await response.text()).toMatch(/"code":"internal_error".*"request_id":"req_1"/);
      expect(await errorResponse(unexpected(error), 'req_1').text()).not.toContain('secret');
    },
  );

  it('[A7] a refusal stays what it is', () => {
    for (const refusal of [invalid('a', 'b', 'c'), conflict('a', 'b')])
      expect(unexpected(refusal)).toBe(refusal);
  });

  it('[A7] what came is shown, short enough to be read', () => {
    expect(shown('x'.repeat(60))).toBe('x'.repeat(60));
    expect(shown('x'.repeat(61))).toBe(`${'x'.repeat(60)}…`);
    expect([shown(5), shown(null), shown(undefined), shown({ a: 1 })]).toEqual([
      '5',
      'null',
      'undefined',
      '{"a":1}',
    ]);
  });
});

describe('what a refusal says', () => {
  it.each([
    [{ lines: [{ ...ROBOT, quantity: '1' }] }, 'lines[0][quantity]', "expected a number, got '1'"],
    [{ lines: [{ ...ROBOT, quantity: 1.5 }] }, 'lines[0][quantity]', 'expected an integer, got 1.5'],
    [{ lines: [{ ...ROBOT, quantity: 0 }] }, 'lines[0][quantity]', 'expected at least 1, got 0'],
    [{ lines: [{ ...ROBOT, sku: 7 }] }, 'lines[0][sku]', 'expected a string, got 7'],
    [{ lines: {} }, 'lines', 'expected an array, got {}'],
    [{ lines: [ROBOT, null] }, 'lines[1]', 'expected an object, got null'],
    [{ channel: 'phone' }, 'channel', "expected 'online' or 'in_store', got 'phone'"],
    [{ order_reference: '' }, 'order_reference', "expected at least 1 characters, got ''"],
    [{ lines: [] }, 'lines', 'expected at least 1 entries, got []'],
  ])('[A3] of %j: the field, what was expected and what came', async (over, param, words) => {
    const answer = await call('/v1/checkouts', { body: order(over) });
    expect(expectRefusal(answer, 400, 'parameter_invalid', param)).toBe(`${param}: ${words}.`);
  });

  it.each(['order_reference', 'channel', 'lines'])(
    '[A3] of a checkout without %s: it is missing',
    async (name) => {
      const answer = await call('/v1/checkouts', { body: order({ [name]: undefined }) });
      expect(expectRefusal(answer, 400, 'parameter_missing', name)).toContain(`${name}: expected`);
    },
  );

  it.each(['sku', 'unit_amount', 'quantity'])('[A3] of a line without %s: it is missing', async (name) => {
    const answer = await call('/v1/checkouts', { body: order({ lines: [{ ...ROBOT, [name]: undefined }] }) });
    expectRefusal(answer, 400, 'parameter_missing', `lines[0][${name}]`);
  });

  it.each([
    [{ colour: 1 }, 'colour'],
    [{ lines: [{ ...ROBOT, colour: 1 }] }, 'lines[0][colour]'],
    [
      { lines: [{ ...ROBOT, category: { taxonomy: 'google', code: '1', colour: 1 } }] },
      'lines[0][category][colour]',
    ],
    [{ buyer: { reference: 'x', name: 'y' } }, 'buyer[name]'],
    [{ payment: { provider: 'stripe', method: 'x' } }, 'payment[method]'],
  ])('[A3] of %j: the unknown field by its whole name', async (over, param) => {
    const answer = await call('/v1/checkouts', { body: order(over) });
    expectRefusal(answer, 400, 'parameter_unknown', param);
  });

  it('[A3] a parameter of the query that comes twice is refused', async () => {
    const answer = await call('/v1/claims?status=posted&status=voided', { key: KEY.fk });
    expectRefusal(answer, 400, 'parameter_repeated', 'status');
  });

  it('[A3] an unknown parameter of the query is named', async () => {
    expectRefusal(await call('/v1/claims?colour=blue'), 400, 'parameter_unknown', 'colour');
    expectRefusal(await call('/v1/claims/export?limit=5'), 400, 'parameter_unknown', 'limit');
    expectRefusal(await call('/v1/claims/export?format=xml'), 400, 'parameter_invalid', 'format');
  });

  it('[A3] a programme that nobody has is named', async () => {
    const answer = await call('/v1/checkouts', { body: order({ programme: 'mars-2030' }) });
    expect(expectRefusal(answer, 400, 'resource_missing', 'programme')).toContain('mars-2030');
  });
});
