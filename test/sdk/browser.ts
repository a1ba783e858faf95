// A Chromium, and a page of a shop in it that has loaded the SDK's script and asks an API of the test.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { SDK_DIST } from '../../scripts/build-sdk.ts';
import { chromiumOptions } from '../../scripts/chromium.ts';

export async function startBrowser(): Promise<Browser> {
  return chromium.launch(await chromiumOptions());
}

/** As a careful shop sends it: no inline styles, no other scripts than its own. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src http://127.0.0.1:*";

/** A page whose SDK is there when `define()` of it was called; `troubles` are its errors. */
export async function openPage(
  browser: Browser,
  api: string,
  body: string,
  locale = 'zh',
): Promise<{ page: Page; troubles: string[]; define: () => Promise<void> }> {
  const script = `function define() {
    window.zhehui = Zhehui.createZhehui({ key: 'pk_test_demo', api: '${api}', locale: '${locale}' });
    Zhehui.defineElements(zhehui);
  }`;
  const style = `body { font: 16px/1.5 sans-serif; margin: 8px } zhehui-price:not(:defined) { display: block; height: 6.5em }
    .dark { --zhehui-color: rgb(255, 0, 0); --zhehui-due-size: 30px; background: black }
    .card { width: 160px }`;
  const files: Record<string, [type: string, text: string]> = {
    '/': [
      'text/html; charset=utf-8',
      `<!doctype html><html lang="${locale}"><title>Shop</title><link rel="stylesheet" href="/style.css"><script src="/zhehui.js"></script><script src="/page.js"></script><main>${body}</main>`,
    ],
    '/zhehui.js': ['text/javascript; charset=utf-8', readFileSync(`${SDK_DIST}/zhehui.js`, 'utf8')],
    '/page.js': ['text/javascript', script],
    '/style.css': ['text/css', style],
  };
  const server = createServer((request, response) => {
    const [type, text] = files[request.url ?? ''] ?? ['text/plain', ''];
    response.writeHead(200, { 'Content-Type': type, 'Content-Security-Policy': POLICY }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const page = await browser.newPage();
  const troubles: string[] = [];
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
  page.on('pageerror', (error) => troubles.push(error.message));
  onTestFinished(async () => {
    await page.close();
    server.closeAllConnections();
    server.close();
  });
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return { page, troubles, define: () => page.evaluate('define()') };
}
