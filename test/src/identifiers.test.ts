// Identifiers sort by time and say when they were made.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  firstIdentifierAt,
  IDENTIFIER_RANDOM_BYTES,
  IDENTIFIER_SHARDS,
  type IdentifierPrefix,
  identifierOf,
  instantOfIdentifier,
  shardOfIdentifier,
} from '../../src/identifiers.ts';

const RANDOM = { minLength: IDENTIFIER_RANDOM_BYTES, maxLength: IDENTIFIER_RANDOM_BYTES };
const prefix = fc.constantFrom<IdentifierPrefix>('chk', 'clm', 'lse', 'mer');
const ms = fc.oneof(fc.integer({ min: 0, max: 2 ** 50 - 1 }), fc.integer({ min: 1.7e12, max: 1.9e12 }));
const random = fc.uint8Array(RANDOM);
const identifier = fc.tuple(prefix, ms, random).map(([of, now, bytes]) => identifierOf(of, now, 0, bytes));
const ZEROS = new Uint8Array(IDENTIFIER_RANDOM_BYTES);

describe('an identifier', () => {
  it('[E1] says the second it was made at', () => {
    fc.assert(
      fc.property(prefix, ms, random, (of, now, bytes) => {
        expect(instantOfIdentifier(identifierOf(of, now, 0, bytes))).toBe(Math.floor(now / 1000));
      }),
    );
  });

  it('[E1] sorts by the millisecond it was made at, whatever its randomness', () => {
    fc.assert(
      fc.property(prefix, ms, ms, random, random, (of, one, other, a, b) => {
        fc.pre(one !== other);
        expect(identifierOf(of, one, 0, a) < identifierOf(of, other, 0, b)).toBe(one < other);
      }),
    );
    fc.assert(
      fc.property(prefix, ms, random, random, (of, now, a, b) => {
        fc.pre(now > 0);
        expect(identifierOf(of, now - 1, 0, a) < identifierOf(of, now, 0, b)).toBe(true);
      }),
    );
  });

  it('[E1] is not below the first one of an instant exactly if it was made at it or after it', () => {
    const second = fc.integer({ min: 0, max: 2e9 });
    fc.assert(
      fc.property(prefix, second, fc.integer({ min: -2_000, max: 2_000 }), random, (of, at, off, bytes) => {
        const made = Math.max(0, at * 1000 + off);
        expect(identifierOf(of, made, 0, bytes) >= firstIdentifierAt(of, at)).toBe(made >= at * 1000);
      }),
    );
  });

  it('[E1] the first identifier of an instant before the epoch is the first of all', () => {
    expect(firstIdentifierAt('clm', -5)).toBe(firstIdentifierAt('clm', 0));
  });

  it('[E1] writes the millisecond in ten digits of Crockford base 32', () => {
    fc.assert(
      fc.property(ms, (now) => {
        const digits = [...now.toString(32).padStart(10, '0')].map((digit) => Number.parseInt(digit, 32));
        const crockford = digits.map((digit) => '0123456789abcdefghjkmnpqrstvwxyz'.charAt(digit)).join('');
        expect(identifierOf('clm', now, 0, ZEROS)).toBe(`clm_${crockford}${'0'.repeat(16)}`);
      }),
    );
  });

  it('[E1] differs wherever five bits of its randomness differ', () => {
    fc.assert(
      fc.property(ms, random, random, (now, a, b) => {
        const same = a.every((byte, index) => (byte & 31) === ((b[index] ?? 0) & 31));
        expect(identifierOf('clm', now, 0, a) === identifierOf('clm', now, 0, b)).toBe(same);
      }),
    );
    const ones = identifierOf('clm', 0, 0, new Uint8Array(IDENTIFIER_RANDOM_BYTES).fill(31));
    expect(ones).toBe(`clm_${'0'.repeat(10)}${'z'.repeat(14)}00`);
  });

  it('[E1] is refused with a character too many, too few or strange', () => {
    fc.assert(
      fc.property(
        identifier,
        fc.nat(29),
        fc.constantFrom('i', 'l', 'o', 'u', 'A', '-', ' ', '文'),
        (id, at, strange) => {
          const place = Math.max(4, at);
          expect(instantOfIdentifier(id.slice(0, place) + id.slice(place + 1))).toBeNull();
          expect(instantOfIdentifier(`${id.slice(0, place)}0${id.slice(place)}`)).toBeNull();
          expect(instantOfIdentifier(id.slice(0, place) + strange + id.slice(place + 1))).toBeNull();
        },
      ),
    );
  });

  it.each([
    '',
    'clm',
    'clm_',
    `clm_${'0'.repeat(26)}\n`,
    ` clm_${'0'.repeat(26)}`,
    `CLM_${'0'.repeat(26)}`,
    `cl_${'0'.repeat(26)}`,
    `clms_${'0'.repeat(26)}`,
    `clm-${'0'.repeat(26)}`,
    'pi_3Q0aAbBcCdDeEfFgGhHiIjJk',
    "clm_' OR 1=1 --00000000000000",
  ])('[E1] %j is none', (junk) => {
    expect(instantOfIdentifier(junk)).toBeNull();
  });

  it('[D1] says which ledger holds what it names', () => {
    const shard = fc.integer({ min: 0, max: IDENTIFIER_SHARDS - 1 });
    fc.assert(
      fc.property(prefix, ms, shard, random, (of, now, kept_in, bytes) => {
        const id = identifierOf(of, now, kept_in, bytes);
        expect(shardOfIdentifier(id)).toBe(kept_in);
        expect(instantOfIdentifier(id)).toBe(Math.floor(now / 1000));
      }),
    );
    for (const text of ['', 'chk_1', 'order-1', 'clm_0000000000000000000000000u']) {
      expect(shardOfIdentifier(text)).toBeNull();
    }
  });
});
