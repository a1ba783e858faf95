// What was sold since a test began, as the ledger, its claims and the sandbox have it, and whether they agree: amounts, states,
// one payment and one claim for each order. Reads with the merchant's and the sandbox's keys, never through a page.

import { expect } from 'vitest';
import type { Checkout, Claim, List } from '../../../src/wire/objects.ts';
import { until } from '../../support/processes.ts';
import type { Places } from './visitor.ts';

/** What a page says that it has sold; amounts in fen. */
export type Sale = {
  readonly due: number;
  readonly subsidy: number;
  /** Its number on the page, where one is shown, and that of its claim: null where it has none. */
  readonly order?: string;
  readonly claim?: string | null;
  /** What has come back since. */
  readonly refunded?: number;
  readonly clawed_back?: number;
};

type Payment = { id: string; status: string; amount: number; amount_received: number; metadata: Metadata };
type Refund = { id: string; status: string; amount: number; payment_intent: string };
type Metadata = Record<string, string>;
type Summary = { received: number; refunded: number };

/** One order with all that there is about it. */
type Entry = {
  readonly checkout: Checkout;
  readonly claims: Claim[];
  readonly payments: Payment[];
  readonly refunds: Refund[];
};

const SK = 'sk_test_demo';
const SANDBOX_KEY = 'sk_test_sandbox';
const PAGE_LIMIT = 100;

export class Books {
  private readonly places: Places;
  private readonly since: number;
  private readonly known: ReadonlySet<string>;
  private readonly summary: Summary;

  private constructor(places: Places, since: number, known: ReadonlySet<string>, summary: Summary) {
    this.places = places;
    this.since = since;
    this.known = known;
    this.summary = summary;
  }

  /** What is on the books already is not looked at again. */
  static async open(places: Places): Promise<Books> {
    const since = Math.floor(Date.now() / 1000) - 1;
    const empty = new Books(places, since, new Set(), { received: 0, refunded: 0 });
    const known = [...(await empty.payments()), ...(await empty.claims())].map(({ id }) => id);
    return new Books(places, since, new Set(known), await empty.totals());
  }

  /**
   * Holds that exactly these sales were made, that nothing else was paid or claimed, and that all books say so. Sales without
   * a number are in the order of their making.
   *
   * @param checkouts more ids of checkouts that there may be: those that pages were answered
   */
  async agree(sales: readonly Sale[], checkouts: Iterable<string> = []): Promise<void> {
    const ids = [...checkouts];
    await until(async () => (await this.entries(ids)).every(isSettled));
    const entries = await this.entries(ids);
    for (const entry of entries) expectAgreement(entry);
    const sold = entries.filter(({ checkout }) => checkout.status === 'complete');
    const expected = sales.map((sale) => ({ refunded: 0, clawed_back: 0, ...sale }));
    expected.sort((a, b) => compare(a.order ?? '', b.order ?? ''));
    expect(sold.map(saleOf)).toMatchObject(expected);
    const orders = sold.map(({ checkout }) => checkout.order_reference);
    expect(new Set(orders).size, 'orders that were sold twice').toBe(orders.length);
    await this.expectTotals(entries);
    expect(await this.ask('/v1/claims/verify'), 'the chain of the log').toMatchObject({ ok: true });
  }

  /** Every checkout that a payment, a claim or a page knows of. */
  async entries(ids: readonly string[]): Promise<Entry[]> {
    const [payments, claims, refunds] = await Promise.all([this.payments(), this.claims(), this.refunds()]);
    const paid = payments.map(checkoutOf);
    const all = [...new Set([...ids, ...paid, ...claims.map(({ checkout }) => checkout)])];
    const entries = all.map(async (id) => {
      const checkout = await this.ask<Checkout>(`/v1/checkouts/${id}`);
      const own = payments.filter((payment) => checkoutOf(payment) === id);
      return {
        checkout,
        claims: claims.filter((claim) => claim.checkout === id),
        payments: own,
        refunds: refunds.filter((refund) => own.some((payment) => payment.id === refund.payment_intent)),
      };
    });
    // Ids of one second are in order of their making too.
    return (await Promise.all(entries)).sort((a, b) => compare(a.checkout.id, b.checkout.id));
  }

