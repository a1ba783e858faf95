// Reconciliation: every kind of difference is found, what Stripe knows better is healed, and nothing else is touched.

import {
  createExecutionContext,
  evictDurableObject,
  runInDurableObject,
  waitOnExecutionContext,
} from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it } from 'vitest';
import { RECONCILIATION_RETRY_S, RECONCILIATION_TRIES_MAX } from '../../src/limits.ts';
import type { Env } from '../../worker/env.ts';
import worker from '../../worker/index.ts';
import { claimOf } from './claim-support.ts';
import {
  begin,
  beginWithNow,
  carryOn,
  inReconciliations,
  read,
  reconcile,
  reconciliations,
} from './reconciliation-support.ts';
import { giveBack, refundIn, refundsAtStripe, sold } from './return-support.ts';
import {
  call,
  intentOf,
  KEY,
  ledgerObject,
  ledgerOf,
  newShop,
  openCheckout,
  pay,
  type Shop,
  sandbox,
  stripe,
} from './support.ts';

afterEach(() => sandbox('faults', undefined, 'DELETE'));

const ONE = [{ line: 0, quantity: 1 }];

/** Changes a ledger's tables behind its back. */
const tamper = (shop: Shop, sql: string, ...values: SqlStorageValue[]): Promise<unknown> =>
  runInDurableObject(
    ledgerObject(shop.id) as DurableObjectStub<never>,
    (_: unknown, { storage }: DurableObjectState) => {
      storage.sql.exec(sql, ...values);
    },
  );

/** Stripe does not answer the next call of this list. */
const noAnswerTo = (path: string) =>
  sandbox('faults', { match: { method: 'GET', path }, fault: { kind: 'status', status: 429 }, times: 1 });

