// What must be true after every restart, of every order since the beginning. Waits until everything has settled by itself,
// then holds what the shops were told, the ledgers, the journals, the budget and Stripe's sandbox against each other.

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { ZHEJIANG_AI_2025 } from '../../../src/programmes/zhejiang-ai-2025.ts';
import { quote } from '../../../src/quote.ts';
import { registryOf } from '../../../src/tagging/registry.ts';
import type { Checkout, Claim, Quote } from '../../../src/wire/objects.ts';
import type { CartLine } from '../../../src/wire/requests.ts';
import {
  get,
  type Intent,
  type Outside,
  type RefundAtStripe,
  readBudget,
  readLedgers,
  readOutside,
  readRefunds,
  type Summary,
  verify,
} from './books.ts';
import type { Order, Place } from './visit.ts';

const SETTLED_WITHIN_MS = 30_000;
const AGREED_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 200;
const READS_AT_ONCE = 8;

/** Waits until nothing is left to do about what is paid or canceled, and fails with the list of what is. */
export async function untilSettled(
  place: Place,
  unsettledIn: (outside: Outside) => string[] = unsettled,
  within_ms = SETTLED_WITHIN_MS,
): Promise<void> {
  const give_up = Date.now() + within_ms;
  for (;;) {
    const open = unsettledIn(await readOutside(place));
    if (open.length === 0) return;
    if (Date.now() > give_up) assert.fail(`not settled in ${within_ms / 1000} s: ${open.join('; ')}`);
    await pause(LOOK_EVERY_MS);
  }
}

/** Payments that are over while their claims are not, as the journals have them; and webhooks that nobody has taken yet. */
export function unsettled({ journalled, intents, summary }: Outside): string[] {
  const claims = new Map(journalled.map((claim) => [claim.id, claim.status]));
  const open = intents.flatMap(({ id, status, metadata }) => {
    const claim = metadata['zhehui_claim'];
    if (claim === undefined || (status !== 'succeeded' && status !== 'canceled')) return [];
    const now = claims.get(claim);
    const is_over = status === 'succeeded' ? isPosted(now) : now === 'voided';
    return is_over ? [] : [`${id} ${status}, ${claim} ${now}`];
  });
  const { pending = 0 } = summary.deliveries;
  return pending === 0 ? open : [...open, `${pending} webhooks`];
}

/** Whatever may still be paid. */
export function unfinished(outside: Outside): string[] {
  const intents = outside.intents.filter(({ status }) => status !== 'succeeded' && status !== 'canceled');
  const claims = outside.journalled.filter(({ status }) => status === 'pending');
  return [...unsettled(outside), ...[...intents, ...claims].map(({ id, status }) => `${id} ${status}`)];
}

/** Tries a check again where it fails: a request that its shop gave up may still be on its way. */
export async function eventually(check: () => Promise<void>): Promise<void> {
  const give_up = Date.now() + AGREED_WITHIN_MS;
  for (;;) {
    const failure = await check().catch((error: unknown) => error);
    if (failure === undefined) return;
    if (Date.now() > give_up) throw failure;
    await pause(LOOK_EVERY_MS);
  }
}

/** Everything that was acknowledged is there, once, as it was told (SPEC K1). */
export async function checkAcknowledged(place: Place, orders: readonly Order[]): Promise<void> {
  const told = orders.filter((order) => order.told !== null);
  const lanes = Array.from({ length: READS_AT_ONCE }, (_, lane) =>
    told.filter((_, index) => index % READS_AT_ONCE === lane),
  );
  await Promise.all(
    lanes.map(async (lane) => {
      for (const order of lane) await checkOrder(place, order);
    }),
  );
  checkUnits(orders);
}

async function checkOrder({ api, shops }: Place, order: Order): Promise<void> {
  const { told, order_reference: name } = order;
  if (told === null) return;
  assert.deepEqual(order.checkouts, [told.id], `${name} was given more than one checkout`);
  const key = shops.find(({ id }) => id === order.shop)?.key ?? '';
  const found = await get<Checkout>(`${api}/v1/checkouts/${told.id}`, key);
  const { status: _, claim, refunds, ...kept } = found;
  const { status: __, claim: told_claim, refunds: ___, ...meant } = told;
  if (order.unsure) assert.equal(kept.id, meant.id, name);
  else assert.deepEqual(kept, meant, `${name} is not as it was told`);
  assert.equal(claim?.id, told_claim?.id, name);
  if (order.paid) assert.equal(found.status, 'complete', name);
  if (order.paid && claim !== null) assert.ok(isPosted(claim.status), `${name} is paid and ${claim.status}`);
  checkReturns(order, refunds, found);
  if (order.canceled) assert.equal(found.claim?.status ?? 'voided', 'voided', `${name} was canceled`);
  assert.ok(!(order.paid && order.canceled), `${name} was paid and canceled`);
}

