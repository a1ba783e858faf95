// Who calls, and in which version of the API: `Authorization` and `Stripe-Version`. Decides; serves nothing.
import type { IncomingHttpHeaders } from 'node:http';
import type { Sandbox } from './context.ts';
import { invalid, StripeFailure } from './errors.ts';
import { API_VERSION } from './params.ts';

export type Authority = 'secret' | 'publishable';

/** Whose key it is; a missing or unknown key is a 401 that shows only the ends of what was sent. */
export function authenticate(sandbox: Sandbox, header: string | undefined): Authority {
  const key = keyOf(header);
  if (key === sandbox.secret_key) return 'secret';
  if (key === sandbox.publishable_key) return 'publishable';
  const message =
    key === ''
      ? 'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth ' +
        "(e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or " +
        'we can help at https://support.stripe.com/.'
      : `Invalid API Key provided: ${masked(key)}`;
  throw new StripeFailure(
    401,
    { type: 'invalid_request_error', message },
    { 'WWW-Authenticate': 'Basic realm="Stripe"' },
  );
}

/** What a publishable key may not do. */
export function secretKeyRequired(): StripeFailure {
  return new StripeFailure(403, {
    type: 'invalid_request_error',
    code: 'secret_key_required',
    message:
      'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your ' +
      'API keys at https://dashboard.stripe.com/account/apikeys.',
  });
}

/** Refuses another API version, and calls on behalf of a connected account: there are none here. */
export function checkVersion(headers: IncomingHttpHeaders): void {
  const account = headers['stripe-account'] ?? headers['stripe-context'];
  if (account !== undefined) {
    const message = `The provided key does not have access to account '${String(account).slice(0, 40)}' (or that account does not exist). Application access may have been revoked.`;
    throw new StripeFailure(403, { type: 'invalid_request_error', code: 'account_invalid', message });
  }
  const version = headers['stripe-version'];
  if (version === undefined || version === API_VERSION) return;
  throw invalid(
    `Invalid Stripe API version: ${String(version).slice(0, 40)}. This sandbox speaks ${API_VERSION} only.`,
  );
}

function keyOf(header: string | undefined): string {
  const [scheme = '', value = ''] = (header ?? '').split(' ', 2);
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return '';
  return Buffer.from(value, 'base64').toString('utf8').split(':', 1)[0] ?? '';
}

/** `sk_test_` and the last four characters at most; of a short key only stars. */
function masked(key: string): string {
  if (key.length < 16) return '*'.repeat(Math.min(key.length, 8));
  const prefix = /^(sk|pk|rk)_(test|live)_/.exec(key)?.[0] ?? '';
  return `${prefix}${'*'.repeat(12)}${key.slice(-4)}`;
}
