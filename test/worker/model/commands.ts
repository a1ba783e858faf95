// What happens in a sequence, one command each: what shops ask for, what buyers and banks do, what Stripe tells, and what goes
// wrong. Another one is one `step`, and a line in COMMANDS.

import fc from 'fast-check';
import { expect } from 'vitest';
import type { LineUnits } from '../../../src/claim.ts';
import { CHECKOUT_TTL_S } from '../../../src/limits.ts';
import { call, checkoutNow, KEY, pay, sandbox, stripe } from '../support.ts';
import { type AskedReturn, expectRefused, type Opening, takeOpening, takeReturn } from './answers.ts';
import { cart } from './carts.ts';
import type { Model, Sale } from './model.ts';
import { PAGE_COMMANDS } from './page-commands.ts';
import { copies, type Steps, saleStep, sendAtOnce, step, times } from './step.ts';
import { type RefundAtStripe, saw, type World } from './world.ts';

const key = fc.option(fc.constantFrom('key-0', 'key-1', 'key-2'));

const any = (): boolean => true;
const mayBeOpen = ({ open }: Sale): boolean => open !== 'no';
const isExternal = ({ external }: Sale): boolean => external;
const mayBePaidAtStripe = (sale: Sale): boolean => mayBeOpen(sale) && !sale.external;
const isPaid = ({ paid_amount }: Sale): boolean => paid_amount !== null;

/** How a checkout is refused that was paid what it did not ask for. */
const mismatch = ({ is_tampered }: Sale): string[] => (is_tampered ? ['payment_mismatch'] : []);

async function open(opening: Opening, copies: number, model: Model, world: World): Promise<void> {
  const { shop, order, external, cart, key } = opening;
  const provider = external ? 'external' : 'stripe';
  const body = { order_reference: order, channel: 'online', payment: { provider }, ...cart };
  if (copies > 1) world.disturbed = true;
  const answers = await sendAtOnce(copies, () => world.call(shop, '/v1/checkouts', body, key));
  const ids = answers.filter(({ status }) => status < 300).map((answer) => answer.body['id']);
  expect(new Set(ids).size).toBeLessThanOrEqual(1);
  for (const answer of answers) takeOpening(opening, answer, model, world);
}

/** A shop opens a checkout. */
export const OPENS = step(
  'open',
  fc.record({
    shop: fc.constantFrom(0, 0, 1),
    order: fc.constantFrom('order-0', 'order-1', 'order-2'),
    external: fc.constantFrom(...times(3, false), true),
    cart,
    key,
    copies,
  }),
  ({ copies, ...opening }, model, world) => open(opening, copies, model, world),
);

const opensAgain = saleStep('open again', any, key, ({ shop, order, external, request }, key, model, world) =>
  open({ shop, order, external, cart: request, key }, 1, model, world),
);

const reprices = saleStep('reprice', mayBeOpen, cart, async (sale, cart, _model, world) => {
  const answer = await world.call(sale.shop, `/v1/checkouts/${sale.id}`, cart);
  if (answer.status === 200) {
    sale.carts = [cart];
    return saw('repriced');
  }
  if (answer.status === 503) sale.carts.push(cart);
  const closed = sale.open === 'yes' ? [] : ['checkout_not_open', 'payment_under_way'];
  return expectRefused(answer, world, ['budget_exhausted', 'serial_already_claimed', ...closed]);
});

const repricesPaid = saleStep('reprice paid', isPaid, cart, async (sale, cart, _model, world) => {
  const answer = await world.call(sale.shop, `/v1/checkouts/${sale.id}`, cart);
  expect(answer.status).not.toBe(201);
  if (answer.status === 200) return;
  const refusals = ['budget_exhausted', 'serial_already_claimed', 'checkout_not_open', 'payment_under_way'];
  expectRefused(answer, world, [...refusals, ...mismatch(sale)]);
});

/** Somebody changes what a payment asks for, at Stripe and without Zhehui. */
const tampers = saleStep(
  'amount changed outside',
  mayBePaidAtStripe,
  fc.constantFrom(500, 5_000_000),
  async (sale, amount) => {
    const path = `payment_intents/${sale.payment_intent}`;
    sale.is_tampered = true;
    // A fault may take the answer, and a payment that was made does not change.
    await stripe(path, { amount: String(amount) }).catch(() => null);
  },
);

/** Most cards take refunds at once; the others' refunds are on their way for a while. */
const card = fc.constantFrom(...times(2, 'pm_card_visa'), 'pm_card_pendingRefund');

