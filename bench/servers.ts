// The Worker as it is deployed, and beside it in the same workerd what it is measured against.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BUNDLE, build, bundleBy, PAGES, PROJECT } from '../scripts/build.ts';
import { compatibilityDate, OBJECTS } from '../scripts/workerd.ts';
import { atEnd } from './at-end.ts';
import { WEBHOOK_SECRET } from './carts.ts';

const WORKERD = `${PROJECT}node_modules/.bin/workerd`;
const ZHEHUI = 'zhehui.js';
const PEERS = 'peers.js';
const PEERS_MAIN = `${PROJECT}bench/workers/index.ts`;

/** What the peers answer to a cart, by its number of lines. */
export type PeerAnswers = Readonly<Record<number, object>>;

export type Servers = { readonly zhehui_port: number; readonly peers_port: number; readonly pid: number };

/** A folder that is gone after the benchmark. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zhehui-bench-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Bundles both Workers into a folder, where a later build cannot replace them. */
export function buildInto(folder: string): void {
  build();
  copyFileSync(BUNDLE, join(folder, ZHEHUI));
  const config = join(folder, 'wrangler.toml');
  writeFileSync(config, peersConfig());
  bundleBy(config, join(folder, 'peers'));
  copyFileSync(join(folder, 'peers/index.js'), join(folder, PEERS));
}

/** The peers are bundled by the settings that Zhehui itself is bundled by, whatever these are. */
function peersConfig(): string {
  const own = readFileSync(`${PROJECT}wrangler.toml`, 'utf8').split('\n');
  const shared = own.filter((line) =>
    /^(compatibility_date|compatibility_flags|minify|keep_names) = /.test(line),
  );
  return ['name = "zhehui-bench"', `main = ${JSON.stringify(PEERS_MAIN)}`, ...shared].join('\n');
}

/** Starts both in one workerd; the objects' storage is a folder in the folder. */
export async function startServers(
  folder: string,
  objects: string,
  answers: PeerAnswers,
): Promise<Servers & { stop(): Promise<void> }> {
  const zhehui_port = await freePort();
  const peers_port = await freePort();
  for (const path of [join(folder, objects), PAGES]) mkdirSync(path, { recursive: true });
  const config = join(folder, 'workerd.capnp');
  writeFileSync(config, configText({ zhehui_port, peers_port, objects: join(folder, objects), answers }));
  const child = spawn(WORKERD, ['serve', config], { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  let stopping = false;
  child.once('exit', (code, signal) => {
    if (!stopping) console.error(`workerd ended by itself: ${signal ?? `code ${code}`}`);
  });
  // All that was answered is on disk, and workerd lingers over open connections: nothing is lost by killing it.
  const stop = async (): Promise<void> => {
    stopping = true;
    child.kill('SIGKILL');
    await ended;
  };
  atEnd(stop);
  await Promise.race([
    untilHealthy(zhehui_port),
    ended.then(() => Promise.reject(new Error('workerd ended'))),
  ]);
  return { zhehui_port, peers_port, pid: child.pid ?? 0, stop };
}

const POLL_MS = 25;

async function untilHealthy(port: number): Promise<void> {
  while ((await fetch(`http://127.0.0.1:${port}/health`).catch(() => null)) === null) await sleep(POLL_MS);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

function configText(given: {
  zhehui_port: number;
  peers_port: number;
  objects: string;
  answers: PeerAnswers;
}): string {
  const classes = Object.entries(OBJECTS);
  const bindings = classes.map(([name, of]) => `(name = "${name}", durableObjectNamespace = "${of}")`);
  const namespaces = classes.map(
    ([, of]) => `(className = "${of}", uniqueKey = "zhehui-${of}", enableSql = true)`,
  );
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "zhehui", worker = .zhehui),
    (name = "peers", worker = .peers),
    (name = "objects", disk = (path = "${given.objects}", writable = true)),
    (name = "pages", disk = (path = "${PAGES}")),
  ],
  sockets = [
    (name = "zhehui", address = "127.0.0.1:${given.zhehui_port}", http = (), service = "zhehui"),
    (name = "peers", address = "127.0.0.1:${given.peers_port}", http = (), service = "peers"),
  ],
);
const zhehui :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed "${ZHEHUI}")],
  compatibilityDate = "${compatibilityDate()}",
  bindings = [
    (name = "ENVIRONMENT", text = "development"),
    (name = "STRIPE_WEBHOOK_SECRET", text = "${WEBHOOK_SECRET}"),
    (name = "STRIPE_API_BASE", text = "http://stripe.bench"),
    (name = "ASSETS", service = "pages"),
    ${bindings.join(', ')},
  ],
  globalOutbound = (name = "peers", entrypoint = "stripe"),
  durableObjectNamespaces = [${namespaces.join(', ')}],
  durableObjectStorage = (localDisk = "objects"),
);
const peers :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed "${PEERS}")],
  compatibilityDate = "${compatibilityDate()}",
  bindings = [
    (name = "ANSWERS", json = ${JSON.stringify(JSON.stringify(given.answers))}),
    (name = "INSERTS", durableObjectNamespace = "Inserts"),
  ],
  durableObjectNamespaces = [(className = "Inserts", uniqueKey = "bench-Inserts", enableSql = true)],
  durableObjectStorage = (localDisk = "objects"),
);
`;
}
