// The real system that the model is held against: two shops under one programme, their ledgers, its budget and journal, the
// units' locks, and the Stripe sandbox. Every sequence begins with all of these empty.

import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect } from 'vitest';
import type { Fen } from '../../../src/money.ts';
import type { Programme } from '../../../src/programme.ts';
import { ZHEJIANG_AI_2025 } from '../../../src/programmes/zhejiang-ai-2025.ts';
import { ledgerName } from '../../../src/shards.ts';
import { chinaMonthOf } from '../../../src/time.ts';
import type { Env } from '../../../worker/env.ts';
import { journalName } from '../../../worker/objects/journal.ts';
import { serialKey } from '../../../worker/privacy.ts';
import { stocked } from '../catalogue-support.ts';
import { ledgerNamed } from '../lock-support.ts';
import {
  type Answer,
  addProgramme,
  call,
  deliver,
  KEY,
  newShop,
  nowS,
  type Shop,
  sandbox,
  signedBy,
  stripe,
  WEBHOOK_SECRET,
} from '../support.ts';
import { PRODUCTS } from './products.ts';

/** A programme, what it can spend in a sequence, and the shops that sell under it. */
export type Market = { readonly programme: Programme; readonly budget: Fen; readonly shops: readonly Shop[] };

/** A refund as Stripe shows it. */
export type RefundAtStripe = {
  readonly id: string;
  readonly status: string;
  readonly amount: Fen;
  readonly payment_intent: string;
  readonly metadata: Readonly<Record<string, string>>;
};

/** What Stripe has told, or has yet to tell. */
export type StripeEvent = {
  readonly id: string;
  readonly type: string;
  readonly data: { readonly object: { readonly id: string } };
};

/** How often each thing has happened, over all sequences: a test that never reaches something proves nothing of it. */
export const seen = new Map<string, number>();
export const saw = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);

/** Since yesterday: the operator's answers add the journals of all months up. */
const WINDOW = {
  starts: `${new Date(Date.now() - 86_400_000).toISOString()}`,
  ends: ZHEJIANG_AI_2025.window.ends,
};

const PROGRAMMES: readonly { over: Partial<Programme> & { id: string }; budget: Fen }[] = [
  { over: { id: 'model-order-cap' }, budget: 100_000_000_00 },
  { over: { id: 'model-scarce' }, budget: 390_001 },
  {
    over: {
      id: 'model-item-cap',
      cap: { scope: 'item', amount: 50_000 },
      item_price_ceiling: 600_000,
    },
    budget: 100_000_000,
  },
];

/** The markets of all sequences, and the serial numbers of the units that are sold in them. */
export async function openMarkets(): Promise<Market[]> {
  const all = PROGRAMMES.map(({ over, budget }) => ({
    budget,
    programme: { ...ZHEJIANG_AI_2025, window: WINDOW, ...over },
  }));
  for (const { programme } of all) await addProgramme(programme);
  const markets: Market[] = [];
  for (const { programme, budget } of all) {
    const shops = [await newShop({ programme: programme.id }), await newShop({ programme: programme.id })];
    for (const { keys } of shops) await stocked(PRODUCTS, keys.sk);
    markets.push({ programme, budget, shops });
  }
  await findSerials();
  return markets;
}

const SERIALS_OBJECT = '00';

/** Serial numbers that are all kept by one object, which is cheap to empty. */
export const SERIALS: string[] = [];

async function findSerials(): Promise<void> {
  for (let number = 0; SERIALS.length < 3; number += 1) {
    const serial = `SN-${number}`;
    if ((await serialKey(env as unknown as Env, serial)).startsWith(SERIALS_OBJECT)) SERIALS.push(serial);
  }
}

/** Whose ledgers the last sequence of a market has used. */
const USED = new WeakMap<Market, ReadonlySet<number>>();

export class World {
  readonly market: Market;
  readonly programme: string;
  readonly ledgers: readonly string[];
  /** Shops that have called the API: the ledgers of the others are empty. */
  readonly callers = new Set<number>();
  /** What Stripe has to tell, in the order in which it happened. */
  readonly events: StripeEvent[] = [];
  readonly told = new Set<string>();
  /** Whether Stripe, or another request at the same time, may stand in the way of an answer. */
  disturbed = false;

  constructor(market: Market) {
    this.market = market;
    this.programme = market.programme.id;
    this.ledgers = market.shops.map(({ id }) => ledgerName(id, 0));
  }

  /** Empties all that earlier sequences have left, and begins. */
  static async begin(market: Market): Promise<World> {
    const world = new World(market);
    const left = [...(USED.get(market) ?? [])].map((shop) => env.LEDGER.getByName(world.ledgers[shop] ?? ''));
    await Promise.all([
      sandbox('reset', {}),
      ...[...left, world.budget, world.journal, world.serials].map((object) => empty(object)),
    ]);
    USED.set(market, world.callers);
    // It remembers for a while whom it asked for money in vain.
    await evictDurableObject(world.budget);
    await world.budget.setTotal(market.budget);
    return world;
  }

