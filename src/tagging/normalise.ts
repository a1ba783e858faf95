// One form for titles that look the same: width, case, accents, traditional characters, mark-up, what cannot be seen.

import { simplifiedCode } from './words/traditional.ts';

/** Lower-case English without anything to fold: most English titles, and cheap to tell. Beside Chinese: most Chinese ones. */
const PLAIN = /^[ -%'-;=-~]*$/;
const PLAIN_CHINESE = /^[ -%'-;=-~\u2010-\u2027\u3001-\u3029\u4e00-\u9fff]*$/;
/** Mark-up that a page does not show: within a word it parts nothing. */
const INLINE = /<\/?(?:a|b|big|em|font|i|mark|s|small|span|strong|sub|sup|u|wbr)(?:\s[^<>]{0,200})?>/g;
const MARKUP = /<(?:\/?[a-z]|!--)[^<>]{0,200}>/g;
const NUMBERED = /&#(?:x([0-9a-f]{1,6})|(\d{1,7}));?/g;
const ENTITY = /&[a-z]{2,8};/g;
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Me}\u2800]/gu;
const CONTROL = /\p{Cc}/gu;
const MAY_HAVE_ACCENTS = /[\u00c0-\u036f\u1e00-\u1eff]/;
const ACCENTS = /\p{Mn}/gu;
const HAN = /\p{Script=Han}/u;
/** A unit of length, not a letter of a word: 0.3 μm. */
const MICRO = /(\d)μ/g;
/** A letter of an alphabet that is neither Latin nor written beside Latin words without a space, as Chinese is. */
const FOREIGN = String.raw`(?=\p{L})[^\p{Script=Latin}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Common}]`;
/** Letters of phonetics and of old scripts, which no shop writes. */
const ODD_LATIN = String.raw`[\u0180-\u02af\u1d00-\u1dbf\u2c60-\u2c7f\ua720-\ua7ff]`;
/** A word that is written in two alphabets, or with odd letters, looks like one it is not. */
const DISGUISED = new RegExp(String.raw`\p{L}*(?:[a-z]${FOREIGN}|${FOREIGN}[a-z]|${ODD_LATIN})\p{L}*`, 'u');

/** The title as it is read. */
export function normaliseTitle(title: string): string {
  const text = title.normalize('NFKC').toLowerCase().replaceAll(' w/', ' with ');
  if (PLAIN.test(text)) return text;
  if (PLAIN_CHINESE.test(text)) return simplified(text);
  const seen = withoutAccents(shown(text)).replace(MICRO, '$1u');
  return HAN.test(seen) ? simplified(seen) : seen;
}

/** The word of a normalised title that is written to look like another (SPEC T4); null where there is none. */
export function disguisedIn(text: string): string | null {
  return PLAIN.test(text) || PLAIN_CHINESE.test(text) ? null : (DISGUISED.exec(text)?.[0] ?? null);
}

/** What a reader of the title sees of it. */
function shown(text: string): string {
  const marked = text.includes('<') || text.includes('&') ? withoutMarkup(text) : text;
  return marked.replace(INVISIBLE, '').replace(CONTROL, ' ');
}

function withoutMarkup(text: string): string {
  return text
    .replace(NUMBERED, (_whole, hexadecimal?: string, decimal?: string) =>
      characterOf(Number.parseInt(hexadecimal ?? decimal ?? '', hexadecimal === undefined ? 10 : 16)),
    )
    .replace(INLINE, '')
    .replace(MARKUP, ' ')
    .replace(ENTITY, ' ');
}

const CODE_POINT_MAX = 0x10ffff;

function characterOf(code: number): string {
  return code <= CODE_POINT_MAX ? String.fromCodePoint(code).normalize('NFKC').toLowerCase() : ' ';
}

/** Letters without their accents: shops leave them out, and who hides a word adds some. */
export function withoutAccents(text: string): string {
  return MAY_HAVE_ACCENTS.test(text) ? text.normalize('NFD').replace(ACCENTS, '').normalize('NFC') : text;
}

function simplified(text: string): string {
  let out = '';
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const simple = simplifiedCode(text.charCodeAt(at));
    if (simple === 0) continue;
    out += text.slice(from, at) + String.fromCharCode(simple);
    from = at + 1;
  }
  return from === 0 ? text : out + text.slice(from);
}
