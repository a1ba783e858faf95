import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { isSamePicture, NOISE_MAX } from '../../scripts/same-picture.ts';
import { SCENES } from '../../scripts/scenes.ts';
import { at, totals } from './support/store.ts';
import { it } from './support/test.ts';

/** A white picture, but for a pixel of so much red. */
async function picture(page: Page, red: number, width = 2): Promise<Buffer> {
  const url = await page.evaluate(
    ([shade, across]) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: across, height: 1 });
      const pixels = new ImageData(new Uint8ClampedArray(4 * across).fill(255), across);
      pixels.data[4] = shade;
      canvas.getContext('2d')?.putImageData(pixels, 0, 0);
      return canvas.toDataURL();
    },
    [red, width] as const,
  );
  return Buffer.from(url.split(',')[1] ?? '', 'base64');
}

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

  it('[V6] and one that differs by shades which nobody sees is not another one', async ({ visitor }) => {
    const page = await visitor.open('/store');
    const white = await picture(page, 255);
    expect(await isSamePicture(page, white, await picture(page, 255 - NOISE_MAX))).toBe(true);
    expect(await isSamePicture(page, white, await picture(page, 254 - NOISE_MAX))).toBe(false);
    expect(await isSamePicture(page, white, await picture(page, 255, 3))).toBe(false);
  });
});
