// What a Worker remembers of titles is what they say.

import { describe, expect, it } from 'vitest';
import { TITLE_CACHE_ENTRIES_MAX } from '../../src/limits.ts';
import { readTitle } from '../../src/tagging/title.ts';
import { rememberedTitle } from '../../worker/titles.ts';

describe('a title that is remembered', () => {
  it.each([
    ['石头 G20S 扫地机器人', undefined],
    ['扫地机器人尘袋', '石头'],
    ['Green tea', undefined],
    ['S8 MaxV Ultra', 'Roborock'],
    ['S8 MaxV Ultra', undefined],
    ['S8 MaxV Ultra', 'Kettles'],
  ])('[T4] says the same the second time: %s of %s', (title, brand) => {
    for (let times = 0; times < 2; times += 1)
      expect(rememberedTitle(title, brand)).toEqual(readTitle(title, brand));
  });

  it('[T4] is not taken for another one whose brand ends where it begins', () => {
    expect(rememberedTitle('vacuum', 'robot').kind).toBe('unknown');
    expect(rememberedTitle('robot vacuum').kind).toBe('device');
  });

  it('[T4] is one of a bounded number: past it they are forgotten and read again', () => {
    const first = rememberedTitle('Roborock Q8 Max');
    for (let at = 0; at < TITLE_CACHE_ENTRIES_MAX; at += 1) rememberedTitle(`Green tea ${at}`);
    expect(rememberedTitle('Roborock Q8 Max')).toEqual(first);
    expect(rememberedTitle('Roborock Q8 Max')).not.toBe(first);
  });
});
