// Who may do what: one table over every endpoint, so that a new one is held to the same rules from its first day.

import { listDurableObjectIds, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { byKey, type EndpointSpec, endpoint } from '../../worker/endpoint.ts';
import { ENDPOINTS } from '../../worker/endpoints.ts';
import { KEY_KINDS } from '../../worker/keys.ts';
import {
  type Answer,
  call,
  checkoutNow,
  expectRefusal,
  KEY,
  newShop,
  openCheckout,
  order,
  PROGRAMME,
  ROBOT,
  type Shop,
  send,
} from './support.ts';

/** A request of each endpoint that is right but for what a test changes about it. */
const BODIES: Readonly<Record<string, Record<string, unknown>>> = {
  'POST /v1/quotes': { lines: [ROBOT] },
  'POST /v1/quotes with pk_': { lines: [{ sku: 'G20S', quantity: 1 }] },
  'POST /v1/carts/sign': { order_reference: 'access', lines: [ROBOT] },
  'POST /v1/checkouts with pk_': { order_reference: 'access', lines: [{ sku: 'G20S', quantity: 1 }] },
  'POST /v1/checkouts': { order_reference: 'access', channel: 'online', lines: [ROBOT] },
  'POST /v1/checkouts/:id': { lines: [ROBOT] },
  'POST /v1/checkouts/:id/confirm': { tender: 'cash' },
  'POST /v1/checkouts/:id/refunds': { lines: [{ line: 0, quantity: 1 }], reason: 'changed mind' },
  'POST /v1/claims/:id/review': { decision: 'approved' },
  'POST /v1/programmes/:id/budget': { budget_amount: 1_000_000_000_000 },
  'PUT /v1/products': { products: [{ gtin: '6901234567892', decision: 'excluded' }] },
  'PUT /v1/products with sk_': {
    products: [{ sku: 'G20S', unit_amount: 399_900, title: '石头 G20S 扫地机器人' }],
  },
  'POST /v1/merchants': { name: 'A shop', programme: PROGRAMME },
  'POST /v1/merchants/:id/keys': { kind: 'tk' },
};

/** What a query has to say. */
const QUERIES: Readonly<Record<string, string>> = { 'GET /v1/checkouts/:id with pk_': 'client_secret=x' };

/** Every form of every endpoint, and the keys that the endpoint takes in any of them. */
const TABLE = ENDPOINTS.flatMap(({ spec: { keys }, forms }) =>
  forms.map(({ spec }, form) => ({
    name: `${spec.method} ${spec.path}${form > 0 ? ` with ${spec.keys[0]}_` : ''}`,
    spec,
    keys,
  })),
);

let other: Shop;
let theirs: { checkout: string; claim: string };

beforeAll(async () => {
  other = await newShop();
  const checkout = await openCheckout({}, other.keys.sk);
  theirs = { checkout: checkout.id, claim: checkout.claim?.id ?? '' };
});

type Spec = EndpointSpec<z.ZodType, z.ZodType>;
type Row = (typeof TABLE)[number];
type Change = {
  key?: string;
  headers?: Record<string, string>;
  query?: string;
  body?: Record<string, unknown>;
};

function ask({ name, spec }: Row, { key, headers, query = '', body = {} }: Change): Promise<Answer> {
  const { method } = spec;
  const sent = takesBody(spec) ? { body: { ...BODIES[name], ...body } } : {};
  const queries = [QUERIES[name], query].filter(Boolean).join('&');
  const path = `${spec.path.replace(':id', 'nobody')}${queries && `?${queries}`}`;
  return call(path, { method, ...sent, ...(key !== undefined && { key }), ...(headers && { headers }) });
}

const takesBody = ({ method }: Row['spec']): boolean => method === 'POST' || method === 'PUT';

const allowedKey = ({ spec }: Row): string => KEY[spec.keys[0] ?? 'sk'];

describe.each(TABLE)('$name', (row) => {
  it('[A1] without a key', async () => {
    expectRefusal(await ask(row, { key: '' }), 401, 'api_key_invalid');
  });

  it.each([
    ['no scheme', KEY.sk],
    ['another scheme', `Basic ${KEY.sk}`],
    ['no key', 'Bearer'],
    ['a key without a kind', 'Bearer test_demo'],
    ['a kind that is none', 'Bearer zk_test_demo'],
    ['a kind only', 'Bearer sk_'],
    ['two keys', `Bearer ${KEY.sk} ${KEY.ok}`],
    ['two keys and a comma', `Bearer ${KEY.sk}, Bearer ${KEY.ok}`],
    ['a key in quotes', `Bearer "${KEY.sk}"`],
    ['other characters', 'Bearer sk_test_démo'],
    ['SQL', "Bearer sk_'OR'1'='1"],
    ['ten thousand characters', `Bearer sk_${'a'.repeat(10_000)}`],
  ])('[A1] with a malformed key: %s', async (_, Authorization) => {
    expectRefusal(await ask(row, { key: '', headers: { Authorization } }), 401, 'api_key_invalid');
  });

  it('[A1] with a key that nobody has, whatever its kind', async () => {
    for (const kind of KEY_KINDS) {
      const key = `${kind}_test_${'0'.repeat(48)}`;
      expectRefusal(await ask(row, { key }), 401, 'api_key_invalid');
    }
  });

  it('[A1] with the stored hash of a key instead of the key', async () => {
    const [hash] = await runInDurableObject(directory(), (_, { storage }) =>
      storage.sql.exec<{ hash: string }>(`SELECT hash FROM keys WHERE kind = 'sk'`).toArray(),
    );
    expectRefusal(await ask(row, { key: `sk_${hash?.hash}` }), 401, 'api_key_invalid');
  });

  it('[A2] with each kind of key that may not', async () => {
    const kinds = KEY_KINDS.filter((kind) => !row.keys.includes(kind));
    for (const kind of kinds) {
      const message = expectRefusal(await ask(row, { key: KEY[kind] }), 403, 'key_kind_not_allowed');
      expect(message).toContain(`${kind}_`);
    }
    expect(kinds.length + row.keys.length).toBe(KEY_KINDS.length);
  });

  it('[A2] with each kind of key that may: no longer a question of access', async () => {
    for (const kind of row.spec.keys) {
      expect([401, 403]).not.toContain((await ask(row, { key: KEY[kind] })).status);
    }
  });

  it('[A3] an unknown query parameter is named', async () => {
    const answer = await ask(row, { key: allowedKey(row), query: 'colour=blue' });
    expect(expectRefusal(answer, 400, 'parameter_unknown', 'colour')).toContain('colour');
  });

  it('[A3] an unknown query parameter is named, even one that JavaScript knows', async () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      const answer = await ask(row, { key: allowedKey(row), query: `${name}=1` });
      expectRefusal(answer, 400, 'parameter_unknown', name);
    }
  });
});

