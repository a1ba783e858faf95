// A till with its storage in memory and an API that answers what a test says, under a clock that the test moves.

import { vi } from 'vitest';
import { openStorage, openTill, type Return, type Sale, type Till } from '../../sdk/till.ts';
import { Disk } from '../support/indexed-db.ts';

export type Sent = {
  readonly method: string;
  readonly path: string;
  readonly key: string | null;
  readonly at_ms: number;
  readonly body: unknown;
};
export type Answers = (sent: Sent) => Response | Promise<Response>;

export const EXTERNAL = { provider: 'external' } as const;
export const CART = { lines: [{ sku: 'A', unit_amount: 100, quantity: 1 }] };
export const CASH = { tender: 'cash', amount: 100 } as const;

export class Bench {
  readonly disk = new Disk();
  readonly sent: Sent[] = [];
  answers: Answers = () => refusal(404, 'resource_missing');
  private readonly tills: Till[] = [];

  constructor() {
    vi.useFakeTimers();
    vi.stubGlobal('indexedDB', this.disk.factory);
    vi.stubGlobal('location', { href: 'https://till.test/till' });
    vi.stubGlobal('fetch', (url: string, { method = 'GET', headers, body, signal }: RequestInit) => {
      const sent: Sent = {
        ...{ method, path: url.replace('https://api.test', ''), at_ms: Date.now() },
        key: new Headers(headers).get('Idempotency-Key'),
        body: body === undefined ? null : JSON.parse(String(body)),
      };
      this.sent.push(sent);
      return new Promise<Response>((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
        Promise.resolve(this.answers(sent)).then(resolve, reject);
      });
    });
  }

  async open(key = 'tk_1'): Promise<Till> {
    const storage = await this.done(openStorage());
    const till = openTill({ key, api: 'https://api.test', storage });
    this.tills.push(till);
    await this.pass();
    return till;
  }

  /** Lets time pass. Each step of the storage takes a millisecond. */
  async pass(ms = 50): Promise<void> {
    await vi.advanceTimersByTimeAsync(ms);
  }

  /** What something comes to that waits for the storage. */
  async done<Value>(promise: Promise<Value>): Promise<Value> {
    let is_settled = false;
    const settle = (): void => {
      is_settled = true;
    };
    promise.then(settle, settle);
    while (!is_settled) await this.pass(1);
    return promise;
  }

  /** What was sent to an address, by when. */
  to(path: string): Sent[] {
    return this.sent.filter((sent) => `${sent.method} ${sent.path}` === path);
  }

  sell(till: Till, terms: Parameters<Till['sell']>[1] = EXTERNAL): Promise<Sale> {
    return this.done(till.sell(CART, terms));
  }

  /** Takes one unit back. */
  takeBack(till: Till, id: string, checkout = 'chk_1'): Promise<Return> {
    const lines = [{ line: 0, quantity: 1 }];
    return this.done(till.takeBack(checkout, { lines, reason: 'x', tender: 'cash' }, id));
  }

  close(): void {
    for (const till of this.tills) till.close();
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  }
}

export const refusal = (status: number, code: string, headers: Record<string, string> = {}): Response =>
  Response.json(
    { error: { type: 'api_error', code, message: 'No.', request_id: 'req_1' } },
    { status, headers },
  );

/** An open checkout of an order, as far as a till looks at it. */
export const checkoutOf = (order: string, over: Record<string, unknown> = {}): Response =>
  Response.json({
    ...{ id: `chk_${order}`, object: 'checkout', status: 'open', order_reference: order },
    ...{ amount_due: 100, subsidy_amount: 0, refunds: [], payment: { provider: 'external' } },
    ...over,
  });

export const orderIn = ({ body }: Sent): string =>
  (body as { order_reference?: string } | null)?.order_reference ?? '';

/** An API at which all goes well, but for what is said. */
export const api =
  (special: (sent: Sent) => Response | null = () => null) =>
  (sent: Sent): Response => {
    const said = special(sent);
    if (said !== null) return said;
    const order = orderIn(sent) || (/chk_([^/]+)/.exec(sent.path)?.[1] ?? '');
    if (sent.path.endsWith('/confirm')) return checkoutOf(order, { status: 'complete' });
    if (sent.path.endsWith('/cancel')) return checkoutOf(order, { status: 'canceled' });
    if (sent.path.endsWith('/refunds')) return Response.json({ object: 'refund', id: 'ref_1' });
    return checkoutOf(order);
  };
