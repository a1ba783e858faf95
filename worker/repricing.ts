// The order of calls when an open checkout changes its cart: the ledger holds what the new cart needs, Stripe is asked to
// change the payment, the ledger takes what Stripe said. Whatever dies in between is ended by the same request, by another
// one, by a webhook, a cancel or the expiry: never by a guess.

import { canonicalJson } from '../src/canonical.ts';
import { REPRICING_TRIES_MAX, REPRICINGS_MAX } from '../src/limits.ts';
import { shardOf } from '../src/shards.ts';
import type { UnixSeconds } from '../src/time.ts';
import type { Quote } from '../src/wire/objects.ts';
import type { Env } from './env.ts';
import { type ApiError, conflict, missing, unavailable } from './errors.ts';
import { nameOfOrder, type RemoteLedger } from './ledger.ts';
import { type NeededLock, takeLocks } from './locks.ts';
import { newIdentifier } from './new-identifier.ts';
import { isReady, type KeptRequest, type StoredCheckout } from './objects/checkout-store.ts';
import type { Merchant } from './objects/directory.ts';
import type { CheckoutOutcome, ReadRepricing, RepricingBegun } from './objects/ledger.ts';
import type { Repricing } from './objects/repricing-store.ts';
import { openPayment, refusalOf } from './payments.ts';
import { budgetExhausted, locksLost } from './reserving.ts';
import { repricePayment, retrievePayment } from './stripe.ts';
import type { StripeFailure } from './stripe-client.ts';

/** A cart that a checkout is to have: priced, and the locks that its claim needs. */
export type NextCart = {
  readonly request: KeptRequest;
  readonly quote: Quote;
  readonly priced_at: UnixSeconds;
  readonly needed: readonly NeededLock[];
};

/** What is to be repriced, and where. */
export type RepricingCall = {
  readonly env: Env;
  readonly merchant: Merchant;
  readonly ledger: RemoteLedger;
  readonly checkout_id: string;
  /** The cart asked for, where the checkout is as given: what the request leaves out stays as it was. */
  readonly cartFor: (checkout: StoredCheckout) => Promise<NextCart>;
};

/**
 * Gives an open checkout another cart: its claim, its locks and its payment change together or not at all (SPEC R1–R6).
 * A repricing that others left in flight is ended first. Without a payment at Stripe it is done as it begins (SPEC O7).
 *
 * @returns the checkout with this cart, as the API answers it
 * @throws {ApiError} for every refusal; after a 503 the repricing is still in flight, and the same request goes on with it
 */
export async function repriceCheckout(call: RepricingCall): Promise<string> {
  let is_in_step = true;
  for (let tries = 0; tries < REPRICING_TRIES_MAX; tries += 1) {
    const read = await readOpen(call);
    const { checkout, in_flight, body } = read;
    const cart = await call.cartFor(checkout);
    if (in_flight === null && is_in_step && isSame(checkout, cart)) return body;
    const under_way = in_flight && { repricing: in_flight, body: null };
    const begun = under_way ?? (await begin(call, checkout, cart));
    if (begun === null) continue;
    if (begun.body !== null) return begun.body;
    const { repricing } = begun;
    const is_wanted = isSame(repricing, cart);
    const ended = await changePayment(call, checkout, repricing);
    if (ended.refusal !== null && is_wanted) throw ended.refusal;
    if (ended.refusal !== null) continue;
    if (ended.outcome.cart === repricing.id && is_wanted) return ended.outcome.body;
    // Stripe changed the payment, but by then the ledger had gone on without it: that cart has to be replaced.
    is_in_step = ended.outcome.cart === repricing.id;
  }
  throw unavailable(
    'temporarily_unavailable',
    'Others are changing the cart of this checkout. Send the same request again.',
  );
}

/** The checkout, open and with its payment: one that was left without it gets it first (SPEC L5). */
async function readOpen({ env, merchant, ledger, checkout_id }: RepricingCall): Promise<ReadRepricing> {
  const read = await ledger.repriceable(checkout_id);
  if (read === null) throw missing('checkout', checkout_id);
  const { checkout } = read;
  const closed = closedRefusal(checkout);
  if (closed !== null) throw closed;
  if (isReady(checkout)) return read;
  await openPayment({ env, merchant: merchant.id, ledger, checkout });
  const opened = await ledger.repriceable(checkout_id);
  if (opened === null) throw missing('checkout', checkout_id);
  return opened;
}

