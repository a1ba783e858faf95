// The way to the second process: jobs over, results back, one at a time.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { atEnd } from './at-end.ts';
import { type Download, type Downloaded, download } from './download.ts';
import { type LoadJob, type LoadResult, makeLoad } from './load.ts';

type Job = { readonly load: LoadJob } | { readonly download: Download };
type Reply = { readonly result: LoadResult | Downloaded } | { readonly error: string };

export type SecondProcess = {
  load(job: LoadJob): Promise<LoadResult>;
  download(job: Download): Promise<Downloaded>;
};

export function startSecondProcess(): SecondProcess {
  const child = fork(import.meta.filename);
  atEnd(() => child.kill('SIGKILL'));
  return {
    load: async (job) => (await ask(child, { load: job })) as LoadResult,
    download: async (job) => (await ask(child, { download: job })) as Downloaded,
  };
}

async function ask(child: ChildProcess, job: Job): Promise<LoadResult | Downloaded> {
  const over = new AbortController();
  const { signal } = over;
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error('the process that makes the load ended');
  });
  child.send(job);
  try {
    const [reply] = (await Promise.race([once(child, 'message', { signal }), ended])) as [Reply];
    if ('error' in reply) throw new Error(reply.error);
    return reply.result;
  } finally {
    ended.catch(() => {});
    over.abort();
  }
}

async function answer(job: Job): Promise<Reply> {
  try {
    return { result: 'load' in job ? await makeLoad(job.load) : await download(job.download) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

if (import.meta.main) {
  process.on('message', async (job: Job) => process.send?.(await answer(job)));
  process.once('disconnect', () => process.exit());
}
