// What a clause of a title says that the thing is.

import type { Device } from '../vocabulary.ts';
import { type Clause, placeOf, segmentsOf } from './clauses.ts';
import { findModel, type Model } from './makers.ts';
import { headed, NAMES_DEVICE, namesDevice, namesDeviceWord, PARTS, sensed, soldPart } from './parts.ts';
import type { Sense } from './senses.ts';
import type { Exclusion, TitleFinding } from './title.ts';
import { type Place, type Title, type Token, textOf } from './tokens.ts';
import { GAP } from './units.ts';

/** A clause up to what comes with the thing, and what the thing is made for. */
type Cut = { readonly thing: Clause; readonly target: Clause };

/** Senses that rule a device out, and why; the first of them decides. */
const RULED_OUT = [
  ['media', 'toy'],
  ['trade', 'commercial'],
  ['manual', 'other_product'],
] as const satisfies readonly (readonly [Sense, Exclusion])[];

/**
 * The thing that a clause names; null where it names none. What is done to a device comes before its parts, since a warranty may
 * name them, and these before what only looks like a device; what is left is the device itself.
 */
export function subjectOf(title: Title, clause: Clause): TitleFinding | null {
  const { thing, target } = cut(title, withoutGift(clause));
  const device = deviceOf(thing);
  const model = device === null ? modelOf(title, thing) : null;
  const part = soldPart(withoutModel(thing, model), device) ?? soldSpare(title, thing, target, device);
  return (
    excluded(title, headed(thing, device, 'service'), 'service') ??
    excluded(title, part, 'accessory') ??
    ruledOut(title, thing, device) ??
    (device === null ? modelFinding(title, thing, model) : deviceFinding(title, thing, device, target)) ??
    madeFor(title, target)
  );
}

function ruledOut(title: Title, thing: Clause, device: Token | null): TitleFinding | null {
  for (const [sense, reason] of RULED_OUT) {
    const token = headed(thing, device, sense);
    if (token !== null) return excluded(title, token, reason);
  }
  return excluded(title, handBefore(thing, device) ?? otherBefore(thing, device), 'other_product');
}

/** A word in a model's name is no part: Vuzix Blade. */
function withoutModel(thing: Clause, model: Model | null): Clause {
  if (model === null) return thing;
  return thing.filter(({ from, to }) => to <= model.from || from >= model.to);
}

/** 送清洁液 科沃斯T50: a gift that is named first is not the thing. */
function withoutGift(clause: Clause): Clause {
  if (clause[0]?.sense !== 'with' || !clause[0].han) return clause;
  return clause.slice(segmentsOf(clause)[0]?.length);
}

function cut(title: Title, clause: Clause): Cut {
  let looked = 0;
  for (let index = 0; index < clause.length; index += 1) {
    const token = clause[index] as Token;
    if (comesWith(token)) {
      const since = clause.slice(looked, index);
      if (since.some((one) => isUnread(one) || namesThing(title, one)))
        return { thing: clause.slice(0, index), target: [] };
      looked = index;
    }
    if (token.sense === 'for' && !endsChinesePhrase(clause, index))
      return { thing: clause.slice(0, index), target: clause.slice(index + 1) };
  }
  return { thing: clause, target: [] };
}

/** Whether what comes with the thing begins here. */
export const comesWith = ({ sense, gap }: Token): boolean => sense === 'with' || gap === GAP.plus;

const isUnread = ({ sense, makers }: Token): boolean => sense === null && makers === null;

const OTHER_THINGS: ReadonlySet<Sense | null> = new Set<Sense>(['hand', 'other', 'service', 'media']);

function namesThing(title: Title, token: Token): boolean {
  return (
    PARTS.has(token.sense) ||
    namesDeviceWord(token) ||
    OTHER_THINGS.has(token.sense) ||
    modelIn(title, token) !== null
  );
}

/** 宠物家庭适用: what the thing is made for stands before. */
function endsChinesePhrase(clause: Clause, index: number): boolean {
  const token = clause[index];
  const next = clause[index + 1];
  return (
    token?.han === true &&
    index > 0 &&
    token.gap === GAP.none &&
    (next === undefined || next.gap !== GAP.none)
  );
}

/** The last word that names a device: a whole name of one, or a robot and its chore, or glasses and what makes them smart. */
function deviceOf(thing: Clause): Token | null {
  for (let at = thing.length - 1; at >= 0; at -= 1) {
    const token = thing[at] as Token;
    if (token.sense !== null && NAMES_DEVICE.has(token.sense)) return token;
  }
  return composed(thing, 'robot_word', 'chore') ?? composed(thing, 'eyewear', 'smart');
}

/** A noun that some quality makes a device; the qualities next to it belong to its name. */
function composed(thing: Clause, noun: Sense, quality: Sense): Token | null {
  if (sensed(thing, noun) === null || sensed(thing, quality) === null) return null;
  const next = thing.findIndex(({ sense }, index) => sense === noun && thing[index - 1]?.sense === quality);
  const at = next === -1 ? thing.findLastIndex(({ sense }) => sense === noun) : next;
  const token = thing[at];
  if (token === undefined) return null;
  if (next === -1 && thing[at + 1]?.sense !== quality && sensed(thing, 'other') !== null) return null;
  let [first, last] = [at, at];
  while (thing[first - 1]?.sense === quality) first -= 1;
  while (thing[last + 1]?.sense === quality) last += 1;
  return { ...token, from: thing[first]?.from ?? token.from, to: thing[last]?.to ?? token.to };
}

