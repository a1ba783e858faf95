import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IDENTIFIER_SHARDS } from '../../src/identifiers.ts';
import { LEDGER_SHARDS_MAX } from '../../src/limits.ts';
import { ledgerName, merchantOfLedger, shardOf, shardOfLedger } from '../../src/shards.ts';

const shards = fc.integer({ min: 1, max: LEDGER_SHARDS_MAX });

describe('the ledgers of a merchant', () => {
  it('[D1] an order is always in the same one of them', () => {
    fc.assert(
      fc.property(fc.string(), shards, (reference, count) => {
        const shard = shardOf(reference, count);
        expect(shard).toBe(shardOf(reference, count));
        expect(Number.isInteger(shard) && shard >= 0 && shard < count).toBe(true);
      }),
    );
    // For ever: orders that are stored already must be found again.
    expect(['order-1', '订单-2026', ''].map((reference) => shardOf(reference, 8))).toEqual([5, 1, 5]);
  });

  it('[D1] orders spread over all of them', () => {
    const counts = Array<number>(8).fill(0);
    for (let order = 0; order < 8_000; order += 1) {
      const shard = shardOf(`order-${order}`, 8);
      counts[shard] = (counts[shard] ?? 0) + 1;
    }
    for (const count of counts) expect(count).toBeGreaterThan(800);
  });

  it('[D1] a name says whose ledger it is, and which', () => {
    fc.assert(
      fc.property(shards, (shard) => {
        const name = ledgerName('mer_1', shard);
        expect([merchantOfLedger(name), shardOfLedger(name)]).toEqual(['mer_1', shard]);
      }),
    );
  });

  it('[D1] an identifier can name every one of them', () => {
    expect(LEDGER_SHARDS_MAX).toBeLessThanOrEqual(IDENTIFIER_SHARDS);
  });
});
