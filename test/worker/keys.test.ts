// A key is listed without being shown, and revoked by its name; a Worker that knows it takes it for a minute longer at most.

import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { KEY_CACHE_S, LIST_LIMIT_DEFAULT } from '../../src/limits.ts';
import { ownerOf } from '../../worker/directory.ts';
import type { Env } from '../../worker/env.ts';
import type { KeyOwner } from '../../worker/objects/directory.ts';
import { type Answer, call, expectRefusal, KEY, newKeyOf, newShop, nowS } from './support.ts';

type Key = Record<string, unknown> & { readonly id: string; readonly key: string };

const keysOf = (merchant: string): string => `/v1/merchants/${merchant}/keys`;
const asOperator = (path: string, method = 'GET'): Promise<Answer> => call(path, { key: KEY.ok, method });

async function created(merchant: string, kind = 'sk'): Promise<Key> {
  return (await call(keysOf(merchant), { key: KEY.ok, body: { kind } })).body as Key;
}

const listed = async (path: string) => (await asOperator(path)).body['data'] as Record<string, unknown>[];
const revoke = (merchant: string, id: string): Promise<Answer> =>
  asOperator(`${keysOf(merchant)}/${id}`, 'DELETE');
const works = async (key: string): Promise<boolean> => (await call('/v1/programmes', { key })).status === 200;

describe('the list of keys', () => {
  it('[A10] has the name, kind and end of each, the latest first, and no key', async () => {
    const shop = await newShop();
    const list = await asOperator(keysOf(shop.id));
    expect(list).toMatchObject({ status: 200, body: { object: 'list', url: keysOf(shop.id) } });
    expect(list.body['has_more']).toBe(false);
    expect(list.body['data']).toEqual(
      (['pk', 'sk', 'tk', 'fk'] as const)
        .map((kind) => ({
          id: expect.stringMatching(/^key_[0-9a-z]{26}$/),
          object: 'key',
          kind,
          merchant: shop.id,
          last4: shop.keys[kind].slice(-4),
          created: expect.any(Number),
          revoked: null,
        }))
        .reverse(),
    );
    for (const key of Object.values(shop.keys)) expect(JSON.stringify(list.body)).not.toContain(key);
  });

  it('[A10] names a key as the answer did that showed it', async () => {
    const { id } = await newShop();
    const { key, ...rest } = await created(id, 'tk');
    expect(await listed(`${keysOf(id)}?limit=1`)).toEqual([rest]);
    expect(rest).toMatchObject({ object: 'key', last4: key.slice(-4), revoked: null });
  });

  it('[E1] goes a page at a time', async () => {
    const { id } = await newShop();
    for (let more = 0; more < LIST_LIMIT_DEFAULT; more += 1) await newKeyOf(id, 'sk');
    const first = await asOperator(keysOf(id));
    const names = (first.body['data'] as Key[]).map((key) => key.id);
    expect([names.length, first.body['has_more']]).toEqual([LIST_LIMIT_DEFAULT, true]);
    const rest = await asOperator(`${keysOf(id)}?starting_after=${names.at(-1)}`);
    expect(rest.body['has_more']).toBe(false);
    const all = [...names, ...(rest.body['data'] as Key[]).map((key) => key.id)];
    expect(all).toHaveLength(LIST_LIMIT_DEFAULT + 4);
    expect([...new Set(all)].sort().reverse()).toEqual(all);
  });

  it('[A10] of a merchant that nobody is, is a 404', async () => {
    const message = expectRefusal(await asOperator(keysOf('mer_nobody')), 404, 'resource_missing', 'id');
    expect(message).toContain('mer_nobody');
  });
});

