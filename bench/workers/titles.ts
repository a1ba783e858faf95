// Going through titles: in Node and inside workerd the same.

import { readTitle } from '../../src/tagging/title.ts';

export type Way = 'folded' | 'read';

/** Goes through the titles so many times. What it returns is of no use, but has to be worked out. */
export function goThrough(way: Way, titles: readonly string[], times: number): number {
  return way === 'read' ? read(titles, times) : folded(titles, times);
}

function read(titles: readonly string[], times: number): number {
  let length = 0;
  for (let time = 0; time < times; time += 1) {
    for (const title of titles) length += readTitle(title).kind.length;
  }
  return length;
}

function folded(titles: readonly string[], times: number): number {
  let length = 0;
  for (let time = 0; time < times; time += 1) {
    for (const title of titles) length += title.normalize('NFKC').toLowerCase().length;
  }
  return length;
}
