// Repricing while Stripe fails, is silent or answers late, while others do something to the same checkout, and while whatever
// is in between dies. However it ends, it ends in one of two states: everything has the new cart, or everything has the old.

import { evictDurableObject } from 'cloudflare:test';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHECKOUT_TTL_S } from '../../src/limits.ts';
import type { Checkout } from '../../src/wire/objects.ts';
import { claimOf } from './claim-support.ts';
import {
  atStripe,
  beginDirectly,
  cancel,
  ends,
  expectAgreement,
  fault,
  intentNow,
  NEW,
  OLD,
  open,
  PAYMENT,
  type RepricingLedger,
  reprice,
  repriced,
  repricingLedger,
  repricings,
  robot,
} from './repricing-support.ts';
import {
  checkoutNow,
  deliver,
  expectRefusal,
  intentOf,
  ledgerObject,
  newShop,
  nowS,
  pay,
  payAndTell,
  type Shop,
  SOCKS,
  sandbox,
  signedEvent,
} from './support.ts';

/** Calls of one request to Stripe: the first and its retries. */
const ALL_CALLS = 3;

let shop: Shop;
let ledger: RepricingLedger;
beforeAll(() => sandbox('faults', undefined, 'DELETE'));
beforeEach(async () => {
  shop = await newShop();
  ledger = repricingLedger(shop);
});
afterEach(() => sandbox('faults', undefined, 'DELETE'));

/** Which trouble, how often, and whether the payment was changed all the same. */
const TROUBLES: [string, Record<string, unknown>, number, boolean][] = [
  ['a rate limit', { kind: 'status', status: 429 }, 1, false],
  ['a 500 that it keeps', { kind: 'status', status: 500 }, 1, false],
  ['a 500 that it keeps after the work', { kind: 'status', status: 500, when: 'after' }, 1, true],
  ['a cut line before the work', { kind: 'drop_request' }, ALL_CALLS, false],
  ['a cut line after the work', { kind: 'drop_reply' }, ALL_CALLS, true],
  ['a page of HTML with 200 after the work', { kind: 'html', status: 200, when: 'after' }, ALL_CALLS, true],
];

/** What happens next, and how the checkout then stands: with which price where it is not what Stripe has by then. */
const NEXT: [string, (checkout: Checkout) => Promise<unknown>, Checkout['status'], number | null][] = [
  ['the same request', ({ id }) => repriced(shop, id, { lines: NEW }), 'open', 510_000],
  ['another cart', ({ id }) => repriced(shop, id, { lines: [robot(300_000)] }), 'open', 255_000],
  ['the old cart', ({ id }) => repriced(shop, id, { lines: OLD }), 'open', 340_000],
  ['one without a claim', ({ id }) => repriced(shop, id, { lines: [SOCKS] }), 'open', SOCKS.unit_amount],
  ['a payment and its webhook', (checkout) => payAndTell(intentOf(checkout)), 'complete', null],
  [
    'a payment, then the same request',
    async (checkout) => {
      await pay(intentOf(checkout));
      await reprice(shop, checkout.id, { lines: NEW });
      await deliver(await signedEvent('payment_intent.succeeded', intentOf(checkout)));
    },
    'complete',
    null,
  ],
  ['a cancel', ({ id }) => cancel(shop, id), 'canceled', null],
  [
    'its expiry',
    ({ created }) => ledger.due((created + CHECKOUT_TTL_S) * 1000) as Promise<unknown>,
    'expired',
    null,
  ],
];

describe.each(TROUBLES)('%s', (_, kind, times, is_done) => {
  it.each(NEXT)('[R3] then %s: all of one cart, nothing held', async (_next, next, status, amount_due) => {
    const before = await open(shop);
    await fault(kind, times);
    const failed = await reprice(shop, before.id, { lines: NEW });
    await sandbox('faults', undefined, 'DELETE');
    // A 500 after the work is looked into at once: the payment says that it was done.
    if (failed.status !== 200) {
      expectRefusal(failed, 503, 'payment_provider_unavailable');
      expect(await checkoutNow(before.id, shop.keys.sk)).toEqual(before);
      expect(await ends(shop)).toEqual(['in_flight']);
    }
    expect((await intentNow(before)).amount).toBe(is_done ? 510_000 : 340_000);
    await next(before);
    expect(await expectAgreement(shop, before.id)).toMatchObject({
      status,
      amount_due: amount_due ?? (is_done ? 510_000 : 340_000),
      flag: null,
    });
  });
});

