// Makes the till open without a network: its service worker, which is told every file of the build, and its manifest, by which
// it can be installed. A plugin of the pages' build.

import { createHash } from 'node:crypto';
import type { Plugin, Rolldown } from 'vite';

type Bundle = Rolldown.OutputBundle;

const PAGE = 'till/index.html';
const WORKER = 'till/sw.js';

/** @param sources the folder of the pages */
export function tillOffline(sources: string): Plugin {
  return {
    name: 'till-offline',
    enforce: 'post',
    buildStart() {
      this.emitFile({ type: 'chunk', id: `${sources}/till/sw.ts`, fileName: WORKER });
    },
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const page = bundle[PAGE];
        const worker = bundle[WORKER];
        if (page?.type !== 'asset' || worker?.type !== 'chunk') return;
        const manifest = manifestOf(pathNamed(bundle, 'icon.svg'));
        this.emitFile({ type: 'asset', fileName: manifest.path, source: manifest.content });
        page.source = String(page.source).replace(
          '</head>',
          `  <link rel="manifest" href="/${manifest.path}">\n  </head>`,
        );
        const files = [...filesOf(bundle, PAGE), manifest.path].map((path) => `/${path}`).sort();
        worker.code = worker.code
          .replace('__TILL_FILES__', JSON.stringify(files))
          .replace(
            '__TILL_BUILD__',
            JSON.stringify(hashOf([...files, String(page.source), worker.code].join('\n'))),
          );
      },
    },
  };
}

const HASH_CHARS = 8;
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, HASH_CHARS);

/** What a browser needs to know to install the till. */
function manifestOf(icon: string): { readonly path: string; readonly content: string } {
  const icons = [{ src: `/${icon}`, sizes: 'any', type: 'image/svg+xml', purpose: 'any' }];
  const content = JSON.stringify({
    ...{ id: '/till', start_url: '/till', scope: '/till', display: 'standalone', icons },
    ...{ name: '浙惠收银台 Zhehui till', short_name: '浙惠收银台', lang: 'zh-CN' },
    ...{ background_color: '#f6f7f5', theme_color: '#0b5d4e' },
  });
  return { path: `assets/till-${hashOf(content)}.webmanifest`, content };
}

function pathNamed(bundle: Bundle, name: string): string {
  const found = Object.values(bundle).find((file) => file.type === 'asset' && file.names.includes(name));
  if (found === undefined) throw new Error(`no ${name} in the build`);
  return found.fileName;
}

/** Every file that a page may load: its scripts, those that they load later, styles and pictures. */
function filesOf(bundle: Bundle, page: string): Set<string> {
  const files = new Set<string>();
  const entries = Object.values(bundle).filter(
    (file) => file.type === 'chunk' && file.facadeModuleId?.endsWith(`/${page}`),
  );
  const walk = (name: string): void => {
    const file = bundle[name];
    if (files.has(name) || file === undefined) return;
    files.add(name);
    if (file.type !== 'chunk') return;
    const { importedCss = new Set<string>(), importedAssets = new Set<string>() } = file.viteMetadata ?? {};
    for (const next of [...file.imports, ...file.dynamicImports, ...importedCss, ...importedAssets])
      walk(next);
  };
  for (const { fileName } of entries) walk(fileName);
  files.add(pathNamed(bundle, 'icon.svg'));
  return files;
}
