// What a fact about a payment means for its checkout. Facts come from the provider, in any order and any number.

import type { PaymentMismatch, Tendered } from './claim.ts';
import type { Fen } from './money.ts';
import type { CheckoutStatus, PaymentProvider, Tender } from './vocabulary.ts';

/** What the provider says of a payment, whether it was asked or told us. */
export type PaymentFact = {
  readonly payment_intent: string;
  readonly client_secret: string | null;
  /** The try, counted by the checkout, that made this PaymentIntent; null where it does not say. */
  readonly attempt: number | null;
  /** The repricing whose cart the payment carries; null where it is the cart it was made for. */
  readonly cart: string | null;
  /** `open` is any state in which the payment can still happen. */
  readonly status: 'open' | 'succeeded' | 'canceled';
  readonly currency: string;
  readonly amount_received: Fen;
};

/** What a checkout must know about itself to take a fact. */
export type PayableCheckout = {
  readonly status: CheckoutStatus;
  readonly payment_provider: PaymentProvider;
  readonly payment_intent: string | null;
  readonly attempt: number;
  /** The repricing that its cart came by; null where it is the one it was opened with. */
  readonly cart: string | null;
  readonly currency: string;
  readonly amount_due: Fen;
};

/** What has to be done about a fact. */
export type Settlement =
  | { readonly do: 'nothing' }
  | { readonly do: 'complete' }
  | { readonly do: 'cancel' }
  | { readonly do: 'flag'; readonly mismatch: PaymentMismatch };

/**
 * Decides what a fact does to a checkout (SPEC S1–S5).
 *
 * A success that is not the payment asked for — another amount, currency or cart, another PaymentIntent, a checkout closed
 * before — is flagged for finance and never taken for the payment.
 */
export function settle(checkout: PayableCheckout, fact: PaymentFact): Settlement {
  if (fact.status === 'open') return { do: 'nothing' };
  const known = isPaymentOf(checkout, fact);
  if (fact.status === 'canceled') {
    return checkout.status === 'open' && known ? { do: 'cancel' } : { do: 'nothing' };
  }
  if (checkout.status === 'complete' && known) return { do: 'nothing' };
  const asked =
    fact.currency === checkout.currency &&
    fact.amount_received === checkout.amount_due &&
    fact.cart === checkout.cart;
  if (checkout.status === 'open' && known && asked) return { do: 'complete' };
  return { do: 'flag', mismatch: mismatchOf(checkout, fact) };
}

/**
 * Whether a PaymentIntent is the checkout's own: the one it has or, until it has one, the one of its latest try. A checkout that
 * is paid outside Stripe has none, whatever a PaymentIntent says of itself (SPEC O6).
 */
export function isPaymentOf(checkout: PayableCheckout, fact: PaymentFact): boolean {
  if (checkout.payment_provider === 'external') return false;
  return checkout.payment_intent === null
    ? checkout.attempt === fact.attempt
    : checkout.payment_intent === fact.payment_intent;
}

function mismatchOf(checkout: PayableCheckout, fact: PaymentFact): PaymentMismatch {
  return {
    payment_intent: fact.payment_intent,
    expected_amount: checkout.amount_due,
    amount_received: fact.amount_received,
    currency_received: fact.currency,
  };
}

/** What a checkout must know about itself to take the word of a shop that it has the money. */
export type ConfirmableCheckout = {
  readonly status: CheckoutStatus;
  readonly payment_provider: PaymentProvider;
  readonly amount_due: Fen;
  readonly tender: Tender | null;
  readonly tender_reference: string | null;
};

/** What has to be done about that word: completing the checkout, nothing because it is known, or refusing it. */
export type Confirmation =
  | 'complete'
  | 'nothing'
  | 'not_external'
  | 'already_confirmed'
  | 'amount_changed'
  | 'not_open';

/**
 * Decides what a shop's word that it took the money itself does to a checkout (SPEC O2, O3).
 *
 * @param amount how much it took; null where it does not say, and took what is due
 */
export function confirmation(
  checkout: ConfirmableCheckout,
  { tender, reference }: Tendered,
  amount: Fen | null,
): Confirmation {
  const { status, payment_provider, amount_due } = checkout;
  if (payment_provider !== 'external') return 'not_external';
  if (status !== 'open' && status !== 'complete') return 'not_open';
  const is_same = checkout.tender === tender && checkout.tender_reference === reference;
  if (status === 'complete' && !is_same) return 'already_confirmed';
  if (amount !== null && amount !== amount_due) return 'amount_changed';
  return status === 'complete' ? 'nothing' : 'complete';
}
