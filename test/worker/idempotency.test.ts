// Idempotency keys: the first answer again, and when a key is free again.

import { evictDurableObject } from 'cloudflare:test';
import { beforeAll, describe, expect, it } from 'vitest';
import { IDEMPOTENCY_TTL_S, LEDGER_SHARDS_MAX } from '../../src/limits.ts';
import type { NewCheckout } from '../../worker/objects/checkout-store.ts';
import { checkoutRow } from './checkout-row.ts';
import {
  type Answer,
  call,
  checkoutIn,
  checkoutNow,
  DEMO,
  errorOf,
  expectRefusal,
  intentOf,
  intentsFor,
  KEY,
  type LedgerStub,
  ledgerObject,
  ledgerOf,
  newShop,
  nowS,
  order,
  payAndTell,
  SOCKS,
} from './support.ts';

const newKey = (): string => `key-${crypto.randomUUID()}`;

function create(body: unknown, idempotency_key: string, key: string = KEY.sk): Promise<Answer> {
  return call('/v1/checkouts', { key, body, headers: { 'Idempotency-Key': idempotency_key } });
}

const claimsOf = async (body: Record<string, unknown>): Promise<unknown[]> =>
  (await call(`/v1/claims?order_reference=${body['order_reference']}`)).body['data'] as unknown[];

describe('a key that comes again', () => {
  it('[L4] with the same body gives the first answer again, and says so', async () => {
    const [body, key] = [order(), newKey()];
    const first = await create(body, key);
    expect(first.status).toBe(201);
    expect(first.headers.get('Idempotent-Replayed')).toBeNull();
    const again = await create(body, key);
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers.get('Idempotent-Replayed')).toBe('true');
    expect(again.headers.get('Request-Id')).not.toBe(first.headers.get('Request-Id'));
    expect(await claimsOf(body)).toHaveLength(1);
  });

  it('[L4] the first answer is the answer, whatever happened since', async () => {
    const [body, key] = [order(), newKey()];
    const first = checkoutIn(await create(body, key), 201);
    await payAndTell(intentOf(first));
    expect(await checkoutNow(first.id)).toMatchObject({ status: 'complete' });
    expect(checkoutIn(await create(body, key), 201)).toEqual(first);
  });

  it('[L4] after a cancel it opens nothing anew', async () => {
    const [body, key] = [order(), newKey()];
    const first = checkoutIn(await create(body, key), 201);
    await call(`/v1/checkouts/${first.id}/cancel`, { method: 'POST' });
    expect(checkoutIn(await create(body, key), 201)).toEqual(first);
    expect(await claimsOf(body)).toHaveLength(1);
  });

  it('[L4] an answer of 200 is given again as well, and opens nothing anew', async () => {
    const [body, key] = [order(), newKey()];
    const opened = checkoutIn(await call('/v1/checkouts', { body }), 201);
    const first = await create(body, key);
    expect(first).toMatchObject({ status: 200, body: opened });
    await call(`/v1/checkouts/${opened.id}/cancel`, { method: 'POST' });
    const again = await create(body, key);
    expect(again).toMatchObject({ status: 200, body: opened });
    expect(again.headers.get('Idempotent-Replayed')).toBe('true');
  });

  it('[L4] the first answer is the answer, even where the cart would cost something else today', async () => {
    const [body, key] = [order(), newKey()];
    const first = await create(body, key);
    const headers = { 'Idempotency-Key': key, 'Zhehui-Priced-At': '2028-01-01T00:00:00+08:00' };
    const again = await call('/v1/checkouts', { body, headers });
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers.get('Idempotent-Replayed')).toBe('true');
  });

  it('[L4] survives the ledger leaving memory', async () => {
    const [body, key] = [order(), newKey()];
    const first = checkoutIn(await create(body, key), 201);
    await evictDurableObject(ledgerObject(DEMO));
    expect(checkoutIn(await create(body, key), 201)).toEqual(first);
  });

  it.each([
    ['another cart', { lines: [SOCKS] }],
    ['another order', { order_reference: 'another' }],
    ['one field more', { till: '1' }],
  ])('[L4] with %s it is refused with idempotency_error', async (_, change) => {
    const [body, key] = [order(), newKey()];
    checkoutIn(await create(body, key), 201);
    const answer = await create({ ...body, ...change }, key);
    expectRefusal(answer, 400, 'idempotency_key_reused', 'Idempotency-Key');
    expect(errorOf(answer)['type']).toBe('idempotency_error');
  });

  it('[L4] ten times at once: one checkout, one claim, one PaymentIntent', async () => {
    const [body, key] = [order(), newKey()];
    const answers = await Promise.all(Array.from({ length: 10 }, () => create(body, key)));
    expect(new Set(answers.map((answer) => answer.body['id'])).size).toBe(1);
    expect(new Set(answers.map(({ status }) => status < 300))).toEqual(new Set([true]));
    expect(await claimsOf(body)).toHaveLength(1);
    expect(await intentsFor(String(answers[0]?.body['id']))).toHaveLength(1);
  });

  it('[L4] two different bodies under one key at once: one is taken, the other refused', async () => {
    const key = newKey();
    const answers = await Promise.all([order(), order()].map((body) => create(body, key)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 400]);
  });

  it("[A2] another merchant's key of the same name is another key", async () => {
    const shop = await newShop();
    const [body, key] = [order(), newKey()];
    const ours = checkoutIn(await create(body, key), 201);
    const theirs = checkoutIn(await create({ ...body, till: '2' }, key, shop.keys.sk), 201);
    expect(theirs.id).not.toBe(ours.id);
  });
});

