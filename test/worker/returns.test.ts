// Returns over the API: what comes back, what is clawed back, and what is refused.

import { describe, expect, it } from 'vitest';
import type { Checkout } from '../../src/wire/objects.ts';
import { claimOf, eventTypes, expectVerified } from './claim-support.ts';
import {
  CAPPED_ROBOT,
  expectKept,
  giveBack,
  paidInNet,
  refundIn,
  refundsAtStripe,
  sold,
} from './return-support.ts';
import {
  call,
  checkoutNow,
  expectRefusal,
  ledgerOf,
  newShop,
  openCheckout,
  PROGRAMME,
  ROBOT,
  type Shop,
  SOCKS,
  sandbox,
} from './support.ts';

describe('a return', () => {
  it('[Z1] keeps the subsidy of the kept units and refunds the rest', async () => {
    const shop = await newShop();
    const checkout = await sold(shop);
    const refund = refundIn(await giveBack(shop, checkout, [{ line: 0, quantity: 1 }]));
    expect(refund).toEqual({
      id: expect.stringMatching(/^rfd_/),
      object: 'refund',
      status: 'succeeded',
      checkout: checkout.id,
      amount: 720_000,
      clawback_amount: 80_000,
      currency: 'cny',
      lines: [{ line: 0, quantity: 1 }],
      reason: '七天无理由 changed mind',
      tender: null,
      reference: null,
      created: expect.any(Number),
      claim: {
        id: checkout.claim?.id,
        status: 'partially_reversed',
        amount: 200_000,
        reversed_amount: 80_000,
      },
    });
    const claim = await expectKept(shop, checkout, [{ ...CAPPED_ROBOT, quantity: 1 }]);
    expect(claim.events?.at(-1)).toMatchObject({
      type: 'claim.reversed',
      data: { refund: refund.id, amount: 80_000, refund_amount: 720_000, lines: [{ line: 0, quantity: 1 }] },
    });
    const { claim: _, ...shown } = refund;
    expect(await checkoutNow(checkout.id, shop.keys.sk)).toMatchObject({
      status: 'complete',
      refunds: [shown],
    });
  });

  it('[Z1] of all that was sold, in parts, reverses the claim; the shipping stays paid', async () => {
    const shop = await newShop();
    const lines = [
      { ...ROBOT, quantity: 2, discount_amount: 10_001 },
      { ...SOCKS, quantity: 3 },
    ];
    const checkout = await sold(shop, { lines, shipping_amount: 1_200 });
    refundIn(
      await giveBack(shop, checkout, [
        { line: 1, quantity: 2 },
        { line: 0, quantity: 1 },
      ]),
    );
    await expectKept(shop, checkout, [
      { ...ROBOT, quantity: 1, discount_amount: 5_000 },
      { ...SOCKS, quantity: 1 },
    ]);
    refundIn(await giveBack(shop, checkout, [{ line: 0, quantity: 1 }]));
    const last = refundIn(await giveBack(shop, checkout, [{ line: 1, quantity: 1 }]));
    expect(last).toMatchObject({
      amount: SOCKS.unit_amount,
      clawback_amount: 0,
      claim: { status: 'reversed' },
    });
    expect(await paidInNet(checkout)).toBe(1_200);
    expect(await ledgerOf(shop.id).balance(PROGRAMME)).toMatchObject({ pending: 0, posted: 0 });
    await expectVerified(shop);
  });

  it('[Z2] of a unit that does not qualify claws nothing back, and stands in the log', async () => {
    const shop = await newShop();
    const checkout = await sold(shop, { lines: [ROBOT, SOCKS] });
    const refund = refundIn(await giveBack(shop, checkout, [{ line: 1, quantity: 1 }]));
    expect(refund).toMatchObject({
      amount: SOCKS.unit_amount,
      clawback_amount: 0,
      claim: { status: 'posted' },
    });
    const claim = await expectKept(shop, checkout, [ROBOT]);
    expect(eventTypes(claim)).toEqual(['claim.reserved', 'claim.posted', 'claim.reversed']);
  });

  it('[Z2] of an order without a claim refunds the price', async () => {
    const shop = await newShop();
    const checkout = await sold(shop, { lines: [{ ...SOCKS, quantity: 2 }] });
    const refund = refundIn(await giveBack(shop, checkout, [{ line: 0, quantity: 1 }]));
    expect(refund).toMatchObject({ amount: SOCKS.unit_amount, clawback_amount: 0, claim: null });
    expect(await paidInNet(checkout)).toBe(SOCKS.unit_amount);
  });

  it('[Z2] of something that cost nothing touches no Stripe', async () => {
    const shop = await newShop();
    const gift = { ...SOCKS, discount_amount: SOCKS.unit_amount };
    const checkout = await sold(shop, { lines: [ROBOT, gift] });
    const refund = refundIn(await giveBack(shop, checkout, [{ line: 1, quantity: 1 }]));
    expect(refund).toMatchObject({ amount: 0, clawback_amount: 0, status: 'succeeded' });
    expect(await refundsAtStripe(checkout)).toEqual([]);
    await expectKept(shop, checkout, [ROBOT]);
  });

  it('[Z1] the money that it frees can be claimed again', async () => {
    const shop = await newShop();
    const before = await ledgerOf(shop.id).balance(PROGRAMME);
    const checkout = await sold(shop);
    refundIn(await giveBack(shop, checkout, [{ line: 0, quantity: 2 }]));
    const { leased, pending, posted } = await ledgerOf(shop.id).balance(PROGRAMME);
    expect({ pending, posted }).toEqual({ pending: before.pending, posted: before.posted });
    expect(leased).toBeGreaterThan(0);
  });
});

