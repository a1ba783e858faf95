// What the tests of repricing share: repricing over the API, and the one thing that always has to hold: checkout, claim,
// balance, locks and Stripe's PaymentIntent tell of the same cart, and the log verifies.

import { runInDurableObject } from 'cloudflare:test';
import { expect } from 'vitest';
import { ZHEJIANG_AI_2025 } from '../../src/programmes/zhejiang-ai-2025.ts';
import { quote } from '../../src/quote.ts';
import { registryOf } from '../../src/tagging/registry.ts';
import type { Checkout, Claim } from '../../src/wire/objects.ts';
import type { CartLine } from '../../src/wire/requests.ts';
import { newIdentifier } from '../../worker/new-identifier.ts';
import type { Ledger } from '../../worker/objects/ledger.ts';
import type { LockSet } from '../../worker/objects/lock-store.ts';
import type { NewRepricing } from '../../worker/objects/repricing.ts';
import { ledgerLocks } from './lock-support.ts';
import {
  type Answer,
  call,
  checkoutIn,
  checkoutNow,
  intentOf,
  KEY,
  type LedgerStub,
  ledgerObject,
  ledgerOf,
  nowS,
  openCheckout,
  PROGRAMME,
  ROBOT,
  type Shop,
  sandbox,
  stripe,
} from './support.ts';

/** A robot at this price. 15 % of it is the subsidy, at most 2,000.00. */
export const robot = (unit_amount: number, over: Record<string, unknown> = {}) => ({
  ...ROBOT,
  unit_amount,
  ...over,
});

export const open = (shop: Shop, over: Record<string, unknown> = {}): Promise<Checkout> =>
  openCheckout({ lines: [robot(400_000)], ...over }, shop.keys.sk);

export const reprice = (shop: Shop, id: string, body: unknown, headers = {}): Promise<Answer> =>
  call(`/v1/checkouts/${id}`, { key: shop.keys.sk, body, headers });

export const cancel = (shop: Shop, id: string): Promise<Answer> =>
  call(`/v1/checkouts/${id}/cancel`, { key: shop.keys.sk, method: 'POST' });

/** The checkout of a repricing that is expected to be done. */
export const repriced = async (shop: Shop, id: string, body: unknown): Promise<Checkout> =>
  checkoutIn(await reprice(shop, id, body), 200);

export type Intent = { amount: number; status: string; metadata: Record<string, string> };

export const intentNow = async (checkout: Checkout): Promise<Intent> =>
  (await stripe(`payment_intents/${intentOf(checkout)}`)) as unknown as Intent;

export type RepricingRow = { id: string; status: string; attempt: number };

/** The repricings of a shop, in the order in which they began. */
export function repricings(shop: Shop): Promise<RepricingRow[]> {
  return runInDurableObject(ledgerObject(shop.id), (_, { storage }) =>
    storage.sql.exec<RepricingRow>('SELECT id, status, attempt FROM repricings ORDER BY id').toArray(),
  );
}

export const ends = async (shop: Shop): Promise<string[]> =>
  (await repricings(shop)).map(({ status }) => status);

export async function claimsOf(shop: Shop): Promise<Claim[]> {
  const { data } = (await call('/v1/claims?limit=100', { key: shop.keys.fk })).body as { data: Claim[] };
  return data;
}

const STATUS_OF_CLAIM = { open: 'pending', complete: 'posted', canceled: 'voided', expired: 'voided' };

/** Expects that nothing is in flight and that everything tells of the same cart; gives the checkout. */
export async function expectAgreement(shop: Shop, id: string): Promise<Checkout> {
  const checkout = await checkoutNow(id, shop.keys.sk);
  const cart = (await ledgerOf(shop.id).checkout(id))?.checkout.cart ?? undefined;
  const intent = await intentNow(checkout);
  expect({ amount: intent.amount, cart: intent.metadata['zhehui_cart'] }).toEqual({
    amount: checkout.amount_due,
    cart,
  });
  expect(intent.metadata['zhehui_claim']).toBe(checkout.claim?.id);
  const claims = await claimsOf(shop);
  const live = claims.filter(({ status }) => status !== 'voided');
  if (checkout.claim === null) expect(live).toEqual([]);
  else {
    expect(checkout.claim).toMatchObject({
      status: STATUS_OF_CLAIM[checkout.status],
      amount: checkout.subsidy_amount,
    });
    const { lines, amount_due, amount, eligible_amount } = checkoutClaim(checkout, claims);
    expect({ amount_due, amount, eligible_amount }).toEqual({
      amount_due: checkout.amount_due,
      amount: checkout.subsidy_amount,
      eligible_amount: checkout.eligible_amount,
    });
    expect(lines).toMatchObject(checkout.lines);
  }
  await expectBooks(shop, live);
  await expectUnits(shop, id, live);
  const [last] = (await repricings(shop)).slice(-1);
  expect(last?.status).not.toBe('in_flight');
  return checkout;
}

