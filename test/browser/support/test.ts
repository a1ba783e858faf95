// The tests of pages: each with a visitor in a browser context of its own and the books as they stand. A test fails on any
// trouble of a page that it did not expect, and then leaves pictures of its tabs in a temporary folder.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContextOptions, chromium } from 'playwright-core';
import { inject, test } from 'vitest';
import { Books } from './books.ts';
import { ownPlaces } from './places.ts';
import { Visitor } from './visitor.ts';

/** Milliseconds for anything that a page is asked to do or to show: before a test's own time is up, so that it says what. */
const ACTION_TIMEOUT_MS = 20_000;

export const it = test
  .extend('places', { scope: 'file' }, ownPlaces)
  .extend('address', { scope: 'file' }, () => inject('browser'))
  .extend('browser', { scope: 'file' }, async ({ address }, { onCleanup }) => {
    const browser = await chromium.connect(address);
    onCleanup(() => browser.close());
    return browser;
  })
  .extend('books', ({ places }) => Books.open(places))
  .extend('arrive', async ({ browser, places, task }, { onCleanup }) => {
    const visitors: Visitor[] = [];
    onCleanup(async () => {
      const troubles = visitors.flatMap(({ unexpected }) => unexpected);
      const failed = task.result?.state === 'fail' || troubles.length > 0;
      const folder = failed ? await pictures(visitors) : null;
      await Promise.all(visitors.map(({ context }) => context.close()));
      if (folder !== null) throw new Error(['Its tabs, in pictures:', folder, ...troubles].join('\n'));
    });
    /** One more visitor, with a device of their own. */
    return async (device: BrowserContextOptions = {}): Promise<Visitor> => {
      const context = await browser.newContext({ locale: 'zh-CN', ...device });
      context.setDefaultTimeout(ACTION_TIMEOUT_MS);
      const visitor = new Visitor(context, places);
      visitors.push(visitor);
      return visitor;
    };
  })
  .extend('visitor', ({ arrive }) => arrive());

async function pictures(visitors: readonly Visitor[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'zhehui-pages-'));
  const pages = visitors.flatMap(({ context }) => context.pages());
  for (const [index, page] of pages.entries()) {
    await page.screenshot({ path: join(folder, `${index}.png`), fullPage: true }).catch(() => undefined);
  }
  return folder;
}
