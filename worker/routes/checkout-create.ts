// POST /v1/checkouts: quote, claim and PaymentIntent. The claim is reserved before the payment is asked for.

import { CHARGE_MAX_FEN, CHARGE_MIN_FEN, CHECKOUT_TTL_S } from '../../src/limits.ts';
import { quote } from '../../src/quote.ts';
import type { UnixSeconds } from '../../src/time.ts';
import { CheckoutSchema, type Quote } from '../../src/wire/objects.ts';
import { type CheckoutRequest, CheckoutRequestSchema } from '../../src/wire/requests.ts';
import { type AppContext, endpoint, merchantOf } from '../endpoint.ts';
import { conflict, idempotencyMismatch, invalid } from '../errors.ts';
import { jsonText } from '../json-text.ts';
import { onLedger } from '../ledger.ts';
import { newIdentifier } from '../new-identifier.ts';
import { rowOf, type StoredCheckout } from '../objects/checkout-store.ts';
import type { Reserved } from '../objects/ledger.ts';
import { openPayment } from '../payments.ts';
import { pricingFor } from '../pricing.ts';
import { fingerprintOf, withoutPersonalData } from '../privacy.ts';

export const createCheckout = endpoint(
  {
    method: 'POST',
    path: '/v1/checkouts',
    summary: 'Opens a checkout: reserves the subsidy as a claim and asks Stripe for the rest.',
    keys: ['sk', 'tk'],
    body: CheckoutRequestSchema,
    idempotent: true,
    answer: {
      status: 201,
      description: 'The checkout; 200 where the same request had opened it.',
      schema: CheckoutSchema,
    },
  },
  async ({ c, body, owner, idempotency_key, now }) => {
    const merchant = merchantOf(owner);
    const pricing = await pricingFor(c, merchant, body.programme, now);
    const priced = quote(body, body.subsidy === 'none' ? { ...pricing, programme: null } : pricing);
    refuseUnchargeable(priced.amount_due);

    const checkout = await newCheckout(c, body, priced, pricing.now);
    const reserved = accepted(
      await onLedger(c.env, merchant.id, (ledger) =>
        ledger.reserve({ checkout: rowOf(checkout), idempotency_key }),
      ),
      priced,
    );
    const pay = async (reservedCheckout: StoredCheckout, status: 200 | 201): Promise<Response> => {
      const answer = idempotency_key === null ? undefined : { key: idempotency_key, status };
      const { body: text } = await openPayment(c.env, merchant.id, reservedCheckout, now, answer);
      return jsonText(text, status);
    };
    switch (reserved.was) {
      case 'created':
        return pay(checkout, 201);
      case 'there':
        return isReady(reserved.checkout) ? jsonText(reserved.body, 200) : pay(reserved.checkout, 200);
      case 'answered':
        return jsonText(reserved.body, reserved.status, { 'Idempotent-Replayed': 'true' });
    }
  },
);

/** A checkout that is open without a payment was left behind by a crash or by Stripe: its payment is asked for again. */
function isReady({ payment_intent, status }: StoredCheckout): boolean {
  return payment_intent !== null || status !== 'open';
}

function refuseUnchargeable(amount_due: number): void {
  if (amount_due < CHARGE_MIN_FEN) {
    throw invalid(
      'amount_too_small',
      `lines: expected an amount due of at least ${CHARGE_MIN_FEN} fen, got ${amount_due}.`,
      'lines',
    );
  }
  if (amount_due > CHARGE_MAX_FEN) {
    throw invalid(
      'amount_too_large',
      `lines: expected an amount due of at most ${CHARGE_MAX_FEN} fen, got ${amount_due}.`,
      'lines',
    );
  }
}

async function newCheckout(
  c: AppContext,
  body: CheckoutRequest,
  priced: Quote,
  priced_at: UnixSeconds,
): Promise<StoredCheckout> {
  const now_ms = Date.now();
  const created = Math.floor(now_ms / 1000);
  return {
    id: newIdentifier('chk', now_ms),
    status: 'open',
    order_reference: body.order_reference,
    fingerprint: await fingerprintOf(c.env, body),
    claim: priced.subsidy_amount > 0 ? newIdentifier('clm', now_ms) : null,
    amount_due: priced.amount_due,
    currency: priced.currency,
    attempt: 1,
    payment_intent: null,
    client_secret: null,
    request: await withoutPersonalData(c.env, body),
    quote: priced,
    flag: null,
    priced_at,
    created,
    expires_at: created + CHECKOUT_TTL_S,
  };
}

function accepted(result: Reserved, priced: Quote): Reserved & { ok: true } {
  if (result.ok) return result;
  switch (result.reason) {
    case 'order_already_open':
      throw conflict(
        'order_already_open',
        `order_reference: this order has checkout ${result.checkout} with another cart. Cancel it first.`,
        'order_reference',
      );
    case 'idempotency_mismatch':
      throw idempotencyMismatch();
    case 'budget_exhausted':
      throw conflict(
        'budget_exhausted',
        `The programme's budget cannot cover a subsidy of ${priced.subsidy_amount} fen. ` +
          `Send subsidy: "none" to sell at ${priced.amount_total} fen.`,
      );
  }
}
