// What callers may send. Strict: an unknown field is an error that names it. Amounts are integer fen.

import * as z from 'zod';
import {
  BUYER_REFERENCE_CHARS_MAX,
  CATEGORY_CHARS_MAX,
  LINES_MAX,
  METADATA_ENTRIES_MAX,
  METADATA_KEY_CHARS_MAX,
  METADATA_VALUE_CHARS_MAX,
  NAME_CHARS_MAX,
  ORDER_REFERENCE_CHARS_MAX,
  QUANTITY_MAX,
  REFUND_REASON_CHARS_MAX,
  REVIEW_NOTE_CHARS_MAX,
  SERIAL_CHARS_MAX,
  SERIALS_MAX,
  TENDER_REFERENCE_CHARS_MAX,
  TITLE_CHARS_MAX,
  UNIT_AMOUNT_MAX_FEN,
} from '../limits.ts';
import { normaliseSerial } from '../serial.ts';
import { CHANNELS, PAYMENT_PROVIDERS, REVIEW_DECISIONS, TAXONOMIES, TENDERS } from '../vocabulary.ts';
import { gtin, name, note, text, WHOLE } from './text.ts';

const amount = z.int().min(0).max(UNIT_AMOUNT_MAX_FEN);

const Category = z.strictObject({
  taxonomy: z.enum(TAXONOMIES).meta({ description: 'The public taxonomy the code belongs to.' }),
  code: text(CATEGORY_CHARS_MAX).meta({ description: 'An id of the taxonomy, or a full path.' }),
});

const serialNumbers = z
  .array(
    text(SERIAL_CHARS_MAX).refine((serial) => normaliseSerial(serial) !== '', 'expected a serial number'),
  )
  .max(QUANTITY_MAX);

export const CartLine = z
  .strictObject({
    sku: name(NAME_CHARS_MAX),
    title: z
      .string()
      .min(1)
      .max(TITLE_CHARS_MAX)
      .regex(WHOLE, 'expected text without broken characters')
      .optional(),
    brand: text(NAME_CHARS_MAX).optional(),
    gtin: gtin.optional(),
    category: Category.optional(),
    unit_amount: amount.meta({ description: 'The price of one unit in fen, before the line discount.' }),
    quantity: z.int().min(1).max(QUANTITY_MAX),
    discount_amount: amount.optional().meta({ description: 'The discount on the whole line, in fen.' }),
    serial_numbers: serialNumbers
      .optional()
      .meta({ description: 'At most one for each unit. Kept as keyed hashes only.' }),
  })
  .superRefine((line, context) => {
    const full = line.unit_amount * line.quantity;
    if (line.discount_amount !== undefined && line.discount_amount > full) {
      context.addIssue({
        code: 'custom',
        path: ['discount_amount'],
        message: `expected at most unit_amount × quantity, which is ${full}`,
        input: line.discount_amount,
      });
    }
    refuseMoreThanUnits(line, context);
  });

function refuseMoreThanUnits(
  { serial_numbers, quantity }: { serial_numbers?: string[] | undefined; quantity: number },
  context: z.RefinementCtx,
): void {
  if (serial_numbers === undefined || serial_numbers.length <= quantity) return;
  context.addIssue({
    code: 'custom',
    path: ['serial_numbers'],
    message: `expected at most one serial number for each of the ${quantity} units`,
    input: serial_numbers.length,
  });
}

function refuseManySerials(
  lines: readonly { readonly serial_numbers?: readonly string[] | undefined }[],
  context: z.RefinementCtx,
): void {
  const seen = new Set<string>();
  for (const [index, line] of lines.entries()) {
    for (const [place, serial] of (line.serial_numbers ?? []).entries()) {
      const path = [index, 'serial_numbers', place];
      const again = seen.has(normaliseSerial(serial));
      seen.add(normaliseSerial(serial));
      const message = again
        ? 'expected each serial number once'
        : `expected at most ${SERIALS_MAX} in a cart`;
      if (!again && seen.size <= SERIALS_MAX) continue;
      context.addIssue({ code: 'custom', path, message, input: serial });
      return;
    }
  }
}

const cart = {
  programme: z
    .string()
    .max(NAME_CHARS_MAX)
    .optional()
    .meta({ description: "A programme's id. Without it: the merchant's own programme." }),
  lines: z.array(CartLine).min(1).max(LINES_MAX).superRefine(refuseManySerials),
  shipping_amount: amount.optional(),
};

export const QuoteRequestSchema = z.strictObject(cart).meta({ id: 'QuoteRequest' });
export type QuoteRequest = z.infer<typeof QuoteRequestSchema>;

/** `zhehui_` is how our own keys begin. */
const METADATA_KEY = /^(?!\s)(?!zhehui_)[^[\]\p{Cc}\p{Cf}\p{Cs}]*(?<!\s)$/iu;

/** Merchant's own notes: handed on to the PaymentIntent, under Stripe's own bounds. */
const Metadata = z
  .record(
    z
      .string()
      .min(1)
      .max(METADATA_KEY_CHARS_MAX)
      .regex(METADATA_KEY, 'expected a plain key without square brackets that does not begin with zhehui_'),
    z.string().max(METADATA_VALUE_CHARS_MAX).regex(WHOLE, 'expected text without broken characters'),
  )
  .refine((entries) => Object.keys(entries).length <= METADATA_ENTRIES_MAX, {
    error: `expected at most ${METADATA_ENTRIES_MAX} entries`,
  });

