// The processes of one deployment: the built Worker on workerd, the Stripe sandbox, the load. Each has a process of its own,
// is killed by its pid, and none outlives whoever started it.

import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PROJECT } from '../../../scripts/build.ts';
import { startWorkerd } from '../../../scripts/workerd.ts';
import { twoFreePorts } from '../../support/processes.ts';

/** What can be killed. */
export type Part = 'worker' | 'sandbox';

const WEBHOOK_SECRET = 'whsec_faults';
const LOG_CHARS_SHOWN = 4_000;

export class Deployment {
  readonly api: string;
  readonly stripe: string;
  private readonly port: number;
  private readonly folder = mkdtempSync(join(tmpdir(), 'zhehui-faults-'));
  private readonly log = openSync(join(this.folder, 'log'), 'a');
  private readonly running = new Map<Part | 'load', ChildProcess>();
  private readonly atExit = (): void => {
    for (const child of this.running.values()) child.kill('SIGKILL');
  };

  private constructor(port: number) {
    this.port = port;
    this.api = `http://127.0.0.1:${port}`;
    this.stripe = `http://127.0.0.1:${port + 1}`;
    process.once('exit', this.atExit);
  }

  /** Starts the Worker and the sandbox on new storage. */
  static async start(): Promise<Deployment> {
    const deployment = new Deployment(await twoFreePorts());
    await deployment.startParts(['worker', 'sandbox']);
    return deployment;
  }

  /** Starts parts on the storage that is there; resolves when they answer. */
  async startParts(parts: readonly Part[]): Promise<void> {
    await Promise.all(parts.map((part) => (part === 'worker' ? this.startWorker() : this.startSandbox())));
  }

  /** kill -9, all at once. */
  async kill(parts: readonly Part[]): Promise<void> {
    await Promise.all(parts.map((part) => this.end(part)));
  }

  /** Starts a script of this folder that talks over messages. */
  startLoad(script: string, given: readonly string[]): ChildProcess {
    const path = fileURLToPath(new URL(script, import.meta.url));
    const child = fork(path, given, { execArgv: [], stdio: ['ignore', this.log, this.log, 'ipc'] });
    this.running.set('load', child);
    return child;
  }

  /** Ends everything and removes its storage. */
  async remove(): Promise<void> {
    await Promise.all([...this.running.keys()].map((part) => this.end(part)));
    process.off('exit', this.atExit);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The last of what the processes had to say. */
  lastWords(): string {
    return readFileSync(join(this.folder, 'log'), 'utf8').slice(-LOG_CHARS_SHOWN);
  }

  private async startWorker(): Promise<void> {
    const settings = {
      ENVIRONMENT: 'development',
      STRIPE_API_BASE: this.stripe,
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    };
    const worker = startWorkerd({ port: this.port, state_dir: this.folder, settings, output: this.log });
    this.running.set('worker', worker.process);
    await worker.ready;
  }

  private async startSandbox(): Promise<void> {
    const child = spawn(process.execPath, [`${PROJECT}sandbox/main.ts`], {
      env: {
        PATH: process.env['PATH'],
        SANDBOX_PORT: String(this.port + 1),
        SANDBOX_STATE_FILE: join(this.folder, 'stripe.sqlite'),
        SANDBOX_WEBHOOK_URL: `${this.api}/v1/webhooks/stripe`,
        SANDBOX_WEBHOOK_SECRET: WEBHOOK_SECRET,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.running.set('sandbox', child);
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the sandbox ended with ${code}: ${this.lastWords()}`);
    });
    await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended]);
    ended.catch(() => undefined);
  }

  private async end(part: Part | 'load'): Promise<void> {
    const child = this.running.get(part);
    this.running.delete(part);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
}
