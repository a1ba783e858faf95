// The Chromium that tests and screenshots use: unpacked once for all runs, with a Chinese font, and as strict as a buyer's.

import { execFileSync } from 'node:child_process';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import type { LaunchOptions } from 'playwright-core';
import { PROJECT } from './build.ts';
import { sfntOf } from './woff.ts';

/** Another Chromium instead: the one that the install brings runs on Linux (x64) only. */
const OWN_CHROMIUM = process.env['CHROMIUM_PATH'];

const MODULES = `${PROJECT}node_modules`;
const PACKED = `${MODULES}/@sparticuz/chromium/bin`;
const FONTS = `${MODULES}/@fontsource/noto-sans-sc/files`;
/** It finds this machine only. */
const ARGS = ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'];

const SCRIPTS = ['chinese-simplified', 'latin'];
const WEIGHTS = [400, 700];

/**
 * How to launch it. None of the switches that its package recommends is used: they turn off what separates one site from
 * another, which is what pages are tested with.
 *
 * @param shared a folder that outlives the run: what is unpacked there is found there again
 */
export async function chromiumOptions(shared = tmpdir()): Promise<LaunchOptions> {
  if (OWN_CHROMIUM !== undefined) return { executablePath: OWN_CHROMIUM, args: ARGS };
  const folder = await unpacked(shared);
  const fontconfig = join(folder, 'fonts.conf');
  return {
    executablePath: join(folder, 'chromium'),
    args: ARGS,
    env: { ...process.env, FONTCONFIG_FILE: fontconfig, LD_LIBRARY_PATH: join(folder, 'lib') },
  };
}

/** Whoever finds the folder finds it whole: it is made beside and renamed. Its name has the versions of what is in it. */
async function unpacked(shared: string): Promise<string> {
  const versions = ['@sparticuz/chromium', '@fontsource/noto-sans-sc'].map(versionOf).join('-');
  const folder = join(shared, `zhehui-chromium-${versions}`);
  if (existsSync(folder)) return folder;
  const making = mkdtempSync(`${folder}-`);
  await unpack('chromium.br', join(making, 'chromium'));
  // The libraries that a system without a desktop lacks.
  await unpack('al2023.tar.br', join(making, 'lib.tar'));
  execFileSync('tar', ['-xf', 'lib.tar'], { cwd: making });
  writeFonts(making, folder);
  try {
    renameSync(making, folder);
  } catch (error) {
    rmSync(making, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

function unpack(packed: string, file: string): Promise<void> {
  const written = createWriteStream(file, { mode: 0o755 });
  return pipeline(createReadStream(`${PACKED}/${packed}`), createBrotliDecompress(), written);
}

function versionOf(name: string): string {
  return JSON.parse(readFileSync(`${MODULES}/${name}/package.json`, 'utf8')).version;
}

/** Chromium reads neither WOFF nor WOFF2 from a disk, and the packages have nothing else. */
function writeFonts(making: string, folder: string): void {
  mkdirSync(join(making, 'fonts'));
  for (const script of SCRIPTS) {
    for (const weight of WEIGHTS) {
      const woff = readFileSync(`${FONTS}/noto-sans-sc-${script}-${weight}-normal.woff`);
      writeFileSync(join(making, 'fonts', `${script}-${weight}.ttf`), sfntOf(woff));
    }
  }
  const config = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>
`;
  writeFileSync(join(making, 'fonts.conf'), config);
}
