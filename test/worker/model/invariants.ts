// What has to hold after every sequence, once everybody has had time: the model, the ledgers, the budget, the journal, the
// locks and Stripe tell of the same money, to the fen.

import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect } from 'vitest';
import { CHECKOUT_TTL_S, EXTERNAL_CHECKOUT_TTL_S } from '../../../src/limits.ts';
import type { Fen } from '../../../src/money.ts';
import { quote } from '../../../src/quote.ts';
import { registryOf } from '../../../src/tagging/registry.ts';
import type { Quote } from '../../../src/wire/objects.ts';
import { expectLaw } from '../budget-support.ts';
import { call, nowS, sandbox, stripe } from '../support.ts';
import { type Cart, keptOf, type Model, type Return, type Sale } from './model.ts';
import { type RefundAtStripe, saw, type World } from './world.ts';

const HOUR_S = 3_600;
const AMPLE: Fen = 1_000_000_000;

type Row = Record<string, SqlStorageValue>;
type Intent = {
  id: string;
  status: string;
  amount: Fen;
  amount_received: Fen;
  metadata: Record<string, string>;
};

/**
 * Gives everybody the time that they need: Stripe answers again, refunds that were on their way arrive, money is there, and
 * the alarms ring. No payment's webhook is delivered that was not before.
 *
 * @param late_s seconds beyond the time of a checkout until the alarms ring for the first time
 */
export async function settle(world: World, late_s: number): Promise<void> {
  await sandbox('faults', undefined, 'DELETE');
  expect(await world.budget.setTotal(AMPLE)).toMatchObject({ ok: true });
  // That a refund failed after it had succeeded is known from its webhook alone; Stripe sends it for three days.
  for (const { id, status } of await refundsAtStripe()) {
    if (status === 'failed') await world.tellOf('refund.failed', id);
  }
  for (const later_s of [0, 3 * HOUR_S, 6 * HOUR_S]) {
    for (const { id, status } of await refundsAtStripe()) {
      if (status === 'pending') await sandbox(`refunds/${id}/settle`, {});
    }
    await world.ring(CHECKOUT_TTL_S + late_s + later_s);
  }
  // What no shop has confirmed by then is voided, and then told to the journal and the locks.
  for (const later_s of [0, HOUR_S]) await world.ring(EXTERNAL_CHECKOUT_TTL_S + later_s);
}

const refundsAtStripe = async (): Promise<RefundAtStripe[]> =>
  (await stripe('refunds?limit=100'))['data'] as RefundAtStripe[];

/** Expects everything to agree. */
export async function expectAgreement(model: Model, world: World): Promise<void> {
  const [intents, refunds, ...ledgers] = await Promise.all([
    stripe('payment_intents?limit=100').then(({ data }) => data as Intent[]),
    refundsAtStripe(),
    ...world.used_ledgers.map(tablesOf),
  ]);
  for (const ledger of ledgers) {
    expectQuiet(ledger);
    expectSums(ledger);
    for (const checkout of ledger.checkouts) {
      const sale = model.sales.find(({ id }) => id === checkout['id']);
      const of = { world, ledger, checkout, intents, refunds };
      if (sale === undefined) expectNeverPaid(of);
      else if (sale.paid_amount === null) expectClosed(of, sale);
      else if (isMismatch(of, sale)) expectFlagged(of);
      else expectKept(of, model, sale);
    }
  }
  const known = new Set(ledgers.flatMap(({ checkouts }) => checkouts.map(({ id }) => id)));
  for (const { id } of model.sales) expect(known).toContain(id);
  await Promise.all([
    expectBudget(world, ledgers),
    expectJournal(world, ledgers),
    expectLocks(world, ledgers),
    expectVerified(world),
  ]);
}

type Ledger = Awaited<ReturnType<typeof tablesOf>>;

