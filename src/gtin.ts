// GTINs, the numbers under barcodes: their forms, their check digit, and which of them name one product the world over
// (GS1 General Specifications, sections 1.4 and 7.9). Which entry a number finds is tagging/registry.ts.

const GTIN_DIGITS = 14;

/** Digits, and how many: the check digit is another matter. */
export const GTIN_FORM = /^(\d{8}|\d{12,14})$/;

/** What a spreadsheet makes of a number with more digits than it shows: 6.97E+12. */
const ROUNDED = /^\d(\.\d+)?E\+?\d+$/i;

/** GTIN-8, -12, -13 and -14 of one product are one number: the longest form, filled up with zeros (SPEC T2). */
export function normaliseGtin(gtin: string): string {
  return gtin.padStart(GTIN_DIGITS, '0');
}

/** What was expected of a text that is no GTIN; null for one that is. */
export function whyNoGtin(text: string): string | null {
  if (!GTIN_FORM.test(text)) return whyNoForm(text);
  const expected = checkDigit(text.slice(0, -1));
  return text.endsWith(expected) ? null : `expected the check digit ${expected} at its end`;
}

/**
 * Whether a GTIN names one product everywhere (SPEC T7). Numbers that begin with 02, 04 or 2, as EAN-13 writes them, and short
 * ones that begin with 0 or 2, are for use inside a shop or a company: each gives them to goods of its own.
 *
 * @param gtin in any of its forms
 */
export function isGlobalGtin(gtin: string): boolean {
  return !RESTRICTED.test(normaliseGtin(gtin));
}

/** After the digit that counts what a carton holds; a GTIN-8 stands behind six zeros. */
const RESTRICTED = /^(.0[24]|.2|000000[02])/;

/** The last digit of a GTIN: weights of 3 and 1 from the right, up to the next multiple of ten. */
function checkDigit(digits: string): string {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - ZERO;
    sum += place % 2 === 0 ? digit * 3 : digit;
  }
  return String((10 - (sum % 10)) % 10);
}

const ZERO = '0'.charCodeAt(0);

function whyNoForm(text: string): string {
  return ROUNDED.test(text)
    ? 'expected all digits of the number, which a spreadsheet has rounded: format its column as text and enter it again'
    : 'expected 8, 12, 13 or 14 digits';
}