const pays = saleStep(
  'pay',
  mayBePaidAtStripe,
  fc.record({ card, told: fc.constantFrom(true, true, true, false) }),
  async (sale, { card, told }, _model, world) => {
    const paid = await pay(sale.payment_intent, { payment_method: card }).catch(() => null);
    // Closed meanwhile: Stripe lets nobody pay any more.
    if (paid === null) return expect(sale.open).toBe('unsure');
    sale.paid_amount = (paid['payment_intent'] as { amount_received: number }).amount_received;
    sale.open = 'no';
    saw('paid');
    if (told) await world.tellOf('payment_intent.succeeded', sale.payment_intent);
  },
);

/** The shop has the money, or says so once more. */
const confirms = saleStep(
  'confirm',
  isExternal,
  fc.record({ tender: fc.constantFrom('cash', 'cash', 'bank_card'), copies }),
  async (sale, { tender, copies }, _model, world) => {
    const send = () => world.call(sale.shop, `/v1/checkouts/${sale.id}/confirm`, { tender });
    for (const answer of await sendAtOnce(copies, send)) {
      const is_known = isPaid(sale);
      if (answer.status !== 200) {
        const code = expectRefused(answer, world, [is_known ? 'already_confirmed' : 'checkout_not_open']);
        expect(code === 'already_confirmed' ? sale.tender !== tender : sale.open !== 'yes').toBe(true);
        continue;
      }
      if (is_known) expect(sale.tender).toBe(tender);
      else expect(sale.open).not.toBe('no');
      Object.assign(sale, { tender, open: 'no', paid_amount: answer.body['amount_due'] });
      saw(is_known ? 'confirmed again' : 'confirmed');
    }
  },
);

const tells = step('tell', fc.nat(30), async (at, _model, world) => {
  await world.readEvents();
  const event = world.events[at % Math.max(1, world.events.length)];
  if (event === undefined) return;
  const answer = await world.tell(event);
  if (answer.status !== 200) expectRefused(answer, world, []);
});

const cancels = saleStep('cancel', any, fc.constant(null), async (sale, _, _model, world) => {
  const answer = await world.call(sale.shop, `/v1/checkouts/${sale.id}/cancel`);
  if (answer.status === 200) {
    expect(sale.paid_amount).toBeNull();
    sale.open = 'no';
    return saw('canceled');
  }
  if (answer.status === 503 && sale.open === 'yes') sale.open = 'unsure';
  return expectRefused(answer, world, isPaid(sale) ? ['checkout_not_open', ...mismatch(sale)] : []);
});

/** One unit, units of up to two lines, or all that was sold; what is not there is refused. */
const units = fc.oneof(
  fc.constantFrom([{ line: 0, quantity: 1 }], 'all' as const),
  fc.uniqueArray(fc.record({ line: fc.nat(2), quantity: fc.integer({ min: 1, max: 3 }) }), {
    selector: ({ line }) => line,
    minLength: 1,
    maxLength: 2,
  }),
);

const allOf = ({ carts: [cart] }: Sale): LineUnits[] =>
  (cart?.lines ?? []).map(({ quantity }, line) => ({ line, quantity }));

async function giveBack(sale: Sale, asked: AskedReturn, copies: number, world: World): Promise<void> {
  const body = { lines: asked.lines, reason: 'changed mind', ...(sale.external && { tender: 'cash' }) };
  const send = () => world.call(sale.shop, `/v1/checkouts/${sale.id}/refunds`, body, asked.key);
  if (copies > 1) world.disturbed = true;
  for (const answer of await sendAtOnce(copies, send)) takeReturn(sale, asked, answer, world);
}

const returning = (name: string, wanted: (sale: Sale) => boolean): Steps =>
  saleStep(
    name,
    wanted,
    fc.record({ units, key: fc.nat(5), copies }),
    (sale, { units, key, copies }, _model, world) => {
      const lines = units === 'all' ? allOf(sale) : units;
      return giveBack(sale, { lines, key: `return-${key} of ${sale.id}` }, copies, world);
    },
  );

const returnsAgain = saleStep(
  'return again',
  ({ returns }) => returns.size > 0,
  fc.nat(3),
  async (sale, which, _model, world) => {
    const all = [...sale.returns].map(([key, { lines }]) => ({ key, lines }));
    const asked = all[which % all.length];
    if (asked !== undefined) await giveBack(sale, asked, 1, world);
  },
);

const refundEnds = saleStep(
  'refund ends',
  ({ returns, external }) => returns.size > 0 && !external,
  fc.record({ which: fc.nat(3), fails: fc.constantFrom(true, true, false) }),
  async ({ payment_intent }, { which, fails }, model, world) => {
    const found = await stripe(`refunds?limit=100&payment_intent=${payment_intent}`);
    const ours = (found['data'] as RefundAtStripe[]).filter(({ metadata }) => metadata['zhehui_refund']);
    const refund = ours[which % Math.max(1, ours.length)];
    if (refund === undefined || refund.status === 'failed') return;
    if (!fails && refund.status === 'succeeded') return;
    await sandbox(`refunds/${refund.id}/${fails ? 'fail' : 'settle'}`, {});
    if (fails) model.failed_refunds.add(String(refund.metadata['zhehui_refund']));
    if (fails) await world.tellOf('refund.failed', refund.id);
    saw(fails ? 'refund failed' : 'refund settled');
  },
);

