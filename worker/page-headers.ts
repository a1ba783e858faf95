// What browsers are told of a page: what it may load, whom it may speak to, what it may use. Knows nothing of files.

import { type Env, isDevelopment } from './env.ts';

/** The pages, what each may use of the machine, and whether it takes cards, on Stripe's form. */
export const PAGES = {
  store: { features: [], takes_cards: true },
  till: { features: ['camera'], takes_cards: false },
} as const satisfies Record<string, Uses>;

type Uses = { readonly features: readonly string[]; readonly takes_cards: boolean };

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
  const uses: Uses = PAGES[page];
  const features = FEATURES.map((name) => `${name}=${uses.features.includes(name) ? '(self)' : '()'}`);
  return {
    'Content-Security-Policy': contentSecurityPolicy(uses, sandboxOrigin(env)),
    // A page's address has the client secret of its payment in it when Stripe sends the buyer back.
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': features.join(', '),
    'Cache-Control': 'no-cache',
  };
}

const FEATURES = ['camera', 'microphone', 'geolocation', 'usb', 'serial'];

/** Each page asks Stripe's API about its payments; only on one that takes cards do scripts and frames of Stripe's run. */
function contentSecurityPolicy({ takes_cards }: Uses, sandbox: string | null): string {
  const and_sandbox = sandbox === null ? '' : ` ${sandbox}`;
  return [
    "default-src 'none'",
    `script-src 'self'${takes_cards ? ` ${STRIPE_JS} https://*.js.stripe.com${and_sandbox}` : ''}`,
    `frame-src ${takes_cards ? STRIPE_FRAMES : "'none'"}`,
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
