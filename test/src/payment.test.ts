// What facts about payments do to a checkout: one fact, and any number of them in any order.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClaimState, evolve, type PaymentMismatch } from '../../src/claim.ts';
import {
  confirmation,
  isPaymentOf,
  type PayableCheckout,
  type PaymentFact,
  settle,
} from '../../src/payment.ts';
import { CHECKOUT_STATUSES } from '../../src/vocabulary.ts';
import { posted, reserved, voided } from './claims.ts';

const DUE = 339_915;
const CHECKOUT: PayableCheckout = {
  status: 'open',
  payment_provider: 'stripe',
  payment_intent: 'pi_own',
  attempt: 2,
  cart: null,
  currency: 'cny',
  amount_due: DUE,
};
const FACT: PaymentFact = {
  payment_intent: 'pi_own',
  client_secret: 'pi_own_secret',
  attempt: 2,
  cart: null,
  status: 'succeeded',
  currency: 'cny',
  amount_received: DUE,
};
const WRONG: readonly Partial<PaymentFact>[] = [
  { amount_received: DUE - 1 },
  { amount_received: DUE + 1 },
  { amount_received: 0 },
  { currency: 'usd' },
  { currency: 'CNY' },
];

describe('one fact', () => {
  it('[S2] a success of the amount and currency asked for completes an open checkout', () => {
    expect(settle(CHECKOUT, FACT)).toEqual({ do: 'complete' });
  });

  it.each(WRONG)('[S3] a success with %j is flagged with what was expected and what came', (wrong) => {
    const fact = { ...FACT, ...wrong };
    expect(settle(CHECKOUT, fact)).toEqual({
      do: 'flag',
      mismatch: {
        payment_intent: 'pi_own',
        expected_amount: DUE,
        amount_received: fact.amount_received,
        currency_received: fact.currency,
      },
    });
  });

  it.each(['open', 'complete', 'canceled', 'expired'] as const)(
    '[S3] a success of another payment is flagged when the checkout is %s',
    (status) => {
      const other = { ...FACT, payment_intent: 'pi_other', attempt: 1 };
      expect(settle({ ...CHECKOUT, status }, other)).toMatchObject({
        do: 'flag',
        mismatch: { payment_intent: 'pi_other' },
      });
    },
  );

  it.each([
    [null, 'rpr_1'],
    ['rpr_1', null],
    ['rpr_1', 'rpr_2'],
  ])('[S3] a success of the right amount is flagged when it is of another cart: %s, %s', (cart, paid) => {
    expect(settle({ ...CHECKOUT, cart }, { ...FACT, cart: paid }).do).toBe('flag');
    expect(settle({ ...CHECKOUT, cart }, { ...FACT, cart })).toEqual({ do: 'complete' });
  });

  it.each(['canceled', 'expired'] as const)('[S3] its own success is flagged when it is %s', (status) => {
    expect(settle({ ...CHECKOUT, status }, FACT).do).toBe('flag');
  });

  it('[S1] the success that completed a checkout does nothing when it comes again', () => {
    expect(settle({ ...CHECKOUT, status: 'complete' }, FACT)).toEqual({ do: 'nothing' });
  });

  it.each([
    ['its own PaymentIntent', {}, 'cancel'],
    ['another PaymentIntent', { payment_intent: 'pi_other', attempt: 1 }, 'nothing'],
    ['another PaymentIntent of the same try', { payment_intent: 'pi_other' }, 'nothing'],
  ])('[S5] the cancellation of %s', (_whose, over, act) => {
    expect(settle(CHECKOUT, { ...FACT, ...over, status: 'canceled', amount_received: 0 }).do).toBe(act);
  });

  it.each(['complete', 'canceled', 'expired'] as const)(
    '[S5] a cancellation changes nothing when the checkout is %s',
    (status) => {
      expect(settle({ ...CHECKOUT, status }, { ...FACT, status: 'canceled' })).toEqual({ do: 'nothing' });
    },
  );

  it('[S1] a payment that can still happen changes nothing', () => {
    for (const status of ['open', 'complete', 'canceled', 'expired'] as const) {
      expect(settle({ ...CHECKOUT, status }, { ...FACT, status: 'open' })).toEqual({ do: 'nothing' });
    }
  });

  it.each([
    ['the PaymentIntent it has', CHECKOUT, FACT, true],
    ['the PaymentIntent it has, without a try', CHECKOUT, { ...FACT, attempt: null }, true],
    ['another PaymentIntent of the same try', CHECKOUT, { ...FACT, payment_intent: 'pi_other' }, false],
    ['the latest try, before it has one', { ...CHECKOUT, payment_intent: null }, FACT, true],
    [
      'an earlier try, before it has one',
      { ...CHECKOUT, payment_intent: null },
      { ...FACT, attempt: 1 },
      false,
    ],
    [
      'no try at all, before it has one',
      { ...CHECKOUT, payment_intent: null },
      { ...FACT, attempt: null },
      false,
    ],
  ])('[S4] %s', (_whose, checkout, fact, own) => {
    expect(isPaymentOf(checkout, fact)).toBe(own);
  });
});

