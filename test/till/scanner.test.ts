// A scanner and a person at the same keyboard, as the page hears them.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SCAN_GAP_MS_MAX, SCAN_KEYS_FIRST_MS } from '../../sdk/till/limits.ts';
import { listenToScanner } from '../../sdk/till/scanner.ts';

/** A window, as far as keys go: nothing else is asked of it. */
class Keyboard extends EventTarget {
  at_ms = 1_000;
  /** Keys that reached the page. */
  readonly through: string[] = [];

  /** What the page does with keys comes after who listens for a scanner. */
  listen(): void {
    this.addEventListener('keydown', (event) => {
      if (!event.defaultPrevented) this.through.push((event as KeyboardEvent).key);
    });
  }

  type(key: string, gap_ms: number): void {
    vi.advanceTimersByTime(gap_ms);
    this.at_ms += gap_ms;
    const event = new Event('keydown', { cancelable: true });
    for (const [name, value] of Object.entries({ key, timeStamp: this.at_ms }))
      Object.defineProperty(event, name, { value });
    this.dispatchEvent(event);
  }

  scan(code: string): void {
    for (const key of [...code, 'Enter']) this.type(key, 5);
  }
}

let keyboard: Keyboard;
let codes: string[];
let keys: string[];
let end: () => void;
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('HTMLInputElement', class {});
  vi.stubGlobal('HTMLTextAreaElement', class {});
  [keyboard, codes, keys] = [new Keyboard(), [], []];
  end = listenToScanner(keyboard as unknown as Window, {
    onCode: (code) => codes.push(code),
    onKey: (key, event) => keys.push(`${key}${event.key === key ? '' : '?'}`),
  });
  keyboard.listen();
});
afterEach(() => {
  end();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a key that is a shortcut', () => {
  it('[I1] is held back until no scanner can be behind it', () => {
    keyboard.type('6', 500);
    vi.advanceTimersByTime(SCAN_GAP_MS_MAX + SCAN_KEYS_FIRST_MS - 1);
    expect(keys).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(keys).toEqual(['6']);
    vi.advanceTimersByTime(5_000);
    expect(keys).toEqual(['6']);
  });

  it('[I1] is never the first of a code', () => {
    keyboard.scan('6901234567892');
    vi.advanceTimersByTime(5_000);
    expect(codes).toEqual(['6901234567892']);
    expect(keyboard.through).toEqual(['6', '9', '0']);
    expect(keys).toEqual([]);
  });

  it('[I1] is found between two codes, and right before one', () => {
    keyboard.scan('6901234567892');
    keyboard.type('3', 400);
    keyboard.type('6', SCAN_GAP_MS_MAX + 1);
    expect(keys).toEqual(['3']);
    keyboard.scan('901234567892');
    vi.advanceTimersByTime(5_000);
    expect({ codes, keys }).toEqual({ codes: ['6901234567892', '6901234567892'], keys: ['3'] });
  });

  it('[I1] comes in its order, before the key that follows, however quick the fingers', () => {
    keyboard.type('1', 500);
    expect(keys).toEqual([]);
    keyboard.type('Enter', 10);
    expect(keys).toEqual(['1']);
    keyboard.type('7', 20);
    keyboard.type('ArrowUp', 20);
    expect(keys).toEqual(['1', '7']);
  });

  it('[I1] is nobody’s where an Enter is as quick behind a few: a label that is no code presses nothing', () => {
    for (const key of ['1', '2']) keyboard.type(key, 10);
    keyboard.type('Enter', 10);
    vi.advanceTimersByTime(5_000);
    expect({ codes, keys, through: keyboard.through }).toEqual({ codes: [], keys: [], through: ['1', '2'] });
  });

  it('[I1] is not told any more once nobody listens', () => {
    keyboard.type('1', 500);
    end();
    vi.advanceTimersByTime(5_000);
    expect(keys).toEqual([]);
  });
});
