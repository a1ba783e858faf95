// A title in units: a word of letters and digits, or one Han character, each with what stands before it.

/** What separates a unit from the one before it: the wider, the higher. */
export const GAP = {
  none: 0,
  /** A space, or what joins words: a hyphen, a slash, a plus sign. */
  space: 1,
  /** A comma, a bar, a dash between spaces: another part of the title begins. */
  part: 2,
  /** A plus sign between spaces: something more comes with it. */
  plus: 3,
} as const;
export type Gap = (typeof GAP)[keyof typeof GAP];

export type Unit = {
  readonly text: string;
  /** The letters it begins with: models are looked up by them. A Han character stands by itself. */
  readonly key: string;
  /** Where it stands in the text, in characters. */
  readonly start: number;
  readonly end: number;
  readonly gap: Gap;
  readonly han: boolean;
  /** Whether a Han character stands by itself: 尘 袋. */
  readonly alone: boolean;
  /** How many brackets it stands in. */
  readonly depth: number;
};

const SPACE = 0;
const LETTER = 1;
const HAN = 2;
const OPEN = 3;
const CLOSE = 4;
const BREAK = 5;
const JOIN = 6;
const DASH = 7;
const PLUS = 8;

const BRACKETS_OPEN = '([{【「『《〈〔';
const BRACKETS_CLOSE = ')]}】」』》〉〕';
const BREAKS = ',;|!?:•·~。、“”"…*=<>';
const DASHES = '-–—−';
const ASCII = 128;

const KINDS: Uint8Array = Uint8Array.from({ length: ASCII }, (_, code) =>
  kindOfChar(String.fromCharCode(code)),
);

function kindOfChar(char: string): number {
  if (/[\p{L}\p{N}\p{M}]/u.test(char)) return isHan(char.charCodeAt(0)) ? HAN : LETTER;
  if (BRACKETS_OPEN.includes(char)) return OPEN;
  if (BRACKETS_CLOSE.includes(char)) return CLOSE;
  if (BREAKS.includes(char)) return BREAK;
  if (DASHES.includes(char)) return DASH;
  if (char === '+') return PLUS;
  return char.trim() === '' ? SPACE : JOIN;
}

/** Ideographs and kana: scripts written without spaces between words. */
function isHan(code: number): boolean {
  return (
    (code >= 0x3040 && code <= 0x30ff) ||
    (code >= 0x3400 && code <= 0x9fff) ||
    (code >= 0xf900 && code <= 0xfaff)
  );
}

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code < ASCII) return KINDS[code] ?? JOIN;
  return isHan(code) ? HAN : kindOfChar(text.charAt(at));
}

/** The units of a normalised title. */
export function unitsOf(text: string): readonly Unit[] {
  const units: Unit[] = [];
  let gap: Gap = GAP.none;
  let depth = 0;
  let at = 0;
  while (at < text.length) {
    const kind = kindAt(text, at);
    if (kind === LETTER || kind === HAN) {
      const to = kind === HAN ? at + 1 : endOfWord(text, at);
      const word = text.slice(at, to);
      const alone = kind === HAN && gap !== GAP.none && !isWordAt(text, to);
      units.push({
        text: word,
        key: kind === HAN ? word : keyOf(word),
        start: at,
        end: to,
        gap,
        han: kind === HAN,
        alone,
        depth,
      });
      gap = GAP.none;
      at = to;
      continue;
    }
    if (kind === OPEN) depth += 1;
    if (kind === CLOSE && depth > 0) depth -= 1;
    const wider = gapOf(text, at, kind);
    if (wider > gap) gap = wider;
    at += 1;
  }
  return units;
}

/** Whether a word or a Han character stands there. */
function isWordAt(text: string, at: number): boolean {
  const kind = at < text.length ? kindAt(text, at) : SPACE;
  return kind === LETTER || kind === HAN;
}

/** The letters that a word begins with; none where it is a number. */
export function keyOf(word: string): string {
  let end = 0;
  while (end < word.length && word.charCodeAt(end) > NINE) end += 1;
  return word.slice(0, end);
}

const NINE = 57;

function endOfWord(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && kindAt(text, at) === LETTER) at += 1;
  return at;
}

function gapOf(text: string, at: number, kind: number): Gap {
  switch (kind) {
    case BREAK:
      return isDigitAt(text, at - 1) && isDigitAt(text, at + 1) ? GAP.space : GAP.part;
    case DASH:
      return isSpaceAt(text, at - 1) && isSpaceAt(text, at + 1) ? GAP.part : GAP.space;
    case PLUS:
      return isHan(text.charCodeAt(at + 1)) || (isSpaceAt(text, at - 1) && isSpaceAt(text, at + 1))
        ? GAP.plus
        : GAP.space;
    default:
      return GAP.space;
  }
}

const isSpaceAt = (text: string, at: number): boolean => kindAt(text, at) === SPACE;

function isDigitAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}