/** Why the cart cannot change any more; null where it may. */
function closedRefusal({ status, flag }: Pick<StoredCheckout, 'status' | 'flag'>): ApiError | null {
  if (flag === 'payment_mismatch') {
    return conflict(
      'payment_mismatch',
      'Stripe took a payment that is not the one asked for. Finance has to look at it.',
    );
  }
  if (status === 'open') return null;
  return conflict('checkout_not_open', `The checkout is ${status}: its cart cannot change any more.`);
}

/** Two carts are the same where they say the same and cost the same, whenever that was. */
function isSame(
  one: Pick<NextCart, 'request' | 'quote'>,
  other: Pick<NextCart, 'request' | 'quote'>,
): boolean {
  const text = ({ request, quote }: typeof one): string => canonicalJson({ request, quote });
  return text(one) === text(other);
}

/** Takes the locks, then begins in the ledger; null where the checkout is to be looked at again. */
async function begin(
  call: RepricingCall,
  checkout: StoredCheckout,
  cart: NextCart,
): Promise<(RepricingBegun & { ok: true }) | null> {
  const { env, merchant, ledger } = call;
  const { order_reference } = checkout;
  const now_ms = Date.now();
  const created = Math.floor(now_ms / 1000);
  const shard = shardOf(order_reference, merchant.ledger_shards);
  const id = newIdentifier('rpr', now_ms, shard);
  const asked = {
    ...{ id, checkout: checkout.id, instead_of: checkout.cart, priced_at: cart.priced_at, created },
    new_claim: newIdentifier('clm', now_ms, shard),
    request: JSON.stringify(cart.request),
    quote: JSON.stringify(cart.quote),
  };
  const holder = {
    ledger: nameOfOrder(merchant, order_reference),
    order_reference,
    holder: id,
    now: created,
  };
  const taken = cart.needed.length === 0 ? null : await takeLocks(env, holder, cart.needed);
  const begun = await ledger.beginRepricing(asked, taken?.set);
  if (begun.ok) return begun;
  switch (begun.reason) {
    case 'changed':
    case 'locks_lost':
      return null;
    case 'locks_refused':
      throw taken?.refusal ?? locksLost();
    case 'too_many':
      throw conflict(
        'too_many_changes',
        `Expected at most ${REPRICINGS_MAX} changes of a checkout's cart, got one more. Cancel it and open another.`,
      );
    case 'budget_exhausted':
      throw budgetExhausted(cart.quote);
  }
}

/** How a try to change the payment ended, where it ended: with the checkout as it is then, or with a refusal. */
type Ended = { readonly refusal: null; readonly outcome: CheckoutOutcome } | { readonly refusal: ApiError };

/**
 * Asks Stripe to change the payment, and takes its word to the ledger.
 *
 * @throws {ApiError} 503 where Stripe did not say what it did: the repricing stays in flight
 */
async function changePayment(
  call: RepricingCall,
  checkout: StoredCheckout,
  repricing: Repricing,
): Promise<Ended> {
  const payment_intent = checkout.payment_intent ?? '';
  const asked = await repricePayment(call.env, payment_intent, checkout, repricing);
  if (asked.ok) return { refusal: null, outcome: await applied(call, asked.fact) };
  if (asked.reason === 'unknown') throw refusalOf(asked);
  // An earlier try may have done it, or a failure that Stripe keeps may have come after the work: the payment itself knows.
  const found = await retrievePayment(call.env, payment_intent);
  if (!found.ok) throw refusalOf({ ...found, reason: 'unknown' });
  const outcome = await applied(call, found.fact);
  if (found.fact.cart === repricing.id) return { refusal: null, outcome };
  if (asked.reason === 'spoilt') {
    await call.ledger.startNewRepricingAttempt(repricing);
    throw refusalOf(asked);
  }
  await call.ledger.abandonRepricing(checkout.id, repricing, unixNow());
  return { refusal: closedRefusal(outcome) ?? underWay(asked) };
}

async function applied(
  { ledger, checkout_id }: RepricingCall,
  fact: Parameters<RemoteLedger['apply']>[1],
): Promise<CheckoutOutcome> {
  const settled = await ledger.apply(checkout_id, fact, unixNow());
  if (!settled.ok) throw missing('checkout', checkout_id);
  return settled;
}

function underWay(refused: StripeFailure): ApiError {
  if (refused.code !== 'payment_intent_unexpected_state') return refusalOf(refused);
  return conflict(
    'payment_under_way',
    'The payment is under way and its cart cannot change now. Ask again when it ended.',
  );
}

/** After Stripe has answered, which may have taken long. */
const unixNow = (): UnixSeconds => Math.floor(Date.now() / 1000);
