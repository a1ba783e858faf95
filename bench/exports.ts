// The export of a large claim log: how fast beside sqlite3, and whether it needs more memory than that of a small one.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { AUTHORIZED, checkoutBody } from './carts.ts';
import { pay } from './contenders.ts';
import { fillLedger, objectFile } from './copies.ts';
import { type Downloaded, drain } from './download.ts';
import type { SecondProcess } from './second-process.ts';
import { type Servers, startServers } from './servers.ts';
import {
  CONNECTIONS,
  EXPORT_ROUNDS,
  FEW_CLAIMS,
  MANY_CLAIMS,
  SEED_CHECKOUTS,
  SMALL_CART_LINES,
} from './settings.ts';

export type ExportResult = {
  readonly bytes: number;
  /** Milliseconds of each export of many claims. */
  readonly export_ms: readonly number[];
  /** Of sqlite3 on the same rows; null where there is no such command. */
  readonly sqlite3_ms: readonly number[] | null;
  /** Peak memory after as many rows in small exports and in large ones; null where it cannot be read. */
  readonly few_peak_mb: number | null;
  readonly many_peak_mb: number | null;
};

/** Measures exports on a ledger of its own, whose claims are copies of a few real ones. */
export async function measureExports(second: SecondProcess, folder: string): Promise<ExportResult> {
  console.error(`exports: ${FEW_CLAIMS} and ${MANY_CLAIMS} claims`);
  const objects = join(folder, OBJECTS);
  await seedLedger(second, folder, OBJECTS);
  fillLedger(objects, FEW_CLAIMS);
  const few_peak_mb = await withServers(folder, OBJECTS, async (servers) => {
    for (let done = 0; done < FEW_CLAIMS_EXPORTS; done += 1) await exported(second, servers, FEW_CLAIMS);
    return peakMb(servers.pid);
  });
  fillLedger(objects, MANY_CLAIMS);
  const copy = join(mkdtempSync(join(folder, 'copy-')), 'ledger.sqlite');
  copyFileSync(objectFile(objects, 'Ledger'), copy);
  return withServers(folder, OBJECTS, async (servers) => {
    const first = await exported(second, servers, MANY_CLAIMS);
    const times = await race(second, servers, copy, first);
    return { ...times, bytes: first.bytes, few_peak_mb, many_peak_mb: peakMb(servers.pid) };
  });
}

/** One large export more than is timed: the first. */
export const MANY_CLAIMS_EXPORTS = EXPORT_ROUNDS + 1;

/** As many rows in small exports, so that both leave as much garbage behind and differ in nothing but size. */
export const FEW_CLAIMS_EXPORTS = (MANY_CLAIMS_EXPORTS * MANY_CLAIMS) / FEW_CLAIMS;

const OBJECTS = 'objects-of-exports';

async function withServers<Result>(
  folder: string,
  objects: string,
  use: (servers: Servers) => Promise<Result>,
): Promise<Result> {
  const servers = await startServers(folder, objects, {});
  try {
    return await use(servers);
  } finally {
    await servers.stop();
  }
}

/** A ledger in new storage, in which some checkouts were opened and paid: what copies are made from. */
export function seedLedger(
  second: SecondProcess,
  folder: string,
  objects: string,
  lines = SMALL_CART_LINES,
): Promise<void> {
  return withServers(folder, objects, async (servers) => {
    await seed(second, servers, lines);
    await sleep(JOURNALLED_AFTER_MS);
  });
}

/** By then the events are journalled, and the journal is there. */
const JOURNALLED_AFTER_MS = 2_000;

async function seed(second: SecondProcess, { zhehui_port }: Servers, lines: number): Promise<void> {
  const opened = await second.load({
    port: zhehui_port,
    path: '/v1/checkouts',
    headers: AUTHORIZED,
    each: Array.from({ length: SEED_CHECKOUTS }, (_, index) => ({
      headers: {},
      body: checkoutBody(lines, `seed-${index}`),
    })),
    connections: CONNECTIONS,
    keep: true,
  });
  await pay(second, zhehui_port, opened.answers);
}

/** Export, sqlite3, export, sqlite3, … */
async function race(
  second: SecondProcess,
  servers: Servers,
  file: string,
  first: Downloaded,
): Promise<Pick<ExportResult, 'export_ms' | 'sqlite3_ms'>> {
  const columns = first.first_line.replace('\uFEFF', '');
  const has_sqlite3 = spawnSync('sqlite3', ['--version']).status === 0;
  const export_ms: number[] = [];
  const sqlite3_ms: number[] = [];
  for (let round = 0; round < EXPORT_ROUNDS; round += 1) {
    export_ms.push((await exported(second, servers, MANY_CLAIMS)).ms);
    if (has_sqlite3) sqlite3_ms.push(await sqlite3(file, `SELECT ${columns} FROM claims ORDER BY id`));
  }
  return { export_ms, sqlite3_ms: has_sqlite3 ? sqlite3_ms : null };
}

async function exported(
  second: SecondProcess,
  { zhehui_port }: Servers,
  claims: number,
): Promise<Downloaded> {
  const result = await second.download({
    port: zhehui_port,
    path: '/v1/claims/export?format=csv',
    headers: AUTHORIZED,
  });
  if (result.lines !== claims + 1) throw new Error(`expected ${claims} claims, got ${result.lines - 1}`);
  return result;
}

/** Milliseconds that sqlite3 takes to print the same rows to another process. */
async function sqlite3(file: string, query: string): Promise<number> {
  const begun = performance.now();
  const child = spawn('sqlite3', ['-csv', '-readonly', file, query], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const { ms, lines } = await drain(child.stdout, begun);
  await ended;
  if (lines !== MANY_CLAIMS) throw new Error(`sqlite3 printed ${lines} lines`);
  return ms;
}

/** The most memory that a process has had; null where the system does not say. */
function peakMb(pid: number): number | null {
  const status = `/proc/${pid}/status`;
  if (!existsSync(status)) return null;
  const kb = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1]);
  return Number.isNaN(kb) ? null : kb / 1000;
}
