// Pages may call the API with a key for pages from the origins that their merchant has named and from the Worker's own.

import type { AppContext } from './endpoint.ts';
import { isDevelopment } from './env.ts';
import { forbidden, shown } from './errors.ts';
import type { KeyKind } from './keys.ts';
import type { KeyOwner } from './objects/directory.ts';

const LOOPBACK = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** The keys that pages have: a shop's page, and the till's. All others are secret. */
const KEYS_OF_PAGES: ReadonlySet<KeyKind> = new Set(['pk', 'tk']);

/**
 * Refuses a page's call from an origin that its merchant has not named and that is not the Worker's own (SPEC A5). A secret key
 * in a page is a leak that no refusal mends, and other programs than browsers send an Origin too: it is answered, but not to the
 * page.
 */
export function checkOrigin(c: AppContext, owner: KeyOwner): void {
  const origin = c.req.header('Origin');
  if (origin === undefined) return;
  const is_named = owner.kind !== 'ok' && owner.merchant.origins.includes(origin);
  const in_development = isDevelopment(c.env);
  const is_own = in_development ? LOOPBACK.test(origin) : origin === new URL(c.req.url).origin;
  if (is_named || is_own) return;
  // The demo keys are published: any page in the world could try them on a developer's own machine.
  if (in_development || KEYS_OF_PAGES.has(owner.kind))
    throw forbidden(
      'origin_not_allowed',
      `Origin: expected a page of one of the merchant's own origins, got one of '${shown(origin)}'.`,
    );
  c.set('unreadable', true);
}

/** Lets the page that called read the answer, a refusal too. Keys are sent by hand, never by the browser itself. */
export function allowOrigin({ req, res, var: { unreadable = false } }: AppContext): void {
  res.headers.append('Vary', 'Origin');
  const origin = req.header('Origin');
  if (origin === undefined || unreadable) return;
  res.headers.set('Access-Control-Allow-Origin', origin);
  res.headers.set('Access-Control-Expose-Headers', 'Request-Id, Idempotent-Replayed, Retry-After');
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
