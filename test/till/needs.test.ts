// What a till asks for, and what it calls what comes back: the parts of its page that need no browser.

import { describe, expect, it } from 'vitest';
import type { Checkout, Return, Sale } from '../../sdk/till.ts';
import type { App } from '../../web/till/app.ts';
import { DEMO_PRODUCTS } from '../../web/till/demo.ts';
import { indexOf } from '../../web/till/products.ts';
import { returnedLines, titlesOf } from '../../web/till/return-lines.ts';
import { serialNeed } from '../../web/till/serial-need.ts';
import { isPlaced } from '../../web/till/setup-screen.ts';

describe('serial numbers', () => {
  const at = (serial_number: 'required' | 'optional' | null, ...qualifies: boolean[]) =>
    ({
      programme: serial_number && { serial_number },
      price:
        qualifies.length > 0
          ? { quote: { lines: qualifies.map((yes) => ({ tag: { qualifies: yes } })) } }
          : null,
    }) as unknown as App;

  it('[V14] are asked for on lines that get the subsidy, as the programme has it', () => {
    expect(serialNeed(at('required', true, false), 0)).toBe('required');
    expect(serialNeed(at('required', true, false), 1)).toBe('none');
    expect(serialNeed(at('optional', true, false), 0)).toBe('optional');
    expect(serialNeed(at('optional', true, false), 1)).toBe('none');
  });

  it('[V14] can be scanned before the price is there, or the programme', () => {
    expect(serialNeed(at('required'), 0)).toBe('required');
    expect(serialNeed(at('optional'), 0)).toBe('optional');
    expect(serialNeed(at(null), 0)).toBe('optional');
  });
});

describe('what comes back', () => {
  const checkout = { lines: [{ sku: 'G20S' }, { sku: 'DUSTBAG' }, { sku: 'GONE' }] } as unknown as Checkout;
  const products = indexOf(DEMO_PRODUCTS);

  it('[V14] is called as this till sold it, as its list has it now, or by its SKU', () => {
    const sale = { request: { lines: [{ sku: 'G20S', title: '石头 G20S 上下水版' }] } } as unknown as Sale;
    expect(titlesOf(checkout, sale, products)).toEqual([
      '石头 G20S 上下水版',
      '扫地机器人尘袋 3 只装',
      'GONE',
    ]);
    expect(titlesOf(checkout, null, products)[0]).toBe('石头 G20S 扫地机器人');
  });

  it('[V14] stands on its receipt with its quantity and serial numbers', () => {
    const lines = [
      { line: 1, quantity: 2 },
      { line: 0, quantity: 1, serial_numbers: ['SN-1'] },
    ];
    const work = { request: { lines, reason: 'x' } } as Pick<Return, 'request'>;
    expect(returnedLines(work, ['robot', 'bags'])).toEqual([
      { title: 'bags', quantity: 2, serials: [] },
      { title: 'robot', quantity: 1, serials: ['SN-1'] },
    ]);
  });
});

it('[V14] a till has its place once its store and its own name are there', () => {
  expect(isPlaced({ store: '一店', till: '1' })).toBe(true);
  expect(isPlaced({ store: '', till: '1' })).toBe(false);
  expect(isPlaced({ store: '一店', till: '' })).toBe(false);
});
