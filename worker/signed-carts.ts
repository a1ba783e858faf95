// Carts with prices that a merchant's server hands its page: signed, so that the page can change nothing in them. They can be read
// by everybody, and are kept nowhere; that each opens one checkout only, the ledger of its order sees to.

import type { UnixSeconds } from '../src/time.ts';
import type { SignCartRequest } from '../src/wire/pages.ts';
import { fromBase64url, toBase64url } from './base64url.ts';
import type { Env } from './env.ts';
import { type ApiError, invalid } from './errors.ts';
import type { Merchant } from './objects/directory.ts';
import { derivedKey } from './privacy.ts';

/** A cart as its server gave it, the buyer as a checkout keeps it: the page can read what is signed. */
type ServersCart = Omit<SignCartRequest, 'expires_in' | 'buyer'> & { readonly buyer_hash?: string };

export type SignedCart = {
  /** `crt_…`: a cart that is signed twice may open two checkouts, one after the other. */
  readonly id: string;
  readonly merchant: string;
  readonly cart: ServersCart;
  readonly expires_at: UnixSeconds;
};

const PREFIX = 'cart_';

/** The cart as text: `cart_`, what it says, and its HMAC-SHA-256. */
export async function signedText(env: Env, signed: SignedCart): Promise<string> {
  const said = new TextEncoder().encode(JSON.stringify(signed));
  const mac = await crypto.subtle.sign('HMAC', await signingKey(env), said);
  return `${PREFIX}${toBase64url(said)}.${toBase64url(new Uint8Array(mac))}`;
}

/**
 * What a signed cart says, expired or not.
 *
 * @throws {ApiError} `signed_cart_invalid` where it was not signed here for this merchant (SPEC U6)
 */
export async function readSignedCart(env: Env, merchant: Merchant, text: string): Promise<SignedCart> {
  const [said, mac] = text.startsWith(PREFIX) ? text.slice(PREFIX.length).split('.').map(fromBase64url) : [];
  if (!said || !mac) throw invalidCart('it is none');
  // Compares in constant time.
  if (!(await crypto.subtle.verify('HMAC', await signingKey(env), mac, said))) {
    throw invalidCart('its signature is not that of what it says');
  }
  const signed = JSON.parse(new TextDecoder().decode(said)) as SignedCart;
  if (signed.merchant !== merchant.id) throw invalidCart("it is another merchant's");
  return signed;
}

/** @throws {ApiError} `signed_cart_expired` from `expires_at` on */
export function refuseExpired({ expires_at }: SignedCart, now: UnixSeconds): void {
  if (now < expires_at) return;
  throw invalid(
    'signed_cart_expired',
    `signed_cart: expected one that is used before its expires_at, which was ${expires_at}, got it at ${now}.`,
    'signed_cart',
  );
}

const signingKey = (env: Env): Promise<CryptoKey> => derivedKey(env, 'signed-cart');

const invalidCart = (why: string): ApiError =>
  invalid(
    'signed_cart_invalid',
    `signed_cart: expected what POST /v1/carts/sign gave this merchant, got something else: ${why}.`,
    'signed_cart',
  );
