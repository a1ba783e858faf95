// Runs the built Worker on plain workerd, its objects on local disk: the same code and storage as on Cloudflare.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { BUNDLE, PROJECT } from './build.ts';

const OBJECTS = { DIRECTORY: 'Directory', LEDGER: 'Ledger', BUDGET: 'Budget', JOURNAL: 'Journal' };

/** How a Worker is run. */
export type WorkerdOptions = {
  readonly port: number;
  /** A folder for the objects' storage and the configuration. */
  readonly state_dir: string;
  /** Text bindings: the settings of worker/env.ts. */
  readonly settings: Readonly<Record<string, string>>;
};

/** Starts workerd; `ready` is kept when it answers, and broken when it ends before. */
export function startWorkerd(options: WorkerdOptions): { process: ChildProcess; ready: Promise<void> } {
  const config = join(options.state_dir, 'workerd.capnp');
  mkdirSync(join(options.state_dir, 'objects'), { recursive: true });
  writeFileSync(config, configText(options), { mode: 0o600 });
  const child = spawn(
    `${PROJECT}node_modules/.bin/workerd`,
    ['serve', ...(process.env.INSPECT ? ['--inspector-addr=127.0.0.1:9229'] : []), config],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
      // A Ctrl-C reaches the whole group of the terminal: whoever started this process ends it in order.
      detached: true,
    },
  );
  return { process: child, ready: untilHealthy(options.port, child) };
}

const POLL_MS = 25;
const READY_WITHIN_MS = 20_000;

async function untilHealthy(port: number, child: ChildProcess): Promise<void> {
  const give_up = Date.now() + READY_WITHIN_MS;
  while (Date.now() < give_up) {
    if (child.exitCode !== null) throw new Error(`workerd ended with code ${child.exitCode}`);
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
    (name = "internet", network = (allow = ["public", "private", "local"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "zhehui")],
);
const zhehui :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed ${JSON.stringify(relative(state_dir, BUNDLE))})],
  compatibilityDate = "${compatibilityDate()}",
  bindings = [${[...texts, ...objects].join(', ')}],
  durableObjectNamespaces = [${namespaces.join(', ')}],
  durableObjectStorage = (localDisk = "objects"),
);
`;
}

function compatibilityDate(): string {
  const date = /^compatibility_date = "(.+)"$/m.exec(
    readFileSync(join(dirname(BUNDLE), '../wrangler.toml'), 'utf8'),
  )?.[1];
  if (date === undefined) throw new Error('wrangler.toml names no compatibility_date');
  return date;
}
