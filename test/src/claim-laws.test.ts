// Laws over whole histories of a claim: the state and the balance are the sum of the events.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balanceMove, type ClaimEvent, type ClaimState, evolve } from '../../src/claim.ts';
import { ZHEJIANG_AI_2025 } from '../../src/programmes/zhejiang-ai-2025.ts';
import { quote } from '../../src/quote.ts';
import { CLAIM_STATUSES, type ClaimStatus } from '../../src/vocabulary.ts';
import { type ClaimLine, ClaimSchema } from '../../src/wire/objects.ts';
import { cartLines, itemProgramme, OPEN, orderProgramme, registryFor } from './arbitraries.ts';
import {
  flagged,
  held,
  OPENING,
  posted,
  postedBy,
  released,
  repriced,
  reserved,
  reservedFor,
  restored,
  reversed,
  voided,
} from './claims.ts';
import { total } from './oracles.ts';

type Moment = { readonly event: ClaimEvent; readonly at: number };

const instant = fc.integer({ min: 1_700_000_000, max: 1_900_000_000 });
const flags = fc.array(fc.constantFrom('pi_7', 'pi_8').map(flagged), { maxLength: 2 });

/** Returns of a claim of some amount, one after another, to its end or not, some of them taken back. */
const returnsOf = (amount: number): fc.Arbitrary<ClaimEvent[]> =>
  fc.array(fc.tuple(fc.nat(amount), fc.boolean()), { maxLength: 6 }).map((parts) => {
    let left = amount;
    return parts.flatMap(([part, fails]) => {
      const now = Math.min(part, left);
      if (fails) return [reversed(now), restored(now)];
      left -= now;
      return [reversed(now)];
    });
  });

/** What repricings of a pending claim do, and what it is worth after them. */
const repricings = (amount: number): fc.Arbitrary<{ events: ClaimEvent[]; amount: number }> =>
  fc.array(fc.tuple(fc.integer({ min: 1, max: 200_000 }), fc.boolean()), { maxLength: 3 }).map((steps) => {
    let now = amount;
    const events = steps.flatMap(([next, done]) => {
      const more = Math.max(0, next - now);
      if (!done) return [held(more), released(more)];
      now = next;
      return [held(more), repriced(next)];
    });
    return { events, amount: now };
  });

/** A history that C1 allows, with flags anywhere after its first event. */
const history: fc.Arbitrary<Moment[]> = fc
  .integer({ min: 1, max: 200_000 })
  .chain((first) =>
    fc.record({ first: fc.constant(first), repriced: repricings(first), external: fc.boolean() }),
  )
  .chain(({ first, repriced: { events, amount }, external }) =>
    fc.tuple(
      fc.constant<ClaimEvent[]>([external ? reservedFor('external', first) : reserved(first)]),
      flags,
      fc.constant(events),
      fc.oneof(
        fc.constant<ClaimEvent[]>([]),
        fc.constantFrom('payment_canceled' as const, 'payment_refused' as const).map((why) => [voided(why)]),
        fc
          .tuple(fc.nat(2_000_000), returnsOf(amount))
          .map(([due, back]) => [external ? postedBy('cash', 'slip 1', due) : posted('pi_1', due), ...back]),
      ),
      flags,
    ),
  )
  .chain((parts) => {
    const events = parts.flat();
    return fc
      .array(instant, { minLength: events.length, maxLength: events.length })
      .map((times) => events.map((event, index) => ({ event, at: times[index] ?? 0 })));
  });

const anyEvent = fc.oneof(
  fc.nat(300).map(reserved),
  fc.nat(300).map((due) => posted('pi_1', due)),
  fc.nat(300).map((due) => postedBy('other', null, due)),
  fc.constant(voided('payment_canceled')),
  fc.constant(flagged('pi_9')),
  fc.integer({ min: -5, max: 200 }).map(reversed),
  fc.constantFrom(50, 100, 150).map(reversed),
  fc.integer({ min: -5, max: 200 }).map(restored),
  fc.integer({ min: -5, max: 50 }).map(held),
  fc.integer({ min: -5, max: 50 }).map(released),
);

function fold(moments: readonly Moment[], from: ClaimState | null = null): ClaimState | null {
  return moments.reduce<ClaimState | null>((state, { event, at }) => evolve(state, event, at), from);
}

/** What a history says by counting, without knowing of states. */
function counted(moments: readonly Moment[]): ClaimState {
  const of = (type: ClaimEvent['type']): Moment | undefined =>
    moments.find(({ event }) => event.type === type);
  const sumOf = (type: ClaimEvent['type']): number =>
    total(
      moments.map(({ event }) => (event.type === type && 'amount' in event.data ? event.data.amount : 0)),
    );
  const cart = moments
    .filter(({ event }) => event.type === 'claim.reserved' || event.type === 'claim.repriced')
    .at(-1);
  const amount = cart !== undefined && 'amount' in cart.event.data ? cart.event.data.amount : 0;
  const reversed_amount = sumOf('claim.reversed') - sumOf('claim.restored');
  const paid = of('claim.posted');
  const first = of('claim.reserved')?.event;
  const external = first?.type === 'claim.reserved' && first.data.payment_provider === 'external';
  const ended = of('claim.voided');
  const back: ClaimStatus = reversed_amount === amount ? 'reversed' : 'partially_reversed';
  const standing: ClaimStatus = reversed_amount > 0 ? back : 'posted';
  return {
    status: ended ? 'voided' : paid ? standing : 'pending',
    amount,
    held_amount: 0,
    reversed_amount,
    ...(external
      ? { payment_provider: 'external', payment_intent: null }
      : { payment_provider: 'stripe', payment_intent: paid ? 'pi_1' : null }),
    tender: paid && external ? 'cash' : null,
    tender_reference: paid && external ? 'slip 1' : null,
    flag: of('claim.flagged') ? 'payment_mismatch' : null,
    reviewable: false,
    review: null,
    posted_at: paid?.at ?? null,
    voided_at: ended?.at ?? null,
  };
}

