// What everybody says of the same money: the journals (the operator's export), the ledgers (each merchant's), Stripe's
// sandbox, and the budget. Reads only. The operator's reads wake no ledger, so what they show came by itself.

import type { Budget, Claim, ProgrammeObject } from '../../../src/wire/objects.ts';
import type { Place, Shop } from './visit.ts';

export const OPERATOR_KEY = 'ok_test_demo';
const PROGRAMME = 'zhejiang-ai-2025';
const PAGE = 100;

/** A PaymentIntent as Stripe lists it, as far as it matters here. */
export type Intent = {
  readonly id: string;
  readonly status: string;
  readonly amount: number;
  readonly amount_received: number;
  readonly metadata: Readonly<Record<string, string>>;
};

/** A refund as Stripe lists it, as far as it matters here. */
export type RefundAtStripe = {
  readonly id: string;
  readonly status: string;
  readonly amount: number;
  readonly payment_intent: string;
  readonly metadata: Readonly<Record<string, string>>;
};

/** Sums of the sandbox's, in fen, and how many webhooks are in which state. */
export type Summary = {
  readonly received: number;
  readonly refunded: number;
  readonly deliveries: Readonly<Record<string, number>>;
};

/** What can be read without waking a ledger. */
export type Outside = {
  readonly journalled: readonly Claim[];
  readonly intents: readonly Intent[];
  readonly summary: Summary;
};

export type Verification = { readonly ok: boolean; readonly events: number };

export async function readOutside(place: Place): Promise<Outside> {
  const [journalled, intents, summary] = await Promise.all([
    exported(place, OPERATOR_KEY),
    allIntents(place),
    get<Summary>(`${place.stripe}/_sandbox/summary`, 'sk_test_sandbox'),
  ]);
  return { journalled, intents, summary };
}

/** What the ledgers of all shops hold. */
export async function readLedgers({ shops, ...place }: Place): Promise<Claim[]> {
  return (await Promise.all(shops.map(({ key }) => exported({ shops, ...place }, key)))).flat();
}

export async function readBudget({ api }: Place): Promise<Budget> {
  const { budget } = await get<ProgrammeObject>(`${api}/v1/programmes/${PROGRAMME}`, OPERATOR_KEY);
  if (budget === undefined) throw new Error('the operator sees no budget');
  return budget;
}

/** The verification of every merchant's ledgers, and of the journals. */
export function verify({ api, shops }: Place): Promise<Verification[]> {
  const keys = [...shops.map(({ key }) => key), OPERATOR_KEY];
  return Promise.all(keys.map((key) => get<Verification>(`${api}/v1/claims/verify`, key)));
}

/** Lets shops in, as the operator does: one of them so large that it has four ledgers. */
export async function openShops(api: string): Promise<Shop[]> {
  const kinds = [{}, { ledger_shards: 4 }, {}];
  return Promise.all(
    kinds.map(async (kind, index) => {
      const body = { name: `Shop ${index}`, programme: PROGRAMME, checkout_ttl: 60, ...kind };
      const { id } = await ask<{ id: string }>(`${api}/v1/merchants`, OPERATOR_KEY, body);
      const { key } = await ask<{ key: string }>(`${api}/v1/merchants/${id}/keys`, OPERATOR_KEY, {
        kind: 'sk',
      });
      return { id, key };
    }),
  );
}

/** GET, or POST where there is a body; refuses anything but 2xx. */
export async function ask<Answer>(url: string, key: string, body?: unknown): Promise<Answer> {
  return (await (await answered(url, key, body)).json()) as Answer;
}

export const get = <Answer>(url: string, key: string): Promise<Answer> => ask<Answer>(url, key);

async function answered(url: string, key: string, body?: unknown): Promise<Response> {
  const answer = await fetch(url, {
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return answer;
}

async function exported({ api }: Place, key: string): Promise<Claim[]> {
  const answer = await answered(`${api}/v1/claims/export?format=ndjson`, key);
  const lines = (await answer.text()).split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Claim);
}

const allIntents = (place: Place): Promise<Intent[]> => allOf<Intent>(place, 'payment_intents');

/** Every refund that Stripe made. */
export const readRefunds = (place: Place): Promise<RefundAtStripe[]> => allOf(place, 'refunds');

async function allOf<Item extends { readonly id: string }>({ stripe }: Place, kind: string): Promise<Item[]> {
  const all: Item[] = [];
  for (let more = true; more; ) {
    const after = all.length === 0 ? '' : `&starting_after=${all.at(-1)?.id}`;
    const page = await get<{ data: Item[]; has_more: boolean }>(
      `${stripe}/v1/${kind}?limit=${PAGE}${after}`,
      'sk_test_sandbox',
    );
    all.push(...page.data);
    more = page.has_more;
  }
  return all;
}