function checkoutClaim({ claim }: Checkout, claims: readonly Claim[]): Claim {
  const found = claims.find(({ id }) => id === claim?.id);
  if (found === undefined) throw new Error(`no claim ${claim?.id}`);
  return found;
}

/** The balance is the sum of the live claims, their locks are those of live claims, and the log verifies. */
async function expectBooks(shop: Shop, live: readonly Claim[]): Promise<void> {
  const sum = (wanted: string): number =>
    live.filter(({ status }) => status === wanted).reduce((all, { amount }) => all + amount, 0);
  expect(await ledgerOf(shop.id).balance(PROGRAMME)).toMatchObject({
    pending: sum('pending'),
    posted: sum('posted'),
  });
  const { locks } = await ledgerLocks(`${shop.id}/0`);
  const held = locks.filter(({ quantity }) => quantity !== 0).map(({ claim }) => claim);
  expect(held.filter((claim) => !live.some(({ id }) => id === claim))).toEqual([]);
  await expectVerified(shop);
}

/** Locked are the units of the checkout's cart, where it has a claim that lives, and no others. */
async function expectUnits(shop: Shop, id: string, live: readonly Claim[]): Promise<void> {
  const stored = (await ledgerOf(shop.id).checkout(id))?.checkout;
  const { locks } = await ledgerLocks(`${shop.id}/0`);
  const held = locks
    .filter(({ claim, line, quantity }) => claim === stored?.claim && line !== null && quantity !== 0)
    .map(({ key }) => key);
  const wanted = (stored?.request.lines ?? []).flatMap(({ serial_numbers = [] }) =>
    serial_numbers.map(({ hash }) => hash),
  );
  expect(held.sort()).toEqual(live.some((claim) => claim.id === stored?.claim) ? wanted.sort() : []);
}

export async function expectVerified(shop: Shop): Promise<void> {
  expect((await call('/v1/claims/verify', { key: shop.keys.sk })).body).toMatchObject({ ok: true });
  expect((await call(`/v1/claims/verify?merchant=${shop.id}`, { key: KEY.ok })).body).toMatchObject({
    ok: true,
  });
}

/** What is pending in the shop's ledger. */
export const pending = async (shop: Shop): Promise<number> =>
  (await ledgerOf(shop.id).balance(PROGRAMME)).pending;

/** A shop's ledger, as a repricing calls it. */
export type RepricingLedger = LedgerStub & {
  [Method in 'beginRepricing' | 'abandonRepricing' | 'startNewRepricingAttempt']: (
    ...given: Parameters<Ledger[Method]>
  ) => Promise<Awaited<ReturnType<Ledger[Method]>>>;
};

export const repricingLedger = (shop: Shop): RepricingLedger => ledgerOf(shop.id) as RepricingLedger;

/** Begins a repricing as the Worker does, and then dies. Priced under Zhejiang's programme. */
export async function beginDirectly(
  shop: Shop,
  checkout: Checkout,
  lines: readonly CartLine[],
  instead_of: string | null = null,
  locks?: LockSet,
): Promise<{ asked: NewRepricing; begun: Awaited<ReturnType<Ledger['beginRepricing']>> }> {
  const ledger = repricingLedger(shop);
  const stored = (await ledger.checkout(checkout.id))?.checkout;
  if (stored === undefined) throw new Error(`no checkout ${checkout.id}`);
  const priced = quote(
    { lines: [...lines] },
    { programme: ZHEJIANG_AI_2025, registry: registryOf([]), now: nowS() },
  );
  const asked: NewRepricing = {
    ...{ id: newIdentifier('rpr', Date.now(), 0), checkout: checkout.id, instead_of },
    new_claim: newIdentifier('clm', Date.now(), 0),
    request: JSON.stringify({ ...stored.request, lines }),
    quote: JSON.stringify(priced),
    ...{ priced_at: nowS(), created: nowS() },
  };
  return { asked, begun: await ledger.beginRepricing(asked, locks) };
}

/** The path at Stripe that changes a payment, or shows it. */
export const PAYMENT = '/v1/payment_intents/*';

/** A fault of the calls that change a payment. */
export const fault = (kind: Record<string, unknown>, times = 1): Promise<unknown> =>
  sandbox('faults', { match: { method: 'POST', path: PAYMENT }, fault: kind, times });

/** The cart that checkouts are opened with, and the one they are repriced to: 3,400.00 and 5,100.00 to pay. */
export const OLD = [robot(400_000)];
export const NEW = [robot(600_000)];

/** What Stripe does when it is asked to change the payment, without anybody hearing of it. */
export function atStripe(checkout: Checkout, cart: string, claim: string | null | undefined, amount: number) {
  return stripe(`payment_intents/${intentOf(checkout)}`, {
    amount: String(amount),
    'metadata[zhehui_cart]': cart,
    'metadata[zhehui_claim]': claim ?? '',
  });
}
