// Repricing while others do something to the same checkout: pay, cancel, reprice, give up.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PaymentFact } from '../../src/payment.ts';
import { claimOf, eventTypes } from './claim-support.ts';
import {
  beginDirectly,
  cancel,
  claimsOf,
  ends,
  expectAgreement,
  fault,
  intentNow,
  NEW,
  OLD,
  open,
  type RepricingLedger,
  reprice,
  repriced,
  repricingLedger,
  robot,
} from './repricing-support.ts';
import {
  type Answer,
  checkoutNow,
  expectRefusal,
  intentOf,
  newShop,
  nowS,
  payAndTell,
  type Shop,
  sandbox,
  until,
} from './support.ts';

let shop: Shop;
let ledger: RepricingLedger;
beforeEach(async () => {
  shop = await newShop();
  ledger = repricingLedger(shop);
});
afterEach(() => sandbox('faults', undefined, 'DELETE'));

describe('at the same time', () => {
  const statuses = (answers: Answer[]): number[] => answers.map(({ status }) => status).sort();

  it('[R3] the same request twice is one repricing, and both get it', async () => {
    const before = await open(shop);
    const answers = await Promise.all([1, 2].map(() => reprice(shop, before.id, { lines: NEW })));
    expect(statuses(answers)).toEqual([200, 200]);
    expect(answers[0]?.body).toEqual(answers[1]?.body);
    await expectAgreement(shop, before.id);
  });

  it('[R3] of eight carts each that is acknowledged was had, and the last one is everybody’s', async () => {
    const before = await open(shop);
    const prices = [1, 2, 3, 4, 5, 6, 7, 8].map((at) => at * 100_000);
    const answers = await Promise.all(
      prices.map((price) => reprice(shop, before.id, { lines: [robot(price)] })),
    );
    for (const [at, { status, body }] of answers.entries()) {
      expect([200, 503]).toContain(status);
      if (status === 200) expect(body['amount_total']).toBe(prices[at]);
    }
    expect(statuses(answers)).toContain(200);
    await repriced(shop, before.id, { lines: NEW });
    await expectAgreement(shop, before.id);
    await payAndTell(intentOf(before));
    expect(await expectAgreement(shop, before.id)).toMatchObject({ status: 'complete', amount_due: 510_000 });
  });

  it('[R6] paid between the hold and Stripe: the payment wins', async () => {
    const before = await open(shop);
    await fault({ delay_ms: 400 });
    const asking = reprice(shop, before.id, { lines: NEW });
    await until(
      () => ends(shop),
      ([end]) => end === 'in_flight',
    );
    await payAndTell(intentOf(before));
    expectRefusal(await asking, 409, 'checkout_not_open');
    expect(await expectAgreement(shop, before.id)).toMatchObject({ status: 'complete', amount_due: 340_000 });
  });

  it('[R2] paid, and told of, before Stripe’s reply to the change: the webhook brings the new cart', async () => {
    const before = await open(shop);
    await fault({ delay_ms: 600, when: 'after' });
    const asking = reprice(shop, before.id, { lines: NEW });
    await until(
      () => intentNow(before),
      ({ amount }) => amount === 510_000,
    );
    await payAndTell(intentOf(before));
    expect(await asking).toMatchObject({ status: 200, body: { status: 'complete', amount_due: 510_000 } });
    const paid = await expectAgreement(shop, before.id);
    expect(eventTypes(await claimOf(paid, shop.keys.sk)).slice(-2)).toEqual([
      'claim.repriced',
      'claim.posted',
    ]);
  });

  it('[R3] canceled while Stripe is asked: one of the two, and nothing is held', async () => {
    const before = await open(shop);
    await fault({ delay_ms: 300 });
    const asking = reprice(shop, before.id, { lines: NEW });
    await until(
      () => ends(shop),
      ([end]) => end === 'in_flight',
    );
    expect(await cancel(shop, before.id)).toMatchObject({ status: 200 });
    expectRefusal(await asking, 409, 'checkout_not_open');
    expect(await expectAgreement(shop, before.id)).toMatchObject({ status: 'canceled' });
  });

  it.each([
    ['the new cart is asked for again', NEW],
    ['the old cart is asked for', OLD],
  ])(
    '[R3] Stripe does what the ledger has given up, while %s: the payment is brought back in step',
    async (_, lines) => {
      const before = await open(shop);
      const { asked } = await beginDirectly(shop, before, NEW);
      await fault({ delay_ms: 300 });
      const asking = repriced(shop, before.id, { lines });
      await new Promise((resolve) => setTimeout(resolve, 100));
      await ledger.abandonRepricing(before.id, { id: asked.id, attempt: 1 }, nowS());
      await asking;
      expect(await expectAgreement(shop, before.id)).toMatchObject({ amount_total: lines[0]?.unit_amount });
      expect(await ends(shop)).toEqual(['abandoned', 'done']);
    },
  );

  it('[R2] the payment of a checkout is not that of another: its facts settle nothing here', async () => {
    const [one, two] = [await open(shop), await open(shop)];
    const { asked } = await beginDirectly(shop, one, NEW);
    const stray: PaymentFact = {
      ...{ payment_intent: intentOf(two), client_secret: null, attempt: 1, cart: asked.id },
      status: 'open',
      ...{ currency: 'cny', amount_received: 0 },
    };
    await ledger.apply(one.id, stray, nowS());
    expect(await ends(shop)).toEqual(['in_flight']);
    expect(await checkoutNow(one.id, shop.keys.sk)).toEqual(one);
  });
});

describe('a checkout that is not as it should be', () => {
  it('[L5] was left without its payment: it gets it, then the new cart', async () => {
    await sandbox('faults', {
      ...{ match: { method: 'POST', path: '/v1/payment_intents' }, fault: { kind: 'status', status: 500 } },
    });
    await expect(open(shop)).rejects.toThrow('503');
    const [claim] = await claimsOf(shop);
    const id = String(claim?.checkout);
    expect(await repriced(shop, id, { lines: NEW })).toMatchObject({ amount_due: 510_000 });
    await expectAgreement(shop, id);
  });

  it('[R6] has a payment that finance has to look at: payment_mismatch', async () => {
    const before = await open(shop);
    const wrong: PaymentFact = {
      ...{ payment_intent: intentOf(before), client_secret: null, attempt: 1, cart: null },
      status: 'succeeded',
      ...{ currency: 'cny', amount_received: 1 },
    };
    await beginDirectly(shop, before, NEW);
    await ledger.apply(before.id, wrong, nowS());
    expectRefusal(await reprice(shop, before.id, { lines: NEW }), 409, 'payment_mismatch');
    expect(await ends(shop)).toEqual(['abandoned']);
    expect(await checkoutNow(before.id, shop.keys.sk)).toMatchObject({ amount_due: 340_000, status: 'open' });
  });
});
