// The language of a page that keeps none: `?lang=`, else the browser's; and what is written in it.

import { askedLanguage, type Language, languageOf, localeOf, momentIn } from './language-choice.ts';

export type { Language } from './language-choice.ts';
export { yuan } from './yuan.ts';

export const LANGUAGE: Language = languageOf(location.search, null, navigator.language);

/** Unix seconds as a day and a time of the reader's. */
export const moment = (seconds: number): string => momentIn(seconds, LANGUAGE);

/** This page's address with other parameters; the language that was asked for stays. */
export function address(params: Readonly<Record<string, string>> = {}): string {
  const url = new URL(location.pathname, location.href);
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  const asked = askedLanguage(location.search);
  if (asked !== null && params['lang'] === undefined) url.searchParams.set('lang', asked);
  return url.href;
}

/** What a page says, in its language. */
export function texts<Text>(tables: Readonly<Record<Language, Text>>): Text {
  document.documentElement.lang = localeOf(LANGUAGE);
  return tables[LANGUAGE];
}
