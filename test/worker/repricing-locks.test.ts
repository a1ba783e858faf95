// Repricing carts with serial numbers and buyers' limits: what the new cart needs is locked before anything changes, and in
// the end exactly the units of the cart that is sold are locked.

import { env } from 'cloudflare:workers';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Env } from '../../worker/env.ts';
import { serialKey } from '../../worker/privacy.ts';
import { checkoutRow } from './checkout-row.ts';
import { ledgerNamed, lock, locksOf, serialLock } from './lock-support.ts';
import {
  beginDirectly,
  cancel,
  ends,
  expectAgreement,
  NEW,
  open,
  reprice,
  repriced,
  repricingLedger,
  robot,
} from './repricing-support.ts';
import {
  addProgramme,
  call,
  checkoutIn,
  checkoutNow,
  expectRefusal,
  intentOf,
  type LedgerStub,
  newShop,
  nowS,
  order,
  PROGRAMME,
  pay,
  payAndTell,
  type Shop,
  SOCKS,
} from './support.ts';

const REQUIRED = 'serial-numbers-required';
const LIMITED = 'two-for-each-buyer';
let shop: Shop;
let other: Shop;
beforeAll(async () => {
  await addProgramme({ id: REQUIRED, serial_number: 'required' });
  await addProgramme({ id: LIMITED, per_buyer_limit: 2 });
  for (const id of [REQUIRED, LIMITED]) await env.BUDGET.getByName(id).setTotal(100_000_000);
});
beforeEach(async () => {
  [shop, other] = [await newShop(), await newShop()];
});

const newSerial = (): string => `SN-${crypto.randomUUID().toUpperCase()}`;

const units = (serials: string[], over: Record<string, unknown> = {}) =>
  robot(400_000, { quantity: serials.length, serial_numbers: serials, ...over });

/** Whether another merchant can sell the unit. What it sold to find that out is canceled again. */
async function isFree(serial: string): Promise<boolean> {
  const body = order({ lines: [units([serial])] });
  const { status, body: made } = await call('/v1/checkouts', { key: other.keys.sk, body });
  if (status === 201) await cancel(other, String(made['id']));
  return status === 201;
}

const free = (serials: string[]): Promise<boolean[]> => Promise.all(serials.map(isFree));

