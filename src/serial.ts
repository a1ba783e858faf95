// Serial numbers: one form for one unit, and what of it may be shown.

import { SERIAL_SHOWN_CHARS_MAX } from './limits.ts';

/** The same unit, however it was typed or scanned: full width folded, upper case, no spaces or hyphens (SPEC A8). */
export function normaliseSerial(serial: string): string {
  return serial
    .normalize('NFKC')
    .replace(/[\s\p{Cf}-]/gu, '')
    .toUpperCase();
}

/** The end of a serial number by which people recognise it: four characters, but never more than half of it. */
export function shownSerial(serial: string): string {
  return serial.slice(serial.length - Math.min(SERIAL_SHOWN_CHARS_MAX, Math.floor(serial.length / 2)));
}
