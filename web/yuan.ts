// Fen as people read and type them. Integers only: no amount passes through a fraction.

/** `¥3,999.00` of 399900 fen. */
export function yuan(fen: number): string {
  const whole = String(Math.trunc(Math.abs(fen) / 100)).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${fen < 0 ? '−' : ''}¥${whole}.${String(Math.abs(fen) % 100).padStart(2, '0')}`;
}

/** The fen of a text such as `4000`, `4,000.5` or `¥4000.50`; null for what is no amount. */
export function fenOf(text: string): number | null {
  const match = /^¥?\s*(\d{1,9})(?:[.。](\d{0,2}))?$/.exec(text.normalize('NFKC').replace(/[,\s]/g, ''));
  if (match === null) return null;
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}
