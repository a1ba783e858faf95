// A scanner that types like a keyboard, told from a person by its speed.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SCAN_CHARS_MAX, SCAN_CHARS_MIN, SCAN_GAP_MS_MAX, SCAN_IDLE_MS } from '../../sdk/till/limits.ts';
import { type KeyPress, pause, press, QUIET } from '../../sdk/till/wedge.ts';

const char = fc.constantFrom(...'0123456789ABCDEFxyz-/');
const code = fc.string({ unit: char, minLength: SCAN_CHARS_MIN, maxLength: SCAN_CHARS_MAX });
const gap = fc.integer({ min: 0, max: SCAN_GAP_MS_MAX });
const slow = fc.integer({ min: SCAN_GAP_MS_MAX + 1, max: 2_000 });

/** Keys with the milliseconds before each. */
type Typed = readonly (readonly [key: string, gap_ms: number])[];

const scannedBy = (text: string, gap_ms: number, end = 'Enter'): Typed =>
  [...text, end].map((key) => [key, gap_ms] as const);

/** All that comes of the keys, and which of them were kept from the field that has the focus. */
function played(typed: Typed) {
  let wedge = QUIET;
  let at_ms = 1_000;
  const codes: string[] = [];
  const through: string[] = [];
  for (const [key, gap_ms] of typed) {
    at_ms += gap_ms;
    const given: KeyPress = { key, at_ms };
    const pressed = press(wedge, given);
    wedge = pressed.wedge;
    if (pressed.code !== null) codes.push(pressed.code);
    if (!pressed.is_burst) through.push(key);
  }
  return { codes, through, wedge };
}

describe('a scanner', () => {
  it('[I1] hands in every code whole, once and in order, however fast they follow each other', () => {
    fc.assert(
      fc.property(
        fc.array(code, { minLength: 1, maxLength: 5 }),
        gap,
        fc.constantFrom('Enter', 'Tab'),
        (codes, gap_ms, end) => {
          const typed = codes.flatMap((text) => scannedBy(text, gap_ms, end));
          expect(played(typed).codes).toEqual(codes);
        },
      ),
    );
  });

  it('[I1] is never seen in what a person types, however long', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.oneof(char, fc.constantFrom('Enter', 'Tab', 'Backspace')), slow)),
        (typed) => {
          const { codes, through } = played(typed);
          expect(codes).toEqual([]);
          expect(through).toEqual(typed.map(([key]) => key));
        },
      ),
    );
  });

  it('[I1] is found right behind what a person types', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(char, slow), { maxLength: 20 }), code, (typed, text) => {
        const [first = '', ...rest] = text;
        const scan: Typed = [
          [first, SCAN_GAP_MS_MAX + 1],
          ...rest.map((key) => [key, 5] as const),
          ['Enter', 5],
        ];
        expect(played([...typed, ...scan]).codes).toEqual([text]);
      }),
    );
  });

  it('[I1] may be held up within a code, once it was seen to be one', () => {
    fc.assert(
      fc.property(fc.nat(8), fc.integer({ min: 0, max: SCAN_IDLE_MS }), (place, late_ms) => {
        const text = '6901234567892';
        const typed = scannedBy(text, 5).map(
          ([key, gap_ms], at) => [key, at === place + 4 ? late_ms : gap_ms] as const,
        );
        expect(played(typed).codes).toEqual([text]);
      }),
    );
  });

  it('[I1] needs no Enter where it makes a pause', () => {
    const { wedge, codes } = played(scannedBy('6901234567892', 3, '').slice(0, -1));
    expect(codes).toEqual([]);
    expect(pause(wedge)).toMatchObject({ code: '6901234567892', wedge: QUIET });
    expect(pause(played([['6', 5]]).wedge).code).toBeNull();
  });

  it('[I1] presses nothing with a code that is too short for one, and a person’s Enter is a person’s', () => {
    for (const text of ['12', 'AB', '123']) {
      const { codes, through } = played(scannedBy(text, 5));
      expect(codes).toEqual([]);
      expect(through).toEqual([...text]);
    }
    const rolled: Typed = [
      ['5', SCAN_GAP_MS_MAX + 1],
      ['0', SCAN_GAP_MS_MAX + 1],
      ['Enter', 5],
    ];
    expect(played(rolled).through).toEqual(['5', '0', 'Enter']);
  });

  it('[I1] leaves what a person types quickly, as no more than a few characters', () => {
    const { wedge } = played([
      ['1', 5],
      ['2', 5],
      ['3', 5],
    ]);
    expect(pause(wedge)).toMatchObject({ is_burst: false, code: null });
  });

  it('[I1] is not believed where more comes than a code can have, and what follows is', () => {
    const long = 'x'.repeat(SCAN_CHARS_MAX + 1);
    expect(played(scannedBy(long, 1)).codes).toEqual([]);
    expect(played([...scannedBy('x'.repeat(10_000), 1), ...scannedBy('6901234567892', 1)]).codes).toEqual([
      '6901234567892',
    ]);
    const { wedge } = played(scannedBy(long, 1).slice(0, -1));
    expect(press(wedge, { key: 'Enter', at_ms: wedge.last_ms + 1 })).toMatchObject({
      code: null,
      is_overrun: true,
    });
  });

  it('[I1] does not press the button that has the focus', () => {
    expect(played(scannedBy('6901234567892', 2)).through).toEqual(['6', '9', '0']);
  });
});
