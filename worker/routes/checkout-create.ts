// POST /v1/checkouts: quote, claim and PaymentIntent. The claim is reserved before the payment is asked for.

import type { ClaimOpening } from '../../src/claim.ts';
import { CHARGE_MAX_FEN, CHARGE_MIN_FEN, CHECKOUT_TTL_S } from '../../src/limits.ts';
import { quote } from '../../src/quote.ts';
import { type Checkout, CheckoutSchema, type ClaimLine, type Quote } from '../../src/wire/objects.ts';
import { type CheckoutRequest, CheckoutRequestSchema } from '../../src/wire/requests.ts';
import { type AppContext, endpoint, merchantOf } from '../endpoint.ts';
import { conflict, idempotencyMismatch, invalid } from '../errors.ts';
import { onLedger } from '../ledger.ts';
import { newIdentifier } from '../new-identifier.ts';
import type { StoredCheckout } from '../objects/checkout-store.ts';
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

    const checkout = await checkoutOf(c, body, priced);
    const opening = openingOf(checkout, body, merchant.id, pricing.now);
    const reserved = answered(
      await onLedger(c.env, merchant.id, (ledger) => ledger.reserve({ checkout, opening, idempotency_key })),
      priced,
    );
    if ('replay' in reserved) {
      const { status, body: text } = reserved.replay;
      return new Response(text, { status, headers: REPLAYED });
    }

    const status = reserved.created ? 201 : 200;
    if (reserved.object.payment !== null || reserved.object.status !== 'open')
      return c.json(reserved.object, status);
    const answer = idempotency_key === null ? undefined : { key: idempotency_key, status };
    return c.json<Checkout>(await openPayment(c.env, merchant.id, reserved.checkout, now, answer), status);
  },
);

const REPLAYED = { 'Content-Type': 'application/json', 'Idempotent-Replayed': 'true' };

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

async function checkoutOf(c: AppContext, body: CheckoutRequest, priced: Quote): Promise<StoredCheckout> {
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
    created,
    expires_at: created + CHECKOUT_TTL_S,
  };
}

function openingOf(
  { id, claim, quote: priced, created }: StoredCheckout,
  body: CheckoutRequest,
  merchant: string,
  priced_at: number,
): ClaimOpening | null {
  if (claim === null || priced.programme === null) return null;
  const devices = new Set(priced.lines.filter((line) => line.tag.qualifies).map((line) => line.tag.device));
  return {
    id: claim,
    merchant,
    checkout: id,
    order_reference: body.order_reference,
    channel: body.channel,
    store: body.store ?? null,
    till: body.till ?? null,
    programme: priced.programme,
    currency: priced.currency,
    amount: priced.subsidy_amount,
    amount_total: priced.amount_total,
    eligible_amount: priced.eligible_amount,
    shipping_amount: priced.shipping_amount,
    amount_due: priced.amount_due,
    capped: priced.capped,
    devices: [...devices].filter((device) => device !== null).sort(),
    lines: claimLines(body, priced),
    priced_at,
    created,
  };
}

function claimLines(body: CheckoutRequest, priced: Quote): ClaimLine[] {
  return body.lines.flatMap((line, index) => {
    const quoted = priced.lines[index];
    if (quoted === undefined) return [];
    const { title = null, brand = null, gtin = null, unit_amount, discount_amount = 0 } = line;
    return [{ ...quoted, title, brand, gtin, unit_amount, discount_amount }];
  });
}

function answered(result: Reserved, priced: Quote): Reserved & { ok: true } {
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
