// The network between a page and what it calls, cut at one call: on the way there, or on the way back.

import type { BrowserContext, Page, Route } from 'playwright-core';

/** `request`: it never arrives. `reply`: the work is done, and nobody hears of it. `call` counts from 1. */
export type Cut = { readonly call: number; readonly lost: 'request' | 'reply' };

/** What a page called: method and path. */
export type Call = string;

/** Writes down the calls that pages make by script from now on, and cuts one; navigation and pictures pass. */
export async function cutCalls(
  context: BrowserContext,
  origins: readonly string[],
  cut: Cut | null,
): Promise<Call[]> {
  const calls: Call[] = [];
  await context.route(
    ({ origin }) => origins.includes(origin),
    async (route) => {
      const request = route.request();
      if (!['fetch', 'xhr'].includes(request.resourceType())) return route.continue();
      const call = calls.push(`${request.method()} ${new URL(request.url()).pathname}`);
      return call === cut?.call ? lose(route, cut.lost) : route.continue();
    },
  );
  return calls;
}

/** Attempts at once: most of them wait most of the time. */
const CROWD = 6;

/** Does a thing undisturbed, and then twice more for each call that it made then: with its request lost, and its reply. */
export async function atEveryCall<Result>(
  attempt: (cut: Cut | null) => Promise<{ calls: Call[]; result: Result }>,
): Promise<Result[]> {
  const whole = await attempt(null);
  const cuts = whole.calls.flatMap((_, index): Cut[] => [
    { call: index + 1, lost: 'request' },
    { call: index + 1, lost: 'reply' },
  ]);
  const results = [whole.result];
  const work = async (): Promise<void> => {
    for (let cut = cuts.shift(); cut !== undefined; cut = cuts.shift()) {
      results.push((await attempt(cut)).result);
    }
  };
  await Promise.all(Array.from({ length: CROWD }, work));
  return results;
}

/** How much faster the clocks of a page run that is in a hurry. */
const HURRY = 10;

/** Lets what a page opens next wait for a tenth of the time, and its calls have no more. */
export async function hurry(page: Page): Promise<void> {
  await page.addInitScript((times) => {
    const { setTimeout: wait } = window;
    const { timeout } = AbortSignal;
    Object.assign(window, { setTimeout: (then: () => void, ms = 0) => wait(then, ms / times) });
    AbortSignal.timeout = (ms) => timeout.call(AbortSignal, ms / times);
  }, HURRY);
}

async function lose(route: Route, lost: Cut['lost']): Promise<void> {
  if (lost === 'reply') await route.fetch();
  await route.abort('connectionreset');
}
