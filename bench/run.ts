// npm run bench: the built Worker on workerd under load from a second process, beside what it is held against.

import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BUNDLE, gzipBytes, PROJECT } from '../scripts/build.ts';
import { endAll } from './at-end.ts';
import { AUTHORIZED, cartOf, quoteOf } from './carts.ts';
import { measureRounds, type Round } from './contenders.ts';
import { measureExports } from './exports.ts';
import { measureFirstPrice } from './first-price.ts';
import { measureFullCarts } from './full-carts.ts';
import { measureKnowledge } from './knowledge.ts';
import { measureLarge } from './large.ts';
import { leaseRows, leaseTable, simulateBudgets } from './lease-report.ts';
import { firstPriceRows, sizeRows } from './page-report.ts';
import { measureReading } from './reading.ts';
import { bytesRow, exportRows, largeRows, requestRows } from './report.ts';
import { measureSdkSizes } from './sdk-sizes.ts';
import { type SecondProcess, startSecondProcess } from './second-process.ts';
import { buildInto, type Servers, startServers, temporaryFolder } from './servers.ts';
import { LARGE_CART_LINES, SMALL_CART_LINES, TARGETS } from './settings.ts';
import { type Row, tableOf } from './table.ts';
import { fullCartRows, readingRows } from './tagging-report.ts';

const CARTS = [SMALL_CART_LINES, LARGE_CART_LINES];

type Part = (second: SecondProcess, folder: string) => Promise<Row[]> | Row[];

/** The parts, by the names that `--only` takes. */
const PARTS: Readonly<Record<string, Part>> = {
  requests: async (second, folder) => requestRows(await requests(second, folder)),
  large: async (second, folder) => largeRows(await measureLarge(second, folder)),
  leases: () => {
    const budgets = simulateBudgets();
    console.log(`${leaseTable(budgets)}\n`);
    return leaseRows(budgets);
  },
  exports: async (second, folder) => exportRows(await measureExports(second, folder)),
  titles: async (_, folder) => readingRows(await measureReading(folder)),
  knowledge: async (_, folder) => [
    bytesRow('words and makers in it, gzip', await measureKnowledge(folder), TARGETS.knowledge_bytes),
  ],
  registry: async (second, folder) => fullCartRows(await measureFullCarts(second, folder)),
  sdks: async (_, folder) => sizeRows(await measureSdkSizes(folder)),
  pages: async (_, folder) => firstPriceRows(await measureFirstPrice(folder)),
};

const chosen = chosenParts();
let ending = false;
process.once('SIGINT', () => void end(130));
process.once('SIGTERM', () => void end(143));
try {
  await bench();
  await end(0);
} catch (error) {
  if (!ending) console.error(error);
  await end(1);
}

async function bench(): Promise<void> {
  const folder = temporaryFolder();
  buildInto(folder);
  const bundle_bytes = gzipBytes(BUNDLE);
  const second = startSecondProcess();
  const rows: Row[] = [];
  for (const part of chosen) rows.push(...(await part(second, folder)));
  console.log(`${machine()}\n`);
  console.log(tableOf([...rows, bytesRow('bundle, gzip', bundle_bytes, TARGETS.bundle_bytes)]));
}

/** All parts, or those that the command line names: `npm run bench -- --only large --only leases`. Ends where it is wrong. */
function chosenParts(): Part[] {
  try {
    const { only } = parseArgs({ options: { only: { type: 'string', multiple: true } } }).values;
    return only === undefined ? Object.values(PARTS) : only.map(partOf);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

function partOf(name: string): Part {
  const part = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
  if (part !== undefined) return part;
  throw new Error(`--only: expected one of ${Object.keys(PARTS).join(', ')}, got '${name}'`);
}

async function requests(second: SecondProcess, folder: string): Promise<Round[]> {
  const answers = Object.fromEntries(CARTS.map((lines) => [lines, quoteOf(cartOf(lines))]));
  const servers = await startServers(folder, 'objects-of-requests', answers);
  for (const lines of CARTS) await expectSameAnswer(servers, lines);
  const rounds = await measureRounds(second, servers);
  await servers.stop();
  return rounds;
}

/** The bare route is a measure for quotes only while both answer the same. */
async function expectSameAnswer({ zhehui_port, peers_port }: Servers, lines: number): Promise<void> {
  const body = JSON.stringify(cartOf(lines));
  const [quoted, bare] = await Promise.all(
    [`${zhehui_port}/v1/quotes`, `${peers_port}/bare`].map(async (at) => {
      const response = await fetch(`http://127.0.0.1:${at}`, { method: 'POST', headers: AUTHORIZED, body });
      return response.text();
    }),
  );
  if (quoted !== bare) throw new Error(`different answers to a cart of ${lines} lines:\n${quoted}\n${bare}`);
}

function machine(): string {
  const workerd = execFileSync(join(PROJECT, 'node_modules/.bin/workerd'), ['--version'], {
    encoding: 'utf8',
  });
  return `${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, ${workerd.trim()}`;
}

async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  await endAll();
  process.exit(code);
}