describe('a reconciliation of Stripe with the ledgers', () => {
  it('[Y1] finds nothing where all is well, and says what it looked at', async () => {
    const shop = await newShop();
    const checkout = await sold(shop);
    refundIn(await giveBack(shop, checkout, ONE));
    const { run, findings } = await reconcile(shop);
    expect(findings).toEqual([]);
    expect(run).toEqual({
      id: expect.stringMatching(/^rec_/),
      object: 'reconciliation',
      status: 'complete',
      merchant: shop.id,
      created_gte: expect.any(Number),
      created_lt: expect.any(Number),
      progress: { step: null, payments: 1, refunds: 1, checkouts: 1, returns: 1, ledgers: 1, budgets: 0 },
      healed: 0,
      findings: 0,
      trouble: null,
      created: expect.any(Number),
      completed_at: expect.any(Number),
    });
  });

  it('[Y2] a payment whose webhook was lost is posted by the code that takes webhooks', async () => {
    const shop = await newShop();
    const checkout = await openCheckout({}, shop.keys.sk);
    await pay(intentOf(checkout));
    const { run, findings } = await reconcile(shop);
    expect(run).toMatchObject({ healed: 1, findings: 0 });
    expect(findings).toMatchObject([
      {
        kind: 'paid_not_posted',
        healed: true,
        subject: intentOf(checkout),
        merchant: shop.id,
        checkout: checkout.id,
        claim: checkout.claim?.id,
        expected: 'open',
        found: 'succeeded',
      },
    ]);
    expect(await claimOf(checkout, shop.keys.sk)).toMatchObject({ status: 'posted' });
    expect((await reconcile(shop)).findings).toEqual([]);
  });

  it('[Y2] a payment canceled in the dashboard voids its claim', async () => {
    const shop = await newShop();
    const checkout = await openCheckout({}, shop.keys.sk);
    await stripe(`payment_intents/${intentOf(checkout)}/cancel`, {});
    const { findings } = await reconcile(shop);
    expect(findings).toMatchObject([{ kind: 'canceled_not_voided', healed: true }]);
    expect(await claimOf(checkout, shop.keys.sk)).toMatchObject({ status: 'voided' });
  });

  it('[Y2] a refund that failed, and whose webhook was lost, is undone', async () => {
    const shop = await newShop();
    const checkout = await sold(shop);
    refundIn(await giveBack(shop, checkout, ONE));
    const [made] = await refundsAtStripe(checkout);
    await sandbox(`refunds/${made?.id}/fail`, {});
    const { findings } = await reconcile(shop);
    expect(findings).toMatchObject([{ kind: 'refund_not_booked', healed: true, subject: made?.id }]);
    await ledgerOf(shop.id).due(Date.now() + 1_000);
    expect(await claimOf(checkout, shop.keys.sk)).toMatchObject({ status: 'posted', flag: 'refund_failed' });
  });

  it('[Y1] a refund made in the dashboard is flagged and reported, every time', async () => {
    const shop = await newShop();
    const checkout = await sold(shop);
    const made = await stripe('refunds', { payment_intent: intentOf(checkout), amount: '5000' });
    for (let times = 0; times < 2; times += 1) {
      const { run, findings } = await reconcile(shop);
      expect(run).toMatchObject({ healed: 0, findings: 1 });
      expect(findings).toMatchObject([
        { kind: 'refund_outside', healed: false, subject: made['id'], expected: null, found: 5_000 },
      ]);
    }
    const claim = await claimOf(checkout, shop.keys.sk);
    expect(claim).toMatchObject({ flag: 'refund_outside', reversed_amount: 0 });
    expect(claim.events?.filter(({ type }) => type === 'claim.flagged')).toHaveLength(1);
  });

  it.each<[string, string, string, Record<string, unknown>]>([
    ['an amount', 'amount_due = amount_due + 1', 'amount_differs', { expected: 1_400_001, found: 1_400_000 }],
    ['a currency', `currency = 'usd'`, 'currency_differs', { expected: 'usd', found: 'cny' }],
    ['another payment', `payment_intent = 'pi_nobody'`, 'paid_twice', { expected: 'pi_nobody' }],
  ])('[Y1] %s that differs is reported, and left as it is', async (_name, change, kind, sides) => {
    const shop = await newShop();
    const checkout = await sold(shop);
    await tamper(shop, `UPDATE checkouts SET ${change} WHERE id = ?`, checkout.id);
    const { findings } = await reconcile(shop);
    expect(findings).toContainEqual(
      expect.objectContaining({ kind, healed: false, checkout: checkout.id, ...sides }),
    );
    const again = await reconcile(shop);
    expect(again.findings.map((one) => one.kind)).toEqual(findings.map((one) => one.kind));
  });

  it('[Y3] a claim posted for a payment that Stripe does not know is reported', async () => {
    const shop = await newShop();
    const checkout = await sold(shop);
    await tamper(shop, `UPDATE checkouts SET payment_intent = 'pi_nobody' WHERE id = ?`, checkout.id);
    const { findings } = await reconcile(shop);
    expect(findings).toContainEqual(
      expect.objectContaining({ kind: 'posted_not_paid', subject: 'pi_nobody', found: null, healed: false }),
    );
  });

  it('[Y3] a return whose refund Stripe does not know, or knows with another amount, is reported', async () => {
    const shop = await newShop();
    const checkout = await sold(shop);
    refundIn(await giveBack(shop, checkout, ONE));
    await tamper(shop, `UPDATE refunds SET amount = amount + 1`);
    expect((await reconcile(shop)).findings).toMatchObject([
      { kind: 'refund_amount_differs', expected: 720_001, found: 720_000 },
    ]);
    await tamper(shop, `UPDATE refunds SET provider_id = 're_nobody'`);
    const kinds = (await reconcile(shop)).findings.map(({ kind }) => kind);
    expect(kinds).toContain('refund_not_made');
  });

  it('[Y1] payments that are not ours are unknown, for the operator only', async () => {
    const shop = await newShop();
    const made = await stripe('payment_intents', {
      amount: '5000',
      currency: 'cny',
      'automatic_payment_methods[enabled]': 'true',
    });
    await pay(String(made['id']));
    expect((await reconcile(shop)).findings).toEqual([]);
    const { findings } = await reconcile(null);
    expect(findings).toContainEqual(
      expect.objectContaining({ kind: 'payment_unknown', subject: made['id'], merchant: null, found: 5_000 }),
    );
  });

  it('[Y5] looks at more than a page of payments, each once', async () => {
    const shop = await newShop();
    const form = { amount: '5000', currency: 'cny', 'automatic_payment_methods[enabled]': 'true' };
    for (let made = 0; made < 101; made += 1) await stripe('payment_intents', form);
    await sold(shop);
    const { run } = await reconcile(null);
    expect(run.status).toBe('complete');
    expect(run.progress.payments).toBeGreaterThan(101);
  });
});

describe('the sums', () => {
  it.each<[string, string, string]>([
    ['a balance with more posted', 'UPDATE balances SET posted = posted + 1', 'posted_differs'],
    ['a balance with more pending', 'UPDATE balances SET pending = pending + 1', 'pending_differs'],
    ['a lease that the budget never gave', 'UPDATE balances SET leased = leased + 5', 'leases_differ'],
  ])('[Y4] %s is found', async (_name, sql, kind) => {
    const shop = await newShop();
    await sold(shop);
    await tamper(shop, sql);
    const { findings } = await reconcile(kind === 'leases_differ' ? null : shop);
    expect(findings).toContainEqual(expect.objectContaining({ kind, healed: false, merchant: shop.id }));
  });

  it('[Y4] a journal that has other events than the ledger is found', async () => {
    const shop = await newShop();
    await sold(shop);
    await ledgerOf(shop.id).due(Date.now());
    await tamper(shop, `UPDATE events SET hash = ? WHERE seq = 2`, 'f'.repeat(64));
    const { findings } = await reconcile(shop);
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'journal_differs', merchant: shop.id }));
  });

  it('[Y4] all programmes are looked at by the operator; what lies well is no finding', async () => {
    const shop = await newShop();
    await sold(shop);
    const { run, findings } = await reconcile(null);
    expect(run.progress.budgets).toBeGreaterThan(0);
    expect(findings.filter(({ merchant }) => merchant === shop.id)).toEqual([]);
  });
});

