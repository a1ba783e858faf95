// An open external checkout changes its cart: at once, whole, and under the limits of every other.

import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { REPRICINGS_MAX } from '../../src/limits.ts';
import type { Checkout } from '../../src/wire/objects.ts';
import {
  cancel,
  confirm,
  expectBooked,
  expectUntouched,
  openExternal,
  setTrap,
  soldExternally,
} from './external-support.ts';
import { repriced, repricings, robot } from './repricing-support.ts';
import {
  type Answer,
  addProgramme,
  call,
  checkoutIn,
  checkoutNow,
  expectRefusal,
  ledgerOf,
  newShop,
  type Shop,
  SOCKS,
  sandbox,
} from './support.ts';

const SMALL = 'external-small';
const LIMITED = 'external-limited';

beforeAll(async () => {
  await addProgramme({ id: SMALL });
  await addProgramme({ id: LIMITED, per_buyer_limit: 2 });
  await env.BUDGET.getByName(SMALL).setTotal(100_000);
  await env.BUDGET.getByName(LIMITED).setTotal(100_000_000);
});

let shop: Shop;
beforeEach(async () => {
  shop = await newShop();
  await setTrap();
});
afterEach(() => sandbox('faults', undefined, 'DELETE'));

const reprice = (of: Shop, { id }: Pick<Checkout, 'id'>, body: unknown): Promise<Answer> =>
  call(`/v1/checkouts/${id}`, { key: of.keys.tk, body });

describe('another cart of an open external checkout', () => {
  it.each([
    ['more', 1_000_000, 150_000],
    ['less', 200_000, 30_000],
    ['the cap', 2_000_000, 200_000],
  ])('[O7] for %s, is there at once, with claim and budget', async (_, unit_amount, subsidy) => {
    const opened = await openExternal(shop, { lines: [robot(400_000)] });
    const checkout = await repriced(shop, opened.id, { lines: [robot(unit_amount)] });
    expect(checkout).toMatchObject({
      ...{ id: opened.id, status: 'open', amount_due: unit_amount - subsidy, expires_at: opened.expires_at },
      claim: { id: opened.claim?.id, status: 'pending', amount: subsidy },
      payment: { provider: 'external', tender: null, reference: null },
    });
    const claim = await expectBooked(shop, checkout, { pending: subsidy, posted: 0 });
    expect(claim).toMatchObject({ amount: subsidy, held_amount: 0, payment_provider: 'external' });
    expect((await repricings(shop)).map(({ status }) => status)).toEqual(['done']);
    const sold = checkoutIn(await confirm(shop, opened, { tender: 'cash' }), 200);
    const posted = await expectBooked(shop, sold, { pending: 0, posted: subsidy });
    expect(posted.events?.at(-1)?.data).toMatchObject({ amount_received: unit_amount - subsidy });
    await expectUntouched();
  });

  it('[O7] the same cart changes nothing', async () => {
    const opened = await openExternal(shop);
    const same = { lines: [{ ...robot(399_900) }] };
    expect(await reprice(shop, opened, same)).toMatchObject({
      status: 200,
      body: opened as unknown as object,
    });
    expect(await repricings(shop)).toEqual([]);
  });

  it('[O7] without a subsidy voids the claim, with one again opens another', async () => {
    const opened = await openExternal(shop);
    const plain = await repriced(shop, opened.id, { lines: [SOCKS] });
    expect(plain).toMatchObject({ amount_due: 2_900, claim: null });
    const voided = await expectBooked(shop, opened, { pending: 0, posted: 0 });
    expect(voided).toMatchObject({ status: 'voided', events: [{}, { data: { reason: 'repriced' } }] });
    const again = await repriced(shop, opened.id, { lines: [robot(400_000)] });
    expect(again.claim?.id).not.toBe(opened.claim?.id);
    await expectBooked(shop, again, { pending: 60_000, posted: 0 });
  });

  it('[O7] locks the new units and frees the old ones', async () => {
    const [old, fresh] = [`SN-${crypto.randomUUID()}`, `SN-${crypto.randomUUID()}`];
    const cart = (serial: string) => ({ lines: [robot(400_000, { serial_numbers: [serial] })] });
    const opened = await openExternal(shop, cart(old));
    await repriced(shop, opened.id, cart(fresh));
    const other = await newShop();
    await soldExternally(other, cart(old));
    const taken = await openExternal(other);
    const refused = await reprice(other, taken, cart(fresh));
    expectRefusal(refused, 409, 'serial_already_claimed', 'lines[0][serial_numbers]');
    expect(await checkoutNow(taken.id, other.keys.sk)).toEqual(taken);
  });

  it('[O7] is refused where the budget does not cover it, and nothing has changed', async () => {
    const poor = await newShop({ programme: SMALL });
    const opened = await openExternal(poor, { lines: [robot(400_000)] });
    const refused = await reprice(poor, opened, { lines: [robot(800_000)] });
    expectRefusal(refused, 409, 'budget_exhausted');
    expect(await checkoutNow(opened.id, poor.keys.sk)).toEqual(opened);
    expect(await ledgerOf(poor.id).balance(SMALL)).toMatchObject({ pending: 60_000, posted: 0 });
    await repriced(poor, opened.id, { lines: [robot(600_000)] });
    expect(await ledgerOf(poor.id).balance(SMALL)).toMatchObject({ pending: 90_000, posted: 0 });
  });

  it("[O7] [N3] is held to the limit of its programme's buyers", async () => {
    const strict = await newShop({ programme: LIMITED });
    const buyer = { reference: crypto.randomUUID() };
    const opened = await openExternal(strict, { lines: [robot(400_000)], buyer });
    const refused = await reprice(strict, opened, { lines: [robot(400_000, { quantity: 3 })] });
    expectRefusal(refused, 409, 'buyer_limit_reached', 'buyer');
    expect(await checkoutNow(opened.id, strict.keys.sk)).toEqual(opened);
    await repriced(strict, opened.id, { lines: [robot(400_000, { quantity: 2 })] });
  });

  it('[O7] [R6] is refused once it is confirmed or canceled', async () => {
    const body = { lines: [robot(800_000)] };
    expectRefusal(await reprice(shop, await soldExternally(shop), body), 409, 'checkout_not_open');
    const canceled = await openExternal(shop);
    await cancel(shop, canceled);
    expectRefusal(await reprice(shop, canceled, body), 409, 'checkout_not_open');
  });

  it('[A4] [O7] REPRICINGS_MAX changes pass, one more is refused', async () => {
    const opened = await openExternal(shop, { lines: [robot(400_000)] });
    for (let change = 1; change <= REPRICINGS_MAX; change += 1) {
      await repriced(shop, opened.id, { lines: [robot(400_000 + change)] });
    }
    expectRefusal(await reprice(shop, opened, { lines: [robot(1)] }), 409, 'too_many_changes');
    await expectUntouched();
  });

  it('[O7] [O3] at once with a confirmation: the cart that was paid is the cart that is claimed', async () => {
    for (let round = 0; round < 4; round += 1) {
      const one = await newShop();
      const opened = await openExternal(one, { lines: [robot(400_000)] });
      const asks = [() => confirm(one, opened), () => reprice(one, opened, { lines: [robot(800_000)] })];
      await Promise.all((round % 2 ? asks : asks.reverse()).map((ask) => ask()));
      const now = await checkoutNow(opened.id, one.keys.sk);
      expect(now.status).toBe('complete');
      const claim = await expectBooked(one, now, { pending: 0, posted: now.subsidy_amount });
      expect(claim.events?.at(-1)?.data).toMatchObject({ amount_received: now.amount_due });
    }
  });
});