describe('serial numbers of a cart that changes', () => {
  it('[N7] the old unit is free when it is done, the new one is held', async () => {
    const [old, fresh] = [newSerial(), newSerial()];
    const { id } = await open(shop, { lines: [units([old])] });
    await repriced(shop, id, { lines: [units([fresh])] });
    expect(await free([old, fresh])).toEqual([true, false]);
    await payAndTell(intentOf(await expectAgreement(shop, id)));
    await expectAgreement(shop, id);
    expect(await isFree(fresh)).toBe(false);
  });

  it.each([
    ['one more', (a: string, b: string) => [units([a, b])], [false, false]],
    ['moved to another line', (a: string) => [SOCKS, units([a])], [false, true]],
    [
      'swapped between lines',
      (a: string, b: string) => [units([b]), units([a], { sku: 'B' })],
      [false, false],
    ],
    ['none any more', () => [robot(500_000)], [true, true]],
    ['typed in another way', (a: string) => [units([a.toLowerCase().replaceAll('-', ' ')])], [false, true]],
  ])('[N7] %s', async (_, lines, expected) => {
    const [a, b] = [newSerial(), newSerial()];
    const { id } = await open(shop, { lines: [units([a]), units([b], { sku: 'B' })] });
    await repriced(shop, id, { lines: lines(a, b) });
    await expectAgreement(shop, id);
    expect(await free([a, b])).toEqual(expected);
    // Once more the other way round, and all is as it was.
    await repriced(shop, id, { lines: [units([a]), units([b], { sku: 'B' })] });
    expect(await free([a, b])).toEqual([false, false]);
    await cancel(shop, id);
    expect(await free([a, b])).toEqual([true, true]);
  });

  it('[R1] a unit that is sold elsewhere: refused, nothing has changed, and the other new units are free', async () => {
    const [own, fresh, sold] = [newSerial(), newSerial(), newSerial()];
    await open(other, { lines: [units([sold])] });
    const before = await open(shop, { lines: [units([own])] });
    const refused = await reprice(shop, before.id, { lines: [SOCKS, units([fresh, sold])] });
    expectRefusal(refused, 409, 'serial_already_claimed', 'lines[1][serial_numbers]');
    expect(await expectAgreement(shop, before.id)).toEqual(before);
    expect(await ends(shop)).toEqual([]);
    expect(await free([own, fresh])).toEqual([false, true]);
  });

  it('[R1] two checkouts that want each other’s unit: both keep their own', async () => {
    const [a, b] = [newSerial(), newSerial()];
    const [first, second] = [
      await open(shop, { lines: [units([a])] }),
      await open(other, { lines: [units([b])] }),
    ];
    const [one, two] = await Promise.all([
      reprice(shop, first.id, { lines: [units([b])] }),
      reprice(other, second.id, { lines: [units([a])] }),
    ]);
    for (const answer of [one, two]) {
      expectRefusal(answer, 409, 'serial_already_claimed', 'lines[0][serial_numbers]');
    }
    expect(await expectAgreement(shop, first.id)).toEqual(first);
    expect(await expectAgreement(other, second.id)).toEqual(second);
  });

  it('[R1] eight checkouts that want one free unit: one gets it', async () => {
    const wanted = newSerial();
    const checkouts = await Promise.all(
      Array.from({ length: 8 }, () => open(shop, { lines: [units([newSerial()])] })),
    );
    const answers = await Promise.all(
      checkouts.map(({ id }) => reprice(shop, id, { lines: [units([wanted])] })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(409)]);
    const rows = (await locksOf(await serialKey(env as unknown as Env, wanted))).filter(
      ({ quantity }) => quantity > 0,
    );
    expect(new Set(rows.map(({ holder }) => holder)).size).toBe(1);
  });

  it('[N7] abandoned: the new unit is free, the old one is held', async () => {
    const [old, fresh] = [newSerial(), newSerial()];
    const before = await open(shop, { lines: [units([old])] });
    const how = { payment_method: 'alipay', return_url: 'https://shop.test/', next: 'processing' };
    await pay(intentOf(before), how);
    expectRefusal(await reprice(shop, before.id, { lines: [units([fresh])] }), 409, 'payment_under_way');
    expect(await free([old, fresh])).toEqual([false, true]);
    await expectAgreement(shop, before.id);
  });

  it('[N7] in flight: both are held, and a cancel frees both', async () => {
    const [old, fresh] = [newSerial(), newSerial()];
    const before = await open(shop, { lines: [units([old])] });
    const set = await lockFor(before, fresh, 'rpr_in_flight');
    expect(await beginWith(before, set)).toMatchObject({ ok: true });
    expect(await free([old, fresh])).toEqual([false, false]);
    await cancel(shop, before.id);
    await expectAgreement(shop, before.id);
    expect(await free([old, fresh])).toEqual([true, true]);
  });

  it('[N5] locks that were freed before the repricing came: it does not begin on them', async () => {
    const [old, fresh] = [newSerial(), newSerial()];
    const before = await open(shop, { lines: [units([old])] });
    const set = await lockFor(before, fresh, 'rpr_late');
    const question = { holder: set.holder, key: set.locks[0]?.key ?? '', is_late: true };
    const asked = ledgerNamed(`${shop.id}/0`) as LedgerStub & {
      answerLocks(questions: unknown[], now: number): Promise<unknown>;
    };
    expect(await asked.answerLocks([question], nowS())).toEqual([0]);
    expect(await beginWith(before, set)).toEqual({ ok: false, reason: 'locks_lost' });
    expect(await expectAgreement(shop, before.id)).toEqual(before);
  });

  it('[N2] to a cart without a subsidy its units are free; back, they are held again', async () => {
    const serial = newSerial();
    const { id } = await open(shop, { lines: [units([serial])] });
    await repriced(shop, id, { lines: [units([serial])], subsidy: 'none' });
    expect(await isFree(serial)).toBe(true);
    await repriced(shop, id, { lines: [units([serial])], subsidy: 'auto' });
    expect(await isFree(serial)).toBe(false);
    await expectAgreement(shop, id);
  });

  it('[N2] where the programme requires them, a new cart without them is refused', async () => {
    const before = await open(shop, { programme: REQUIRED, lines: [units([newSerial()])] });
    const refused = await reprice(shop, before.id, { lines: [robot(500_000)] });
    expectRefusal(refused, 400, 'serial_number_required', 'lines[0][serial_numbers]');
    expect(await checkoutNow(before.id, shop.keys.sk)).toEqual(before);
    await repriced(shop, before.id, { lines: [units([newSerial(), newSerial()])] });
  });

  /** Locks a unit for a repricing of the checkout, as the Worker does. */
  function lockFor(checkout: { order_reference: string }, serial: string, name: string) {
    const holder = `${name}_${crypto.randomUUID()}`;
    return serialKey(env as unknown as Env, serial).then((key) =>
      lock(
        `${shop.id}/0`,
        { ...checkoutRow(), order_reference: checkout.order_reference },
        [serialLock(key)],
        {
          holder,
        },
      ),
    );
  }

  async function beginWith(
    checkout: Parameters<typeof beginDirectly>[1],
    set: Awaited<ReturnType<typeof lock>>,
  ) {
    return (await beginDirectly(shop, checkout, NEW, null, set)).begun;
  }
});

