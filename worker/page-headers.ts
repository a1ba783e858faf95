// What browsers are told of a page: what it may load, whom it may speak to, what it may use. Knows nothing of files.

import { type Env, isDevelopment } from './env.ts';

/** The pages, and what each may use of the machine. */
export const PAGES = { store: [], till: ['camera'] } as const satisfies Record<string, readonly string[]>;

export type PageName = keyof typeof PAGES;

/** Stripe.js, and the frames in which it asks for cards and 3-D Secure: https://docs.stripe.com/security/guide. */
const STRIPE_JS = 'https://js.stripe.com';
const STRIPE_FRAMES = `${STRIPE_JS} https://*.js.stripe.com https://hooks.stripe.com`;

/** Where a page loads Stripe.js from: Stripe, in the release of the API version that the Worker speaks, or in development the sandbox. */
export function stripeScript(env: Env): string {
  const sandbox = sandboxOrigin(env);
  return sandbox === null ? `${STRIPE_JS}/endive/stripe.js` : `${sandbox}/stripe.js`;
}

/** The headers of a page (SPEC V2). */
export function pageHeaders(env: Env, page: PageName): Record<string, string> {
  const uses = FEATURES.map((feature) => `${feature}=${isUsed(page, feature) ? '(self)' : '()'}`);
  return {
    'Content-Security-Policy': contentSecurityPolicy(sandboxOrigin(env)),
    // A page's address has the client secret of its payment in it when Stripe sends the buyer back.
    'Referrer-Policy': 'same-origin',
    'Permissions-Policy': uses.join(', '),
    'Cache-Control': 'no-cache',
  };
}

const FEATURES = ['camera', 'microphone', 'geolocation', 'usb', 'serial'];

function isUsed(page: PageName, feature: string): boolean {
  const used: readonly string[] = PAGES[page];
  return used.includes(feature);
}

function contentSecurityPolicy(sandbox: string | null): string {
  const and_sandbox = sandbox === null ? '' : ` ${sandbox}`;
  return [
    "default-src 'none'",
    `script-src 'self' ${STRIPE_JS} https://*.js.stripe.com${and_sandbox}`,
    `frame-src ${STRIPE_FRAMES}`,
    `connect-src 'self' https://api.stripe.com${and_sandbox}`,
    "img-src 'self' data:",
    "style-src 'self'",
    "manifest-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Only in development is what stands in for Stripe let into a page. */
function sandboxOrigin(env: Env): string | null {
  return isDevelopment(env) && env.STRIPE_API_BASE ? new URL(env.STRIPE_API_BASE).origin : null;
}