/** Every acknowledged return is there, once; what is left of the subsidy is what a fresh quote of the kept units says. */
function checkReturns(order: Order, refunds: Checkout['refunds'], { claim }: Checkout): void {
  const { order_reference: name } = order;
  for (const { claim: _, status: __, ...told } of order.refunds) {
    const found = refunds.filter(({ id }) => id === told.id);
    assert.equal(found.length, 1, `${name} lost its return ${told.id}`);
    const { status: ___, ...kept } = found[0] ?? { status: null };
    assert.deepEqual(kept, told, `${name}: the return is not as it was told`);
  }
  assert.ok(refunds.length <= order.returns_asked, `${name} was given back more often than asked`);
  if (claim === null || !isPosted(claim.status)) return;
  const back = sum(returned(refunds).flatMap(({ lines }) => lines.map(({ quantity }) => quantity)));
  assert.equal(
    claim.amount - claim.reversed_amount,
    quoteOfKept(order.lines, back)?.subsidy_amount ?? 0,
    `${name} keeps another subsidy`,
  );
}

/** Returns whose money is back, as these cards are refunded: at once. */
const returned = (refunds: Checkout['refunds']): Checkout['refunds'] =>
  refunds.filter(({ status }) => status === 'succeeded');

/** What a cart costs by itself when so many units of its first line are not in it; null where nothing is left. */
function quoteOfKept(lines: readonly CartLine[], fewer: number): Quote | null {
  const kept = lines
    .map((line, index) => (index === 0 ? { ...line, quantity: line.quantity - fewer } : line))
    .filter(({ quantity }) => quantity > 0);
  if (kept.length === 0) return null;
  const now = Math.floor(Date.now() / 1000);
  return quote({ lines: kept }, { programme: ZHEJIANG_AI_2025, registry: registryOf([]), now });
}

const isPosted = (status: Claim['status'] | undefined): boolean =>
  status === 'posted' || status === 'partially_reversed' || status === 'reversed';

/** Of orders that fought over a unit at most one has it. */
function checkUnits(orders: readonly Order[]): void {
  const winners = orders.filter(({ unit, told }) => unit !== null && told !== null).map(({ unit }) => unit);
  assert.equal(new Set(winners).size, winners.length, 'a unit was subsidised twice');
}

/**
 * All sums hold (SPEC K2). What nobody paid may expire while this reads: states move forward only, so the ledgers are read
 * first and last, and journals and budget must lie between.
 *
 * @param complete claimless checkouts that were found complete before; it is added to
 * @param orders all that there were, for what came back of them
 */
export async function checkBooks(
  place: Place,
  complete: Map<string, Checkout>,
  orders: readonly Order[],
): Promise<void> {
  const before = await readLedgers(place);
  const { journalled, intents, summary } = await untilJournalled(place, before);
  const budget = await readBudget(place);
  const verified = await verify(place);
  const after = await readLedgers(place);
  checkOnce(journalled, after);
  checkPaidOnce(intents, summary);
  const posted = after.filter(({ status }) => isPosted(status));
  const due =
    sum(posted.map(({ amount_due }) => amount_due)) + (await claimlessDue(place, intents, complete));
  assert.equal(summary.received, due, 'what was received');
  assert.equal(summary.refunded, await givenBack(place, orders, intents), 'what was given back');
  assert.equal(budget.posted, sum(posted.map((one) => one.amount - one.reversed_amount)), 'posted');
  const [most, least] = [pendingIn(before), pendingIn(after)];
  assert.ok(
    budget.pending <= most && budget.pending >= least,
    `pending ${budget.pending}: ${least} to ${most}`,
  );
  assert.ok(budget.leased >= budget.pending + budget.posted && budget.leased <= budget.total, 'leases');
  for (const walk of verified) assert.equal(walk.ok, true, JSON.stringify(walk));
}

/** What the ledgers say that buyers got back; of each paid order, Stripe says the same. */
async function givenBack(
  place: Place,
  orders: readonly Order[],
  intents: readonly Intent[],
): Promise<number> {
  const paid = new Map(
    intents
      .filter(({ status }) => status === 'succeeded')
      .map((one) => [one.metadata['zhehui_checkout'], one]),
  );
  const made = Map.groupBy(await readRefunds(place), ({ payment_intent }) => payment_intent);
  let all = 0;
  for (const order of orders) {
    const intent = paid.get(order.told?.id);
    if (intent === undefined) continue;
    const refunds = order.returns_asked === 0 ? [] : await refundsOf(place, order);
    checkNet(order, intent, refunds, made.get(intent.id) ?? []);
    all += sum(returned(refunds).map(({ amount }) => amount));
  }
  return all;
}

/** Stripe made each return's refund once and no other; what it received less those is what the kept units cost. */
function checkNet(
  { order_reference: name, lines, unsure }: Order,
  { amount_received }: Intent,
  refunds: Checkout['refunds'],
  made: readonly RefundAtStripe[],
): void {
  const of = made.map(({ metadata }) => metadata['zhehui_refund'] ?? 'nobody');
  assertUnique(of);
  const known = new Set(refunds.map(({ id }) => id));
  assert.deepEqual(
    of.filter((id) => !known.has(id)),
    [],
    `${name}: refunded without a return`,
  );
  if (unsure || refunds.some(({ status }) => status === 'pending')) return;
  const ids = returned(refunds).map(({ id }) => id);
  assert.deepEqual(of.sort(), ids.sort(), `${name}: refunds at Stripe`);
  const back = sum(returned(refunds).flatMap(({ lines: units }) => units.map(({ quantity }) => quantity)));
  const net = amount_received - sum(made.map(({ amount }) => amount));
  assert.equal(net, quoteOfKept(lines, back)?.amount_due ?? 0, `${name}: paid in net`);
}

