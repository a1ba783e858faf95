// Serial numbers over the API: a unit is subsidised once, whoever sells it.

import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CHECKOUT_TTL_S, LOCK_TRIES_MAX, SERIAL_CHECK_S, SERIALS_MAX } from '../../src/limits.ts';
import type { Env } from '../../worker/env.ts';
import type { LockRequest } from '../../worker/objects/serials.ts';
import { serialKey } from '../../worker/privacy.ts';
import { claimOf } from './claim-support.ts';
import { ledgerLocks, locksOf, ringSerials } from './lock-support.ts';
import {
  type Answer,
  addProgramme,
  call,
  callUnder,
  checkoutIn,
  expectRefusal,
  intentOf,
  intentsFor,
  ledgerOf,
  newShop,
  nowS,
  openCheckout,
  order,
  payAndTell,
  ROBOT,
  type Shop,
  SOCKS,
  sandbox,
  settings,
} from './support.ts';

const REQUIRED = 'serial-numbers-required';
const POOR = 'without-money';
let shop: Shop;
let other: Shop;

beforeAll(async () => {
  await addProgramme({ id: REQUIRED, serial_number: 'required' });
  await addProgramme({ id: POOR });
  await env.BUDGET.getByName(POOR).setTotal(0);
  [shop, other] = [await newShop(), await newShop()];
});
afterEach(() => sandbox('faults', undefined, 'DELETE'));

let serials = 0;
const newSerial = (): string => {
  serials += 1;
  return `SN-UNIT-${String(serials).padStart(6, '0')}`;
};

/** A robot for each serial number. */
const robots = (...serial_numbers: string[]) => ({
  ...ROBOT,
  quantity: serial_numbers.length,
  serial_numbers,
});

const ask = (body: unknown, key = shop.keys.sk, headers = {}): Promise<Answer> =>
  call('/v1/checkouts', { key, body, headers });

const sell = (serial: string, at: Shop = shop): Promise<Answer> =>
  ask(order({ lines: [robots(serial)] }), at.keys.sk);

const keyOf = (serial: string): Promise<string> => serialKey(env as unknown as Env, serial);

const locked = async (serial: string) => locksOf(await keyOf(serial));

describe('a second claim on a unit', () => {
  it('[N1] is a 409 at every merchant, which names the line and no more than the last four characters', async () => {
    const serial = newSerial();
    checkoutIn(await sell(serial), 201);
    for (const at of [shop, other]) {
      const body = order({ lines: [SOCKS, robots(newSerial(), serial)] });
      const message = expectRefusal(
        await ask(body, at.keys.sk),
        409,
        'serial_already_claimed',
        'lines[1][serial_numbers]',
      );
      expect(message).toContain(`ends in '${serial.slice(-4)}'`);
      expect(message).not.toContain(serial.slice(-5));
      expect(message).toContain('subsidy: "none"');
      expect(message).toContain(`${2 * ROBOT.unit_amount + SOCKS.unit_amount} fen`);
    }
  });

  it('[N1] leaves nothing: no checkout, no claim, no money set aside, no lock on its other units', async () => {
    const [serial, free] = [newSerial(), newSerial()];
    await sell(serial);
    const fresh = await newShop();
    const body = order({ lines: [robots(free, serial)] });
    expectRefusal(await ask(body, fresh.keys.sk), 409, 'serial_already_claimed', 'lines[0][serial_numbers]');
    const { data } = (await call('/v1/claims', { key: fresh.keys.sk })).body;
    expect(data).toEqual([]);
    checkoutIn(await sell(free, other), 201);
    checkoutIn(await ask({ ...body, lines: [robots(newSerial())] }, fresh.keys.sk), 201);
  });

  it('[N1] of eight sales of one unit at once, one is made', async () => {
    const serial = newSerial();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, at) => sell(serial, at % 2 === 0 ? shop : other)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
    expect(await locked(serial)).toContainEqual(expect.objectContaining({ quantity: 1 }));
  });

  it('[N1] in whichever of its ledgers a large merchant keeps the orders', async () => {
    const large = await newShop({ ledger_shards: 3 });
    const serial = newSerial();
    checkoutIn(await sell(serial, large), 201);
    for (let times = 0; times < 6; times += 1) expect((await sell(serial, large)).status).toBe(409);
  });

  it('[N1] a paid unit stays claimed', async () => {
    const serial = newSerial();
    const checkout = checkoutIn(await sell(serial), 201);
    await payAndTell(intentOf(checkout));
    await ringSerials(await keyOf(serial), nowS() + 1_000 * SERIAL_CHECK_S);
    expectRefusal(await sell(serial, other), 409, 'serial_already_claimed', 'lines[0][serial_numbers]');
  });

  it('[N8] however the number is typed', async () => {
    const serial = newSerial();
    await sell(serial);
    for (const typed of [
      ` ${serial.toLowerCase()} `,
      serial.replaceAll('-', ' '),
      serial.replace('SN', 'ＳＮ'),
    ]) {
      expectRefusal(await sell(typed, other), 409, 'serial_already_claimed', 'lines[0][serial_numbers]');
    }
  });
});