/** So is another thing that ends a segment of its own: 按摩椅 扫地机器人. */
function otherBefore(thing: Clause, device: Token | null): Token | null {
  if (device === null || sensed(thing, 'other') === null) return null;
  const segment = segmentsOf(thing)[0] ?? [];
  const last = segment.at(-1);
  const isOther = last?.sense === 'other' && last.han && last.to <= device.from;
  return isOther ? last : null;
}

/** Words of spare parts are sold as such beside a maker or a device. */
function soldSpare(title: Title, thing: Clause, target: Clause, device: Token | null): Token | null {
  const spare = sensed(thing, 'spare');
  return device !== null || title.namesMaker || aimsAtDevice(title, target) ? spare : null;
}

/** An ordinary cleaner that is named first is what is sold, whatever else is said. */
function handBefore(thing: Clause, device: Token | null): Token | null {
  const hand = sensed(thing, 'hand');
  return hand !== null && device !== null && hand.to < device.from ? hand : null;
}

function deviceFinding(title: Title, thing: Clause, device: Token, target: Clause): TitleFinding | null {
  if (isPrefix(thing, device)) return null;
  const near = aimsAtDevice(title, target) ? target : target.slice(0, 1);
  return (
    excluded(title, near.find(({ sense }) => PARTS.has(sense)) ?? null, 'accessory') ??
    excluded(title, otherBehind(thing, device), 'other_product') ??
    excluded(title, playfulness(title, thing, device), 'toy') ?? {
      kind: 'device',
      device: kindOf(device),
      matched: textOf(title, device),
    }
  );
}

/** Whether a device is only the beginning of a Chinese word that nobody knows: 扫地机器人碳棒. */
function isPrefix(thing: Clause, device: Token): boolean {
  const from = thing.findIndex((token) => token.from === device.to);
  let at = from;
  while (at !== -1 && continuesUnread(thing[at])) at += 1;
  return at > from && (at === thing.length || thing[at]?.gap !== GAP.none);
}

const continuesUnread = (token: Token | undefined): boolean =>
  token?.han === true && token.gap === GAP.none && isUnread(token);

function otherBehind(thing: Clause, device: Token): Token | null {
  return thing.find(({ sense, from }) => sense === 'other' && from === device.to) ?? null;
}

/** A robot that keeps company is a toy where the title speaks of children, unless its model is known. */
function playfulness(title: Title, thing: Clause, device: Token): Token | null {
  return device.sense === 'pet' && modelOf(title, thing) === null ? sensed(title.tokens, 'childish') : null;
}

function kindOf({ sense }: Token): Device {
  return sense === 'glasses' || sense === 'eyewear' ? 'smart_glasses' : 'household_robot';
}

/** A thing without a device noun: another one, or a model of a known maker. */
function modelFinding(title: Title, thing: Clause, model: Model | null): TitleFinding | null {
  const other = sensed(thing, 'hand') ?? otherThan(thing, model);
  if (other !== null) return excluded(title, other, 'other_product');
  if (model === null || model.kind === 'other') return excluded(title, model, 'other_product');
  const unread = sensed(thing, 'robot_word') === null && isLedIn(title, model);
  return unread ? null : { kind: 'device', device: model.kind, matched: textOf(title, model) };
}

/** Another thing; behind a model it counts where the clause ends with it, and is not what the model works with. */
function otherThan(thing: Clause, model: Model | null): Token | null {
  const other = sensed(thing, 'other');
  if (other === null || model === null || other.from < model.from) return other;
  return thing.at(-1) === other ? other : null;
}

/** Whether a word that nobody knows comes before maker and model: in some other language it may be the thing. */
function isLedIn({ tokens, text, units }: Title, model: Model): boolean {
  const maker = tokens.find(({ makers }) => makers !== null);
  const end = Math.min(model.from, maker?.from ?? model.from);
  return tokens.some(
    ({ sense, makers, from, to, han, depth }) =>
      to <= end &&
      depth === 0 &&
      sense === null &&
      makers === null &&
      !han &&
      isWord(text.slice(units[from]?.start, units[to - 1]?.end)),
  );
}

const isWord = (text: string): boolean => /^\p{L}{3,}$/u.test(text);

function modelOf(title: Title, clause: Clause): Model | null {
  const place = placeOf(clause);
  return place === null ? null : modelIn(title, place);
}

/** The first model between two units: one that is known by itself, or one of the makers that the title names. */
function modelIn(title: Title, { from, to }: Place): Model | null {
  for (const patterns of title.models) {
    const model = findModel(patterns, title.units, from, to);
    if (model !== null) return model;
  }
  return null;
}

/** What is made for a device, and is not one itself, is a part of it. */
function madeFor(title: Title, target: Clause): TitleFinding | null {
  return aimsAtDevice(title, target) ? excluded(title, placeOf(target), 'accessory') : null;
}

function aimsAtDevice(title: Title, target: Clause): boolean {
  return target.some(namesDevice) || modelOf(title, target) !== null;
}

/** The finding that something else is sold; null where nothing says so. */
export function excluded(title: Title, place: Place | null, reason: Exclusion): TitleFinding | null {
  return place === null ? null : { kind: 'excluded', reason, matched: textOf(title, place) };
}