describe('a return that is refused', () => {
  async function expectNothingChanged(shop: Shop, checkout: Checkout): Promise<void> {
    const now = await checkoutNow(checkout.id, shop.keys.sk);
    expect(now.refunds).toEqual([]);
    expect(now.claim).toEqual(checkout.claim);
    expect(await refundsAtStripe(checkout)).toEqual([]);
  }

  it('[Z3] of more than was bought', async () => {
    const shop = await newShop();
    const checkout = await sold(shop, { lines: [ROBOT, SOCKS] });
    const answer = await giveBack(shop, checkout, [
      { line: 1, quantity: 1 },
      { line: 0, quantity: 2 },
    ]);
    expect(expectRefusal(answer, 400, 'quantity_not_kept', 'lines[1][quantity]')).toContain(
      'expected at most 1, which is what is left of line 0, got 2',
    );
    await expectNothingChanged(shop, checkout);
    refundIn(await giveBack(shop, checkout, [{ line: 0, quantity: 1 }]));
    const again = await giveBack(shop, checkout, [{ line: 0, quantity: 1 }]);
    expectRefusal(again, 400, 'quantity_not_kept', 'lines[0][quantity]');
  });

  it('[Z3] of a line that was not sold', async () => {
    const shop = await newShop();
    const checkout = await sold(shop);
    const answer = await giveBack(shop, checkout, [{ line: 1, quantity: 1 }]);
    expectRefusal(answer, 400, 'quantity_not_kept', 'lines[0][quantity]');
    await expectNothingChanged(shop, checkout);
  });

  it('[Z3] of a checkout that is not paid, or canceled', async () => {
    const shop = await newShop();
    const checkout = await openCheckout({}, shop.keys.sk);
    const open = await giveBack(shop, checkout, [{ line: 0, quantity: 1 }]);
    expect(expectRefusal(open, 409, 'checkout_not_complete')).toContain('got one that is open');
    await call(`/v1/checkouts/${checkout.id}/cancel`, { key: shop.keys.sk, method: 'POST' });
    const canceled = await giveBack(shop, checkout, [{ line: 0, quantity: 1 }]);
    expectRefusal(canceled, 409, 'checkout_not_complete');
  });

  it("[Z3] of another merchant's checkout, and of one that nobody has", async () => {
    const [shop, other] = [await newShop(), await newShop()];
    const checkout = await sold(shop);
    const answer = await giveBack(shop, checkout, [{ line: 0, quantity: 1 }], { api_key: other.keys.sk });
    expectRefusal(answer, 404, 'resource_missing', 'id');
    const nobody = await giveBack(shop, { ...checkout, id: 'chk_nobody' }, [{ line: 0, quantity: 1 }]);
    expectRefusal(nobody, 404, 'resource_missing', 'id');
    await expectNothingChanged(shop, checkout);
  });

  it.each(['pk', 'fk'] as const)('[A2] with a key of the kind %s', async (kind) => {
    const shop = await newShop();
    const answer = await giveBack(shop, await sold(shop), [{ line: 0, quantity: 1 }], {
      api_key: shop.keys[kind],
    });
    expectRefusal(answer, 403, 'key_kind_not_allowed');
  });

  it.each<[string, unknown, string, string]>([
    ['no lines', { reason: 'x' }, 'parameter_missing', 'lines'],
    ['lines without an entry', { lines: [], reason: 'x' }, 'parameter_invalid', 'lines'],
    ['no reason', { lines: [{ line: 0, quantity: 1 }] }, 'parameter_missing', 'reason'],
    ['an empty reason', { lines: [{ line: 0, quantity: 1 }], reason: '' }, 'parameter_invalid', 'reason'],
    [
      'a line twice',
      {
        lines: [
          { line: 0, quantity: 1 },
          { line: 0, quantity: 1 },
        ],
        reason: 'x',
      },
      'parameter_invalid',
      'lines[1][line]',
    ],
    [
      'a line below 0',
      { lines: [{ line: -1, quantity: 1 }], reason: 'x' },
      'parameter_invalid',
      'lines[0][line]',
    ],
    [
      'half a unit',
      { lines: [{ line: 0, quantity: 0.5 }], reason: 'x' },
      'parameter_invalid',
      'lines[0][quantity]',
    ],
    [
      'no unit',
      { lines: [{ line: 0, quantity: 0 }], reason: 'x' },
      'parameter_invalid',
      'lines[0][quantity]',
    ],
    [
      'an amount',
      { lines: [{ line: 0, quantity: 1 }], reason: 'x', amount: 1 },
      'parameter_unknown',
      'amount',
    ],
    [
      'more serial numbers than units',
      { lines: [{ line: 0, quantity: 1, serial_numbers: ['A1', 'A2'] }], reason: 'x' },
      'parameter_invalid',
      'lines[0][serial_numbers]',
    ],
  ])('[A3] with %s', async (_name, body, code, param) => {
    const answer = await call('/v1/checkouts/chk_nobody/refunds', {
      body,
      headers: { 'Idempotency-Key': crypto.randomUUID() },
    });
    expectRefusal(answer, answer.status === 404 ? 400 : answer.status, code, param);
    expect(answer.status).toBe(400);
  });
});

