// How right tags are: precision and recall over labelled titles.

import { DEVICES, type Device } from '../src/vocabulary.ts';
import { LABELS, type Label, type Labelled } from './labelled-titles.ts';

/** What a title was tagged as, and why. */
export type Tagged = { readonly label: Label; readonly reason: string; readonly matched: string | null };

/** Shares from 0 to 1, null where there is nothing to share; a device tagged as the other one counts against both. */
export type Figures = {
  /** Of a class those that are labelled so, of a language or a source those in it, of both classes all. */
  readonly titles: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
};

export type Wrong = Tagged & { readonly row: Labelled };

export type Evaluation = {
  readonly titles: number;
  readonly ambiguous: number;
  readonly all: Figures;
  readonly classes: Readonly<Record<string, Figures>>;
  readonly languages: Readonly<Record<string, Figures>>;
  readonly sources: Readonly<Record<string, Figures>>;
  /** How often each label was tagged as each. */
  readonly confusion: Readonly<Record<Label, Readonly<Record<Label, number>>>>;
  readonly wrong: readonly Wrong[];
};

type Pair = { readonly row: Labelled; readonly right: Label; readonly tagged: Tagged };

/** The figures of a way to tag; ambiguous titles are left out of every one. */
export function evaluate(rows: readonly Labelled[], tag: (row: Labelled) => Tagged): Evaluation {
  const pairs = rows.flatMap((row): Pair[] =>
    row.label === 'ambiguous' ? [] : [{ row, right: row.label, tagged: tag(row) }],
  );
  return {
    titles: pairs.length,
    ambiguous: rows.length - pairs.length,
    all: figuresOf(pairs, DEVICES),
    classes: Object.fromEntries(DEVICES.map((device) => [device, figuresOfClass(pairs, device)])),
    languages: figuresBy(pairs, ({ row }) => row.lang),
    sources: figuresBy(pairs, ({ row }) => row.source),
    confusion: confusionOf(pairs),
    wrong: pairs
      .filter(({ right, tagged }) => right !== tagged.label)
      .map(({ row, tagged }) => ({ row, ...tagged })),
  };
}

function figuresBy(pairs: readonly Pair[], keyOf: (pair: Pair) => string): Record<string, Figures> {
  const groups = Map.groupBy(pairs, keyOf);
  return Object.fromEntries([...groups].sort().map(([key, group]) => [key, figuresOf(group, DEVICES)]));
}

function figuresOfClass(pairs: readonly Pair[], device: Device): Figures {
  const labelled = pairs.filter(({ right }) => right === device);
  return { ...figuresOf(pairs, [device]), titles: labelled.length };
}

function figuresOf(pairs: readonly Pair[], classes: readonly Label[]): Figures {
  const yes = pairs.filter(({ tagged }) => classes.includes(tagged.label));
  const should = pairs.filter(({ right }) => classes.includes(right));
  const right = yes.filter((pair) => pair.right === pair.tagged.label).length;
  return {
    titles: pairs.length,
    precision: share(right, yes.length),
    recall: share(right, should.length),
    f1: share(2 * right, yes.length + should.length),
  };
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

function confusionOf(pairs: readonly Pair[]): Record<Label, Record<Label, number>> {
  const count = (right: Label, label: Label): number =>
    pairs.filter((pair) => pair.right === right && pair.tagged.label === label).length;
  const row = (right: Label) => Object.fromEntries(LABELS.map((label) => [label, count(right, label)]));
  return Object.fromEntries(LABELS.map((right) => [right, row(right)])) as Record<
    Label,
    Record<Label, number>
  >;
}
