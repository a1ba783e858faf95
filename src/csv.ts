// One record of a CSV file: RFC 4180, safe to open in a spreadsheet.

/** Excel takes UTF-8 for the local code page unless a file begins with this. */
export const BYTE_ORDER_MARK = '\uFEFF';

/** A spreadsheet runs a cell as a formula that begins with one of these, or does after what it trims away. */
const FORMULA = /^[\s\p{Cf}\p{Cc}]*[=+\-@＝＋－＠]|^[\t\r]/u;
/** Quoted, too, where the semicolon separates lists. */
const SPECIAL = /[",;\r\n]/;

/** A record with its line end. Text that would run as a formula is given a leading apostrophe (SPEC E2). */
export function csvRecord(values: readonly (string | number | null)[]): string {
  let record = '';
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? '';
    if (index > 0) record += ',';
    record += typeof value === 'number' ? value : cell(value);
  }
  return `${record}\r\n`;
}

function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return SPECIAL.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