/** What a checkout says of its sale beyond the cart, and what may change until it is paid. */
const sale = {
  buyer: z
    .strictObject({ reference: name(BUYER_REFERENCE_CHARS_MAX) })
    .optional()
    .meta({
      description:
        'Who buys. Where a programme limits what one buyer gets: by the reference that it prescribes, the same at every merchant. Kept as a keyed hash only.',
    }),
  subsidy: z
    .enum(['auto', 'none'])
    .optional()
    .meta({ description: '`none` sells at the full price and claims nothing.' }),
  metadata: Metadata.optional(),
};

/** Not a part of the order, but a condition: where another amount is due, nothing is done. */
export const expectedAmountDue = z
  .int()
  .min(0)
  .optional()
  .meta({ description: 'The fen that the buyer was shown. Where another amount is due, nothing is done.' });

export const CheckoutRequestSchema = z
  .strictObject({
    ...cart,
    ...sale,
    order_reference: name(ORDER_REFERENCE_CHARS_MAX).meta({
      description: 'The order, unique for a merchant while its checkout is open or complete.',
    }),
    channel: z.enum(CHANNELS),
    store: text(NAME_CHARS_MAX).optional(),
    till: text(NAME_CHARS_MAX).optional(),
    payment: z
      .strictObject({ provider: z.enum(PAYMENT_PROVIDERS) })
      .optional()
      .meta({
        description:
          '`external`: the shop takes the money itself and confirms it. Stripe where nothing is said.',
      }),
    expected_amount_due: expectedAmountDue,
  })
  .meta({ id: 'CheckoutRequest' });
export type CheckoutRequest = z.infer<typeof CheckoutRequestSchema>;
export type CartLine = z.infer<typeof CartLine>;

const tenderReference = text(TENDER_REFERENCE_CHARS_MAX).optional();

/** The word of a shop that it took the money itself. */
export const ConfirmRequestSchema = z
  .strictObject({
    tender: z.enum(TENDERS).meta({ description: 'What the money was taken by.' }),
    reference: tenderReference.meta({
      description: "The shop's own name for the payment: the number on a terminal's slip. No card numbers.",
    }),
    expected_amount_due: expectedAmountDue.meta({
      description: 'The fen that the shop took. Where another amount is due, nothing is done.',
    }),
  })
  .meta({ id: 'ConfirmRequest' });
export type ConfirmRequest = z.infer<typeof ConfirmRequestSchema>;

const lineNumber = z
  .int()
  .min(0)
  .max(LINES_MAX - 1)
  .meta({ description: 'The line of the cart, counted from 0.' });

const ReturnedLine = z
  .strictObject({
    line: lineNumber,
    quantity: z.int().min(1).max(QUANTITY_MAX),
    serial_numbers: serialNumbers.optional().meta({
      description: 'Which units come back, where their serial numbers are known: these are free again.',
    }),
  })
  .superRefine(refuseMoreThanUnits);

export const RefundRequestSchema = z
  .strictObject({
    lines: z
      .array(ReturnedLine)
      .min(1)
      .max(LINES_MAX)
      .superRefine(refuseManySerials)
      .superRefine(refuseLineTwice),
    reason: text(REFUND_REASON_CHARS_MAX).meta({ description: 'Why the units come back, for finance.' }),
    tender: z.enum(TENDERS).optional().meta({
      description: 'What the shop gives the money back by: required where it took it itself, else refused.',
    }),
    reference: tenderReference.meta({ description: "The shop's own name for that." }),
  })
  .meta({ id: 'RefundRequest' });
export type RefundRequest = z.infer<typeof RefundRequestSchema>;

function refuseLineTwice(lines: readonly { readonly line: number }[], context: z.RefinementCtx): void {
  const again = lines.findIndex(({ line }, index) => lines.findIndex((one) => one.line === line) < index);
  if (again === -1) return;
  context.addIssue({
    code: 'custom',
    path: [again, 'line'],
    message: 'expected each line once',
    input: lines[again]?.line,
  });
}

/** The cart that an open checkout is to have. What is left out stays as it was; the lines are all of the new ones. */
export const RepriceRequestSchema = z
  .strictObject({ lines: cart.lines, shipping_amount: cart.shipping_amount, ...sale })
  .meta({ id: 'RepriceRequest' });
export type RepriceRequest = z.infer<typeof RepriceRequestSchema>;

const ReviewedLine = z.strictObject({
  line: lineNumber,
  by: z.enum(['gtin', 'sku']).meta({
    description: 'The key in the registry: the GTIN for every merchant, or the SKU for this one.',
  }),
});

/** What the operator decides about a claim that needs a review. */
export const ReviewRequestSchema = z
  .strictObject({
    decision: z.enum(REVIEW_DECISIONS).meta({
      description: '`rejected` takes nothing back: the government will not be asked for it.',
    }),
    note: note(REVIEW_NOTE_CHARS_MAX).optional().meta({ description: 'Why, for auditors.' }),
    products: z.array(ReviewedLine).max(LINES_MAX).superRefine(refuseLineTwice).optional().meta({
      description: 'Lines whose products are approved or excluded in the registry in the same step.',
    }),
  })
  .meta({ id: 'ReviewRequest' });
export type ReviewRequest = z.infer<typeof ReviewRequestSchema>;
