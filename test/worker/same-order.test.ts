// The same order again: one checkout, one claim, one payment, however often and from wherever it is asked for.

import { runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { checkoutRow } from './checkout-row.ts';
import { claimOf, eventTypes } from './claim-support.ts';
import {
  call,
  checkoutIn,
  checkoutNow,
  DEMO,
  expectRefusal,
  intentOf,
  intentsFor,
  KEY,
  ledgerObject,
  ledgerOf,
  order,
  payAndTell,
  SOCKS,
} from './support.ts';

describe('the same order', () => {
  it('[L2] the same order with the same request gives the same checkout, with 200', async () => {
    const body = order();
    const first = checkoutIn(await call('/v1/checkouts', { body }), 201);
    const again = await call('/v1/checkouts', { body });
    expect(again).toMatchObject({ status: 200, body: first });
    expect(again.headers.get('Idempotent-Replayed')).toBeNull();
    expect(await intentsFor(first.id)).toHaveLength(1);
    expect(eventTypes(await claimOf(first))).toEqual(['claim.reserved']);
  });

  it('[L2] the order of the keys in the request does not matter', async () => {
    const { order_reference, channel, lines } = order();
    const first = await call('/v1/checkouts', { body: { order_reference, channel, lines } });
    const again = await call('/v1/checkouts', { body: { lines, channel, order_reference } });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body['id']).toBe(first.body['id']);
  });

  it('[L2] a till and the server of one merchant share the order', async () => {
    const body = order();
    const first = checkoutIn(await call('/v1/checkouts', { body, key: KEY.sk }), 201);
    expect(checkoutIn(await call('/v1/checkouts', { body, key: KEY.tk }), 200).id).toBe(first.id);
  });

  it('[L2] with another request it is refused with order_already_open', async () => {
    const body = order();
    const first = checkoutIn(await call('/v1/checkouts', { body }), 201);
    const other = await call('/v1/checkouts', { body: { ...body, shipping_amount: 1 } });
    expect(expectRefusal(other, 409, 'order_already_open', 'order_reference')).toContain(first.id);
    expect(await checkoutNow(first.id)).toEqual(first);
  });

  it('[C3] twenty requests for one order at once open one checkout with one claim and one PaymentIntent', async () => {
    const body = order();
    const answers = await Promise.all(Array.from({ length: 20 }, () => call('/v1/checkouts', { body })));
    expect(new Set(answers.map((answer) => answer.body['id'])).size).toBe(1);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const [first] = answers;
    expect(await intentsFor(String(first?.body['id']))).toHaveLength(1);
    const list = await call(`/v1/claims?order_reference=${body['order_reference']}`);
    expect(list.body['data']).toHaveLength(1);
  });

  it('[C3] different carts for one order at once: one is opened, the rest are refused', async () => {
    const body = order();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, shipping_amount) =>
        call('/v1/checkouts', { body: { ...body, shipping_amount } }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
  });

  it('[C3] the table itself refuses a second live checkout of an order', async () => {
    const ledger = 'mer_twice';
    const row = checkoutRow();
    await ledgerOf(ledger).reserve({ checkout: row, idempotency_key: null });
    const message = await runInDurableObject(ledgerObject(ledger), (_, { storage }) => {
      try {
        storage.sql.exec(
          `INSERT INTO checkouts SELECT 'chk_other', status, order_reference, fingerprint, claim, amount_due, currency,
             attempt, payment_intent, client_secret, request, quote, flag, priced_at, created, expires_at, ask_at, cart,
             payment_provider, tender, tender_reference FROM checkouts`,
        );
        return 'accepted';
      } catch (error) {
        return String(error);
      }
    });
    expect(message).toMatch(/UNIQUE constraint failed/);
  });

  it('[C3] a paid order gives its checkout again, and refuses another cart', async () => {
    const body = order();
    const first = checkoutIn(await call('/v1/checkouts', { body }), 201);
    await payAndTell(intentOf(first));
    expect(checkoutIn(await call('/v1/checkouts', { body }), 200)).toMatchObject({
      id: first.id,
      status: 'complete',
    });
    const other = await call('/v1/checkouts', { body: { ...body, lines: [SOCKS] } });
    expectRefusal(other, 409, 'order_already_open', 'order_reference');
  });

  it('[C3] two merchants may use the same order reference', async () => {
    const row = checkoutRow();
    const other = { ...checkoutRow(), order_reference: row.order_reference };
    expect(await ledgerOf('mer_a').reserve({ checkout: row, idempotency_key: null })).toMatchObject({
      was: 'created',
    });
    expect(await ledgerOf('mer_b').reserve({ checkout: other, idempotency_key: null })).toMatchObject({
      was: 'created',
    });
  });

  it('[L5] a checkout that was left without its payment gets it when the same request comes again', async () => {
    const body = order();
    const first = checkoutIn(await call('/v1/checkouts', { body }), 201);
    await runInDurableObject(ledgerObject(DEMO), (_, { storage }) => {
      storage.sql.exec(
        'UPDATE checkouts SET payment_intent = NULL, client_secret = NULL WHERE id = ?',
        first.id,
      );
    });
    expect(await checkoutNow(first.id)).toMatchObject({ status: 'open', payment: null });
    const again = checkoutIn(await call('/v1/checkouts', { body }), 200);
    expect(again).toEqual(first);
    expect(await intentsFor(first.id)).toHaveLength(1);
  });
});
