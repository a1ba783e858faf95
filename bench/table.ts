// The table that the benchmark prints: Markdown, aligned, so that it can be read and pasted.

export type Row = {
  readonly what: string;
  /** Requests per second; for exports, megabytes; for titles, microseconds that one takes. */
  readonly rate: string;
  readonly p50_ms: number | null;
  readonly ratio_to: string;
  readonly ratio: number | null;
  readonly target: { readonly at_least: number } | { readonly at_most: number } | null;
};

const HEAD = ['what', 'median rate', 'p50 ms', 'ratio to', 'ratio', 'target', 'met'];

export function tableOf(rows: readonly Row[]): string {
  const cells = [HEAD, HEAD.map(() => ''), ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row, index) => {
      const padded = row.map((cell, column) => cell.padEnd(widths[column] ?? 0, index === 1 ? '-' : ' '));
      return `| ${padded.join(' | ')} |`;
    })
    .join('\n');
}

function cellsOf({ what, rate, p50_ms, ratio_to, ratio, target }: Row): string[] {
  return [
    what,
    rate,
    p50_ms === null ? '' : p50_ms.toFixed(2),
    ratio_to,
    ratio === null ? '' : ratio.toFixed(2),
    target === null ? '' : 'at_least' in target ? `≥ ${target.at_least}` : `≤ ${target.at_most}`,
    ratio === null || target === null ? '' : isMet(ratio, target) ? 'yes' : 'NO',
  ];
}

function isMet(ratio: number, target: NonNullable<Row['target']>): boolean {
  return 'at_least' in target ? ratio >= target.at_least : ratio <= target.at_most;
}

/** The middle one; of an even number, the upper one of the two. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
