// What the API answers with. Amounts are integer fen, instants Unix seconds. The schemas feed the OpenAPI document.

import * as z from 'zod';
import {
  CHANNELS,
  CHECKOUT_STATUSES,
  CLAIM_STATUSES,
  DEVICES,
  EVIDENCE,
  FLAGS,
  PAYMENT_PROVIDERS,
  REFUND_STATUSES,
  REVIEW_DECISIONS,
  TAG_REASONS,
  TAXONOMIES,
  TENDERS,
} from '../vocabulary.ts';

const amount = z.int().min(0);
const instant = z.int().meta({ description: 'Unix seconds.' });
const currency = z.literal('cny');
const flag = z.enum(FLAGS).nullable().meta({ description: 'What finance has to look at.' });
const tender = z.enum(TENDERS).nullable();
const ProgrammeReference = z.object({ id: z.string(), version: z.int() });

/** Whether a line qualifies, as which device, on what evidence, and why. */
const Tag = z
  .object({
    qualifies: z.boolean(),
    device: z.enum(DEVICES).nullable(),
    evidence: z.enum([...EVIDENCE, 'none']),
    reason: z.enum(TAG_REASONS).meta({ description: 'docs/api.md says what each means.' }),
    matched: z.string().nullable().meta({ description: 'The registry entry, code or words that decided.' }),
    needs_review: z
      .boolean()
      .meta({ description: 'Whether the subsidy of this line is granted only with a review of its claim.' }),
    conflict: z
      .string()
      .nullable()
      .meta({ description: 'What weaker evidence says against it; null where nothing does.' }),
  })
  .meta({ id: 'Tag' });
export type Tag = z.infer<typeof Tag>;

const QuoteLine = z
  .object({
    sku: z.string(),
    quantity: z.int(),
    amount: amount.meta({ description: 'unit_amount × quantity − discount_amount' }),
    tag: Tag,
    subsidy_amount: amount,
    amount_due: amount.meta({ description: 'amount − subsidy_amount' }),
  })
  .meta({ id: 'QuoteLine' });
export type QuoteLine = z.infer<typeof QuoteLine>;

const quote = {
  currency,
  programme: ProgrammeReference.nullable(),
  lines: z.array(QuoteLine),
  amount_total: amount.meta({ description: 'The sum of the lines and the shipping.' }),
  eligible_amount: amount.meta({ description: 'The sum of the qualifying lines.' }),
  subsidy_amount: amount,
  capped: z.boolean().meta({ description: "Whether the programme's cap was smaller than its rate." }),
  shipping_amount: amount,
  amount_due: amount.meta({ description: 'amount_total − subsidy_amount' }),
};

export const QuoteSchema = z.object({ object: z.literal('quote'), ...quote }).meta({ id: 'Quote' });
export type Quote = z.infer<typeof QuoteSchema>;

const CheckoutClaim = z
  .object({
    id: z.string(),
    status: z.enum(CLAIM_STATUSES),
    amount: amount.meta({ description: 'The subsidy as it was sold.' }),
    reversed_amount: amount.meta({ description: 'What returns have clawed back of it.' }),
  })
  .nullable();

const refund = {
  id: z.string(),
  object: z.literal('refund'),
  status: z.enum(REFUND_STATUSES),
  checkout: z.string(),
  amount: amount.meta({ description: 'What the customer gets back.' }),
  clawback_amount: amount.meta({ description: 'What the claim was reversed by.' }),
  currency,
  lines: z.array(z.object({ line: z.int(), quantity: z.int() })),
  reason: z.string(),
  tender: tender.meta({
    description: 'How the shop gave the money back itself; null where Stripe refunds it.',
  }),
  reference: z.string().nullable(),
  created: instant,
};

const CheckoutRefund = z.object(refund).meta({ id: 'CheckoutRefund' });
export type CheckoutRefund = z.infer<typeof CheckoutRefund>;

export const RefundSchema = z.object({ ...refund, claim: CheckoutClaim }).meta({ id: 'Refund' });
export type Refund = z.infer<typeof RefundSchema>;

const StripePayment = z
  .object({
    provider: z.literal('stripe'),
    payment_intent: z.string(),
    client_secret: z.string(),
    publishable_key: z.string().nullable(),
  })
  .meta({ id: 'StripePayment' });

/** Money that the shop takes itself. */
const ExternalPayment = z
  .object({
    provider: z.literal('external'),
    tender: tender.meta({ description: 'What the money was taken by; null until that is confirmed.' }),
    reference: z.string().nullable(),
  })
  .meta({ id: 'ExternalPayment' });

export const CheckoutSchema = z
  .object({
    id: z.string(),
    object: z.literal('checkout'),
    status: z.enum(CHECKOUT_STATUSES),
    order_reference: z.string(),
    channel: z.enum(CHANNELS),
    store: z.string().nullable(),
    till: z.string().nullable(),
    ...quote,
    claim: CheckoutClaim,
    refunds: z.array(CheckoutRefund),
    payment: z.discriminatedUnion('provider', [StripePayment, ExternalPayment]).nullable(),
    flag,
    metadata: z.record(z.string(), z.string()),
    expires_at: instant,
    created: instant,
  })
  .meta({ id: 'Checkout' });
export type Checkout = z.infer<typeof CheckoutSchema>;

const ClaimLine = QuoteLine.extend({
  title: z.string().nullable(),
  brand: z.string().nullable(),
  gtin: z.string().nullable(),
  category: z.object({ taxonomy: z.enum(TAXONOMIES), code: z.string() }).nullable(),
  unit_amount: amount,
  discount_amount: amount,
  serial_numbers_last4: z
    .array(z.string())
    .meta({ description: 'The last characters of its serial numbers: four, but never more than half.' }),
}).meta({ id: 'ClaimLine' });
export type ClaimLine = z.infer<typeof ClaimLine>;