describe.each(TABLE.filter(({ spec }) => takesBody(spec)))('the body of $name', (row) => {
  it('[A3] an unknown field is named', async () => {
    const answer = await ask(row, { key: allowedKey(row), body: { colour: 'blue' } });
    expectRefusal(answer, 400, 'parameter_unknown', 'colour');
  });
});

describe('forms of an endpoint for other kinds of keys', () => {
  const of = (spec: Partial<Spec>) =>
    endpoint(
      {
        ...{ method: 'GET', path: '/v1/things', summary: 'Things.', keys: ['sk'] },
        ...{ answer: { status: 200, description: 'Things.' }, ...spec },
      },
      async ({ c }) => c.json({}),
    );

  it('[A2] have no kind of key in common, and the same method and path', () => {
    const server = of({ keys: ['sk', 'tk'] });
    const page = of({ keys: ['pk'] });
    expect(byKey(server, page).spec.keys).toEqual(['sk', 'tk', 'pk']);
    const both = 'GET /v1/things has two forms for tk_ keys';
    expect(() => byKey(server, of({ keys: ['pk', 'tk'] }))).toThrow(both);
    expect(() => byKey(server, page, of({ keys: ['tk'] }))).toThrow(both);
    expect(() => of({ keys: ['tk', 'tk'] })).toThrow(both);
    expect(() => byKey(server, of({ keys: ['pk'], path: '/v1/thing' }))).toThrow('is no form of');
    expect(() => byKey(server, of({ keys: ['pk'], method: 'PUT' }))).toThrow('is no form of');
  });
});