describe('which units', () => {
  it('[N2] a programme that requires serial numbers gets one for each unit, or a 400 that names the line', async () => {
    const body = order({ programme: REQUIRED, lines: [SOCKS, { ...ROBOT, quantity: 2 }] });
    const param = 'lines[1][serial_numbers]';
    const message = expectRefusal(await ask(body), 400, 'serial_number_required', param);
    expect(message).toContain('expected 2');
    expect(message).toContain('got 0');
    const one = { ...ROBOT, quantity: 2, serial_numbers: [newSerial()] };
    expectRefusal(await ask({ ...body, lines: [SOCKS, one] }), 400, 'serial_number_required', param);
    const lines = [SOCKS, robots(newSerial(), newSerial())];
    expect(checkoutIn(await ask({ ...body, lines }), 201).claim).toMatchObject({ status: 'pending' });
  });

  it('[N2] at the full price, and where nothing qualifies, none are needed; for a quote neither', async () => {
    const none = order({ programme: REQUIRED, subsidy: 'none' });
    expect(checkoutIn(await ask(none), 201)).toMatchObject({ claim: null, amount_due: ROBOT.unit_amount });
    expect(checkoutIn(await ask(order({ programme: REQUIRED, lines: [SOCKS] })), 201).claim).toBeNull();
    const quoted = await call('/v1/quotes', { body: { programme: REQUIRED, lines: [ROBOT] } });
    expect(quoted.status).toBe(200);
  });

  it('[N2] a sale at the full price, a quote and a line that does not qualify lock nothing', async () => {
    const serial = newSerial();
    await ask(order({ lines: [robots(serial)], subsidy: 'none' }));
    await call('/v1/quotes', { body: { lines: [robots(serial)] } });
    await ask(order({ lines: [{ ...SOCKS, serial_numbers: [serial] }, ROBOT] }));
    expect(await locked(serial)).toEqual([]);
    checkoutIn(await sell(serial), 201);
  });

  it('[N2] a cart that needs no lock asks no lock object', async () => {
    const without = settings({ ...DEVELOPMENT, SERIALS: undefined });
    const answer = await callUnder(without, '/v1/checkouts', { key: shop.keys.sk, body: order() });
    expect(checkoutIn(answer, 201).claim).toMatchObject({ status: 'pending' });
  });

  it('[A4] the largest cart is locked as a whole, and freed as a whole', async () => {
    const all = Array.from({ length: SERIALS_MAX }, newSerial);
    const lines = [{ ...robots(...all), unit_amount: 10_000 }];
    const first = checkoutIn(await ask(order({ lines })), 201);
    expectRefusal(await sell(all.at(-1) ?? ''), 409, 'serial_already_claimed', 'lines[0][serial_numbers]');
    await call(`/v1/checkouts/${first.id}/cancel`, { method: 'POST', key: shop.keys.sk });
    await ledgerOf(shop.id).due(Date.now());
    expect((await ledgerLocks(ledgerName(shop))).locks.filter(({ told }) => told === 0)).toEqual([]);
    checkoutIn(await ask(order({ lines }), other.keys.sk), 201);
  });

  it('[A3] a serial number of 500 characters is a 400 that names it, and nothing is locked', async () => {
    const long = 'X'.repeat(500);
    expectRefusal(await sell(long), 400, 'parameter_invalid', 'lines[0][serial_numbers][0]');
    expect(await locked(long)).toEqual([]);
  });
});

