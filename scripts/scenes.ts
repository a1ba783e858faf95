// What is to be seen in the README's pictures: pages as they are opened, arranged as their users would.

import type { Page } from 'playwright-core';

export type Scene = (page: Page) => Promise<void>;

/** A cart that reaches the cap. */
async function store(page: Page): Promise<void> {
  for (const sku of ['QREVO-CURV', 'RAYNEO-X3-PRO', 'DUSTBAG']) await press(page, `add-${sku}`);
  await page.mouse.move(0, 0);
  await page.evaluate('scrollTo(0, 0)');
}

/** A sale with a device, its accessory, and goods that do not qualify. */
async function till(page: Page): Promise<void> {
  await press(page, 'go-setup');
  await press(page, 'demo');
  await page.locator('[data-test="empty"]').waitFor();
  for (const sku of ['G20S', 'RAYBAN-META', 'DUSTBAG', 'SOCKS']) {
    await press(page, 'enter-code');
    await page.locator('[data-test="code"]').fill(sku);
    await press(page, 'add');
    await page.locator('[data-test="dialog-code"]').waitFor({ state: 'detached' });
  }
}

function press(page: Page, name: string): Promise<void> {
  return page.locator(`[data-test="${name}"]`).click();
}

/** By the page that each is on. */
export const SCENES = { store, till } as const satisfies Record<string, Scene>;
