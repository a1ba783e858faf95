// Reads from a title what the thing is: its head noun or its model, never just which words occur. What a title does not say it
// leaves open.

import type { Device, TagReason } from '../vocabulary.ts';
import { type Clause, clausesOf, placeOf } from './clauses.ts';
import { KNOWLEDGE, type Knowledge } from './knowledge.ts';
import { disguisedIn, normaliseTitle } from './normalise.ts';
import { isAsideOnly, isOnlyParts, sensed } from './parts.ts';
import { comesWith, excluded, subjectOf } from './subject.ts';
import { type Title, titleOf } from './tokens.ts';

export type Exclusion = Extract<
  TagReason,
  'name_trap' | 'service' | 'toy' | 'commercial' | 'accessory' | 'other_product'
>;

/** A device, a reason why it is none, or nothing that is understood; with the words that decided. */
export type TitleFinding =
  | { readonly kind: 'device'; readonly device: Device; readonly matched: string }
  | { readonly kind: 'excluded'; readonly reason: Exclusion; readonly matched: string }
  | { readonly kind: 'unknown' };

/** Reads a title, and what the line says of its maker beside it. */
export type TitleReader = (title: string, brand?: string) => TitleFinding;

const UNKNOWN: TitleFinding = { kind: 'unknown' };

/**
 * Reads a title (SPEC T4): names that only look like a device and toys are looked for in all of it; then the first clause that says
 * what the thing is decides, and the clauses behind it can only say that parts of it are sold.
 *
 * @param brand what the line says of its maker, beside the title
 * @param knowledge the words and makers that are known
 */
export function readTitle(title: string, brand = '', knowledge: Knowledge = KNOWLEDGE): TitleFinding {
  const text = normaliseTitle(title);
  const disguised = disguisedIn(text);
  if (disguised !== null) return { kind: 'excluded', reason: 'name_trap', matched: disguised };
  const read = titleOf(text, normaliseTitle(brand), knowledge);
  return anywhere(read, 'trap', 'name_trap') ?? anywhere(read, 'toy', 'toy') ?? firstFinding(read) ?? UNKNOWN;
}

function anywhere(title: Title, sense: 'trap' | 'toy', reason: Exclusion): TitleFinding | null {
  return excluded(title, sensed(title.tokens, sense), reason);
}

function firstFinding(title: Title): TitleFinding | null {
  const clauses = clausesOf(title.tokens);
  for (let index = 0; index < clauses.length; index += 1) {
    const clause = clauses[index] as Clause;
    if (index > 0 && isGift(clause)) return null;
    const found = subjectOf(title, clause);
    if (found === null) continue;
    if (found.kind !== 'device') return found;
    return partsSold(title, comingAfter(clauses, index)) ?? found;
  }
  return null;
}

/** A clause that begins with what comes with the thing before it, whatever that is. */
const isGift = ([first]: Clause): boolean => first?.sense === 'with' && first.depth === 0;

/** The clauses behind the thing, up to what comes with it. */
function comingAfter(clauses: readonly Clause[], index: number): readonly Clause[] {
  if (index + 1 === clauses.length) return [];
  const from = clauses.findIndex((clause, at) => at >= index && clause.some(comesWith));
  return clauses.slice(index + 1, from === -1 ? undefined : from);
}

/** Parts are sold where a clause speaks of spare ones, or where the next one that says anything names nothing but parts. */
function partsSold(title: Title, behind: readonly Clause[]): TitleFinding | null {
  const next = behind.find((clause) => !isAsideOnly(clause));
  const clause =
    next !== undefined && isOnlyParts(next) ? next : behind.find((one) => sensed(one, 'spare') !== null);
  return excluded(title, placeOf(clause ?? []), 'accessory');
}
