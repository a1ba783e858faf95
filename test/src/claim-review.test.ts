// Reviews of a claim: when it needs one, what ends that, and what it never moves.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balanceMove, type ClaimEvent, type ClaimState, evolve, needsReview } from '../../src/claim.ts';
import type { ClaimLine } from '../../src/wire/objects.ts';
import {
  flagged,
  glasses,
  held,
  OPENING,
  posted,
  released,
  repriced,
  reserved,
  restored,
  reversed,
  reviewed,
  voided,
} from './claims.ts';

const AT = 1_800_000_000;
const AMOUNT = OPENING.amount;
const DOUBTFUL = [glasses(true, 9_985), glasses(false, 50_000)];
const SURE = [glasses(false, AMOUNT)];

const opened = (lines: ClaimLine[]): ClaimEvent => ({
  type: 'claim.reserved',
  data: { ...OPENING, lines },
});
const changed = (lines: ClaimLine[]): ClaimEvent => ({
  type: 'claim.repriced',
  data: { ...OPENING, lines },
});

function stateAfter(...events: ClaimEvent[]): ClaimState {
  const state = events.reduce<ClaimState | null>((state, event) => evolve(state, event, AT), null);
  if (state === null) throw new Error('no events');
  return state;
}

describe('a claim needs a review', () => {
  const paid = posted('pi_1', 339_915);
  const cases: [name: string, events: ClaimEvent[], needed: boolean][] = [
    ['while one of its subsidised lines does', [opened(DOUBTFUL)], true],
    ['not where none does', [opened(SURE)], false],
    ['not for a line that got no subsidy', [opened([glasses(true, 0), glasses(false, AMOUNT)])], false],
    ['pending with more held', [opened(DOUBTFUL), held(5)], true],
    ['posted', [opened(DOUBTFUL), paid], true],
    ['flagged', [opened(DOUBTFUL), flagged('pi_9')], true],
    ['not when it is voided', [opened(DOUBTFUL), voided('payment_canceled')], false],
    ['while a part of it is kept', [opened(DOUBTFUL), paid, reversed(AMOUNT - 1)], true],
    ['not when all of it came back', [opened(DOUBTFUL), paid, reversed(AMOUNT)], false],
    ['again where the refund failed', [opened(DOUBTFUL), paid, reversed(AMOUNT), restored(5)], true],
    ['not once it was approved', [opened(DOUBTFUL), reviewed('approved')], false],
    ['not once it was rejected', [opened(DOUBTFUL), paid, reviewed('rejected')], false],
    ['not when it is paid after its review', [opened(DOUBTFUL), reviewed('approved'), paid], false],
    ['for another cart', [opened(DOUBTFUL), reviewed('approved'), changed(DOUBTFUL)], true],
    ['for another cart that is doubtful', [opened(SURE), changed(DOUBTFUL)], true],
    ['not for another cart that is sure', [opened(DOUBTFUL), changed(SURE)], false],
    [
      'not where another cart never came',
      [opened(DOUBTFUL), reviewed('approved'), held(5), released(5)],
      false,
    ],
  ];
  it.each(cases)('[C7] %s', (_name, events, needed) => {
    expect(needsReview(stateAfter(...events))).toBe(needed);
  });

  it('[C7] an opening of before, whose tags say nothing of reviews, needs none', () => {
    const old = DOUBTFUL.map(({ tag: { needs_review: _, conflict: __, ...tag }, ...line }) => ({
      ...line,
      tag,
    }));
    const state = stateAfter(opened(old as unknown as ClaimLine[]));
    expect(state).toMatchObject({ reviewable: false, review: null });
    expect(needsReview(state)).toBe(false);
  });
});

describe('a review', () => {
  it('[C8] is kept with its note and its instant; another one later is a correction', () => {
    const first = evolve(stateAfter(opened(DOUBTFUL)), reviewed('approved', '看过发票'), AT + 1);
    expect(first.review).toEqual({ decision: 'approved', note: '看过发票', reviewed_at: AT + 1 });
    const second = evolve(first, reviewed('rejected'), AT + 2);
    expect(second.review).toEqual({ decision: 'rejected', note: null, reviewed_at: AT + 2 });
  });

  it('[C8] of a cart that needed none is no move', () => {
    for (const events of [[opened(SURE)], [opened(DOUBTFUL), changed(SURE)], [reserved(1)]]) {
      expect(() => evolve(stateAfter(...events), reviewed('approved'), AT)).toThrow(
        'a claim that is pending cannot take claim.reviewed',
      );
    }
    expect(() => evolve(null, reviewed('approved'), AT)).toThrow(RangeError);
  });

  const anyEvent: fc.Arbitrary<ClaimEvent> = fc.oneof(
    fc.constantFrom(reviewed('approved'), reviewed('rejected', 'x')),
    fc.constantFrom(changed(DOUBTFUL), changed(SURE), repriced(AMOUNT)),
    fc.constantFrom(held(5), released(5), flagged('pi_9'), voided('payment_canceled')),
    fc.constantFrom(posted('pi_1', 1), reversed(10), reversed(AMOUNT), restored(10)),
  );

  it('[C8] at any moment moves nothing but itself, and whatever it moves not is as without it', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 12 }), (events) => {
        let state = stateAfter(opened(DOUBTFUL));
        let unreviewed = state;
        let about: ClaimEvent | null = null;
        for (const event of events) {
          try {
            const next = evolve(state, event, AT);
            const move = balanceMove(state, event);
            if (event.type === 'claim.reviewed') {
              expect(move).toEqual({ pending: 0, posted: 0 });
              about = event;
            } else {
              expect(move).toEqual(balanceMove(unreviewed, event));
              unreviewed = evolve(unreviewed, event, AT);
              if (event.type === 'claim.repriced') about = null;
            }
            state = next;
          } catch (error) {
            if (!(error instanceof RangeError)) throw error;
            if (event.type === 'claim.reviewed') expect(state.reviewable).toBe(false);
            else expect(() => evolve(unreviewed, event, AT)).toThrow(RangeError);
          }
          expect({ ...state, review: null }).toEqual(unreviewed);
          expect(state.review !== null).toBe(about !== null);
          expect(needsReview(state)).toBe(needsReview(unreviewed) && about === null);
          reached.add(`${state.status} ${about !== null}`);
        }
      }),
      { numRuns: 1_000 },
    );
    for (const status of ['pending', 'posted', 'voided', 'partially_reversed', 'reversed']) {
      expect([...reached]).toContain(`${status} true`);
    }
  });
});