  /** The ledgers that something is in. */
  get used_ledgers(): string[] {
    return this.ledgers.filter((_, shop) => this.callers.has(shop));
  }

  get budget() {
    return env.BUDGET.getByName(this.programme);
  }

  get journal() {
    return env.JOURNAL.getByName(journalName(this.programme, chinaMonthOf(nowS())));
  }

  get serials() {
    return env.SERIALS.getByName(SERIALS_OBJECT);
  }

  shop(at: number): Shop {
    const shop = this.market.shops[at % this.market.shops.length];
    if (shop === undefined) throw new Error('a market has shops');
    return shop;
  }

  /** A shop's server calls the API. */
  call(shop: number, path: string, body?: unknown, idempotency_key?: string | null): Promise<Answer> {
    this.callers.add(shop);
    const headers: Record<string, string> = idempotency_key ? { 'Idempotency-Key': idempotency_key } : {};
    return call(path, {
      key: this.shop(shop).keys.sk,
      headers,
      ...(body === undefined ? { method: 'POST' } : { body }),
    });
  }

  /** A page of a shop calls the API. */
  callAsPage(shop: number, path: string, body: unknown): Promise<Answer> {
    this.callers.add(shop);
    return call(path, { key: this.shop(shop).keys.pk, body });
  }

  setBudget(budget_amount: Fen): Promise<Answer> {
    return call(`/v1/programmes/${this.programme}/budget`, { key: KEY.ok, body: { budget_amount } });
  }

  /** Lets the alarms of the ledgers ring, as if it were that many seconds later. */
  async ring(in_s: number, ledgers: readonly string[] = this.used_ledgers): Promise<void> {
    await Promise.all(ledgers.map((ledger) => ledgerNamed(ledger).due((nowS() + in_s) * 1000)));
  }

  /** Sends an object away: a ledger, the budget, or the units' locks. What it had in memory is gone. */
  async evict(which: number): Promise<void> {
    const ledger = this.ledgers[which];
    const others = which === this.ledgers.length ? this.budget : this.serials;
    const object: DurableObjectStub = ledger === undefined ? others : env.LEDGER.getByName(ledger);
    // Only an object that is awake can be sent away.
    await runInDurableObject(object, () => {});
    await evictDurableObject(object);
  }

  /** Reads what has happened at Stripe since it was read last. */
  async readEvents(): Promise<void> {
    const last = this.events.at(-1);
    const after = last === undefined ? '' : `&ending_before=${last.id}`;
    const types = EVENT_TYPES.map((type) => `&types[]=${type}`).join('');
    const { data } = (await stripe(`events?limit=100${types}${after}`)) as unknown as { data: StripeEvent[] };
    this.events.push(...data.reverse());
  }

  /** Stripe tells of an event, now. */
  async tell(event: StripeEvent): Promise<Answer> {
    saw(this.told.has(event.id) ? 'webhook repeated' : 'webhook');
    this.told.add(event.id);
    return deliver(await signedBy(WEBHOOK_SECRET, JSON.stringify(event), nowS()));
  }

  /** Stripe tells of what has just happened to an object, and is heard. */
  async tellOf(type: string, id: string): Promise<void> {
    await this.readEvents();
    const event = this.events.filter((one) => one.type === type && one.data.object.id === id).at(-1);
    if (event === undefined) throw new Error(`Stripe has no ${type} of ${id}`);
    expect((await this.tell(event)).status).toBe(200);
  }

  /** What is pending and posted under the programme. */
  async used(): Promise<Fen> {
    const balances = await Promise.all(
      this.used_ledgers.map((one) => ledgerNamed(one).balance(this.programme)),
    );
    return balances.reduce((all, { pending, posted }) => all + pending + posted, 0);
  }
}

const EVENT_TYPES = [
  'payment_intent.created',
  'payment_intent.succeeded',
  'payment_intent.canceled',
  'refund.created',
  'refund.updated',
  'refund.failed',
];

/** Takes all that an object holds away, but the tables themselves and the rows with which it begins: that is the fastest. */
async function empty(object: DurableObjectStub): Promise<void> {
  await runInDurableObject(object, (_, { storage }) =>
    storage.transactionSync(() => {
      const tables = storage.sql.exec<{ name: string }>(
        "SELECT name FROM pragma_table_list WHERE schema = 'main'",
      );
      for (const { name } of tables.toArray()) {
        if (!/^(sqlite|_cf)_/.test(name)) storage.sql.exec(EMPTYING[name] ?? `DELETE FROM ${name}`);
      }
    }),
  );
}

const EMPTYING: Readonly<Record<string, string>> = {
  migrations: 'SELECT 1',
  journalled: 'UPDATE journalled SET seq = 0',
  totals: 'UPDATE totals SET pending = 0, posted = 0',
  budget: 'UPDATE budget SET total = 0, leased = 0',
};
