// What a return may say, at the edge of every bound.

import { describe, expect, it } from 'vitest';
import { LINES_MAX, QUANTITY_MAX, REFUND_REASON_CHARS_MAX, SERIAL_CHARS_MAX } from '../../../src/limits.ts';
import { RefundRequestSchema } from '../../../src/wire/requests.ts';

const request = (over: Record<string, unknown>, line: Record<string, unknown> = {}) => ({
  lines: [{ line: 0, quantity: 1, ...line }],
  reason: '七天无理由',
  ...over,
});
const serials = (count: number): string[] => Array.from({ length: count }, (_, index) => `SN${index}`);
const lines = (count: number) => Array.from({ length: count }, (_, line) => ({ line, quantity: 1 }));

describe('a return', () => {
  it.each([
    ['the longest reason', request({ reason: 'x'.repeat(REFUND_REASON_CHARS_MAX) })],
    ['every line of the largest cart', request({ lines: lines(LINES_MAX) })],
    ['the last line and the largest quantity', request({}, { line: LINES_MAX - 1, quantity: QUANTITY_MAX })],
    ['a serial number for each unit', request({}, { quantity: 3, serial_numbers: serials(3) })],
    ['the longest serial number', request({}, { serial_numbers: ['x'.repeat(SERIAL_CHARS_MAX)] })],
  ])('[A4] may have %s', (_name, body) => {
    expect(RefundRequestSchema.safeParse(body).success).toBe(true);
  });

  it.each([
    ['reason', request({ reason: 'x'.repeat(REFUND_REASON_CHARS_MAX + 1) })],
    ['lines', request({ lines: lines(LINES_MAX + 1) })],
    ['lines.0.line', request({}, { line: LINES_MAX })],
    ['lines.0.quantity', request({}, { quantity: QUANTITY_MAX + 1 })],
    ['lines.0.serial_numbers', request({}, { quantity: 3, serial_numbers: serials(4) })],
    ['lines.0.serial_numbers.0', request({}, { serial_numbers: ['x'.repeat(SERIAL_CHARS_MAX + 1)] })],
    ['lines.0.serial_numbers.0', request({}, { serial_numbers: ['x'.repeat(500)] })],
    ['lines.0.serial_numbers.1', request({}, { quantity: 2, serial_numbers: ['sn 1', 'SN-1'] })],
  ])('[A4] is refused for its %s', (path, body) => {
    const { error } = RefundRequestSchema.safeParse(body);
    expect(error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
  });
});
