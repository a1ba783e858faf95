// What a cart is priced by: the programme asked for, or the merchant's own, and the present.

import { CHARGE_MAX_FEN, CHARGE_MIN_FEN } from '../src/limits.ts';
import type { Fen } from '../src/money.ts';
import type { Programme } from '../src/programme.ts';
import { type Pricing, quote } from '../src/quote.ts';
import type { ProductKeys } from '../src/tagging/registry.ts';
import { instantOf, type UnixSeconds } from '../src/time.ts';
import type { Quote } from '../src/wire/objects.ts';
import type { CheckoutRequest } from '../src/wire/requests.ts';
import { programmesOf } from './directory.ts';
import type { AppContext } from './endpoint.ts';
import { isDevelopment } from './env.ts';
import { invalid, shown } from './errors.ts';
import type { Merchant } from './objects/directory.ts';
import { registryFor } from './registry.ts';
import { rememberedTitle } from './titles.ts';

/** In development only: prices as if it were this instant, ISO 8601 with its offset. Nothing but the price is moved. */
export const PRICED_AT_HEADER = 'Zhehui-Priced-At';

/**
 * What a merchant's cart of these lines is priced by.
 *
 * @param asked the programme that the request names
 */
export async function pricingFor(
  c: AppContext,
  merchant: Merchant,
  asked: string | undefined,
  lines: readonly ProductKeys[],
  now: UnixSeconds,
): Promise<Pricing> {
  const programme = latestOf(await programmesOf(c.env), asked ?? merchant.programme);
  if (programme === null && asked !== undefined) {
    throw invalid(
      'resource_missing',
      `programme: expected the id of a programme, got '${shown(asked)}'.`,
      'programme',
    );
  }
  const priced_at = pricedAt(c) ?? now;
  const registry = await registryFor(c.env, merchant.id, lines);
  return { programme, registry, now: priced_at, readTitle: rememberedTitle };
}

/**
 * The quote of a cart that is to be paid.
 *
 * @throws {ApiError} `amount_too_small`, `amount_too_large` where Stripe could not charge it (SPEC L7); a shop itself takes
 *   the smallest amounts
 */
export function chargeableQuote(
  cart: Pick<CheckoutRequest, 'lines' | 'shipping_amount' | 'subsidy' | 'payment'>,
  pricing: Pricing,
): Quote {
  const priced = quote(cart, cart.subsidy === 'none' ? { ...pricing, programme: null } : pricing);
  refuseUnchargeable(priced.amount_due, cart.payment?.provider === 'external' ? 0 : CHARGE_MIN_FEN);
  return priced;
}

function refuseUnchargeable(amount_due: Fen, least: Fen): void {
  if (amount_due < least) {
    throw invalid(
      'amount_too_small',
      `lines: expected an amount due of at least ${least} fen, got ${amount_due}.`,
      'lines',
    );
  }
  if (amount_due > CHARGE_MAX_FEN) {
    throw invalid(
      'amount_too_large',
      `lines: expected an amount due of at most ${CHARGE_MAX_FEN} fen, got ${amount_due}.`,
      'lines',
    );
  }
}

/** The latest version of a programme; versions come latest first. */
export function latestOf(programmes: readonly Programme[], id: string): Programme | null {
  return programmes.find((programme) => programme.id === id) ?? null;
}

/** A version of a programme; null where it is not known. */
export function versionOf(programmes: readonly Programme[], id: string, version: number): Programme | null {
  return programmes.find((programme) => programme.id === id && programme.version === version) ?? null;
}

function pricedAt(c: AppContext): UnixSeconds | null {
  const header = c.req.header(PRICED_AT_HEADER);
  if (header === undefined) return null;
  const instant = instantOf(header);
  if (!isDevelopment(c.env) || !Number.isFinite(instant)) {
    throw invalid(
      'priced_at_invalid',
      `${PRICED_AT_HEADER}: expected in development only, an ISO 8601 date and time, got '${shown(header)}'.`,
      PRICED_AT_HEADER,
    );
  }
  return Math.floor(instant);
}
