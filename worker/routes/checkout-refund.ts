// POST /v1/checkouts/{id}/refunds: units come back. The return is written down, Stripe refunds, then the claim is reversed.

import type { Tendered } from '../../src/claim.ts';
import { shardOfIdentifier } from '../../src/identifiers.ts';
import { RETURNS_MAX } from '../../src/limits.ts';
import { RefundSchema } from '../../src/wire/objects.ts';
import { type RefundRequest, RefundRequestSchema } from '../../src/wire/requests.ts';
import { endpoint, merchantOf } from '../endpoint.ts';
import type { Env } from '../env.ts';
import { ApiError, conflict, idempotencyMismatch, invalid, missing } from '../errors.ts';
import { replayed, replayOf } from '../idempotency.ts';
import { jsonText } from '../json-text.ts';
import { ledgerOfIdentifier, type RemoteLedger } from '../ledger.ts';
import { newIdentifier } from '../new-identifier.ts';
import { REFUND_ANSWER_STATUS, type ReturnStarted } from '../objects/refund-desk.ts';
import type { NewReturn } from '../objects/returning.ts';
import { fingerprintOf, serialKey } from '../privacy.ts';
import { finishRefund } from '../refunds.ts';

export const refundCheckout = endpoint(
  {
    method: 'POST',
    path: '/v1/checkouts/:id/refunds',
    summary: 'Returns units: claws the subsidy back that the kept units do not get, and refunds the rest.',
    keys: ['sk', 'tk'],
    body: RefundRequestSchema,
    idempotent: 'required',
    answer: { status: REFUND_ANSWER_STATUS, description: 'The refund.', schema: RefundSchema },
  },
  async ({ c, id, body, owner, idempotency_key: key, now, now_ms }) => {
    const merchant = merchantOf(owner);
    const ledger = ledgerOfIdentifier(c.env, merchant, id);
    if (!ledger || key === null) throw missing('checkout', id);
    const fingerprint = await fingerprintOf(c.env, c.req.path, body);
    const replay = await replayOf(c.env, merchant, ledger, { key, fingerprint, now });
    if (replay !== null) return replay;

    const asked = {
      id: newIdentifier('rfd', now_ms, shardOfIdentifier(id) ?? 0),
      checkout: id,
      lines: await withSerialKeys(c.env, body.lines),
      reason: body.reason,
      tendered: tenderedBy(body),
      idempotency_key: key,
      created: now,
    };
    const of = { env: c.env, owner: { merchant: merchant.id, checkout: id }, ledger };
    const started = await startedReturn(of, asked, fingerprint);
    if (!started.ok) throw refusalOf(started, id, body);
    if (started.was === 'answered') return replayed(started);
    const { refund, payment_intent, body: done } = started;
    if (done !== null) return jsonText(done, REFUND_ANSWER_STATUS);
    const call = { ...of, refund, payment_intent: payment_intent ?? '' };
    return jsonText(
      await finishRefund(call, now, { key, status: REFUND_ANSWER_STATUS }),
      REFUND_ANSWER_STATUS,
    );
  },
);

type Desk = { env: Env; owner: { merchant: string; checkout: string }; ledger: RemoteLedger };

/** One return of a checkout after the other: one that waits for Stripe's word is finished before the next begins. */
async function startedReturn(desk: Desk, asked: NewReturn, fingerprint: string): Promise<ReturnStarted> {
  const started = await desk.ledger.beginReturn(asked, fingerprint);
  if (started.ok || started.reason !== 'refund_under_way') return started;
  const { refund, payment_intent } = started;
  try {
    await finishRefund({ ...desk, refund, payment_intent: payment_intent ?? '' }, asked.created);
  } catch (error) {
    // Stripe's no to the other one is not this one's answer.
    if (!(error instanceof ApiError) || error.code !== 'refund_refused') throw error;
  }
  return desk.ledger.beginReturn(asked, fingerprint);
}

/** Serial numbers go as far as the keyed hashes under which their units are locked. */
function withSerialKeys(env: Env, lines: RefundRequest['lines']): Promise<NewReturn['lines']> {
  return Promise.all(
    lines.map(async ({ line, quantity, serial_numbers = [] }) => ({
      line,
      quantity,
      serial_keys: await Promise.all(serial_numbers.map((serial) => serialKey(env, serial))),
    })),
  );
}

/** How the shop gives the money back itself; null where it does not say so. */
function tenderedBy({ tender, reference }: RefundRequest): Tendered | null {
  if (tender !== undefined) return { tender, reference: reference ?? null };
  if (reference !== undefined) throw tenderMissing('one beside its reference');
  return null;
}

const tenderMissing = (expected: string): ApiError =>
  invalid('parameter_missing', `tender: expected ${expected}, got nothing.`, 'tender');

function refusalOf(refused: ReturnStarted & { ok: false }, id: string, { lines }: RefundRequest): ApiError {
  switch (refused.reason) {
    case 'unknown_checkout':
      return missing('checkout', id);
    case 'idempotency_mismatch':
      return idempotencyMismatch();
    case 'not_complete':
      return conflict(
        'checkout_not_complete',
        `Expected a checkout that is paid, got one that is ${refused.status}: nothing of it can come back.`,
      );
    case 'tender_missing':
      return tenderMissing('what the money is given back by, because the shop took it itself');
    case 'not_external':
      return conflict(
        'payment_not_external',
        'tender: expected none, because Stripe took the money and gives it back, got one.',
        'tender',
      );
    case 'not_kept': {
      const param = `lines[${refused.entry}][quantity]`;
      const { line, quantity } = lines[refused.entry] ?? {};
      return invalid(
        'quantity_not_kept',
        `${param}: expected at most ${refused.left}, which is what is left of line ${line}, got ${quantity}.`,
        param,
      );
    }
    case 'serial_unknown': {
      const param = `lines[${refused.entry}][serial_numbers][${refused.place}]`;
      return invalid(
        'serial_number_unknown',
        `${param}: expected a serial number that this line was sold with and that has not come back, got another.`,
        param,
      );
    }
    case 'too_many':
      return conflict(
        'too_many_returns',
        `Expected at most ${RETURNS_MAX} returns of a checkout, got one more.`,
      );
    case 'refund_under_way':
      return conflict(
        'refund_under_way',
        `Another return of this checkout is under way: ${refused.refund.id}. Send this one again when it ended.`,
      );
  }
}
