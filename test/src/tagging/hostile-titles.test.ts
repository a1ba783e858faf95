// Titles meant to mislead, to hide words, or to keep the reader busy.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseTitle } from '../../../src/tagging/normalise.ts';
import { readTitle } from '../../../src/tagging/title.ts';
import { DEVICES, TAG_REASONS } from '../../../src/vocabulary.ts';
import { sayingOf, shown } from './sayings.ts';

const INVISIBLE = [
  '\u200B',
  '\u200C',
  '\u200D',
  '\u2060',
  '\uFEFF',
  '\u00AD',
  '\u200E',
  '\u200F',
  '\u202E',
  '\u202C',
  '\u2066',
];
const CONTROL = ['\u0000', '\u0007', '\t', '\n', '\r', '\u001B', '\u007F', '\u0085'];
const PLAIN = [
  'DUST BAG robot vacuum robot vacuum',
  'Ray-Ban Meta Wayfarer smart glasses',
  'Extended warranty, robot vacuum',
  'LEGO robot dog',
  'commercial cleaning robot',
  '石头 G20S 扫地机器人',
  '扫地机器人尘袋',
  'Kettle',
];

const SAYINGS: readonly string[] = [...DEVICES, ...TAG_REASONS, 'unknown'];

describe('a title meant to mislead', () => {
  const misleading: [title: string, saying: string][] = [
    ['DUST BAG robot vacuum robot vacuum', 'accessory'],
    [`dust bag ${'robot vacuum '.repeat(500)}`, 'accessory'],
    [`${'robot vacuum '.repeat(500)}dust bag`, 'accessory'],
    [`尘袋${'扫地机器人'.repeat(500)}`, 'accessory'],
    ['robot vacuum '.repeat(500), 'household_robot'],
    ['扫地机器人'.repeat(500), 'household_robot'],
    ['smart glasses '.repeat(500), 'smart_glasses'],
    ['bag '.repeat(500), 'accessory'],
    ['glasses '.repeat(500), 'unknown'],
    ['机器人'.repeat(500), 'unknown'],
    ['🤖 石头 扫地机器人 🔥🔥', 'household_robot'],
    ['🕶️ AI眼镜', 'smart_glasses'],
    ['🧹🧹🧹', 'unknown'],
    ['🤖'.repeat(500), 'unknown'],
    ['<b>robot vacuum</b>', 'household_robot'],
    ['<script>alert("robot")</script> dust bag, robot vacuum', 'accessory'],
    ['<img src=x onerror=alert(1)>', 'unknown'],
    ["robot vacuum'; DROP TABLE claims; --", 'household_robot'],
    ['ＲＯＢＯＴ　ＶＡＣＵＵＭ', 'household_robot'],
    ['ＤＵＳＴ　ＢＡＧ　robot vacuum', 'accessory'],
    ['robot\u00A0vacuum', 'household_robot'],
    ['robot   \t  vacuum', 'household_robot'],
    ['ROBOT VACUUM', 'household_robot'],
    ['Rоborock S8 Pro Ultra', 'name_trap'],
    ['Robot vacuum dust bаg', 'name_trap'],
    ['Rοbot vacuum', 'name_trap'],
    ['Robot vacuum dust baɡ', 'name_trap'],
    ['Robot vacuum dust ʙag', 'name_trap'],
    ['Robot vacuum dust bаց', 'name_trap'],
    ['Robot sprzątający Rowenta, łatwy', 'household_robot'],
    ['로봇청소기 Roborock S8', 'household_robot'],
    ['робот-пылесос Xiaomi', 'household_robot'],
    ['robot vacuum dust bàg', 'accessory'],
    ['robot vacuum dust ba\u0300g', 'accessory'],
    ['Kärcher RCV 5', 'household_robot'],
    ['Karcher RCV 5', 'household_robot'],
    ['Robot vacuum dust b<i></i>ag', 'accessory'],
    ['Robot vacuum<br>dust&nbsp;bag', 'accessory'],
    ['扫地机器人尘<br>袋', 'accessory'],
    ['扫地机器人尘<!-- -->袋', 'accessory'],
    ['扫地机器人尘 袋', 'accessory'],
    ['扫地机器人尘\u3164袋', 'accessory'],
    ['扫地机器人尘\uFE0F袋', 'accessory'],
    ['扫地机器人尘\u2800袋', 'accessory'],
    ['扫地机器人尘\u20DD袋', 'accessory'],
    ['Robot vacuum dust b&#97g', 'accessory'],
    ['茅台飞天 送扫地机器人', 'other_product'],
    ['Kweichow 飞天 送扫地机器人', 'unknown'],
    ['Sofa with Roborock S8', 'unknown'],
    ['Sofa, with robot vacuum', 'unknown'],
    ['扫地机器人 只卖尘袋', 'accessory'],
    ['Robot vacuum dust b&#97;g', 'accessory'],
    ['Robot vacuum dust b&#x61;g', 'accessory'],
    ['Robot vacuum &#x110000; &#9999999;', 'household_robot'],
    ['<'.repeat(500), 'unknown'],
    ['<a '.repeat(170), 'unknown'],
    ['&'.repeat(500), 'unknown'],
    ['掃地機器人塵袋', 'accessory'],
    ['石頭 G20S 掃地機器人', 'household_robot'],
    ['雷鳥 X3 Pro', 'smart_glasses'],
    ['\u202Erobot vacuum\u202C', 'household_robot'],
    ['\u200F石头\u200F 扫地机器人', 'household_robot'],
    [' ', 'unknown'],
    ['\u200B', 'unknown'],
    ['()', 'unknown'],
    ['【】[]()', 'unknown'],
    ['+', 'unknown'],
    [' with ', 'unknown'],
    ['\uD83E', 'unknown'],
    ['__proto__', 'unknown'],
  ];

  it.each(misleading.map(([title, saying]): [string, string, string] => [shown(title), saying, title]))(
    '[T4] %s says %s',
    (_shown, saying, title) => {
      expect(sayingOf(title)).toBe(saying);
    },
  );

  it.each(INVISIBLE.map((invisible) => [shown(invisible), invisible] as const))(
    '[T4] %s inside a word hides nothing: a dust bag stays a dust bag',
    (_shown, invisible) => {
      expect(sayingOf(`Dust b${invisible}ag robot vacuum`)).toBe('accessory');
      expect(sayingOf(`尘${invisible}袋 扫地机器人`)).toBe('accessory');
      expect(sayingOf(`ro${invisible}bot vacuum`)).toBe('household_robot');
    },
  );

  it('[T4] characters that cannot be seen change nothing, wherever they are put', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PLAIN),
        fc.array(fc.tuple(fc.nat(40), fc.constantFrom(...INVISIBLE)), { maxLength: 4 }),
        (title, hidden) => {
          const dressed = hidden.reduce((text, [at, invisible]) => {
            const place = at % (text.length + 1);
            return text.slice(0, place) + invisible + text.slice(place);
          }, title);
          expect(readTitle(dressed)).toEqual(readTitle(title));
        },
      ),
    );
  });

  it('[T4] control characters part words as spaces do', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PLAIN), fc.constantFrom(...CONTROL), (title, control) => {
        expect(readTitle(`${control}${title.replaceAll(' ', control)}${control}`)).toEqual(readTitle(title));
      }),
    );
  });

  it('[T4] letters mean the same in any case and width', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PLAIN), (title) => {
        const wide = title.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));
        for (const form of [title.toUpperCase(), title.toLowerCase(), wide]) {
          expect(readTitle(form)).toEqual(readTitle(title));
        }
      }),
    );
  });
});

describe('any title at all', () => {
  it('[T4] is read to an end, and matches only what stands in it', () => {
    const title = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc
        .array(
          fc.constantFrom(...PLAIN, ...INVISIBLE, '(', ')', '【', '】', ' with ', '送', '+', '机', 'for'),
          {
            maxLength: 20,
          },
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(title, (text) => {
        const finding = readTitle(text);
        expect(SAYINGS).toContain(sayingOf(text));
        if (finding.kind === 'unknown') return;
        expect(finding.matched).not.toBe('');
        expect(standsIn(finding.matched, normaliseTitle(text))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

/** Whether the words stand in a text in this order, whatever was cut out between them. */
function standsIn(words: string, text: string): boolean {
  let from = 0;
  for (const char of words.replaceAll(' ', '')) {
    from = text.indexOf(char, from) + 1;
    if (from === 0) return false;
  }
  return true;
}
