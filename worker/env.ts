// What a deployment is given, and whether it may start with it.

import { SECRET_CHARS_MIN } from '../src/limits.ts';
import { DEVELOPMENT_SETTINGS } from './development.ts';
import type { Budget } from './objects/budget.ts';
import type { Catalogue } from './objects/catalogue.ts';
import type { Directory } from './objects/directory.ts';
import type { Journal } from './objects/journal.ts';
import type { Ledger } from './objects/ledger.ts';
import type { Reconciliations } from './objects/reconciliations.ts';
import type { Serials } from './objects/serials.ts';
import type { RateLimits } from './rates.ts';

/** Bindings and settings. docs/deploy.md says what each is for. */
export type Env = RateLimits & {
  readonly DIRECTORY: DurableObjectNamespace<Directory>;
  readonly CATALOGUE: DurableObjectNamespace<Catalogue>;
  readonly LEDGER: DurableObjectNamespace<Ledger>;
  readonly BUDGET: DurableObjectNamespace<Budget>;
  readonly JOURNAL: DurableObjectNamespace<Journal>;
  readonly SERIALS: DurableObjectNamespace<Serials>;
  readonly RECONCILIATIONS: DurableObjectNamespace<Reconciliations>;
  /** The built pages; without it there are none. */
  readonly ASSETS?: Fetcher;
  /** `development` accepts the published demo keys; anything else, or nothing, is production. */
  readonly ENVIRONMENT?: string;
  readonly STRIPE_SECRET_KEY?: string;
  readonly STRIPE_PUBLISHABLE_KEY?: string;
  readonly STRIPE_WEBHOOK_SECRET?: string;
  /** Where Stripe is spoken to; api.stripe.com where it is not given. */
  readonly STRIPE_API_BASE?: string;
  /** The operator's first key, `ok_…`. */
  readonly OPERATOR_KEY?: string;
  /** Keys the hashes of personal data: buyers' references and serial numbers. */
  readonly PERSONAL_DATA_KEY?: string;
  /** Filled in by Cloudflare only: the sign of a real deployment. */
  readonly VERSION?: { readonly id?: string };
};

/** Whether the published demo keys are accepted. */
export function isDevelopment(env: Env): boolean {
  return env.ENVIRONMENT === 'development';
}

/** What a page needs to load Stripe.js with; null where none was given. */
export function publishableKey(env: Env): string | null {
  return (
    env.STRIPE_PUBLISHABLE_KEY ?? (isDevelopment(env) ? DEVELOPMENT_SETTINGS.STRIPE_PUBLISHABLE_KEY : null)
  );
}

/**
 * Why these settings must not serve anybody; null where they may (SPEC A6).
 *
 * A deployment that would accept the demo keys, or that lacks a secret or Stripe's publishable key, refuses to start.
 */
export function whyNotStart(env: Env): string | null {
  if (isDevelopment(env)) return whyNotDevelop(env);
  for (const name of SECRETS) {
    if (!env[name]) return `the secret ${name} is missing: set it with "wrangler secret put ${name}"`;
  }
  if (!env.STRIPE_PUBLISHABLE_KEY) {
    return 'the variable STRIPE_PUBLISHABLE_KEY is missing: set it under [vars] in wrangler.toml';
  }
  // It is handed to every page: a secret key in its place would be, too.
  if (!env.STRIPE_PUBLISHABLE_KEY.startsWith('pk_')) {
    return 'STRIPE_PUBLISHABLE_KEY must be a publishable key of Stripe, pk_';
  }
  if (!OPERATOR_KEY_FORM.test(env.OPERATOR_KEY ?? '')) {
    return `OPERATOR_KEY must be "ok_" and at least ${SECRET_CHARS_MIN} letters, digits or underscores`;
  }
  if ((env.PERSONAL_DATA_KEY ?? '').length < SECRET_CHARS_MIN) {
    return `PERSONAL_DATA_KEY must have at least ${SECRET_CHARS_MIN} characters`;
  }
  for (const [name, published] of Object.entries(DEVELOPMENT_SETTINGS)) {
    if (env[name as keyof typeof DEVELOPMENT_SETTINGS] === published) {
      return `${name} is the published one of development`;
    }
  }
  return null;
}

const SECRETS = ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'OPERATOR_KEY', 'PERSONAL_DATA_KEY'] as const;
const OPERATOR_KEY_FORM = new RegExp(`^ok_[A-Za-z0-9_]{${SECRET_CHARS_MIN},}$`);

/** Why development mode, with its published keys, is not to be had here; null where it may be, or is not asked for. */
export function whyNotDevelop(env: Env): string | null {
  if (!isDevelopment(env)) return null;
  if (env.VERSION?.id) return 'ENVIRONMENT=development is for one machine only, and this is a deployment';
  if (env.STRIPE_SECRET_KEY && !/^(sk|rk)_test_/.test(env.STRIPE_SECRET_KEY)) {
    return 'ENVIRONMENT=development accepts published keys and must be given a test key of Stripe, sk_test_ or rk_test_';
  }
  return null;
}
