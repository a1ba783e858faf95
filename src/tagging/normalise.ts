// One form for titles that look the same: width, case, traditional characters, mark-up, what cannot be seen.

import { TRADITIONAL } from './words/traditional.ts';

/** Plain lower-case text without anything to fold: most English titles, and cheap to tell. */
const PLAIN = /^[ -%'-;=-~]*$/;
const MARKUP = /<\/?[a-z][^<>]{0,200}>|&(?:nbsp|#160);/g;
const ENTITIES = /&(?:amp|quot|apos|lt|gt|#39|#34);/g;
const INVISIBLE = /\p{Cf}/gu;
const CONTROL = /\p{Cc}/gu;
const HAN = /\p{Script=Han}/u;
const CYRILLIC_OR_GREEK = /[\p{Script=Cyrillic}\p{Script=Greek}]/u;
/** A word that is written in two alphabets looks like one it is not. */
const MIXED_ALPHABETS =
  /[a-z][\p{Script=Cyrillic}\p{Script=Greek}]|[\p{Script=Cyrillic}\p{Script=Greek}][a-z]/u;

/** The title as it is read; null where it is written to look like another (SPEC T4). */
export function normaliseTitle(title: string): string | null {
  const text = title.normalize('NFKC').toLowerCase().replaceAll(' w/', ' with ');
  if (PLAIN.test(text)) return text;
  const seen = text.replace(INVISIBLE, '').replace(CONTROL, ' ').replace(MARKUP, ' ').replace(ENTITIES, ' ');
  if (CYRILLIC_OR_GREEK.test(seen) && MIXED_ALPHABETS.test(seen)) return null;
  return HAN.test(seen) ? simplified(seen) : seen;
}

function simplified(text: string): string {
  let out = '';
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const simple = TRADITIONAL.get(text.charCodeAt(at));
    if (simple === undefined) continue;
    out += text.slice(from, at) + simple;
    from = at + 1;
  }
  return from === 0 ? text : out + text.slice(from);
}