const refundsOutside = saleStep(
  'refund outside',
  (sale) => isPaid(sale) && !sale.external,
  fc.constantFrom(1, 5_000, 300_000),
  async (sale, amount) => {
    const { payment_intent } = sale;
    sale.is_refunded_outside = true;
    // Stripe refuses more than is left, and a fault may take the answer.
    await stripe('refunds', { payment_intent, amount: String(amount) }).catch(() => null);
    saw('refund outside');
  },
);

/** The operator decides about a claim, whatever has become of it: nothing but the review itself may come of that. */
const reviews = saleStep(
  'review',
  any,
  fc.constantFrom('approved', 'rejected'),
  async ({ id, shop }, decision, _model, world) => {
    const { claim } = await checkoutNow(id, world.shop(shop).keys.sk);
    if (claim === null) return undefined;
    // The operator finds it once the journal has it.
    await world.ring(1, world.ledgers.slice(shop, shop + 1));
    const answer = await call(`/v1/claims/${claim.id}/review`, { key: KEY.ok, body: { decision } });
    if (answer.status !== 200) return expectRefused(answer, world, ['review_not_needed']);
    expect(answer.body).toMatchObject({ needs_review: false, review: { decision } });
    return saw('reviewed');
  },
);

const setsBudget = step(
  'budget',
  fc.constantFrom(0, 60_000, 200_000, 400_000, 100_000_000),
  async (amount, _model, world) => {
    const answer = await world.setBudget(amount);
    if (answer.status === 200) return saw('budget set');
    expectRefused(answer, world, ['budget_below_spent']);
    return expect(await world.used()).toBeGreaterThan(amount);
  },
);

const evicts = step('evict', fc.nat(3), async (which, _model, world) => {
  await world.evict(which);
  saw('evicted');
});

/** Each at once: Stripe's own library asks again after a second where it may, and that proves nothing more. */
const FAULTS = [
  { kind: 'html', status: 200, when: 'after' },
  { kind: 'html', status: 200, when: 'before' },
  { kind: 'status', status: 500, when: 'after' },
  { kind: 'status', status: 500, when: 'before' },
  { kind: 'status', status: 500, when: 'after', stored: false, should_retry: false },
  { kind: 'status', status: 429 },
  { kind: 'no_error_key' },
];

async function breakStripe(fault: (typeof FAULTS)[number], path: string, world: World): Promise<void> {
  world.disturbed = true;
  await sandbox('faults', { match: { method: 'POST', path }, fault, times: 1 });
  saw('fault');
}

const CREATE = '/v1/payment_intents';

/** The next call to Stripe of this kind does not get the answer that it should. */
const breaksPayments = step(
  'fault',
  fc.record({
    fault: fc.constantFrom(...FAULTS),
    path: fc.constantFrom(CREATE, CREATE, `${CREATE}/*`, `${CREATE}/*/cancel`),
  }),
  ({ fault, path }, _model, world) => breakStripe(fault, path, world),
);

const breaksRefunds = saleStep(
  'fault of refunds',
  isPaid,
  fc.constantFrom(...FAULTS),
  (_sale, fault, _model, world) => breakStripe(fault, '/v1/refunds', world),
);

const rings = step('alarm', fc.constantFrom(1, 61, 700), (in_s, _model, world) => world.ring(in_s));

const expires = step('expire', fc.nat(1), async (shop, model, world) => {
  const open = model.sales.filter((sale) => sale.shop === shop && sale.open === 'yes' && !sale.external);
  for (const sale of open) sale.open = 'unsure';
  await world.ring(CHECKOUT_TTL_S + 1, world.ledgers.slice(shop, shop + 1));
  if (open.length > 0) saw('expired');
});

/** Commands of a sequence, each as often as it is said here. */
export const COMMANDS: Steps[] = [
  ...times(6, OPENS),
  ...PAGE_COMMANDS,
  ...times(2, opensAgain),
  ...times(3, reprices),
  ...times(1, repricesPaid),
  ...times(1, tampers),
  ...times(8, pays),
  ...times(4, confirms),
  ...times(3, tells),
  ...times(2, cancels),
  ...times(10, returning('return', isPaid)),
  ...times(1, returning('return of anything', any)),
  ...times(3, returnsAgain),
  ...times(5, refundEnds),
  ...times(1, refundsOutside),
  ...times(2, reviews),
  ...times(2, setsBudget),
  ...times(2, evicts),
  ...times(2, breaksPayments),
  ...times(3, breaksRefunds),
  ...times(2, rings),
  ...times(2, expires),
];
