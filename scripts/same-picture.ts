/// <reference lib="dom" />
// Whether two pictures of one page show the same: drawn twice, it differs by a shade or two at the edges of letters and corners.

import type { Page } from 'playwright-core';

/** Steps of 255 by which a colour may differ: two pictures of one page had two, which nobody sees. */
export const NOISE_MAX = 4;

/** Compares two PNGs as the browser of the page decodes them. */
export async function isSamePicture(page: Page, one: Buffer, other: Buffer): Promise<boolean> {
  const texts = [one, other].map((png) => png.toString('base64'));
  return (await page.evaluate(difference, texts)) <= NOISE_MAX;
}

/** The greatest of any colour. Runs in the page, whose policy allows no pictures from elsewhere: they are made of bytes. */
async function difference(texts: string[]): Promise<number> {
  const [one, other] = await Promise.all(
    texts.map(async (text) => {
      const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
      const picture = await createImageBitmap(new Blob([bytes]));
      const { width, height } = picture;
      const context = new OffscreenCanvas(width, height).getContext('2d');
      context?.drawImage(picture, 0, 0);
      return context?.getImageData(0, 0, width, height);
    }),
  );
  if (one?.width !== other?.width || one?.height !== other?.height) return Number.POSITIVE_INFINITY;
  return (
    one?.data.reduce((most, byte, at) => Math.max(most, Math.abs(byte - (other?.data[at] ?? 0))), 0) ?? 0
  );
}