describe('a history of a claim', () => {
  it('[C2] the state is the sum of the events', () => {
    fc.assert(
      fc.property(history, (moments) => {
        expect(fold(moments)).toEqual(counted(moments));
      }),
    );
  });

  it('[C2] the state can be taken up anywhere and carried on', () => {
    fc.assert(
      fc.property(history, fc.nat(12), (moments, cut) => {
        const here = 1 + (cut % moments.length);
        const stored: ClaimState = JSON.parse(JSON.stringify(fold(moments.slice(0, here))));
        expect(fold(moments.slice(here), stored)).toEqual(fold(moments));
      }),
    );
  });

  it('[C1] whatever is tried, only a restored return moves back, and a refused move changes nothing', () => {
    const next: Readonly<Record<ClaimStatus, readonly ClaimStatus[]>> = {
      pending: ['pending', 'posted', 'voided'],
      posted: ['posted', 'partially_reversed', 'reversed'],
      voided: ['voided'],
      partially_reversed: ['partially_reversed', 'reversed'],
      reversed: ['reversed'],
    };
    const reached = new Set<ClaimStatus>();
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 20 }), (events) => {
        let state = Object.freeze(evolve(null, reserved(150), 0));
        for (const event of events) {
          try {
            const after = Object.freeze(evolve(state, event, 1));
            if (event.type === 'claim.restored') {
              expect(next[after.status]).toContain(state.status);
              expect(after.reversed_amount).toBeLessThanOrEqual(state.reversed_amount);
            } else {
              expect(next[state.status]).toContain(after.status);
              expect(after.reversed_amount).toBeGreaterThanOrEqual(state.reversed_amount);
            }
            expect(after.held_amount).toBeGreaterThanOrEqual(0);
            expect(after.reversed_amount).toBeLessThanOrEqual(after.amount);
            expect(after.amount).toBe(150);
            state = after;
          } catch (error) {
            if (!(error instanceof RangeError)) throw error;
          }
          reached.add(state.status);
        }
      }),
      { numRuns: 500 },
    );
    expect([...reached].sort()).toEqual([...CLAIM_STATUSES].sort());
  });
});

describe('the balance of a history', () => {
  it('[B2] is at every event exactly what the claim is worth: pending, or posted less what was reversed', () => {
    fc.assert(
      fc.property(history, (moments) => {
        let state: ClaimState | null = null;
        let pending = 0;
        let standing = 0;
        for (const { event, at } of moments) {
          const move = balanceMove(state, event);
          pending += move.pending;
          standing += move.posted;
          state = evolve(state, event, at);
          const { status, amount, held_amount, reversed_amount } = state;
          const paid = status !== 'pending' && status !== 'voided';
          expect({ pending, standing }).toEqual({
            pending: status === 'pending' ? amount + held_amount : 0,
            standing: paid ? amount - reversed_amount : 0,
          });
        }
      }),
    );
  });
});

describe('what a claim keeps', () => {
  it('[C5] its lines and its programme version give its amount again', () => {
    fc.assert(
      fc.property(cartLines, fc.oneof(orderProgramme, itemProgramme), (cart, { programme }) => {
        const sold = quote(
          { lines: cart.map(({ line }) => line) },
          { programme, registry: registryFor(cart), now: OPEN },
        );
        const kept: ClaimLine[] = sold.lines.map((line, index) => {
          const { unit_amount = 0, discount_amount = 0 } = cart[index]?.line ?? {};
          return {
            ...line,
            title: null,
            brand: null,
            gtin: null,
            category: null,
            unit_amount,
            discount_amount,
            serial_numbers_last4: [],
          };
        });
        const lines = kept.map(({ sku, unit_amount, quantity, discount_amount, tag }) => ({
          approved: tag.device !== null,
          line: { sku, unit_amount, quantity, discount_amount },
        }));
        const again = quote(
          { lines: lines.map(({ line }) => line) },
          { programme, registry: registryFor(lines), now: OPEN },
        );
        expect(again).toEqual(sold);
      }),
    );
  });

  it.each(['programme', 'lines', 'priced_at', 'amount'])('[C5] there is no claim without its %s', (field) => {
    const claim = {
      ...OPENING,
      object: 'claim',
      status: 'pending',
      held_amount: 0,
      reversed_amount: 0,
      payment_intent: null,
      flag: null,
      posted_at: null,
      voided_at: null,
      needs_review: false,
      review: null,
      payment_provider: 'stripe',
      tender: null,
      tender_reference: null,
    };
    expect(ClaimSchema.parse(claim)).toEqual(claim);
    const partial = Object.fromEntries(Object.entries(claim).filter(([name]) => name !== field));
    expect(ClaimSchema.safeParse(partial).error?.issues.map(({ path }) => path)).toEqual([[field]]);
    expect(ClaimSchema.safeParse({ ...claim, programme: { id: ZHEJIANG_AI_2025.id } }).success).toBe(false);
  });
});
