// A text file that came as a body, as UTF-8: which bytes it may be written in, and where the first wrong one stands.

import { type FilePlace, withoutMark } from '../src/csv-reading.ts';
import { invalid, shown } from './errors.ts';
import { bodyRead } from './parse.ts';

export type TextFile =
  /** Right UTF-8 without a byte-order mark. */
  | { readonly ok: true; readonly bytes: Uint8Array }
  /** The first bytes that no text in this charset has. */
  | { readonly ok: false; readonly place: FilePlace; readonly message: string };

/** Charsets of `Content-Type`: Excel in Chinese saves CSV in GBK unless it is told "CSV UTF-8". */
const CHARSETS = ['utf-8', 'gbk', 'gb18030', 'gb2312'] as const;
type Charset = (typeof CHARSETS)[number];

/** The body in UTF-8. A byte-order mark says more than the header. */
export async function utf8Of(request: Request): Promise<TextFile> {
  const file = new Uint8Array(await bodyRead(request.arrayBuffer()));
  const bytes = withoutMark(file);
  const charset = bytes.length < file.length ? 'utf-8' : charsetOf(request);
  const text = decoded(bytes, charset);
  if (text === null) return firstWrong(bytes, charset);
  return { ok: true, bytes: charset === 'utf-8' ? bytes : new TextEncoder().encode(text) };
}

function charsetOf(request: Request): Charset {
  const given = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(request.headers.get('Content-Type') ?? '')?.[1];
  const asked = given?.toLowerCase().replace(/^utf8$/, 'utf-8') ?? 'utf-8';
  const charset = CHARSETS.find((one) => one === asked);
  if (charset !== undefined) return charset;
  const message = `Content-Type: expected the charset ${CHARSETS.join(', ')}, got '${shown(asked)}'.`;
  throw invalid('parameter_invalid', message, 'Content-Type');
}

/** The text of these bytes, all of them or a beginning that may end within a character; null where a byte is wrong. */
function decoded(bytes: Uint8Array, charset: Charset, is_beginning = false): string | null {
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes, { stream: is_beginning });
  } catch {
    return null;
  }
}

/** Looks for the longest beginning that is right by halves; it may end within a character, which is then the wrong one. */
function firstWrong(bytes: Uint8Array, charset: Charset): TextFile {
  let right = 0;
  let wrong = bytes.length + 1;
  while (wrong - right > 1) {
    const middle = (right + wrong) >> 1;
    if (decoded(bytes.subarray(0, middle), charset, true) === null) wrong = middle;
    else right = middle;
  }
  while (decoded(bytes.subarray(0, right), charset) === null) right -= 1;
  const got = `0x${bytes[right]?.toString(16).toUpperCase().padStart(2, '0')}`;
  const before = decoded(bytes.subarray(0, right), charset) ?? '';
  return {
    ok: false,
    place: placeBehind(before),
    message: `Expected text in ${charset}, got the byte ${got}. ${WAY_OUT}`,
  };
}

const WAY_OUT = "Save the file as 'CSV UTF-8', or say what it is in: 'Content-Type: text/csv; charset=gbk'.";

function placeBehind(text: string): FilePlace {
  const lines = text.split(/\r\n|\n|\r/);
  return { line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1 };
}
