// From Stripe to the ledgers: every payment and every refund of the window, page by page, is handed to the ledger that it names.

import type { RefundFact } from '../src/refund.ts';
import { compareFacts, eachAsked, type OwnedFact, subjectOf } from './reconcile-facts.ts';
import type { StepContext, StepResult } from './reconciling.ts';
import type { StripeFailure } from './stripe-client.ts';
import { listPayments, listRefunds, type Owned, type StripePage } from './stripe-lists.ts';
import { ownerOfPayment } from './stripe-refunds.ts';

export async function reconcilePayments(context: StepContext, place: string | null): Promise<StepResult> {
  const { env, window, limit } = context;
  const page = await listPayments(env, window, { after: place, limit });
  if (!page.ok) return page;
  return compared(
    context,
    page.data.map((one) => ({ of: 'payment', ...one })),
    page.next,
  );
}

/** A refund that was made in Stripe's dashboard says only which payment it is of. One of a payment that is not ours is none of ours. */
export async function reconcileRefunds(context: StepContext, place: string | null): Promise<StepResult> {
  const { env, window, limit } = context;
  const page: StripePage<RefundFact> = await listRefunds(env, window, { after: place, limit });
  if (!page.ok) return page;
  const found = await eachAsked(page.data, (one) => withOwner(context, one));
  if (!found.ok) return found;
  const ours = found.answers.filter(({ owner }) => owner !== null);
  return compared(
    context,
    ours.map(({ owner, fact }) => ({ of: 'refund', owner, fact })),
    page.next,
  );
}

async function withOwner(
  { env }: StepContext,
  { owner, fact }: Owned<RefundFact>,
): Promise<({ readonly ok: true } & Owned<RefundFact>) | StripeFailure> {
  if (owner !== null || fact.payment_intent === null) return { ok: true, owner, fact };
  const found = await ownerOfPayment(env, fact.payment_intent);
  return found.ok ? { ...found, fact } : found;
}

async function compared(
  context: StepContext,
  listed: readonly OwnedFact[],
  next: string | null,
): Promise<StepResult> {
  const { merchant } = context;
  const facts = listed.filter(({ owner }) => merchant === null || owner?.merchant === merchant);
  const result = await compareFacts(context, facts);
  if (!result.ok) return result;
  return { ok: true, looked: facts.length, seen: facts.map(subjectOf), findings: result.findings, next };
}
