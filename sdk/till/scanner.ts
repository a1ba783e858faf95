// Listens to a keyboard-wedge scanner wherever the focus is: a code reaches the till and leaves no trace in the field or
// on the button that has the focus. What a scanner is, is wedge.ts.

import { SCAN_IDLE_MS } from './limits.ts';
import { type Pressed, pause, press, QUIET, type Wedge } from './wedge.ts';

export type ScannerListener = {
  readonly onCode: (code: string) => void;
  /** Too much came at once to be one code: it is to be scanned again. */
  readonly onOverrun?: () => void;
};

type Field = HTMLInputElement | HTMLTextAreaElement;

/**
 * Hands every scanned code to the listener, each once and in order.
 *
 * @param target the window whose keys are listened to
 * @returns ends the listening
 */
export function listenToScanner(target: Window, listener: ScannerListener): () => void {
  const listening = new Listening(listener);
  const onKey = (event: KeyboardEvent): void => listening.key(event);
  target.addEventListener('keydown', onKey, { capture: true });
  return () => {
    target.removeEventListener('keydown', onKey, { capture: true });
    listening.end();
  };
}

class Listening {
  private readonly listener: ScannerListener;
  private wedge: Wedge = QUIET;
  private idle: ReturnType<typeof setTimeout> | undefined;
  /** The field that has the focus, and what stood in it before the scanner began. */
  private before: { readonly field: Field; readonly text: string } | null = null;

  constructor(listener: ScannerListener) {
    this.listener = listener;
  }

  /** The instant is the key's own: a page that is busy sees the keys late, but as quick as they were. */
  key(event: KeyboardEvent): void {
    const key = characterOf(event);
    if (key === null) return;
    clearTimeout(this.idle);
    const pressed = press(this.wedge, { key, at_ms: event.timeStamp });
    // A person's first key, and each after a pause: what stands there now is to stay.
    if (pressed.wedge.chars.length === 1) this.before = fieldOf(event);
    if (pressed.is_burst) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    this.follow(pressed);
    if (this.wedge.chars !== '') this.idle = setTimeout(() => this.endSoon(), SCAN_IDLE_MS);
  }

  end(): void {
    clearTimeout(this.idle);
  }

  /** Where the page was busy, the next key is waiting already: it comes before a timer that is set now. */
  private endSoon(): void {
    this.idle = setTimeout(() => this.follow(pause(this.wedge)), KEYS_FIRST_MS);
  }

  private follow({ wedge, is_burst, code, is_overrun }: Pressed): void {
    this.wedge = wedge;
    if (is_burst) this.restore();
    if (code !== null) this.listener.onCode(code);
    if (is_overrun) this.listener.onOverrun?.();
  }

  /** The first characters were in the field before anybody could know that a scanner types them. */
  private restore(): void {
    if (this.before === null || this.before.field.value === this.before.text) return;
    this.before.field.value = this.before.text;
    this.before.field.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

const KEYS_FIRST_MS = 20;

/** The character of a key; null where it is none of a code: shortcuts, Shift alone, a key that is held down. */
function characterOf(event: KeyboardEvent): string | null {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || event.key === 'Shift') return null;
  // With a Chinese input method on, the key is `Process`: which one it was is in `code`.
  if (event.key === 'Process' || event.isComposing) return characterOfCode(event.code, event.shiftKey);
  return event.key;
}

function characterOfCode(code: string, shift: boolean): string | null {
  const letter = /^(?:Key([A-Z])|(?:Digit|Numpad)(\d))$/.exec(code);
  if (letter?.[1] !== undefined) return shift ? letter[1] : letter[1].toLowerCase();
  if (letter?.[2] !== undefined) return letter[2];
  if (code === 'Enter' || code === 'NumpadEnter') return 'Enter';
  return code === 'Minus' ? (shift ? '_' : '-') : null;
}

function fieldOf({ target }: KeyboardEvent): { field: Field; text: string } | null {
  const is_field = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
  return is_field ? { field: target, text: target.value } : null;
}
