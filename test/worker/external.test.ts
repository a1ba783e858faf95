// Checkouts that the shop is paid for itself: opened, confirmed, canceled and expired without a word to Stripe.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CHARGE_MIN_FEN, EXTERNAL_CHECKOUT_TTL_S, TENDER_REFERENCE_CHARS_MAX } from '../../src/limits.ts';
import { TENDERS } from '../../src/vocabulary.ts';
import type { Checkout } from '../../src/wire/objects.ts';
import { claimOf, eventTypes } from './claim-support.ts';
import {
  cancel,
  confirm,
  EXTERNAL,
  expectBooked,
  expectUntouched,
  openExternal,
  ringAfter,
  setTrap,
  soldExternally,
} from './external-support.ts';
import {
  call,
  checkoutIn,
  checkoutNow,
  expectRefusal,
  KEY,
  ledgerObject,
  ledgerOf,
  newShop,
  openCheckout,
  order,
  PROGRAMME,
  ROBOT,
  ROBOT_SUBSIDY,
  type Shop,
  SOCKS,
  sandbox,
  send,
} from './support.ts';

const DUE = ROBOT.unit_amount - ROBOT_SUBSIDY;

let shop: Shop;
beforeEach(async () => {
  shop = await newShop();
  await setTrap();
});
afterEach(() => sandbox('faults', undefined, 'DELETE'));

describe('opening', () => {
  it('[O1] reserves the claim and asks nothing of Stripe', async () => {
    const checkout = await openExternal(shop, { metadata: { shift: '2' } });
    expect(checkout).toMatchObject({
      status: 'open',
      amount_due: DUE,
      claim: { status: 'pending', amount: ROBOT_SUBSIDY },
      payment: { provider: 'external', tender: null, reference: null },
      metadata: { shift: '2' },
    });
    expect(await checkoutNow(checkout.id, shop.keys.sk)).toEqual(checkout);
    const claim = await expectBooked(shop, checkout, { pending: ROBOT_SUBSIDY, posted: 0 });
    expect(claim).toMatchObject({ payment_provider: 'external', tender: null, tender_reference: null });
    expect(claim.events?.[0]?.data).toMatchObject({ payment_provider: 'external' });
    await expectUntouched();
  });

  it('[O1] it lives for seven days, whatever the time that its merchant chose', async () => {
    const quick = await newShop({ checkout_ttl: 60 });
    const checkout = await openExternal(quick);
    expect(checkout.expires_at - checkout.created).toBe(EXTERNAL_CHECKOUT_TTL_S);
    expect(EXTERNAL_CHECKOUT_TTL_S).toBe(7 * 86_400);
  });

  it('[O1] the same order again is the same checkout, with and without a key; with Stripe it is another request', async () => {
    const body = order(EXTERNAL);
    const ask = (over = {}, headers = {}) =>
      call('/v1/checkouts', { key: shop.keys.tk, body: { ...body, ...over }, headers });
    const first = await ask({}, { 'Idempotency-Key': 'sale-1' });
    expect(first.status).toBe(201);
    expect(await ask()).toMatchObject({ status: 200, body: first.body });
    const replayed = await ask({}, { 'Idempotency-Key': 'sale-1' });
    expect(replayed).toMatchObject({ status: 201, body: first.body });
    expect(replayed.headers.get('Idempotent-Replayed')).toBe('true');
    const other = await ask({ payment: { provider: 'stripe' } });
    expectRefusal(other, 409, 'order_already_open', 'order_reference');
    expectRefusal(
      await ask({}, { 'Idempotency-Key': 'x'.repeat(256) }),
      400,
      'idempotency_key_invalid',
      'Idempotency-Key',
    );
    await expectUntouched();
  });

  it('[L7] the shop itself takes what is too little for Stripe', async () => {
    const little = { lines: [{ ...SOCKS, unit_amount: CHARGE_MIN_FEN - 1 }] };
    const checkout = await soldExternally(shop, little);
    expect(checkout).toMatchObject({ status: 'complete', amount_due: CHARGE_MIN_FEN - 1, claim: null });
    const lines = Array.from({ length: 2 }, () => ({ ...SOCKS, unit_amount: 50_000_000 }));
    const much = await call('/v1/checkouts', { key: shop.keys.tk, body: order({ ...EXTERNAL, lines }) });
    expectRefusal(much, 400, 'amount_too_large', 'lines');
  });

  it('[A3] no other provider is known', async () => {
    for (const payment of [{ provider: 'paypal' }, {}, { provider: 'external', tender: 'cash' }]) {
      const answer = await call('/v1/checkouts', { key: shop.keys.tk, body: order({ payment }) });
      expect(answer).toMatchObject({ status: 400 });
    }
  });
});

