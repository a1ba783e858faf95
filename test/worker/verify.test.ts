// GET /v1/claims/verify: what somebody with a hand in the tables cannot hide.

import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { NO_HASH } from '../../src/chain.ts';
import { ledgerName, shardOf } from '../../src/shards.ts';
import { chinaMonthOf } from '../../src/time.ts';
import type { Claim } from '../../src/wire/objects.ts';
import { CLAIM_COLUMNS } from '../../worker/objects/claim-rows.ts';
import { journalName } from '../../worker/objects/journal.ts';
import {
  call,
  expectRefusal,
  intentOf,
  KEY,
  ledgerObject,
  newShop,
  nowS,
  openCheckout,
  PROGRAMME,
  payAndTell,
  type Shop,
  send,
} from './support.ts';

/** Every column of a claim but its identifier. */
const COPIED = CLAIM_COLUMNS.filter((column) => column !== 'id').join(', ');

const verify = async (key: string, query = '') => (await call(`/v1/claims/verify${query}`, { key })).body;
const headOfExport = async (key: string, query = '') =>
  (await send(`/v1/claims/export${query}`, { key })).headers.get('Zhehui-Log-Head');

/** What an intruder does to the tables of an object. */
function tamper(object: DurableObjectStub<never>, ...statements: string[]): Promise<void> {
  return runInDurableObject(object, (_, { storage }) => {
    for (const statement of statements) storage.sql.exec(statement);
    return storage.deleteAlarm();
  });
}

describe('a ledger', () => {
  let shop: Shop;
  const ledger = () => ledgerObject(shop.id) as unknown as DurableObjectStub<never>;
  beforeEach(async () => {
    shop = await newShop();
    const checkout = await openCheckout({}, shop.keys.sk);
    await payAndTell(intentOf(checkout));
    await openCheckout({}, shop.keys.sk);
  });

  it('[H2] [H3] is good as it was written, and its head is the hash of its last event, as every export says', async () => {
    const { data } = (await call('/v1/claims', { key: shop.keys.fk })).body as { data: Claim[] };
    const latest = (await call(`/v1/claims/${data[0]?.id}`, { key: shop.keys.fk })).body as unknown as Claim;
    const head = latest.events?.at(-1)?.hash;
    expect(await verify(shop.keys.fk)).toEqual({ object: 'verification', ok: true, events: 3, head });
    expect(await verify(KEY.ok, `?merchant=${shop.id}`)).toMatchObject({ ok: true, events: 3, head });
    expect(await headOfExport(shop.keys.sk)).toBe(head);
    expect(await headOfExport(shop.keys.sk, '?format=ndjson')).toBe(head);
  });

  it('[H2] without any event is good, with a head of zeros', async () => {
    const { keys } = await newShop();
    expect(await verify(keys.sk)).toMatchObject({ ok: true, events: 0, head: NO_HASH });
  });

  const CASES: [what: string, statement: string, bad: Record<string, unknown>][] = [
    [
      'an amount changed',
      "UPDATE events SET data = replace(data, '59985', '159985') WHERE seq = 1",
      { seq: 1, reason: 'changed' },
    ],
    ['a balance move changed', 'UPDATE events SET posted = 1 WHERE seq = 2', { seq: 2, reason: 'changed' }],
    ['an event removed', 'DELETE FROM events WHERE seq = 2', { seq: 2, reason: 'missing' }],
    ['the last event removed', 'DELETE FROM events WHERE seq = 3', { seq: 3, reason: 'missing' }],
    ['all events removed', 'DELETE FROM events', { seq: 1, reason: 'missing' }],
    [
      'an event added',
      'INSERT INTO events SELECT ledger, 4, claim, type, created, data, journal, pending, posted, hash, hash, hash FROM events WHERE seq = 3',
      { seq: 4, reason: 'changed' },
    ],
    [
      'two events exchanged',
      'UPDATE events SET seq = CASE seq WHEN 1 THEN 20 WHEN 2 THEN 10 ELSE 30 END',
      { seq: 10, reason: 'changed' },
    ],
    [
      'a claim changed',
      'UPDATE claims SET amount = amount + 1 WHERE lines_seq = 1',
      { seq: 1, reason: 'claim_differs' },
    ],
    [
      'a claim posted by hand',
      "UPDATE claims SET status = 'posted' WHERE lines_seq = 3",
      { seq: 3, reason: 'claim_differs' },
    ],
    ['a claim removed', 'DELETE FROM claims WHERE lines_seq = 3', { seq: 3, reason: 'claim_differs' }],
    [
      'a claim added',
      `INSERT INTO claims SELECT 'clm_more', ${COPIED} FROM claims WHERE lines_seq = 3`,
      { seq: 3, reason: 'claim_differs' },
    ],
  ];
  for (const [what, statement, bad] of CASES) {
    it(`[H2] ${what} is found and named`, async () => {
      await tamper(ledger(), statement);
      const found = await verify(shop.keys.fk);
      expect(found).toMatchObject({ ok: false, first_bad: { ledger: ledgerName(shop.id, 0), ...bad } });
    });
  }

  it('[H2] a journal is walked for the operator, and names what was changed in it', async () => {
    await ledgerObject(shop.id).due(Date.now());
    expect(await verify(KEY.ok)).toMatchObject({ ok: true });
    const journal = env.JOURNAL.getByName(journalName(PROGRAMME, chinaMonthOf(nowS())));
    const name = ledgerName(shop.id, 0);
    await tamper(
      journal as unknown as DurableObjectStub<never>,
      `UPDATE events SET created = created + 1 WHERE ledger = '${name}' AND seq = 2`,
    );
    expect(await verify(KEY.ok)).toMatchObject({
      ok: false,
      first_bad: { ledger: name, seq: 2, reason: 'changed' },
    });
    // Months without the change are still good.
    expect(await verify(KEY.ok, '?created[lt]=1750000000')).toMatchObject({ ok: true });
    await tamper(
      journal as unknown as DurableObjectStub<never>,
      `UPDATE events SET created = created - 1 WHERE ledger = '${name}' AND seq = 2`,
    );
  });

  it('[H2] other filters than merchant and time are refused by name, and another merchant is forbidden', async () => {
    const status = await call('/v1/claims/verify?status=posted', { key: shop.keys.fk });
    expectRefusal(status, 400, 'parameter_unknown', 'status');
    const other = await call('/v1/claims/verify?merchant=mer_demo', { key: shop.keys.fk });
    expectRefusal(other, 403, 'merchant_not_allowed');
  });
});

