// What the tests of titles share: what a title says in one word, and titles written so that they can be read.

import { readTitle } from '../../../src/tagging/title.ts';

/** The device class a title names, the reason why it names none, or `unknown`. */
export function sayingOf(title: string): string {
  const finding = readTitle(title);
  if (finding.kind === 'device') return finding.device;
  return finding.kind === 'excluded' ? finding.reason : 'unknown';
}

/** A text with what cannot be seen written out, and cut short where it is long. */
export const shown = (text: string): string =>
  JSON.stringify(text.slice(0, 40)).replace(
    /[\p{C}\p{M}]/gu,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  ) + (text.length > 40 ? ` and so on, ${text.length} characters` : '');
