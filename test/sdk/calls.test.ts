import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createZhehui, type ErrorCode, ZhehuiError } from '../../sdk/index.ts';
import { BACKOFF_MAX_MS, BACKOFF_MS, CALL_TIMEOUT_MS } from '../../sdk/limits.ts';
import type { PageCheckoutRequest } from '../../sdk/types.ts';
import { type Answer, hurry, opened, quoted, refused, startApi } from './support.ts';

const CART = { lines: [{ sku: 'G20S', quantity: 1 }] };
const ORDER: PageCheckoutRequest = { ...CART, order_reference: 'a1f3c2de' };

/** A client of an API that answers so. */
async function clientOf(...answers: Answer[]) {
  const api = await startApi(...answers);
  return { api, zhehui: createZhehui({ key: 'pk_test_demo', api: api.url }) };
}

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

const errorOf = (call: Promise<unknown>): Promise<ZhehuiError> =>
  call.then(
    () => Promise.reject(new Error('it was not refused')),
    (error) => error,
  );

let waits: ReturnType<typeof hurry> = [];
beforeEach(() => {
  waits = hurry();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** The pauses between tries, of all waits: the rest is the time of the whole call, and what the API of the test takes. */
const pauses = (): number[] => waits.map(({ ms }) => ms).filter((ms) => ms > 0 && ms < CALL_TIMEOUT_MS);

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

  it.each(NO_API)('[F1] %s is no answer, and the error has no client secret in it', async (_, answer) => {
    const { zhehui } = await clientOf(answer);
    const error = await errorOf(zhehui.retrieveCheckout('chk_1', { clientSecret: 'pi_1_secret_2' }));
    expect(`${error} ${JSON.stringify(error)}`).not.toContain('secret');
  });

  it('[F2] a slow API is given up when the time is over', async () => {
    const { zhehui } = await clientOf({ body: quoted(), after: 50_000 });
    const error = await errorOf(zhehui.quote(CART, { timeoutMs: 2_000 }));
    expect(error).toMatchObject({ code: 'timeout', status: 0 });
    expect(waits[0]?.ms).toBe(2_000);
  });

  it('[F2] an AbortSignal ends a call while it waits for an answer, between tries, and before it begins', async () => {
    const slow = await clientOf({ body: quoted(), after: 50_000 });
    const busy = await clientOf({
      ...refused(503, 'temporarily_unavailable'),
      headers: { 'Retry-After': '20' },
    });
    for (const { zhehui } of [slow, busy]) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 5_000);
      const error = await errorOf(zhehui.quote(CART, { signal: controller.signal }));
      expect(error).toMatchObject({ code: 'aborted' });
      expect(listeners(controller.signal)).toBe(0);
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
      expect(first?.headers['idempotency-key']).toMatch(/^[\d.e-]{20,}$/);
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
    ['seconds', () => '1', 1_000],
    ['a date', () => new Date(Date.now() + 2_000).toUTCString(), 1_000],
    ['zero', () => '0', 0],
    ['a date that is over', () => 'Wed, 21 Oct 2015 07:28:00 GMT', 0],
    ['less than nothing', () => '-5', 0],
    ['nothing known', () => 'soon', 0],
  ])(
    '[F3] Retry-After in %s is waited for, on top of a pause that is random and grows',
    async (_, value, least) => {
      const busy = { ...refused(503, 'temporarily_unavailable'), headers: { 'Retry-After': value() } };
      const { zhehui } = await clientOf(busy, busy, { body: quoted() });
      await zhehui.quote(CART);
      const [first = 0, second = 0] = pauses();
      expect(first).toBeGreaterThanOrEqual(least + BACKOFF_MS / 2);
      expect(first).toBeLessThanOrEqual(2 * least + BACKOFF_MS);
      expect(second).toBeGreaterThanOrEqual(least + BACKOFF_MS);
      expect(pauses()).toHaveLength(2);
    },
  );

  it('[F3] a Retry-After beyond the time of the call is not waited for, and told', async () => {
    const busy = refused(503, 'temporarily_unavailable');
    const { api, zhehui } = await clientOf({ ...busy, headers: { 'Retry-After': '60' } });
    const error = await errorOf(zhehui.quote(CART));
    expect(error).toMatchObject({ code: 'temporarily_unavailable', retryAfterMs: 60_000 });
    expect(pauses()).toEqual([]);
    expect(api.asked).toHaveLength(1);
  });

  it('[F3] the fourth try is the last', async () => {
    const { api, zhehui } = await clientOf(refused(500, 'internal_error'));
    await errorOf(zhehui.quote(CART));
    expect(api.asked).toHaveLength(4);
    expect(Math.max(...pauses())).toBeLessThanOrEqual(BACKOFF_MAX_MS / 2);
  });

  it('[F2] a call leaves no timer and nothing on the signal of the page', async () => {
    const { zhehui } = await clientOf(refused(500, 'internal_error'), { body: quoted() });
    const controller = new AbortController();
    const cleared = vi.spyOn(globalThis, 'clearTimeout');
    await zhehui.quote(CART, { signal: controller.signal });
    expect(listeners(controller.signal)).toBe(0);
    const timers = waits.filter(({ ms }) => ms > 0).map(({ timer }) => timer);
    expect(timers).toHaveLength(2);
    for (const timer of timers) expect(cleared).toHaveBeenCalledWith(timer);
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

  it('[F4] a quote that a later one overtook is not the last, nor one that failed', async () => {
    const { api, zhehui } = await clientOf(
      { body: quoted({ amount_due: 100 }), after: 10_000 },
      { body: quoted({ amount_due: 90 }) },
      refused(404, 'product_missing'),
      { body: opened() },
    );
    const overtaken = zhehui.quote(CART);
    await expect.poll(() => api.asked.length).toBe(1);
    expect(await zhehui.quote(CART)).toMatchObject({ amount_due: 90 });
    expect(await overtaken).toMatchObject({ amount_due: 100 });
    await errorOf(zhehui.quote(CART));
    await zhehui.createCheckout(ORDER);
    expect(api.asked.at(-1)?.body).toMatchObject({ expected_amount_due: 90 });
  });

  it('[F1] a programme is asked for by its id, whatever is in it', async () => {
    const { api, zhehui } = await clientOf({ body: { object: 'programme' } });
    await zhehui.retrieveProgramme('../claims?limit=1');
    expect(api.asked[0]?.path).toBe('/v1/programmes/..%2Fclaims%3Flimit%3D1');
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
        expect.objectContaining({ code: 'key_kind_not_allowed', message: 'Expected pk_' }),
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
