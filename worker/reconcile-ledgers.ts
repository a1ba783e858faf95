// From the ledgers to Stripe: complete checkouts and accepted returns of the window whose payment or refund Stripe did not list
// in it are looked up one by one. Open checkouts are left to the ledger's own alarm.

import { ledgerName } from '../src/shards.ts';
import { directoryOf } from './directory.ts';
import { ledgerNamed } from './ledger.ts';
import type { Held } from './objects/comparing.ts';
import { compareFacts, eachAsked, type OwnedFact } from './reconcile-facts.ts';
import type { NewFinding, StepContext, StepResult } from './reconciling.ts';
import { retrievePayment } from './stripe.ts';
import type { StripeFailure } from './stripe-client.ts';
import { retrieveRefund } from './stripe-refunds.ts';

/** A ledger on the way through all of them, and how far the walk has come in it. */
export type LedgerPlace<Within> = {
  readonly merchant: string;
  readonly shard: number;
  readonly shards: number;
  readonly within: Within | null;
};

/** The ledger where a step goes on; the first one where it begins, null where there is none. */
export async function ledgerAt<Within>(
  { env, merchant }: StepContext,
  place: string | null,
): Promise<LedgerPlace<Within> | null> {
  if (place !== null) return JSON.parse(place) as LedgerPlace<Within>;
  const first = await (merchant === null
    ? directoryOf(env).merchantAfter('')
    : directoryOf(env).merchant(merchant));
  return first === null ? null : { merchant: first.id, shard: 0, shards: first.ledger_shards, within: null };
}

/** The place after this one: the rest of its ledger, or the next ledger; null after the last. */
export async function placeAfter<Within>(
  { env, merchant: only }: StepContext,
  { merchant, shard, shards }: LedgerPlace<Within>,
  within: Within | null,
): Promise<string | null> {
  const at = (place: LedgerPlace<Within>): string => JSON.stringify(place);
  if (within !== null) return at({ merchant, shard, shards, within });
  if (shard + 1 < shards) return at({ merchant, shard: shard + 1, shards, within });
  const next = only === null ? await directoryOf(env).merchantAfter(merchant) : null;
  return next === null ? null : at({ merchant: next.id, shard: 0, shards: next.ledger_shards, within });
}

export const reconcileCheckouts = (context: StepContext, place: string | null): Promise<StepResult> =>
  reconcileHeld('payment', context, place);

export const reconcileReturns = (context: StepContext, place: string | null): Promise<StepResult> =>
  reconcileHeld('refund', context, place);

async function reconcileHeld(
  of: Held['of'],
  context: StepContext,
  place: string | null,
): Promise<StepResult> {
  const at = await ledgerAt<string>(context, place);
  if (at === null) return { ok: true, looked: 0, seen: [], findings: [], next: null };
  const { merchant, shard, within } = at;
  const page = { ...context.window, after: within, limit: context.limit };
  const held = await ledgerNamed(context.env, ledgerName(merchant, shard)).held(of, page);
  const unseen = new Set(context.unseen(held.flatMap((one) => providerIdOf(one) ?? [])));
  const asked = held.filter((one) => unseen.has(providerIdOf(one) ?? ''));
  const found = await eachAsked(asked, (one) => atStripe(context, one));
  if (!found.ok) return found;
  const there = found.answers.flatMap(({ held: one, fact }) =>
    fact === null ? [] : [ownedFact(merchant, one, fact)],
  );
  const gone = found.answers.flatMap(({ held: one, fact }) => (fact === null ? [one] : []));
  const unpaid = held.filter((one) => providerIdOf(one) === null);
  const compared = await compareFacts(context, there);
  if (!compared.ok) return compared;
  const last = held.length < page.limit ? undefined : held.at(-1);
  return {
    ok: true,
    looked: held.length,
    seen: [],
    findings: [...compared.findings, ...[...gone, ...unpaid].map((one) => missingFinding(merchant, one))],
    next: await placeAfter(context, at, last === undefined ? null : idOf(last)),
  };
}

const providerIdOf = (held: Held): string | null =>
  held.of === 'payment' ? held.payment_intent : held.provider_id;

const idOf = (held: Held): string => (held.of === 'payment' ? held.checkout : held.refund);

type AtStripe = { readonly ok: true; readonly held: Held; readonly fact: OwnedFact['fact'] | null };

/** What Stripe says of it; no fact where Stripe does not know it. */
async function atStripe({ env }: StepContext, held: Held): Promise<AtStripe | StripeFailure> {
  const id = providerIdOf(held) ?? '';
  const read = held.of === 'payment' ? await retrievePayment(env, id) : await retrieveRefund(env, id);
  if (read.ok) return { ok: true, held, fact: read.fact };
  return read.reason === 'refused' ? { ok: true, held, fact: null } : read;
}

/** What the ledger holds of the payment is compared with what it says of itself, whatever its metadata says. */
function ownedFact(merchant: string, held: Held, fact: OwnedFact['fact']): OwnedFact {
  const refund = held.of === 'refund' ? { refund: held.refund } : {};
  return { of: held.of, owner: { merchant, checkout: held.checkout }, fact: { ...fact, ...refund } };
}

function missingFinding(merchant: string, held: Held): NewFinding {
  const where = { merchant, checkout: held.checkout, healed: false, found: null };
  if (held.of === 'refund') {
    const { provider_id: subject, amount: expected } = held;
    return { ...where, kind: 'refund_not_made', subject, expected, claim: null, payment_intent: null };
  }
  const { payment_intent, claim, checkout } = held;
  return {
    ...where,
    kind: 'posted_not_paid',
    subject: payment_intent ?? checkout,
    expected: 'complete',
    claim,
    payment_intent,
  };
}
