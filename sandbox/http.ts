// The socket side: reads requests, picks who serves them (API, control, pages), writes answers. Decides nothing else.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Api, Outcome } from './api.ts';
import { type Control, serveControl } from './control.ts';
import { envelope, StripeFailure } from './errors.ts';
import { BODY_BYTES_MAX } from './limits.ts';
import { type Page, servePage } from './pages.ts';
import { serveStripeScript } from './stripe-script.ts';

type Reply = Page | 'cut';

/** Browsers may call the API, but not the control API, with a publishable key, as Stripe.js does, and decide on the pages of next actions. */
const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, POST',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type, Idempotency-Key, Stripe-Version',
  'Access-Control-Expose-Headers': 'Request-Id, Stripe-Version',
};

export async function serve(
  api: Api,
  control: Control,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const reply = await route(api, control, request).catch(refusal);
  if (request.method !== 'GET') control.scheduler.poke();
  if (reply === 'cut') {
    request.socket.destroy();
    return;
  }
  response.writeHead(reply.status, { ...reply.headers, 'Content-Length': Buffer.byteLength(reply.body) });
  response.end(reply.body);
  if (!request.complete) request.destroy();
}

async function route(api: Api, control: Control, request: IncomingMessage): Promise<Reply> {
  const { method = 'GET', url = '/', headers } = request;
  const cut = url.indexOf('?');
  const path = cut < 0 ? url : url.slice(0, cut);
  const query = cut < 0 ? '' : url.slice(cut + 1);
  const is_control = path.startsWith('/_sandbox/');
  if (is_control) refusePages(headers.origin, control.sandbox.url);
  else if (method === 'OPTIONS') return { status: 204, headers: CORS, body: '' };
  const body = method === 'GET' ? '' : await readBody(request);
  if (is_control) {
    const { authorization } = headers;
    return json(await serveControl(control, { method, path, query, authorization, body }));
  }
  if (method === 'GET' && path === '/stripe.js') return open(await serveStripeScript());
  const page = servePage(control.sandbox, method, path, query, body);
  return page ? open(page) : fromApi(await api.answer({ method, path, query, headers, body }));
}

/** The key of the control API is published, and any page that a developer visits could send it to this machine. */
function refusePages(origin: string | undefined, own: string): void {
  if (origin === undefined || origin === own) return;
  const message = `Invalid request: the control API takes no calls of pages, got one of '${origin}'.`;
  throw new StripeFailure(403, { type: 'invalid_request_error', message });
}

function fromApi(outcome: Outcome): Reply {
  if (outcome === 'cut') return outcome;
  return { ...outcome, headers: { 'Content-Type': 'application/json', ...CORS, ...outcome.headers } };
}

/** For pages of any origin. */
function open(page: Page): Page {
  return { ...page, headers: { ...CORS, ...page.headers } };
}

function json(value: unknown): Page {
  return { status: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) };
}

function refusal(error: unknown): Page {
  const headers = { 'Content-Type': 'application/json' };
  if (error instanceof StripeFailure)
    return { status: error.status, headers, body: envelope(error.fields, 'req_none') };
  const message = error instanceof Error ? error.message : String(error);
  return { status: 500, headers, body: envelope({ type: 'api_error', message }, 'req_none') };
}

/** The whole body as text; a 413 when it is larger than the limit, without reading on. */
function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= BODY_BYTES_MAX) chunks.push(chunk);
      else {
        request.pause();
        reject(tooLarge());
      }
    });
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    request.on('error', reject);
  });
}

function tooLarge(): StripeFailure {
  const message = `Invalid request: the body is larger than ${BODY_BYTES_MAX} bytes.`;
  return new StripeFailure(413, { type: 'invalid_request_error', message });
}