describe('a key that is revoked', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('[A10] opens nothing from then on where no Worker knows it', async () => {
    const { id } = await newShop();
    const key = await created(id);
    const before = nowS();
    const answer = await revoke(id, key.id);
    const { key: _, ...rest } = key;
    expect(answer).toMatchObject({ status: 200, body: { ...rest, revoked: expect.any(Number) } });
    expect(answer.body['revoked']).toBeGreaterThanOrEqual(before);
    expectRefusal(await call('/v1/programmes', { key: key.key }), 401, 'api_key_invalid');
  });

  it('[A10] is revoked since the first time, however often', async () => {
    const { id } = await newShop();
    const key = await created(id);
    const first = await revoke(id, key.id);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5_000 });
    expect(await revoke(id, key.id)).toMatchObject({ status: 200, body: first.body });
    expect(await listed(`${keysOf(id)}?limit=1`)).toEqual([first.body]);
  });

  it('[A10] works where it is known for KEY_CACHE_S at most, though it is used all the time', async () => {
    const { id } = await newShop();
    const key = await created(id);
    vi.useFakeTimers({ toFake: ['Date'] });
    const start = Date.now();
    expect(await works(key.key)).toBe(true);
    await revoke(id, key.id);
    vi.setSystemTime(start + KEY_CACHE_S * 1000 - 1);
    expect(await works(key.key)).toBe(true);
    vi.setSystemTime(start + KEY_CACHE_S * 1000);
    expect(await works(key.key)).toBe(false);
  });

  it('[A10] is known from the question on and not from the answer, which may be slow', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const start = Date.now();
    const key = `sk_test_slow_${start}`;
    const answering = (owner: KeyOwner | null): Env => {
      const slow = {
        owner: () => {
          vi.setSystemTime(Date.now() + 10_000);
          return owner;
        },
      };
      return { ENVIRONMENT: 'development', DIRECTORY: { getByName: () => slow } } as unknown as Env;
    };
    expect(await ownerOf(answering({ kind: 'ok' }), key, new Headers())).toEqual({ kind: 'ok' });
    vi.setSystemTime(start + KEY_CACHE_S * 1000 - 1);
    expect(await ownerOf(answering(null), key, new Headers())).toEqual({ kind: 'ok' });
    vi.setSystemTime(start + KEY_CACHE_S * 1000);
    expect(await ownerOf(answering(null), key, new Headers())).toBeNull();
  });

  it("[A10] takes no other key with it, and is no other merchant's to revoke", async () => {
    const [shop, other] = [await newShop(), await newShop()];
    const key = await created(shop.id);
    for (const answer of [await revoke(other.id, key.id), await revoke('mer_nobody', key.id)]) {
      expect(expectRefusal(answer, 404, 'resource_missing', 'key_id')).toBe(`No such key: '${key.id}'`);
    }
    expect(await works(key.key)).toBe(true);
    await revoke(shop.id, key.id);
    for (const one of [...Object.values(shop.keys), ...Object.values(other.keys)]) {
      expect(await works(one)).toBe(true);
    }
  });

  it('[A10] a key that nobody has is a 404 that names it', async () => {
    const { id } = await newShop();
    const answer = await revoke(id, 'key_nobody');
    expect(expectRefusal(answer, 404, 'resource_missing', 'key_id')).toContain('key_nobody');
  });
});

describe('keys from before they had names', () => {
  it('[A10] go on, are listed without their end, and can be revoked', async () => {
    const directory = env.DIRECTORY.getByName('a-directory-of-before');
    const merchant = 'mer_demo';
    const [hash, later] = ['a1'.repeat(32), 'b2'.repeat(32)];
    await runInDurableObject(directory, (_, { storage }) => {
      storage.sql.exec('ALTER TABLE merchants DROP COLUMN page_carts; DROP TABLE keys');
      storage.sql.exec('DELETE FROM migrations WHERE step >= 3');
      storage.sql.exec(`CREATE TABLE keys (
        hash TEXT PRIMARY KEY CHECK (length(hash) = 64), kind TEXT NOT NULL, merchant TEXT, created INTEGER NOT NULL,
        demo INTEGER NOT NULL) STRICT`);
      const insert = 'INSERT INTO keys (hash, kind, merchant, created, demo) VALUES (?, ?, ?, 7, 0)';
      storage.sql.exec(insert, hash, 'sk', merchant);
      storage.sql.exec(insert, later, 'ok', null);
    });
    await evictDurableObject(directory);
    const owner = await directory.owner(hash);
    expect(owner).toMatchObject({ kind: 'sk', merchant: { id: merchant, page_carts: 'any' } });
    expect(await directory.owner(later)).toEqual({ kind: 'ok' });
    const found = await directory.keysOf(merchant, { after: null, limit: 10 });
    const id = 'key_0000000000a1a1a1a1a1a1a100';
    expect(found).toEqual([{ id, kind: 'sk', merchant, last4: null, created: 7, revoked: null }]);
    expect(await directory.revokeKey(merchant, id, 9)).toMatchObject({ id, revoked: 9 });
    expect(await directory.owner(hash)).toBeNull();
  });
});
