// Payments at Stripe: creates, cancels and looks them up. Turns what Stripe says into facts and expected failures; decides
// nothing about claims.

import type Stripe from 'stripe';
import { LIST_LIMIT_MAX, LOOK_UP_AFTER_S, LOOK_UP_PAGES_MAX, WEBHOOK_TOLERANCE_S } from '../src/limits.ts';
import type { PaymentFact } from '../src/payment.ts';
import type { Env } from './env.ts';
import type { StoredCheckout } from './objects/checkout-store.ts';
import type { Repricing } from './objects/repricing-store.ts';
import { failureOf, METADATA, type StripeFailure, stripeOf, unknown } from './stripe-client.ts';

export type PaymentResult = { readonly ok: true; readonly fact: PaymentFact } | StripeFailure;

/** Asks for the checkout's payment; the same try of the same checkout gives the same PaymentIntent. */
export function createPayment(env: Env, merchant: string, checkout: StoredCheckout): Promise<PaymentResult> {
  return asked(() =>
    stripeOf(env).paymentIntents.create(
      {
        amount: checkout.amount_due,
        currency: checkout.currency,
        automatic_payment_methods: { enabled: true },
        metadata: {
          ...checkout.request.metadata,
          [METADATA.merchant]: merchant,
          [METADATA.checkout]: checkout.id,
          [METADATA.order_reference]: checkout.order_reference,
          [METADATA.attempt]: String(checkout.attempt),
          ...(checkout.claim === null ? {} : { [METADATA.claim]: checkout.claim }),
        },
      },
      { idempotencyKey: `${checkout.id}/${checkout.attempt}` },
    ),
  );
}

/**
 * Looks for the payment of a checkout's last try among all of its first day. `refused` where there is none: it was never
 * made, and nobody will make it any more.
 */
export async function findPayment(env: Env, checkout: StoredCheckout): Promise<PaymentResult> {
  const created = { gte: checkout.created - WEBHOOK_TOLERANCE_S, lte: checkout.created + LOOK_UP_AFTER_S };
  let starting_after: string | undefined;
  try {
    for (let pages = 0; pages < LOOK_UP_PAGES_MAX; pages += 1) {
      const page = await stripeOf(env).paymentIntents.list({
        created,
        limit: LIST_LIMIT_MAX,
        ...(starting_after && { starting_after }),
      });
      if (page.object !== 'list') return unknown('Stripe answered with something that is no list.');
      const found = page.data.find(({ metadata }) => isOfLastTry(metadata, checkout));
      if (found !== undefined) return { ok: true, fact: factOf(found) };
      if (!page.has_more) {
        return { ...unknown('There is no such payment.'), reason: 'refused' };
      }
      starting_after = page.data.at(-1)?.id;
    }
    return unknown(`more than ${LOOK_UP_PAGES_MAX} pages of payments`);
  } catch (error) {
    // A question that failed says nothing about the payment, and spoils no key.
    return unknown(failureOf(error).message);
  }
}

/** What an earlier try may have made is not the checkout's: nobody was handed its secret. */
function isOfLastTry(metadata: Stripe.Metadata, { id, attempt }: StoredCheckout): boolean {
  return metadata[METADATA.checkout] === id && metadata[METADATA.attempt] === String(attempt);
}

/**
 * Asks for a checkout's payment to be changed to the cart of a repricing: the amount and the name of the cart in one call,
 * so that the payment has both or neither. The same try of the same repricing is done once.
 */
export function repricePayment(
  env: Env,
  payment_intent: string,
  { request }: StoredCheckout,
  repricing: Repricing,
): Promise<PaymentResult> {
  const unset = Object.fromEntries(Object.keys(request.metadata ?? {}).map((name) => [name, '']));
  return asked(() =>
    stripeOf(env).paymentIntents.update(
      payment_intent,
      {
        amount: repricing.amount_due,
        metadata: {
          ...unset,
          ...repricing.request.metadata,
          [METADATA.cart]: repricing.id,
          [METADATA.claim]: repricing.claim ?? '',
        },
      },
      { idempotencyKey: `${repricing.id}/${repricing.attempt}` },
    ),
  );
}

/** Cancels a payment, or tells what became of it where it cannot be canceled any more. */
export async function cancelPayment(env: Env, payment_intent: string): Promise<PaymentResult> {
  const canceled = await asked(() => stripeOf(env).paymentIntents.cancel(payment_intent));
  return canceled.ok || canceled.reason !== 'refused' ? canceled : retrievePayment(env, payment_intent);
}

export function retrievePayment(env: Env, payment_intent: string): Promise<PaymentResult> {
  return asked(() => stripeOf(env).paymentIntents.retrieve(payment_intent));
}

async function asked(ask: () => Promise<Stripe.PaymentIntent>): Promise<PaymentResult> {
  try {
    const intent = await ask();
    if (intent.object === 'payment_intent') return { ok: true, fact: factOf(intent) };
    return unknown('Stripe answered with something that is no PaymentIntent.');
  } catch (error) {
    return failureOf(error);
  }
}

export function factOf(intent: Stripe.PaymentIntent): PaymentFact {
  const attempt = intent.metadata?.[METADATA.attempt];
  return {
    payment_intent: intent.id,
    client_secret: intent.client_secret,
    attempt: attempt === undefined ? null : Number(attempt),
    cart: intent.metadata?.[METADATA.cart] ?? null,
    status: intent.status === 'succeeded' ? 'succeeded' : intent.status === 'canceled' ? 'canceled' : 'open',
    currency: intent.currency,
    amount_received: intent.amount_received,
  };
}
