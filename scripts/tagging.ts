// How labelled titles are tagged: as in a cart, by a registry without entries; or without what is known of a title's own maker.

import { knowledgeOf } from '../src/tagging/knowledge.ts';
import { MAKERS, type Maker } from '../src/tagging/makers.ts';
import { normaliseTitle } from '../src/tagging/normalise.ts';
import { registryOf } from '../src/tagging/registry.ts';
import { classify } from '../src/tagging/tag.ts';
import { readTitle } from '../src/tagging/title.ts';
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
  const named = makersIn(`${title} ${brand}`);
  const finding = readTitle(title, brand, knowledgeOf(MAKERS.filter((maker) => !named.includes(maker))));
  if (finding.kind === 'device')
    return { label: finding.device, reason: 'title_device', matched: finding.matched };
  return finding.kind === 'excluded'
    ? { label: 'none', reason: finding.reason, matched: finding.matched }
    : { label: 'none', reason: 'no_evidence', matched: null };
}

/** Makers by their names, and by names of models that decide without them. */
function makersIn(written: string): readonly Maker[] {
  const text = normaliseTitle(written) ?? '';
  return MAKERS.filter(({ spellings, trademarks }) =>
    [...spellings, ...trademarks.map(({ words }) => words.join(' '))].some((name) => text.includes(name)),
  );
}