describe('the same order again', () => {
  it('[N4] gets its checkout, never a refusal because of its own lock', async () => {
    const serial = newSerial();
    const body = order({ lines: [robots(serial)] });
    const first = checkoutIn(await ask(body), 201);
    for (let times = 0; times < 3; times += 1) expect(checkoutIn(await ask(body), 200)).toEqual(first);
    await payAndTell(intentOf(first));
    expect(checkoutIn(await ask(body), 200)).toMatchObject({ id: first.id, status: 'complete' });
    await ledgerOf(shop.id).due(Date.now());
    expect(await locked(serial)).toMatchObject([{ holder: first.claim?.id }]);
  });

  it('[N4] ten at once get the one checkout, and its claim has its lock', async () => {
    const serial = newSerial();
    const body = order({ lines: [robots(serial)] });
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(body)));
    const checkouts = answers.filter(({ status }) => status !== 503);
    expect(new Set(checkouts.map((answer) => answer.body['id'])).size).toBe(1);
    expect(checkouts.filter(({ status }) => status === 201)).toHaveLength(1);
    const first = checkoutIn(await ask(body), 200);
    expect(await intentsFor(first.id)).toHaveLength(1);
    expect(await locked(serial)).toContainEqual(expect.objectContaining({ holder: first.claim?.id }));
    expectRefusal(await sell(serial, other), 409, 'serial_already_claimed', 'lines[0][serial_numbers]');
  });

  it('[N4] with another unit it is another request, and that unit is not locked', async () => {
    const [serial, second] = [newSerial(), newSerial()];
    const body = order({ lines: [robots(serial)] });
    await ask(body);
    const changed = await ask({ ...body, lines: [robots(second)] });
    expectRefusal(changed, 409, 'order_already_open', 'order_reference');
    checkoutIn(await sell(second, other), 201);
  });

  it('[N4] under an idempotency key the first answer comes again, though the unit is claimed', async () => {
    const headers = { 'Idempotency-Key': crypto.randomUUID() };
    const body = order({ lines: [robots(newSerial())] });
    const first = await ask(body, shop.keys.sk, headers);
    const again = await ask(body, shop.keys.sk, headers);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.headers.get('Idempotent-Replayed')).toBe('true');
    expect(again.body).toEqual(first.body);
  });

  it('[N4] left without its payment, it gets it', async () => {
    await fault({ kind: 'drop_request' }, 3);
    const body = order({ lines: [robots(newSerial())] });
    expectRefusal(await ask(body), 503, 'payment_provider_unavailable');
    expect(checkoutIn(await ask(body), 200).payment).not.toBeNull();
  });
});

describe('locks that were freed on the way', () => {
  it('[N5] the claim is reserved on new ones', async () => {
    const serial = newSerial();
    const answer = await callUnder(slow(1), '/v1/checkouts', {
      key: shop.keys.sk,
      body: order({ lines: [robots(serial)] }),
    });
    const checkout = checkoutIn(answer, 201);
    expect(await locked(serial)).toMatchObject([{ holder: checkout.claim?.id }]);
    expect((await ledgerLocks(ledgerName(shop))).barred).not.toContain(checkout.claim?.id);
  });

  it('[N5] again and again: a 503, nothing is claimed, and the same request gets its checkout later', async () => {
    const serial = newSerial();
    const body = order({ lines: [robots(serial)] });
    const options = { key: shop.keys.sk, body };
    expectRefusal(
      await callUnder(slow(LOCK_TRIES_MAX), '/v1/checkouts', options),
      503,
      'temporarily_unavailable',
    );
    expect(await locked(serial)).toEqual([]);
    checkoutIn(await ask(body), 201);
  });
});

