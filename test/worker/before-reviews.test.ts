// Claims, carts and tables of before there were reviews, or payments outside Stripe: they go on, need no review, and are Stripe's.

import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import type { ClaimOpening } from '../../src/claim.ts';
import type { PaymentFact } from '../../src/payment.ts';
import { ledgerName } from '../../src/shards.ts';
import { chinaMonthOf } from '../../src/time.ts';
import type { Claim, Quote, Tag } from '../../src/wire/objects.ts';
import { newIdentifier } from '../../worker/new-identifier.ts';
import type { NewCheckout } from '../../worker/objects/checkout-store.ts';
import { ClaimLog } from '../../worker/objects/claim-log.ts';
import { journalName } from '../../worker/objects/journal.ts';
import { checkoutRow } from './checkout-row.ts';
import { claimOf } from './claim-support.ts';
import {
  call,
  expectRefusal,
  KEY,
  ledgerObject,
  ledgerOf,
  newShop,
  nowS,
  openCheckout,
  PROGRAMME,
  type Shop,
  send,
} from './support.ts';

const withoutReviews = (lines: readonly { readonly tag: Tag }[]) =>
  lines.map(({ tag: { needs_review: _, conflict: __, ...tag }, ...line }) => ({ ...line, tag }));

/** A checkout as it was priced before: its tags say nothing of reviews. */
function rowOfBefore(): NewCheckout {
  const row = checkoutRow();
  const { lines, ...quote } = JSON.parse(row.quote) as Quote;
  return { ...row, quote: JSON.stringify({ ...quote, lines: withoutReviews(lines) }) };
}

const paid = ({ id, amount_due }: NewCheckout): PaymentFact => ({
  payment_intent: `pi_${id}`,
  client_secret: 'secret',
  attempt: 1,
  cart: null,
  status: 'succeeded',
  currency: 'cny',
  amount_received: amount_due,
});

const month = () => chinaMonthOf(nowS());
const journal = () => env.JOURNAL.getByName(journalName(PROGRAMME, month()));

const verified = async (shop: Shop) => (await call('/v1/claims/verify', { key: shop.keys.fk })).body;

/** Writes the events of a paid claim as they were written before; gives its identifier. */
async function claimOfBefore(shop: Shop): Promise<string> {
  const [event] = (await claimOf(await openCheckout({}, shop.keys.sk), shop.keys.fk)).events ?? [];
  const opening = event?.data as unknown as ClaimOpening;
  const id = newIdentifier('clm', Date.now(), 0);
  const place = {
    ledger: ledgerName(shop.id, 0),
    journal: journalName(PROGRAMME, month()),
    claim: id,
    created: nowS(),
  };
  await runInDurableObject(ledgerObject(shop.id), (_, { storage }) => {
    const log = new ClaimLog(storage.sql);
    const { payment_provider: __, ...before } = opening;
    const data = { ...before, id, lines: withoutReviews(opening.lines) as unknown as ClaimOpening['lines'] };
    log.record(place, { type: 'claim.reserved', data });
    log.record(place, { type: 'claim.posted', data: { payment_intent: 'pi_1', amount_received: 1 } });
  });
  await ledgerOf(shop.id).due(Date.now());
  return id;
}

describe('what was written before', () => {
  it('[C7] [C2] events evolve, verify, are listed and exported, need no review, and Stripe was paid', async () => {
    const shop = await newShop();
    const id = await claimOfBefore(shop);
    const claim = (await call(`/v1/claims/${id}`, { key: shop.keys.fk })).body as unknown as Claim;
    expect(claim).toMatchObject({ status: 'posted', needs_review: false, review: null });
    expect(claim).toMatchObject({ payment_provider: 'stripe', tender: null, tender_reference: null });
    expect(claim.events?.[0]?.data).not.toHaveProperty('payment_provider');
    expect(claim.lines[0]?.tag).toMatchObject({ evidence: 'title', needs_review: false, conflict: null });
    expect(JSON.stringify(claim.events)).not.toContain('needs_review');
    expect((await call(`/v1/claims/${id}`, { key: KEY.ok })).body).toEqual(claim);
    expect(await verified(shop)).toMatchObject({ ok: true, events: 3 });
    expect(await journal().walk(null)).toMatchObject({ bad: null });
    const query = '/v1/claims?needs_review=false';
    expect((await call(query, { key: shop.keys.fk })).body['data']).toMatchObject([{ id }]);
    const csv = await (await send('/v1/claims/export?status=posted', { key: shop.keys.fk })).text();
    expect(csv.trimEnd().endsWith(',0,,stripe,,')).toBe(true);
    const body = { decision: 'approved' };
    const refused = await call(`/v1/claims/${id}/review`, { key: KEY.ok, body });
    expectRefusal(refused, 409, 'review_not_needed', 'id');
  });

  it('[C7] a cart is shown with tags that need none, and paid like any other', async () => {
    const shop = await newShop();
    const row = rowOfBefore();
    await ledgerOf(shop.id).reserve({ checkout: row, idempotency_key: null });
    await ledgerOf(shop.id).apply(row.id, paid(row), nowS());
    const checkout = (await call(`/v1/checkouts/${row.id}`, { key: shop.keys.sk })).body;
    expect(checkout).toMatchObject({
      status: 'complete',
      lines: [{ tag: { qualifies: true, needs_review: false, conflict: null } }],
    });
  });
});