describe('confirming', () => {
  it.each(TENDERS)(
    '[O2] by %s completes the checkout and posts its claim with all that is due',
    async (tender) => {
      const opened = await openExternal(shop);
      const body = { tender, reference: '交易 0017' };
      const checkout = checkoutIn(await confirm(shop, opened, body), 200);
      expect(checkout).toEqual({
        ...opened,
        status: 'complete',
        claim: { ...opened.claim, status: 'posted' },
        payment: { provider: 'external', tender, reference: '交易 0017' },
      });
      const claim = await expectBooked(shop, checkout, { pending: 0, posted: ROBOT_SUBSIDY });
      expect(claim).toMatchObject({
        status: 'posted',
        payment_intent: null,
        payment_provider: 'external',
        tender,
        tender_reference: '交易 0017',
      });
      expect(claim.events?.[1]).toMatchObject({
        type: 'claim.posted',
        data: { payment_intent: null, amount_received: DUE, tender, reference: '交易 0017' },
      });
      await expectUntouched();
    },
  );

  it('[O2] lists and exports say who took the money and how, in columns at the end', async () => {
    const card = await soldExternally(shop, {}, { tender: 'bank_card', reference: '=17' });
    const open = await openExternal(shop);
    await ledgerOf(shop.id).due(Date.now());
    for (const key of [shop.keys.fk, KEY.ok]) {
      const { data } = (await call(`/v1/claims?merchant=${shop.id}`, { key })).body;
      expect(data).toMatchObject([
        { id: open.claim?.id, payment_provider: 'external', tender: null, tender_reference: null },
        { id: card.claim?.id, payment_provider: 'external', tender: 'bank_card', tender_reference: '=17' },
      ]);
      const csv = await (await send(`/v1/claims/export?merchant=${shop.id}`, { key })).text();
      const [header, ...rows] = csv.trimEnd().split('\r\n');
      expect(header).toMatch(/,needs_review,review_decision,payment_provider,tender,tender_reference$/);
      expect(rows.map((row) => row.split(',').slice(-3))).toEqual([
        ['external', 'bank_card', "'=17"],
        ['external', '', ''],
      ]);
      const ndjson = await (
        await send(`/v1/claims/export?format=ndjson&merchant=${shop.id}`, { key })
      ).text();
      expect(ndjson).toContain('"payment_provider":"external","tender":"bank_card","tender_reference":"=17"');
    }
  });

  it('[O3] again it answers the same and writes nothing', async () => {
    const opened = await openExternal(shop);
    const first = await confirm(shop, opened, { tender: 'bank_card', reference: 'slip 17' });
    expect(await confirm(shop, opened, { tender: 'bank_card', reference: 'slip 17' })).toMatchObject({
      status: 200,
      body: first.body,
    });
    expect(eventTypes(await claimOf(opened, shop.keys.sk))).toEqual(['claim.reserved', 'claim.posted']);
  });

  it.each([
    ['another tender', { tender: 'cash', reference: 'slip 17' }],
    ['another reference', { tender: 'bank_card', reference: 'slip 18' }],
    ['no reference', { tender: 'bank_card' }],
  ])('[O3] again with %s it is refused, and says what it was confirmed with', async (_, body) => {
    const sold = await soldExternally(shop, {}, { tender: 'bank_card', reference: 'slip 17' });
    const message = expectRefusal(await confirm(shop, sold, body), 409, 'already_confirmed');
    expect(message).toContain("the tender 'bank_card' with the reference 'slip 17'");
    expect(await checkoutNow(sold.id, shop.keys.sk)).toEqual(sold);
  });

  it('[L4] under an Idempotency-Key the first answer comes again, and another body is refused', async () => {
    const opened = await openExternal(shop);
    const headers = { 'Idempotency-Key': 'confirm-1' };
    const first = await confirm(shop, opened, { tender: 'cash' }, headers);
    const again = await confirm(shop, opened, { tender: 'cash' }, headers);
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(again.headers.get('Idempotent-Replayed')).toBe('true');
    const other = await confirm(shop, opened, { tender: 'other' }, headers);
    expectRefusal(other, 400, 'idempotency_key_reused', 'Idempotency-Key');
  });

  it('[L4] a refusal uses no key up', async () => {
    const opened = await openExternal(shop);
    const headers = { 'Idempotency-Key': 'confirm-2' };
    await cancel(shop, opened);
    expectRefusal(await confirm(shop, opened, { tender: 'cash' }, headers), 409, 'checkout_not_open');
    const next = await openExternal(shop);
    expect((await confirm(shop, next, { tender: 'other' }, headers)).status).toBe(200);
  });

  it('[O3] of a checkout that Stripe is paid for is refused', async () => {
    await sandbox('faults', undefined, 'DELETE');
    const checkout = await openCheckout({}, shop.keys.sk);
    expectRefusal(await confirm(shop, checkout), 409, 'payment_not_external');
    expect(await checkoutNow(checkout.id, shop.keys.sk)).toEqual(checkout);
  });

  it("[A2] of another merchant's checkout, or of none, is a 404", async () => {
    const opened = await openExternal(shop);
    const other = await newShop();
    for (const id of [opened.id, 'chk_nobody', '']) {
      const answer = await confirm(other, { id: id || 'nobody' });
      expectRefusal(answer, 404, 'resource_missing', 'id');
    }
    expect(await checkoutNow(opened.id, shop.keys.sk)).toEqual(opened);
  });

  it.each([
    ['no tender', { reference: 'x' }, 'parameter_missing', 'tender'],
    ['a tender that is none', { tender: 'beads' }, 'parameter_invalid', 'tender'],
    ['an empty reference', { tender: 'cash', reference: '' }, 'parameter_invalid', 'reference'],
    ['control characters', { tender: 'cash', reference: 'a\u0000' }, 'parameter_invalid', 'reference'],
    ['an amount', { tender: 'cash', amount: 1 }, 'parameter_unknown', 'amount'],
  ])('[A3] with %s is refused', async (_, body, code, param) => {
    const opened = await openExternal(shop);
    expectRefusal(await confirm(shop, opened, body), 400, code, param);
    expect(await checkoutNow(opened.id, shop.keys.sk)).toEqual(opened);
  });

  it('[A4] TENDER_REFERENCE_CHARS_MAX passes, one more is refused', async () => {
    const opened = await openExternal(shop);
    const body = (chars: number) => ({ tender: 'other', reference: '单'.repeat(chars) });
    const long = await confirm(shop, opened, body(TENDER_REFERENCE_CHARS_MAX + 1));
    expectRefusal(long, 400, 'parameter_invalid', 'reference');
    expect((await confirm(shop, opened, body(TENDER_REFERENCE_CHARS_MAX))).status).toBe(200);
  });
});