describe('a claim that is voided', () => {
  it('[N6] by a cancel frees its units, for the same order and for others', async () => {
    const [kept, sold] = [newSerial(), newSerial()];
    const body = order({ lines: [robots(kept, sold)] });
    const first = checkoutIn(await ask(body), 201);
    await call(`/v1/checkouts/${first.id}/cancel`, { method: 'POST', key: shop.keys.sk });
    checkoutIn(await sell(sold, other), 201);
    expectRefusal(await ask(body), 409, 'serial_already_claimed', 'lines[0][serial_numbers]');
    const again = checkoutIn(await ask({ ...body, lines: [robots(kept)] }), 201);
    await ledgerOf(shop.id).due(Date.now());
    expect(await locked(kept)).toMatchObject([{ holder: again.claim?.id }]);
  });

  it('[N6] by expiry frees them', async () => {
    const serial = newSerial();
    const checkout = checkoutIn(await sell(serial), 201);
    await ledgerOf(shop.id).due((checkout.created + CHECKOUT_TTL_S) * 1000);
    expect(await claimOf(checkout, shop.keys.sk)).toMatchObject({ status: 'voided' });
    checkoutIn(await sell(serial, other), 201);
  });

  it("[N6] by Stripe's refusal frees them", async () => {
    const serial = newSerial();
    await fault({ kind: 'status', status: 400 }, 1);
    expect((await sell(serial)).status).toBe(402);
    checkoutIn(await sell(serial, other), 201);
  });

  it('[N6] one that the budget refused never had them', async () => {
    const serial = newSerial();
    const body = order({ programme: POOR, lines: [robots(serial)] });
    const fresh = await newShop();
    expectRefusal(await ask(body, fresh.keys.sk), 409, 'budget_exhausted');
    checkoutIn(await sell(serial, other), 201);
  });
});

describe('what is shown', () => {
  it('[N8] a claim shows the last four characters of each serial number in its line', async () => {
    const checkout = await openCheckout(
      { lines: [SOCKS, { ...ROBOT, quantity: 3, serial_numbers: ['sn-shown-00a1', 'Q7Z9'] }] },
      shop.keys.sk,
    );
    const claim = await claimOf(checkout, shop.keys.sk);
    expect(claim.lines.map(({ serial_numbers_last4 }) => serial_numbers_last4)).toEqual([[], ['00A1', 'Z9']]);
  });

  it('[N8] what is locked is kept as keyed hashes, and nothing else of it', async () => {
    const serial = newSerial();
    await sell(serial);
    const kept = JSON.stringify([await locked(serial), await ledgerLocks(ledgerName(shop))]);
    expect(kept).toContain(await keyOf(serial));
    for (const part of [serial, serial.slice(-6)]) expect(kept).not.toContain(part);
  });
});

/** Lets so many of Stripe's next calls for a payment go wrong. */
const fault = (kind: Record<string, unknown>, times: number) =>
  sandbox('faults', { match: { method: 'POST', path: '/v1/payment_intents' }, fault: kind, times });

const DEVELOPMENT = {
  ENVIRONMENT: 'development',
  STRIPE_API_BASE: env.STRIPE_API_BASE,
};

const ledgerName = ({ id }: Shop): string => `${id}/0`;

/** A deployment whose Worker so often takes longer than SERIAL_CHECK_S between its locks and its reservation. */
function slow(times: number): Env {
  let left = times;
  const getByName = (name: string) => ({
    lock: async (request: LockRequest) => {
      const serials = env.SERIALS.getByName(name);
      const result = await serials.lock(request);
      left -= 1;
      if (left >= 0) await serials.due((request.now + SERIAL_CHECK_S) * 1000);
      return result;
    },
  });
  return settings({ ...DEVELOPMENT, SERIALS: { getByName } });
}
