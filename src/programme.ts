// A programme: who pays how much for what, when and on which evidence. Data with a version, never code.

import * as z from 'zod';
import { instantOf, type UnixSeconds } from './time.ts';
import { DEVICES, EVIDENCE, type Evidence } from './vocabulary.ts';

const Instant = z.iso.datetime({ offset: true, error: 'expected an ISO 8601 date and time with its offset' });
const Rate = z
  .string()
  .regex(/^(0(\.\d{1,6})?|1(\.0{1,6})?)$/, 'expected a decimal fraction from "0" to "1"');
const Amount = z.int().nonnegative();

/** What rests on a title alone is granted at once and looked at later, unless a programme says otherwise. */
const REVIEWED_BY_DEFAULT: readonly Evidence[] = ['title'];

const ProgrammeData = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,60}$/, 'expected lower-case letters, digits and hyphens'),
  version: z.int().positive(),
  name: z.strictObject({ zh: z.string().min(1), en: z.string().min(1) }),
  currency: z.literal('cny'),
  window: z
    .strictObject({ starts: Instant, ends: Instant })
    .refine(
      ({ starts, ends }) => instantOf(starts) < instantOf(ends),
      'expected a window that ends after it starts',
    ),
  rate: Rate,
  rounding: z.literal('down'),
  /** The most that is granted: for the whole order, or for each unit. */
  cap: z.strictObject({ scope: z.enum(['order', 'item']), amount: Amount }),
  /** The highest price of one unit, after every other discount, that still qualifies. */
  item_price_ceiling: Amount.nullable(),
  /** How many units of each device class one buyer may have subsidised. */
  per_buyer_limit: z.int().positive().nullable(),
  devices: z.array(z.enum(DEVICES)).min(1),
  /** The evidence that is enough for a line to qualify. */
  evidence: z.array(z.enum(EVIDENCE)).min(1),
  /** That of it which grants only with a review. */
  review: z.array(z.enum(EVIDENCE)).optional(),
  serial_number: z.enum(['required', 'optional']),
  budget_amount: Amount,
  /** Where each figure comes from. */
  sources: z.record(z.string(), z.string()),
});

/**
 * A programme's data. Amounts are in fen; the window is half open: it includes `starts` and excludes `ends`. Data of before there
 * were reviews reads as the default (SPEC P3, T11).
 */
export const ProgrammeSchema = ProgrammeData.superRefine(refuseReviewOfOthers).transform(
  ({ review, ...data }) => ({
    ...data,
    review: review ?? REVIEWED_BY_DEFAULT.filter((evidence) => data.evidence.includes(evidence)),
  }),
);

export type Programme = z.infer<typeof ProgrammeSchema>;

/** Evidence that is not accepted grants nothing that could be reviewed: whoever names it means something else. */
function refuseReviewOfOthers(
  { evidence, review = [] }: z.infer<typeof ProgrammeData>,
  context: z.RefinementCtx,
): void {
  for (const [index, reviewed] of review.entries()) {
    if (evidence.includes(reviewed)) continue;
    context.addIssue({
      code: 'custom',
      path: ['review', index],
      message: `expected evidence that the programme accepts: ${evidence.join(', ')}`,
      input: reviewed,
    });
  }
}

/** Whether the programme's window holds the instant (SPEC P1). */
export function isOpenAt(programme: Programme, now: UnixSeconds): boolean {
  return now >= instantOf(programme.window.starts) && now < instantOf(programme.window.ends);
}
