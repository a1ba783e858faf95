// What a fact of Stripe's says beside what a ledger holds: laws, and the window that may be asked for.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RECONCILIATION_WINDOW_MAX_S, RECONCILIATION_WINDOW_S } from '../../src/limits.ts';
import type { PaymentFact } from '../../src/payment.ts';
import {
  type HeldCheckout,
  paymentDifference,
  refundDifference,
  windowOf,
} from '../../src/reconciliation.ts';

const CHECKOUT: HeldCheckout = {
  status: 'complete',
  payment_provider: 'stripe',
  payment_intent: 'pi_1',
  attempt: 1,
  cart: null,
  currency: 'cny',
  amount_due: 339_915,
  claim_status: 'posted',
};

const FACT: PaymentFact = {
  payment_intent: 'pi_1',
  client_secret: null,
  attempt: 1,
  cart: null,
  status: 'succeeded',
  currency: 'cny',
  amount_received: 339_915,
};

describe('a payment beside its checkout', () => {
  it.each<[string, Partial<HeldCheckout>, Partial<PaymentFact>, string | null]>([
    ['paid and posted', {}, {}, null],
    ['paid, without a claim', { claim_status: null }, {}, null],
    ['paid, and returned', { claim_status: 'reversed' }, {}, null],
    ['paid, and still open', { status: 'open', claim_status: 'pending' }, {}, 'paid_not_posted'],
    ['paid, and canceled here', { status: 'canceled', claim_status: 'voided' }, {}, 'paid_not_posted'],
    ['paid, and its claim forgotten', { claim_status: 'pending' }, {}, 'paid_not_posted'],
    ['paid less', {}, { amount_received: 1 }, 'amount_differs'],
    ['paid in another currency', {}, { currency: 'usd' }, 'currency_differs'],
    ['another one paid, too', {}, { payment_intent: 'pi_2', attempt: 2 }, 'paid_twice'],
    ['canceled and voided', { status: 'canceled', claim_status: 'voided' }, { status: 'canceled' }, null],
    [
      'canceled, and open here',
      { status: 'open', claim_status: 'pending' },
      { status: 'canceled' },
      'canceled_not_voided',
    ],
    ['canceled, and posted here', {}, { status: 'canceled' }, 'posted_not_paid'],
    ['open at both', { status: 'open', claim_status: 'pending' }, { status: 'open' }, null],
    ['open, and posted here', {}, { status: 'open' }, 'posted_not_paid'],
    [
      'open, and closed here',
      { status: 'expired', claim_status: 'voided' },
      { status: 'open' },
      'voided_not_canceled',
    ],
    ['another try that nobody paid', {}, { payment_intent: 'pi_2', attempt: 2, status: 'open' }, null],
  ])('[Y1] %s', (_name, checkout, fact, kind) => {
    const difference = paymentDifference({ ...CHECKOUT, ...checkout }, { ...FACT, ...fact });
    expect(difference?.kind ?? null).toBe(kind);
    if (difference !== null) expect(difference.expected).not.toEqual(difference.found);
  });

  it('[Y1] agrees exactly when amount and currency are those asked for', () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.nat(1_000), fc.constantFrom('cny', 'usd'), (due, received, currency) => {
        const difference = paymentDifference(
          { ...CHECKOUT, amount_due: due },
          { ...FACT, amount_received: received, currency },
        );
        expect(difference === null).toBe(due === received && currency === 'cny');
      }),
    );
  });
});

describe('a refund beside its return', () => {
  const fact = {
    provider_id: 're_1',
    refund: 'rfd_1',
    payment_intent: 'pi_1',
    amount: 100,
    currency: 'cny',
  } as const;

  it.each([
    ['as it is here', { status: 'succeeded', provider_id: 're_1', amount: 100 }, 'succeeded', null],
    ['on its way', { status: 'pending', provider_id: 're_1', amount: 100 }, 'pending', null],
    [
      'arrived, and pending here',
      { status: 'pending', provider_id: 're_1', amount: 100 },
      'succeeded',
      'refund_not_booked',
    ],
    [
      'made, and waiting here',
      { status: 'pending', provider_id: null, amount: 100 },
      'succeeded',
      'refund_not_booked',
    ],
    [
      'failed, and arrived here',
      { status: 'succeeded', provider_id: 're_1', amount: 100 },
      'failed',
      'refund_not_booked',
    ],
    [
      'of another amount',
      { status: 'succeeded', provider_id: 're_1', amount: 99 },
      'succeeded',
      'refund_amount_differs',
    ],
    ['that is not here', null, 'succeeded', 'refund_outside'],
    ['that is not here and failed', null, 'failed', null],
  ] as const)('[Y1] %s', (_name, held, status, kind) => {
    expect(refundDifference(held, { ...fact, status })?.kind ?? null).toBe(kind);
  });
});

describe('the window', () => {
  const NOW = 1_800_000_000;

  it.each([
    ['nothing asked', {}, { created_gte: NOW - RECONCILIATION_WINDOW_S, created_lt: NOW }],
    [
      'the longest',
      { created_gte: NOW - RECONCILIATION_WINDOW_MAX_S },
      { created_gte: NOW - RECONCILIATION_WINDOW_MAX_S, created_lt: NOW },
    ],
    [
      'an end alone',
      { created_lt: 1_000_000 },
      { created_gte: 1_000_000 - RECONCILIATION_WINDOW_S, created_lt: 1_000_000 },
    ],
    ['a second', { created_gte: 5, created_lt: 6 }, { created_gte: 5, created_lt: 6 }],
  ])('[Y6] %s', (_name, asked, window) => {
    expect(windowOf(asked, NOW)).toEqual({ ok: true, window });
  });

  it.each([
    ['one second too long', { created_gte: NOW - RECONCILIATION_WINDOW_MAX_S - 1 }, 'created_gte'],
    ['empty', { created_gte: 5, created_lt: 5 }, 'created_gte'],
    ['in the future', { created_lt: NOW + 1 }, 'created_lt'],
  ])('[Y6] %s is refused', (_name, asked, param) => {
    expect(windowOf(asked, NOW)).toMatchObject({ ok: false, param });
  });
});
