// The requests of the benchmark: carts as a shop sends them, checkouts of them, and what Stripe tells when one is paid.

import { signatureHeader } from '../sandbox/signature.ts';
import { ZHEJIANG_AI_2025 } from '../src/programmes/zhejiang-ai-2025.ts';
import { quote } from '../src/quote.ts';
import { registryOf } from '../src/tagging/registry.ts';
import type { Checkout, Quote } from '../src/wire/objects.ts';
import type { CartLine, CheckoutRequest, QuoteRequest } from '../src/wire/requests.ts';
import { FRESH } from './load.ts';

export const WEBHOOK_SECRET = 'whsec_bench';
export const AUTHORIZED = { Authorization: 'Bearer sk_test_demo' } as const;

/** A device by its category, one by its title, an accessory: each way of tagging has its share. */
const PRODUCTS: readonly CartLine[] = [
  {
    sku: 'G20S-ULTRA',
    title: '石头 G20S Ultra 扫拖机器人 自动洗烘集尘',
    brand: '石头',
    gtin: '06970995785036',
    category: { taxonomy: 'shopify', code: 'hg-9-10-5' },
    unit_amount: 549_900,
    quantity: 1,
    discount_amount: 30_000,
  },
  {
    sku: 'RAYNEO-X3',
    title: 'RayNeo X3 Pro AR smart glasses, 43 g, full colour display',
    brand: 'RayNeo',
    unit_amount: 899_900,
    quantity: 1,
  },
  {
    sku: 'BAG-10',
    title: '石头 G20S 集尘袋 10 只装 原装配件',
    brand: '石头',
    unit_amount: 9_900,
    quantity: 2,
  },
];

/** A cart of so many lines, no two under the same SKU. */
export function cartOf(lines: number): QuoteRequest {
  return {
    lines: Array.from({ length: lines }, (_, index) => {
      const product = PRODUCTS[index % PRODUCTS.length] as CartLine;
      return { ...product, sku: `${product.sku}-${index}` };
    }),
  };
}

/** What Zhehui answers to the cart. */
export function quoteOf(cart: QuoteRequest): Quote {
  const now = Math.floor(Date.now() / 1000);
  return quote(cart, { programme: ZHEJIANG_AI_2025, registry: registryOf([]), now });
}

/** A checkout request, under a fresh order reference unless one is named. */
export function checkoutBody(lines: number, order_reference: string = FRESH): string {
  const request: CheckoutRequest = { ...cartOf(lines), order_reference, channel: 'online' };
  return JSON.stringify(request);
}

/** Stripe's news that a checkout was paid in full, signed. */
export function paidWebhook(answer: string): { headers: Record<string, string>; body: string } {
  const { id, claim, payment, amount_due, order_reference } = JSON.parse(answer) as Checkout;
  if (claim === null || payment?.provider !== 'stripe')
    throw new Error(`a checkout without claim or payment: ${answer}`);
  const created = Math.floor(Date.now() / 1000);
  const body = JSON.stringify({
    id: `evt_${id}`,
    object: 'event',
    api_version: '2026-10-28.endive',
    created,
    livemode: false,
    type: 'payment_intent.succeeded',
    data: {
      object: {
        id: payment.payment_intent,
        object: 'payment_intent',
        amount: amount_due,
        amount_received: amount_due,
        client_secret: payment.client_secret,
        currency: 'cny',
        metadata: {
          zhehui_merchant: 'mer_demo',
          zhehui_checkout: id,
          zhehui_order_reference: order_reference,
          zhehui_attempt: '1',
          zhehui_claim: claim.id,
        },
        status: 'succeeded',
      },
    },
  });
  return { headers: { 'Stripe-Signature': signatureHeader(body, WEBHOOK_SECRET, created) }, body };
}
