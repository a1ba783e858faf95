// A title in tokens: the longest known phrases, and the words between them.

import type { Knowledge, Node } from './knowledge.ts';
import type { Maker, Patterns } from './makers.ts';
import type { Sense } from './senses.ts';
import { GAP, type Gap, type Unit, unitsOf } from './units.ts';

/** A place in a title, in units: from the first one to before the last one. */
export type Place = { readonly from: number; readonly to: number };

/** A phrase of known sense, or a word of none. */
export type Token = Place & {
  readonly sense: Sense | null;
  readonly makers: readonly Maker[] | null;
  readonly gap: Gap;
  readonly han: boolean;
  /** How many brackets it stands in. */
  readonly depth: number;
};

/** A title as it is read. */
export type Title = {
  readonly text: string;
  readonly units: readonly Unit[];
  readonly tokens: readonly Token[];
  readonly namesMaker: boolean;
  /** Models that count in it: names known by themselves, and those of the makers that it or its brand names. */
  readonly models: readonly Patterns[];
};

/** The title whose normalised text, and whose normalised brand, are these. */
export function titleOf(text: string, brand: string, { root, trademarks }: Knowledge): Title {
  const units = unitsOf(text);
  const tokens = tokensOf(units, root);
  const named = brand === '' ? tokens : [...tokens, ...tokensOf(unitsOf(brand), root)];
  const models = [trademarks];
  for (const { makers } of named) {
    for (const maker of makers ?? NOBODY) if (!models.includes(maker.models)) models.push(maker.models);
  }
  return { text, units, tokens, namesMaker: models.length > 1, models };
}

const NOBODY: readonly Maker[] = [];

/** What stands in the title there. */
export function textOf({ text, units }: Title, { from, to }: Place): string {
  return text.slice(units[from]?.start, units[to - 1]?.end);
}

/** At each place the longest phrase that is known (SPEC T4). */
function tokensOf(units: readonly Unit[], root: Node): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < units.length) {
    const token = tokenAt(units, at, root);
    tokens.push(token);
    at = token.to;
  }
  return tokens;
}

function tokenAt(units: readonly Unit[], from: number, root: Node): Token {
  const first = units[from] as Unit;
  const { gap, han, depth } = first;
  let node = root.next.get(first.text);
  if (node === undefined) return { sense: null, makers: null, from, to: from + 1, gap, han, depth };
  let found: Node | null = null;
  let to = from + 1;
  for (let at = from; ; ) {
    if (node.sense !== null || node.makers !== null) {
      found = node;
      to = at + 1;
    }
    at += 1;
    if (node.next.size === 0 || at >= units.length || !continues(units[at - 1] as Unit, units[at] as Unit))
      break;
    node = node.next.get((units[at] as Unit).text);
    if (node === undefined) break;
  }
  return { sense: found?.sense ?? null, makers: found?.makers ?? null, from, to, gap, han, depth };
}

/** A phrase does not go on behind a comma or a bracket, nor a Chinese one behind a space, unless that is there to split it. */
function continues(before: Unit, unit: Unit): boolean {
  if (unit.gap === GAP.none) return unit.depth === before.depth;
  if (unit.gap !== GAP.space || unit.depth !== before.depth) return false;
  return !(unit.han && before.han) || unit.alone || before.alone;
}
