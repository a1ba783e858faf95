import { execFileSync, spawnSync } from 'node:child_process';
import {
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { describe, expect, it } from 'vitest';
import { PROJECT } from '../../scripts/build.ts';
import { brotliBytes, SDK_DIST, SDK_SIZES } from '../../scripts/build-sdk.ts';

const SDK = `${PROJECT}sdk`;
const TYPES = fileURLToPath(new URL('types/', import.meta.url));
const kB = (bytes: number): string => `${(bytes / 1_000).toFixed(2)} kB`;

describe('the package', () => {
  it.each(SDK_SIZES)(
    '[F15] the $what is at most $bytes_max bytes, and both READMEs say how large',
    ({ file, what, bytes_max }) => {
      expect(brotliBytes(file)).toBeLessThanOrEqual(bytes_max);
      const rows = readFileSync(`${SDK}/README.md`, 'utf8')
        .split('\n')
        .filter((line) => /^\| `\w+\.js`/.test(line));
      expect(rows).toContain(`| \`${file}\` | ${kB(brotliBytes(file))} | ${kB(bytes_max)} |`);
      expect(readFileSync(`${PROJECT}README.md`, 'utf8')).toContain(`${what} ${kB(brotliBytes(file))}`);
    },
  );

  it('[F15] of src/ nothing but types is imported, and the check digit of GTINs: the rest would travel to pages', () => {
    const sources = globSync('**/*.ts', { cwd: SDK, exclude: ['dist/**'] });
    expect(sources.length).toBeGreaterThan(10);
    const values = /(?:import|export) (?!type )[^;]*from '(?:\.\.\/)+src\/(?!gtin\.ts)/;
    expect(sources.filter((file) => values.test(readFileSync(`${SDK}/${file}`, 'utf8')))).toEqual([]);
  });

  it('[F16] publint finds nothing', async () => {
    const { messages, pkg } = await publint({ pkgDir: SDK, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg ?? {}))).toEqual([]);
  });

  it('[F16] attw finds nothing, for a package of modules alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'zhehui-sdk-'));
    const [{ filename }] = JSON.parse(
      execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: SDK, encoding: 'utf8' }),
    );
    const found = await checkPackage(createPackageFromTarballData(readFileSync(join(folder, filename))));
    rmSync(folder, { recursive: true });
    // `node10` knows no `exports`, and `require()` of Node 20 no modules: both are what `attw --profile esm-only` leaves out.
    const problems = found.types ? found.problems : ['no types'];
    const counts = (problem: unknown): boolean =>
      !/^node(10|16-cjs)$/.test((problem as { resolutionKind?: string }).resolutionKind ?? '');
    expect(problems.filter(counts)).toEqual([]);
  });

  it('[F8] Stripe.js is of the release that the Worker speaks, and the policy in the README that of the Worker’s pages', () => {
    const read = (path: string) => readFileSync(`${PROJECT}${path}`, 'utf8');
    const { api_version } = JSON.parse(read('sandbox/schema/params.json'));
    const release = `https://js.stripe.com/${api_version.split('.')[1]}/stripe.js`;
    expect(read('sdk/stripe.ts')).toContain(`'${release}'`);
    const headers = read('worker/page-headers.ts').replace(/\$\{STRIPE_JS\}/g, 'https://js.stripe.com');
    expect(headers).toContain(`${release}\``);
    const stripes = (text: string) =>
      new Set(
        text.match(/https:\/\/[\w*.]*stripe\.com(?![\w/])/g)?.filter((host) => !host.includes('docs.')),
      );
    const policy = /```\n(script-src.*?)```/s.exec(read('sdk/README.md'))?.[1] ?? '';
    expect(stripes(policy)).toEqual(stripes(headers));
    expect(policy).toContain(
      'frame-src https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com',
    );
  });

  it('[F14] a server imports each entry, and nothing happens', () => {
    const names = ['index', 'elements', 'messages', 'till'].map(
      (name) => `await import('${SDK_DIST}/${name}.js');`,
    );
    const script = `const before = Object.keys(globalThis).length; ${names.join(' ')}
      const { defineElements } = await import('${SDK_DIST}/elements.js'); defineElements({});
      console.log(Object.keys(globalThis).length - before);`;
    expect(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })).toBe(
      '0\n',
    );
  });

  it('[F14] what is imported for nothing is left out', async () => {
    const { rolldown } = await import('rolldown');
    const made = await rolldown({
      input: 'page',
      plugins: [
        {
          name: 'page',
          resolveId: (id) => (id === 'page' ? id : undefined),
          load: (id) =>
            id === 'page' ? `import '${SDK_DIST}/index.js'; import '${SDK_DIST}/elements.js';` : undefined,
        },
      ],
    });
    const { output } = await made.generate();
    expect(output[0].code.trim()).not.toMatch(/class|fetch|document/);
  });
});

