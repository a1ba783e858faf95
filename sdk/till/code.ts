// What a scanned or typed code is: a product's number, a receipt, or some other text such as a serial number.
// Pure; knows no products.

import { normaliseGtin, whyNoGtin } from '../../src/gtin.ts';

export type Code =
  /** A product's number, as the 14 digits that all its forms have in common. */
  | { readonly kind: 'gtin'; readonly text: string; readonly gtin: string }
  /** A receipt of Zhehui: the checkout whose goods may come back. */
  | { readonly kind: 'receipt'; readonly text: string; readonly checkout: string }
  /** The form of a product's number with the wrong check digit: misread, or a number of another kind. */
  | { readonly kind: 'misread'; readonly text: string }
  /** Two products' numbers that a scanner ran together. */
  | { readonly kind: 'run_together'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string };

/** The identifier of a checkout; scanners with Caps Lock on shout. */
const RECEIPT = /^chk_[0-9a-hjkmnp-tv-z]{26}$/;

/** What some scanners put before a code, saying which symbology it is in: `]E0` for EAN-13. */
const SYMBOLOGY = /^\][A-Za-z]\d/;

const GTIN_LENGTHS = [8, 12, 13, 14];

/** Reads a code (SPEC I2). Spaces around it do not count. */
export function readCode(scanned: string): Code {
  const text = scanned.replace(SYMBOLOGY, '').trim();
  const lower = text.toLowerCase();
  if (RECEIPT.test(lower)) return { kind: 'receipt', text, checkout: lower };
  if (!/^\d+$/.test(text)) return { kind: 'text', text };
  if (whyNoGtin(text) === null) return { kind: 'gtin', text, gtin: normaliseGtin(text) };
  if (isTwoGtins(text)) return { kind: 'run_together', text };
  return GTIN_LENGTHS.includes(text.length) ? { kind: 'misread', text } : { kind: 'text', text };
}

function isTwoGtins(digits: string): boolean {
  return GTIN_LENGTHS.some((length) => {
    const halves = [digits.slice(0, length), digits.slice(length)];
    return halves.every((half) => whyNoGtin(half) === null);
  });
}
