// What keeps people from using a page: what axe finds, what does not fit a narrow screen, and the way through it by keyboard.

import axe, { type Result } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** A small telephone. */
export const NARROW = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

/** What axe objects to by any of its rules, its advice on good practice too, and what is wider than the screen. */
export async function objections(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const run = (window as unknown as { axe: typeof axe }).axe.run;
    return (await run(document, { resultTypes: ['violations'] })).violations;
  });
  const [width = 0, screen = 0] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  return [...found.map(told), ...(width > screen ? [`${width} pixels wide on a screen of ${screen}`] : [])];
}

function told({ id, help, nodes }: Result): string {
  const places = nodes.map(({ html, failureSummary }) => `${html}\n    ${failureSummary ?? ''}`);
  return `${id}: ${help}\n  ${places.join('\n  ')}`;
}

const TABS_MAX = 120;

/** Presses Tab until the focus is on what a selector names, and holds that the eye can follow it. */
export async function tabTo(page: Page, selector: string): Promise<void> {
  for (let tabs = 0; tabs < TABS_MAX; tabs += 1) {
    await page.keyboard.press('Tab');
    const { there, seen } = await page.evaluate(focusOn, selector);
    expect(seen, `the focus can be seen on the way to ${selector}`).toBe(true);
    if (there) return;
  }
  throw new Error(`no way by keyboard to ${selector}`);
}

/** Runs in the page. */
function focusOn(selector: string): { there: boolean; seen: boolean } {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  if (focused === null || focused === document.body) return { there: false, seen: true };
  const { outlineStyle, boxShadow } = getComputedStyle(focused);
  return { there: focused.matches(selector), seen: outlineStyle !== 'none' || boxShadow !== 'none' };
}
