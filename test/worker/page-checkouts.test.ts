// Checkouts that pages open: at the catalogue's prices whatever they send, once for each order, and theirs alone.

import { runInDurableObject } from 'cloudflare:test';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as limits from '../../src/limits.ts';
import type { Checkout } from '../../src/wire/objects.ts';
import {
  line,
  newStore,
  pageCreates,
  pageOrder,
  ROBOT_PRODUCT,
  SOCKS_PRODUCT,
  stocked,
  unstock,
} from './catalogue-support.ts';
import { claimOf } from './claim-support.ts';
import {
  call,
  checkoutIn,
  checkoutNow,
  errorOf,
  expectRefusal,
  intentOf,
  intentsFor,
  ledgerObject,
  order,
  payAndTell,
} from './support.ts';

const DUE = 339_915;

describe('a checkout for a page', () => {
  it("[U3] charges the catalogue's price and keeps the product as it was sold", async () => {
    const own = await newStore();
    const category = { taxonomy: 'shopify', code: 'hg-9-10-5' };
    await stocked([{ ...ROBOT_PRODUCT, brand: 'Roborock', gtin: '6901234567892', category }], own.keys.sk);
    const body = pageOrder({
      channel: 'online',
      metadata: { page: '1' },
      lines: [line('SOCKS', 2), line('G20S')],
    });
    const checkout = checkoutIn(await pageCreates(own, body), 201);
    expect(checkout).toMatchObject({ channel: 'online', amount_total: 405_700, metadata: { page: '1' } });
    const [intent] = await intentsFor(checkout.id);
    expect(intent).toMatchObject({ amount: checkout.amount_due, currency: 'cny' });
    await stocked([{ ...ROBOT_PRODUCT, unit_amount: 1, title: 'x' }], own.keys.sk);
    await unstock('SOCKS', own.keys.sk);
    expect((await claimOf(checkout, own.keys.sk)).lines).toMatchObject([
      { sku: 'SOCKS', quantity: 2, unit_amount: 2_900, title: '棉袜', discount_amount: 0 },
      { ...ROBOT_PRODUCT, brand: 'Roborock', gtin: '6901234567892', category },
    ]);
  });

  it('[U3] returns what was sold, at the price it was sold at', async () => {
    const own = await newStore();
    const checkout = checkoutIn(await pageCreates(own, pageOrder({ lines: [line('G20S', 2)] })), 201);
    await payAndTell(intentOf(checkout));
    await stocked([{ ...ROBOT_PRODUCT, unit_amount: 1 }], own.keys.sk);
    const answer = await call(`/v1/checkouts/${checkout.id}/refunds`, {
      key: own.keys.sk,
      body: { lines: [{ line: 0, quantity: 1 }], reason: 'changed mind' },
      headers: { 'Idempotency-Key': 'return-1' },
    });
    expect(answer).toMatchObject({ status: 201, body: { amount: checkout.amount_due - DUE } });
  });

  it('[U3] whatever a page sends, the price charged is the catalogue’s', async () => {
    const own = await newStore();
    const price = { G20S: 399_900, SOCKS: 2_900 } as const;
    const skus = fc.constantFrom('G20S', 'SOCKS', 'NOTHING');
    const odd = fc.constantFrom('unit_amount', 'discount_amount', 'price', 'amount_due', 'title', 'gtin');
    const cart_line = fc.record({
      sku: skus,
      quantity: fc.oneof(
        { weight: 4, arbitrary: fc.integer({ min: 1, max: 3 }) },
        fc.constantFrom(-1, 0, 1.5, '1'),
      ),
    });
    const sent_line = fc.oneof(
      { weight: 4, arbitrary: cart_line },
      fc.tuple(cart_line, odd, fc.integer()).map(([one, field, value]) => ({ ...one, [field]: value })),
    );
    const sent = fc
      .tuple(
        fc.array(sent_line, { minLength: 1, maxLength: 3 }),
        fc.oneof(
          { weight: 3, arbitrary: fc.constant({}) },
          fc.constantFrom(
            { shipping_amount: 0 },
            { amount_due: 1 },
            { channel: 'in_store' },
            { channel: 'online' },
          ),
          fc.integer({ min: 0, max: 900_000 }).map((expected_amount_due) => ({ expected_amount_due })),
        ),
      )
      .map(([lines, over]) => pageOrder({ lines, ...over }));
    await fc.assert(
      fc.asyncProperty(sent, async (body) => {
        const answer = await pageCreates(own, body);
        if (answer.status !== 201) {
          expect([400, 409]).toContain(answer.status);
          expect(errorOf(answer)['param']).toEqual(expect.any(String));
          return;
        }
        const checkout = answer.body as unknown as Checkout;
        const lines = body['lines'] as { sku: keyof typeof price; quantity: number }[];
        const total = lines.reduce((all, { sku, quantity }) => all + price[sku] * quantity, 0);
        expect(checkout.amount_total).toBe(total);
        const [intent] = await intentsFor(checkout.id);
        expect(intent).toMatchObject({ amount: total - checkout.subsidy_amount });
      }),
      { numRuns: 60 },
    );
  });

  it('[U4] in two tabs is the same one, though the price changed or the product left in between', async () => {
    const own = await newStore();
    const body = pageOrder();
    const first = checkoutIn(await pageCreates(own, body), 201);
    await stocked([{ ...ROBOT_PRODUCT, unit_amount: 500_000 }], own.keys.sk);
    expect(checkoutIn(await pageCreates(own, body), 200)).toEqual(first);
    expect(checkoutIn(await pageCreates(own, body, 'tab-2'), 200)).toEqual(first);
    await unstock('G20S', own.keys.sk);
    expect(checkoutIn(await pageCreates(own, body), 200)).toEqual(first);
    expectRefusal(await pageCreates(own, pageOrder()), 400, 'product_missing', 'lines[0][sku]');
    await payAndTell(intentOf(first));
    expect(checkoutIn(await pageCreates(own, body), 200)).toMatchObject({ id: first.id, status: 'complete' });
    expect(await intentsFor(first.id)).toHaveLength(1);
  });

  it('[U4] in twenty tabs at once is one, while the price changes', async () => {
    const own = await newStore();
    const body = pageOrder();
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, at) => {
        if (at % 5 === 0) await stocked([{ ...ROBOT_PRODUCT, unit_amount: 400_000 + at }], own.keys.sk);
        return pageCreates(own, body);
      }),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 201]);
    expect(new Set(answers.map((answer) => answer.body['id'])).size).toBe(1);
  });

  it('[U4] that a dead Worker left without its payment gets it, though its product has left', async () => {
    const own = await newStore();
    const body = pageOrder();
    const first = checkoutIn(await pageCreates(own, body), 201);
    await runInDurableObject(ledgerObject(own.id), (_, { storage }) => {
      storage.sql.exec('UPDATE checkouts SET payment_intent = NULL, client_secret = NULL');
    });
    await unstock('G20S', own.keys.sk);
    expect(checkoutIn(await pageCreates(own, body), 200)).toEqual(first);
    expect(await intentsFor(first.id)).toHaveLength(1);
  });

  it('[U5] opens only at the amount that the buyer was shown', async () => {
    const own = await newStore();
    const body = pageOrder({ expected_amount_due: DUE });
    await stocked([{ ...ROBOT_PRODUCT, unit_amount: 500_000 }], own.keys.sk);
    const changed = await pageCreates(own, body);
    expectRefusal(changed, 409, 'amount_changed', 'expected_amount_due');
    const { amount_due } = errorOf(changed);
    expect(
      checkoutIn(await pageCreates(own, { ...body, expected_amount_due: amount_due }), 201),
    ).toMatchObject({
      amount_due: 425_000,
    });
  });

  it('[U4] is no answer to a request of another page’s, which learns nothing of it', async () => {
    const own = await newStore();
    const body = pageOrder();
    const opened = checkoutIn(await pageCreates(own, body), 201);
    for (const over of [{ lines: [line('G20S', 2)] }, { metadata: { a: 'b' } }, { subsidy: 'none' }]) {
      const answer = await pageCreates(own, { ...body, ...over });
      expectRefusal(answer, 409, 'order_already_open', 'order_reference');
      expect(JSON.stringify(answer.body)).not.toMatch(/chk_|pi_|clm_/);
    }
    expect(await checkoutNow(opened.id, own.keys.sk)).toEqual(opened);
  });

  it('[U4] of a server’s order is not to be had by a page, nor the other way round', async () => {
    const own = await newStore();
    const { order_reference } = order();
    const lines = [{ ...ROBOT_PRODUCT, quantity: 1 }];
    const body = { order_reference, channel: 'online', lines };
    const server = checkoutIn(await call('/v1/checkouts', { key: own.keys.sk, body }), 201);
    for (const asked of [
      pageOrder({ order_reference }),
      { ...pageOrder({ order_reference }), channel: 'online' },
    ]) {
      const answer = await pageCreates(own, asked);
      expectRefusal(answer, 409, 'order_already_open', 'order_reference');
      expect(JSON.stringify(answer.body)).not.toContain(server.id);
    }
    const paged = pageOrder();
    const page = checkoutIn(await pageCreates(own, paged), 201);
    const back = await call('/v1/checkouts', {
      key: own.keys.sk,
      body: { ...body, order_reference: paged['order_reference'] },
    });
    expect(expectRefusal(back, 409, 'order_already_open', 'order_reference')).toContain(page.id);
  });

  it('[U4] has idempotency keys of its own: a server’s are not read, and not used up', async () => {
    const own = await newStore();
    const headers = { 'Idempotency-Key': 'one-key' };
    const server = checkoutIn(await call('/v1/checkouts', { key: own.keys.sk, body: order(), headers }), 201);
    const body = pageOrder();
    const page = checkoutIn(await pageCreates(own, body, 'one-key'), 201);
    expect(page.id).not.toBe(server.id);
    const again = await pageCreates(own, body, 'one-key');
    expect(again.headers.get('Idempotent-Replayed')).toBe('true');
    expect(checkoutIn(again, 201)).toEqual(page);
    const other = await pageCreates(own, pageOrder(), 'one-key');
    expectRefusal(other, 400, 'idempotency_key_reused', 'Idempotency-Key');
    const later = { 'Idempotency-Key': 'later' };
    await pageCreates(own, pageOrder(), 'later');
    const taken = await call('/v1/checkouts', { key: own.keys.sk, body: order(), headers: later });
    expect(taken.status).toBe(201);
  });

  it('[U4] may be tried anew after a cancel, at the price of then', async () => {
    const own = await newStore();
    const body = pageOrder();
    const first = checkoutIn(await pageCreates(own, body), 201);
    await call(`/v1/checkouts/${first.id}/cancel`, { key: own.keys.sk, method: 'POST' });
    await stocked([{ ...ROBOT_PRODUCT, unit_amount: 500_000 }], own.keys.sk);
    const second = checkoutIn(await pageCreates(own, body), 201);
    expect(second).toMatchObject({ amount_due: 425_000 });
    expect(second.id).not.toBe(first.id);
  });

  it('[U3] is refused where nothing of it could be charged, with nothing done', async () => {
    const own = await newStore();
    await stocked([{ ...SOCKS_PRODUCT, unit_amount: limits.CHARGE_MIN_FEN - 1 }], own.keys.sk);
    const body = pageOrder({ lines: [line('SOCKS')] });
    expectRefusal(await pageCreates(own, body), 400, 'amount_too_small', 'lines');
    await stocked([SOCKS_PRODUCT], own.keys.sk);
    expect((await pageCreates(own, body)).status).toBe(201);
  });
});
