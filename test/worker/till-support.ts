// A till in front of the real API: its storage in memory, the network between them as bad as a test wants it, and a machine
// that can die at any step.

import { env, exports } from 'cloudflare:workers';
import { vi } from 'vitest';
import { openStorage, openTill, type Sale, type Till } from '../../sdk/till.ts';
import type { Claim } from '../../src/wire/objects.ts';
import { Disk } from '../support/indexed-db.ts';
import { call, ORIGIN, ROBOT, ROBOT_SUBSIDY, type Shop } from './support.ts';

/** A cart with a robot, sold for money that the shop takes itself; fen that are due for it. */
export const CART = { lines: [ROBOT] };
export const EXTERNAL = { provider: 'external' } as const;
export const DUE = ROBOT.unit_amount - ROBOT_SUBSIDY;

export const cash = (amount: number) => ({ tender: 'cash', amount }) as const;

/** A shop's claims, the latest first. */
export async function claimsOf(shop: Shop): Promise<Claim[]> {
  const { body } = await call('/v1/claims?limit=100', { key: shop.keys.sk });
  return body['data'] as Claim[];
}

/** What happens to one call: nothing bad; it never arrives; its answer is lost; something between answers. */
export type Luck = 'ok' | 'cut' | 'lost' | 'html' | 'busy' | 'fault';

const HTML = '<!doctype html><title>Wi-Fi</title><p>Please sign in.';

export class Counter {
  readonly disk = new Disk();
  /** What the network does to the next calls; all is well after the last of them. */
  lucks: Luck[] = [];
  /** Answers for Stripe, or asks it late, where a test wants it. */
  stripe: (ask: () => Promise<Response>) => Response | Promise<Response> = (ask) => ask();
  /** Every call that arrived, as `POST /v1/checkouts`, with its order or checkout. */
  readonly arrived: string[] = [];
  /** Steps until the machine dies: requests of the storage, and both ends of each call. */
  steps_left = Number.POSITIVE_INFINITY;
  private readonly shop: Shop;
  private tills: Till[] = [];

  constructor(shop: Shop) {
    this.shop = shop;
    this.disk.onStep = () => this.step();
    vi.stubGlobal('indexedDB', this.disk.factory);
    const real = globalThis.fetch;
    vi.stubGlobal('fetch', (input: RequestInfo, init?: RequestInit) => {
      const is_ours = typeof input === 'string' && input.startsWith(ORIGIN);
      if (is_ours) return this.fetch(input, init ?? {});
      return this.stripe(() => real(input, init));
    });
  }

  /** Switches the till on, as after a night or a power cut. */
  async open(key = this.shop.keys.tk): Promise<Till> {
    vi.stubGlobal('location', { href: `${ORIGIN}/till` });
    const stripe_api = env.STRIPE_API_BASE;
    const till = openTill({
      key,
      api: ORIGIN,
      stripe_api,
      storage: await openStorage(),
      store: '一店',
      till: '3',
    });
    this.tills.push(till);
    // What it finds is gone through first: what a test sells then meets its own luck, once.
    await till.run();
    return till;
  }

  close(): void {
    for (const till of this.tills) till.close();
    vi.unstubAllGlobals();
  }

  /** Runs until it ends, or the machine dies. */
  async untilDead(run: () => Promise<unknown>): Promise<void> {
    await Promise.race([
      run(),
      new Promise<void>((resolve) => {
        this.dies = resolve;
      }),
    ]);
    this.steps_left = Number.POSITIVE_INFINITY;
  }

  private dies: () => void = () => {};
  private lives = 0;

  private step(): void {
    if (this.steps_left <= 0) {
      this.dies();
      throw new Error('dead');
    }
    this.steps_left -= 1;
  }

  private async fetch(url: string, { signal: _, ...init }: RequestInit): Promise<Response> {
    await this.alive();
    const luck = this.lucks.shift() ?? 'ok';
    if (luck === 'cut') throw new TypeError('Failed to fetch');
    if (luck === 'html') return new Response(HTML, { status: 200 });
    if (luck === 'busy') return problem(503, 'temporarily_unavailable');
    if (luck === 'fault') return problem(500, 'internal_error');
    const { method = 'GET', body } = init as { method?: string; body?: string };
    const order = body === undefined ? '' : (JSON.parse(body).order_reference ?? '');
    this.arrived.push(`${method} ${url.slice(ORIGIN.length)} ${order}`.trim());
    const { cache: __, ...rest } = init as RequestInit & { cache?: string };
    const response = await exports.default.fetch(new Request(url, rest));
    const text = await response.text();
    await this.alive();
    if (luck === 'lost') throw new TypeError('Failed to fetch');
    return new Response(text, { status: response.status, headers: response.headers });
  }

  /** A dead machine waits for ever. */
  private async alive(): Promise<void> {
    try {
      this.step();
    } catch {
      await new Promise(() => {
        this.lives += 1;
      });
    }
  }
}

const problem = (status: number, code: string): Response =>
  Response.json({ error: { type: 'api_error', code, message: 'Busy.', request_id: 'req_1' } }, { status });

/** The state of a sale as the till has it written down. */
export const kept = async (till: Till, id: string): Promise<Sale> => {
  const sale = await till.sale(id);
  if (sale === null) throw new Error(`no sale ${id}`);
  return sale;
};
