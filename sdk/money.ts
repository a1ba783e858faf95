// Fen as a buyer reads them.

import type { Locale } from './types.ts';

/** 399900 → ¥3,999.00, and −0 is no less than 0. */
export const money = (fen: number, locale: Locale): string =>
  (fen / 100 || 0).toLocaleString(locale, {
    style: 'currency',
    currency: 'CNY',
    currencyDisplay: 'narrowSymbol',
  });
