// Once for all files: the Worker, its storage and the sandbox as npm start starts them, on ports and in a folder of their own,
// and one Chromium. Both end with the run, however it ends.

import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { chromiumOptions } from '../../../scripts/chromium.ts';
import { Installation } from '../../support/processes.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the Worker answers. */
    api: string;
    /** Where the sandbox answers. */
    stripe: string;
    /** Where the browser takes orders. */
    browser: string;
  }
}

export default async function setup({ config, provide }: TestProject): Promise<() => Promise<void>> {
  const installation = await Installation.make();
  process.once('exit', installation.removeNow);
  const [browser] = await Promise.all([
    chromiumOptions(config.env['TMPDIR']).then((options) => chromium.launchServer(options)),
    installation.start(),
  ]);
  provide('api', installation.api);
  provide('stripe', installation.stripe);
  provide('browser', browser.wsEndpoint());
  return async () => {
    await Promise.all([browser.close(), installation.remove()]);
  };
}
