// What is written down of a sale, where the API's answer is not what the till expects.

import { describe, expect, it } from 'vitest';
import {
  afterCall,
  beforeCall,
  cancel,
  nextCall,
  type Sale,
  sellWithoutSubsidy,
  take,
  totalOf,
  tryAgain,
} from '../../sdk/till/sale.ts';
import type { Checkout } from '../../sdk/till/wire.ts';

const LINES = [{ sku: 'G20S', unit_amount: 399_900, quantity: 2, discount_amount: 100 }];
const KEYS = { create: 'a', confirm: 'b' };

const parked: Sale = {
  ...{ seq: 1, id: 'order-1', created: 0, state: 'parked', subsidy: 'auto', keys: KEYS },
  request: {
    order_reference: 'order-1',
    channel: 'in_store',
    lines: LINES,
    payment: { provider: 'external' },
  },
  ...{ taken: null, estimate: null, checkout: null, problem: null, faults: 0 },
};

/** What the API says of an open checkout, as far as a till looks at it. */
const open = (amount_due: number, subsidy_amount = 0): Checkout =>
  ({ id: 'chk_1', status: 'open', amount_due, subsidy_amount }) as Checkout;

/** A sale after the answer to its next call. */
function answered(sale: Sale, checkout: Checkout): Sale {
  const written = beforeCall(sale);
  const call = nextCall(written);
  if (call === null) throw new Error('nothing is asked');
  return afterCall(written, call, { kind: 'ok', value: checkout }, 5);
}

const money = (amount: number) => ({ tender: 'cash', amount, at: 0 }) as const;

describe('a sale as it is written down', () => {
  it('[I5] is set aside where the API wants another amount than was paid, and is never confirmed', () => {
    const paid = sellWithoutSubsidy(parked, money(totalOf(parked.request)), KEYS);
    const odd = answered(paid, open(totalOf(parked.request) - 1));
    expect(odd).toMatchObject({ state: 'refused', problem: { code: 'amount_differs' } });
    expect(nextCall(odd)).toBeNull();
  });

  it('[I5] takes no other amount than is due, and none before anything is reserved', () => {
    const reserved = answered(parked, open(700_000, 99_700));
    expect(take(reserved, money(700_000)).taken).toMatchObject({ amount: 700_000 });
    expect(take(reserved, money(699_999)).taken).toBeNull();
    expect(take(parked, money(799_700)).taken).toBeNull();
    expect(sellWithoutSubsidy(parked, money(799_600), KEYS).taken).toBeNull();
  });

  it('[I5] says how much was taken, and is set aside with it where the API is due another amount by now', () => {
    const paid = beforeCall(take(answered(parked, open(700_000, 99_700)), money(700_000)));
    const call = nextCall(paid);
    if (call === null) throw new Error('nothing is asked');
    expect(call.body).toEqual({ tender: 'cash', expected_amount_due: 700_000 });
    const problem = { code: 'amount_changed', message: '', status: 409, amount_due: 799_700 };
    const aside = afterCall(paid, call, { kind: 'refused', problem }, 5);
    expect(aside).toMatchObject({
      state: 'refused',
      taken: { amount: 700_000 },
      problem: { code: 'amount_differs', amount_due: 799_700 },
    });
    expect(nextCall(aside)).toBeNull();
    // Tried again, the same is asked; given back, the checkout is closed.
    expect(nextCall(tryAgain(aside, KEYS))).toEqual(call);
    expect(nextCall(cancel(aside))?.path).toBe('/v1/checkouts/chk_1/cancel');
  });

  it('[I5] that may be paid through Stripe takes no other money', () => {
    const { payment: _, ...request } = parked.request;
    const sending = beforeCall({ ...parked, request });
    expect(sellWithoutSubsidy(sending, money(799_700), KEYS)).toBe(sending);
    expect(take(answered(sending, open(799_700)), money(799_700)).taken).toBeNull();
  });

  it('[I3] is not changed by an answer that is overtaken', () => {
    const reserved = answered(parked, open(799_700));
    const create = nextCall(beforeCall(parked));
    if (create === null) throw new Error('nothing is asked');
    const confirmed: Sale = { ...reserved, state: 'confirmed' };
    expect(afterCall(confirmed, create, { kind: 'ok', value: open(799_700) }, 5)).toBe(confirmed);
  });

  it('[I3] forgets who bought once nothing is sent any more', () => {
    const named: Sale = { ...parked, request: { ...parked.request, buyer: { reference: 'B-1' } } };
    const reserved = answered(named, open(799_700));
    expect(reserved.request.buyer).toEqual({ reference: 'B-1' });
    expect(cancel(named).request.buyer).toBeUndefined();
    const paid = take(reserved, money(799_700));
    expect(answered(paid, { ...open(799_700), status: 'complete' }).request.buyer).toBeUndefined();
  });

  it('[I3] that was never sent is canceled without a call', () => {
    expect(nextCall(cancel(parked))).toBeNull();
    expect(cancel(beforeCall(parked)).state).toBe('canceling');
  });
});