describe('what comes first counts', () => {
  it('[O3] of many confirmations at once one posts, and all answer the same', async () => {
    const opened = await openExternal(shop);
    const answers = await Promise.all(Array.from({ length: 8 }, () => confirm(shop, opened)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    const claim = await expectBooked(shop, opened, { pending: 0, posted: ROBOT_SUBSIDY });
    expect(eventTypes(claim)).toEqual(['claim.reserved', 'claim.posted']);
  });

  it('[O3] of two different ones at once one counts, and the other is refused', async () => {
    const opened = await openExternal(shop);
    const answers = await Promise.all([
      confirm(shop, opened, { tender: 'cash' }),
      confirm(shop, opened, { tender: 'bank_card' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    await expectBooked(shop, opened, { pending: 0, posted: ROBOT_SUBSIDY });
  });

  it('[O3] a confirmation, a cancel and the expiry at once: one of them, whole', async () => {
    const ends = new Set<string>();
    for (let round = 0; round < 6; round += 1) {
      const one = await newShop();
      const opened = await openExternal(one);
      const ledger = ledgerObject(one.id);
      const tendered = { tender: 'cash', reference: null } as const;
      const how = { tendered, expected_amount_due: null, idempotency_key: null, fingerprint: 'one' };
      const asked = { checkout: opened.id, ...how };
      const racers: (() => Promise<unknown>)[] = [
        async () => ledger.confirm(asked, opened.created),
        async () => ledger.closeExternal(opened.id, opened.created),
        () => ringAfter(one, opened, EXTERNAL_CHECKOUT_TTL_S),
      ];
      const from = round % racers.length;
      await Promise.all([...racers.slice(from), ...racers.slice(0, from)].map((race) => race()));
      ends.add(await expectOneEnd(one, opened));
    }
    expect([...ends].sort()).toEqual(['canceled', 'complete', 'expired']);
    await expectUntouched();
  });

  it('[O3] over the API, a confirmation and a cancel at once: one of them, and both are told which', async () => {
    for (let round = 0; round < 4; round += 1) {
      const one = await newShop();
      const opened = await openExternal(one);
      const asks = [() => confirm(one, opened), () => cancel(one, opened)];
      const answers = await Promise.all((round % 2 ? asks : asks.reverse()).map((ask) => ask()));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      await expectOneEnd(one, opened);
    }
  });

  /** Whichever it was, claim and money are of that, and nothing was written twice. */
  async function expectOneEnd(of: Shop, opened: Checkout): Promise<string> {
    const { status } = await checkoutNow(opened.id, of.keys.sk);
    const is_paid = status === 'complete';
    const claim = await expectBooked(of, opened, { pending: 0, posted: is_paid ? ROBOT_SUBSIDY : 0 });
    expect(eventTypes(claim)).toEqual(['claim.reserved', is_paid ? 'claim.posted' : 'claim.voided']);
    return status;
  }
});

describe('closing', () => {
  it('[C4] [O4] the cancel of the shop voids the claim at once, and the order may be tried anew', async () => {
    const body = order(EXTERNAL);
    const opened = checkoutIn(await call('/v1/checkouts', { key: shop.keys.tk, body }), 201);
    const canceled = await cancel(shop, opened);
    expect(canceled).toMatchObject({
      status: 200,
      body: {
        status: 'canceled',
        claim: { status: 'voided' },
        payment: { provider: 'external', tender: null },
      },
    });
    expect(await cancel(shop, opened)).toMatchObject({ status: 200, body: canceled.body });
    const claim = await expectBooked(shop, opened, { pending: 0, posted: 0 });
    expect(claim.events?.[1]).toMatchObject({ type: 'claim.voided', data: { reason: 'payment_canceled' } });
    expectRefusal(await confirm(shop, opened), 409, 'checkout_not_open');
    const again = checkoutIn(await call('/v1/checkouts', { key: shop.keys.tk, body }), 201);
    expect(again.id).not.toBe(opened.id);
    await expectUntouched();
  });

  it('[O4] what is confirmed cannot be canceled', async () => {
    const sold = await soldExternally(shop);
    expectRefusal(await cancel(shop, sold), 409, 'checkout_not_open');
    await expectBooked(shop, sold, { pending: 0, posted: ROBOT_SUBSIDY });
  });

  it('[L8] [O4] silence until its time is over voids the claim; a word after that comes too late', async () => {
    const opened = await openExternal(shop);
    await ringAfter(shop, opened, EXTERNAL_CHECKOUT_TTL_S - 1);
    expect(await checkoutNow(opened.id, shop.keys.sk)).toEqual(opened);
    await ringAfter(shop, opened, EXTERNAL_CHECKOUT_TTL_S);
    const expired: Checkout = await checkoutNow(opened.id, shop.keys.sk);
    expect(expired).toMatchObject({ status: 'expired', claim: { status: 'voided' } });
    const claim = await expectBooked(shop, opened, { pending: 0, posted: 0 });
    expect(claim.events?.[1]).toMatchObject({ type: 'claim.voided', data: { reason: 'not_confirmed' } });
    const message = expectRefusal(await confirm(shop, opened), 409, 'checkout_not_open');
    expect(message).toContain('expired');
    await expectUntouched();
  });

  it('[O4] a word that comes before the alarm counts, however late', async () => {
    const opened = await openExternal(shop);
    await confirm(shop, opened);
    await ringAfter(shop, opened, 2 * EXTERNAL_CHECKOUT_TTL_S);
    await expectBooked(shop, opened, { pending: 0, posted: ROBOT_SUBSIDY });
  });

  it('[O4] closing is about external checkouts only', async () => {
    await sandbox('faults', undefined, 'DELETE');
    const checkout = await openCheckout({}, shop.keys.sk);
    const ledger = ledgerObject(shop.id);
    expect(await ledger.closeExternal(checkout.id, checkout.expires_at)).toEqual({
      ok: false,
      reason: 'unknown_checkout',
    });
    expect(await ledgerOf(shop.id).balance(PROGRAMME)).toMatchObject({ pending: ROBOT_SUBSIDY });
  });
});