  private async expectTotals(entries: readonly Entry[]): Promise<void> {
    const { received, refunded } = await this.totals();
    expect(received - this.summary.received, 'received by the sandbox').toBe(
      sum(entries.flatMap(({ payments }) => payments.map((payment) => payment.amount_received))),
    );
    expect(refunded - this.summary.refunded, 'refunded by the sandbox').toBe(
      sum(entries.flatMap(({ refunds }) => refunds.map(({ amount }) => amount))),
    );
  }

  private async payments(): Promise<Payment[]> {
    return this.fresh(await this.stripe<List<Payment>>(`/v1/payment_intents?${this.recent()}`));
  }

  private async refunds(): Promise<Refund[]> {
    const { data } = await this.stripe<List<Refund>>(`/v1/refunds?${this.recent()}`);
    return data.filter(({ status }) => status !== 'failed');
  }

  private async claims(): Promise<Claim[]> {
    return this.fresh(await this.ask<List<Claim>>(`/v1/claims?${this.recent()}`));
  }

  private totals(): Promise<Summary> {
    return this.stripe<Summary>('/_sandbox/summary');
  }

  private recent(): string {
    return `limit=${PAGE_LIMIT}&created[gte]=${this.since}`;
  }

  private fresh<Item extends { id: string }>({ data, has_more }: List<Item>): Item[] {
    expect(has_more, `more than ${PAGE_LIMIT} in one test`).toBe(false);
    return data.filter(({ id }) => !this.known.has(id));
  }

  private ask<Answer>(path: string): Promise<Answer> {
    return get(this.places.api + path, SK);
  }

  private stripe<Answer>(path: string): Promise<Answer> {
    return get(this.places.stripe + path, SANDBOX_KEY);
  }
}

function checkoutOf({ id, metadata }: Payment): string {
  const checkout = metadata['zhehui_checkout'];
  if (checkout === undefined) throw new Error(`${id} is a payment of no order`);
  return checkout;
}

/** Whether the ledger has heard of what has happened at Stripe. */
function isSettled({ checkout, payments }: Entry): boolean {
  const paid = payments.some(({ status }) => status === 'succeeded');
  return checkout.status === 'complete' || !paid;
}

function expectAgreement({ checkout, claims, payments, refunds }: Entry): void {
  const about = `${checkout.id} (${checkout.status})`;
  const sold = checkout.status === 'complete';
  const outside = checkout.payment?.provider === 'external';
  const paid = payments.filter(({ status }) => status === 'succeeded');
  expect(checkout.flag, about).toBeNull();
  expect(
    paid.map(({ amount_received }) => amount_received),
    `${about}: payments`,
  ).toEqual(sold && !outside && checkout.amount_due > 0 ? [checkout.amount_due] : []);
  if (outside) expect(checkout.payment, about).toMatchObject({ tender: sold ? expect.any(String) : null });
  expect(
    claims.map((claim) => [claim.id, claim.amount, claim.status]),
    `${about}: claims`,
  ).toEqual(
    checkout.claim === null ? [] : [[checkout.claim.id, checkout.subsidy_amount, checkout.claim.status]],
  );
  expect(checkout.claim === null, `${about}: a claim with every subsidy`).toBe(checkout.subsidy_amount === 0);
  if (checkout.claim !== null) expect(claimStates(checkout), about).toContain(checkout.claim.status);
  if (!outside) {
    expect(sum(refunds.map(({ amount }) => amount)), `${about}: refunds`).toBe(
      sum(checkout.refunds.map(({ amount }) => amount)),
    );
  }
}

/** What the claim of a checkout may be by what has become of that. */
function claimStates({ status, claim, refunds }: Checkout): string[] {
  if (status === 'open') return ['pending'];
  if (status !== 'complete') return ['voided'];
  const clawed_back = sum(refunds.map(({ clawback_amount }) => clawback_amount));
  if (clawed_back === 0) return ['posted'];
  return [clawed_back === claim?.amount ? 'reversed' : 'partially_reversed'];
}

function saleOf({ checkout }: Entry): Required<Sale> {
  return {
    order: checkout.id,
    claim: checkout.claim?.id ?? null,
    due: checkout.amount_due,
    subsidy: checkout.subsidy_amount,
    refunded: sum(checkout.refunds.map(({ amount }) => amount)),
    clawed_back: checkout.claim?.reversed_amount ?? 0,
  };
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((all, amount) => all + amount, 0);
}

async function get<Answer>(url: string, key: string): Promise<Answer> {
  const answer = await fetch(url, { headers: { Authorization: `Bearer ${key}` } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Answer;
}