describe('a repricing in flight', () => {
  it('[R3] a 500 that Stripe keeps starts a new try, no other trouble does', async () => {
    const { id } = await open(shop);
    await fault({ kind: 'status', status: 429 });
    await reprice(shop, id, { lines: NEW });
    expect(await repricings(shop)).toMatchObject([{ attempt: 1, status: 'in_flight' }]);
    await fault({ kind: 'status', status: 500 });
    await reprice(shop, id, { lines: NEW });
    expect(await repricings(shop)).toMatchObject([{ attempt: 2, status: 'in_flight' }]);
    await repriced(shop, id, { lines: NEW });
    expect(await repricings(shop)).toMatchObject([{ attempt: 2, status: 'done' }]);
  });

  it('[R3] a 500 after the work, and the payment cannot be looked at: it stays in flight until it can', async () => {
    const before = await open(shop);
    await fault({ kind: 'status', status: 500, when: 'after' });
    await sandbox('faults', {
      ...{
        match: { method: 'GET', path: PAYMENT },
        fault: { kind: 'status', status: 404 },
        times: ALL_CALLS,
      },
    });
    expectRefusal(await reprice(shop, before.id, { lines: NEW }), 503, 'payment_provider_unavailable');
    expect(await repricings(shop)).toMatchObject([{ attempt: 1, status: 'in_flight' }]);
    await sandbox('faults', undefined, 'DELETE');
    await repriced(shop, before.id, { lines: NEW });
    await expectAgreement(shop, before.id);
    expect(await repricings(shop)).toMatchObject([{ attempt: 1, status: 'done' }]);
  });

  it('[R3] done by a try whose 500 Stripe keeps, then paid for: the next look finds it, whatever it refuses', async () => {
    const before = await open(shop);
    await fault({ kind: 'status', status: 500, when: 'after' });
    await sandbox('faults', {
      ...{
        match: { method: 'GET', path: PAYMENT },
        fault: { kind: 'status', status: 404 },
        times: ALL_CALLS,
      },
    });
    await reprice(shop, before.id, { lines: NEW });
    await sandbox('faults', undefined, 'DELETE');
    const how = { payment_method: 'alipay', return_url: 'https://shop.test/', next: 'processing' };
    await pay(intentOf(before), how);
    expect(await repriced(shop, before.id, { lines: NEW })).toMatchObject({ amount_due: 510_000 });
    await sandbox(`payment_intents/${intentOf(before)}/authorize`, {});
    await deliver(await signedEvent('payment_intent.succeeded', intentOf(before)));
    expect(await expectAgreement(shop, before.id)).toMatchObject({ status: 'complete' });
  });

  it('[R2] Stripe refuses the new cart itself: payment_refused with its reason, and the old one stays', async () => {
    const before = await open(shop);
    await fault({ kind: 'status', status: 400 });
    expectRefusal(await reprice(shop, before.id, { lines: NEW }), 402, 'payment_refused');
    expect(await expectAgreement(shop, before.id)).toEqual(before);
  });

  it('[R3] the claim holds the difference, and lists still show what it is for', async () => {
    const before = await open(shop);
    await beginDirectly(shop, before, NEW);
    expect(await claimOf(before, shop.keys.sk)).toMatchObject({ status: 'pending', amount: 60_000 });
    expect(await ledger.balance('zhejiang-ai-2025')).toMatchObject({ pending: 90_000 });
    expect(await checkoutNow(before.id, shop.keys.sk)).toEqual(before);
  });

  it('[R3] begun again by a repeated call it is the same; after its end it does not begin anew', async () => {
    const before = await open(shop);
    const { asked } = await beginDirectly(shop, before, NEW);
    expect(await ledger.beginRepricing(asked)).toMatchObject({ ok: true, repricing: { id: asked.id } });
    await ledger.abandonRepricing(before.id, { id: asked.id, attempt: 1 }, nowS());
    expect(await ledger.beginRepricing(asked)).toEqual({ ok: false, reason: 'changed' });
    expect(await expectAgreement(shop, before.id)).toEqual(before);
  });

  it('[R3] a Worker that priced a cart that is another by now does not begin', async () => {
    const before = await open(shop);
    await repriced(shop, before.id, { lines: NEW });
    const { begun } = await beginDirectly(shop, before, [robot(700_000)], null);
    expect(begun).toEqual({ ok: false, reason: 'changed' });
    await expectAgreement(shop, before.id);
  });

  it('[R3] an older try, or another repricing, cannot give it up', async () => {
    const before = await open(shop);
    const { asked } = await beginDirectly(shop, before, NEW);
    await ledger.startNewRepricingAttempt({ id: asked.id, attempt: 1 });
    await ledger.abandonRepricing(before.id, { id: asked.id, attempt: 1 }, nowS());
    await ledger.abandonRepricing(before.id, { id: `${asked.id}x`, attempt: 2 }, nowS());
    expect(await repricings(shop)).toMatchObject([{ status: 'in_flight', attempt: 2 }]);
  });
});

describe('a Worker or a ledger that dies', () => {
  it.each(NEXT)('[R3] before Stripe was asked, then %s', async (_, next, status, amount_due) => {
    const before = await open(shop);
    await beginDirectly(shop, before, NEW);
    await evictDurableObject(ledgerObject(shop.id));
    await next(before);
    expect(await expectAgreement(shop, before.id)).toMatchObject({
      status,
      amount_due: amount_due ?? 340_000,
    });
  });

  it.each(NEXT)('[R3] after Stripe has done it, then %s', async (_, next, status, amount_due) => {
    const before = await open(shop);
    const { asked } = await beginDirectly(shop, before, NEW);
    await atStripe(before, asked.id, before.claim?.id, 510_000);
    await evictDurableObject(ledgerObject(shop.id));
    await next(before);
    expect(await expectAgreement(shop, before.id)).toMatchObject({
      status,
      amount_due: amount_due ?? 510_000,
    });
  });

  it.each([
    ['without its first claim', [SOCKS], OLD],
    ['without its last claim', OLD, [SOCKS]],
  ])('[R5] %s, in both phases and both ways', async (_, from, to) => {
    for (const is_done of [false, true]) {
      for (const end of [cancel, (_: Shop, id: string) => payAndTellOf(id)]) {
        const fresh = await newShop();
        shop = fresh;
        const before = await open(fresh, { lines: from });
        const { asked, begun } = await beginDirectly(fresh, before, to);
        if (!begun.ok) throw new Error(begun.reason);
        const { claim, amount_due } = begun.repricing;
        if (is_done) await atStripe(before, asked.id, claim, amount_due);
        await end(fresh, before.id);
        await expectAgreement(fresh, before.id);
      }
    }
  });
});

async function payAndTellOf(id: string): Promise<void> {
  await payAndTell(intentOf(await checkoutNow(id, shop.keys.sk)));
}
