// The chain of the log: any change to any event is found, and named.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BadEvent,
  commonHead,
  isBad,
  NO_HASH,
  type SealedEvent,
  sealed,
  type WalkedLog,
  walked,
  walkFrom,
} from '../../src/chain.ts';

const LEDGER = 'mer_1/0';
const JOURNALS = ['p/2026-05', 'p/2026-06'];

/** A ledger's events, as a ledger seals them; each goes to one of two journals. */
function logOf(journals: readonly number[]): SealedEvent[] {
  const log: SealedEvent[] = [];
  for (const [index, place] of journals.entries()) {
    const journal = JOURNALS[place] ?? '';
    log.push(
      sealed({
        ledger: LEDGER,
        seq: index + 1,
        claim: `clm_${index}`,
        type: 'claim.reserved',
        created: 1_800_000_000 + index,
        data: `{"amount":${index}}`,
        journal,
        pending: index,
        posted: 0,
        prev_hash: log.at(-1)?.hash ?? NO_HASH,
        journal_prev_hash: log.filter((event) => event.journal === journal).at(-1)?.hash ?? NO_HASH,
      }),
    );
  }
  return log;
}

function firstBad(events: readonly SealedEvent[], log: WalkedLog): BadEvent | null {
  let state = walkFrom(LEDGER);
  for (const event of events) {
    const now = walked(state, event, log);
    if (isBad(now)) return now;
    state = now;
  }
  return null;
}

const journals = fc.array(fc.nat(1), { minLength: 3, maxLength: 12 });
const place = fc.nat();

/** Another value for each member of an event. */
const CHANGES: Readonly<Partial<Record<keyof SealedEvent, string | number>>> = {
  ledger: 'mer_2/0',
  seq: 99,
  claim: 'clm_other',
  type: 'claim.voided',
  created: 1,
  data: '{"amount":1000000}',
  journal: 'q/2026-05',
  pending: -1,
  posted: 7,
  prev_hash: 'f'.repeat(64),
  journal_prev_hash: 'e'.repeat(64),
  hash: 'd'.repeat(64),
};

describe('the chain of the log', () => {
  it('[H1] an event hashes all of itself and names the hash of the one before it', () => {
    const [first, second] = logOf([0, 0]);
    if (first === undefined || second === undefined) throw new Error('two events');
    // sha256sum of ["mer_1/0",1,"clm_0","claim.reserved",1800000000,"{\"amount\":0}","p/2026-05",0,0,"000…","000…"]
    expect(first.hash).toBe('fa270db6afa023f47feabe05f1792815a5500834686728f443492e2a9966a8c7');
    expect(sealed({ ...second })).toEqual(second);
    expect(second.prev_hash).toBe(first.hash);
    expect(first.prev_hash).toBe(NO_HASH);
  });

  it('[H2] a log as it was written is good, in its ledger and in each journal', () => {
    fc.assert(
      fc.property(journals, (to) => {
        const log = logOf(to);
        expect(firstBad(log, 'ledger')).toBeNull();
        for (const journal of JOURNALS) {
          expect(
            firstBad(
              log.filter((event) => event.journal === journal),
              'journal',
            ),
          ).toBeNull();
        }
      }),
    );
  });

  for (const [member, value] of Object.entries(CHANGES)) {
    it(`[H2] names the event whose ${member} was changed`, () => {
      fc.assert(
        fc.property(journals, place, (to, at) => {
          const log = logOf(to);
          const index = at % log.length;
          const changed = log.map((event, n) => (n === index ? { ...event, [member]: value } : event));
          expect(firstBad(changed, 'ledger')).toMatchObject({ reason: 'changed' });
          const seq = member === 'seq' ? 99 : index + 1;
          expect(firstBad(changed, 'ledger')?.seq).toBe(seq);
        }),
      );
    });
  }

  it('[H2] names the place of an event that was removed', () => {
    fc.assert(
      fc.property(journals, place, (to, at) => {
        const log = logOf(to);
        const index = at % (log.length - 1);
        const removed = log.filter((_, n) => n !== index);
        expect(firstBad(removed, 'ledger')).toEqual({ ledger: LEDGER, seq: index + 1, reason: 'missing' });
      }),
    );
  });

  it('[H2] a journal misses an event that was removed, if another follows it there', () => {
    const log = logOf([0, 1, 0, 0]).filter((event) => event.journal === JOURNALS[0]);
    expect(firstBad([log[0], log[2]] as SealedEvent[], 'journal')).toEqual({
      ledger: LEDGER,
      seq: 4,
      reason: 'missing',
    });
  });

  it('[H2] names an event that was added or moved, even with hashes of its own made right', () => {
    const log = logOf([0, 0, 0]);
    const [first, second, third] = log as [SealedEvent, SealedEvent, SealedEvent];
    const forged = sealed({ ...second, data: '{"amount":1000000}' });
    expect(firstBad([first, forged, third], 'ledger')).toMatchObject({ seq: 3, reason: 'misplaced' });
    expect(firstBad([first, forged, third], 'journal')).toMatchObject({ seq: 3 });
    const moved = sealed({ ...third, seq: 2 });
    expect(firstBad([first, moved, second], 'ledger')).toMatchObject({ seq: 2, reason: 'misplaced' });
    expect(firstBad([second, first, third], 'ledger')).toMatchObject({ seq: 1, reason: 'missing' });
  });

  it('[H3] heads of several ledgers have one hash, whatever order they come in; of one, its own', () => {
    const a = { ledger: 'a/0', seq: 3, hash: '1'.repeat(64) };
    const b = { ledger: 'b/0', seq: 9, hash: '2'.repeat(64) };
    expect(commonHead([])).toBe(NO_HASH);
    expect(commonHead([a])).toBe(a.hash);
    expect(commonHead([a, b])).toBe(commonHead([b, a]));
    expect(commonHead([a, b])).not.toBe(commonHead([a, { ...b, seq: 8 }]));
  });
});
