// Refunds and disputes at Stripe: asks for refunds, looks them up, and reads what webhooks tell of them. Turns what Stripe says
// into facts and expected failures; decides nothing about claims.

import type Stripe from 'stripe';
import type { OutsideMovement } from '../src/claim.ts';
import { LIST_LIMIT_MAX, LOOK_UP_PAGES_MAX } from '../src/limits.ts';
import type { RefundFact } from '../src/refund.ts';
import type { RefundStatus } from '../src/vocabulary.ts';
import type { Env } from './env.ts';
import type { StoredRefund } from './objects/refund-store.ts';
import { failureOf, METADATA, type StripeFailure, stripeOf, unknown } from './stripe-client.ts';

/** A refund as Stripe has it, or why there is none: as with payments. */
export type RefundResult = { readonly ok: true; readonly fact: RefundFact } | StripeFailure;

/** Which checkout a payment is of; null where it is none of ours. */
export type PaymentOwner = { readonly merchant: string; readonly checkout: string };

/** Asks for a refund; the same try of the same refund gives the same one. */
export function createRefund(
  env: Env,
  owner: PaymentOwner,
  payment_intent: string,
  refund: StoredRefund,
): Promise<RefundResult> {
  return asked(() =>
    stripeOf(env).refunds.create(
      {
        payment_intent,
        amount: refund.amount,
        reason: 'requested_by_customer',
        metadata: {
          [METADATA.merchant]: owner.merchant,
          [METADATA.checkout]: owner.checkout,
          [METADATA.refund]: refund.id,
          [METADATA.attempt]: String(refund.attempt),
        },
      },
      { idempotencyKey: `${refund.id}/${refund.attempt}` },
    ),
  );
}

export function retrieveRefund(env: Env, provider_id: string): Promise<RefundResult> {
  return asked(() => stripeOf(env).refunds.retrieve(provider_id));
}

/** Looks for a refund of ours among its payment's; `refused` where Stripe has none. */
export async function findRefund(env: Env, payment_intent: string, refund: string): Promise<RefundResult> {
  let starting_after: string | undefined;
  try {
    for (let pages = 0; pages < LOOK_UP_PAGES_MAX; pages += 1) {
      const page = await stripeOf(env).refunds.list({
        payment_intent,
        limit: LIST_LIMIT_MAX,
        ...(starting_after && { starting_after }),
      });
      if (page.object !== 'list') return unknown('Stripe answered with something that is no list.');
      const found = page.data.find(({ metadata }) => metadata?.[METADATA.refund] === refund);
      if (found !== undefined) return { ok: true, fact: refundFactOf(found) };
      if (!page.has_more) return NO_SUCH_REFUND;
      starting_after = page.data.at(-1)?.id;
    }
    return unknown(`more than ${LOOK_UP_PAGES_MAX} pages of refunds`);
  } catch (error) {
    // A question that failed says nothing about the refund, and spoils no key.
    return unknown(failureOf(error).message);
  }
}

const NO_SUCH_REFUND: StripeFailure = { ...unknown('There is no such refund.'), reason: 'refused' };

/** Whose a payment is, by its metadata. @returns `unknown` where Stripe does not answer */
export async function ownerOfPayment(
  env: Env,
  payment_intent: string,
): Promise<{ readonly ok: true; readonly owner: PaymentOwner | null } | StripeFailure> {
  try {
    const intent = await stripeOf(env).paymentIntents.retrieve(payment_intent);
    if (intent.object !== 'payment_intent')
      return unknown('Stripe answered with something that is no PaymentIntent.');
    return { ok: true, owner: ownerIn(intent.metadata) };
  } catch (error) {
    const failure = failureOf(error);
    return failure.reason === 'refused' ? { ok: true, owner: null } : failure;
  }
}

/** What a webhook told of money that went back. */
export type ToldOfMoneyBack =
  | { readonly about: 'refund'; readonly owner: PaymentOwner | null; readonly fact: RefundFact }
  | { readonly about: 'dispute'; readonly payment_intent: string; readonly movement: OutsideMovement };

/** What an event tells of refunds and disputes; null where it is of something else. */
export function toldOfMoneyBack(event: Stripe.Event): ToldOfMoneyBack | null {
  switch (event.type) {
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
    case 'charge.refund.updated': {
      const fact = refundFactOf(event.data.object);
      return { about: 'refund', owner: ownerIn(event.data.object.metadata), fact };
    }
    case 'charge.dispute.created':
    case 'charge.dispute.updated':
    case 'charge.dispute.closed': {
      const { id, amount, status, payment_intent } = event.data.object;
      if (payment_intent === null) return null;
      return {
        about: 'dispute',
        payment_intent: idOf(payment_intent),
        movement: { provider_id: id, amount, status },
      };
    }
    default:
      return null;
  }
}

export function ownerIn(metadata: Stripe.Metadata | null): PaymentOwner | null {
  const merchant = metadata?.[METADATA.merchant];
  const checkout = metadata?.[METADATA.checkout];
  return merchant && checkout ? { merchant, checkout } : null;
}

export function refundFactOf(refund: Stripe.Refund): RefundFact {
  const { id, metadata, payment_intent, amount, currency, status } = refund;
  return {
    provider_id: id,
    refund: metadata?.[METADATA.refund] ?? null,
    payment_intent: payment_intent === null ? null : idOf(payment_intent),
    status: STATUS[status ?? 'pending'] ?? 'pending',
    amount,
    currency,
  };
}

/** Stripe's statuses; one that waits for somebody is on its way. */
const STATUS: Readonly<Record<string, RefundStatus>> = {
  succeeded: 'succeeded',
  failed: 'failed',
  canceled: 'failed',
};

const idOf = (reference: string | { readonly id: string }): string =>
  typeof reference === 'string' ? reference : reference.id;

async function asked(ask: () => Promise<Stripe.Refund>): Promise<RefundResult> {
  try {
    const refund = await ask();
    if (refund.object === 'refund') return { ok: true, fact: refundFactOf(refund) };
    return unknown('Stripe answered with something that is no refund.');
  } catch (error) {
    return failureOf(error);
  }
}
