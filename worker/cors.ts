// Pages may call the API with a publishable key from the origins that their merchant has named, and from no other.

import type { AppContext } from './endpoint.ts';
import { type Env, isDevelopment } from './env.ts';
import { forbidden, shown } from './errors.ts';
import type { KeyOwner } from './objects/directory.ts';

const LOOPBACK = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** Refuses a page's call from an origin that is not the merchant's (SPEC A5). */
export function checkOrigin(env: Env, owner: KeyOwner, origin: string | undefined): void {
  if (origin === undefined) return;
  // The demo keys are published: any page in the world could try them on a developer's own machine.
  const named = owner.kind !== 'ok' && owner.merchant.origins.includes(origin);
  const allowed = named || (isDevelopment(env) ? LOOPBACK.test(origin) : owner.kind !== 'pk');
  if (!allowed)
    throw forbidden(
      'origin_not_allowed',
      `Origin: expected a page of one of the merchant's own origins, got one of '${shown(origin)}'.`,
    );
}

/** Lets the page that called read the answer, a refusal too. Keys are sent by hand, never by the browser itself. */
export function allowOrigin(origin: string | undefined, response: Response): void {
  if (origin === undefined) return;
  response.headers.set('Access-Control-Allow-Origin', origin);
  response.headers.set('Access-Control-Expose-Headers', 'Request-Id, Idempotent-Replayed, Retry-After');
  response.headers.append('Vary', 'Origin');
}

/** A browser asks before it sends; which key will come is not known yet, so this gives nothing away. */
export function preflight(c: AppContext): Response {
  return new Response(null, {
    status: 204,
    headers: {
      'Access-Control-Allow-Origin': c.req.header('Origin') ?? '*',
      'Access-Control-Allow-Methods': 'GET, POST, PUT, DELETE',
      'Access-Control-Allow-Headers': 'Authorization, Content-Type, Idempotency-Key',
      'Access-Control-Max-Age': '86400',
      Vary: 'Origin',
    },
  });
}
