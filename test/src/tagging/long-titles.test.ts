// Long titles: they are read to their end, and say the same however long they are.

import { describe, expect, it } from 'vitest';
import { sayingOf, shown } from './sayings.ts';

describe('a long title', () => {
  const FRAGMENTS = [
    '扫',
    '拖地',
    '扫地',
    '智能',
    '智能眼',
    '机器',
    '泳池',
    '人形',
    'ai',
    'ar',
    'ai+ar',
    'a',
    ' ',
    '(',
    '【',
    '[',
    '()',
    '+ ',
    ' + ',
    ' with ',
    'with',
    ' w/',
    '送',
    '自动',
    '附',
    'robot ',
    'robot',
    'robotic pool ',
    'smart ',
    'smart audio ',
    'vacuum ',
    'window-',
    'lawn',
    'extended ',
    'replacement ',
    'rayneo x1',
    'us ',
    '，',
    '。',
    ',',
    '|',
    '\u200B',
    '\uFDFA',
    '🤖',
    'é',
    '\u0301',
  ];
  const LENGTHS = [100, 500, 1_000, 2_500, 5_000, 10_000];
  it.each(FRAGMENTS.map((fragment) => [shown(fragment), fragment] as const))(
    '[T4] of nothing but %s says the same however long it is',
    (_shown, fragment) => {
      const said = LENGTHS.map((length) => {
        const title = fragment.repeat(Math.ceil(length / fragment.length)).slice(0, length);
        return sayingOf(title);
      });
      expect(new Set(said).size).toBe(1);
    },
  );

  it('[T4] ten thousand characters before and after a dust bag hide nothing', () => {
    for (const filler of ['扫', 'robot vacuum ', '(', '机器人 ', 'x']) {
      const wall = filler.repeat(Math.ceil(10_000 / filler.length));
      expect(sayingOf(`${wall} dust bag ${wall}`)).toBe('accessory');
    }
  });
});
