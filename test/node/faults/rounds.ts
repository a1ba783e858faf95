// Rounds of load, each with kill -9 of the Worker, of the sandbox or of both in its middle. What a round leaves is what the
// next begins with: storage, webhooks that are owed, checkouts that nobody will pay.

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { build } from '../../../scripts/build.ts';
import type { Checkout } from '../../../src/wire/objects.ts';
import { openShops } from './books.ts';
import {
  checkAcknowledged,
  checkBooks,
  eventually,
  unfinished,
  untilReturned,
  untilSettled,
} from './checks.ts';
import type { Command, News, Report } from './load.ts';
import { Deployment, type Part } from './processes.ts';
import { Random } from './random.ts';
import type { Order, Place } from './visit.ts';

/** What happened in a round, for whoever reads along. */
export type Round = {
  readonly killed: readonly string[];
  readonly orders: number;
  readonly acknowledged: number;
  readonly unanswered: number;
  readonly seconds: number;
};

const VICTIMS: readonly (readonly Part[])[] = [['worker'], ['worker', 'sandbox'], ['sandbox']];

/** Milliseconds of load before a kill, of death, and of load after the last start. */
const ALIVE_MS = [0, 1_200] as const;
const DEAD_MS = [0, 250] as const;
const AFTERWARDS_MS = 400;
const SECOND_KILL_PERCENT = 30;

/** A checkout's minute, one more where Stripe was away when it was over, and what a loaded machine takes. */
const EXPIRED_WITHIN_MS = 240_000;

export class Rounds {
  private readonly seed: number;
  private readonly deployment: Deployment;
  private readonly place: Place;
  private readonly load: ChildProcess;
  private readonly load_ended: Promise<never>;
  private readonly orders: Order[] = [];
  private readonly complete = new Map<string, Checkout>();

  private constructor(seed: number, deployment: Deployment, place: Place) {
    this.seed = seed;
    this.deployment = deployment;
    this.place = place;
    this.load = deployment.startLoad('load.ts', [JSON.stringify(place)]);
    this.load_ended = once(this.load, 'exit').then(() => {
      throw new Error('the load ended');
    });
    this.load_ended.catch(() => undefined);
  }

  /** Builds the Worker, starts everything and lets the shops in. */
  static async start(seed: number): Promise<Rounds> {
    build();
    const deployment = await Deployment.start();
    try {
      const { api, stripe } = deployment;
      return new Rounds(seed, deployment, { api, stripe, shops: await openShops(api) });
    } catch (error) {
      await deployment.remove();
      throw error;
    }
  }

  /** One round: load, kill, start again, and everything must be as it was told. */
  async run(round: number): Promise<Round> {
    const began = Date.now();
    const random = new Random(this.seed + round);
    this.tell({ begin: { round: `round-${round}`, seed: random.between(0, 2 ** 32 - 1) } });
    await this.news();
    const reported = this.news();
    const killed = [await this.killSome(random, VICTIMS[round % VICTIMS.length] ?? [])];
    if (random.percent(SECOND_KILL_PERCENT)) killed.push(await this.killSome(random, random.pick(VICTIMS)));
    await pause(AFTERWARDS_MS);
    this.tell('end');
    const report = await reported;
    if (report === 'under way') throw new Error('the load began twice');
    await this.check(report);
    return {
      killed,
      orders: report.orders.length,
      acknowledged: report.orders.filter(({ told }) => told !== null).length,
      unanswered: report.unanswered,
      seconds: (Date.now() - began) / 1000,
    };
  }

  /** Waits until nothing is left that could be paid: every checkout that was left behind has expired (SPEC L8). */
  async untilAllExpired(): Promise<void> {
    await this.deployment.kill(['worker']);
    await this.deployment.startParts(['worker']);
    // Only journals are read meanwhile: nothing wakes a ledger but its own alarm.
    await untilSettled(this.place, unfinished, EXPIRED_WITHIN_MS);
    await untilReturned(this.place, this.orders, EXPIRED_WITHIN_MS);
    await this.checkAll();
  }

  /** Everything since the first round once more. */
  async checkAll(): Promise<void> {
    await eventually(() => checkAcknowledged(this.place, this.orders));
    await eventually(() => checkBooks(this.place, this.complete, this.orders));
  }

  /** What the processes printed last. */
  lastWords(): string {
    return this.deployment.lastWords();
  }

  end(): Promise<void> {
    return this.deployment.remove();
  }

  private async killSome(random: Random, parts: readonly Part[]): Promise<string> {
    await pause(random.between(...ALIVE_MS));
    await this.deployment.kill(parts);
    await pause(random.between(...DEAD_MS));
    await this.deployment.startParts(parts);
    return parts.join(' and ');
  }

  private async check({ orders, surprises }: Report): Promise<void> {
    this.orders.push(...orders);
    if (surprises.length > 0) throw new Error(surprises.join('\n'));
    await untilSettled(this.place);
    await eventually(() => checkAcknowledged(this.place, orders));
    await eventually(() => checkBooks(this.place, this.complete, this.orders));
  }

  private async news(): Promise<News> {
    const [news] = (await Promise.race([once(this.load, 'message'), this.load_ended])) as [News];
    return news;
  }

  private tell(command: Command): void {
    this.load.send(command);
  }
}