describe('a buyer’s limit and a cart that changes', () => {
  const buyer = { reference: `buyer-${crypto.randomUUID()}` };
  const robots = (quantity: number) => ({ lines: [robot(400_000, { quantity })] });
  const openLimited = (quantity: number, over = {}) =>
    call('/v1/checkouts', {
      key: shop.keys.sk,
      body: order({ programme: LIMITED, buyer, ...robots(quantity), ...over }),
    });

  it('[N3] the buyer stays who it was; the units of the old cart do not count beside those of the new one', async () => {
    const before = checkoutIn(await openLimited(1), 201);
    await repriced(shop, before.id, robots(2));
    expectRefusal(await openLimited(1), 409, 'buyer_limit_reached', 'buyer');
    expectRefusal(await reprice(shop, before.id, robots(3)), 409, 'buyer_limit_reached', 'buyer');
    await repriced(shop, before.id, robots(1));
    const second = checkoutIn(await openLimited(1), 201);
    expectRefusal(await reprice(shop, before.id, robots(2)), 409, 'buyer_limit_reached', 'buyer');
    // Another buyer has a limit of its own.
    const change = { ...robots(2), buyer: { reference: `buyer-${crypto.randomUUID()}` } };
    await repriced(shop, before.id, change);
    await repriced(shop, second.id, robots(2));
    await cancel(shop, second.id);
    await cancel(shop, before.id);
    expect(await repricingLedger(shop).balance(LIMITED)).toMatchObject({ pending: 0 });
    expect(await repricingLedger(shop).balance(PROGRAMME)).toMatchObject({ pending: 0 });
  });

  it('[N3] a cart that gets a subsidy needs a buyer, then or from before', async () => {
    const body = { programme: LIMITED, lines: [SOCKS] };
    const { id } = await open(shop, body);
    expectRefusal(await reprice(shop, id, robots(1)), 400, 'buyer_required', 'buyer');
    await repriced(shop, id, { ...robots(1), buyer: { reference: `buyer-${crypto.randomUUID()}` } });
    await repriced(shop, id, { ...robots(2) });
  });
});
