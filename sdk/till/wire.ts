// What the API takes and answers, as far as a till uses it and a page does not. Written out, as in types.ts;
// test/sdk/wire.ts holds it to the schemas of src/wire.

import type * as page from '../types.ts';

export type { Quote } from '../types.ts';

/** What a shop takes money by, or gives it back by, outside Stripe. */
export type Tender = 'cash' | 'bank_card' | 'alipay' | 'wechat_pay' | 'other';

/** A line with the till's own price, in fen. */
export type CartLine = {
  sku: string;
  title?: string | undefined;
  brand?: string | undefined;
  gtin?: string | undefined;
  category?: { taxonomy: 'google' | 'shopify' | 'gpc'; code: string } | undefined;
  unit_amount: number;
  quantity: number;
  /** Of the whole line. */
  discount_amount?: number | undefined;
  /** At most one for each unit. */
  serial_numbers?: string[] | undefined;
};

export type CheckoutRequest = {
  lines: CartLine[];
  order_reference: string;
  channel: 'in_store';
  store?: string | undefined;
  till?: string | undefined;
  buyer?: { reference: string } | undefined;
  subsidy?: 'auto' | 'none' | undefined;
  payment?: { provider: 'stripe' | 'external' } | undefined;
  expected_amount_due?: number | undefined;
};

export type ConfirmRequest = {
  tender: Tender;
  reference?: string | undefined;
  /** What the shop took, in fen. */
  expected_amount_due?: number | undefined;
};

export type RefundRequest = {
  lines: { line: number; quantity: number; serial_numbers?: string[] | undefined }[];
  reason: string;
  /** Where the shop gives the money back itself, and there only. */
  tender?: Tender | undefined;
  reference?: string | undefined;
};

type CheckoutRefund = page.CheckoutRefund & { tender: Tender | null; reference: string | null };

export type Refund = CheckoutRefund & { claim: page.Checkout['claim'] };

/** Money that the shop takes itself: null until it is confirmed. */
export type ExternalPayment = { provider: 'external'; tender: Tender | null; reference: string | null };

export type Checkout = Omit<page.Checkout, 'payment' | 'refunds'> & {
  refunds: CheckoutRefund[];
  payment: page.StripePayment | ExternalPayment | null;
};

/** A programme with all that a quote needs. */
export type ProgrammeObject = page.Programme & {
  versions: number[];
  active: boolean;
  currency: 'cny';
  window: { starts: string; ends: string };
  rounding: 'down';
  item_price_ceiling: number | null;
  per_buyer_limit: number | null;
  devices: page.Device[];
  evidence: Evidence[];
  review: Evidence[];
  serial_number: 'required' | 'optional';
  sources: Record<string, string>;
};

type Evidence = Exclude<page.Tag['evidence'], 'none'>;

export type List<Item> = { object: 'list'; data: Item[]; has_more: boolean; url: string };
