// One text for one meaning: what "the same request" and "the same body" rest on.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/canonical.ts';

/** Keys that objects treat in ways of their own are among the random ones. */
const key = fc.oneof(
  fc.string(),
  fc.constantFrom('__proto__', 'constructor', 'toJSON', '2', '10', '01', 'é'),
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(fc.constant(null), fc.boolean(), fc.integer(), fc.double({ noNaN: true }), fc.string()),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('json')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  ),
}));

describe('canonical JSON', () => {
  it('[L4] says the same as the value', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('[L4] is one text whatever the order of the keys', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(turned(value))).toBe(canonicalJson(value));
      }),
    );
  });

  it('[L4] is the same text for two values exactly if they mean the same', () => {
    fc.assert(
      fc.property(json, json, key, (one, other, name) => {
        for (const [a, b] of [
          [one, other],
          [one, { [name]: one }],
          [{ [name]: one }, { [name]: other }],
          [
            [one, other],
            [other, one],
          ],
        ]) {
          expect(canonicalJson(a) === canonicalJson(b)).toBe(meaning(a) === meaning(b));
        }
      }),
    );
  });

  it('[L4] is unchanged by being read and written again', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  it.each([
    [{ b: 1, a: { d: [3, { f: 1, e: 2 }], c: 2 } }, '{"a":{"c":2,"d":[3,{"e":2,"f":1}]},"b":1}'],
    [{ a: undefined, b: null }, '{"b":null}'],
    [[2, 1], '[2,1]'],
    ['扫地', '"扫地"'],
    [{ B: 1, a: 2, 文: 3 }, '{"B":1,"a":2,"文":3}'],
  ])('[L4] %j', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it('[L4] leaves the value as it was', () => {
    const value = Object.freeze({ b: 1, a: Object.freeze([Object.freeze({ d: 1, c: 2 })]) });
    canonicalJson(value);
    expect(JSON.stringify(value)).toBe('{"b":1,"a":[{"d":1,"c":2}]}');
  });
});

/** The same value with the keys of every object the other way round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => [name, turned(member)])
      .reverse(),
  );
}

/** What a value means, written out by hand: the entries of an object in order, as pairs. */
function meaning(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(meaning).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${meaning(member)}`);
  return `{${pairs.sort().join()}}`;
}