describe('the key of a return', () => {
  it('[Z4] must be there', async () => {
    const answer = await call('/v1/checkouts/chk_nobody/refunds', {
      body: { lines: [{ line: 0, quantity: 1 }], reason: 'x' },
    });
    expectRefusal(answer, 400, 'idempotency_key_missing', 'Idempotency-Key');
  });

  it('[Z4] with the same return gives the first answer again, and one refund', async () => {
    const shop = await newShop();
    const checkout = await sold(shop);
    const key = crypto.randomUUID();
    const first = await giveBack(shop, checkout, [{ line: 0, quantity: 1 }], { key });
    const again = await giveBack(shop, checkout, [{ line: 0, quantity: 1 }], { key });
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('Idempotent-Replayed')).toBe('true');
    expect(await refundsAtStripe(checkout)).toHaveLength(1);
    await expectKept(shop, checkout, [{ ...CAPPED_ROBOT, quantity: 1 }]);
  });

  it('[Z4] of another return is refused, and nothing comes back', async () => {
    const shop = await newShop();
    const checkout = await sold(shop);
    const key = crypto.randomUUID();
    refundIn(await giveBack(shop, checkout, [{ line: 0, quantity: 1 }], { key }));
    const other = await giveBack(shop, checkout, [{ line: 0, quantity: 1 }], { key, reason: 'another' });
    expectRefusal(other, 400, 'idempotency_key_reused', 'Idempotency-Key');
    expect(await refundsAtStripe(checkout)).toHaveLength(1);
  });

  it('[Z4] of another call is refused', async () => {
    const shop = await newShop();
    const checkout = await sold(shop);
    const key = crypto.randomUUID();
    const opening = { order_reference: crypto.randomUUID(), channel: 'online', lines: [ROBOT] };
    await call('/v1/checkouts', { key: shop.keys.sk, body: opening, headers: { 'Idempotency-Key': key } });
    const answer = await giveBack(shop, checkout, [{ line: 0, quantity: 1 }], { key });
    expectRefusal(answer, 400, 'idempotency_key_reused', 'Idempotency-Key');
  });

  it('[Z4] many at once with one key are one return', async () => {
    const shop = await newShop();
    const checkout = await sold(shop);
    const key = crypto.randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => giveBack(shop, checkout, [{ line: 0, quantity: 1 }], { key })),
    );
    expect(answers.every(({ status }) => status === 201 || status === 503)).toBe(true);
    expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
    expect(await refundsAtStripe(checkout)).toHaveLength(1);
    await expectKept(shop, checkout, [{ ...CAPPED_ROBOT, quantity: 1 }]);
  });

  it('[Z4] many returns at once never give back more than was sold', async () => {
    const shop = await newShop();
    const checkout = await sold(shop, { lines: [{ ...CAPPED_ROBOT, quantity: 3 }] });
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => giveBack(shop, checkout, [{ line: 0, quantity: 1 }])),
    );
    const done = answers.filter(({ status }) => status === 201).length;
    expect(answers.every(({ status }) => [201, 400, 409, 503].includes(status))).toBe(true);
    expect(done).toBeGreaterThan(0);
    expect(await refundsAtStripe(checkout)).toHaveLength(done);
    const kept = 3 - done;
    await expectKept(shop, checkout, kept === 0 ? [] : [{ ...CAPPED_ROBOT, quantity: kept }]);
  });
});

describe('a claim after a return', () => {
  it('[Z1] is reversed in the journals too', async () => {
    const shop = await newShop();
    const checkout = await sold(shop);
    refundIn(await giveBack(shop, checkout, [{ line: 0, quantity: 1 }]));
    await ledgerOf(shop.id).due(Date.now());
    const claim = await claimOf(checkout, 'ok_test_demo');
    expect(claim).toMatchObject({ status: 'partially_reversed', reversed_amount: 80_000 });
  });

  it("[Z3] a till may take units back; the sandbox's books agree", async () => {
    const shop = await newShop();
    const checkout = await sold(shop, { channel: 'in_store' });
    refundIn(await giveBack(shop, checkout, [{ line: 0, quantity: 2 }], { api_key: shop.keys.tk }));
    expect(await sandbox('summary')).toBeTruthy();
    expect(await paidInNet(checkout)).toBe(0);
  });
});
