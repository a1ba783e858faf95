// Whether a programme pays for a device: its class, its evidence, its price.

import { describe, expect, it } from 'vitest';
import { ZHEJIANG_AI_2025 } from '../../src/programmes/zhejiang-ai-2025.ts';
import { qualify } from '../../src/qualify.ts';
import type { Classification } from '../../src/tagging/tag.ts';
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
const NO_TITLES = { ...ZHEJIANG_AI_2025, evidence: ['registry' as const, 'taxonomy' as const] };
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
    expect({ ...qualify(found, programme, 100_000), conflict: null }).toEqual({
      ...found,
      qualifies: refusal === null,
      reason: refusal ?? found.reason,
    });
  });

  it.each([
    ['an accessory', BAG],
    ['a thing that is not known', THING],
  ])('[T5] %s qualifies nowhere and keeps its own reason', (_name, found) => {
    for (const programme of [ZHEJIANG_AI_2025, NATIONAL_2026, UP_TO_1000, null]) {
      expect({ ...qualify(found, programme, 1), conflict: null }).toEqual({ ...found, qualifies: false });
    }
  });
});
