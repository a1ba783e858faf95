// The tag of a line: which device it is, on what evidence, and why. Registry, then taxonomy, then title.
// A tag knows nothing of prices or windows: whether a programme pays is qualify.ts.

import type { Device, Evidence, TagReason } from '../vocabulary.ts';
import type { Registry } from './registry.ts';
import { type Category, findCategory } from './taxonomy.ts';
import { readTitle, type TitleFinding } from './title.ts';

/** What a line is. `matched` is the entry, code or words that decided; null where nothing did. */
export type Classification = {
  readonly device: Device | null;
  readonly evidence: Evidence | 'none';
  readonly reason: TagReason;
  readonly matched: string | null;
};

/** The parts of a cart line that a tag is read from. */
export type Product = {
  readonly sku: string;
  readonly title?: string | undefined;
  readonly gtin?: string | undefined;
  readonly category?: Category | undefined;
};

const NOTHING: Classification = { device: null, evidence: 'none', reason: 'no_evidence', matched: null };

/** Classifies a product by its strongest evidence (SPEC T1). */
export function classify(product: Product, registry: Registry): Classification {
  const registered = byRegistry(product, registry);
  if (registered) return registered;
  const title: TitleFinding = product.title === undefined ? { kind: 'unknown' } : readTitle(product.title);
  return byTaxonomy(product, title) ?? byTitle(title);
}

function byRegistry(product: Product, registry: Registry): Classification | null {
  const entry = registry.find(product);
  if (!entry) return null;
  const reason = entry.device === null ? 'registry_excluded' : 'registry_approved';
  const matched = entry.gtin === null ? `sku ${product.sku}` : `gtin ${entry.gtin}`;
  return { device: entry.device, evidence: 'registry', reason, matched };
}

/** A title that plainly says accessory, service, toy or machine for trade overrules a code that says device. */
function byTaxonomy(product: Product, title: TitleFinding): Classification | null {
  const finding = product.category === undefined ? null : findCategory(product.category);
  if (finding === null || finding.verdict === 'mixed') return null;
  const { verdict, matched } = finding;
  if (verdict === 'against')
    return { device: null, evidence: 'taxonomy', reason: 'category_against', matched };
  if (title.kind === 'excluded') return null;
  return { device: verdict, evidence: 'taxonomy', reason: 'category_device', matched };
}

function byTitle(title: TitleFinding): Classification {
  if (title.kind === 'unknown') return NOTHING;
  const { matched } = title;
  return title.kind === 'device'
    ? { device: title.device, evidence: 'title', reason: 'title_device', matched }
    : { device: null, evidence: 'title', reason: title.reason, matched };
}
