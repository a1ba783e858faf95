// What a page asks for, made into what a server would have asked for: products of the merchant's catalogue at its present prices,
// or the cart that the merchant's server signed. A page's own word about a price counts nowhere.

import { linesFrom, type PageLine } from '../src/catalogue.ts';
import type { UnixSeconds } from '../src/time.ts';
import type { CatalogueProduct } from '../src/wire/catalogue.ts';
import type { PageCheckoutRequest, PageQuoteRequest } from '../src/wire/pages.ts';
import type { CartLine, QuoteRequest } from '../src/wire/requests.ts';
import { type AskedOrder, fingerprintsOf, type PricedRequest } from './asked-order.ts';
import { catalogueOf } from './catalogue.ts';
import type { Env } from './env.ts';
import { invalid, shown } from './errors.ts';
import type { Merchant } from './objects/directory.ts';
import { buyerHash } from './privacy.ts';
import { readSignedCart, refuseExpired, type SignedCart } from './signed-carts.ts';
import { twice } from './twice.ts';

/** The cart of a page's quote. */
export async function pageCart(
  env: Env,
  merchant: Merchant,
  { lines = [], signed_cart }: PageQuoteRequest,
  now: UnixSeconds,
): Promise<QuoteRequest> {
  if (signed_cart === undefined) return { lines: await catalogueLines(env, merchant, lines) };
  const signed = await readSignedCart(env, merchant, signed_cart);
  refuseExpired(signed, now);
  return signed.cart;
}

/** Where and when a page asks. */
type PageCall = {
  readonly env: Env;
  readonly merchant: Merchant;
  readonly path: string;
  readonly idempotency_key: string | null;
  readonly now: UnixSeconds;
};

/**
 * The order that a page asks for. What names its request is what was sent, and never the same as of a server's request; of a
 * signed cart, the cart: it may have been signed anew when the page was loaded again.
 */
export async function pageOrder(call: PageCall, body: PageCheckoutRequest): Promise<AskedOrder> {
  const { env, merchant, path, idempotency_key: key } = call;
  const { expected_amount_due, ...said } = body;
  const signed =
    said.signed_cart === undefined ? null : await readSignedCart(env, merchant, said.signed_cart);
  const named = signed === null ? said : { ...said, signed_cart: signed.cart };
  const words = { named, sent: said, expected_amount_due, signed_cart: signed?.id ?? null };
  return {
    order_reference: signed?.cart.order_reference ?? referenceIn(said),
    ...(await fingerprintsOf(env, `${path} pk`, words)),
    // A page must not use up the keys of its merchant's server, none of which has a line break.
    idempotency_key: key === null ? null : `page\n${key}`,
    by_page: true,
    request: () => requestOf(call, body, signed),
  };
}

function referenceIn({ order_reference }: Pick<PageCheckoutRequest, 'order_reference'>): string {
  if (order_reference === undefined) throw new Error('a page names its order, or its signed cart does');
  return order_reference;
}

async function requestOf(
  { env, merchant, now }: PageCall,
  body: PageCheckoutRequest,
  signed: SignedCart | null,
): Promise<PricedRequest> {
  const { lines = [], buyer, subsidy, metadata } = body;
  const sale = { channel: 'online' as const, buyer_hash: await buyerHash(env, buyer), subsidy };
  if (signed !== null) {
    refuseExpired(signed, now);
    return { ...sale, ...signed.cart, buyer_hash: buyerOf(signed, sale.buyer_hash) };
  }
  const order_reference = referenceIn(body);
  return { ...sale, metadata, order_reference, lines: await catalogueLines(env, merchant, lines) };
}

/** The buyer that a signed cart names, or else the page: it can put nobody else in the place of that one (SPEC U6). */
function buyerOf({ cart: { buyer_hash } }: SignedCart, named_by_page: string | null): string | null {
  if (buyer_hash === undefined) return named_by_page;
  if (named_by_page === null || named_by_page === buyer_hash) return buyer_hash;
  const message = 'buyer: expected the one that the signed_cart names, or none, got another.';
  throw invalid('parameter_invalid', message, 'buyer');
}

/**
 * @throws {ApiError} `product_missing` for a product that is not in the catalogue, or not any more; `signed_cart_required` where the
 * merchant's pages may bring signed carts only
 */
async function catalogueLines(env: Env, merchant: Merchant, asked: readonly PageLine[]): Promise<CartLine[]> {
  if (merchant.page_carts === 'signed') {
    throw invalid(
      'signed_cart_required',
      "lines: expected a signed_cart, as the merchant's settings say, got lines.",
      'lines',
    );
  }
  const skus = [...new Set(asked.map(({ sku }) => sku))];
  const products = await twice<CatalogueProduct[]>(() => catalogueOf(env, merchant).withSkus(skus));
  const found = linesFrom(products, asked);
  if (found.ok) return found.lines;
  const param = `lines[${found.line}][sku]`;
  throw invalid(
    'product_missing',
    `${param}: expected a product of the merchant's catalogue, got '${shown(found.sku)}'.`,
    param,
  );
}