describe('a refusal that did nothing', () => {
  it('[L4] is not kept: the key may carry another body', async () => {
    const key = newKey();
    const wrong = order({ lines: [{ ...SOCKS, unit_amount: 1 }] });
    expectRefusal(await create(wrong, key), 400, 'amount_too_small', 'lines');
    expectRefusal(await create({}, key), 400, 'parameter_missing', 'lines');
    checkoutIn(await create(order(), key), 201);
  });

  it('[L4] is not kept: the same request passes when what stood in its way is gone', async () => {
    const body = order();
    const inTheWay = checkoutIn(await call('/v1/checkouts', { body: { ...body, till: '3' } }), 201);
    const key = newKey();
    expectRefusal(await create(body, key), 409, 'order_already_open', 'order_reference');
    await call(`/v1/checkouts/${inTheWay.id}/cancel`, { method: 'POST' });
    checkoutIn(await create(body, key), 201);
  });
});

describe('a key of a merchant with several ledgers', () => {
  const ORDERS = ['order-1', 'order-2', 'order-3', 'order-4'];
  let sk: string;
  beforeAll(async () => {
    sk = (await newShop({ ledger_shards: LEDGER_SHARDS_MAX })).keys.sk;
  });

  it('[D1] [L4] is refused with an order of another ledger', async () => {
    const [first = '', ...others] = ORDERS;
    const body = order({ order_reference: first });
    const opened = await create(body, 'same', sk);
    const replayed = await create(body, 'same', sk);
    expect(replayed.headers.get('Idempotent-Replayed')).toBe('true');
    expect(replayed.body).toEqual(opened.body);
    for (const order_reference of others) {
      const answer = await create(order({ order_reference }), 'same', sk);
      expectRefusal(answer, 400, 'idempotency_key_reused', 'Idempotency-Key');
    }
  });

  it('[D1] [L4] may carry another body for its order after a refusal that did nothing, and only then', async () => {
    for (const name of ORDERS) {
      const [order_reference, key] = [`${name} refused`, `key of ${name}`];
      const of = (unit_amount: number) => order({ order_reference, lines: [{ ...SOCKS, unit_amount }] });
      expectRefusal(await create(of(1), key, sk), 400, 'amount_too_small', 'lines');
      const first = checkoutIn(await create(of(2_900), key, sk), 201);
      expect(checkoutIn(await create(of(2_900), key, sk), 201)).toEqual(first);
      const other = await create(of(3_900), key, sk);
      expectRefusal(other, 400, 'idempotency_key_reused', 'Idempotency-Key');
    }
  });
});

describe('how long a key is bound to one of several ledgers', () => {
  it('[D1] [L4] for 24 hours from when it was sent last, as long as what that one answers, and no longer', async () => {
    const [home, key] = [ledgerOf(`mer_${crypto.randomUUID()}`), newKey()];
    const bind = (ledger: string, after_s: number) => home.bindKey(key, ledger, nowS() + after_s);
    expect(await bind('a', 0)).toBe(true);
    expect(await bind('a', IDEMPOTENCY_TTL_S - 60)).toBe(true);
    expect(await bind('b', IDEMPOTENCY_TTL_S + 60)).toBe(false);
    expect(await bind('b', 2 * IDEMPOTENCY_TTL_S - 120)).toBe(false);
    expect(await bind('b', 2 * IDEMPOTENCY_TTL_S)).toBe(true);
    expect(await bind('a', 2 * IDEMPOTENCY_TTL_S)).toBe(false);
  });
});

describe('how long a key counts', () => {
  const SENT = nowS();

  async function answered(): Promise<{ ledger: LedgerStub; row: NewCheckout; key: string }> {
    const [ledger, row, key] = [
      ledgerOf(`mer_${crypto.randomUUID()}`),
      checkoutRow({ created: SENT }),
      newKey(),
    ];
    await ledger.reserve({ checkout: row, idempotency_key: key });
    const fact = {
      payment_intent: 'pi_1',
      client_secret: 's',
      attempt: 1,
      cart: null,
      currency: 'cny',
      amount_received: 0,
    };
    await ledger.apply(row.id, { ...fact, status: 'open' }, SENT, { key, status: 201 });
    return { ledger, row, key };
  }

  it('[L4] for 24 hours', async () => {
    const { ledger, row, key } = await answered();
    const again = { ...row, created: SENT + IDEMPOTENCY_TTL_S - 1 };
    expect(await ledger.reserve({ checkout: again, idempotency_key: key })).toMatchObject({
      was: 'answered',
      status: 201,
    });
    const other = { ...again, fingerprint: 'other' };
    expect(await ledger.reserve({ checkout: other, idempotency_key: key })).toEqual({
      ok: false,
      reason: 'idempotency_mismatch',
    });
  });

  it('[L4] and not a second longer', async () => {
    const { ledger, key } = await answered();
    const other = checkoutRow({ created: SENT + IDEMPOTENCY_TTL_S });
    expect(await ledger.reserve({ checkout: other, idempotency_key: key })).toMatchObject({ was: 'created' });
  });

  it('[L4] due() forgets what is older, and nothing younger', async () => {
    const { ledger, row, key } = await answered();
    await ledger.due((SENT + IDEMPOTENCY_TTL_S) * 1_000);
    expect(await ledger.reserve({ checkout: row, idempotency_key: key })).toMatchObject({ was: 'answered' });
    await ledger.due((SENT + IDEMPOTENCY_TTL_S + 1) * 1_000);
    expect(await ledger.reserve({ checkout: row, idempotency_key: key })).toMatchObject({ was: 'there' });
  });
});
