// The second process: makes the load it is asked for and tells how it went. Speaks to its parent only.

import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { type Answer, Connection, postText } from './connection.ts';

type Posts = {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  /** Whether the answers are wanted, or only how many there were. */
  readonly keep: boolean;
};

/** The same body for some time. Where FRESH stands in it, each request has a text of its own. */
export type TimedLoad = Posts & {
  readonly body: string;
  readonly lead_ms: number;
  readonly measure_ms: number;
};

/** Each of these, once. */
export type ListedLoad = Posts & {
  readonly each: readonly { readonly headers: Readonly<Record<string, string>>; readonly body: string }[];
};

export type LoadJob = TimedLoad | ListedLoad;

export type LoadResult = {
  readonly requests: number;
  readonly per_second: number;
  readonly p50_ms: number;
  readonly answers: readonly string[];
};

export const FRESH = '%FRESH%';

/** Makes the load. @throws where an answer is no success: a number for refusals means nothing. */
export async function makeLoad(job: LoadJob): Promise<LoadResult> {
  const requests = requestsOf(job);
  const connections = await Promise.all(
    Array.from({ length: job.connections }, () => Connection.open(job.port)),
  );
  const begun = performance.now();
  const lead_ms = 'each' in job ? 0 : job.lead_ms;
  const until = 'each' in job ? Number.POSITIVE_INFINITY : begun + lead_ms + job.measure_ms;
  const durations_ms: number[] = [];
  const answers: string[] = [];
  const work = async (connection: Connection): Promise<void> => {
    for (const request of requests) {
      const sent = performance.now();
      if (sent >= until) return;
      const { body } = succeeded(job, await connection.send(request));
      const answered = performance.now();
      if (answered >= begun + lead_ms && answered < until) durations_ms.push(answered - sent);
      if (job.keep) answers.push(body);
    }
  };
  await Promise.all(connections.map(work));
  const measured_ms = Math.min(performance.now(), until) - begun - lead_ms;
  for (const connection of connections) connection.close();
  return {
    requests: durations_ms.length,
    per_second: (durations_ms.length / measured_ms) * 1000,
    p50_ms: durations_ms.sort((a, b) => a - b)[durations_ms.length >> 1] ?? Number.NaN,
    answers,
  };
}

/** One iterator that all connections draw from, each request once. */
function requestsOf(job: LoadJob): Iterable<string> {
  const drawn = 'each' in job ? listed(job) : endless(job);
  return { [Symbol.iterator]: () => ({ next: () => drawn.next() }) };
}

function* listed({ path, headers, each }: ListedLoad): Generator<string> {
  for (const one of each) yield postText(path, { ...headers, ...one.headers }, one.body);
}

function* endless({ path, headers, body }: TimedLoad): Generator<string> {
  const same = body.includes(FRESH) ? null : postText(path, headers, body);
  for (;;) {
    yield same ?? postText(path, headers, body.replace(FRESH, randomUUID()));
  }
}

function succeeded(job: LoadJob, answer: Answer): Answer {
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw new Error(`POST ${job.path} answered ${answer.status}: ${answer.body.slice(0, 500)}`);
}
