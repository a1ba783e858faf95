// Returns of what the shop was paid for itself: the shop gives the money back, says how, and Stripe has no part in it.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ZHEJIANG_AI_2025 } from '../../src/programmes/zhejiang-ai-2025.ts';
import { quote } from '../../src/quote.ts';
import { registryOf } from '../../src/tagging/registry.ts';
import type { Checkout, Claim } from '../../src/wire/objects.ts';
import type { QuoteRequest } from '../../src/wire/requests.ts';
import { eventTypes } from './claim-support.ts';
import {
  expectBooked,
  expectUntouched,
  giveBackBy,
  openExternal,
  setTrap,
  soldExternally,
} from './external-support.ts';
import { CAPPED_ROBOT, giveBack, refundIn, sold } from './return-support.ts';
import {
  checkoutNow,
  expectRefusal,
  ledgerOf,
  newShop,
  nowS,
  ROBOT,
  type Shop,
  SOCKS,
  sandbox,
} from './support.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await newShop();
  await setTrap();
});
afterEach(() => sandbox('faults', undefined, 'DELETE'));

const CASH = { tender: 'cash' };
const CART = { lines: [CAPPED_ROBOT, SOCKS], shipping_amount: 1_200 };

/** What the customer has paid, less what the shop gave back. */
const paidInNet = ({ amount_due, refunds }: Checkout): number =>
  amount_due - refunds.reduce((all, { amount }) => all + amount, 0);

/** Expects what was paid in net and what is claimed to be the fresh quote of the kept units (SPEC Z1). */
async function expectKept(checkout: Checkout, lines: QuoteRequest['lines']): Promise<Claim> {
  const fresh = quote(
    { lines, shipping_amount: checkout.shipping_amount },
    { programme: ZHEJIANG_AI_2025, registry: registryOf([]), now: nowS() },
  );
  const now = await checkoutNow(checkout.id, shop.keys.sk);
  expect(paidInNet(now)).toBe(fresh.amount_due);
  const claim = await expectBooked(shop, checkout, { pending: 0, posted: fresh.subsidy_amount });
  expect(claim.amount - claim.reversed_amount).toBe(fresh.subsidy_amount);
  return claim;
}

describe('a return of an external checkout', () => {
  it('[O5] [Z1] succeeds at once, says how the money went back, and asks nothing of Stripe', async () => {
    const checkout = await soldExternally(shop, CART, { tender: 'bank_card', reference: 'slip 17' });
    const body = { tender: 'bank_card', reference: 'slip 18' };
    const refund = refundIn(await giveBackBy(shop, checkout, body));
    expect(refund).toMatchObject({
      ...{ status: 'succeeded', amount: 720_000, clawback_amount: 80_000, ...body },
      claim: { status: 'partially_reversed', reversed_amount: 80_000 },
    });
    const { refunds } = await checkoutNow(checkout.id, shop.keys.sk);
    const { claim: _, ...shown } = refund;
    expect(refunds).toEqual([shown]);
    const claim = await expectKept(checkout, [{ ...CAPPED_ROBOT, quantity: 1 }, SOCKS]);
    expect(claim).toMatchObject({ tender: 'bank_card', tender_reference: 'slip 17' });
    expect(claim.events?.at(-1)).toMatchObject({
      type: 'claim.reversed',
      data: { refund: refund.id, amount: 80_000, refund_amount: 720_000, ...body, reason: '七天无理由' },
    });
    await ledgerOf(shop.id).due((nowS() + 3 * 3_600) * 1000);
    await expectUntouched();
  });

  it('[O5] [Z1] one after the other, in any tender, until nothing is kept but the shipping', async () => {
    const checkout = await soldExternally(shop, CART);
    refundIn(await giveBackBy(shop, checkout, { ...CASH, lines: [{ line: 1, quantity: 1 }] }));
    await expectKept(checkout, [CAPPED_ROBOT]);
    refundIn(await giveBackBy(shop, checkout, { tender: 'wechat_pay', reference: 'wx-1' }));
    await expectKept(checkout, [{ ...CAPPED_ROBOT, quantity: 1 }]);
    refundIn(await giveBackBy(shop, checkout, CASH));
    const claim = await expectKept(checkout, []);
    expect(claim.status).toBe('reversed');
    expect(eventTypes(claim).filter((type) => type === 'claim.reversed')).toHaveLength(3);
    expect(paidInNet(await checkoutNow(checkout.id, shop.keys.sk))).toBe(1_200);
    await expectUntouched();
  });

  it('[O5] [Z4] under its key it is one return, however often and however many at once', async () => {
    const checkout = await soldExternally(shop, CART);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => giveBackBy(shop, checkout, CASH, 'return-1')),
    );
    answers.push(await giveBackBy(shop, checkout, CASH, 'return-1'));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    const other = await giveBackBy(shop, checkout, { tender: 'other' }, 'return-1');
    expectRefusal(other, 400, 'idempotency_key_reused', 'Idempotency-Key');
    await expectKept(checkout, [{ ...CAPPED_ROBOT, quantity: 1 }, SOCKS]);
  });

  it('[O5] [Z3] two different ones at once never bring more back than was sold', async () => {
    const checkout = await soldExternally(shop, { lines: [ROBOT] });
    const answers = await Promise.all([giveBackBy(shop, checkout, CASH), giveBackBy(shop, checkout, CASH)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 400]);
    await expectKept(checkout, []);
  });

  it.each([
    ['without a tender', {}],
    ['with a reference alone', { reference: 'slip 18' }],
  ])('[O5] %s is refused, and changes nothing', async (_, body) => {
    const checkout = await soldExternally(shop, CART);
    expectRefusal(await giveBackBy(shop, checkout, body), 400, 'parameter_missing', 'tender');
    await expectKept(checkout, CART.lines);
  });

  it('[O5] of one that is not confirmed is refused', async () => {
    const checkout = await openExternal(shop);
    expectRefusal(await giveBackBy(shop, checkout, CASH), 409, 'checkout_not_complete');
  });

  it('[O5] of a cart without a claim says so in its checkout', async () => {
    const checkout = await soldExternally(shop, { lines: [SOCKS] });
    const refund = refundIn(await giveBackBy(shop, checkout, CASH));
    expect(refund).toMatchObject({
      status: 'succeeded',
      amount: 2_900,
      claim: null,
      reference: null,
      ...CASH,
    });
    await expectUntouched();
  });

  it('[O5] [N7] frees the units it names', async () => {
    const serial = `SN-${crypto.randomUUID()}`;
    const lines = [{ ...ROBOT, serial_numbers: [serial] }];
    const checkout = await soldExternally(shop, { lines });
    refundIn(await giveBackBy(shop, checkout, CASH));
    await soldExternally(await newShop(), { lines });
  });
});

describe('a return of what Stripe took', () => {
  it('[O5] with a tender is refused, and Stripe is asked for no refund', async () => {
    await sandbox('faults', undefined, 'DELETE');
    const checkout = await sold(shop, CART);
    await setTrap();
    const refused = await giveBackBy(shop, checkout, CASH);
    expectRefusal(refused, 409, 'payment_not_external', 'tender');
    await expectUntouched();
    const refund = refundIn(await giveBack(shop, checkout, [{ line: 0, quantity: 1 }]));
    expect(refund).toMatchObject({ status: 'succeeded', tender: null, reference: null });
  });
});