describe('types', () => {
  /** What tsc says of the files, by file, as somebody who has installed the package compiles them. */
  function compiled(moduleResolution: 'Bundler' | 'NodeNext'): Map<string, string> {
    const folder = mkdtempSync(join(tmpdir(), 'zhehui-types-'));
    mkdirSync(join(folder, 'node_modules/@zhehui'), { recursive: true });
    symlinkSync(SDK, join(folder, 'node_modules/@zhehui/sdk'));
    symlinkSync(`${PROJECT}node_modules/@stripe`, join(folder, 'node_modules/@stripe'));
    symlinkSync(TYPES, join(folder, 'types'));
    const module = moduleResolution === 'Bundler' ? 'ESNext' : 'NodeNext';
    const compilerOptions = {
      ...{ module, moduleResolution, target: 'ES2022', lib: ['ES2022', 'DOM'], types: [] },
      ...{
        strict: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
        preserveSymlinks: true,
        skipLibCheck: false,
      },
    };
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['types'] }));
    const tsc = `${PROJECT}node_modules/.bin/tsc`;
    const { stdout } = spawnSync(tsc, ['-p', folder, '--pretty', 'false'], { cwd: folder, encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    const said = new Map<string, string>();
    for (const entry of stdout.split(/\n(?=\S)/)) {
      const [, file = entry, error = ''] = /^(.+?)\(\d+,\d+\): (.*)$/s.exec(entry) ?? [];
      if (entry.trim() !== '') said.set(file, `${said.get(file) ?? ''}${error}`);
    }
    return said;
  }

  it.each(['Bundler', 'NodeNext'] as const)(
    '[F16] what must compile does, and what must not does not, with %s',
    (resolution) => {
      const said = compiled(resolution);
      const refused = readdirSync(`${TYPES}refused`).map((name) => `types/refused/${name}`);
      expect([...said.keys()].sort()).toEqual(refused.sort());
      for (const file of refused) {
        const [first = ''] = readFileSync(join(TYPES, '..', file), 'utf8').split('\n');
        expect(said.get(file), file).toContain(first.slice(3));
      }
    },
  );

  it('[F16] the error codes are those of the API’s page', () => {
    const page =
      readFileSync(`${PROJECT}docs/api.md`, 'utf8').split('## Errors')[1]?.split('## Exports')[0] ?? '';
    const documented = [...page.matchAll(/^\| \d{3} \| `[a-z_]+` \| (.*) \|$/gm)].flatMap((row) =>
      [...(row[1] ?? '').matchAll(/`([a-z_]+)`/g)].map((match) => match[1]),
    );
    const typed = readFileSync(`${SDK}/errors.ts`, 'utf8').split('export type SdkErrorCode')[0] ?? '';
    const codes = [...typed.matchAll(/\| '([a-z_]+)'/g)].map((match) => match[1]);
    expect(documented.length).toBeGreaterThan(40);
    expect([...new Set(documented)].sort()).toEqual(codes.sort());
  });
});
