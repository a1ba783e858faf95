// A table for a terminal. Chinese characters are twice as wide as Latin ones.

/** Fen as yuan, for people. */
export function yuan(fen: number): string {
  return `${Math.trunc(fen / 100).toLocaleString('en')}.${String(fen % 100).padStart(2, '0')}`;
}

/** Columns as wide as their widest cell; numbers to the right. */
export function table(headings: string[], rows: string[][]): string {
  const widths = headings.map((heading, column) =>
    Math.max(...[heading, ...rows.map((row) => row[column] ?? '')].map(width)),
  );
  const line = (row: string[]) =>
    row
      .map((cell, column) => padded(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(headings), widths.map((wide) => '─'.repeat(wide)).join('  '), ...rows.map(line)].join('\n');
}

const NUMBER = /^[\d,.]+$/;
const WIDE = /[\u2e80-\u9fff\uff00-\uff60]/g;

function padded(cell: string, wide: number): string {
  const space = ' '.repeat(Math.max(0, wide - width(cell)));
  return NUMBER.test(cell) ? space + cell : cell + space;
}

function width(text: string): number {
  return text.length + (text.match(WIDE)?.length ?? 0);
}
