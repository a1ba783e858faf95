// Listens to a keyboard-wedge scanner wherever the focus is: a code reaches the till and leaves no trace in the field or
// on the button that has the focus. What a scanner is, is wedge.ts.

import { SCAN_GAP_MS_MAX, SCAN_IDLE_MS, SCAN_KEYS_FIRST_MS } from './limits.ts';
import { type Pressed, pause, press, QUIET, type Wedge } from './wedge.ts';

export type ScannerListener = {
  readonly onCode: (code: string) => void;
  /** Too much came at once to be one code: it is to be scanned again. */
  readonly onOverrun?: () => void;
  /**
   * A character that a person typed, for shortcuts. It comes when no scanner can be behind it any more, SCAN_GAP_MS_MAX later or with
   * the next key that is none of a code's: the first keys of a scan reach `keydown` like a person's, and never this.
   */
  readonly onKey?: (key: string, event: KeyboardEvent) => void;
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
  private idle: (() => void) | undefined;
  /** Keys of which nobody knows yet whose they are. */
  private held: KeyboardEvent[] = [];
  private release_later: (() => void) | undefined;
  /** The field that has the focus, and what stood in it before the scanner began. */
  private before: { readonly field: Field; readonly text: string } | null = null;

  constructor(listener: ScannerListener) {
    this.listener = listener;
  }

  /** The instant is the key's own: a page that is busy sees the keys late, but as quick as they were. */
  key(event: KeyboardEvent): void {
    const key = characterOf(event);
    if (key === null) return;
    this.end();
    const pressed = press(this.wedge, { key, at_ms: event.timeStamp });
    this.hold(pressed, event);
    // A person's first key, and each after a pause: what stands there now is to stay.
    if (pressed.wedge.chars.length === 1) this.before = fieldOf(event);
    if (pressed.is_burst) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    this.follow(pressed);
    if (this.wedge.chars === '') return;
    this.idle = afterKeys(SCAN_IDLE_MS, () => this.follow(pause(this.wedge)));
    this.release_later = afterKeys(SCAN_GAP_MS_MAX, () => this.release());
  }

  end(): void {
    this.idle?.();
    this.release_later?.();
  }

  /** Holds a character until it is known whose it is; those before it are a person's, where it does not go on with them. */
  private hold({ is_burst, wedge }: Pressed, event: KeyboardEvent): void {
    if (is_burst) this.held = [];
    else if (wedge.chars.length <= 1) this.release();
    if (!is_burst && wedge.chars !== '') this.held.push(event);
  }

  private release(): void {
    const { held } = this;
    this.held = [];
    for (const event of held) this.listener.onKey?.(event.key, event);
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

/**
 * Runs after a pause without keys. Where the page was busy, the next key is waiting already: it comes before a timer that is set then.
 *
 * @returns ends the waiting
 */
function afterKeys(wait_ms: number, run: () => void): () => void {
  let timer = setTimeout(() => {
    timer = setTimeout(run, SCAN_KEYS_FIRST_MS);
  }, wait_ms);
  return () => clearTimeout(timer);
}

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
