import { describe, expect, it } from 'vitest';
import { createZhehui, type ErrorCode, ZhehuiError } from '../../sdk/index.ts';
import type { PageCheckoutRequest } from '../../sdk/types.ts';
import { type Answer, opened, quoted, refused, startApi } from './support.ts';

const CART = { lines: [{ sku: 'G20S', quantity: 1 }] };
const ORDER: PageCheckoutRequest = { ...CART, order_reference: 'a1f3c2de' };

/** A client of an API that answers so. */
async function clientOf(...answers: Answer[]) {
  const api = await startApi(...answers);
  return { api, zhehui: createZhehui({ key: 'pk_test_demo', api: api.url }) };
}

const errorOf = (call: Promise<unknown>): Promise<ZhehuiError> =>
  call.then(
    () => Promise.reject(new Error('it was not refused')),
    (error) => error,
  );

describe('calls', () => {
  it('[F1] a quote is the API’s own object, asked for with the key', async () => {
    const { api, zhehui } = await clientOf({ body: quoted() });
    expect(await zhehui.quote(CART)).toEqual(quoted());
    expect(api.asked).toMatchObject([
      { method: 'POST', path: '/v1/quotes', body: CART, headers: { authorization: 'Bearer pk_test_demo' } },
    ]);
  });

  it('[F1] a checkout is found with the client secret of its payment, whatever is in either', async () => {
    const { api, zhehui } = await clientOf({ body: opened() });
    expect(await zhehui.retrieveCheckout('chk_1', { clientSecret: 'pi_1_secret_2' })).toMatchObject(opened());
    await zhehui.retrieveCheckout('../claims', { clientSecret: 'a&b' });
    expect(api.asked.map(({ path }) => path)).toEqual([
      '/v1/checkouts/chk_1?client_secret=pi_1_secret_2',
      '/v1/checkouts/..%2Fclaims?client_secret=a%26b',
    ]);
  });

  it('[F1] a refusal is an error with the API’s code, and all it says', async () => {
    const more = { param: 'lines[0][sku]', amount_due_without_subsidy: 5, type: 'permission_error' };
    const { zhehui } = await clientOf(refused(403, 'origin_not_allowed', more));
    const error = await errorOf(zhehui.quote(CART));
    expect(error).toBeInstanceOf(ZhehuiError);
    expect(error).toMatchObject({
      name: 'ZhehuiError',
      code: 'origin_not_allowed',
      type: 'permission_error',
      status: 403,
      message: 'origin_not_allowed.',
      param: 'lines[0][sku]',
      requestId: 'req_1',
      amountDueWithoutSubsidy: 5,
    });
  });

  const NO_API: [what: string, answer: Answer, code: ErrorCode][] = [
    ['HTML', { body: '<html>It works!</html>' }, 'bad_response'],
    ['JSON of another service', { body: { ok: true } }, 'bad_response'],
    ['an error of another service', { status: 404, body: { error: 'not found' } }, 'bad_response'],
    ['null', { body: null }, 'bad_response'],
    ['nothing', { body: '' }, 'bad_response'],
    ['half an answer', { body: quoted(), cut: 'within' }, 'bad_response'],
    ['no answer', { cut: 'before' }, 'network_error'],
  ];
  it.each(NO_API)('[F1] %s is no answer, and says so', async (_, answer, code) => {
    const { api, zhehui } = await clientOf(answer);
    expect(await errorOf(zhehui.quote(CART))).toMatchObject({ code, type: 'sdk_error', status: 0 });
    expect(api.asked).toHaveLength(4);
  });

  it('[F2] a slow API is given up when the time is over', async () => {
    const { zhehui } = await clientOf({ body: quoted(), after: 5_000 });
    const from = Date.now();
    expect(await errorOf(zhehui.quote(CART, { timeoutMs: 200 }))).toMatchObject({ code: 'timeout' });
    expect(Date.now() - from).toBeLessThan(1_000);
  });

  it('[F2] an AbortSignal ends a call while it waits for an answer, between tries, and before it begins', async () => {
    const slow = await clientOf({ body: quoted(), after: 5_000 });
    const busy = await clientOf({
      ...refused(503, 'temporarily_unavailable'),
      headers: { 'Retry-After': '5' },
    });
    for (const { zhehui } of [slow, busy]) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 100);
      const error = await errorOf(zhehui.quote(CART, { signal: controller.signal }));
      expect(error).toMatchObject({ code: 'aborted' });
    }
    const error = await errorOf(slow.zhehui.quote(CART, { signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ code: 'aborted' });
    expect(slow.api.asked).toHaveLength(1);
    expect(busy.api.asked).toHaveLength(1);
  });

  const PASSING: [what: string, answer: Answer][] = [
    ['no answer', { cut: 'before' }],
    ['half an answer', { body: opened(), cut: 'within' }],
    ['a proxy’s page', { status: 502, body: '<html>' }],
    ['429', refused(429, 'temporarily_unavailable')],
    ['500', refused(500, 'internal_error')],
    ['503', refused(503, 'temporarily_unavailable')],
  ];
  it.each(PASSING)(
    '[F3] after %s a call is sent again, the same and under the same key',
    async (_, answer) => {
      const { api, zhehui } = await clientOf(answer, { body: opened() });
      expect(await zhehui.createCheckout(ORDER)).toMatchObject({ id: 'chk_1' });
      const [first, second] = api.asked;
      expect(first?.headers['idempotency-key']).toMatch(/^\d+-\d+-\d+-\d+$/);
      expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
      expect(second?.body).toEqual(first?.body);
    },
  );

  it('[F3] two attempts have two keys, unless the page says which', async () => {
    const { api, zhehui } = await clientOf({ body: opened() });
    await zhehui.createCheckout(ORDER);
    await zhehui.createCheckout(ORDER);
    await zhehui.createCheckout(ORDER, { idempotencyKey: 'mine' });
    const keys = api.asked.map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys).size).toBe(3);
    expect(keys[2]).toBe('mine');
  });

  it.each([400, 401, 403, 404, 409])('[F3] a refusal with %i is not sent again', async (status) => {
    const { api, zhehui } = await clientOf(refused(status, 'order_already_open'));
    expect(await errorOf(zhehui.createCheckout(ORDER))).toMatchObject({ status });
    expect(api.asked).toHaveLength(1);
  });

  it.each([
    ['seconds', () => '1'],
    ['a date', () => new Date(Date.now() + 2_000).toUTCString()],
  ])('[F3] Retry-After in %s is waited for', async (_, value) => {
    const busy = refused(503, 'temporarily_unavailable');
    const { zhehui } = await clientOf({ ...busy, headers: { 'Retry-After': value() } }, { body: quoted() });
    const from = Date.now();
    await zhehui.quote(CART);
    expect(Date.now() - from).toBeGreaterThan(900);
  });

  it('[F3] a Retry-After beyond the time of the call is not waited for, and told', async () => {
    const busy = refused(503, 'temporarily_unavailable');
    const { api, zhehui } = await clientOf({ ...busy, headers: { 'Retry-After': '60' } });
    const from = Date.now();
    const error = await errorOf(zhehui.quote(CART));
    expect(error).toMatchObject({ code: 'temporarily_unavailable', retryAfterMs: 60_000 });
    expect(Date.now() - from).toBeLessThan(1_000);
    expect(api.asked).toHaveLength(1);
  });

  it('[F4] a checkout expects the amount of its cart’s last quote', async () => {
    const { api, zhehui } = await clientOf(
      { body: quoted() },
      { body: quoted({ amount_due: 5 }) },
      { body: opened() },
    );
    await zhehui.quote(CART);
    await zhehui.quote({ lines: [{ sku: 'OTHER', quantity: 1 }] });
    await zhehui.createCheckout({ ...ORDER, lines: [{ quantity: 1, sku: 'G20S' }] });
    await zhehui.createCheckout({ ...ORDER, lines: [{ sku: 'OTHER', quantity: 1 }] });
    await zhehui.createCheckout({ ...ORDER, lines: [{ sku: 'G20S', quantity: 2 }] });
    await zhehui.createCheckout({ ...ORDER, subsidy: 'none' });
    await zhehui.createCheckout({ ...ORDER, expected_amount_due: 7 });
    await zhehui.createCheckout({ ...ORDER, expected_amount_due: undefined });
    expect(api.asked.slice(2).map(({ body }) => body?.['expected_amount_due'])).toEqual([
      339_915,
      5,
      undefined,
      399_900,
      7,
      undefined,
    ]);
  });

  it('[F4] a price that changed says which amount is due now', async () => {
    const { zhehui } = await clientOf({ body: quoted() }, refused(409, 'amount_changed', { amount_due: 5 }));
    await zhehui.quote(CART);
    expect(await errorOf(zhehui.createCheckout(ORDER))).toMatchObject({
      code: 'amount_changed',
      amountDue: 5,
    });
  });

  it.each(['sk_test_demo', 'tk_test_demo', 'fk_test_demo', 'ok_test_demo', '', 'pk_test demo', 'pk_密'])(
    '[F9] the key %j is refused before anything is sent, and not shown',
    (key) => {
      const make = () => createZhehui({ key: key as string, api: 'http://127.0.0.1:1' });
      expect(make).toThrow(
        expect.objectContaining({ code: 'key_kind_not_allowed', message: 'Expected a pk_ key.' }),
      );
    },
  );

  it('[F1] an address may end with a slash', async () => {
    const api = await startApi({ body: quoted() });
    const zhehui = createZhehui({ key: 'pk_test_demo', api: `${api.url}/` });
    await zhehui.quote(CART);
    expect(api.asked[0]?.path).toBe('/v1/quotes');
  });
});
