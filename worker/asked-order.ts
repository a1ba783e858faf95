// An order as it is asked for, by whatever key: what names it, what makes two requests for it the same one, and on which terms.

import type { Fen } from '../src/money.ts';
import type { CheckoutRequest } from '../src/wire/requests.ts';
import type { Env } from './env.ts';
import type { KeptRequest } from './objects/checkout-store.ts';
import type { Asked } from './objects/reservations.ts';
import { buyerHash, fingerprintOf } from './privacy.ts';

/** A request for a checkout with the prices that count, and the buyer as a checkout keeps it. */
export type PricedRequest = Omit<CheckoutRequest, 'expected_amount_due' | 'buyer'> &
  Pick<KeptRequest, 'buyer_hash'>;

export type AskedOrder = Required<Asked> & {
  /** Whether a page asks: of an order that is not its own it learns nothing. */
  readonly by_page: boolean;
  /** What is to be sold, at which prices. Refused where that is not to be had any more. */
  readonly request: () => Promise<PricedRequest>;
};

/** The order that a server or a till asks for: the prices are in the request. */
export async function serverOrder(
  env: Env,
  path: string,
  { expected_amount_due, ...request }: CheckoutRequest,
  idempotency_key: string | null,
): Promise<AskedOrder> {
  return {
    order_reference: request.order_reference,
    ...(await fingerprintsOf(env, path, {
      named: request,
      sent: request,
      expected_amount_due,
      signed_cart: null,
    })),
    idempotency_key,
    by_page: false,
    request: async () => {
      const { buyer, ...asked } = request;
      return { ...asked, buyer_hash: await buyerHash(env, buyer) };
    },
  };
}

/** A request: what of it names it, and all of it but the expected amount. */
type Said = {
  readonly named: unknown;
  readonly sent: unknown;
  readonly expected_amount_due: Fen | undefined;
  /** The identifier of its signed cart. */
  readonly signed_cart: string | null;
};

/**
 * The expected amount is no part of the order: who was shown another one learns the amount of the checkout that is there. The
 * key stands for all that was sent.
 */
export async function fingerprintsOf(
  env: Env,
  path: string,
  { named, sent, expected_amount_due, signed_cart }: Said,
): Promise<Pick<AskedOrder, 'fingerprint' | 'terms'>> {
  const fingerprint = await fingerprintOf(env, path, named);
  const is_all = named === sent && expected_amount_due === undefined;
  return {
    fingerprint,
    terms: {
      sent: is_all ? fingerprint : await fingerprintOf(env, path, { sent, expected_amount_due }),
      expected_amount_due: expected_amount_due ?? null,
      signed_cart,
    },
  };
}
