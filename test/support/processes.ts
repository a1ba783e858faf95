// Whole processes, as a user starts them: what npm start serves, and the demo, on ports and storage of their own.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

const PRINTED_CHARS_SHOWN = 2_000;

/** A place for one installation: a port, the sandbox's port beside it, and a folder. */
export class Installation {
  readonly port: number;
  readonly state_dir = mkdtempSync(join(tmpdir(), 'zhehui-'));
  private readonly running = new Set<ChildProcess>();

  private constructor(port: number) {
    this.port = port;
  }

  static async make(): Promise<Installation> {
    return new Installation(await twoFreePorts());
  }

  get api(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Where the sandbox answers. */
  get stripe(): string {
    return `http://127.0.0.1:${this.port + 1}`;
  }

  /** Runs a script of scripts/ as the leader of a process group, so that it can be killed with all it started. */
  run(script: string): ChildProcess {
    const child = spawn(process.execPath, [`${PROJECT}scripts/${script}`], {
      env: { ...process.env, PORT: String(this.port), STATE_DIR: this.state_dir },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.running.add(child);
    child.once('exit', () => this.running.delete(child));
    return child;
  }

  /** Serves Zhehui as it was built last, and waits until it answers. */
  async serve(): Promise<ChildProcess> {
    const child = this.run('serve.ts');
    // What nobody reads would fill the pipe, and then stop the writer.
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        printed = `${printed}${chunk}`.slice(-PRINTED_CHARS_SHOWN);
      });
    }
    await until(async () => {
      if (child.exitCode !== null) throw new Error(`serve.ts ended with ${child.exitCode}: ${printed}`);
      return (await fetch(`${this.api}/health`)).ok;
    });
    return child;
  }

  /** Runs the demo to its end and gives what it printed. */
  async demo(): Promise<string> {
    const child = this.run('demo.ts');
    let printed = '';
    child.stdout?.on('data', (chunk) => {
      printed += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      printed += chunk;
    });
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`demo.ts ended with ${code}: ${printed}`);
    return printed;
  }

  async get<Answer>(path: string, key: string): Promise<Answer> {
    const answer = await fetch(this.api + path, { headers: { Authorization: `Bearer ${key}` } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }

  /** What the sandbox says of all its payments. */
  async paid(): Promise<{
    payment_intents: { status: string; count: number; amount: number }[];
    received: number;
  }> {
    const answer = await fetch(`${this.stripe}/_sandbox/summary`, {
      headers: { Authorization: 'Bearer sk_test_sandbox' },
    });
    return (await answer.json()) as Awaited<ReturnType<Installation['paid']>>;
  }

  /** kill -9 for everything that runs here. */
  async killAll(): Promise<void> {
    const ended = [...this.running].map((child) => once(child, 'exit'));
    this.killNow();
    await Promise.all(ended);
  }

  private killNow(): void {
    for (const { pid } of this.running) if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  }

  /** Leaves nothing behind where nothing can be waited for: as the process that made it ends. */
  readonly removeNow = (): void => {
    this.killNow();
    rmSync(this.state_dir, { recursive: true, force: true, maxRetries: 3 });
  };

  async remove(): Promise<void> {
    await this.killAll();
    rmSync(this.state_dir, { recursive: true, force: true });
  }
}

const PAUSE_MS = 20;
const GIVE_UP_AFTER_MS = 40_000;

/** Waits for a condition; a condition that throws because nobody answers yet is not met yet. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  const give_up = Date.now() + GIVE_UP_AFTER_MS;
  while (!(await condition().catch(refusedIsFalse))) {
    if (Date.now() > give_up) throw new Error('the condition was not met in time');
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

function refusedIsFalse(error: unknown): boolean {
  if (error instanceof TypeError) return false;
  throw error;
}

/** A port that is free, as is the one after it. */
export async function twoFreePorts(): Promise<number> {
  for (;;) {
    const first = createServer().listen(0, '127.0.0.1');
    await once(first, 'listening');
    const { port } = first.address() as AddressInfo;
    const second = createServer().listen(port + 1, '127.0.0.1');
    const free = await new Promise<boolean>((resolve) => {
      second.once('listening', () => resolve(true));
      second.once('error', () => resolve(false));
    });
    first.close();
    second.close();
    if (free && port < 65_534) return port;
  }
}
