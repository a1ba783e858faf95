// The operator lets shops in; their keys work at once; a page calls with a publishable key from the shop's own origins.

import { describe, expect, it } from 'vitest';
import { newStore, ROBOT_PRODUCT, stocked } from './catalogue-support.ts';
import {
  type Answer,
  call,
  callUnder,
  expectRefusal,
  KEY,
  newKeyOf,
  newShop,
  ORIGIN,
  openCheckout,
  PROGRAMME,
  ROBOT,
  SECRETS,
  send,
  settings,
} from './support.ts';

describe('merchants', () => {
  it('[A2] the operator lets a shop in', async () => {
    const body = { name: '西湖数码', programme: PROGRAMME, origins: ['https://shop.example:8443'] };
    const answer = await call('/v1/merchants', { key: KEY.ok, body });
    expect(answer).toMatchObject({ status: 201, body: { object: 'merchant', ...body } });
    expect(answer.body['id']).toMatch(/^mer_[0-9a-z]{26}$/);
  });

  it('[A3] a programme that nobody has is refused', async () => {
    const answer = await call('/v1/merchants', { key: KEY.ok, body: { name: 'x', programme: 'mars-2030' } });
    expect(expectRefusal(answer, 400, 'resource_missing', 'programme')).toContain('mars-2030');
  });

  it.each([
    'shop.example',
    'ftp://shop.example',
    'https://shop.example/',
    'https://shop.example/page',
    'https://*',
    'https://SHOP.example',
    'https://a@b',
    'null',
    '',
  ])('[A3] %j is no origin', async (origin) => {
    const body = { name: 'x', programme: PROGRAMME, origins: [origin] };
    expectRefusal(await call('/v1/merchants', { key: KEY.ok, body }), 400, 'parameter_invalid', 'origins[0]');
  });

  it('[A3] twenty origins are enough', async () => {
    const origins = (count: number) => Array.from({ length: count }, (_, at) => `https://shop-${at}.example`);
    const body = (count: number) => ({ name: 'x', programme: PROGRAMME, origins: origins(count) });
    expect((await call('/v1/merchants', { key: KEY.ok, body: body(20) })).status).toBe(201);
    expectRefusal(
      await call('/v1/merchants', { key: KEY.ok, body: body(21) }),
      400,
      'parameter_invalid',
      'origins',
    );
  });
});

describe('keys', () => {
  it('[A1] a new key works at once, and for its own merchant', async () => {
    const shop = await newShop();
    const checkout = await openCheckout({}, shop.keys.tk);
    const claims = await call('/v1/claims', { key: shop.keys.fk });
    expect(claims.body['data']).toMatchObject([{ id: checkout.claim?.id, merchant: shop.id }]);
  });

  it('[A1] every key is another one, of its kind and long enough not to be guessed', async () => {
    const shop = await newShop();
    const keys = await Promise.all(Array.from({ length: 5 }, () => newKeyOf(shop.id, 'sk')));
    expect(new Set(keys).size).toBe(5);
    for (const key of keys) expect(key).toMatch(/^sk_test_[0-9a-f]{48}$/);
  });

  it('[A1] a key that a stray call asked for before it existed works once it exists', async () => {
    const { id } = await newShop();
    expect((await call('/v1/claims', { key: 'sk_test_early' })).status).toBe(401);
    expect((await call('/v1/claims', { key: await newKeyOf(id, 'sk') })).status).toBe(200);
  });

  it('[A2] nobody makes operator keys', async () => {
    const { id } = await newShop();
    for (const kind of ['ok', 'xx', '', null]) {
      const answer = await call(`/v1/merchants/${id}/keys`, { key: KEY.ok, body: { kind } });
      expectRefusal(answer, 400, 'parameter_invalid', 'kind');
    }
  });

  it('[A2] a merchant that nobody is gets no key', async () => {
    const answer = await call('/v1/merchants/mer_nobody/keys', { key: KEY.ok, body: { kind: 'sk' } });
    expectRefusal(answer, 404, 'resource_missing', 'id');
  });
});

