// How large a lease is: laws of what a ledger wants and what a budget grants.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grantedLease, isBusy, refusalHoldsS, wantedLease } from '../../src/leases.ts';
import {
  BUDGET_BUSY_CALLS_PER_S,
  BUDGET_BUSY_LEDGERS_MIN,
  LEASE_FEN,
  LEASE_FIRST_FEN,
  LEASE_LASTS_S,
  LEASES_KEPT_FREE,
  REFUSAL_HOLDS_MAX_S,
} from '../../src/limits.ts';

const fen = fc.integer({ min: 1, max: 2 * LEASE_FEN });

describe('what a ledger wants', () => {
  it('[B3] is never below what it needs or its first lease, nor above both the need and the largest lease', () => {
    fc.assert(
      fc.property(fen, fen, fc.nat(100_000), (need, amount, lasted) => {
        const want = wantedLease(need, { amount, granted_at: 1_000 }, 1_000 + lasted);
        expect(want).toBeGreaterThanOrEqual(Math.max(need, LEASE_FIRST_FEN));
        expect(want).toBeLessThanOrEqual(Math.max(need, LEASE_FEN));
      }),
    );
  });

  it.each([
    ['the first time', null, 100, LEASE_FIRST_FEN],
    ['the first time, for more', null, LEASE_FIRST_FEN + 1, LEASE_FIRST_FEN + 1],
    ['used up at once: twice as much', 0, 100, 4_000_000],
    ['used up in time: the same', LEASE_LASTS_S, 100, 2_000_000],
    ['used up in half the time: twice as much', LEASE_LASTS_S / 2, 100, 4_000_000],
    ['used up slowly: less', LEASE_LASTS_S * 2, 100, LEASE_FIRST_FEN],
  ])('[B3] %s', (_name, lasted, need, want) => {
    const last = lasted === null ? null : { amount: 2_000_000, granted_at: 1_000 };
    expect(wantedLease(need, last, 1_000 + (lasted ?? 0))).toBe(want);
  });
});

describe('what a budget grants', () => {
  it('[B1] is never more than there is, and never less than is needed', () => {
    fc.assert(
      fc.property(fen, fen, fc.nat(400 * LEASE_FEN), fc.boolean(), (need, want, available, is_busy) => {
        const granted = grantedLease({ need, want, available, is_busy });
        if (available < need) expect(granted).toBe(null);
        else {
          expect(granted).toBeGreaterThanOrEqual(need);
          expect(granted).toBeLessThanOrEqual(available);
        }
      }),
    );
  });

  it('[B3] near exhaustion it is exactly what is needed; [B10] of a busy one what is wanted', () => {
    const near = { need: 7, want: 100, available: 100 * LEASES_KEPT_FREE - 1 };
    expect(grantedLease({ ...near, is_busy: false })).toBe(7);
    expect(grantedLease({ ...near, available: near.available + 1, is_busy: false })).toBe(100);
    expect(grantedLease({ ...near, is_busy: true })).toBe(100);
    expect(grantedLease({ need: 7, want: 100, available: 50, is_busy: true })).toBe(50);
  });
});

describe('a busy budget', () => {
  it('[B10] has many ledgers and is asked too often', () => {
    expect(isBusy(BUDGET_BUSY_CALLS_PER_S + 1, BUDGET_BUSY_LEDGERS_MIN)).toBe(true);
    expect(isBusy(BUDGET_BUSY_CALLS_PER_S, BUDGET_BUSY_LEDGERS_MIN)).toBe(false);
    expect(isBusy(BUDGET_BUSY_CALLS_PER_S + 1, BUDGET_BUSY_LEDGERS_MIN - 1)).toBe(false);
  });

  it('[B10] refuses for so long that all its ledgers together ask no oftener than it may be asked', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), (ledgers) => {
        const holds_s = refusalHoldsS(ledgers);
        expect(holds_s).toBeLessThanOrEqual(REFUSAL_HOLDS_MAX_S);
        if (holds_s < REFUSAL_HOLDS_MAX_S) {
          expect(ledgers / holds_s).toBeLessThanOrEqual(BUDGET_BUSY_CALLS_PER_S);
        }
      }),
    );
  });
});
