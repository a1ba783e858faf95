// What Stripe made in a span of time, page by page: payments and refunds, each with whose it is by its metadata.

import type Stripe from 'stripe';
import type { PaymentFact } from '../src/payment.ts';
import type { Window } from '../src/reconciliation.ts';
import type { RefundFact } from '../src/refund.ts';
import type { Env } from './env.ts';
import { factOf } from './stripe.ts';
import { failureOf, type StripeFailure, stripeOf, unknown } from './stripe-client.ts';
import { ownerIn, type PaymentOwner, refundFactOf } from './stripe-refunds.ts';

/** A fact, and the checkout that it names; null where it names none. */
export type Owned<Fact> = { readonly owner: PaymentOwner | null; readonly fact: Fact };

/** A page, the latest first; `next` is where to go on, null after the last page. */
export type StripePage<Fact> =
  | { readonly ok: true; readonly data: readonly Owned<Fact>[]; readonly next: string | null }
  | StripeFailure;

/** How to page: after the one named, so many. */
export type Paging = { readonly after: string | null; readonly limit: number };

export function listPayments(env: Env, window: Window, page: Paging): Promise<StripePage<PaymentFact>> {
  return listed(
    () => stripeOf(env).paymentIntents.list(paramsOf(window, page)),
    (intent) => ({ owner: ownerIn(intent.metadata), fact: factOf(intent) }),
  );
}

export function listRefunds(env: Env, window: Window, page: Paging): Promise<StripePage<RefundFact>> {
  return listed(
    () => stripeOf(env).refunds.list(paramsOf(window, page)),
    (refund) => ({ owner: ownerIn(refund.metadata), fact: refundFactOf(refund) }),
  );
}

function paramsOf({ created_gte, created_lt }: Window, { after, limit }: Paging) {
  return { created: { gte: created_gte, lt: created_lt }, limit, ...(after && { starting_after: after }) };
}

async function listed<Item extends { id: string }, Fact>(
  ask: () => Promise<Stripe.ApiList<Item>>,
  ownedOf: (item: Item) => Owned<Fact>,
): Promise<StripePage<Fact>> {
  try {
    const { object, data, has_more } = await ask();
    if (object !== 'list') return unknown('Stripe answered with something that is no list.');
    return { ok: true, data: data.map(ownedOf), next: has_more ? (data.at(-1)?.id ?? null) : null };
  } catch (error) {
    return failureOf(error);
  }
}
