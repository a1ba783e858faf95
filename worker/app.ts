// The Hono app: what every request and every answer has in common, then the endpoints.

import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { BODY_BYTES_MAX } from '../src/limits.ts';
import { allowOrigin, preflight } from './cors.ts';
import { ENDPOINTS } from './endpoints.ts';
import { type Env, whyNotStart } from './env.ts';
import { ApiError, errorResponse, unavailable, unexpected } from './errors.ts';
import { logFailure } from './log.ts';
import { openApiDocument } from './openapi.ts';
import { receiveStripeWebhook } from './routes/webhooks-stripe.ts';

type App = { Bindings: Env; Variables: { request_id: string } };

export const app = new Hono<App>();

app.use(async (c, next) => {
  c.set('request_id', `req_${crypto.randomUUID().replaceAll('-', '').slice(0, REQUEST_ID_CHARS)}`);
  const why = whyNotStart(c.env);
  if (why !== null) throw unavailable('refuses_to_start', `Zhehui refuses to start: ${why}.`);
  await next();
  c.res.headers.set('Request-Id', c.var.request_id);
  allowOrigin(c.req.header('Origin'), c.res);
});

const REQUEST_ID_CHARS = 20;

const limitBody = bodyLimit({
  maxSize: BODY_BYTES_MAX,
  onError: () => {
    throw new ApiError(
      413,
      'invalid_request_error',
      'body_too_large',
      `Expected a body of at most ${BODY_BYTES_MAX} bytes.`,
    );
  },
});

// A body that says how long it is, is no longer: only one that does not, or says too much, has to be counted.
app.use('/v1/*', (c, next) => (saysSmall(c.req.raw.headers) ? next() : limitBody(c, next)));

function saysSmall(headers: Headers): boolean {
  const length = headers.get('Content-Length');
  return length !== null && Number(length) <= BODY_BYTES_MAX && !headers.has('Transfer-Encoding');
}

app.options('/v1/*', preflight);
for (const { spec, run } of ENDPOINTS) app.on(spec.method, spec.path, run);
app.post('/v1/webhooks/stripe', receiveStripeWebhook);

app.get('/health', (c) => c.json({ status: 'ok' }));
app.get('/openapi.json', (c) => c.json(openApiDocument()));

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
