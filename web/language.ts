// The language of a page: `?lang=`, else the browser's. Chinese for every Chinese locale, English for any other.

export type Language = 'zh' | 'en';

const asked = new URLSearchParams(location.search).get('lang');

export const LANGUAGE: Language = (asked ?? navigator.language).startsWith('zh') ? 'zh' : 'en';

/** Fen as people read them: ¥3,399.15 */
export const yuan = (fen: number): string => `¥${YUAN.format(fen / 100)}`;

const YUAN = new Intl.NumberFormat('en', { minimumFractionDigits: 2 });

/** Unix seconds as a day and a time of the reader's. */
export const moment = (seconds: number): string =>
  new Date(seconds * 1000).toLocaleString(LANGUAGE === 'zh' ? 'zh-CN' : 'en', {
    dateStyle: 'medium',
    timeStyle: 'short',
  });

/** This page's address with other parameters; the language that was asked for stays. */
export function address(params: Readonly<Record<string, string>> = {}): string {
  const url = new URL(location.pathname, location.href);
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  if (asked !== null && params['lang'] === undefined) url.searchParams.set('lang', asked);
  return url.href;
}

/** What a page says, in its language. */
export function texts<Text>(tables: Readonly<Record<Language, Text>>): Text {
  document.documentElement.lang = LANGUAGE === 'zh' ? 'zh-CN' : 'en';
  return tables[LANGUAGE];
}
