// What reading a title costs, beside bringing it into one form: both on the same titles, in turn, in Node and inside workerd.

import { performance } from 'node:perf_hooks';
import { startServers } from './servers.ts';
import { READING_ROUNDS, READING_TIMES, READING_WARM_UP } from './settings.ts';
import { TITLES } from './titles.ts';
import { goThrough, type Way } from './workers/titles.ts';

/** Microseconds that a title takes each way. */
export type ReadingRound = Readonly<Record<Way, number>>;
export type ReadingResult = Readonly<Record<'node' | 'workerd', readonly ReadingRound[]>>;

type Going = (way: Way, times: number) => Promise<unknown> | unknown;

export async function measureReading(folder: string): Promise<ReadingResult> {
  console.error('titles: reading in Node and in workerd');
  const node = await measureRounds((way, times) => goThrough(way, TITLES, times));
  const servers = await startServers(folder, 'objects-of-titles', {});
  const workerd = await measureRounds((way, times) => goThroughAt(servers.peers_port, way, times));
  await servers.stop();
  return { node, workerd };
}

/** Rounds of both ways, one after the other; the first ones, in which code gets hot, do not count. */
async function measureRounds(go: Going): Promise<ReadingRound[]> {
  const rounds: ReadingRound[] = [];
  for (let round = 0; round < READING_WARM_UP + READING_ROUNDS; round += 1) {
    rounds.push({ folded: await measureOne(go, 'folded'), read: await measureOne(go, 'read') });
  }
  return rounds.slice(READING_WARM_UP);
}

async function measureOne(go: Going, way: Way): Promise<number> {
  const times = READING_TIMES[way];
  const begun = performance.now();
  await go(way, times);
  return ((performance.now() - begun) * 1000) / (times * TITLES.length);
}

/** Inside workerd clocks stand still while code runs: it is timed from here, and a request of so many titles hardly counts. */
async function goThroughAt(port: number, way: Way, times: number): Promise<void> {
  const body = JSON.stringify({ way, titles: TITLES, times });
  const answer = await fetch(`http://127.0.0.1:${port}/titles`, { method: 'POST', body });
  if (!answer.ok) throw new Error(`POST /titles answered ${answer.status}: ${await answer.text()}`);
  await answer.text();
}