async function refundsOf({ api, shops }: Place, { told, shop }: Order): Promise<Checkout['refunds']> {
  const key = shops.find(({ id }) => id === shop)?.key ?? '';
  return (await get<Checkout>(`${api}/v1/checkouts/${told?.id}`, key)).refunds;
}

/** Waits until no return waits for Stripe's word any more: those that nobody asks for again are found by the ledgers. */
export async function untilReturned(
  place: Place,
  orders: readonly Order[],
  within_ms: number,
): Promise<void> {
  const give_up = Date.now() + within_ms;
  for (const order of orders.filter(({ returns_asked }) => returns_asked > 0)) {
    while ((await refundsOf(place, order)).some(({ status }) => status === 'pending')) {
      if (Date.now() > give_up) assert.fail(`${order.order_reference}: a return still waits`);
      await pause(LOOK_EVERY_MS);
    }
  }
}

const pendingIn = (claims: readonly Claim[]): number =>
  sum(
    claims
      .filter(({ status }) => status === 'pending')
      .map(({ amount, held_amount }) => amount + held_amount),
  );

/** States move forward only. */
const RANK: Readonly<Record<Claim['status'], number>> = {
  pending: 0,
  voided: 1,
  posted: 1,
  partially_reversed: 2,
  reversed: 3,
};

/** Waits until the journals have all that these claims were. */
async function untilJournalled(place: Place, claims: readonly Claim[]): Promise<Outside> {
  const give_up = Date.now() + SETTLED_WITHIN_MS;
  for (;;) {
    const outside = await readOutside(place);
    const journalled = new Map(outside.journalled.map((claim) => [claim.id, claim.status]));
    const missing = claims.filter(({ id, status }) => {
      const there = journalled.get(id);
      return there === undefined || RANK[there] < RANK[status];
    });
    if (missing.length === 0) return outside;
    if (Date.now() > give_up)
      assert.fail(`not journalled: ${missing.map(({ id, status }) => `${id} ${status}`)}`);
    await pause(LOOK_EVERY_MS);
  }
}

/** Exports list every claim once; an order has one live claim, and none is flagged. */
function checkOnce(journalled: readonly Claim[], ledgers: readonly Claim[]): void {
  for (const claims of [journalled, ledgers]) assertUnique(claims.map(({ id }) => id));
  const known = new Set(ledgers.map(({ id }) => id));
  assert.deepEqual(
    journalled.filter(({ id }) => !known.has(id)),
    [],
    'in a journal only',
  );
  const live = ledgers.filter(({ status }) => status !== 'voided');
  assertUnique(live.map(({ merchant, order_reference }) => `${merchant} ${order_reference}`));
  assert.deepEqual(
    ledgers.filter(({ flag }) => flag !== null),
    [],
    'flagged',
  );
}

/** No order has two payments that succeeded, no checkout two that could; and Stripe received what was asked for. */
function checkPaidOnce(intents: readonly Intent[], { received }: Summary): void {
  const payable = intents.filter(({ status }) => status !== 'canceled');
  assertUnique(payable.map(({ metadata: of }) => of['zhehui_checkout'] ?? ''));
  const paid = payable.filter(({ status }) => status === 'succeeded');
  assertUnique(paid.map(({ metadata: of }) => `${of['zhehui_merchant']} ${of['zhehui_order_reference']}`));
  assert.equal(sum(paid.map(({ amount }) => amount)), received);
}

/** What buyers paid for checkouts without a claim: all of those are complete. */
async function claimlessDue(
  { api, shops }: Place,
  intents: readonly Intent[],
  complete: Map<string, Checkout>,
): Promise<number> {
  const paid = intents.filter(
    ({ status, metadata }) => status === 'succeeded' && metadata['zhehui_claim'] === undefined,
  );
  for (const { metadata: of } of paid) {
    const id = of['zhehui_checkout'] ?? '';
    if (complete.has(id)) continue;
    const key = shops.find((shop) => shop.id === of['zhehui_merchant'])?.key ?? '';
    const checkout = await get<Checkout>(`${api}/v1/checkouts/${id}`, key);
    assert.deepEqual([checkout.status, checkout.claim], ['complete', null], id);
    complete.set(id, checkout);
  }
  return sum([...complete.values()].map(({ amount_due }) => amount_due));
}

const sum = (amounts: readonly number[]): number => amounts.reduce((all, amount) => all + amount, 0);

function assertUnique(names: readonly string[]): void {
  const sorted = [...names].sort();
  assert.deepEqual(
    sorted.filter((name, index) => name === sorted[index + 1]),
    [],
    'more than once',
  );
}
