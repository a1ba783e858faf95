// POST /v1/checkouts/{id}/confirm: the shop took the money itself, in cash or on a bank's terminal. Stripe has no part in it.

import type { Tendered } from '../../src/claim.ts';
import type { Fen } from '../../src/money.ts';
import { CheckoutSchema } from '../../src/wire/objects.ts';
import { ConfirmRequestSchema } from '../../src/wire/requests.ts';
import { endpoint, merchantOf } from '../endpoint.ts';
import { type ApiError, conflict, idempotencyMismatch, missing, shown } from '../errors.ts';
import { replayed, replayOf } from '../idempotency.ts';
import { jsonText } from '../json-text.ts';
import { ledgerOfIdentifier } from '../ledger.ts';
import { CONFIRM_ANSWER_STATUS, type Confirmed } from '../objects/confirming.ts';
import { fingerprintOf } from '../privacy.ts';
import { amountChanged } from '../reserving.ts';

export const confirmCheckout = endpoint(
  {
    method: 'POST',
    path: '/v1/checkouts/:id/confirm',
    summary: 'Says that the shop took the money itself: completes an external checkout and posts its claim.',
    keys: ['sk', 'tk'],
    body: ConfirmRequestSchema,
    idempotent: true,
    answer: { status: CONFIRM_ANSWER_STATUS, description: 'The complete checkout.', schema: CheckoutSchema },
  },
  async ({ c, id, body, owner, idempotency_key, now }) => {
    const merchant = merchantOf(owner);
    const ledger = ledgerOfIdentifier(c.env, merchant, id);
    if (ledger === null) throw missing('checkout', id);
    const fingerprint = await fingerprintOf(c.env, c.req.path, body);
    const request = { key: idempotency_key ?? '', fingerprint, now };
    const replay = idempotency_key === null ? null : await replayOf(c.env, merchant, ledger, request);
    if (replay !== null) return replay;
    const { tender, reference = null, expected_amount_due = null } = body;
    const tendered = { tender, reference };
    const asked = { checkout: id, tendered, expected_amount_due, idempotency_key, fingerprint };
    const confirmed = await ledger.confirm(asked, now);
    if (!confirmed.ok) throw refusalOf(confirmed, id, expected_amount_due);
    return confirmed.was === 'answered'
      ? replayed(confirmed)
      : jsonText(confirmed.body, CONFIRM_ANSWER_STATUS);
  },
);

function refusalOf(refused: Confirmed & { ok: false }, id: string, expected: Fen | null): ApiError {
  switch (refused.reason) {
    case 'unknown_checkout':
      return missing('checkout', id);
    case 'idempotency_mismatch':
      return idempotencyMismatch();
    case 'not_external':
      return conflict(
        'payment_not_external',
        'Expected a checkout with payment: {provider: "external"}, got one that Stripe is paid for: its webhook completes it.',
      );
    case 'not_open':
      return conflict(
        'checkout_not_open',
        `The checkout is ${refused.status} and cannot be paid any more. Open another one for its order.`,
      );
    case 'amount_changed':
      return amountChanged(expected, refused.amount_due);
    case 'already_confirmed':
      return conflict(
        'already_confirmed',
        `Expected what it was confirmed with, which is ${words(refused.as)}, got something else.`,
      );
  }
}

const words = ({ tender, reference }: Tendered): string =>
  `the tender '${tender}' ${reference === null ? 'without a reference' : `with the reference '${shown(reference)}'`}`;
