// npm run screenshots: the README's pictures of the store and the till, in Chinese and English, from an installation of its own.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type BrowserContextOptions, chromium } from 'playwright-core';
import { Installation } from '../test/support/processes.ts';
import { build, PROJECT } from './build.ts';
import { buildWeb } from './build-web.ts';
import { chromiumOptions } from './chromium.ts';
import { isSamePicture } from './same-picture.ts';
import { SCENES, type Scene } from './scenes.ts';

const FOLDER = `${PROJECT}docs/images`;
const LANGUAGES = ['zh', 'en'] as const;
const SCREEN: BrowserContextOptions = {
  viewport: { width: 1280, height: 860 },
  locale: 'zh-CN',
  reducedMotion: 'reduce',
};

mkdirSync(FOLDER, { recursive: true });
build();
await buildWeb();
const installation = await Installation.make();
process.once('exit', installation.removeNow);
await installation.serve();
const browser = await chromium.launch(await chromiumOptions());
try {
  for (const [name, arrange] of Object.entries(SCENES)) {
    for (const language of LANGUAGES) await picture(name, language, arrange);
  }
} finally {
  await browser.close();
  await installation.remove();
}

async function picture(name: string, language: string, arrange: Scene): Promise<void> {
  const context = await browser.newContext(SCREEN);
  const page = await context.newPage();
  await page.goto(`${installation.api}/${name}?lang=${language}`);
  await arrange(page);
  await page.waitForLoadState('networkidle');
  const path = `${FOLDER}/${name}-${language}.png`;
  const taken = await page.screenshot();
  const is_same = existsSync(path) && (await isSamePicture(page, readFileSync(path), taken));
  if (!is_same) writeFileSync(path, taken);
  console.log(is_same ? `${path}: as before` : path);
  await context.close();
}
