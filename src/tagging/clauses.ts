// A title in clauses: its parts between commas and dashes. What stands in brackets interrupts them and comes last.

import type { Place, Token } from './tokens.ts';
import { GAP } from './units.ts';

/** Tokens that belong together, at least one. */
export type Clause = readonly Token[];

/** The clauses of a title in the order in which they can say what the thing is. */
export function clausesOf(tokens: readonly Token[]): readonly Clause[] {
  if (tokens.every(({ depth }) => depth === 0)) return splitAt(tokens, beginsClause);
  const outside = tokens.filter(({ depth }) => depth === 0);
  return [
    ...splitAt(outside, beginsClause),
    ...splitAt(
      tokens.filter(({ depth }) => depth > 0),
      beginsAside,
    ),
  ];
}

const beginsClause = (token: Token): boolean => token.gap >= GAP.part;
const beginsAside = (token: Token, before: Token): boolean => beginsClause(token) || token.from !== before.to;

/** Where a clause stands; null where there is nothing. */
export function placeOf(clause: Clause): Place | null {
  const [first] = clause;
  const last = clause.at(-1);
  return first === undefined || last === undefined ? null : { from: first.from, to: last.to };
}

/** The segments of a clause: a space ends one in Chinese, where words are written without. */
export function segmentsOf(clause: Clause): readonly Clause[] {
  return splitAt(clause, (token, before) => token.gap !== GAP.none && (token.han || before.han));
}

function splitAt(
  tokens: readonly Token[],
  begins: (token: Token, before: Token) => boolean,
): readonly Clause[] {
  const clauses: Clause[] = [];
  let from = 0;
  for (let at = 1; at < tokens.length; at += 1) {
    if (!begins(tokens[at] as Token, tokens[at - 1] as Token)) continue;
    clauses.push(tokens.slice(from, at));
    from = at;
  }
  if (from === 0) return tokens.length === 0 ? clauses : [tokens];
  clauses.push(tokens.slice(from));
  return clauses;
}
