// Once for all files: one Chromium, and the Worker, its storage and the sandbox as npm start serves them, on ports and in a folder
// of their own: an installation for each file that can run at the same time. All end with the run, however it ends.

import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { build } from '../../../scripts/build.ts';
import { buildWeb } from '../../../scripts/build-web.ts';
import { chromiumOptions } from '../../../scripts/chromium.ts';
import { Installation } from '../../support/processes.ts';
import type { Places } from './visitor.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The installations. */
    places: Places[];
    /** Where the browser takes orders. */
    browser: string;
  }
}

export default async function setup({ config, provide }: TestProject): Promise<() => Promise<void>> {
  build();
  await buildWeb();
  const installations: Installation[] = [];
  for (let file = 0; file < config.maxWorkers; file += 1) installations.push(await Installation.make());
  process.once('exit', () => {
    for (const installation of installations) installation.removeNow();
  });
  const [browser] = await Promise.all([
    chromiumOptions(config.env['TMPDIR']).then((options) => chromium.launchServer(options)),
    ...installations.map((installation) => installation.serve()),
  ]);
  provide(
    'places',
    installations.map(({ api, stripe }) => ({ api, stripe })),
  );
  provide('browser', browser.wsEndpoint());
  return async () => {
    await Promise.all([browser.close(), ...installations.map((installation) => installation.remove())]);
  };
}