function tablesOf(ledger: string) {
  return runInDurableObject(env.LEDGER.getByName(ledger), (_, { storage }) => {
    const all = (query: string): Row[] => storage.sql.exec(query).toArray();
    return {
      checkouts: all('SELECT * FROM checkouts'),
      claims: all('SELECT * FROM claims'),
      events: all('SELECT seq, hash, pending, posted FROM events ORDER BY seq'),
      refunds: all('SELECT * FROM refunds'),
      balances: all('SELECT * FROM balances'),
      locks: all('SELECT * FROM locks WHERE quantity > 0 ORDER BY holder, key'),
      waiting: all(
        `SELECT 'checkout' AS what, id FROM checkouts WHERE status = 'open' AND flag IS NOT 'payment_mismatch'
         UNION ALL SELECT 'lease', id FROM leases WHERE granted IS NULL
         UNION ALL SELECT 'return of a lease', id FROM lease_returns
         UNION ALL SELECT 'refund', id FROM refunds WHERE status = 'pending'
         UNION ALL SELECT 'repricing', id FROM repricings WHERE status = 'in_flight'`,
      ),
    };
  });
}

/** Nothing waits for a word that Stripe or the budget has given. */
const expectQuiet = ({ waiting }: Ledger): void => expect(waiting).toEqual([]);

const sum = (rows: readonly Row[], column: string): number =>
  rows.reduce((all, row) => all + Number(row[column]), 0);

/** What a row's claim holds of the budget: only a payment that waits for finance keeps one pending. */
const held = ({ claims }: Ledger): { pending: Fen; posted: Fen } => {
  const pending = claims.filter(({ status }) => status === 'pending');
  const posted = claims.filter(({ status }) => status !== 'voided' && status !== 'pending');
  return {
    pending: sum(pending, 'amount') + sum(pending, 'held_amount'),
    posted: sum(posted, 'amount') - sum(posted, 'reversed_amount'),
  };
};

const total = (rows: readonly Row[]) => ({ pending: sum(rows, 'pending'), posted: sum(rows, 'posted') });

/** The balance is the sum of the events, and of the claims. */
function expectSums(ledger: Ledger): void {
  expect(total(ledger.balances)).toEqual(held(ledger));
  expect(total(ledger.events)).toEqual(held(ledger));
}

type Sold = {
  readonly world: World;
  readonly ledger: Ledger;
  readonly checkout: Row;
  readonly intents: readonly Intent[];
  readonly refunds: readonly RefundAtStripe[];
};

/** A checkout of which the shop was told nothing: nobody could pay it. */
function expectNeverPaid({ ledger, checkout, intents }: Sold): void {
  saw('never answered');
  expect(checkout['status']).toMatch(/^(canceled|expired)$/);
  for (const intent of intentsOf(checkout, intents)) expect(intent.amount_received).toBe(0);
  for (const claim of claimsOf(ledger, checkout)) expect(claim['status']).toBe('voided');
}

function expectClosed(of: Sold, sale: Sale): void {
  if (sale.external) expect(intentsOf(of.checkout, of.intents)).toEqual([]);
  expect(of.checkout['status']).toMatch(/^(canceled|expired)$/);
  for (const claim of claimsOf(of.ledger, of.checkout)) expect(claim['status']).toBe('voided');
  for (const intent of intentsOf(of.checkout, of.intents)) {
    expect(intent.amount_received).toBe(0);
    if (intent.id === sale.payment_intent) expect(intent.status).toBe('canceled');
  }
}

/** Whether something else was paid than the checkout asks for, because somebody has changed it at Stripe. */
function isMismatch({ world, checkout }: Sold, sale: Sale): boolean {
  const cart = cartOf(sale, checkout);
  return sale.is_tampered && freshQuote(world, cart, cart.lines).amount_due !== sale.paid_amount;
}

/** It waits for finance: nothing is posted for it, and nothing is let go. */
function expectFlagged({ ledger, checkout }: Sold): void {
  saw('payment_mismatch');
  expect(checkout).toMatchObject({ status: 'open', flag: 'payment_mismatch' });
  const claim = ledger.claims.find(({ id }) => id === checkout['claim']);
  if (claim !== undefined) expect(claim).toMatchObject({ status: 'pending', flag: 'payment_mismatch' });
}

