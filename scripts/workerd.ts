// Runs the built Worker on plain workerd, its objects on local disk: the same code and storage as on Cloudflare.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { BUNDLE, PAGES, PROJECT } from './build.ts';

/** The Worker's objects: binding and class, as in wrangler.toml. */
export const OBJECTS = {
  DIRECTORY: 'Directory',
  CATALOGUE: 'Catalogue',
  LEDGER: 'Ledger',
  BUDGET: 'Budget',
  JOURNAL: 'Journal',
  SERIALS: 'Serials',
  RECONCILIATIONS: 'Reconciliations',
};

/** How a Worker is run. */
export type WorkerdOptions = {
  readonly port: number;
  /** A folder for the objects' storage and the configuration. */
  readonly state_dir: string;
  /** Text bindings: the settings of worker/env.ts. */
  readonly settings: Readonly<Record<string, string>>;
  /** A file descriptor that takes what it prints; absent, it prints where its starter does. */
  readonly output?: number;
};

export type RunningWorkerd = {
  readonly process: ChildProcess;
  /** Kept when the Worker answers, broken when it ends before. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
};

export function startWorkerd(options: WorkerdOptions): RunningWorkerd {
  const state_dir = resolve(options.state_dir);
  for (const folder of [join(state_dir, 'objects'), PAGES]) mkdirSync(folder, { recursive: true });
  const config = join(state_dir, 'workerd.capnp');
  writeFileSync(config, configText({ ...options, state_dir }), { mode: 0o600 });
  const child = spawn(`${PROJECT}node_modules/.bin/workerd`, ['serve', config], {
    stdio: ['ignore', options.output ?? 'inherit', options.output ?? 'inherit'],
  });
  return { process: child, ready: untilHealthy(options.port, child), stop: () => stop(child) };
}

const GRACE_MS = 2_000;

/** Every answered write is on disk already, so a Worker that lingers over open connections can be killed. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const killing = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  await ended;
  clearTimeout(killing);
}

const POLL_MS = 25;
const READY_WITHIN_MS = 20_000;

async function untilHealthy(port: number, child: ChildProcess): Promise<void> {
  const give_up = Date.now() + READY_WITHIN_MS;
  while (Date.now() < give_up) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`workerd ended with code ${child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null);
    if (answer !== null) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`workerd did not answer within ${READY_WITHIN_MS / 1000} s`);
}

function configText({ port, state_dir, settings }: WorkerdOptions): string {
  const texts = Object.entries(settings).map(
    ([name, text]) => `(name = "${name}", text = ${JSON.stringify(text)})`,
  );
  const objects = Object.entries(OBJECTS).map(
    ([name, of]) => `(name = "${name}", durableObjectNamespace = "${of}")`,
  );
  const namespaces = Object.values(OBJECTS).map(
    (of) => `(className = "${of}", uniqueKey = "zhehui-${of}", enableSql = true)`,
  );
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "zhehui", worker = .zhehui),
    (name = "objects", disk = (path = ${JSON.stringify(join(state_dir, 'objects'))}, writable = true)),
    (name = "pages", disk = (path = ${JSON.stringify(PAGES)})),
    (name = "internet", network = (allow = ["public", "private", "local"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "zhehui")],
);
const zhehui :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed ${JSON.stringify(relative(state_dir, BUNDLE))})],
  compatibilityDate = "${compatibilityDate()}",
  bindings = [${[...texts, ...objects, '(name = "ASSETS", service = "pages")'].join(', ')}],
  durableObjectNamespaces = [${namespaces.join(', ')}],
  durableObjectStorage = (localDisk = "objects"),
);
`;
}

/** The date whose runtime behaviour the Worker is written for, as wrangler.toml says. */
export function compatibilityDate(): string {
  const date = /^compatibility_date = "(.+)"$/m.exec(wranglerToml())?.[1];
  if (date === undefined) throw new Error('wrangler.toml names no compatibility_date');
  return date;
}

/** How often one client may do what, as Cloudflare is told in wrangler.toml. Plain workerd counts nothing. */
export function rateLimits() {
  const found = wranglerToml().matchAll(RATE_LIMIT);
  return Object.fromEntries(
    [...found].map(([, name = '', namespace_id = '', limit, period]) => {
      return [name, { namespace_id, simple: { limit: Number(limit), period: Number(period) as 10 | 60 } }];
    }),
  );
}

const RATE_LIMIT =
  /^\[\[ratelimits\]\]\nname = "(\w+)"\nnamespace_id = "(\d+)"\nsimple = \{ limit = (\d+), period = (\d+) \}$/gm;

const wranglerToml = (): string => readFileSync(`${PROJECT}wrangler.toml`, 'utf8');