describe('a merchant with several ledgers', () => {
  it('[D1] [D2] keeps each order in the ledger of its reference, and reads them as one', async () => {
    const shop = await newShop({ ledger_shards: 3 });
    const references = Array.from({ length: 9 }, (_, order) => `order-${order}`);
    for (const order_reference of references) await openCheckout({ order_reference }, shop.keys.sk);
    const { data } = (await call('/v1/claims?limit=100', { key: shop.keys.fk })).body as { data: Claim[] };
    expect(data.map((claim) => claim.order_reference)).toEqual([...references].reverse());
    for (const claim of data) {
      const in_ledger = ledgerObject(shop.id, shardOf(claim.order_reference, 3));
      expect(await in_ledger.claim(claim.id)).toMatchObject({ checkout: claim.checkout, merchant: shop.id });
      expect((await call(`/v1/claims/${claim.id}`, { key: shop.keys.sk })).status).toBe(200);
      expect((await call(`/v1/checkouts/${claim.checkout}`, { key: shop.keys.sk })).status).toBe(200);
    }
    const csv = await (await send('/v1/claims/export', { key: shop.keys.fk })).text();
    const ids = csv
      .split('\r\n')
      .slice(1, -1)
      .map((line) => line.split(',')[0]);
    expect(ids).toEqual(data.map(({ id }) => id).reverse());
    expect(await verify(shop.keys.fk)).toMatchObject({
      ok: true,
      events: 9,
      head: await headOfExport(shop.keys.fk),
    });
  });

  it('[D1] the same order comes back to the same ledger, is paid and canceled there', async () => {
    const shop = await newShop({ ledger_shards: 64 });
    const body = {
      order_reference: 'one',
      channel: 'online',
      lines: [{ sku: 'R', title: '扫地机器人', unit_amount: 100_000, quantity: 1 }],
    };
    const first = await call('/v1/checkouts', { key: shop.keys.sk, body });
    const again = await call('/v1/checkouts', { key: shop.keys.sk, body });
    expect([first.status, again.status, again.body['id']]).toEqual([201, 200, first.body['id']]);
    const other = await openCheckout({ order_reference: 'two' }, shop.keys.sk);
    await payAndTell(intentOf(other));
    expect((await call(`/v1/checkouts/${other.id}`, { key: shop.keys.sk })).body).toMatchObject({
      status: 'complete',
    });
    const canceled = await call(`/v1/checkouts/${first.body['id']}/cancel`, {
      key: shop.keys.sk,
      method: 'POST',
    });
    expect(canceled.body).toMatchObject({ status: 'canceled' });
  });

  it('[D1] a checkout or claim whose identifier names a ledger that the merchant has not is not there', async () => {
    const large = await newShop({ ledger_shards: 64 });
    const small = await newShop();
    const { id, claim } = await openCheckout({ order_reference: 'order-1' }, large.keys.sk);
    expectRefusal(await call(`/v1/checkouts/${id}`, { key: small.keys.sk }), 404, 'resource_missing', 'id');
    expectRefusal(
      await call(`/v1/claims/${claim?.id}`, { key: small.keys.sk }),
      404,
      'resource_missing',
      'id',
    );
  });
});
