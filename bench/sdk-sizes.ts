// What a page loads of an SDK, as it travels: all that the package exports, bundled and compressed in the same way for each.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { PROJECT } from '../scripts/build.ts';

/** What a page of one's own imports, by what it is called in the table. The others' packages load the rest from their hosts. */
const ENTRIES = {
  stripe: ['@stripe/stripe-js'],
  paypal: ['@paypal/paypal-js'],
  core: [`${PROJECT}sdk/index.ts`],
  elements: [`${PROJECT}sdk/script.ts`],
  till: [`${PROJECT}sdk/till.ts`],
} as const;

/** Bytes of brotli. */
export type SdkSizes = Readonly<Record<keyof typeof ENTRIES, number>>;

export async function measureSdkSizes(folder: string): Promise<SdkSizes> {
  console.error('sdks: bundling');
  const entries = Object.entries(ENTRIES).map(async ([name, modules]) => {
    const page = join(folder, 'sdks', `${name}.js`);
    mkdirSync(join(folder, 'sdks'), { recursive: true });
    writeFileSync(page, modules.map((module) => `export * from ${JSON.stringify(module)};\n`).join(''));
    return [name, brotliCompressSync(await bundled(page)).length] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as SdkSizes;
}

/** As the SDK itself is built; packages are found where the project has them. */
async function bundled(input: string): Promise<string> {
  const made = await rolldown({
    input,
    tsconfig: `${PROJECT}sdk/tsconfig.json`,
    platform: 'browser',
    resolve: { modules: [`${PROJECT}node_modules`] },
  });
  const { output } = await made.generate({
    format: 'es',
    generatedCode: { symbols: false },
    minify: true,
    comments: { annotation: false, jsdoc: false, legal: false },
  });
  await made.close();
  return output.map((file) => (file.type === 'chunk' ? file.code : '')).join('\n');
}
