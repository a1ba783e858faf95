// The chain of the claim log: every event carries the SHA-256 of the one before it and of itself, so that nobody can change,
// remove, add or move one without breaking what comes after it.

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Fen } from './money.ts';
import type { UnixSeconds } from './time.ts';

/** What an event says, and where it stands. Its hash covers all of this. */
export type UnsealedEvent = {
  readonly ledger: string;
  /** Its place in its ledger, counted from 1 without a gap. */
  readonly seq: number;
  readonly claim: string;
  readonly type: string;
  readonly created: UnixSeconds;
  /** JSON text: the bytes that were written first are the bytes that every copy keeps. */
  readonly data: string;
  /** The journal that gets a copy: the programme and the month in which the claim was opened. */
  readonly journal: string;
  /** What it moves in the balance of its programme, in fen. */
  readonly pending: Fen;
  readonly posted: Fen;
  /** The hash of the ledger's event before this one. */
  readonly prev_hash: string;
  /** The hash of the ledger's event before this one that went to the same journal. */
  readonly journal_prev_hash: string;
};

export type SealedEvent = UnsealedEvent & { readonly hash: string };

/** What stands for the event before the first. */
export const NO_HASH = '0'.repeat(64);

/** An event with its own hash (SPEC H1). */
export function sealed(event: UnsealedEvent): SealedEvent {
  return { ...event, hash: hashOf(event) };
}

/** SHA-256 as hex over the event's members in this order, as a JSON array. */
function hashOf(event: UnsealedEvent): string {
  return sha256Hex(
    JSON.stringify([
      ...[event.ledger, event.seq, event.claim, event.type, event.created, event.data],
      ...[event.journal, event.pending, event.posted, event.prev_hash, event.journal_prev_hash],
    ]),
  );
}

const sha256Hex = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));

/** The last event of a ledger, in the ledger itself or in a journal. */
export type Head = { readonly ledger: string; readonly seq: number; readonly hash: string };

/**
 * One hash for all heads: of one ledger its own; of several the SHA-256 of `[[ledger, seq, hash], …]` in order of their names;
 * 64 zeros where nothing was logged.
 */
export function commonHead(heads: readonly Head[]): string {
  const [first, ...more] = [...heads].sort((a, b) => (a.ledger < b.ledger ? -1 : 1));
  if (first === undefined) return NO_HASH;
  if (more.length === 0) return first.hash;
  return sha256Hex(JSON.stringify([first, ...more].map(({ ledger, seq, hash }) => [ledger, seq, hash])));
}

/** The first event at which a log is not what was written. */
export type BadEvent = {
  readonly ledger: string;
  readonly seq: number;
  readonly reason: BadReason;
};

/**
 * `changed`: it is not what its hash says. `missing`: it, or one before it, is not there. `misplaced`: it was not here.
 * `claim_differs`: the claim that it opened is not the sum of its events.
 */
export const BAD_REASONS = ['changed', 'missing', 'misplaced', 'claim_differs'] as const;
export type BadReason = (typeof BAD_REASONS)[number];

/** How far a walk has come in one ledger's events. */
export type WalkState = Head & { readonly journals: Readonly<Record<string, string>> };

/** A ledger holds all of its events, a journal those of one programme and month. */
export type WalkedLog = 'ledger' | 'journal';

export function walkFrom(ledger: string): WalkState {
  return { ledger, seq: 0, hash: NO_HASH, journals: {} };
}

/** Takes the next event of the same ledger: where the walk is then, or what is wrong with it (SPEC H2). */
export function walked(state: WalkState, event: SealedEvent, log: WalkedLog): WalkState | BadEvent {
  const bad = (reason: BadEvent['reason'], seq = event.seq): BadEvent => ({
    ledger: event.ledger,
    seq,
    reason,
  });
  if (hashOf(event) !== event.hash) return bad('changed');
  if (log === 'ledger') {
    if (event.seq !== state.seq + 1) return bad('missing', state.seq + 1);
    if (event.prev_hash !== state.hash) return bad('misplaced');
  }
  if (event.journal_prev_hash !== (state.journals[event.journal] ?? NO_HASH)) {
    return bad(log === 'ledger' ? 'misplaced' : 'missing');
  }
  const { ledger, seq, hash } = event;
  return { ledger, seq, hash, journals: { ...state.journals, [event.journal]: hash } };
}

export function isBad(result: WalkState | BadEvent): result is BadEvent {
  return 'reason' in result;
}
