// Whether a programme pays for what a line is. The tag's last word.

import type { Fen } from './money.ts';
import type { Programme } from './programme.ts';
import type { Classification } from './tagging/tag.ts';
import type { TagReason } from './vocabulary.ts';
import type { Tag } from './wire/objects.ts';

/**
 * The tag of a line under a programme (SPEC T5, T11).
 *
 * @param unitAmount the highest price of one unit of the line after its discount, in fen
 */
export function qualify(found: Classification, programme: Programme | null, unitAmount: Fen): Tag {
  const refusal = found.device === null ? found.reason : refusalOf(found, programme, unitAmount);
  return {
    qualifies: refusal === null,
    device: found.device,
    evidence: found.evidence,
    reason: refusal ?? found.reason,
    matched: found.matched,
    needs_review: refusal === null && isDoubtful(found, programme),
    conflict: found.conflict,
  };
}

/** What grants only with a review: evidence that the programme says so of, and evidence that other evidence contradicts. */
function isDoubtful({ evidence, conflict }: Classification, programme: Programme | null): boolean {
  return conflict !== null || (programme?.review.some((reviewed) => reviewed === evidence) ?? false);
}

function refusalOf(found: Classification, programme: Programme | null, unitAmount: Fen): TagReason | null {
  if (programme === null) return 'no_programme';
  if (!programme.devices.some((device) => device === found.device)) return 'device_not_in_programme';
  if (!programme.evidence.some((evidence) => evidence === found.evidence)) return 'evidence_not_accepted';
  const ceiling = programme.item_price_ceiling;
  return ceiling !== null && unitAmount > ceiling ? 'price_above_ceiling' : null;
}

/** A tag as it was stored: one of before there were reviews says nothing of them, and needs none. */
export function storedTag(tag: Omit<Tag, 'needs_review' | 'conflict'> & Partial<Tag>): Tag {
  return { ...tag, needs_review: tag.needs_review ?? false, conflict: tag.conflict ?? null };
}
