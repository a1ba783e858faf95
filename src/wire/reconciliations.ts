// What is sent and answered about reconciliations.

import * as z from 'zod';
import { FINDING_KINDS, RECONCILIATION_STATUSES, RECONCILIATION_STEPS } from '../vocabulary.ts';

const instant = z.int().min(0);

export const ReconciliationRequestSchema = z.strictObject({
  created_gte: instant.optional().meta({ description: 'Unix seconds; two days before the end by default.' }),
  created_lt: instant.optional().meta({ description: 'Unix seconds; the present by default.' }),
});

const count = z.int().min(0);

const Progress = z
  .object({
    step: z
      .enum(RECONCILIATION_STEPS)
      .nullable()
      .meta({ description: 'Null before the first and after the last.' }),
    payments: count.meta({ description: 'PaymentIntents of Stripe that were compared.' }),
    refunds: count.meta({ description: 'Refunds of Stripe that were compared.' }),
    checkouts: count.meta({ description: 'Complete checkouts that were compared.' }),
    returns: count.meta({ description: 'Returns that were compared.' }),
    ledgers: count.meta({ description: 'Ledgers whose sums were compared.' }),
    budgets: count.meta({ description: 'Programmes whose budget was compared.' }),
  })
  .meta({ id: 'ReconciliationProgress' });

export const ReconciliationSchema = z
  .object({
    id: z.string(),
    object: z.literal('reconciliation'),
    status: z.enum(RECONCILIATION_STATUSES),
    merchant: z.string().nullable().meta({ description: 'Null: every merchant.' }),
    created_gte: instant,
    created_lt: instant,
    progress: Progress,
    healed: count.meta({ description: 'Differences that were healed by what Stripe says.' }),
    findings: count.meta({ description: 'Differences that people have to look at.' }),
    trouble: z
      .string()
      .nullable()
      .meta({ description: 'Why the last step is tried again, or was given up.' }),
    created: instant,
    completed_at: instant.nullable(),
  })
  .meta({ id: 'Reconciliation' });
export type Reconciliation = z.infer<typeof ReconciliationSchema>;

const side = z.union([z.string(), z.int(), z.null()]);

export const FindingSchema = z
  .object({
    id: z.string(),
    object: z.literal('finding'),
    kind: z.enum(FINDING_KINDS).meta({ description: 'docs/api.md says what each means.' }),
    healed: z.boolean(),
    subject: z.string().meta({ description: 'What it is about: a payment, a refund, a checkout, a ledger.' }),
    merchant: z.string().nullable(),
    checkout: z.string().nullable(),
    claim: z.string().nullable(),
    payment_intent: z.string().nullable(),
    expected: side.meta({ description: 'What the ledger says, or the events of the ledger.' }),
    found: side.meta({ description: 'What Stripe says, or what was added up elsewhere.' }),
    created: instant,
  })
  .meta({ id: 'Finding' });
export type Finding = z.infer<typeof FindingSchema>;
