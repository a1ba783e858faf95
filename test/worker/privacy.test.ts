// Personal data: after sales with serial numbers and buyers, no table and no answer holds them in plain text.

import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { beforeAll, describe, expect, it } from 'vitest';
import { chinaMonthOf } from '../../src/time.ts';
import type { Checkout } from '../../src/wire/objects.ts';
import { journalName } from '../../worker/objects/journal.ts';
import {
  call,
  checkoutIn,
  intentOf,
  ledgerObject,
  ledgerOf,
  newShop,
  order,
  PROGRAMME,
  payAndTell,
  ROBOT,
  type Shop,
  send,
  stripe,
} from './support.ts';

const SERIAL = 'SN-7Q4Z-UNMISTAKABLE-0001';
const IMEI = '490154203237518';
const BUYER = 'buyer-王小明-330102199001011234';
const SHORT = 'Q7Z9';

let shop: Shop;
let checkout: Checkout;

beforeAll(async () => {
  shop = await newShop();
  checkout = await sold({ lines: [{ ...ROBOT, quantity: 2, serial_numbers: [SERIAL, IMEI] }] });
  await payAndTell(intentOf(checkout));
  await ledgerOf(shop.id).due(Date.now());
});

async function sold(over: Record<string, unknown>): Promise<Checkout> {
  const body = order({ buyer: { reference: BUYER }, ...over });
  const headers = { 'Idempotency-Key': `key-${crypto.randomUUID()}` };
  return checkoutIn(await call('/v1/checkouts', { key: shop.keys.sk, body, headers }), 201);
}

/** Every cell of every table of an object, with the name of its column. */
function cellsOf(stub: DurableObjectStub<never>): Promise<[column: string, value: unknown][]> {
  return runInDurableObject(stub, (_: unknown, { storage }: DurableObjectState) => {
    const tables = storage.sql
      .exec<{ name: string }>(
        `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'`,
      )
      .toArray();
    return tables.flatMap(({ name }) =>
      storage.sql
        .exec(`SELECT * FROM ${name}`)
        .toArray()
        .flatMap((row) =>
          Object.entries(row).map(([column, value]): [string, unknown] => [`${name}.${column}`, value]),
        ),
    );
  });
}

const ledger = () => ledgerObject(shop.id) as DurableObjectStub<never>;
const journal = () =>
  env.JOURNAL.getByName(journalName(PROGRAMME, chinaMonthOf(checkout.created))) as DurableObjectStub<never>;

const holding = (cells: readonly [string, unknown][], secret: string): string[] =>
  cells.filter(([, value]) => typeof value === 'string' && value.includes(secret)).map(([column]) => column);

async function sha256(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

describe('what is stored', () => {
  it('[A8] no cell of the ledger or the journal holds a serial number or a buyer', async () => {
    const cells = [...(await cellsOf(ledger())), ...(await cellsOf(journal()))];
    expect(holding(cells, checkout.id).sort()).toContain('events.data');
    expect(cells.map(([column]) => column)).toEqual(
      expect.arrayContaining(['checkouts.request', 'idempotency.body']),
    );
    for (const secret of [SERIAL, IMEI, BUYER, '王小明']) expect(holding(cells, secret)).toEqual([]);
  });

  it('[A8] nor a hash of one that anybody could make who guesses it', async () => {
    const cells = await cellsOf(ledger());
    for (const secret of [SERIAL, IMEI, BUYER]) {
      for (const guess of [secret, `serial:${secret}`, `buyer:${secret}`]) {
        expect(holding(cells, await sha256(guess))).toEqual([]);
      }
    }
  });

  it('[A8] a serial number so short that its last four characters are all of it is not kept either', async () => {
    await sold({ lines: [{ ...ROBOT, serial_numbers: [SHORT] }] });
    expect(holding(await cellsOf(ledger()), SHORT)).toEqual([]);
  });

  it('[A8] the same serial number and the same buyer are known again by their hashes', async () => {
    await sold({ lines: [{ ...ROBOT, serial_numbers: [SERIAL] }], subsidy: 'none' });
    const requests = (await cellsOf(ledger()))
      .filter(([column]) => column === 'checkouts.request')
      .map(
        ([, value]) =>
          JSON.parse(String(value)) as {
            buyer_hash: string;
            lines: { serial_numbers?: { hash: string }[] }[];
          },
      );
    expect(new Set(requests.map(({ buyer_hash }) => buyer_hash)).size).toBe(1);
    expect(requests[0]?.buyer_hash).toMatch(/^[0-9a-f]{64}$/);
    const hashes = requests
      .flatMap(({ lines }) => lines.flatMap((line) => line.serial_numbers ?? []))
      .map(({ hash }) => hash);
    expect(hashes.filter((hash) => hash === hashes[0]).length).toBe(2);
    expect(hashes).not.toContain(requests[0]?.buyer_hash);
  });
});

describe('what is told', () => {
  it('[A8] no answer, no export and nothing at Stripe holds them', async () => {
    const texts = [
      JSON.stringify(checkout),
      ...(await Promise.all(
        [
          `/v1/checkouts/${checkout.id}`,
          '/v1/claims',
          `/v1/claims/${checkout.claim?.id}`,
          '/v1/claims/export',
          '/v1/claims/export?format=ndjson',
        ].map(async (path) => (await send(path, { key: shop.keys.sk })).text()),
      )),
      JSON.stringify(await stripe(`payment_intents/${intentOf(checkout)}`)),
    ];
    for (const text of texts) {
      expect(text.length).toBeGreaterThan(100);
      for (const secret of [SERIAL, IMEI, BUYER]) expect(text).not.toContain(secret);
    }
  });

  it('[L2] the same order with another serial number or another buyer is another request', async () => {
    const body = order({ buyer: { reference: BUYER }, lines: [{ ...ROBOT, serial_numbers: ['SN-1'] }] });
    checkoutIn(await call('/v1/checkouts', { key: shop.keys.sk, body }), 201);
    for (const change of [
      { buyer: { reference: 'somebody else' } },
      { lines: [{ ...ROBOT, serial_numbers: ['SN-2'] }] },
      { buyer: undefined },
    ]) {
      const answer = await call('/v1/checkouts', { key: shop.keys.sk, body: { ...body, ...change } });
      expect(answer).toMatchObject({ status: 409, body: { error: { code: 'order_already_open' } } });
    }
  });
});
