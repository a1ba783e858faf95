import { describe, expect } from 'vitest';
import { SCENES } from '../../scripts/scenes.ts';
import { at, totals } from './support/store.ts';
import { it } from './support/test.ts';

describe('the pictures of the README can be taken', () => {
  it('[V6] of the store, with a cart that reaches the cap', async ({ visitor }) => {
    const page = await visitor.open('/store?lang=en');
    await SCENES.store(page);
    await expect.poll(() => totals(page)).toMatchObject({ subsidy: 200_000 });
    expect(await at(page, 'notice').count()).toBe(0);
  });

  it('[V6] of the till, with a sale', async ({ visitor }) => {
    const page = await visitor.open('/till?lang=en');
    await SCENES.till(page);
    await expect.poll(() => page.locator('main').innerText()).toMatch(/G20S[\s\S]*Ray-Ban[\s\S]*¥/);
  });
});
