// The tag of a line: which device it is, on what evidence, and why. Registry, then taxonomy, then title.
// A tag knows nothing of prices or windows: whether a programme pays is qualify.ts.

import type { Device, Evidence, TagReason } from '../vocabulary.ts';
import { matchedEntry, type Registry } from './registry.ts';
import { type Category, findCategory } from './taxonomy.ts';
import { readTitle, type TitleFinding, type TitleReader } from './title.ts';

/**
 * What a line is. `matched` is the entry, code or words that decided; null where nothing did. `conflict` is what weaker evidence
 * said against it, null where nothing did.
 */
export type Classification = {
  readonly device: Device | null;
  readonly evidence: Evidence | 'none';
  readonly reason: TagReason;
  readonly matched: string | null;
  readonly conflict: string | null;
};

/** The parts of a cart line that a tag is read from. */
export type Product = {
  readonly sku: string;
  readonly title?: string | undefined;
  readonly brand?: string | undefined;
  readonly gtin?: string | undefined;
  readonly category?: Category | undefined;
};

const NOTHING: Classification = {
  device: null,
  evidence: 'none',
  reason: 'no_evidence',
  matched: null,
  conflict: null,
};
const UNREAD: TitleFinding = { kind: 'unknown' };

/** Classifies a product by its strongest evidence (SPEC T1); weaker evidence can only contradict it. */
export function classify(
  product: Product,
  registry: Registry,
  read: TitleReader = readTitle,
): Classification {
  const title = product.title === undefined ? UNREAD : read(product.title, product.brand);
  const byTitle = classifiedByTitle(title);
  const byCategory = classifiedByCategory(product.category, title);
  const byRegistry = classifiedByRegistry(product, registry);
  const [first, ...weaker] = [byRegistry, byCategory, byTitle].filter((found) => found !== null);
  return first === undefined ? NOTHING : { ...first, conflict: conflictOf(first, weaker) };
}

type Found = Omit<Classification, 'conflict'>;

function classifiedByRegistry(product: Product, registry: Registry): Found | null {
  const entry = registry.find(product);
  if (!entry) return null;
  const reason = entry.device === null ? 'registry_excluded' : 'registry_approved';
  return { device: entry.device, evidence: 'registry', reason, matched: matchedEntry(entry) };
}

/** A title that plainly says what no programme pays for overrules a code that says device (SPEC T3). */
function classifiedByCategory(category: Category | undefined, title: TitleFinding): Found | null {
  const finding = category === undefined ? null : findCategory(category);
  if (finding === null || finding.verdict === 'mixed') return null;
  const { verdict, matched } = finding;
  if (verdict === 'against')
    return { device: null, evidence: 'taxonomy', reason: 'category_against', matched };
  if (title.kind === 'excluded') return null;
  return { device: verdict, evidence: 'taxonomy', reason: 'category_device', matched };
}

function classifiedByTitle(title: TitleFinding): Found | null {
  if (title.kind === 'unknown') return null;
  const { matched } = title;
  return title.kind === 'device'
    ? { device: title.device, evidence: 'title', reason: 'title_device', matched }
    : { device: null, evidence: 'title', reason: title.reason, matched };
}

/** What the strongest of the weaker evidence that says something else says, in one line. */
function conflictOf(first: Found, weaker: readonly Found[]): string | null {
  const other = weaker.find(({ device }) => device !== first.device);
  return other === undefined ? null : `${other.evidence}: ${other.reason} (${other.matched})`;
}
