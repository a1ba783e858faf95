// Whether a part, an accessory or a consumable is what is sold, or only what the device has.

import { type Clause, placeOf, segmentsOf } from './clauses.ts';
import type { Sense } from './senses.ts';
import type { Place, Token } from './tokens.ts';
import { GAP } from './units.ts';

type Senses = ReadonlySet<Sense | null>;

/** Senses of parts. */
export const PARTS: Senses = new Set<Sense>(['part', 'fitting', 'dock', 'lens']);
/** Senses of whole names of devices. */
export const NAMES_DEVICE: Senses = new Set<Sense>(['robot', 'pet', 'glasses']);
const SAYS_NOTHING: Senses = new Set<Sense>(['count', 'plain', 'spare', 'made_for']);

/** The first part of a clause that is what is sold, where `device` is the device that the clause names, too. */
export function soldPart(thing: Clause, device: Token | null): Token | null {
  if (!thing.some(({ sense }) => sense !== null && (PARTS.has(sense) || sense === 'made_for'))) return null;
  for (const segment of segmentsOf(thing)) {
    for (const [index, token] of segment.entries()) {
      if (isPart(segment, index) && isSold(segment, index, device, thing)) return token;
    }
  }
  return null;
}

/** 扫地机器人专用 makes of anything a part; 基站版 makes of a part a quality. */
function isPart(segment: Clause, index: number): boolean {
  const token = segment[index] as Token;
  const before = segment[index - 1];
  const next = segment[index + 1];
  if (PARTS.has(token.sense)) return !(next?.sense === 'trait' && next.gap <= GAP.space);
  return token.sense === 'made_for' && before?.to === token.from && (!before.han || namesDevice(before));
}

function isSold(segment: Clause, index: number, device: Token | null, thing: Clause): boolean {
  const part = segment[index] as Token;
  if (part.sense === 'made_for') return true;
  const quality = isQuality(segment, index);
  if (device === null) return isSoldAlone(thing, part, quality);
  if (quality) return false;
  if (part.from < device.from && isSoldBefore(part)) return true;
  if (part.han) return part.from > device.from && headsSegment(segment, index, device, thing);
  return (
    followsDevice(segment, index) ||
    (part.from > device.from && (part.sense === 'part' || endsClause(thing, part)))
  );
}

/** Without a device noun a part is what is sold; of a model, lenses may be a quality, and a dock what the rest of the clause is about. */
function isSoldAlone(thing: Clause, part: Token, quality: boolean): boolean {
  if (part.sense === 'lens') return part.han || !quality;
  return part.sense !== 'dock' || endsClause(thing, part);
}

/** Before the device stands what is sold for it; what devices boast of may stand there, too. */
function isSoldBefore({ sense, han }: Token): boolean {
  return sense === 'part' || (sense === 'lens' && han);
}

/** Whether a device, or its chore, stands right before. */
function followsDevice(segment: Clause, index: number): boolean {
  const before = segment.slice(0, index).findLast(({ sense }) => sense !== 'chore');
  return before !== undefined && namesDevice(before) && before.makers === null;
}

/** Whether a part is named as a quality of the thing: 自动洗拖布, anti-tangle brush, black lenses. Parts in packs are no quality. */
function isQuality(segment: Clause, index: number): boolean {
  const part = segment[index] as Token;
  const before = segment[index - 1];
  if (isCounted(segment, part)) return false;
  if (before === undefined || before.gap > GAP.space) return false;
  return before.sense === 'feature' || (part.sense === 'lens' && before.sense === 'plain');
}

/**
 * In Chinese a part behind the device in one segment is its head, one that devices boast of only at the end of a list of parts; in a
 * segment of its own it counts when there is nothing but parts, or so and so many of it.
 */
function headsSegment(segment: Clause, index: number, device: Token, thing: Clause): boolean {
  const part = segment[index] as Token;
  if (!holds(segment, device)) {
    return (
      part.sense !== 'dock' && (isOnlyParts(segment) || (part.sense === 'part' && isCounted(thing, part)))
    );
  }
  return part.sense === 'part' || (endsClause(segment, part) && isOfParts(segment, device.to));
}

function isOfParts(segment: Clause, from: number): boolean {
  return segment.every(
    (token) =>
      token.from < from || PARTS.has(token.sense) || token.sense === 'feature' || isAside(token, true),
  );
}

/** Whether a number of it is said right behind: parts are sold in packs. */
function isCounted(clause: Clause, part: Token): boolean {
  const at = clause.indexOf(part);
  return clause.slice(at + 1, at + 3).some(({ sense }) => sense === 'count');
}

function holds(segment: Clause, { from, to }: Place): boolean {
  const place = placeOf(segment);
  return place !== null && place.from <= from && to <= place.to;
}

function endsClause(clause: Clause, part: Token): boolean {
  const last = clause.findLast(({ sense }) => !SAYS_NOTHING.has(sense));
  return last === part;
}

/** Whether tokens name parts and nothing else. */
export function isOnlyParts(tokens: readonly Token[]): boolean {
  const inChinese = tokens.some(({ han }) => han);
  const counted = tokens.some(({ sense }) => sense === 'count');
  return (
    tokens.some(({ sense }) => sense === 'part' || sense === 'fitting') &&
    tokens.every(
      (token) =>
        PARTS.has(token.sense) || isAside(token, inChinese) || (counted && token.sense === 'feature'),
    )
  );
}

/** Whether tokens say nothing of what the thing is. */
export function isAsideOnly(tokens: readonly Token[]): boolean {
  return tokens.every((token) => isAside(token, true));
}

/** A word that does not say what the thing is: how many there are, its maker, and in Chinese what is not Chinese, such as a model. */
function isAside({ sense, makers, han }: Token, inChinese: boolean): boolean {
  return SAYS_NOTHING.has(sense) || makers !== null || (inChinese && sense === null && !han);
}

/** Whether a token names a device, a kind of it, or who makes it. */
export const namesDevice = (token: Token): boolean => token.makers !== null || namesDeviceWord(token);

export function namesDeviceWord({ sense }: Token): boolean {
  return NAMES_DEVICE.has(sense) || sense === 'robot_word' || sense === 'eyewear';
}

/** The first token of a sense. */
export function sensed(tokens: readonly Token[], sense: Sense): Token | null {
  for (const token of tokens) if (token.sense === sense) return token;
  return null;
}

/** A token of a sense that says what is sold: in Chinese, behind the device, only where a segment of its own ends with it. */
export function headed(thing: Clause, device: Token | null, sense: Sense): Token | null {
  for (const token of thing) if (token.sense === sense && isHeaded(thing, device, token)) return token;
  return null;
}

function isHeaded(thing: Clause, device: Token | null, token: Token): boolean {
  if (device === null || !token.han || token.from < device.to) return true;
  const segment = segmentsOf(thing).find((one) => one.includes(token)) ?? [];
  return holds(segment, device) || (token.sense !== 'trade' && endsClause(segment, token));
}
