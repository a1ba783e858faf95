// What is known of words and makers, as a tree in which the longest known phrase is found. A step of the tree is a Latin word or one
// Han character, so that both languages are read in the same way.

import { MAKERS, type Maker, type Patterns, patternsOf } from './makers.ts';
import { withoutAccents } from './normalise.ts';
import { phrasesOf, SENSES, type Sense, type Vocabulary } from './senses.ts';
import { CHINESE } from './words/chinese.ts';
import { ENGLISH } from './words/english.ts';
import { OTHERS } from './words/others.ts';

/** A place in the tree. It can mean something, name makers, and go on. */
export type Node = {
  sense: Sense | null;
  makers: readonly Maker[] | null;
  readonly next: Map<string, Node>;
};

const STEP =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+/gu;
function newNode(): Node {
  return { sense: null, makers: null, next: new Map() };
}

function nodeOf(root: Node, phrase: string): Node {
  let node = root;
  for (const step of withoutAccents(phrase).match(STEP) ?? []) {
    let next = node.next.get(step);
    if (next === undefined) {
      next = newNode();
      node.next.set(step, next);
    }
    node = next;
  }
  return node;
}

function addVocabulary(root: Node, vocabulary: Vocabulary): void {
  for (const sense of SENSES) {
    for (const phrase of phrasesOf(vocabulary, sense)) {
      nodeOf(root, phrase).sense = sense;
      const plural = pluralOf(phrase);
      if (plural === null) continue;
      const node = nodeOf(root, plural);
      node.sense ??= sense;
    }
  }
}

/** The English plural of a phrase that ends with an English word. */
function pluralOf(phrase: string): string | null {
  if (!/[a-z]$/.test(phrase)) return null;
  if (/(?:s|x|ch|sh)$/.test(phrase)) return `${phrase}es`;
  return /[^aeiou]y$/.test(phrase) ? `${phrase.slice(0, -1)}ies` : `${phrase}s`;
}

function treeOf(makers: readonly Maker[]): Node {
  const root = newNode();
  for (const vocabulary of [OTHERS, CHINESE, ENGLISH]) addVocabulary(root, vocabulary);
  for (const maker of makers) {
    for (const spelling of maker.spellings) {
      const node = nodeOf(root, spelling);
      node.makers = [...(node.makers ?? []), maker];
    }
  }
  return root;
}

/** What titles are read by: the tree of all phrases, and the names that decide without their makers. */
export type Knowledge = { readonly root: Node; readonly trademarks: Patterns };

/** The words of all languages, and these makers with their models. */
export function knowledgeOf(makers: readonly Maker[]): Knowledge {
  return { root: treeOf(makers), trademarks: patternsOf(makers.flatMap((maker) => maker.trademarks)) };
}

/** All that is known. */
export const KNOWLEDGE: Knowledge = knowledgeOf(MAKERS);
