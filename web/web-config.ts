// What the Worker tells its pages: GET /web-config.json.

import { WEB_CONFIG_TIMEOUT_MS } from './limits.ts';

export type WebConfig = {
  /** Of the demo shop, in development; else the page has to be given one. */
  readonly publishable_key: string | null;
  readonly stripe_js: string;
};

/** @throws where it does not come, or not in time */
export async function webConfig(): Promise<WebConfig> {
  const answer = await fetch('/web-config.json', { signal: AbortSignal.timeout(WEB_CONFIG_TIMEOUT_MS) });
  if (!answer.ok) throw new Error(`/web-config.json: ${answer.status}`);
  return answer.json();
}
