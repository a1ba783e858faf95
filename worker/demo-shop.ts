// The server of the demo shop, which takes returns for its page in /store: a page's own key may not. It speaks to the API as the
// server of any shop does, with the shop's secret key. In development only.

import * as z from 'zod';
import { CLIENT_SECRET_CHARS_MAX, NAME_CHARS_MAX } from '../src/limits.ts';
import { DEMO_PAGE_KEY, DEMO_SERVER_KEY } from './development.ts';
import type { AppContext } from './endpoint.ts';
import { isDevelopment } from './env.ts';
import { parseBody } from './parse.ts';

/** What is returned of which checkout. The client secret is what shows that it is the buyer's; the API checks the rest. */
const ReturnSchema = z.strictObject({
  checkout: z.string().min(1).max(NAME_CHARS_MAX),
  client_secret: z.string().min(1).max(CLIENT_SECRET_CHARS_MAX),
  lines: z.unknown(),
  reason: z.unknown(),
});

type Api = (request: Request) => Response | Promise<Response>;

/** POST /store/returns (SPEC V5). Answers what the API answers. */
export async function takeDemoReturn(c: AppContext, api: Api): Promise<Response> {
  if (!isDevelopment(c.env)) return c.notFound();
  const { checkout, client_secret, ...what } = await parseBody(c.req.raw, ReturnSchema);
  const url = new URL(`/v1/checkouts/${encodeURIComponent(checkout)}`, c.req.url);
  const headers = headersOf(c, DEMO_PAGE_KEY);
  const found = await api(new Request(`${url}?${new URLSearchParams({ client_secret })}`, { headers }));
  if (!found.ok) return passOn(c, found);
  const body = JSON.stringify(what);
  const asked = { method: 'POST', headers: headersOf(c, DEMO_SERVER_KEY), body };
  return passOn(c, await api(new Request(`${url}/refunds`, asked)));
}

/** The API's answer as it came, under the name that the API gave to the request. */
function passOn(c: AppContext, answer: Response): Response {
  c.set('request_id', answer.headers.get('Request-Id') ?? c.get('request_id'));
  return answer;
}

/** The page's own origin goes along: the API refuses what pages of strangers ask. */
function headersOf(c: AppContext, key: string): Headers {
  const headers = new Headers({ Authorization: `Bearer ${key}` });
  for (const name of ['Origin', 'Idempotency-Key']) {
    const value = c.req.header(name);
    if (value !== undefined) headers.set(name, value);
  }
  return headers;
}
