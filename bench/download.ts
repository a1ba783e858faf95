// One large answer, read and thrown away: how long it took and how much it was.

import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { Readable } from 'node:stream';

export type Download = {
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
};

export type Downloaded = {
  readonly ms: number;
  readonly bytes: number;
  readonly lines: number;
  readonly first_line: string;
};

/** @throws where the answer is no success, or breaks off. */
export async function download({ port, path, headers }: Download): Promise<Downloaded> {
  const begun = performance.now();
  const request = get({ host: '127.0.0.1', port, path, headers });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`GET ${path} answered ${response.statusCode}`);
  return drain(response, begun);
}

/** Reads a stream to its end. */
export async function drain(stream: Readable, begun: number): Promise<Downloaded> {
  let bytes = 0;
  let lines = 0;
  let first = '';
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (lines === 0) first += chunk.toString('utf8');
    bytes += chunk.length;
    lines += linesIn(chunk);
  }
  return { ms: performance.now() - begun, bytes, lines, first_line: first.split('\r\n')[0] ?? '' };
}

const NEWLINE = 0x0a;

function linesIn(chunk: Buffer): number {
  let lines = 0;
  for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) lines += 1;
  return lines;
}
