// What the words of a title can mean.

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
export type Vocabulary = { readonly [S in Sense]?: string };

/** The phrases of a sense. */
export function phrasesOf(vocabulary: Vocabulary, sense: Sense): readonly string[] {
  return vocabulary[sense]?.trim().split(/\s*,\s*/) ?? [];
}
