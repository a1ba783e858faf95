// What the words of a title can mean, and the tree in which the longest known phrase is found. A step of the tree is a Latin word
// or one Han character, so that both languages are read in the same way.

import { MAKERS, type Maker, makersBySpelling } from './makers.ts';
import { CHINESE } from './words/chinese.ts';
import { ENGLISH } from './words/english.ts';
import { OTHERS } from './words/others.ts';

/** Every sense that a word can have in the title of a product. */
export const SENSES = [
  /** A name that only looks like a device. */
  'trap',
  /** A whole name of a robot that cleans, mows or wipes. */
  'robot',
  /** A whole name of a robot that keeps company: sold as toys, too. */
  'pet',
  /** A whole name of smart glasses. */
  'glasses',
  /** A robot, of whatever kind. */
  'robot_word',
  /** What a household robot does, or the ordinary machine that does it. */
  'chore',
  /** Glasses, of whatever kind. */
  'eyewear',
  /** What makes glasses smart. */
  'smart',
  /** An ordinary cleaner or mower that is pushed or held. */
  'hand',
  /** Says that a human pushes it. */
  'manual',
  /** Any other thing. */
  'other',
  /** A part, an accessory, a consumable. */
  'part',
  /** A part that titles of devices boast of. */
  'fitting',
  /** A part that often comes with the device. */
  'dock',
  /** A part of all glasses. */
  'lens',
  /** Says that parts are sold. */
  'spare',
  /** Says how many: parts are sold in packs. */
  'count',
  /** Makes what follows a quality of the device. */
  'feature',
  /** Makes what stands before it a quality of the device. */
  'trait',
  /** Says nothing of what the thing is. */
  'plain',
  /** Says what the thing is made for. */
  'for',
  /** Says that the thing is made for what stands before. */
  'made_for',
  /** Begins what comes with the thing. */
  'with',
  'service',
  'toy',
  /** Books, films, costumes, figures. */
  'media',
  /** Said of toys, and of companions too. */
  'childish',
  /** Machines for trade and industry. */
  'trade',
] as const;
export type Sense = (typeof SENSES)[number];

/** Phrases of one language by sense, separated by commas. */
export type Vocabulary = { readonly [S in Sense]?: readonly string[] };

/** A place in the tree. It can mean something, name makers, and go on. */
export type Node = {
  sense: Sense | null;
  makers: readonly Maker[] | null;
  readonly next: Map<string, Node>;
};

const STEP =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+/gu;
const LATIN_PLURALS: readonly Sense[] = [
  'part',
  'other',
  'robot',
  'pet',
  'hand',
  'toy',
  'media',
  'lens',
  'childish',
];

function newNode(): Node {
  return { sense: null, makers: null, next: new Map() };
}

function nodeOf(root: Node, phrase: string): Node {
  let node = root;
  for (const step of phrase.match(STEP) ?? []) {
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
    for (const phrase of (vocabulary[sense] ?? []).flatMap((list) => list.split(', '))) {
      nodeOf(root, phrase).sense = sense;
      const plural = LATIN_PLURALS.includes(sense) ? pluralOf(phrase) : null;
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

function treeOf(): Node {
  const root = newNode();
  for (const vocabulary of [OTHERS, CHINESE, ENGLISH]) addVocabulary(root, vocabulary);
  for (const [spelling, makers] of makersBySpelling(MAKERS)) nodeOf(root, spelling).makers = makers;
  return root;
}

/** The root of every phrase. */
export const TREE: Node = treeOf();
