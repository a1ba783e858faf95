// npm run eval:tags -- --csv FILE [--json] [--without-maker]: how right the tags of labelled titles are. docs/tagging.md says what
// the columns are.

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { LABELS, labelledTitles } from './labelled-titles.ts';
import { table } from './table.ts';
import { type Evaluation, evaluate, type Figures, type Wrong } from './tag-figures.ts';
import { tagged, taggedWithoutMaker } from './tagging.ts';

const USAGE = 'npm run eval:tags -- --csv FILE [--json] [--without-maker]';

try {
  const { csv, json, withoutMaker } = asked();
  const evaluation = evaluate(labelledTitles(readFileSync(csv)), withoutMaker ? taggedWithoutMaker : tagged);
  console.log(json ? JSON.stringify(evaluation, null, 2) : printed(evaluation));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function asked(): { csv: string; json: boolean; withoutMaker: boolean } {
  const { values } = parseArgs({
    options: { csv: { type: 'string' }, json: { type: 'boolean' }, 'without-maker': { type: 'boolean' } },
  });
  if (values.csv === undefined) throw new Error(`--csv: expected a file, got none. ${USAGE}`);
  return { csv: values.csv, json: values.json ?? false, withoutMaker: values['without-maker'] ?? false };
}

function printed(evaluation: Evaluation): string {
  const { all, classes, languages, sources, confusion, wrong, titles, ambiguous } = evaluation;
  const groups = { 'both classes': all, ...classes, ...languages, ...sources };
  return [
    `${titles} titles; ${ambiguous} ambiguous ones skipped`,
    table(['', 'titles', 'precision', 'recall', 'F1'], Object.entries(groups).map(figuresRow)),
    table(
      ['labelled ↓ tagged →', ...LABELS],
      LABELS.map((right) => [right, ...LABELS.map((label) => `${confusion[right][label]}`)]),
    ),
    wrong.length === 0
      ? 'No wrong row.'
      : table(['line', 'labelled', 'tagged', 'by', 'title'], wrong.map(wrongRow)),
  ].join('\n\n');
}

function figuresRow([name, { titles, precision, recall, f1 }]: [string, Figures]): string[] {
  return [name, `${titles}`, ...[precision, recall, f1].map((figure) => figure?.toFixed(3) ?? '—')];
}

function wrongRow({ row, label, reason, matched }: Wrong): string[] {
  return [
    `${row.line}`,
    row.label,
    label,
    matched === null ? reason : `${reason}: ${matched}`,
    row.product.title,
  ];
}
