// Tells a barcode scanner that types like a keyboard (a "wedge") from a person: by its speed, and the Enter behind it.
// Pure: keys go in with their instants, codes come out. Listening to the page is scanner.ts.

import {
  SCAN_BURST_CHARS,
  SCAN_CHARS_MAX,
  SCAN_CHARS_MIN,
  SCAN_END_CHARS_MIN,
  SCAN_GAP_MS_MAX,
  SCAN_IDLE_MS,
} from './limits.ts';

/** A key that was pressed: one character, or the `Enter` or `Tab` that ends a code. */
export type KeyPress = { readonly key: string; readonly at_ms: number };

/** What was typed so far without a pause. */
export type Wedge = { readonly chars: string; readonly last_ms: number };

/** What a key came to. `is_burst`: a scanner is typing, so the key is not for whatever has the focus. */
export type Pressed = {
  readonly wedge: Wedge;
  readonly is_burst: boolean;
  readonly code: string | null;
  /** More characters than any code has: nothing of them is believed. */
  readonly is_overrun: boolean;
};

export const QUIET: Wedge = { chars: '', last_ms: Number.NEGATIVE_INFINITY };

/** The next key. Codes may follow each other without a pause: each ends with its own Enter (SPEC I1). */
export function press({ chars, last_ms }: Wedge, { key, at_ms }: KeyPress): Pressed {
  // Who has typed like a scanner is one, and may be held up.
  const gap_ms_max = chars.length >= SCAN_BURST_CHARS ? SCAN_IDLE_MS : SCAN_GAP_MS_MAX;
  const is_quick = at_ms - last_ms <= gap_ms_max;
  if (key === 'Enter' || key === 'Tab') return ended(is_quick ? chars : '');
  if ([...key].length !== 1) return { wedge: QUIET, is_burst: false, code: null, is_overrun: false };
  const typed = is_quick ? chars + key : key;
  // One more than a code can have says enough: a key that is stuck must not fill the memory.
  const kept = typed.slice(0, SCAN_CHARS_MAX + 1);
  const is_burst = typed.length >= SCAN_BURST_CHARS;
  return { wedge: { chars: kept, last_ms: at_ms }, is_burst, code: null, is_overrun: false };
}

/** No key has come for a while: what was typed is a code, if it is long enough for one. */
export const pause = ({ chars }: Wedge): Pressed =>
  chars.length < SCAN_CHARS_MIN
    ? { wedge: QUIET, is_burst: false, code: null, is_overrun: false }
    : ended(chars);

function ended(chars: string): Pressed {
  const is_code = chars.length >= SCAN_CHARS_MIN;
  const is_overrun = chars.length > SCAN_CHARS_MAX;
  const is_burst = chars.length >= SCAN_END_CHARS_MIN;
  return { wedge: QUIET, is_burst, code: is_code && !is_overrun ? chars : null, is_overrun };
}