/** A checkout that was paid: claim, payment and refunds are those of the units that are kept. */
function expectKept(of: Sold, model: Model, sale: Sale): void {
  const { world, ledger, checkout, intents, refunds } = of;
  if (sale.external) expect(intentsOf(checkout, intents)).toEqual([]);
  const payment_intent = sale.external ? null : sale.payment_intent;
  expect(checkout).toMatchObject({ status: 'complete', payment_intent, tender: sale.tender });
  expect([null, 'refund_failed', 'refund_outside']).toContain(checkout['flag']);
  for (const intent of intentsOf(checkout, intents)) {
    expect(intent.amount_received).toBe(intent.id === sale.payment_intent ? sale.paid_amount : 0);
  }
  const cart = cartOf(sale, checkout);
  expect(sale.paid_amount).toBe(freshQuote(world, cart, cart.lines).amount_due);
  const returns = expectReturns(of, model, sale);
  const fresh = freshQuote(world, cart, keptOf(cart, returns));
  const ours = refunds.filter(
    (refund) =>
      refund.payment_intent === sale.payment_intent &&
      refund.status !== 'failed' &&
      refund.metadata['zhehui_refund'],
  );
  const mine = ledger.refunds.filter((row) => row['checkout'] === sale.id);
  const back = sale.external ? sum(mine, 'amount') : ours.reduce((all, { amount }) => all + amount, 0);
  const net = Number(sale.paid_amount) - back;
  const claim = ledger.claims.find(({ id }) => id === checkout['claim']);
  const subsidy = claim === undefined ? 0 : Number(claim['amount']) - Number(claim['reversed_amount']);
  if (claim !== undefined) expect(claim['status']).toMatch(/posted|reversed/);
  for (const other of claimsOf(ledger, checkout)) if (other !== claim) expect(other['status']).toBe('voided');
  const is_waiting = mine.some(({ restore_at }) => restore_at !== null);
  expectUnits(of, cart, returns, is_waiting);
  if (is_waiting) {
    saw('waits for its locks');
    expect(subsidy).toBeLessThanOrEqual(fresh.subsidy_amount);
  } else expect(subsidy).toBe(fresh.subsidy_amount);
  // A refund that failed was rounded for what was kept when it was asked for, and the next one by that: a fen for each.
  const failed = mine.filter(({ id }) => model.failed_refunds.has(String(id))).length;
  if (failed > 0) expect(net).toBeGreaterThanOrEqual(fresh.amount_due - failed);
  else expect(net).toBe(fresh.amount_due);
  if (
    mine.some(
      ({ status, provider_id, booked }) => status === 'failed' && provider_id !== null && booked === 0,
    )
  ) {
    saw('restored');
  }
  if (returns.length > 0) saw('kept less than was sold');
}

/** Units that are kept are locked, where their numbers are known; what came back is free. */
function expectUnits(
  { ledger, checkout }: Sold,
  cart: Cart,
  returns: readonly Return[],
  is_waiting: boolean,
): void {
  const { lines } = JSON.parse(String(checkout['quote'])) as Quote;
  for (const [index, { quantity, serial_numbers = [] }] of cart.lines.entries()) {
    const back = returns.flatMap((one) => one.lines).filter(({ line }) => line === index);
    const gone = back.reduce((all, one) => all + one.quantity, 0);
    const locks = ledger.locks.filter(({ claim, line }) => claim === checkout['claim'] && line === index);
    if (gone === quantity) expect(locks).toEqual([]);
    const is_subsidised = checkout['claim'] !== null && lines[index]?.tag.qualifies;
    if (gone === 0 && is_subsidised && !is_waiting) expect(locks).toHaveLength(serial_numbers.length);
  }
}

/** The cart that the checkout came to: one of those that it can be. */
function cartOf(sale: Sale, { quote }: Row): Cart {
  const text = (lines: readonly { sku: string; quantity: number; amount: Fen }[]): string =>
    JSON.stringify(lines.map(({ sku, quantity, amount }) => [sku, quantity, amount]));
  const priced = JSON.parse(String(quote)) as Quote;
  const found = sale.carts.find(
    ({ lines, shipping_amount, subsidy }) =>
      text(
        lines.map((line) => ({
          ...line,
          amount: line.unit_amount * line.quantity - (line.discount_amount ?? 0),
        })),
      ) === text(priced.lines) &&
      shipping_amount === priced.shipping_amount &&
      (subsidy === 'none') === (priced.programme === null),
  );
  if (found === undefined) throw new Error(`${sale.id} has a cart that nobody asked for: ${quote}`);
  return found;
}