describe("another merchant's things", () => {
  it.each([
    ['GET', '/v1/checkouts/:checkout', 'sk'],
    ['GET', '/v1/checkouts/:checkout', 'tk'],
    ['POST', '/v1/checkouts/:checkout/cancel', 'sk'],
    ['POST', '/v1/checkouts/:checkout/cancel', 'tk'],
    ['GET', '/v1/claims/:claim', 'sk'],
    ['GET', '/v1/claims/:claim', 'fk'],
  ] as const)('[A2] %s %s with %s_ is a 404', async (method, path, kind) => {
    const at = path.replace(':checkout', theirs.checkout).replace(':claim', theirs.claim);
    expectRefusal(await call(at, { method, key: KEY[kind] }), 404, 'resource_missing', 'id');
    expect((await call(at.replace('/cancel', ''), { key: other.keys.sk })).status).toBe(200);
    expect(await checkoutNow(theirs.checkout, other.keys.sk)).toMatchObject({ status: 'open' });
  });

  it.each(['/v1/claims', '/v1/claims/export?format=ndjson'])('[A2] %s does not show them', async (path) => {
    for (const key of [KEY.sk, KEY.fk]) {
      expect(await (await send(path, { key })).text()).not.toContain(theirs.claim);
    }
    expect(await (await send(path, { key: other.keys.fk })).text()).toContain(theirs.claim);
  });

  it.each(['/v1/claims', '/v1/claims/export'])(
    '[A2] %s refuses the filter of another merchant',
    async (path) => {
      for (const key of [KEY.sk, KEY.fk]) {
        expectRefusal(await call(`${path}?merchant=${other.id}`, { key }), 403, 'merchant_not_allowed');
      }
      expect((await send(`${path}?merchant=${other.id}`, { key: other.keys.sk })).status).toBe(200);
    },
  );

  it('[A2] the operator reads every claim, but opens and reads no checkouts', async () => {
    expect((await call(`/v1/claims?merchant=${other.id}`, { key: KEY.ok })).body['data']).toMatchObject([
      { id: theirs.claim, merchant: other.id },
    ]);
    const read = await call(`/v1/checkouts/${theirs.checkout}`, { key: KEY.ok });
    expectRefusal(read, 403, 'key_kind_not_allowed');
    expectRefusal(await call('/v1/checkouts', { key: KEY.ok, body: order() }), 403, 'key_kind_not_allowed');
  });
});

describe('how keys are kept', () => {
  it('[A1] no table of the directory holds a key, only hashes', async () => {
    const rows = await runInDurableObject(directory(), (_, { storage }) =>
      ['keys', 'merchants', 'programmes'].flatMap((table) =>
        storage.sql.exec(`SELECT * FROM ${table}`).toArray(),
      ),
    );
    const text = JSON.stringify(rows);
    for (const key of [...Object.values(KEY), ...Object.values(other.keys)]) expect(text).not.toContain(key);
    expect(rows.length).toBeGreaterThan(8);
  });

  it('[A1] the table refuses anything but a hash, and an operator who is a merchant', async () => {
    const message = (sql: string) =>
      runInDurableObject(directory(), (_, { storage }) => {
        try {
          storage.sql.exec(sql);
          return 'accepted';
        } catch (error) {
          return String(error);
        }
      });
    const insert = 'INSERT INTO keys (id, hash, kind, merchant, created, demo) VALUES';
    const hash = '0'.repeat(64);
    expect(await message(`${insert} ('key_1', 'sk_test_demo', 'sk', 'mer_demo', 0, 0)`)).toMatch(/CHECK/);
    expect(await message(`${insert} ('key_1', '${hash}', 'ok', 'mer_demo', 0, 0)`)).toMatch(/CHECK/);
    expect(await message(`${insert} ('key_1', '${hash}', 'sk', NULL, 0, 0)`)).toMatch(/CHECK/);
    expect(await message(`${insert} ('key_1', '${hash}', 'xx', 'mer_demo', 0, 0)`)).toMatch(/CHECK/);
  });

  it('[A2] asking with keys that nobody has makes no object', async () => {
    const before = (await listDurableObjectIds(env.LEDGER)).length;
    for (let tries = 0; tries < 5; tries += 1) await call('/v1/claims', { key: `sk_test_${tries}` });
    expect(await listDurableObjectIds(env.LEDGER)).toHaveLength(before);
  });
});

const directory = () => env.DIRECTORY.getByName('directory');
