// Refunds when Stripe misbehaves, and when they fail later.

import { evictDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { REFUND_ASK_AFTER_S, REFUND_PENDING_ASK_S } from '../../src/limits.ts';
import type { Checkout } from '../../src/wire/objects.ts';
import { claimOf, eventTypes, expectVerified } from './claim-support.ts';
import {
  CAPPED_ROBOT,
  expectKept,
  failRefund,
  fault,
  giveBack,
  paidInNet,
  refundIn,
  refundsAtStripe,
  sold,
  tell,
} from './return-support.ts';
import {
  type Answer,
  addProgramme,
  call,
  checkoutNow,
  expectRefusal,
  intentOf,
  ledgerObject,
  ledgerOf,
  newShop,
  nowS,
  order,
  ROBOT,
  type Shop,
  sandbox,
  stripe,
} from './support.ts';

/** A programme with a budget of its own. */
const SCARCE = 'scarce-2026';
beforeAll(() => addProgramme({ id: SCARCE }));
afterEach(() => sandbox('faults', undefined, 'DELETE'));

const ONE = [{ line: 0, quantity: 1 }];
const KEPT = [{ ...CAPPED_ROBOT, quantity: 1 }];

const refundsOf = async (shop: Shop, checkout: Checkout): Promise<Checkout['refunds']> =>
  (await checkoutNow(checkout.id, shop.keys.sk)).refunds;

const alarm = (shop: Shop, in_s: number): Promise<void> => ledgerOf(shop.id).due((nowS() + in_s) * 1000);

describe('a refund that Stripe does not answer as it should', () => {
  it.each<[string, Record<string, unknown>, number]>([
    ['its reply lost after the work', { kind: 'drop_reply' }, 3],
    ['its request lost', { kind: 'drop_request' }, 3],
    ['a 500 after the work, kept under the key', { kind: 'status', status: 500, when: 'after' }, 1],
    ['a 500 before the work, kept under the key', { kind: 'status', status: 500 }, 1],
    ['a 500 that is not kept', { kind: 'status', status: 500, stored: false }, 3],
    ['a 429', { kind: 'status', status: 429 }, 1],
    ['a page of HTML', { kind: 'html', status: 502 }, 3],
    ['HTML after the work', { kind: 'html', status: 200, when: 'after' }, 1],
    ['JSON without an error', { kind: 'no_error_key' }, 1],
  ])('[Z5] %s: the same request again makes one refund', async (_name, kind, times) => {
    const shop = await newShop();
    const checkout = await sold(shop);
    await fault('/v1/refunds', kind, times);
    const key = crypto.randomUUID();
    let answer: Answer = await giveBack(shop, checkout, ONE, { key });
    expectRefusal(answer, 503, 'payment_provider_unavailable');
    expect((await refundsOf(shop, checkout))[0]).toMatchObject({ status: 'pending', amount: 720_000 });
    for (let tries = 0; answer.status === 503 && tries < 4; tries += 1) {
      answer = await giveBack(shop, checkout, ONE, { key });
    }
    expect(refundIn(answer)).toMatchObject({ status: 'succeeded', amount: 720_000, clawback_amount: 80_000 });
    expect(await refundsAtStripe(checkout)).toHaveLength(1);
    await expectKept(shop, checkout, KEPT);
  });

  it.each<[string, Record<string, unknown>, number]>([
    ['its reply lost after the work', { kind: 'drop_reply' }, 3],
    ['its request lost', { kind: 'drop_request' }, 3],
    ['a 500 after the work, kept under the key', { kind: 'status', status: 500, when: 'after' }, 1],
    ['a 500 before the work, kept under the key', { kind: 'status', status: 500 }, 1],
  ])('[Z5] %s: the alarm finishes it with no help', async (_name, kind, times) => {
    const shop = await newShop();
    const checkout = await sold(shop);
    await fault('/v1/refunds', kind, times);
    expectRefusal(await giveBack(shop, checkout, ONE), 503, 'payment_provider_unavailable');
    await evictDurableObject(ledgerObject(shop.id));
    await alarm(shop, REFUND_ASK_AFTER_S - 10);
    expect((await refundsOf(shop, checkout))[0]).toMatchObject({ status: 'pending' });
    await alarm(shop, REFUND_ASK_AFTER_S + 1);
    expect((await refundsOf(shop, checkout))[0]).toMatchObject({ status: 'succeeded' });
    expect(await refundsAtStripe(checkout)).toHaveLength(1);
    await expectKept(shop, checkout, KEPT);
  });

  it('[Z4] the next return finishes it first', async () => {
    const shop = await newShop();
    const checkout = await sold(shop);
    await fault('/v1/refunds', { kind: 'drop_reply' }, 3);
    expectRefusal(await giveBack(shop, checkout, ONE), 503, 'payment_provider_unavailable');
    const second = refundIn(await giveBack(shop, checkout, ONE));
    expect(second).toMatchObject({
      amount: 680_000,
      clawback_amount: 120_000,
      claim: { status: 'reversed' },
    });
    expect(await refundsAtStripe(checkout)).toHaveLength(2);
    expect(await paidInNet(checkout)).toBe(0);
    await expectVerified(shop);
  });

  it('[Z5] a webhook before the reply books it, and the reply changes nothing', async () => {
    const shop = await newShop();
    const checkout = await sold(shop);
    await fault('/v1/refunds', { kind: 'drop_reply' }, 3);
    const key = crypto.randomUUID();
    expectRefusal(await giveBack(shop, checkout, ONE, { key }), 503, 'payment_provider_unavailable');
    const [made] = await refundsAtStripe(checkout);
    await tell('refund.created', String(made?.id));
    await expectKept(shop, checkout, KEPT);
    refundIn(await giveBack(shop, checkout, ONE, { key }));
    await alarm(shop, REFUND_PENDING_ASK_S + 1);
    await tell('refund.created', String(made?.id));
    const claim = await expectKept(shop, checkout, KEPT);
    expect(eventTypes(claim).filter((type) => type === 'claim.reversed')).toHaveLength(1);
  });

  it('[Z5] Stripe says no: nothing has come back, and it can be tried again', async () => {
    const shop = await newShop();
    const checkout = await sold(shop);
    // All of it was refunded in the dashboard: there is nothing left to refund.
    await stripe('refunds', { payment_intent: intentOf(checkout) });
    const key = crypto.randomUUID();
    const answer = await giveBack(shop, checkout, ONE, { key });
    expectRefusal(answer, 402, 'refund_refused');
    expect((await refundsOf(shop, checkout))[0]).toMatchObject({ status: 'failed' });
    const claim = await claimOf(checkout, shop.keys.sk);
    expect(claim).toMatchObject({ status: 'posted', reversed_amount: 0 });
    expectRefusal(await giveBack(shop, checkout, ONE, { key }), 402, 'refund_refused');
  });
});

describe('a refund on its way', () => {
  it('[Z5] is pending, and succeeds by its webhook', async () => {
    const shop = await newShop();
    const checkout = await sold(shop, {}, 'pm_card_pendingRefund');
    const refund = refundIn(await giveBack(shop, checkout, ONE));
    expect(refund).toMatchObject({ status: 'pending', claim: { status: 'partially_reversed' } });
    const [made] = await refundsAtStripe(checkout);
    await sandbox(`refunds/${made?.id}/settle`, {});
    await tell('refund.updated', String(made?.id));
    expect((await refundsOf(shop, checkout))[0]).toMatchObject({ status: 'succeeded' });
    await expectKept(shop, checkout, KEPT);
  });

  it('[Z5] and still on its way an hour later is asked about an hour after that', async () => {
    const shop = await newShop();
    const checkout = await sold(shop, {}, 'pm_card_pendingRefund');
    refundIn(await giveBack(shop, checkout, ONE));
    const [made] = await refundsAtStripe(checkout);
    await alarm(shop, REFUND_PENDING_ASK_S + 1);
    await sandbox(`refunds/${made?.id}/settle`, {});
    await alarm(shop, 2 * REFUND_PENDING_ASK_S - 60);
    expect((await refundsOf(shop, checkout))[0]).toMatchObject({ status: 'pending' });
    await alarm(shop, 2 * REFUND_PENDING_ASK_S + 2);
    expect((await refundsOf(shop, checkout))[0]).toMatchObject({ status: 'succeeded' });
  });

  it('[Z5] whose webhook is lost is asked about by the alarm', async () => {
    const shop = await newShop();
    const checkout = await sold(shop, {}, 'pm_card_pendingRefund');
    refundIn(await giveBack(shop, checkout, ONE));
    const [made] = await refundsAtStripe(checkout);
    await sandbox(`refunds/${made?.id}/settle`, {});
    await alarm(shop, REFUND_PENDING_ASK_S + 1);
    expect((await refundsOf(shop, checkout))[0]).toMatchObject({ status: 'succeeded' });
  });
});

describe('a refund that fails', () => {
  it('[Z6] is undone by new events, and flagged', async () => {
    const shop = await newShop();
    const checkout = await sold(shop);
    const refund = refundIn(await giveBack(shop, checkout, ONE));
    await failRefund(shop, checkout, refund);
    const claim = await expectKept(shop, checkout, [CAPPED_ROBOT]);
    expect(claim).toMatchObject({ status: 'posted', reversed_amount: 0, flag: 'refund_failed' });
    expect(eventTypes(claim).slice(2)).toEqual(['claim.reversed', 'claim.flagged', 'claim.restored']);
    const now = await checkoutNow(checkout.id, shop.keys.sk);
    expect(now).toMatchObject({ flag: 'refund_failed', refunds: [{ status: 'failed' }] });
    refundIn(await giveBack(shop, checkout, [{ line: 0, quantity: 2 }]));
    expect(await paidInNet(checkout)).toBe(0);
  });

  it('[Z6] told again and again, is undone once', async () => {
    const shop = await newShop();
    const checkout = await sold(shop);
    const refund = refundIn(await giveBack(shop, checkout, ONE));
    await failRefund(shop, checkout, refund);
    const { data } = (await stripe(`refunds?payment_intent=${intentOf(checkout)}`)) as {
      data: { id: string }[];
    };
    for (const type of ['refund.failed', 'refund.created', 'refund.updated', 'charge.refund.updated']) {
      await tell(type, String(data[0]?.id));
    }
    await alarm(shop, 1_000);
    const claim = await expectKept(shop, checkout, [CAPPED_ROBOT]);
    expect(eventTypes(claim)).toHaveLength(5);
  });

  it('[Z6] of an earlier return, leaves the claim at what the kept units are worth', async () => {
    const shop = await newShop();
    const checkout = await sold(shop);
    const first = refundIn(await giveBack(shop, checkout, ONE));
    refundIn(await giveBack(shop, checkout, ONE));
    await failRefund(shop, checkout, first);
    const claim = await claimOf(checkout, shop.keys.sk);
    expect(claim).toMatchObject({ amount: 200_000, reversed_amount: 80_000, status: 'partially_reversed' });
    // 400.00 more than the kept robot costs stayed with the shop; the return of that robot gives it back.
    expect(await paidInNet(checkout)).toBe(720_000);
    const last = refundIn(await giveBack(shop, checkout, ONE));
    expect(last).toMatchObject({ amount: 720_000, clawback_amount: 120_000 });
    expect(await paidInNet(checkout)).toBe(0);
    await expectVerified(shop);
  });

  it('[Z6] waits for the money where the budget is gone by then', async () => {
    const budget = env.BUDGET.getByName(SCARCE);
    await budget.setTotal(200_000);
    const shop = await newShop({ programme: SCARCE });
    const checkout = await sold(shop);
    const refund = refundIn(await giveBack(shop, checkout, [{ line: 0, quantity: 2 }]));
    const other = await sold(shop, { lines: [CAPPED_ROBOT] });
    expect(other.subsidy_amount).toBe(200_000);
    await failRefund(shop, checkout, refund);
    expect(await claimOf(checkout, shop.keys.sk)).toMatchObject({
      status: 'reversed',
      flag: 'refund_failed',
    });
    await budget.setTotal(400_000);
    await alarm(shop, 700);
    expect(await claimOf(checkout, shop.keys.sk)).toMatchObject({ status: 'posted', reversed_amount: 0 });
    expect(await ledgerOf(shop.id).balance(SCARCE)).toMatchObject({ posted: 400_000 });
    await expectVerified(shop);
  });

  it('[Z6] takes its locks back, or waits while another claim has the unit', async () => {
    const shop = await newShop();
    const lines = [{ ...ROBOT, serial_numbers: [`SN-${crypto.randomUUID()}`] }];
    const checkout = await sold(shop, { lines });
    const refund = refundIn(await giveBack(shop, checkout, ONE));
    const other = await sold(shop, { lines });
    expect(other.subsidy_amount).toBeGreaterThan(0);
    await failRefund(shop, checkout, refund);
    expect(await claimOf(checkout, shop.keys.sk)).toMatchObject({
      status: 'reversed',
      flag: 'refund_failed',
    });
    refundIn(await giveBack(shop, other, ONE));
    await alarm(shop, 700);
    expect(await claimOf(checkout, shop.keys.sk)).toMatchObject({ status: 'posted' });
    const third = await call('/v1/checkouts', { key: shop.keys.sk, body: order({ lines }) });
    expectRefusal(third, 409, 'serial_already_claimed', 'lines[0][serial_numbers]');
  });
});

describe('serial numbers of a return', () => {
  const SERIALS = () => [`SN-${crypto.randomUUID()}`, `SN-${crypto.randomUUID()}`];

  it('[N7] frees the unit that it names, and no other', async () => {
    const [shop, serials] = [await newShop(), SERIALS()];
    const [first = '', second = ''] = serials;
    const checkout = await sold(shop, { lines: [{ ...ROBOT, quantity: 2, serial_numbers: serials }] });
    refundIn(
      await giveBack(shop, checkout, [{ line: 0, quantity: 1, serial_numbers: [` ${first.toLowerCase()}`] }]),
    );
    await alarm(shop, 1);
    const open = (serial: string) =>
      call('/v1/checkouts', {
        key: shop.keys.sk,
        body: order({ lines: [{ ...ROBOT, serial_numbers: [serial] }] }),
      });
    expectRefusal(await open(second), 409, 'serial_already_claimed', 'lines[0][serial_numbers]');
    expect((await open(first)).status).toBe(201);
  });

  it('[Z3] of a unit that was not sold, or came back before, are refused', async () => {
    const [shop, serials] = [await newShop(), SERIALS()];
    const checkout = await sold(shop, { lines: [{ ...ROBOT, quantity: 2, serial_numbers: serials }] });
    const back = (serial: string) =>
      giveBack(shop, checkout, [{ line: 0, quantity: 1, serial_numbers: [serial] }]);
    const param = 'lines[0][serial_numbers][0]';
    expectRefusal(await back('SN-OF-SOMETHING-ELSE'), 400, 'serial_number_unknown', param);
    refundIn(await back(String(serials[0])));
    expectRefusal(await back(String(serials[0])), 400, 'serial_number_unknown', param);
    refundIn(await back(String(serials[1])));
  });
});
