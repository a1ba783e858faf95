// What a category code says: itself, its nearest known ancestor, or nothing.

import { describe, expect, it } from 'vitest';
import { CATEGORY_CHARS_MAX } from '../../../src/limits.ts';
import { findCategory } from '../../../src/tagging/taxonomy.ts';
import { type CategoryCode, GOOGLE_CODES, SHOPIFY_CODES } from '../../../src/tagging/taxonomy-codes.ts';

const GLASSES = 'Electronics > Computers > Smart Glasses';
const MOWERS = 'Home & Garden > Lawn & Garden > Outdoor Power Equipment > Lawn Mowers';
const VACUUMS = 'Home & Garden > Household Appliances > Vacuums';

const named = ([code, path, verdict, chinesePath]: CategoryCode) => ({ code, path, verdict, chinesePath });

describe('a category code', () => {
  it.each([
    ['shopify', 'el-6-7', 'smart_glasses'],
    ['shopify', 'EL-6-7', 'smart_glasses'],
    ['shopify', '  el-6-7 ', 'smart_glasses'],
    ['shopify', 'gid://shopify/TaxonomyCategory/el-6-7', 'smart_glasses'],
    ['shopify', GLASSES, 'smart_glasses'],
    ['shopify', GLASSES.toUpperCase(), 'smart_glasses'],
    ['shopify', `${GLASSES} > Camera Glasses`, 'smart_glasses'],
    ['shopify', 'el-6-7-1', 'smart_glasses'],
    ['shopify', 'hg-9-10-5', 'household_robot'],
    ['shopify', 'hg-9-10-5-3-2', 'household_robot'],
    ['shopify', 'gid://shopify/TaxonomyCategory/hg-12-3-5-2-9', 'household_robot'],
    ['shopify', 'hg-9-10', 'mixed'],
    ['shopify', 'hg-9-10-77', 'mixed'],
    ['shopify', 'hg-9-10-2', 'against'],
    ['shopify', 'hg-8-11-21', 'against'],
    ['shopify', 'hg-8-11-999', 'against'],
    ['shopify', 'pa-1', 'against'],
    ['google', '500002', 'smart_glasses'],
    ['google', GLASSES, 'smart_glasses'],
    ['google', '6788', 'household_robot'],
    ['google', `${MOWERS} > Robotic Mowers`, 'household_robot'],
    ['google', `${MOWERS} > Robotic Mowers > With Boundary Wire`, 'household_robot'],
    ['google', MOWERS, 'mixed'],
    ['google', '619', 'mixed'],
    ['google', VACUUMS, 'mixed'],
    ['google', '178', 'against'],
    ['google', '618', 'against'],
  ] as const)('[T3] %s %s says %s', (taxonomy, code, verdict) => {
    expect(findCategory({ taxonomy, code })?.verdict).toBe(verdict);
  });

  it.each([
    ['shopify', 'hg-9-100'],
    ['shopify', 'hg'],
    ['shopify', 'el-6'],
    ['shopify', 'el-6-70'],
    ['shopify', 'xx-1-2'],
    ['shopify', '-'],
    ['shopify', '500002'],
    ['shopify', 'gid://shopify/Product/el-6-7'],
    ['shopify', 'constructor'],
    ['google', 'el-6-7'],
    ['google', '5000020'],
    ['google', '500002-1'],
    ['google', 'Smart Glasses'],
    ['google', 'Electronics > Computers'],
    ['gpc', '10002423'],
    ['gpc', '500002'],
    ['gpc', 'el-6-7'],
    ['gpc', GLASSES],
  ] as const)('[T3] %s %s says nothing', (taxonomy, code) => {
    expect(findCategory({ taxonomy, code })).toBeNull();
  });

  it.each([
    ['the code itself, with its name', 'el-6-7', 'el-6-7 Smart Glasses'],
    ['the code itself, with its Chinese name', 'hg-9-10-5', 'hg-9-10-5 扫地机器人'],
    ['the code itself, where it has no name', 'hg-9-10-3', 'hg-9-10-3'],
    ['the ancestor that is known', 'hg-9-10-77-1', 'hg-9-10 Vacuums'],
    ['the path', `${VACUUMS} > Unheard of`, VACUUMS],
    ['the code of a gid', 'gid://shopify/TaxonomyCategory/el-6-7', 'el-6-7 Smart Glasses'],
  ])('[T5] what decided is %s', (_what, code, matched) => {
    expect(findCategory({ taxonomy: 'shopify', code })?.matched).toBe(matched);
  });

  it.each(SHOPIFY_CODES.map(named))(
    '[T3] Shopify $code says the same as id, gid, path in English and Chinese, and unknown child',
    ({ code, path, verdict, chinesePath }) => {
      const paths = [path, chinesePath]
        .filter((one) => typeof one === 'string')
        .flatMap((one) => [one, one.toLowerCase(), one.replaceAll(' > ', '>'), `${one} > Nothing Known`]);
      const forms = [
        code,
        `gid://shopify/TaxonomyCategory/${code}`,
        `${code}-9999`,
        `${code}-9999-1`,
        ...paths,
      ];
      const verdicts = forms.map((form) => findCategory({ taxonomy: 'shopify', code: form })?.verdict);
      expect(verdicts).toEqual(forms.map(() => verdict));
    },
  );

  it.each(GOOGLE_CODES.map(named))(
    '[T3] Google $code says the same as id, path and unknown child',
    ({ code, path, verdict }) => {
      const written = path?.replaceAll('&', '&amp;') ?? code;
      const paths = typeof path === 'string' ? [path, path.toUpperCase(), `${path} > Nothing Known`] : [];
      const forms = [code, written, ...paths];
      const verdicts = forms.map((form) => findCategory({ taxonomy: 'google', code: form })?.verdict);
      expect(verdicts).toEqual(forms.map(() => verdict));
    },
  );

  it.each(['-', ' > ', 'a-', 'a > ', '>', 'gid://shopify/taxonomycategory/'])(
    '[T3] as much of %j as a code may hold is read to its end and says nothing',
    (fragment) => {
      const code = `x${fragment.repeat(CATEGORY_CHARS_MAX)}`.slice(0, CATEGORY_CHARS_MAX);
      for (const taxonomy of ['shopify', 'google', 'gpc'] as const) {
        expect(findCategory({ taxonomy, code })).toBeNull();
      }
    },
  );
});
