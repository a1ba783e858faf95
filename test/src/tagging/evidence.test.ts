// Which evidence decides: the registry, then the taxonomy, then the title.

import { describe, expect, it } from 'vitest';
import { registryOf } from '../../../src/tagging/registry.ts';
import { type Classification, classify, type Product } from '../../../src/tagging/tag.ts';
import type { Category } from '../../../src/tagging/taxonomy.ts';
import { entryOf } from '../products.ts';

const APPROVED = entryOf({ device: 'smart_glasses' });
const EXCLUDED = entryOf();
const REGISTRY = { approved: APPROVED, excluded: EXCLUDED, silent: null };

const CATEGORY: Readonly<Record<'device' | 'against' | 'mixed' | 'silent', Category | undefined>> = {
  device: { taxonomy: 'google', code: '6788' },
  against: { taxonomy: 'google', code: '178' },
  mixed: { taxonomy: 'google', code: '619' },
  silent: { taxonomy: 'gpc', code: '10002423' },
};

const TITLE = {
  device: 'Rokid Max Pro AR glasses',
  accessory: '扫地机器人尘袋',
  service: 'Extended warranty for three years',
  toy: 'LEGO robot dog',
  commercial: '商用清洁机器人',
  trap: 'U.S. Robotics modem, USRobotics 56K',
  other: '戴森 V12 无线吸尘器',
  unknown: 'Green tea, 250 g',
  absent: undefined,
};
const AGAINST = {
  accessory: 'accessory',
  service: 'service',
  toy: 'toy',
  commercial: 'commercial',
  trap: 'name_trap',
  other: 'other_product',
};

type Row = {
  readonly registry: keyof typeof REGISTRY;
  readonly category: keyof typeof CATEGORY;
  readonly title: keyof typeof TITLE;
};
const REGISTRIES = Object.keys(REGISTRY) as Row['registry'][];
const CATEGORIES = Object.keys(CATEGORY) as Row['category'][];
const TITLES = Object.keys(TITLE) as Row['title'][];

const EVERY: readonly Row[] = REGISTRIES.flatMap((registry) =>
  CATEGORIES.flatMap((category) => TITLES.map((title) => ({ registry, category, title }))),
);

/** What the rules say, read from the strongest evidence down. */
function expected({ registry, category, title }: Row): Omit<Classification, 'matched' | 'conflict'> {
  if (registry === 'approved')
    return { device: 'smart_glasses', evidence: 'registry', reason: 'registry_approved' };
  if (registry === 'excluded') return { device: null, evidence: 'registry', reason: 'registry_excluded' };
  if (category === 'against') return { device: null, evidence: 'taxonomy', reason: 'category_against' };
  if (title in AGAINST) {
    const reason = AGAINST[title as keyof typeof AGAINST] as Classification['reason'];
    return { device: null, evidence: 'title', reason };
  }
  if (category === 'device')
    return { device: 'household_robot', evidence: 'taxonomy', reason: 'category_device' };
  if (title === 'device') return { device: 'smart_glasses', evidence: 'title', reason: 'title_device' };
  return { device: null, evidence: 'none', reason: 'no_evidence' };
}

function found({ registry, category, title }: Row): Classification {
  const entry = REGISTRY[registry];
  const product: Product = { sku: 'X', title: TITLE[title], category: CATEGORY[category] };
  return classify(product, registryOf(entry === null ? [] : [entry]));
}

describe('the strongest evidence', () => {
  it.each(EVERY)('[T1] registry $registry, category $category, title $title', (row) => {
    const { matched: _matched, conflict: _conflict, ...rest } = found(row);
    expect(rest).toEqual(expected(row));
  });

  it.each(['accessory', 'service', 'toy', 'commercial', 'trap', 'other'] as const)(
    '[T3] a title that is plainly of another kind (%s) overrules a code that says device',
    (title) => {
      const { device, evidence, reason } = found({ registry: 'silent', category: 'device', title });
      expect({ device, evidence, reason }).toEqual({
        device: null,
        evidence: 'title',
        reason: AGAINST[title],
      });
    },
  );

  it('[T3] a mixed code leaves the line to its title', () => {
    expect(found({ registry: 'silent', category: 'mixed', title: 'device' }).device).toBe('smart_glasses');
    expect(found({ registry: 'silent', category: 'mixed', title: 'unknown' }).reason).toBe('no_evidence');
  });
});

describe('weaker evidence that says something else', () => {
  it.each<[string, Row, string | null]>([
    [
      'a title against an approval',
      { registry: 'approved', category: 'silent', title: 'accessory' },
      'title: accessory (尘袋)',
    ],
    [
      'a title that overrules a code, against an approval',
      { registry: 'approved', category: 'device', title: 'accessory' },
      'title: accessory (尘袋)',
    ],
    [
      'a code against an approval, before a title of the same word',
      { registry: 'approved', category: 'against', title: 'accessory' },
      'taxonomy: category_against (178 Sunglasses)',
    ],
    [
      'a code of another device against an approval',
      { registry: 'approved', category: 'device', title: 'unknown' },
      'taxonomy: category_device (6788 Robotic Mowers)',
    ],
    [
      'a title of another device against a code',
      { registry: 'silent', category: 'device', title: 'device' },
      'title: title_device (ar glasses)',
    ],
    [
      'a title of a device against a code that says none',
      { registry: 'silent', category: 'against', title: 'device' },
      'title: title_device (ar glasses)',
    ],
    ['a code that agrees', { registry: 'excluded', category: 'against', title: 'absent' }, null],
    ['nothing weaker', { registry: 'silent', category: 'device', title: 'unknown' }, null],
    ['a title that agrees', { registry: 'approved', category: 'mixed', title: 'device' }, null],
  ])('[T6] is told as a conflict: %s', (_what, row, conflict) => {
    expect(found(row).conflict).toBe(conflict);
  });
});

describe('what decided', () => {
  const none = registryOf([]);

  it.each([
    ['the SKU of an entry', { sku: 'X' }, registryOf([APPROVED]), 'prd_test@1 sku X'],
    [
      'the GTIN of an entry',
      { sku: 'Y', gtin: '96385074' },
      registryOf([entryOf({ gtin: '00000096385074' })]),
      'prd_test@1 gtin 00000096385074',
    ],
    ['the code', { sku: 'Y', category: CATEGORY.device }, none, '6788 Robotic Mowers'],
    ['the words of a device', { sku: 'Y', title: 'Rokid Max Pro AR Glasses' }, none, 'ar glasses'],
    ['the word of an accessory', { sku: 'Y', title: '扫地机器人尘袋' }, none, '尘袋'],
    ['nothing', { sku: 'Y', title: 'Green tea' }, none, null],
    ['nothing, without a title', { sku: 'Y' }, none, null],
  ])('[T5] is %s', (_what, product, registry, matched) => {
    expect(classify(product, registry).matched).toBe(matched);
  });
});
