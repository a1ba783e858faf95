// npm run screenshots: the README's pictures of the store and the till, in Chinese and English, from an installation of its own.

import { mkdirSync } from 'node:fs';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { Installation } from '../test/support/processes.ts';
import { PROJECT } from './build.ts';
import { chromiumOptions } from './chromium.ts';

const FOLDER = `${PROJECT}docs/images`;
const LANGUAGES = ['zh', 'en'] as const;
const SCREEN: BrowserContextOptions = {
  viewport: { width: 1280, height: 860 },
  locale: 'zh-CN',
  reducedMotion: 'reduce',
};

/** What is to be seen in each picture. */
const SCENES: Readonly<Record<string, (page: Page) => Promise<void>>> = { store, till };

mkdirSync(FOLDER, { recursive: true });
const installation = await Installation.make();
process.once('exit', installation.removeNow);
await installation.start();
const browser = await chromium.launch(await chromiumOptions());
try {
  for (const [name, arrange] of Object.entries(SCENES)) {
    for (const language of LANGUAGES) await picture(name, language, arrange);
  }
} finally {
  await browser.close();
  await installation.remove();
}

async function picture(
  name: string,
  language: string,
  arrange: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(SCREEN);
  const page = await context.newPage();
  await page.goto(`${installation.api}/${name}?lang=${language}`);
  await arrange(page);
  await page.waitForLoadState('networkidle');
  const path = `${FOLDER}/${name}-${language}.png`;
  await page.screenshot({ path });
  await context.close();
  console.log(path);
}

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
