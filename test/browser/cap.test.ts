import { describe, expect } from 'vitest';
import { add, at, CARDS, checkOut, payByCard, soldOn, totals } from './support/store.ts';
import { it } from './support/test.ts';

const CAP = 200_000;

describe('the cap', () => {
  it('[V12] is reached live while goods are added, said in words, and left again', async ({
    visitor,
    books,
  }) => {
    const page = await visitor.open('/store');
    const said = at(page, 'summary').locator('[role=status]');
    const steps: [add: string, eligible: number][] = [
      ['G20S', 399_900],
      ['QREVO-CURV', 949_800],
      ['T50-PRO', 1_309_700],
      ['DUSTBAG', 1_309_700],
      ['G20S', 1_709_600],
    ];
    for (const [sku, eligible] of steps) {
      await add(page, sku);
      const subsidy = Math.min(Math.floor((eligible * 15) / 100), CAP);
      await expect.poll(() => totals(page)).toMatchObject({ subsidy });
      await expect
        .poll(() => said.innerText())
        .toEqual(subsidy === CAP ? expect.stringContaining('2,000') : '');
    }
    await at(page, 'less-QREVO-CURV').click();
    await expect.poll(() => totals(page)).toMatchObject({ subsidy: 173_955 });
    await add(page, 'QREVO-CURV');
    await expect.poll(() => totals(page)).toEqual({ subsidy: CAP, due: 1_713_500 - CAP });
    await checkOut(page);
    await payByCard(page, CARDS.good);
    const sold = await soldOn(page);
    expect(sold).toMatchObject({ subsidy: CAP, due: 1_713_500 - CAP });
    await books.agree([sold], visitor.checkouts);
  });
});
