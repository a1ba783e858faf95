// The Hono app: what every request and every answer has in common, then the endpoints.

import { Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { BODY_BYTES_MAX, HTTPS_MAX_AGE_S, OPENAPI_MAX_AGE_S } from '../src/limits.ts';
import { allowOrigin, preflight } from './cors.ts';
import { takeDemoReturn } from './demo-shop.ts';
import type { AppEnv } from './endpoint.ts';
import { ENDPOINTS } from './endpoints.ts';
import { isDevelopment, whyNotStart } from './env.ts';
import { ApiError, errorResponse, unavailable, unexpected } from './errors.ts';
import { logFailure } from './log.ts';
import { openApiText } from './openapi.ts';
import { PAGES, type PageName } from './page-headers.ts';
import { leadTo, serveAsset, servePage, serveTillWorker, webConfig } from './pages.ts';
import { bodyRead } from './parse.ts';
import { receiveStripeWebhook } from './routes/webhooks-stripe.ts';

export const app = new Hono<AppEnv>();

// Around all else: a refusal to start has these, too.
app.use(async (c, next) => {
  await next();
  const { headers } = c.res;
  allowOrigin(c);
  headers.set('X-Content-Type-Options', 'nosniff');
  if (!isDevelopment(c.env)) headers.set('Strict-Transport-Security', `max-age=${HTTPS_MAX_AGE_S}`);
});

app.use(async (c, next) => {
  c.set('request_id', `req_${crypto.randomUUID().replaceAll('-', '').slice(0, REQUEST_ID_CHARS)}`);
  const why = whyNotStart(c.env);
  if (why !== null) throw unavailable('refuses_to_start', `Zhehui refuses to start: ${why}.`);
  await next();
  c.res.headers.set('Request-Id', c.var.request_id);
  // Answers hold client secrets and keys, and what they say is of this instant.
  if (c.req.path.startsWith('/v1/')) c.res.headers.set('Cache-Control', 'no-store');
});

const REQUEST_ID_CHARS = 20;

/** Refuses a body of more bytes before anything is done with it. */
function limitBody(bytes_max: number): MiddlewareHandler<AppEnv> {
  const count = bodyLimit({ maxSize: bytes_max, onError: () => refuseBody(bytes_max) });
  // A body that says how long it is, is no longer: only one that does not, or says too much, has to be counted.
  return async (c, next) => {
    if (!saysSmall(c.req.raw.headers, bytes_max)) await bodyRead(count(c, async () => {}));
    await next();
  };
}

function saysSmall(headers: Headers, bytes_max: number): boolean {
  const length = headers.get('Content-Length');
  return length !== null && Number(length) <= bytes_max && !headers.has('Transfer-Encoding');
}

function refuseBody(bytes_max: number): never {
  throw new ApiError(
    413,
    'invalid_request_error',
    'body_too_large',
    `Expected a body of at most ${bytes_max} bytes.`,
  );
}

app.options('/v1/*', preflight);
for (const { spec, run } of ENDPOINTS) {
  app.on(spec.method, spec.path, limitBody(spec.reading?.bytes_max ?? BODY_BYTES_MAX), run);
}
app.post('/v1/webhooks/stripe', limitBody(BODY_BYTES_MAX), receiveStripeWebhook);

app.get('/health', (c) => c.json({ status: 'ok' }));
app.get('/openapi.json', (c) =>
  c.body(openApiText(), 200, {
    'Content-Type': 'application/json',
    'Cache-Control': `public, max-age=${OPENAPI_MAX_AGE_S}`,
  }),
);

for (const page of Object.keys(PAGES) as PageName[]) {
  app.get(`/${page}`, servePage(page));
  app.get(`/${page}/`, leadTo(page, 308));
}
app.get('/', (c) => (isDevelopment(c.env) ? leadTo('store', 302)(c) : c.notFound()));
app.get('/till/sw.js', serveTillWorker);
app.get('/assets/:file', serveAsset);
app.get('/web-config.json', webConfig);
app.post('/store/returns', limitBody(BODY_BYTES_MAX), (c) =>
  takeDemoReturn(c, (request) => app.fetch(request, c.env, c.executionCtx)),
);

app.notFound((c) =>
  errorResponse(
    new ApiError(
      404,
      'invalid_request_error',
      'route_missing',
      `Unrecognized request: ${c.req.method} ${c.req.path}. GET /openapi.json lists what there is.`,
    ),
    c.get('request_id'),
  ),
);

app.onError((error, c) => {
  const refusal = unexpected(error);
  if (refusal.status === 500) logFailure(`${c.req.method} ${c.req.routePath}`, error);
  return errorResponse(refusal, c.get('request_id'));
});
