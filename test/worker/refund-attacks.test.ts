// What must not be had by returns: a unit too many for a buyer, a return by a stranger's refund, an answer meant for another,
// and logs without end.

import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { REPRICINGS_MAX, RETURNS_MAX } from '../../src/limits.ts';
import type { Env } from '../../worker/env.ts';
import { buyerHash, buyerKey } from '../../worker/privacy.ts';
import { claimOf, expectVerified } from './claim-support.ts';
import { ledgerLocks } from './lock-support.ts';
import {
  CAPPED_ROBOT,
  failRefund,
  fault,
  giveBack,
  paidInNet,
  refundIn,
  sold,
  tell,
} from './return-support.ts';
import {
  addProgramme,
  call,
  checkoutNow,
  expectRefusal,
  intentOf,
  ledgerObject,
  newShop,
  openCheckout,
  order,
  ROBOT,
  type Shop,
  sandbox,
  stripe,
} from './support.ts';

const LIMITED = 'two-for-a-buyer';
beforeAll(() => addProgramme({ id: LIMITED, per_buyer_limit: 2 }));
afterEach(() => sandbox('faults', undefined, 'DELETE'));

const ONE = [{ line: 0, quantity: 1 }];
const TWO_ROBOTS = [{ ...ROBOT, quantity: 2 }];
const newBuyer = () => ({ reference: `buyer-${crypto.randomUUID()}` });

const inLedger = (shop: Shop, sql: string, ...values: SqlStorageValue[]): Promise<unknown> =>
  runInDurableObject(
    ledgerObject(shop.id) as DurableObjectStub<never>,
    (_: unknown, state: DurableObjectState) => {
      state.storage.sql.exec(sql, ...values);
    },
  );

describe("a buyer's limit, when a refund fails", () => {
  it('[N3] is kept: while another order has the unit, the claim is not restored', async () => {
    const [shop, other] = [await newShop({ programme: LIMITED }), await newShop({ programme: LIMITED })];
    const buyer = newBuyer();
    const checkout = await sold(shop, { buyer, lines: TWO_ROBOTS });
    const refund = refundIn(await giveBack(shop, checkout, ONE));
    expect((await sold(other, { buyer, lines: [ROBOT] })).subsidy_amount).toBeGreaterThan(0);
    await failRefund(shop, checkout, refund);
    expect(await claimOf(checkout, shop.keys.sk)).toMatchObject({ status: 'partially_reversed' });
  });

  it('[N3] is kept: after the claim is restored, nobody gets one more', async () => {
    const [shop, other] = [await newShop({ programme: LIMITED }), await newShop({ programme: LIMITED })];
    const buyer = newBuyer();
    const checkout = await sold(shop, { buyer, lines: TWO_ROBOTS });
    await failRefund(shop, checkout, refundIn(await giveBack(shop, checkout, ONE)));
    expect(await claimOf(checkout, shop.keys.sk)).toMatchObject({ status: 'posted', reversed_amount: 0 });
    const more = await call('/v1/checkouts', { key: other.keys.sk, body: order({ buyer, lines: [ROBOT] }) });
    expectRefusal(more, 409, 'buyer_limit_reached', 'buyer');
  });

  it('[Z6] returned again and failed again, the claim is whole again, with one lock of two units', async () => {
    const shop = await newShop({ programme: LIMITED });
    const buyer = newBuyer();
    const checkout = await sold(shop, { buyer, lines: TWO_ROBOTS });
    for (let times = 0; times < 3; times += 1) {
      await failRefund(shop, checkout, refundIn(await giveBack(shop, checkout, ONE)));
      expect(await claimOf(checkout, shop.keys.sk)).toMatchObject({ status: 'posted', reversed_amount: 0 });
    }
    expect(await paidInNet(checkout)).toBe(checkout.amount_due);
    const hash = await buyerHash(env as unknown as Env, buyer);
    const key = await buyerKey(env as unknown as Env, LIMITED, 'household_robot', String(hash));
    const held = (await ledgerLocks(`${shop.id}/0`)).locks.filter(
      (lock) => lock['key'] === key && Number(lock['quantity']) > 0,
    );
    expect(held).toMatchObject([{ quantity: 2 }]);
    await expectVerified(shop);
  });
});