describe('a reconciliation on its way', () => {
  it('[Y5] goes on after an eviction where it was, and counts nothing twice', async () => {
    const shop = await newShop();
    refundIn(await giveBack(shop, await sold(shop), ONE));
    await noAnswerTo('/v1/refunds');
    const id = await beginWithNow(shop);
    expect(await read(id, shop.keys.fk)).toMatchObject({
      status: 'queued',
      progress: { step: null, payments: 0 },
    });
    await reconciliations().due(Date.now() + 1_000);
    const stuck = { step: 'refunds', payments: 1, refunds: 0 };
    expect(await read(id, shop.keys.fk)).toMatchObject({ status: 'running', progress: stuck });
    await evictDurableObject(reconciliations());
    expect(await read(id, shop.keys.fk)).toMatchObject({ status: 'running', progress: stuck });
    await reconciliations().due(Date.now() + (RECONCILIATION_RETRY_S + 2) * 1_000);
    expect(await read(id, shop.keys.fk)).toMatchObject({
      status: 'complete',
      progress: { payments: 1, refunds: 1, checkouts: 1, returns: 1, ledgers: 1 },
      findings: 0,
    });
  });

  it('[Y5] one that waits holds up no other', async () => {
    const [shop, other] = [await newShop(), await newShop()];
    await noAnswerTo('/v1/payment_intents');
    const waiting = await beginWithNow(shop);
    await reconciliations().due(Date.now() + 1_000);
    await carryOn(await beginWithNow(other), other.keys.fk);
    expect(await read(waiting, shop.keys.fk)).toMatchObject({ status: 'running' });
    await inReconciliations(`UPDATE runs SET next_at_ms = 1 WHERE id = ?`, waiting);
    await carryOn(waiting, shop.keys.fk);
  });

  it('[Y5] is given up when a page was not answered for hours, and says why', async () => {
    const shop = await newShop();
    const id = await beginWithNow(shop);
    await inReconciliations('UPDATE runs SET tries = ? WHERE id = ?', RECONCILIATION_TRIES_MAX - 1, id);
    await noAnswerTo('/v1/payment_intents');
    const run = await carryOn(id, shop.keys.fk);
    expect(run).toMatchObject({ status: 'failed', trouble: expect.stringMatching(/\S/) });
  });

  it('[Y5] waits while Stripe does not answer, says so, and goes on where it was', async () => {
    const shop = await newShop();
    const checkout = await openCheckout({}, shop.keys.sk);
    await pay(intentOf(checkout));
    await noAnswerTo('/v1/payment_intents');
    const id = await beginWithNow(shop);
    await reconciliations().due(Date.now() + 1_000);
    const stuck = await read(id, shop.keys.fk);
    expect(stuck).toMatchObject({ status: 'running', completed_at: null, progress: { step: 'payments' } });
    expect(stuck.trouble).toMatch(/\S/);
    await reconciliations().due(Date.now() + 2_000);
    expect(await read(id, shop.keys.fk)).toMatchObject({ status: 'running' });
    await reconciliations().due(Date.now() + (RECONCILIATION_RETRY_S + 2) * 1_000);
    expect(await read(id, shop.keys.fk)).toMatchObject({ status: 'complete', trouble: null, healed: 1 });
  });

  it('[Y5] of one merchant one is under way at a time', async () => {
    const [shop, other] = [await newShop(), await newShop()];
    const id = String((await begin(shop.keys.fk)).body['id']);
    const second = await begin(shop.keys.fk);
    expect(second).toMatchObject({ status: 409, body: { error: { code: 'reconciliation_under_way' } } });
    const queued = String((await begin(other.keys.fk)).body['id']);
    await carryOn(id, shop.keys.fk);
    await carryOn(queued, other.keys.fk);
    expect((await begin(shop.keys.fk)).status).toBe(201);
  });

  it('[Y7] begins by itself every day', async () => {
    const ctx = createExecutionContext();
    const controller = {
      scheduledTime: Date.now(),
      cron: '17 19 * * *',
      noRetry() {},
    } as ScheduledController;
    worker.scheduled(controller, env as unknown as Env, ctx);
    await waitOnExecutionContext(ctx);
    const { body } = await call('/v1/reconciliations?limit=1', { key: KEY.ok });
    const [run] = body['data'] as { id: string; merchant: null; created_lt: number }[];
    expect(run).toMatchObject({ merchant: null, created_lt: expect.any(Number) });
    await carryOn(String(run?.id), KEY.ok);
  });
});
