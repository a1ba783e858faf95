// Starts and ends a sandbox: opens its store, listens on this machine only, goes on with what was owed.
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { Api } from './api.ts';
import type { Sandbox, WebhookSettings } from './context.ts';
import { Faults } from './faults.ts';
import { serve } from './http.ts';
import { KEEP_ALIVE_MS, REQUEST_TIMEOUT_MS } from './limits.ts';
import { Scheduler } from './scheduler.ts';
import { Store } from './store.ts';

export interface SandboxOptions {
  /** 0 or absent takes any free port. */
  port?: number | undefined;
  /** A SQLite file, made when it is not there; absent or ':memory:' keeps nothing. */
  state_file?: string | undefined;
  secret_key?: string | undefined;
  publishable_key?: string | undefined;
  /** Where webhooks go; absent leaves what the state file says, or none. */
  webhook_url?: string | undefined;
  webhook_secret?: string | undefined;
  /** The clock, in ms since 1970. */
  now?: (() => number) | undefined;
}
export interface RunningSandbox {
  url: string;
  /** Ends it: open requests are cut, what is owed stays in the store. */
  close(): Promise<void>;
}

/** Starts a sandbox on 127.0.0.1. Rejects when the port is taken or the state file cannot be opened. */
export async function startSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const store = openStore(options.state_file ?? ':memory:');
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: REQUEST_TIMEOUT_MS });
  const port = await listen(server, options.port ?? 0).catch((error: unknown) => {
    store.close();
    throw error;
  });
  const sandbox: Sandbox = {
    store,
    now: options.now ?? Date.now,
    url: `http://127.0.0.1:${port}`,
    secret_key: options.secret_key ?? 'sk_test_sandbox',
    publishable_key: options.publishable_key ?? 'pk_test_sandbox',
    webhook: webhookSettings(store, options),
  };
  const faults = new Faults();
  const scheduler = new Scheduler(sandbox);
  const api = new Api(sandbox, faults);
  const control = { sandbox, faults, scheduler };
  server.on('request', (request, response) => void serve(api, control, request, response));
  scheduler.poke();
  return { url: sandbox.url, close: () => stop(server, scheduler, store) };
}

function openStore(path: string): Store {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  return new Store(path);
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function webhookSettings(store: Store, options: SandboxOptions): WebhookSettings {
  const saved = store.setting('webhook');
  const initial: WebhookSettings = {
    url: null,
    secret: 'whsec_sandbox',
    mode: 'deliver',
    enabled_events: null,
  };
  const settings: WebhookSettings = { ...initial, ...(saved === undefined ? {} : JSON.parse(saved)) };
  if (options.webhook_url !== undefined) settings.url = options.webhook_url;
  if (options.webhook_secret !== undefined) settings.secret = options.webhook_secret;
  store.saveSetting('webhook', JSON.stringify(settings));
  return settings;
}

async function stop(server: Server, scheduler: Scheduler, store: Store): Promise<void> {
  scheduler.close();
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
  store.close();
}
