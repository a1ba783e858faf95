// Which of the two languages a page speaks. Pure: the page's address and its browser are handed in.

export type Language = 'zh' | 'en';

/** `?lang=`, else what was chosen before, else the browser's: Chinese for every Chinese locale, English for any other. */
export function languageOf(query: string, chosen: Language | null, browser: string): Language {
  const asked = askedLanguage(query);
  return asked ?? chosen ?? (browser.startsWith('zh') ? 'zh' : 'en');
}

/** The language that an address asks for. */
export function askedLanguage(query: string): Language | null {
  const asked = new URLSearchParams(query).get('lang');
  return asked === 'zh' || asked === 'en' ? asked : null;
}

/** The language as a page's `lang` and the browser's dates name it. */
export const localeOf = (language: Language): 'zh-CN' | 'en' => (language === 'zh' ? 'zh-CN' : 'en');

/** Unix seconds as a day and a time of the reader's. */
export const momentIn = (seconds: number, language: Language): string =>
  new Date(seconds * 1000).toLocaleString(localeOf(language), { dateStyle: 'medium', timeStyle: 'short' });
