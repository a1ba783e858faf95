// Whether a programme pays for a device: its class, its evidence, its price.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Programme } from '../../src/programme.ts';
import { ZHEJIANG_AI_2025 } from '../../src/programmes/zhejiang-ai-2025.ts';
import { qualify } from '../../src/qualify.ts';
import type { Classification } from '../../src/tagging/tag.ts';
import { DEVICES, EVIDENCE } from '../../src/vocabulary.ts';
import { NATIONAL_2026 } from './arbitraries.ts';

const ROBOT: Classification = {
  device: 'household_robot',
  evidence: 'title',
  reason: 'title_device',
  matched: '扫地机器人',
  conflict: null,
};
const GLASSES: Classification = {
  device: 'smart_glasses',
  evidence: 'registry',
  reason: 'registry_approved',
  matched: 'prd_test@1 gtin 06901234567892',
  conflict: null,
};
const NO_DEVICE = { device: null, conflict: null } as const;
const BAG: Classification = { ...NO_DEVICE, evidence: 'title', reason: 'accessory', matched: '尘袋' };
const THING: Classification = { ...NO_DEVICE, evidence: 'none', reason: 'no_evidence', matched: null };
const ONLY_GLASSES = { ...ZHEJIANG_AI_2025, devices: ['smart_glasses' as const] };
const NO_TITLES = { ...ZHEJIANG_AI_2025, evidence: ['registry' as const, 'taxonomy' as const], review: [] };
const UP_TO_1000 = { ...ZHEJIANG_AI_2025, item_price_ceiling: 100_000 };

describe('a device under a programme', () => {
  it.each([
    ['a robot by its title under Zhejiang', ROBOT, ZHEJIANG_AI_2025, null],
    ['registered glasses under Zhejiang', GLASSES, ZHEJIANG_AI_2025, null],
    ['registered glasses under the national scheme', GLASSES, NATIONAL_2026, null],
    ['a robot at the ceiling', ROBOT, UP_TO_1000, null],
    ['a robot under no programme', ROBOT, null, 'no_programme'],
    ['a robot where only glasses are paid for', ROBOT, ONLY_GLASSES, 'device_not_in_programme'],
    ['a robot by its title where titles are no evidence', ROBOT, NO_TITLES, 'evidence_not_accepted'],
    [
      'a robot above the ceiling',
      ROBOT,
      { ...UP_TO_1000, item_price_ceiling: 99_999 },
      'price_above_ceiling',
    ],
  ])('[T5] %s', (_name, found, programme, refusal) => {
    expect(qualify(found, programme, 100_000)).toEqual({
      ...found,
      qualifies: refusal === null,
      reason: refusal ?? found.reason,
      needs_review: refusal === null && found === ROBOT,
    });
  });

  it.each([
    ['an accessory', BAG],
    ['a thing that is not known', THING],
  ])('[T5] %s qualifies nowhere and keeps its own reason', (_name, found) => {
    for (const programme of [ZHEJIANG_AI_2025, NATIONAL_2026, UP_TO_1000, null]) {
      expect(qualify(found, programme, 1)).toEqual({ ...found, qualifies: false, needs_review: false });
    }
  });
});

describe('what grants only with a review', () => {
  const CONFLICT = 'title: accessory (尘袋)';

  it.each([
    ['a title, by default', ROBOT, ZHEJIANG_AI_2025, true],
    ['a title where the programme reviews nothing', ROBOT, { ...ZHEJIANG_AI_2025, review: [] }, false],
    ['the registry', GLASSES, ZHEJIANG_AI_2025, false],
    ['the registry against another word', { ...GLASSES, conflict: CONFLICT }, ZHEJIANG_AI_2025, true],
    [
      'a conflict where the programme reviews nothing',
      { ...GLASSES, conflict: CONFLICT },
      NATIONAL_2026,
      true,
    ],
    [
      'the registry where the programme reviews that',
      GLASSES,
      { ...ZHEJIANG_AI_2025, review: ['registry' as const] },
      true,
    ],
    ['a conflict that grants nothing', { ...BAG, conflict: 'x' }, ZHEJIANG_AI_2025, false],
    ['a title under no programme', ROBOT, null, false],
  ])('[T11] %s', (_name, found, programme, needs_review) => {
    const tag = qualify(found, programme, 1);
    expect(tag).toMatchObject({ needs_review, conflict: found.conflict });
  });

  it('[T11] only what qualifies; all of it that has a conflict; and never does it change what qualifies', () => {
    const reviews = fc.subarray([...EVIDENCE]);
    fc.assert(
      fc.property(
        classification,
        fc.option(programme),
        reviews,
        fc.nat(200_000),
        (found, terms, review, unit) => {
          const accepted = terms === null ? [] : review.filter((one) => terms.evidence.includes(one));
          const tag = qualify(found, terms && { ...terms, review: accepted }, unit);
          const { qualifies, needs_review, conflict } = tag;
          expect(needs_review && !qualifies).toBe(false);
          expect(conflict).toBe(found.conflict);
          if (qualifies && conflict !== null) expect(needs_review).toBe(true);
          if (qualifies && conflict === null) {
            expect(needs_review).toBe(accepted.some((one) => one === found.evidence));
          }
          const plain = qualify({ ...found, conflict: null }, terms && { ...terms, review: [] }, unit);
          expect(plain).toEqual({ ...tag, needs_review: false, conflict: null });
        },
      ),
    );
  });
});

const classification: fc.Arbitrary<Classification> = fc.record({
  device: fc.option(fc.constantFrom(...DEVICES), { freq: 4 }),
  evidence: fc.constantFrom(...EVIDENCE, 'none' as const),
  reason: fc.constantFrom('title_device' as const, 'category_device' as const, 'registry_approved' as const),
  matched: fc.option(fc.string()),
  conflict: fc.option(fc.string()),
});

const programme: fc.Arbitrary<Programme> = fc
  .record({
    devices: fc.subarray([...DEVICES], { minLength: 1 }),
    evidence: fc.subarray([...EVIDENCE], { minLength: 1 }),
    item_price_ceiling: fc.option(fc.constantFrom(100_000)),
  })
  .map((over) => ({ ...ZHEJIANG_AI_2025, ...over }));