function freshQuote({ market }: World, { shipping_amount, subsidy }: Cart, lines: Cart['lines']): Quote {
  const programme = subsidy === 'none' ? null : market.programme;
  return quote({ lines: [...lines], shipping_amount }, { programme, registry: registryOf([]), now: nowS() });
}

/** What came back for good: each return once, and none that nobody asked for. */
function expectReturns({ ledger }: Sold, model: Model, sale: Sale): Return[] {
  const rows = ledger.refunds.filter(({ checkout }) => checkout === sale.id);
  const good = rows.filter(({ status }) => status === 'succeeded');
  for (const { id, status } of rows) if (model.failed_refunds.has(String(id))) expect(status).toBe('failed');
  for (const [key, { refund, lines }] of sale.returns) {
    const under_key = rows.filter((row) => row['idempotency_key'] === key);
    if (refund !== null) expect(under_key.map(({ id }) => id)).toContain(refund);
    const stands = under_key.filter((row) => good.includes(row));
    expect(stands.length).toBeLessThanOrEqual(1);
    for (const row of stands) expect(JSON.parse(String(row['lines']))).toMatchObject(lines);
    if (refund !== null && !model.failed_refunds.has(refund))
      expect(stands.map(({ id }) => id)).toEqual([refund]);
  }
  for (const row of good) expect([...sale.returns.keys()]).toContain(row['idempotency_key']);
  return good.map((row) => ({ refund: String(row['id']), lines: JSON.parse(String(row['lines'])) }));
}

const intentsOf = ({ id }: Row, intents: readonly Intent[]): Intent[] =>
  intents.filter(({ metadata }) => metadata['zhehui_checkout'] === id);

const claimsOf = ({ claims }: Ledger, { id }: Row): Row[] => claims.filter(({ checkout }) => checkout === id);

/** Never more than the budget; what is leased there is what ledgers hold. */
async function expectBudget(world: World, ledgers: readonly Ledger[]): Promise<void> {
  const used = await expectLaw(world.programme, world.used_ledgers);
  expect(used).toBe(
    ledgers.reduce((all, { balances }) => all + sum(balances, 'pending') + sum(balances, 'posted'), 0),
  );
}

/** The journal has every event of every ledger, in order, as its hash says that it was written, and adds up to the same. */
async function expectJournal({ journal, used_ledgers }: World, ledgers: readonly Ledger[]): Promise<void> {
  const copies = await runInDurableObject(journal, (_, { storage }) =>
    storage.sql.exec('SELECT ledger, seq, hash FROM events ORDER BY ledger, seq').toArray(),
  );
  for (const [at, { events }] of ledgers.entries()) {
    const mine = copies.filter(({ ledger }) => ledger === used_ledgers[at]);
    expect(mine.map(({ hash }) => hash)).toEqual(events.map(({ hash }) => hash));
  }
  expect(await journal.walk(null)).toMatchObject({ bad: null });
  expect(await journal.totals()).toEqual(total(ledgers.flatMap(({ balances }) => balances)));
}

/** No unit is locked twice, by nothing but a live claim, and Serials knows what the ledgers know. */
async function expectLocks(world: World, ledgers: readonly Ledger[]): Promise<void> {
  const kept = ledgers.flatMap(({ locks }) => locks);
  const live = new Set(
    ledgers.flatMap(({ claims }) => claims.filter(({ status }) => status !== 'voided').map(({ id }) => id)),
  );
  for (const { claim, told } of kept) {
    expect(live).toContain(claim);
    expect(told).toBe(1);
  }
  await world.serials.due((nowS() + HOUR_S) * 1000);
  const locked = await runInDurableObject(world.serials, (_, { storage }) =>
    storage.sql.exec('SELECT holder, key, quantity FROM locks ORDER BY holder, key').toArray(),
  );
  const flat = (rows: readonly Row[]): string[] =>
    rows.map(({ holder, key, quantity }) => `${holder} ${key} ${quantity}`).sort();
  expect(flat(locked)).toEqual(flat(kept));
  expect(new Set(locked.map(({ key }) => key)).size).toBe(locked.length);
}

async function expectVerified({ market, callers }: World): Promise<void> {
  for (const shop of callers) {
    const { body } = await call('/v1/claims/verify', { key: market.shops[shop]?.keys.sk ?? '' });
    expect(body).toMatchObject({ object: 'verification', ok: true });
  }
}
