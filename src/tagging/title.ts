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
 * Reads a title (SPEC T4): what comes with the thing and what it does are cut off first, then whatever rules a device out is
 * looked for, then the device itself, which stands before what it is made for.
 */
export function readTitle(title: string): TitleFinding {
  const text = normalise(title);
  const whole = withoutWhatComesWith(text);
  const thing = whole.replace(FEATURES, ' ');
  const [named = '', ...madeFor] = thing.split(MADE_FOR);
  return (
    excluded(thing, text) ??
    byWords(named) ??
    byLine(named, whole) ??
    partOf(madeFor.join(' ')) ?? { kind: 'unknown' }
  );
}

/** White space that is not one plain space. Most titles have none, and need not be built anew. */
const SPACES = /\s{2,}|[^\S ]/g;

/** Compatibility forms folded, lower case, single spaces; what cannot be seen is dropped. */
function normalise(title: string): string {
  return title
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\p{Cc}/gu, ' ')
    .toLowerCase()
    .replace(SPACES, ' ')
    .trim();
}

function withoutWhatComesWith(text: string): string {
  const bare = text.replace(BRACKETED, ' ').replace(SPACES, ' ').trim();
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

function byWords(thing: string): TitleFinding | null {
  return device(DEVICE_WORDS, thing);
}

/** The name of a product line names its parts too: it counts only where no part is named, not even as a feature. */
function byLine(thing: string, whole: string): TitleFinding | null {
  const found = device(DEVICE_LINES, thing);
  return found === null ? null : (reason('accessory', ACCESSORIES, whole) ?? found);
}

/** What is made for a device, and is not one itself, is a part of it. */
function partOf(madeFor: string): TitleFinding | null {
  const found = device(DEVICE_WORDS, madeFor) ?? device(DEVICE_LINES, madeFor);
  return found === null ? null : { kind: 'excluded', reason: 'accessory', matched: found.matched };
}

type FoundDevice = Extract<TitleFinding, { kind: 'device' }>;

function device(words: Readonly<Record<Device, RegExp>>, text: string): FoundDevice | null {
  for (const name of DEVICES) {
    const matched = words[name].exec(text)?.[0];
    if (matched !== undefined) return { kind: 'device', device: name, matched: matched.trim() };
  }
  return null;
}
