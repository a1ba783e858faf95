// Stripe in trouble: it refuses, fails, is silent, answers nonsense. No claim is posted, nothing is asked twice, and the
// same request sent again ends with one claim and one payment.

import { runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import { claimOf } from './claim-support.ts';
import {
  type Answer,
  call,
  checkoutIn,
  checkoutNow,
  DEMO,
  deliver,
  errorOf,
  expectRefusal,
  intentOf,
  intentsFor,
  KEY,
  ledgerObject,
  ledgerOf,
  openCheckout,
  order,
  pay,
  payAndTell,
  sandbox,
  signedEvent,
} from './support.ts';

/** Calls of one request to Stripe: the first and its retries. */
const ALL_CALLS = 3;

afterEach(async () => {
  await sandbox('faults', undefined, 'DELETE');
});

async function fault(
  kind: Record<string, unknown>,
  times: number,
  path = '/v1/payment_intents',
): Promise<void> {
  await sandbox('faults', { match: { method: 'POST', path }, fault: kind, times });
}

async function faultsLeft(): Promise<number> {
  return ((await sandbox('faults'))['data'] as unknown[]).length;
}

type Listed = { id: string; status: string; checkout: string };

async function claimsOf(body: Record<string, unknown>): Promise<Listed[]> {
  return (await call(`/v1/claims?order_reference=${body['order_reference']}`)).body['data'] as Listed[];
}

const attemptOf = async (checkout: string): Promise<number | undefined> =>
  (await ledgerOf(DEMO).checkout(checkout))?.checkout.attempt;

/** What is the same after all trouble: one live claim, one attached payment, and it can be paid. */
async function expectWhole(body: Record<string, unknown>, answer: Answer): Promise<void> {
  const checkout = checkoutIn(answer, answer.status === 201 ? 201 : 200);
  expect((await claimsOf(body)).filter(({ status }) => status === 'pending')).toMatchObject([
    { id: checkout.claim?.id, checkout: checkout.id },
  ]);
  expect((await intentsFor(checkout.id)).map(({ id }) => id)).toContain(intentOf(checkout));
  await payAndTell(intentOf(checkout));
  expect(await claimOf(checkout)).toMatchObject({ status: 'posted', flag: null });
}

describe('Stripe refuses', () => {
  it.each([
    ['a bad request', 400, 'payment_refused'],
    ['a decline', 402, 'payment_declined'],
    ['an account that is not there', 404, 'payment_refused'],
  ])('[S7] %s: nothing is left pending, and the order may be tried anew', async (_, status, code) => {
    const body = order();
    await fault({ kind: 'status', status }, 1);
    const refused = await call('/v1/checkouts', { body });
    expectRefusal(refused, 402, code);
    const [voided, ...more] = await claimsOf(body);
    expect([voided?.status, more]).toEqual(['voided', []]);
    expect(await checkoutNow(String(voided?.checkout))).toMatchObject({ status: 'canceled', payment: null });
    expect(await intentsFor(String(voided?.checkout))).toEqual([]);
    const again = await call('/v1/checkouts', { body });
    expect(again.status).toBe(201);
    await expectWhole(body, again);
  });

  it('[L4] an idempotency key that met a refusal is free for the same request', async () => {
    const options = { body: order(), headers: { 'Idempotency-Key': `key-${crypto.randomUUID()}` } };
    await fault({ kind: 'status', status: 400 }, 1);
    expectRefusal(await call('/v1/checkouts', options), 402, 'payment_refused');
    const again = checkoutIn(await call('/v1/checkouts', options), 201);
    expect(checkoutIn(await call('/v1/checkouts', options), 201)).toEqual(again);
  });
});

describe('Stripe fails or is silent', () => {
  // Which trouble, how often, whether the work was done, and which try the payment is then made under.
  it.each([
    ['a rate limit', { kind: 'status', status: 429 }, 1, 0, 1],
    ['a key it does not know', { kind: 'status', status: 401 }, 1, 0, 1],
    ['a key that may not', { kind: 'status', status: 403 }, 1, 0, 1],
    ['a 500 that it keeps', { kind: 'status', status: 500 }, 1, 0, 2],
    ['a 500 that it keeps after the work', { kind: 'status', status: 500, when: 'after' }, 1, 1, 2],
    ['a cut line before the work', { kind: 'drop_request' }, ALL_CALLS, 0, 1],
    ['a cut line after the work', { kind: 'drop_reply' }, ALL_CALLS, 1, 1],
    ['a page of HTML with 200', { kind: 'html', status: 200 }, ALL_CALLS, 0, 1],
    ['a page of HTML with 200 after the work', { kind: 'html', status: 200, when: 'after' }, ALL_CALLS, 1, 1],
    ['a page of HTML with 502', { kind: 'html', status: 502 }, ALL_CALLS, 0, 1],
    ['a page of HTML with 502 after the work', { kind: 'html', status: 502, when: 'after' }, ALL_CALLS, 1, 1],
    ['a 404 without an error', { kind: 'no_error_key' }, ALL_CALLS, 0, 1],
    ['a 503 without an error', { kind: 'no_error_key', status: 503 }, ALL_CALLS, 0, 1],
  ])(
    '[S7] %s: the claim stays pending, and the same request again ends well',
    async (_, kind, times, made, attempt) => {
      const body = order();
      await fault(kind, times);
      const failed = await call('/v1/checkouts', { body });
      expectRefusal(failed, 503, 'payment_provider_unavailable');
      const [pending, ...more] = await claimsOf(body);
      expect([pending?.status, more]).toEqual(['pending', []]);
      const id = String(pending?.checkout);
      expect(await checkoutNow(id)).toMatchObject({ status: 'open', payment: null });
      expect(await intentsFor(id)).toHaveLength(made);
      expect(await attemptOf(id)).toBe(attempt);
      await sandbox('faults', undefined, 'DELETE');

      const again = await call('/v1/checkouts', { body });
      expect(again).toMatchObject({ status: 200, body: { id } });
      expect(await intentsFor(id)).toHaveLength(made + attempt - 1 || 1);
      await expectWhole(body, again);
      expect(await claimsOf(body)).toHaveLength(1);
    },
  );

  it("[S7] a key that Stripe does not know is this deployment's fault: the caller learns that, and nothing of it", async () => {
    await fault({ kind: 'status', status: 401 }, 1);
    const message = String(errorOf(await call('/v1/checkouts', { body: order() }))['message']);
    expect(message).toContain("does not accept this deployment's key");
    expect(message).not.toContain('sk_');
  });

  it('[C4] a lost reply, then a refused key: what the first try made is not voided', async () => {
    const body = order();
    await fault({ kind: 'drop_reply' }, ALL_CALLS);
    await call('/v1/checkouts', { body });
    await fault({ kind: 'status', status: 401 }, 1);
    expectRefusal(await call('/v1/checkouts', { body }), 503, 'payment_provider_unavailable');
    expect(await claimsOf(body)).toMatchObject([{ status: 'pending' }]);
    await expectWhole(body, await call('/v1/checkouts', { body }));
  });

  it('[S6] one cut line is retried inside the request, under the same key', async () => {
    const body = order();
    await fault({ kind: 'drop_reply' }, 1);
    const answer = await call('/v1/checkouts', { body });
    expect(answer.status).toBe(201);
    expect(await faultsLeft()).toBe(0);
    expect(await intentsFor(String(answer.body['id']))).toHaveLength(1);
    await expectWhole(body, answer);
  });

  it('[S6] a late answer is waited for, and the same request meanwhile gives the same payment', async () => {
    const body = order();
    await fault({ delay_ms: 300 }, 1);
    const answers = await Promise.all([call('/v1/checkouts', { body }), call('/v1/checkouts', { body })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 201]);
    const [first, second] = answers.map(({ body }) => body['payment']);
    expect(first).toEqual(second);
    expect(await intentsFor(String(answers[0]?.body['id']))).toHaveLength(1);
  });

  it('[S4] the reply is lost and the webhook comes instead: it attaches, completes and posts', async () => {
    const body = order();
    await fault({ kind: 'drop_reply' }, ALL_CALLS);
    expectRefusal(await call('/v1/checkouts', { body }), 503, 'payment_provider_unavailable');
    const [pending] = await claimsOf(body);
    const [intent] = await intentsFor(String(pending?.checkout));
    await payAndTell(String(intent?.['id']));
    const again = checkoutIn(await call('/v1/checkouts', { body }), 200);
    expect(again).toMatchObject({ status: 'complete', claim: { status: 'posted' } });
    expect(intentOf(again)).toBe(intent?.['id']);
  });

  it('[S3] a payment of an earlier try that is paid after all is flagged, not taken for the payment', async () => {
    const body = order();
    await fault({ kind: 'status', status: 500, when: 'after' }, 1);
    await call('/v1/checkouts', { body });
    const checkout = checkoutIn(await call('/v1/checkouts', { body }), 200);
    const stray = (await intentsFor(checkout.id)).find(({ id }) => id !== intentOf(checkout));
    await payAndTell(String(stray?.['id']));
    expect(await claimOf(checkout)).toMatchObject({ status: 'pending', flag: 'payment_mismatch' });
    expect(await checkoutNow(checkout.id)).toMatchObject({ status: 'open' });
  });

  it('[S6] a key that Stripe holds for another request is given up for a new one', async () => {
    const body = order();
    const first = checkoutIn(await call('/v1/checkouts', { body }), 201);
    await runInDurableObject(ledgerObject(DEMO), (_, { storage }) => {
      storage.sql.exec(
        `UPDATE checkouts SET payment_intent = NULL, client_secret = NULL,
           request = json_set(request, '$.metadata', json('{"changed":"yes"}')) WHERE id = ?`,
        first.id,
      );
    });
    expectRefusal(await call('/v1/checkouts', { body }), 503, 'payment_provider_unavailable');
    expect(await attemptOf(first.id)).toBe(2);
    const again = checkoutIn(await call('/v1/checkouts', { body }), 200);
    expect(intentOf(again)).not.toBe(intentOf(first));
    expect(again.id).toBe(first.id);
  });

  it('[L4] an idempotency key that met a failure is answered in full the next time, and then again', async () => {
    const options = { body: order(), headers: { 'Idempotency-Key': `key-${crypto.randomUUID()}` } };
    await fault({ kind: 'status', status: 500 }, 1);
    expectRefusal(await call('/v1/checkouts', options), 503, 'payment_provider_unavailable');
    const second = await call('/v1/checkouts', options);
    expect(second.status).toBe(200);
    const third = await call('/v1/checkouts', options);
    expect(third).toMatchObject({ status: 200, body: second.body });
    expect(third.headers.get('Idempotent-Replayed')).toBe('true');
  });
});

describe('trouble while canceling', () => {
  const CANCEL = '/v1/payment_intents/*/cancel';
  const cancel = (id: string): Promise<Answer> => call(`/v1/checkouts/${id}/cancel`, { method: 'POST' });

  it.each([
    ['a 500', { kind: 'status', status: 500 }, ALL_CALLS],
    ['a cut line', { kind: 'drop_request' }, ALL_CALLS],
    ['a page of HTML', { kind: 'html', status: 502 }, ALL_CALLS],
  ])('[C4] %s: the claim stays pending, and the cancel may be sent again', async (_, kind, times) => {
    const checkout = await openCheckout();
    await fault(kind, times, CANCEL);
    expectRefusal(await cancel(checkout.id), 503, 'payment_provider_unavailable');
    expect(await checkoutNow(checkout.id)).toEqual(checkout);
    await sandbox('faults', undefined, 'DELETE');
    expect(checkoutIn(await cancel(checkout.id), 200)).toMatchObject({ claim: { status: 'voided' } });
  });

  it('[C4] canceled, but the reply was lost: the retry finds it so', async () => {
    const checkout = await openCheckout();
    await fault({ kind: 'drop_reply' }, 1, CANCEL);
    expect(checkoutIn(await cancel(checkout.id), 200)).toMatchObject({ claim: { status: 'voided' } });
  });

  it('[L6] a payment that Stripe will not cancel and that is not over stays open', async () => {
    const checkout = await openCheckout();
    await fault({ kind: 'status', status: 400 }, 1, CANCEL);
    expectRefusal(await cancel(checkout.id), 409, 'payment_under_way');
    expect(await checkoutNow(checkout.id)).toEqual(checkout);
  });

  it('[C4] paid while the cancel fails: the webhook posts the claim, the next cancel is refused', async () => {
    const checkout = await openCheckout();
    await fault({ kind: 'drop_request' }, ALL_CALLS, CANCEL);
    const [failed] = await Promise.all([cancel(checkout.id), pay(intentOf(checkout))]);
    expect(failed.status).toBe(503);
    await sandbox('faults', undefined, 'DELETE');
    await deliver(await signedEvent('payment_intent.succeeded', intentOf(checkout)));
    expectRefusal(await cancel(checkout.id), 409, 'checkout_not_open');
    expect(await checkoutNow(checkout.id, KEY.tk)).toMatchObject({ claim: { status: 'posted' } });
  });
});