const ClaimEvent = z
  .object({
    object: z.literal('event'),
    seq: z.int().meta({ description: 'The place in its ledger.' }),
    type: z.string(),
    created: instant,
    data: z.record(z.string(), z.unknown()),
    hash: z.string().meta({ description: 'SHA-256 of the event: src/chain.ts says over what.' }),
    prev_hash: z.string().meta({ description: "The hash of the ledger's event before it." }),
  })
  .meta({ id: 'ClaimEvent' });
export type ClaimEventObject = z.infer<typeof ClaimEvent>;

/** What the operator decided about a claim that needed a review. */
const ClaimReview = z
  .object({
    decision: z.enum(REVIEW_DECISIONS),
    note: z.string().nullable(),
    reviewed_at: instant,
  })
  .meta({ id: 'ClaimReview' });
export type ClaimReview = z.infer<typeof ClaimReview>;

export const ClaimSchema = z
  .object({
    id: z.string(),
    object: z.literal('claim'),
    status: z.enum(CLAIM_STATUSES),
    merchant: z.string(),
    checkout: z.string(),
    order_reference: z.string(),
    channel: z.enum(CHANNELS),
    store: z.string().nullable(),
    till: z.string().nullable(),
    programme: ProgrammeReference,
    currency,
    amount: amount.meta({ description: 'The subsidy reserved.' }),
    held_amount: amount.meta({
      description: 'Reserved beyond it while the payment is being changed to another cart.',
    }),
    reversed_amount: amount.meta({ description: 'What returns have clawed back of it.' }),
    amount_total: amount,
    eligible_amount: amount,
    shipping_amount: amount,
    amount_due: amount,
    capped: z.boolean(),
    devices: z.array(z.enum(DEVICES)),
    lines: z.array(ClaimLine),
    payment_intent: z.string().nullable(),
    flag,
    priced_at: instant.meta({ description: 'The instant whose rules the claim was computed under.' }),
    created: instant,
    posted_at: instant.nullable(),
    voided_at: instant.nullable(),
    needs_review: z
      .boolean()
      .meta({ description: 'Whether the operator has still to look at what it rests on.' }),
    review: ClaimReview.nullable(),
    payment_provider: z.enum(PAYMENT_PROVIDERS),
    tender: tender.meta({ description: 'What the shop took the money by, where it did so itself.' }),
    tender_reference: z.string().nullable(),
    events: z.array(ClaimEvent).optional(),
  })
  .meta({ id: 'Claim' });
export type Claim = z.infer<typeof ClaimSchema>;

const Budget = z
  .object({
    total: amount,
    leased: amount.meta({
      description: 'What ledgers hold: pending, posted, and free for their next claims.',
    }),
    pending: amount,
    posted: amount,
    available: amount.meta({ description: 'total − pending − posted' }),
  })
  .meta({ id: 'Budget' });
export type Budget = z.infer<typeof Budget>;

export const ProgrammeObjectSchema = z
  .object({
    id: z.string(),
    object: z.literal('programme'),
    version: z.int(),
    versions: z.array(z.int()),
    active: z.boolean().meta({ description: 'Whether the window holds the present.' }),
    name: z.object({ zh: z.string(), en: z.string() }),
    currency,
    window: z.object({ starts: z.string(), ends: z.string() }),
    rate: z.string(),
    rounding: z.literal('down'),
    cap: z.object({ scope: z.enum(['order', 'item']), amount }),
    item_price_ceiling: amount.nullable(),
    per_buyer_limit: z.int().nullable(),
    devices: z.array(z.enum(DEVICES)),
    evidence: z.array(z.enum(EVIDENCE)),
    review: z
      .array(z.enum(EVIDENCE))
      .meta({ description: 'The accepted evidence that grants only with a review of the claim.' }),
    serial_number: z.enum(['required', 'optional']),
    sources: z.record(z.string(), z.string()),
    budget: Budget.optional(),
  })
  .meta({ id: 'Programme' });
export type ProgrammeObject = z.infer<typeof ProgrammeObjectSchema>;

/** A page of objects, Stripe's list shape. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ object: z.literal('list'), data: z.array(item), has_more: z.boolean(), url: z.string() });
export type List<Item> = { object: 'list'; data: Item[]; has_more: boolean; url: string };

const WrongRow = z
  .object({
    line: z.int().meta({ description: 'Of a file, counted from 1; of a JSON array, counted from 0.' }),
    column: z.int().optional().meta({ description: 'The character of that line, counted from 1.' }),
    param: z.string().optional(),
    message: z.string(),
  })
  .meta({ id: 'WrongRow' });
export type WrongRow = z.infer<typeof WrongRow>;

export const ErrorSchema = z
  .object({
    error: z.object({
      type: z.enum([
        'invalid_request_error',
        'authentication_error',
        'permission_error',
        'idempotency_error',
        'card_error',
        'api_error',
      ]),
      code: z.string(),
      message: z.string(),
      param: z.string().optional(),
      amount_due_without_subsidy: amount.optional().meta({
        description: 'Where there is no subsidy to be had: the fen at which subsidy: "none" sells this cart.',
      }),
      amount_due: amount.optional().meta({
        description: 'Where it is not the expected one: the fen that are due.',
      }),
      rows: z.array(WrongRow).optional().meta({
        description: 'What is wrong with the rows of an import: each wrong cell, up to a limit.',
      }),
      request_id: z.string(),
    }),
  })
  .meta({ id: 'Error' });
export type ErrorBody = z.infer<typeof ErrorSchema>['error'];
