// The tablet's clock, held to the API's. A tablet whose battery was empty believes in a day on which no programme holds.

import { CLOCK_DIFFERENCE_S_MAX, CLOCK_TIMEOUT_MS } from './limits.ts';

/** Seconds by which the server's clock is ahead of this one; null where no answer tells. */
export async function clockDifference(): Promise<number | null> {
  const asked = { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(CLOCK_TIMEOUT_MS) } as const;
  const answer = await fetch('/web-config.json', asked).catch(() => null);
  const server = Date.parse(answer?.headers.get('Date') ?? '');
  return Number.isNaN(server) ? null : Math.round((server - Date.now()) / 1000);
}

/** Unix seconds by which an estimate is made: the server's, where this clock is plainly wrong. */
export function instantBy(difference_s: number, now_ms = Date.now()): number {
  return Math.floor(now_ms / 1000) + (isWrong(difference_s) ? difference_s : 0);
}

export const isWrong = (difference_s: number): boolean => Math.abs(difference_s) > CLOCK_DIFFERENCE_S_MAX;