type Ending = Pick<PaymentFact, 'status' | 'currency' | 'amount_received'>;
type World = { readonly checkout: PayableCheckout; readonly endings: readonly PaymentFact[] };

const ending: fc.Arbitrary<Ending> = fc.oneof(
  fc.constant<Ending>({ status: 'succeeded', currency: 'cny', amount_received: DUE }),
  fc
    .constantFrom(DUE - 1, 1)
    .map((received): Ending => ({ status: 'succeeded', currency: 'cny', amount_received: received })),
  fc.constant<Ending>({ status: 'succeeded', currency: 'usd', amount_received: DUE }),
  fc.constant<Ending>({ status: 'canceled', currency: 'cny', amount_received: 0 }),
  fc.constant<Ending>({ status: 'open', currency: 'cny', amount_received: 0 }),
);

/** A checkout in its second try, with or without its PaymentIntent, and how each PaymentIntent ends. */
const world: fc.Arbitrary<World> = fc
  .tuple(fc.boolean(), ending, ending, ending)
  .map(([attached, own, earlier, stray]) => ({
    checkout: { ...CHECKOUT, payment_intent: attached ? 'pi_own' : null },
    endings: [
      { ...FACT, ...own },
      { ...FACT, ...earlier, payment_intent: 'pi_earlier', attempt: 1 },
      { ...FACT, ...stray, payment_intent: 'pi_stray', attempt: null },
    ],
  }));

/** Each PaymentIntent's end, once or more often, news that it is open, and all of it in any order. */
const told = world.chain(({ checkout, endings }) => {
  const news = endings.flatMap((end): PaymentFact[] => [
    end,
    end,
    end,
    { ...end, status: 'open', amount_received: 0 },
  ]);
  return fc.record({
    checkout: fc.constant(checkout),
    endings: fc.constant(endings),
    facts: fc.subarray(news).chain((more) => {
      const all = [...endings, ...more];
      return fc.shuffledSubarray(all, { minLength: all.length });
    }),
  });
});

type Outcome = {
  readonly status: PayableCheckout['status'];
  readonly claim: ClaimState['status'];
  readonly flagged: readonly string[];
};

/** Takes facts one after another as a ledger does: attach the checkout's own PaymentIntent, settle, move the claim. */
function outcomeOf(start: PayableCheckout, facts: readonly PaymentFact[]): Outcome {
  let checkout = start;
  let claim = evolve(null, reserved(59_985), 0);
  const mismatches = new Map<string, PaymentMismatch>();
  for (const fact of facts) {
    if (isPaymentOf(checkout, fact)) checkout = { ...checkout, payment_intent: fact.payment_intent };
    const settlement = settle(checkout, fact);
    if (settlement.do === 'complete') {
      checkout = { ...checkout, status: 'complete' };
      claim = evolve(claim, posted(fact.payment_intent, fact.amount_received), 1);
    } else if (settlement.do === 'cancel') {
      checkout = { ...checkout, status: 'canceled' };
      claim = evolve(claim, voided('payment_canceled'), 1);
    } else if (settlement.do === 'flag') mismatches.set(fact.payment_intent, settlement.mismatch);
  }
  const flagged = [...mismatches.values()].map((mismatch) => JSON.stringify(mismatch)).sort();
  return { status: checkout.status, claim: claim.status, flagged };
}

