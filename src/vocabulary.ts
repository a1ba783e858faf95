// The words that programmes, tags, claims and the wire share.

/** Device classes that a programme can subsidise. */
export const DEVICES = ['household_robot', 'smart_glasses'] as const;
export type Device = (typeof DEVICES)[number];

/** What a tag can rest on, the strongest first. */
export const EVIDENCE = ['registry', 'taxonomy', 'title'] as const;
export type Evidence = (typeof EVIDENCE)[number];

/** Public product taxonomies whose codes are understood. */
export const TAXONOMIES = ['google', 'shopify', 'gpc'] as const;
export type Taxonomy = (typeof TAXONOMIES)[number];

/** What the operator decides about a product. */
export const PRODUCT_DECISIONS = ['approved', 'excluded'] as const;
export type ProductDecision = (typeof PRODUCT_DECISIONS)[number];

/** Who takes the money of a sale: Stripe, or the shop itself, outside Stripe. */
export const PAYMENT_PROVIDERS = ['stripe', 'external'] as const;
export type PaymentProvider = (typeof PAYMENT_PROVIDERS)[number];

/** What a shop takes money by, or gives it back by, outside Stripe. */
export const TENDERS = ['cash', 'bank_card', 'alipay', 'wechat_pay', 'other'] as const;
export type Tender = (typeof TENDERS)[number];

/** Where a sale takes place. */
export const CHANNELS = ['online', 'in_store'] as const;
export type Channel = (typeof CHANNELS)[number];

/** Why a line has the tag it has: docs/api.md says what each means. */
export const TAG_REASONS = [
  'registry_approved',
  'registry_excluded',
  'category_device',
  'category_against',
  'title_device',
  'name_trap',
  'service',
  'toy',
  'commercial',
  'accessory',
  'other_product',
  'no_evidence',
  'no_programme',
  'device_not_in_programme',
  'evidence_not_accepted',
  'price_above_ceiling',
] as const;
export type TagReason = (typeof TAG_REASONS)[number];

/** What finance has to look at. */
export const FLAGS = ['payment_mismatch', 'refund_outside', 'refund_failed', 'dispute'] as const;
export type Flag = (typeof FLAGS)[number];

/** What a reconciliation can find: docs/api.md says what each means. */
export const FINDING_KINDS = [
  'paid_not_posted',
  'canceled_not_voided',
  'posted_not_paid',
  'voided_not_canceled',
  'paid_twice',
  'amount_differs',
  'currency_differs',
  'payment_unknown',
  'refund_not_booked',
  'refund_not_made',
  'refund_amount_differs',
  'refund_outside',
  'refund_unknown',
  'pending_differs',
  'posted_differs',
  'leases_differ',
  'journal_differs',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** What a reconciliation does, in this order. */
export const RECONCILIATION_STEPS = [
  'payments',
  'refunds',
  'checkouts',
  'returns',
  'ledgers',
  'budgets',
] as const;
export type ReconciliationStep = (typeof RECONCILIATION_STEPS)[number];

export const RECONCILIATION_STATUSES = ['queued', 'running', 'complete', 'failed'] as const;
export type ReconciliationStatus = (typeof RECONCILIATION_STATUSES)[number];

export const CLAIM_STATUSES = ['pending', 'posted', 'voided', 'partially_reversed', 'reversed'] as const;
export type ClaimStatus = (typeof CLAIM_STATUSES)[number];

/** What a review of a claim comes to. */
export const REVIEW_DECISIONS = ['approved', 'rejected'] as const;
export type ReviewDecision = (typeof REVIEW_DECISIONS)[number];

export const CHECKOUT_STATUSES = ['open', 'complete', 'canceled', 'expired'] as const;
export type CheckoutStatus = (typeof CHECKOUT_STATUSES)[number];

/** `pending` until the provider says that the money is on its way back for good. */
export const REFUND_STATUSES = ['pending', 'succeeded', 'failed'] as const;
export type RefundStatus = (typeof REFUND_STATUSES)[number];
