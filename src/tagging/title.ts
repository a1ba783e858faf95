// Reads from a title what the thing is. A first, careful reader: what it does not know it leaves alone.

import { DEVICES, type Device, type TagReason } from '../vocabulary.ts';
import {
  ACCESSORIES,
  BRACKETED,
  COMES_WITH,
  COMMERCIAL,
  DEVICE_LINES,
  DEVICE_WORDS,
  FEATURES,
  MADE_FOR,
  SERVICES,
  TOYS,
  TRAPS,
} from './title-words.ts';

export type Exclusion = Extract<TagReason, 'name_trap' | 'service' | 'toy' | 'commercial' | 'accessory'>;

/** A device, a reason why it is none, or nothing that is understood; with the words that decided. */
export type TitleFinding =
  | { readonly kind: 'device'; readonly device: Device; readonly matched: string }
  | { readonly kind: 'excluded'; readonly reason: Exclusion; readonly matched: string }
  | { readonly kind: 'unknown' };

/**
 * Reads a title (SPEC T4): what comes with the thing, what it does and what it is made for are cut off first, then
 * whatever rules a device out is looked for, then the device itself.
 */
export function readTitle(title: string): TitleFinding {
  const text = normalise(title);
  const [thing = '', ...madeFor] = withoutWhatComesWith(text).split(MADE_FOR);
  return excluded(thing, text) ?? device(thing) ?? partOf(madeFor.join(' ')) ?? { kind: 'unknown' };
}

/** What is made for a device, and is not one itself, is a part of it. */
function partOf(madeFor: string): TitleFinding | null {
  const found = device(madeFor);
  return found?.kind === 'device' ? { kind: 'excluded', reason: 'accessory', matched: found.matched } : null;
}

/** Compatibility forms folded, lower case, single spaces; what cannot be seen is dropped. */
function normalise(title: string): string {
  return title
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Cc}]/gu, ' ')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

function withoutWhatComesWith(text: string): string {
  const bare = text.replace(BRACKETED, ' ').replace(FEATURES, ' ').replace(/\s+/g, ' ').trim();
  return bare.split(COMES_WITH).find((part) => part.trim() !== '') ?? text;
}

function excluded(thing: string, text: string): TitleFinding | null {
  return (
    reason('name_trap', TRAPS, text) ??
    reason('service', SERVICES, thing) ??
    reason('toy', TOYS, text) ??
    reason('commercial', COMMERCIAL, thing) ??
    reason('accessory', ACCESSORIES, thing)
  );
}

function reason(name: Exclusion, words: RegExp, text: string): TitleFinding | null {
  const matched = words.exec(text)?.[0];
  return matched === undefined ? null : { kind: 'excluded', reason: name, matched: matched.trim() };
}

function device(thing: string): TitleFinding | null {
  for (const words of [DEVICE_WORDS, DEVICE_LINES]) {
    for (const name of DEVICES) {
      const matched = words[name].exec(thing)?.[0];
      if (matched !== undefined) return { kind: 'device', device: name, matched: matched.trim() };
    }
  }
  return null;
}
