// How labelled titles are tagged: as in a cart, by a registry without entries; or without what is known of a title's own maker.

import { KNOWLEDGE, type Knowledge, knowledgeOf } from '../src/tagging/knowledge.ts';
import { findModel, MAKERS, type Maker, patternsOf } from '../src/tagging/makers.ts';
import { normaliseTitle } from '../src/tagging/normalise.ts';
import { registryOf } from '../src/tagging/registry.ts';
import { classify } from '../src/tagging/tag.ts';
import { readTitle } from '../src/tagging/title.ts';
import { titleOf } from '../src/tagging/tokens.ts';
import type { Labelled } from './labelled-titles.ts';
import type { Tagged } from './tag-figures.ts';

const EMPTY = registryOf([]);

export function tagged({ product }: Labelled): Tagged {
  const { device, reason, matched } = classify(product, EMPTY);
  return { label: device ?? 'none', reason, matched };
}

/** The tag of the title alone, by one who has never heard of the maker that it or its brand names. */
export function taggedWithoutMaker({ product }: Labelled): Tagged {
  const { title, brand = '' } = product;
  const finding = readTitle(title, brand, knowledgeWithout(makersOf(title, brand)));
  if (finding.kind === 'device')
    return { label: finding.device, reason: 'title_device', matched: finding.matched };
  return finding.kind === 'excluded'
    ? { label: 'none', reason: finding.reason, matched: finding.matched }
    : { label: 'none', reason: 'no_evidence', matched: null };
}

/** The makers that a title or its brand names, and those of the models in it that decide without them. */
function makersOf(title: string, brand: string): readonly Maker[] {
  const { units, models } = titleOf(normaliseTitle(title), normaliseTitle(brand), KNOWLEDGE);
  return MAKERS.filter(
    (maker, at) =>
      models.includes(maker.models) ||
      findModel(TRADEMARKS[at] ?? new Map(), units, 0, units.length) !== null,
  );
}

const TRADEMARKS = MAKERS.map(({ trademarks }) => patternsOf(trademarks));
const WITHOUT = new Map<string, Knowledge>();

function knowledgeWithout(makers: readonly Maker[]): Knowledge {
  const key = makers.map(({ spellings }) => spellings[0]).join();
  const known = WITHOUT.get(key) ?? knowledgeOf(MAKERS.filter((maker) => !makers.includes(maker)));
  WITHOUT.set(key, known);
  return known;
}
