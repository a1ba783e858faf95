// A person with a browser of their own: its tabs, its network, and all that a page must not do without being asked to.
// Judges nothing but that; what was bought is for books.ts.

import type { BrowserContext, Page, Request } from 'playwright-core';
import { type Call, type Cut, cutCalls } from './network.ts';

/** Where pages may load from and send to. */
export type Places = { readonly api: string; readonly stripe: string };

export class Visitor {
  /** Errors in consoles, exceptions, and requests to elsewhere, in order. */
  readonly troubles: string[] = [];
  /** Every checkout that was answered to a page. */
  readonly checkouts = new Set<string>();
  readonly context: BrowserContext;
  private readonly places: Places;
  private readonly expected: RegExp[] = [];

  constructor(context: BrowserContext, places: Places) {
    this.context = context;
    this.places = places;
    context.on('page', (page) => this.watch(page));
    context.on('request', (request) => this.checkPlace(request));
    context.on('response', async (response) => {
      if (!new URL(response.url()).pathname.startsWith('/v1/checkouts')) return;
      const text = await response.text().catch(() => '');
      for (const [id] of text.matchAll(/\bchk_[0-9a-z]{26}\b/g)) this.checkouts.add(id);
    });
  }

  /** A new tab, at a path of the Worker or an address. */
  async open(address: string): Promise<Page> {
    const page = await this.context.newPage();
    await page.goto(new URL(address, this.places.api).href);
    return page;
  }

  offline(): Promise<void> {
    return this.context.setOffline(true);
  }

  online(): Promise<void> {
    return this.context.setOffline(false);
  }

  /** Cuts one call of its pages, and writes all of them down. */
  cut(cut: Cut | null): Promise<Call[]> {
    return cutCalls(this.context, Object.values(this.places), cut);
  }

  /** Lets pages say what a test provokes: Chromium logs every answer from 400 on, and every call that fails. */
  expects(...troubles: RegExp[]): void {
    this.expected.push(...troubles);
  }

  /** What no test has asked for. */
  get unexpected(): string[] {
    return this.troubles.filter((trouble) => !this.expected.some((pattern) => pattern.test(trouble)));
  }

  private watch(page: Page): void {
    page.on('console', (message) => {
      if (message.type() === 'error') this.troubles.push(`${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => this.troubles.push(`uncaught ${error.stack ?? error.message}`));
    page.on('crash', () => this.troubles.push('the tab crashed'));
  }

  private checkPlace(request: Request): void {
    const { origin, protocol } = new URL(request.url());
    if (['data:', 'blob:'].includes(protocol) || Object.values(this.places).includes(origin)) return;
    this.troubles.push(`a request to elsewhere: ${request.url()}`);
  }
}
