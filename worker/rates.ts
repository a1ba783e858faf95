// How often one client may do what costs others something. Cloudflare counts, where wrangler.toml binds its rate limits.

import { PAGE_CHECKOUT_RATE, PAGE_QUOTE_RATE, UNKNOWN_KEY_RATE } from '../src/limits.ts';
import { rateLimited } from './errors.ts';

const RATES = { PAGE_CHECKOUT_RATE, PAGE_QUOTE_RATE, UNKNOWN_KEY_RATE } as const;

/** Where nothing is bound, as on plain workerd, nothing is counted. */
export type RateLimits = { readonly [Rate in keyof typeof RATES]?: RateLimit };

/**
 * Counts a call of this client, of one merchant's where one is named (SPEC A11).
 *
 * @throws {ApiError} `rate_limited` where it is one too many
 */
export async function countCall(
  limits: RateLimits,
  rate: keyof RateLimits,
  headers: Headers,
  merchant = '',
): Promise<void> {
  // Cloudflare sets it on every request, whatever the client has sent.
  const address = headers.get('CF-Connecting-IP');
  const limit = limits[rate];
  if (address === null || limit === undefined) return;
  const { success } = await limit.limit({ key: `${clientOf(address)} ${merchant}` });
  if (!success) throw rateLimited(RATES[rate]);
}

/** One client: an IPv4 address, or the first half of an IPv6 one, because whoever has one address has all of its second half. */
export function clientOf(address: string): string {
  if (!address.includes(':')) return address;
  const [before = [], after] = address.split('::').map((half) => half.split(':').filter(Boolean));
  const zeros = after === undefined ? 0 : IPV6_GROUPS - before.length - after.length;
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...(after ?? [])];
  return groups.slice(0, IPV6_GROUPS / 2).join(':');
}

const IPV6_GROUPS = 8;