describe('facts in any order and number', () => {
  it('[S1] have one outcome, that of each told once', () => {
    fc.assert(
      fc.property(told, ({ checkout, endings, facts }) => {
        expect(outcomeOf(checkout, facts)).toEqual(outcomeOf(checkout, endings));
      }),
      { numRuns: 1_000 },
    );
  });

  it('[S2] complete a checkout exactly if its own payment succeeded as asked, and cancel it if that was canceled', () => {
    fc.assert(
      fc.property(told, ({ checkout, endings, facts }) => {
        const [own, ...others] = endings;
        const asked = own?.status === 'succeeded' && own.currency === 'cny' && own.amount_received === DUE;
        const { status, claim, flagged } = outcomeOf(checkout, facts);
        const paid = asked ? 'complete' : 'open';
        expect(status).toBe(own?.status === 'canceled' ? 'canceled' : paid);
        expect(claim).toBe({ open: 'pending', complete: 'posted', canceled: 'voided', expired: '' }[status]);
        const strange = [...(asked ? [] : [own]), ...others].filter((fact) => fact?.status === 'succeeded');
        expect(flagged).toHaveLength(strange.length);
      }),
      { numRuns: 1_000 },
    );
  });

  it('[S1] never make a claim move as it cannot, even when they contradict each other', () => {
    const anyFact = fc.record({
      payment_intent: fc.constantFrom('pi_own', 'pi_earlier'),
      client_secret: fc.constant(null),
      attempt: fc.constantFrom(1, 2, null),
      cart: fc.constant(null),
      status: fc.constantFrom('open' as const, 'succeeded' as const, 'canceled' as const),
      currency: fc.constantFrom('cny', 'usd'),
      amount_received: fc.constantFrom(0, DUE),
    });
    fc.assert(
      fc.property(fc.boolean(), fc.array(anyFact, { maxLength: 15 }), (attached, facts) => {
        const start = { ...CHECKOUT, payment_intent: attached ? 'pi_own' : null };
        const { status, claim } = outcomeOf(start, facts);
        expect(claim).toBe({ open: 'pending', complete: 'posted', canceled: 'voided', expired: '' }[status]);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a checkout that the shop is paid for itself', () => {
  const EXTERNAL: PayableCheckout = {
    ...CHECKOUT,
    payment_provider: 'external',
    payment_intent: null,
    attempt: 1,
  };

  it.each(CHECKOUT_STATUSES)('[O6] %s, it has no payment at Stripe, whatever names it', (status) => {
    const checkout = { ...EXTERNAL, status };
    for (const attempt of [1, null]) {
      const fact = { ...FACT, attempt };
      expect(isPaymentOf(checkout, fact)).toBe(false);
      expect(settle(checkout, { ...fact, status: 'open' })).toEqual({ do: 'nothing' });
      expect(settle(checkout, { ...fact, status: 'canceled' })).toEqual({ do: 'nothing' });
      expect(settle(checkout, fact)).toMatchObject({ do: 'flag', mismatch: { payment_intent: 'pi_own' } });
    }
  });

  const CASH = { tender: 'cash', reference: null } as const;
  const SLIP = { tender: 'bank_card', reference: 'slip 17' } as const;
  const confirmed = { status: 'complete', tender: 'bank_card', tender_reference: 'slip 17' } as const;
  const waiting = { tender: null, tender_reference: null } as const;

  it.each([
    ['completes an open one', { ...waiting, status: 'open' }, SLIP, 'complete'],
    ['is known of one that it completed', confirmed, SLIP, 'nothing'],
    ['is another one by another tender', confirmed, { ...SLIP, tender: 'cash' }, 'already_confirmed'],
    ['is another one under another reference', confirmed, { ...SLIP, reference: 'x' }, 'already_confirmed'],
    ['is another one without its reference', confirmed, { ...SLIP, reference: null }, 'already_confirmed'],
    ['comes too late for a canceled one', { ...waiting, status: 'canceled' }, CASH, 'not_open'],
    ['comes too late for an expired one', { ...waiting, status: 'expired' }, CASH, 'not_open'],
  ] as const)('[O3] the word of the shop %s', (_, over, tendered, step) => {
    const checkout = { payment_provider: 'external', amount_due: DUE, ...over } as const;
    for (const amount of [null, DUE]) expect(confirmation(checkout, tendered, amount)).toBe(step);
  });

  it.each([
    ['an open one', { ...waiting, status: 'open' }, SLIP, 'amount_changed'],
    ['one that it completed', confirmed, SLIP, 'amount_changed'],
    ['one that another word completed', confirmed, CASH, 'already_confirmed'],
    ['a closed one', { ...waiting, status: 'expired' }, CASH, 'not_open'],
  ] as const)('[O2] the word of the shop that it took another amount, of %s', (_, over, tendered, step) => {
    const checkout = { payment_provider: 'external', amount_due: DUE, ...over } as const;
    for (const amount of [0, DUE - 1, DUE + 1]) expect(confirmation(checkout, tendered, amount)).toBe(step);
  });

  it.each(CHECKOUT_STATUSES)(
    '[O3] the word of the shop is nothing to one that Stripe is paid for: %s',
    (status) => {
      const checkout = { ...waiting, payment_provider: 'stripe', amount_due: DUE, status } as const;
      for (const amount of [null, 0]) expect(confirmation(checkout, CASH, amount)).toBe('not_external');
    },
  );
});