describe('pages', () => {
  const QUOTE = { lines: [{ sku: 'G20S', quantity: 1 }] };
  const DEPLOYED = settings(SECRETS);
  const from = (key: string, Origin: string, under = DEPLOYED) =>
    callUnder(under, '/v1/quotes', { key, body: QUOTE, headers: { Origin } });

  it("[A5] a page of the merchant's own origin gets a quote and may read it", async () => {
    const shop = await newStore({ origins: ['https://shop.example'] });
    const answer = await from(shop.keys.pk, 'https://shop.example');
    expect(answer).toMatchObject({ status: 200, body: { object: 'quote', subsidy_amount: 59_985 } });
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('https://shop.example');
    expect(answer.headers.get('Vary')).toContain('Origin');
  });

  it.each([
    'https://evil.example',
    'http://shop.example',
    'https://shop.example:8443',
    'https://shop.example.evil.example',
    'https://SHOP.example',
    'null',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
  ])('[A5] a page of %s gets none', async (origin) => {
    const shop = await newShop({ origins: ['https://shop.example'] });
    const message = expectRefusal(await from(shop.keys.pk, origin), 403, 'origin_not_allowed');
    expect(message).toBe(
      `Origin: expected a page of one of the merchant's own origins, got one of '${origin}'.`,
    );
  });

  const ELSEWHERE = 'https://evil.example';
  const read = (key: string, Origin?: string) =>
    callUnder(DEPLOYED, '/v1/programmes', { key, headers: Origin === undefined ? {} : { Origin } });
  const readableBy = ({ headers }: Answer) => headers.get('Access-Control-Allow-Origin');

  it.each(['pk', 'tk'] as const)(
    '[A5] with a %s_ key a page of a named origin and of the Worker’s own is answered, and no other',
    async (kind) => {
      const { keys } = await newShop({ origins: ['https://shop.example'] });
      for (const origin of ['https://shop.example', ORIGIN]) {
        const answer = await read(keys[kind], origin);
        expect(answer.status).toBe(200);
        expect(readableBy(answer)).toBe(origin);
      }
      for (const origin of [ELSEWHERE, 'null', `${ORIGIN}:8443`, ORIGIN.replace('https', 'http')]) {
        const refused = await read(keys[kind], origin);
        expectRefusal(refused, 403, 'origin_not_allowed');
        expect(readableBy(refused)).toBe(origin);
      }
      expect((await read(keys[kind])).status).toBe(200);
    },
  );

  it('[A5] with a secret key the answer is not for pages of other origins to read', async () => {
    const { keys } = await newShop({ origins: ['https://shop.example'] });
    for (const key of [keys.sk, keys.fk, SECRETS.OPERATOR_KEY]) {
      const answer = await read(key, ELSEWHERE);
      expect(answer.status).toBe(200);
      expect(readableBy(answer)).toBeNull();
      expect(answer.headers.get('Vary')).toContain('Origin');
      expect(readableBy(await read(key, ORIGIN))).toBe(ORIGIN);
      expect((await read(key)).status).toBe(200);
    }
    for (const key of [keys.sk, keys.fk]) {
      expect(readableBy(await read(key, 'https://shop.example'))).toBe('https://shop.example');
    }
    const wrong = await callUnder(DEPLOYED, '/v1/claims/clm_nobody', {
      key: keys.sk,
      headers: { Origin: ELSEWHERE },
    });
    expect(wrong.status).toBe(404);
    expect(readableBy(wrong)).toBeNull();
  });

  it('[A5] a publishable key changes, cancels, returns and lists nothing', async () => {
    const { keys } = await newShop();
    for (const [path, body] of [
      ['/v1/checkouts/chk_1', { lines: [ROBOT] }],
      ['/v1/checkouts/chk_1/cancel', {}],
      ['/v1/checkouts/chk_1/refunds', { lines: [{ line: 0, quantity: 1 }], reason: 'x' }],
      ['/v1/carts/sign', { order_reference: 'x', lines: [ROBOT] }],
      ['/v1/products', undefined],
      ['/v1/claims', undefined],
      ['/v1/claims/export', undefined],
    ] as const) {
      expectRefusal(await call(path, { key: keys.pk, body }), 403, 'key_kind_not_allowed');
    }
  });

  it("[A5] on one's own machine pages of that machine may call, and those a merchant has named: the demo keys are published", async () => {
    const shop = await newStore({ origins: ['https://shop.example'] });
    await stocked([ROBOT_PRODUCT], KEY.sk);
    const there = (key: string, origin: string) =>
      call('/v1/quotes', { key, body: QUOTE, headers: { Origin: origin } });
    for (const origin of ['http://localhost:5173', 'http://127.0.0.1', 'https://[::1]:8443']) {
      expect((await there(KEY.pk, origin)).status).toBe(200);
      expectRefusal(await from(shop.keys.pk, origin), 403, 'origin_not_allowed');
    }
    for (const key of [KEY.pk, KEY.sk]) {
      expectRefusal(await there(key, 'https://shop.example'), 403, 'origin_not_allowed');
    }
    expect((await there(shop.keys.pk, 'https://shop.example')).status).toBe(200);
  });

  it('[A5] a preflight gives nothing away and allows what the API takes', async () => {
    const response = await send('/v1/quotes', {
      key: '',
      method: 'OPTIONS',
      headers: { Origin: 'https://a.example' },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('Access-Control-Allow-Headers')).toMatch(/Authorization.*Idempotency-Key/);
    expect(response.headers.get('Access-Control-Allow-Methods')).toBe('GET, POST, PUT, DELETE');
    expect(response.headers.get('Access-Control-Allow-Credentials')).toBeNull();
  });

  it('[A7] a refused page may read why', async () => {
    const { keys } = await newShop();
    const answer = await from(keys.pk, 'https://evil.example');
    expect(answer.headers.get('Access-Control-Expose-Headers')).toContain('Request-Id');
    expectRefusal(answer, 403, 'origin_not_allowed');
  });
});

describe('what stands open', () => {
  it('[A7] /health and /openapi.json answer everybody, with a Request-Id', async () => {
    for (const path of ['/health', '/openapi.json']) {
      const answer = await call(path, { key: '' });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('Request-Id')).toMatch(/^req_[0-9a-f]{20}$/);
    }
  });

  it('[A7] every answer has another Request-Id', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => call('/nowhere')));
    expect(new Set(answers.map(({ headers }) => headers.get('Request-Id'))).size).toBe(20);
  });
});