/** The tables of claims as the steps before made them, and in a ledger those of later steps. */
const UNDO = `
  ALTER TABLE claims DROP COLUMN tender_reference;
  ALTER TABLE claims DROP COLUMN tender;
  ALTER TABLE claims DROP COLUMN payment_provider;
  DROP INDEX claims_by_review;
  ALTER TABLE claims DROP COLUMN reviewed_at;
  ALTER TABLE claims DROP COLUMN review_note;
  ALTER TABLE claims DROP COLUMN review_decision;
  ALTER TABLE claims DROP COLUMN needs_review;
  ALTER TABLE claims DROP COLUMN reviewable;
`;

const UNDO_IN_LEDGER = `${UNDO}
  ALTER TABLE checkouts DROP COLUMN tender_reference;
  ALTER TABLE checkouts DROP COLUMN tender;
  ALTER TABLE checkouts DROP COLUMN payment_provider;
  ALTER TABLE refunds DROP COLUMN tender_reference;
  ALTER TABLE refunds DROP COLUMN tender;
  DROP TABLE signed_carts;
`;

/** @param step the one that brought the reviews, which with all later ones is still to be run */
async function asBefore(object: DurableObjectStub<never>, undo: string, step: number): Promise<void> {
  await runInDurableObject(object, (_, { storage }) => {
    storage.sql.exec(undo);
    storage.sql.exec('DELETE FROM migrations WHERE step >= ?', step);
  });
  await evictDurableObject(object);
}

const LEDGER_STEP = 7;
const JOURNAL_STEP = 2;

describe('tables of before', () => {
  it('[C7] [H2] of a ledger and of a journal get the new columns when they wake up, and go on', async () => {
    const shop = await newShop();
    const row = rowOfBefore();
    await ledgerOf(shop.id).reserve({ checkout: row, idempotency_key: null });
    await ledgerOf(shop.id).due(Date.now());
    await asBefore(ledgerObject(shop.id) as unknown as DurableObjectStub<never>, UNDO_IN_LEDGER, LEDGER_STEP);
    await asBefore(journal() as unknown as DurableObjectStub<never>, UNDO, JOURNAL_STEP);
    await ledgerOf(shop.id).apply(row.id, paid(row), nowS());
    const { claim } = await openCheckout({}, shop.keys.sk);
    await ledgerOf(shop.id).due(Date.now());
    expect(await verified(shop)).toMatchObject({ ok: true, events: 3 });
    for (const key of [shop.keys.fk, KEY.ok]) {
      const { data } = (await call(`/v1/claims?limit=2&merchant=${shop.id}`, { key })).body;
      expect(data).toMatchObject([
        { id: claim?.id, status: 'pending', needs_review: true, payment_provider: 'stripe' },
        { id: row.claim, status: 'posted', needs_review: false, payment_provider: 'stripe' },
      ]);
    }
    expect(await journal().claim(row.claim ?? '')).toMatchObject({ needs_review: false, review: null });
  });

  it('[E1] a list of what needs a review goes by an index', async () => {
    const shop = await newShop();
    await openCheckout({}, shop.keys.sk);
    for (const object of [ledgerObject(shop.id), journal()] as unknown as DurableObjectStub<never>[]) {
      const plan = await runInDurableObject(object, (_, { storage }) =>
        storage.sql
          .exec<{ detail: string }>(
            'EXPLAIN QUERY PLAN SELECT id FROM claims WHERE needs_review = ? AND id < ? ORDER BY id DESC LIMIT 10',
            ...[1, 'z'],
          )
          .toArray(),
      );
      expect(plan.map(({ detail }) => detail).join()).toMatch(
        /INDEX claims_by_review \(needs_review=\? AND id</,
      );
    }
  });
});
