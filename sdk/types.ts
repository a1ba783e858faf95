// What the API takes and answers, as a page sees it. Written out, so that the package's types need no other package;
// test/sdk/wire.ts holds them to the schemas of src/wire. Amounts are integer fen, instants Unix seconds.

export type Locale = 'zh' | 'en';

/** A product of the merchant's catalogue, and how many. */
export type PageLine = { sku: string; quantity: number };

/** What a page buys: products of the catalogue, or a cart with prices that the shop's server signed. Never both. */
export type PageCart = { lines: PageLine[]; signed_cart?: never } | { signed_cart: string; lines?: never };

export type PageQuoteRequest = PageCart;

type Sale = {
  channel?: 'online';
  /** Where a programme limits what one buyer gets: by the reference that it prescribes. */
  buyer?: { reference: string };
  /** `none` sells at the full price and claims nothing. */
  subsidy?: 'auto' | 'none';
  /** The amount that the buyer was shown. Absent: that of this cart's last quote, where there was one. */
  expected_amount_due?: number | undefined;
};

export type PageCheckoutRequest = Sale &
  (
    | {
        lines: PageLine[];
        /** The order: the same again gives the same checkout. Nobody else should be able to guess it. */
        order_reference: string;
        metadata?: Record<string, string>;
        signed_cart?: never;
      }
    | { signed_cart: string; lines?: never; order_reference?: never; metadata?: never }
  );

export type Device = 'household_robot' | 'smart_glasses';

/** Why a line has the tag it has. */
export type TagReason =
  | 'registry_approved'
  | 'registry_excluded'
  | 'category_device'
  | 'category_against'
  | 'title_device'
  | 'name_trap'
  | 'service'
  | 'toy'
  | 'commercial'
  | 'accessory'
  | 'other_product'
  | 'no_evidence'
  | 'no_programme'
  | 'device_not_in_programme'
  | 'evidence_not_accepted'
  | 'price_above_ceiling';

export type Tag = {
  qualifies: boolean;
  device: Device | null;
  evidence: 'registry' | 'taxonomy' | 'title' | 'none';
  reason: TagReason;
  matched: string | null;
  needs_review: boolean;
  conflict: string | null;
};

export type QuoteLine = {
  sku: string;
  quantity: number;
  /** The list price of the whole line. */
  amount: number;
  tag: Tag;
  subsidy_amount: number;
  amount_due: number;
};

/** What a cart costs: the part that quotes and checkouts share. */
export type Priced = {
  currency: 'cny';
  programme: { id: string; version: number } | null;
  lines: QuoteLine[];
  /** The lines and the shipping, before the subsidy. */
  amount_total: number;
  eligible_amount: number;
  subsidy_amount: number;
  /** Whether the programme's cap was smaller than its rate. */
  capped: boolean;
  shipping_amount: number;
  /** What the buyer pays. */
  amount_due: number;
};

export type Quote = Priced & { object: 'quote' };

export type CheckoutStatus = 'open' | 'complete' | 'canceled' | 'expired';

export type StripePayment = {
  provider: 'stripe';
  payment_intent: string;
  client_secret: string;
  publishable_key: string | null;
};

export type CheckoutRefund = {
  id: string;
  object: 'refund';
  status: 'pending' | 'succeeded' | 'failed';
  checkout: string;
  amount: number;
  clawback_amount: number;
  currency: 'cny';
  lines: { line: number; quantity: number }[];
  reason: string;
  created: number;
};

export type Checkout = Priced & {
  id: string;
  object: 'checkout';
  status: CheckoutStatus;
  order_reference: string;
  channel: 'online' | 'in_store';
  store: string | null;
  till: string | null;
  claim: {
    id: string;
    status: 'pending' | 'posted' | 'voided' | 'partially_reversed' | 'reversed';
    amount: number;
    reversed_amount: number;
  } | null;
  refunds: CheckoutRefund[];
  /** A page's checkout is always Stripe's. */
  payment: StripePayment | null;
  flag: 'payment_mismatch' | 'refund_outside' | 'refund_failed' | 'dispute' | null;
  metadata: Record<string, string>;
  expires_at: number;
  created: number;
};

/** What the elements read of a programme to explain its cap. */
export type Programme = {
  id: string;
  object: 'programme';
  version: number;
  name: { zh: string; en: string };
  /** A decimal fraction, such as "0.15". */
  rate: string;
  cap: { scope: 'order' | 'item'; amount: number };
};
