// Hands facts of Stripe's to the ledgers that they name, and makes findings of what comes back. What may only look like a
// difference because it was read a moment too early is read again before it is reported.

import { shardOfIdentifier } from '../src/identifiers.ts';
import { RECONCILIATION_ASK_BATCH } from '../src/limits.ts';
import { type Outcome, TO_READ_AGAIN } from '../src/reconciliation.ts';
import { ledgerName } from '../src/shards.ts';
import { directoryOf } from './directory.ts';
import { ledgerNamed } from './ledger.ts';
import type { NamedFact } from './objects/comparing.ts';
import type { NewFinding, StepContext } from './reconciling.ts';
import { retrievePayment } from './stripe.ts';
import type { StripeFailure } from './stripe-client.ts';
import { type PaymentOwner, retrieveRefund } from './stripe-refunds.ts';

/** A fact about a payment or a refund, and whose it is; null where it names nobody. */
export type OwnedFact = Pick<NamedFact, 'of' | 'fact'> & { readonly owner: PaymentOwner | null };

export type Compared = { readonly ok: true; readonly findings: NewFinding[] } | StripeFailure;

/** Compares facts with the ledgers (SPEC Y1, Y2); what differs only because it was read too early is none. */
export async function compareFacts(context: StepContext, facts: readonly OwnedFact[]): Promise<Compared> {
  const first = await outcomesOf(context, facts);
  const doubtful = facts.filter((_, index) => isDoubtful(first[index]));
  const read = await eachAsked(doubtful, (fact) => readAgain(context, fact));
  if (!read.ok) return read;
  const second = await outcomesOf(context, read.answers);
  const findings = facts.flatMap((fact, index) => {
    const again = doubtful.indexOf(fact);
    const outcome = again === -1 ? first[index] : second[again];
    const finding = outcome && findingOf(read.answers[again] ?? fact, outcome);
    return finding ? [finding] : [];
  });
  return { ok: true, findings };
}

/** The identifier at Stripe of what a fact is about. */
export const subjectOf = ({ fact }: Pick<NamedFact, 'fact'>): string =>
  'provider_id' in fact ? fact.provider_id : fact.payment_intent;

type Answers<Answer> = { readonly ok: true; readonly answers: Answer[] } | StripeFailure;

/** Asks about each, a few at a time, until one question is not answered. */
export async function eachAsked<Asked, Answer extends object>(
  all: readonly Asked[],
  ask: (asked: Asked) => Promise<({ readonly ok: true } & Answer) | StripeFailure>,
): Promise<Answers<{ readonly ok: true } & Answer>> {
  const answers: ({ readonly ok: true } & Answer)[] = [];
  for (let at = 0; at < all.length; at += RECONCILIATION_ASK_BATCH) {
    for (const answer of await Promise.all(all.slice(at, at + RECONCILIATION_ASK_BATCH).map(ask))) {
      if (!answer.ok) return answer;
      answers.push(answer);
    }
  }
  return { ok: true, answers };
}

const UNKNOWN: Outcome = { was: 'unknown' };

/** What each ledger says to its facts, in the order of the facts. Nobody makes a ledger by naming it. */
async function outcomesOf(context: StepContext, facts: readonly OwnedFact[]): Promise<Outcome[]> {
  const { env, now } = context;
  const outcomes: Outcome[] = facts.map(() => UNKNOWN);
  const by_ledger = new Map<string, number[]>();
  const merchants = new Set(facts.flatMap(({ owner }) => (owner === null ? [] : [owner.merchant])));
  const shards = await directoryOf(env).shardsOf([...merchants]);
  for (const [index, { owner }] of facts.entries()) {
    const shard = owner === null ? null : shardOfIdentifier(owner.checkout);
    if (owner === null || shard === null || shard >= (shards[owner.merchant] ?? 0)) continue;
    const name = ledgerName(owner.merchant, shard);
    by_ledger.set(name, [...(by_ledger.get(name) ?? []), index]);
  }
  await Promise.all(
    [...by_ledger].map(async ([name, indices]) => {
      const named = indices.flatMap((index) => namedFactOf(facts[index]));
      const answers = await ledgerNamed(env, name).compare(named, now);
      for (const [place, index] of indices.entries()) outcomes[index] = answers[place] ?? UNKNOWN;
    }),
  );
  return outcomes;
}

function namedFactOf(owned: OwnedFact | undefined): NamedFact[] {
  if (owned === undefined || owned.owner === null) return [];
  const { of, fact, owner } = owned;
  return [{ of, fact, checkout: owner.checkout } as NamedFact];
}

const isDoubtful = (outcome: Outcome | undefined): boolean =>
  outcome?.was === 'differs' && TO_READ_AGAIN.includes(outcome.difference.kind);

async function readAgain(
  { env }: StepContext,
  owned: OwnedFact,
): Promise<({ ok: true } & OwnedFact) | StripeFailure> {
  const id = subjectOf(owned);
  const { of, owner } = owned;
  const read = of === 'payment' ? await retrievePayment(env, id) : await retrieveRefund(env, id);
  return read.ok ? { ok: true, of, owner, fact: read.fact } : read;
}

/** Of payments that are not ours only those count that were paid, of refunds those that did not fail. */
function findingOf(owned: OwnedFact, outcome: Outcome): NewFinding | null {
  const { owner, fact } = owned;
  const where = {
    subject: subjectOf(owned),
    merchant: owner?.merchant ?? null,
    checkout: owner?.checkout ?? null,
    payment_intent: fact.payment_intent,
  };
  switch (outcome.was) {
    case 'agreed':
      return null;
    case 'healed':
    case 'differs':
      return { ...where, ...outcome.difference, claim: outcome.claim, healed: outcome.was === 'healed' };
    case 'unknown':
      return unknownFinding(owned, where);
  }
}

function unknownFinding(
  { of, fact }: OwnedFact,
  where: Pick<NewFinding, 'subject' | 'merchant' | 'checkout' | 'payment_intent'>,
): NewFinding | null {
  const moved = of === 'payment' ? fact.status === 'succeeded' : fact.status !== 'failed';
  if (!moved) return null;
  const found = 'amount' in fact ? fact.amount : fact.amount_received;
  const kind = of === 'payment' ? 'payment_unknown' : 'refund_unknown';
  return { ...where, kind, expected: null, found, claim: null, healed: false };
}