describe('a refund at Stripe that names a return of ours', () => {
  it.each([
    ['of another payment', 'other', 720_000],
    ['of another amount', 'own', 100],
  ])('[Z7] and is %s is not that return', async (_name, whose, amount) => {
    const [shop, other] = [await newShop(), await newShop()];
    const [checkout, foreign] = [await sold(shop), await sold(other)];
    await fault('/v1/refunds', { kind: 'drop_request' }, 3);
    expectRefusal(await giveBack(shop, checkout, ONE), 503, 'payment_provider_unavailable');
    const [waiting] = (await checkoutNow(checkout.id, shop.keys.sk)).refunds;
    const made = await stripe('refunds', {
      payment_intent: intentOf(whose === 'own' ? checkout : foreign),
      amount: String(amount),
      'metadata[zhehui_merchant]': shop.id,
      'metadata[zhehui_checkout]': checkout.id,
      'metadata[zhehui_refund]': String(waiting?.id),
    });
    await tell('refund.created', String(made['id']));
    const now = await checkoutNow(checkout.id, shop.keys.sk);
    expect(now).toMatchObject({ flag: 'refund_outside', refunds: [{ status: 'pending' }] });
    expect(await claimOf(checkout, shop.keys.sk)).toMatchObject({ status: 'posted', reversed_amount: 0 });
  });
});

describe('a return behind another one', () => {
  it("[Z4] is not answered with Stripe's no to that one", async () => {
    const shop = await newShop();
    const checkout = await sold(shop, {
      lines: [
        { ...CAPPED_ROBOT, quantity: 1 },
        { ...ROBOT, quantity: 1 },
      ],
    });
    await stripe('refunds', { payment_intent: intentOf(checkout), amount: '500000' });
    await fault('/v1/refunds', { kind: 'drop_request' }, 3);
    expectRefusal(await giveBack(shop, checkout, ONE), 503, 'payment_provider_unavailable');
    const small = refundIn(await giveBack(shop, checkout, [{ line: 1, quantity: 1 }]));
    expect(small).toMatchObject({ status: 'succeeded', lines: [{ line: 1, quantity: 1 }] });
  });
});

describe('the number', () => {
  it('[A4] of returns of a checkout is bounded', async () => {
    const shop = await newShop();
    const checkout = await sold(shop);
    await inLedger(
      shop,
      `INSERT INTO refunds (id, checkout, status, amount, clawback_amount, lines, reason, idempotency_key, attempt,
         provider_id, booked, freed, created, ask_at, restore_at)
         SELECT 'rfd_' || value, ?1, 'failed', 0, 0, '[]', 'x', 'k' || value, 1, NULL, 0, '[]', 1, NULL, NULL
           FROM json_each(?2)`,
      ...[checkout.id, JSON.stringify(Array.from({ length: RETURNS_MAX - 1 }, (_, index) => index))],
    );
    refundIn(await giveBack(shop, checkout, ONE));
    expectRefusal(await giveBack(shop, checkout, ONE), 409, 'too_many_returns');
  });

  it('[A4] of changes of a cart is bounded', async () => {
    const shop = await newShop();
    const checkout = await openCheckout({}, shop.keys.sk);
    const change = (quantity: number) =>
      call(`/v1/checkouts/${checkout.id}`, { key: shop.keys.sk, body: { lines: [{ ...ROBOT, quantity }] } });
    for (let times = 0; times < REPRICINGS_MAX; times += 1) {
      expect((await change(2 + (times % 2))).status).toBe(200);
    }
    expectRefusal(await change(4), 409, 'too_many_changes');
    expect((await checkoutNow(checkout.id, shop.keys.sk)).lines[0]?.quantity).toBe(3);
  });
});
