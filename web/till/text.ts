// What the till page says, in the language of its cashier.

import type { Language } from '../language-choice.ts';
import { EN } from './text/en.ts';
import { ZH } from './text/zh.ts';

export type Text = Readonly<Record<keyof typeof ZH, string>>;

export const TEXT: Readonly<Record<Language, Text>> = { zh: ZH, en: EN };

/** Fills the `{names}` of a text. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
