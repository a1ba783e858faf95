// Which units of a cart are locked.

import { describe, expect, it } from 'vitest';
import type { Programme } from '../../src/programme.ts';
import { ZHEJIANG_AI_2025 } from '../../src/programmes/zhejiang-ai-2025.ts';
import { quote } from '../../src/quote.ts';
import { registryOf } from '../../src/tagging/registry.ts';
import { type Units, unitsOf } from '../../src/units.ts';
import type { CartLine } from '../../src/wire/requests.ts';
import { OPEN } from './arbitraries.ts';

const ROBOT: CartLine = { sku: 'G20S', title: '石头 G20S 扫地机器人', unit_amount: 399_900, quantity: 1 };
const GLASSES: CartLine = { sku: 'META', title: 'Ray-Ban Meta 智能眼镜', unit_amount: 220_000, quantity: 1 };
const SOCKS: CartLine = { sku: 'SOCKS', title: '棉袜', unit_amount: 2_900, quantity: 3 };

function units(lines: readonly CartLine[], over: Partial<Programme> = {}, has_buyer = false): Units {
  const programme = { ...ZHEJIANG_AI_2025, ...over };
  const cart = { lines: [...lines], has_buyer };
  return unitsOf(cart, quote(cart, { programme, registry: registryOf([]), now: OPEN }), programme);
}

describe('units with serial numbers', () => {
  it('[N2] are those of qualifying lines, in their one form, with their line', () => {
    const lines = [
      { ...SOCKS, serial_numbers: ['SOCK-1'] },
      { ...ROBOT, quantity: 2, serial_numbers: [' sn-0001 ', 'ＳＮ０００２'] },
    ];
    expect(units(lines)).toEqual({
      ok: true,
      serials: [
        { line: 1, serial: 'SN0001' },
        { line: 1, serial: 'SN0002' },
      ],
      buyers: [],
    });
  });

  it('[N2] a line that costs nothing locks nothing; one whose share was rounded to nothing does', () => {
    const dear = { ...ROBOT, unit_amount: 90_000_000, serial_numbers: ['DEAR'] };
    const cheap = { ...ROBOT, sku: 'CHEAP', unit_amount: 100, serial_numbers: ['CHEAP'] };
    const free = { ...ROBOT, sku: 'FREE', unit_amount: 0, serial_numbers: ['FREE'] };
    const programme = { ...ZHEJIANG_AI_2025 };
    const cart = { lines: [dear, cheap, free], has_buyer: false };
    const priced = quote(cart, { programme, registry: registryOf([]), now: OPEN });
    expect(priced.lines.map(({ subsidy_amount }) => subsidy_amount)).toEqual([200_000, 0, 0]);
    expect(unitsOf(cart, priced, programme)).toMatchObject({
      serials: [{ serial: 'DEAR' }, { serial: 'CHEAP' }],
    });
  });

  it.each([
    [0, undefined],
    [1, ['A']],
  ])('[N2] where they are required, %s of two are too few', (got, serial_numbers) => {
    const line = { ...ROBOT, quantity: 2, ...(serial_numbers && { serial_numbers }) };
    expect(units([SOCKS, line], { serial_number: 'required' })).toEqual({
      ok: false,
      reason: 'serial_number_required',
      line: 1,
      expected: 2,
      got,
    });
  });

  it('[N2] where they are required, lines that do not qualify need none', () => {
    const line = { ...ROBOT, serial_numbers: ['A'] };
    expect(units([SOCKS, line], { serial_number: 'required' })).toMatchObject({ ok: true });
    expect(units([SOCKS], { serial_number: 'required' })).toEqual({ ok: true, serials: [], buyers: [] });
  });
});

describe("a buyer's units", () => {
  it('[N3] are counted for each device class over all its lines', () => {
    expect(units([ROBOT, GLASSES, SOCKS, { ...ROBOT, quantity: 2 }], { per_buyer_limit: 5 }, true)).toEqual({
      ok: true,
      serials: [],
      buyers: [
        { device: 'household_robot', quantity: 3 },
        { device: 'smart_glasses', quantity: 1 },
      ],
    });
  });

  it('[N3] need a buyer only where the programme has a limit and something qualifies', () => {
    expect(units([ROBOT], { per_buyer_limit: 1 })).toEqual({ ok: false, reason: 'buyer_required' });
    expect(units([SOCKS], { per_buyer_limit: 1 })).toMatchObject({ ok: true });
    expect(units([ROBOT], {}, true)).toMatchObject({ ok: true, buyers: [] });
  });
});
