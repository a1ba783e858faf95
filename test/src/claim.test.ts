// The claim's states: every status against every event.

import { describe, expect, it } from 'vitest';
import { balanceMove, type ClaimEvent, type ClaimState, evolve } from '../../src/claim.ts';
import type { ClaimStatus } from '../../src/vocabulary.ts';
import {
  flagged,
  held,
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

const AMOUNT = 59_985;
const AT = 1_800_000_000;

const state = (status: ClaimStatus, over: Partial<ClaimState> = {}): ClaimState => ({
  status,
  amount: AMOUNT,
  held_amount: 0,
  reversed_amount: 0,
  payment_provider: 'stripe',
  payment_intent: status === 'pending' || status === 'voided' ? null : 'pi_1',
  tender: null,
  tender_reference: null,
  flag: null,
  reviewable: false,
  review: null,
  posted_at: status === 'pending' || status === 'voided' ? null : AT - 9,
  voided_at: status === 'voided' ? AT - 9 : null,
  ...over,
});

/** Where a claim can be; `held` is pending while a repricing holds more. */
type Place = ClaimStatus | 'absent' | 'held';

const HELD = 500;

const BEFORE: Readonly<Record<Place, ClaimState | null>> = {
  absent: null,
  pending: state('pending'),
  held: state('pending', { held_amount: HELD }),
  posted: state('posted'),
  voided: state('voided'),
  partially_reversed: state('partially_reversed', { reversed_amount: 10_000 }),
  reversed: state('reversed', { reversed_amount: AMOUNT }),
};

const EVENTS = {
  reserved: reserved(AMOUNT),
  posted: posted('pi_1', 339_915),
  voided: voided('payment_canceled'),
  flagged: flagged('pi_9'),
  'reversed by one fen': reversed(1),
  'reversed by all that can be left': reversed(AMOUNT - 10_000),
  'reversed by all': reversed(AMOUNT),
  'reversed by more than all': reversed(AMOUNT + 1),
  'reversed by nothing': reversed(0),
  'reversed by less than nothing': reversed(-1),
  'restored by nothing': restored(0),
  'restored by one fen': restored(1),
  'restored by all that can be reversed': restored(10_000),
  'restored by all': restored(AMOUNT),
  'restored by less than nothing': restored(-1),
  held: held(1),
  'held by less than nothing': held(-1),
  'released of one fen': released(1),
  'released of all': released(HELD),
  'released of more than all': released(HELD + 1),
  repriced: repriced(70_000),
} satisfies Record<string, ClaimEvent>;
type EventName = keyof typeof EVENTS;

/** Every move there is. What is not here must be refused. */
const MOVES: Readonly<Record<Place, Partial<Record<EventName, ClaimStatus>>>> = {
  absent: { reserved: 'pending' },
  pending: { posted: 'posted', voided: 'voided', flagged: 'pending', held: 'pending', repriced: 'pending' },
  held: {
    flagged: 'pending',
    held: 'pending',
    'released of one fen': 'pending',
    'released of all': 'pending',
    repriced: 'pending',
  },
  posted: {
    flagged: 'posted',
    'reversed by nothing': 'posted',
    'reversed by one fen': 'partially_reversed',
    'reversed by all that can be left': 'partially_reversed',
    'reversed by all': 'reversed',
    'restored by nothing': 'posted',
  },
  voided: { flagged: 'voided' },
  partially_reversed: {
    flagged: 'partially_reversed',
    'reversed by nothing': 'partially_reversed',
    'reversed by one fen': 'partially_reversed',
    'reversed by all that can be left': 'reversed',
    'restored by nothing': 'partially_reversed',
    'restored by one fen': 'partially_reversed',
    'restored by all that can be reversed': 'posted',
  },
  reversed: {
    flagged: 'reversed',
    'reversed by nothing': 'reversed',
    'restored by nothing': 'reversed',
    'restored by one fen': 'partially_reversed',
    'restored by all that can be reversed': 'partially_reversed',
    'restored by all': 'posted',
  },
};

const FROM = Object.keys(MOVES) as (keyof typeof MOVES)[];
const NAMES = Object.keys(EVENTS) as EventName[];
const MATRIX = FROM.flatMap((from) => NAMES.map((name) => ({ from, name, to: MOVES[from][name] ?? null })));

describe('a move of a claim', () => {
  it.each(MATRIX.filter(({ to }) => to !== null))('[C1] $from → $name → $to', ({ from, name, to }) => {
    expect(evolve(BEFORE[from], EVENTS[name], AT).status).toBe(to);
  });

  it.each(MATRIX.filter(({ to }) => to === null))('[C1] $from → $name is no move', ({ from, name }) => {
    expect(() => evolve(BEFORE[from], EVENTS[name], AT)).toThrow(RangeError);
  });

  it('[C1] the refusal says what the claim is and what it was to take', () => {
    expect(() => evolve(null, EVENTS.posted, AT)).toThrow(
      'a claim that is not there cannot take claim.posted',
    );
    expect(() => evolve(BEFORE.voided, EVENTS.posted, AT)).toThrow(
      'a claim that is voided cannot take claim.posted',
    );
  });

  it('[C1] a part of a fen is no amount to reverse', () => {
    for (const amount of [0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => evolve(BEFORE.posted, reversed(amount), AT)).toThrow(RangeError);
    }
  });
});

describe('the state after a move', () => {
  it.each([
    ['reserved', null, EVENTS.reserved, state('pending')],
    ['posted', BEFORE.pending, EVENTS.posted, state('posted', { posted_at: AT })],
    ['voided', BEFORE.pending, EVENTS.voided, state('voided', { voided_at: AT })],
    ['flagged', BEFORE.pending, EVENTS.flagged, state('pending', { flag: 'payment_mismatch' })],
    [
      'reversed in part',
      BEFORE.partially_reversed,
      reversed(5),
      state('partially_reversed', { reversed_amount: 10_005 }),
    ],
    ['reversed', BEFORE.posted, reversed(AMOUNT), state('reversed', { reversed_amount: AMOUNT })],
    ['restored', BEFORE.reversed, restored(5), state('partially_reversed', { reversed_amount: AMOUNT - 5 })],
    ['held', BEFORE.held, held(7), state('pending', { held_amount: HELD + 7 })],
    ['released', BEFORE.held, released(HELD), state('pending')],
    ['repriced', BEFORE.held, repriced(70_000), state('pending', { amount: 70_000 })],
  ])('[C2] %s', (_name, before, event, after) => {
    expect(evolve(before, event, AT)).toEqual(after);
  });

  it('[C2] a claim of before there was a choice is one that Stripe is paid for', () => {
    expect(evolve(null, reserved(AMOUNT), AT)).toEqual(evolve(null, reservedFor('stripe', AMOUNT), AT));
  });

  it.each([
    ['cash', null],
    ['bank_card', 'slip 17'],
  ] as const)('[O2] a claim that the shop is paid for itself keeps how: %s, %s', (tender, reference) => {
    const pending = state('pending', { payment_provider: 'external' });
    expect(evolve(null, reservedFor('external', AMOUNT), AT)).toEqual(pending);
    expect(evolve(pending, postedBy(tender, reference, 339_915), AT)).toEqual({
      ...state('posted', { posted_at: AT, payment_provider: 'external', payment_intent: null }),
      ...{ tender, tender_reference: reference },
    });
    expect(balanceMove(pending, postedBy(tender, reference, 1))).toEqual({
      pending: -AMOUNT,
      posted: AMOUNT,
    });
  });

  it('[C1] a claim is posted only by whoever takes its money', () => {
    const external = state('pending', { payment_provider: 'external' });
    expect(() => evolve(external, EVENTS.posted, AT)).toThrow(RangeError);
    expect(() => evolve(BEFORE.pending, postedBy('cash', null, 1), AT)).toThrow(RangeError);
  });

  it('[C2] the state before it is left as it was', () => {
    const before = Object.freeze(state('posted'));
    evolve(before, reversed(1), AT);
    expect(before).toEqual(state('posted'));
  });
});

describe('what a move does to the balance', () => {
  it.each([
    ['reserved', null, EVENTS.reserved, { pending: AMOUNT, posted: 0 }],
    ['posted', BEFORE.pending, EVENTS.posted, { pending: -AMOUNT, posted: AMOUNT }],
    ['voided', BEFORE.pending, EVENTS.voided, { pending: -AMOUNT, posted: 0 }],
    ['flagged', BEFORE.pending, EVENTS.flagged, { pending: 0, posted: 0 }],
    ['flagged when voided', BEFORE.voided, EVENTS.flagged, { pending: 0, posted: 0 }],
    ['reversed in part', BEFORE.posted, reversed(7), { pending: 0, posted: -7 }],
    ['reversed', BEFORE.posted, EVENTS['reversed by all'], { pending: 0, posted: -AMOUNT }],
    ['reversed by nothing', BEFORE.posted, reversed(0), { pending: 0, posted: 0 }],
    ['restored', BEFORE.reversed, restored(7), { pending: 0, posted: 7 }],
    ['held', BEFORE.pending, held(7), { pending: 7, posted: 0 }],
    ['released', BEFORE.held, released(7), { pending: -7, posted: 0 }],
    ['repriced', BEFORE.held, repriced(AMOUNT + 400), { pending: 400 - HELD, posted: 0 }],
    ['repriced to less', BEFORE.pending, repriced(AMOUNT - 400), { pending: -400, posted: 0 }],
  ])('[B2] %s', (_name, before, event, move) => {
    expect(balanceMove(before, event)).toEqual(move);
  });
});
