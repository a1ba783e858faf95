// `@zhehui/sdk/till`: what a till needs around the API. Scanning, sales that survive a network cut and a power cut, money
// taken outside Stripe or by QR code through it, and returns. Draws nothing.

import { type Answer, callerOf, lookCall, type Problem } from './till/call.ts';
import { TillError } from './till/errors.ts';
import { ORDER_RANDOM_CHARS, TILL_TIMEOUT_MS } from './till/limits.ts';
import { type Qr, type QrMethod, type QrStatus, qrStatus, shownQr, startQr } from './till/qr.ts';
import { Queue } from './till/queue.ts';
import { OPEN_RETURNS, type Return, resumed } from './till/returning.ts';
import {
  type Cart,
  cancel,
  isSameMoney,
  moneyNotTaken,
  OPEN,
  type Sale,
  sellWithoutSubsidy,
  type Taken,
  take,
  tryAgain,
} from './till/sale.ts';
import type { TillStorage } from './till/storage.ts';
import type { Checkout, CheckoutRequest, List, ProgrammeObject, Quote, RefundRequest } from './till/wire.ts';

export type { Answer, Problem } from './till/call.ts';
export { hasCamera, scanWithCamera } from './till/camera.ts';
export { type Code, readCode } from './till/code.ts';
export { StorageError, TillError } from './till/errors.ts';
export type { Qr, QrMethod, QrStatus } from './till/qr.ts';
export type { Return, ReturnState } from './till/returning.ts';
export { type Cart, isFinished, type Sale, type SaleState, type Taken, totalOf } from './till/sale.ts';
export { listenToScanner, type ScannerListener } from './till/scanner.ts';
export { openStorage, type TillStorage } from './till/storage.ts';
export type {
  CartLine,
  Checkout,
  CheckoutRequest,
  ProgrammeObject,
  Quote,
  Refund,
  RefundRequest,
} from './till/wire.ts';

export type TillOptions = {
  /** The till's key, `tk_…`. */
  readonly key: string;
  /** The API's address; empty for the page's own origin. */
  readonly api: string;
  readonly storage: TillStorage;
  /** Names of the store and of this till, for claims. */
  readonly store?: string;
  readonly till?: string;
  /** Stripe's API, where it is not Stripe's own. */
  readonly stripe_api?: string;
};

/** How a sale is to be paid, and what the customer was shown. */
export type SaleTerms = {
  readonly provider: 'external' | 'stripe';
  readonly subsidy?: 'auto' | 'none';
  /** The amount of a quote of the API; the sale is refused where another one is due. Not for estimates. */
  readonly expected_amount_due?: number;
  /** What was shown while the API was away. */
  readonly estimate?: Quote;
};

export type Money = Omit<Taken, 'at'>;

/** Opens a till over its storage. What an earlier run left unfinished goes on at once. */
export function openTill(options: TillOptions): Till {
  const till = new Till(options);
  void till.run();
  return till;
}

export class Till {
  private readonly options: TillOptions;
  private readonly call: ReturnType<typeof callerOf>;
  private readonly queue: Queue;
  private readonly sales_kept: ReturnType<typeof salesIn>;
  private readonly returns_kept: ReturnType<typeof returnsIn>;
  private readonly listeners = new Set<() => void>();
  /** The QR code that was asked for last. */
  private asked: { readonly sale: string; readonly qr: Promise<Qr> } | null = null;
  private readonly onOnline = (): void => void this.queue.wake();

  constructor(options: TillOptions) {
    this.options = options;
    this.call = callerOf({ key: options.key, api: options.api, timeout_ms: TILL_TIMEOUT_MS });
    this.sales_kept = salesIn(options.storage);
    this.returns_kept = returnsIn(options.storage);
    this.queue = new Queue({
      sales: this.sales_kept,
      returns: this.returns_kept,
      call: this.call,
      onChange: () => this.tell(),
    });
    globalThis.addEventListener?.('online', this.onOnline);
  }

  close(): void {
    globalThis.removeEventListener?.('online', this.onOnline);
    this.queue.stop();
    this.listeners.clear();
  }

  /** Calls the listener whenever a sale or a return has changed. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Sends all that can be sent, in order. It happens by itself, too: with every step, when the network is back, and a while after an obstacle. */
  run(): Promise<void> {
    return this.queue.run();
  }

  /** What keeps the till from sending; null while nothing does. */
  get obstacle(): Problem | null {
    return this.queue.problem;
  }

  quote(cart: Pick<Cart, 'lines'>, signal?: AbortSignal): Promise<Answer<Quote>> {
    return this.call({ method: 'POST', path: '/v1/quotes', body: { lines: cart.lines } }, signal);
  }

  programmes(): Promise<Answer<List<ProgrammeObject>>> {
    return this.call({ method: 'GET', path: '/v1/programmes' });
  }

  /** A checkout of whichever till of the merchant, for a return. */
  checkout(id: string): Promise<Answer<Checkout>> {
    return this.call(lookCall(id));
  }

  /**
   * Writes a sale down. It is sent with the next `run`, and by itself.
   *
   * @throws {StorageError} where it could not be written down: it will not be sent
   */
  async park(cart: Cart, terms: SaleTerms): Promise<Sale> {
    const sale = await this.queue.writing(() => this.sales_kept.add(this.newSale(cart, terms)));
    this.tell();
    return sale;
  }

  /**
   * Parks a sale and sends it. It comes back `reserved`, or `refused` with the reason, or as it was written down where the API
   * cannot be reached: then it is sent later, by itself.
   */
  async sell(cart: Cart, terms: SaleTerms): Promise<Sale> {
    return this.sent(await this.park(cart, terms));
  }

  /**
   * The shop took the money of a sale that is reserved, outside Stripe.
   *
   * @throws {TillError} `money_not_taken` where the sale takes no such money; {StorageError} where it could not be written down
   */
  async take(id: string, money: Money): Promise<Sale | null> {
    return this.taken(id, money, take);
  }

  /**
   * The customer pays the full price without a subsidy, now and for good, because none could be reserved.
   *
   * @throws as `take` does
   */
  async sellWithoutSubsidy(id: string, money: Money): Promise<Sale | null> {
    return this.taken(id, money, (sale, taken) => sellWithoutSubsidy(sale, taken, newKeys()));
  }

  /** Closes a sale of which no money was taken, or all given back. */
  async cancel(id: string): Promise<Sale | null> {
    return this.changed(id, cancel);
  }

  /** Tries a refused sale anew, with changes where the refusal asks for them. */
  async tryAgain(id: string, changes: Partial<CheckoutRequest> = {}): Promise<Sale | null> {
    return this.changed(id, (sale) => tryAgain(sale, newKeys(), changes));
  }

  /** All sales that are kept, finished ones too: some thousands. */
  sales(): Promise<Sale[]> {
    return this.sales_kept.all();
  }

  /** The sales that are not finished, in their order. */
  openSales(): Promise<Sale[]> {
    return this.sales_kept.inStates(OPEN);
  }

  sale(id: string): Promise<Sale | null> {
    return this.sales_kept.get(id);
  }

  /** All returns that are kept. */
  returns(): Promise<Return[]> {
    return this.returns_kept.all();
  }

  /** The returns of which nobody knows yet whether they were made. */
  openReturns(): Promise<Return[]> {
    return this.returns_kept.inStates(OPEN_RETURNS);
  }

  /**
   * Takes units back: written down, sent, and sent again until it is answered, once.
   *
   * @param id of this return, one for each form that is filled in: asked twice under the same one, it is the same return, and one
   * that was set aside is sent again
   */
  async takeBack(checkout: string, request: RefundRequest, id: string): Promise<Return> {
    const work: Omit<Return, 'seq'> = {
      ...{ id, created: nowS(), checkout, request },
      ...{ state: 'sending', refund: null, problem: null, faults: 0 },
    };
    const added = await this.queue.writing(() => this.returns_kept.add(work));
    if (added.state === 'set_aside') await this.queue.writing(() => this.returns_kept.change(id, resumed));
    this.tell();
    await this.run();
    return (await this.returns_kept.get(id)) ?? added;
  }

  /**
   * A new QR code for a sale that is reserved with Stripe: the ones before it are good no more. Asked again before it is there, all
   * who asked get the newest one.
   */
  async payByQr({ id, checkout }: Sale, method: QrMethod): Promise<Qr> {
    if (checkout === null) return { ok: false, problem: { code: 'checkout_not_open', message: '' } };
    // One after the other: of two at once, nobody knows which one Stripe took last.
    const last: Promise<unknown> = this.asked?.qr ?? Promise.resolve();
    const asked = { sale: id, qr: last.then(() => startQr(checkout, method, this.stripe())) };
    this.asked = asked;
    const qr = await asked.qr;
    return this.asked.sale === id ? this.asked.qr : qr;
  }

  /** The QR code that was asked for last, where a customer may pay by it still; asks for none. */
  async shownQr({ checkout }: Sale): Promise<Qr | null> {
    return checkout === null ? null : shownQr(checkout, this.stripe());
  }

  /** Asks how a sale stands that waits for Stripe: the API's word finishes it, Stripe's says what is keeping it. */
  async look({ id, checkout }: Sale): Promise<QrStatus> {
    const before = await this.sale(id);
    if (before?.state === 'confirmed') return 'paid';
    if (before?.state === 'canceled' || checkout === null) return 'closed';
    const answer = await this.queue.lookAt(id, checkout.id);
    if (answer.kind !== 'ok') return 'away';
    const { status } = answer.value;
    if (status === 'complete') return 'paid';
    return status === 'open' ? qrStatus(checkout, this.stripe()) : 'closed';
  }

  private stripe() {
    const { stripe_api = 'https://api.stripe.com' } = this.options;
    return { stripe_api, return_url: location.href, timeout_ms: TILL_TIMEOUT_MS };
  }

  private newSale(cart: Cart, terms: SaleTerms): Omit<Sale, 'seq'> {
    const { provider, subsidy = 'auto', expected_amount_due, estimate } = terms;
    const { store, till } = this.options;
    const id = orderReference();
    const request: CheckoutRequest = {
      ...cart,
      ...{ order_reference: id, channel: 'in_store' },
      ...(store !== undefined && { store }),
      ...(till !== undefined && { till }),
      ...(subsidy === 'none' && { subsidy }),
      ...(provider === 'external' && { payment: { provider } }),
      ...(expected_amount_due !== undefined && { expected_amount_due }),
    };
    return {
      ...{ id, created: nowS(), state: 'parked', request, subsidy, keys: newKeys(), taken: null },
      ...{ estimate: estimate ?? null, checkout: null, problem: null, faults: 0 },
    };
  }

  private async taken(
    id: string,
    money: Money,
    change: (sale: Sale, taken: Taken) => Sale,
  ): Promise<Sale | null> {
    const taken = { ...money, at: nowS() };
    const sale = await this.written(id, (now) => change(now, taken));
    if (sale !== null && !isSameMoney(sale.taken, taken)) throw new TillError(moneyNotTaken(sale, taken));
    return sale && this.sent(sale);
  }

  private async changed(id: string, change: (sale: Sale) => Sale): Promise<Sale | null> {
    const sale = await this.written(id, change);
    return sale && this.sent(sale);
  }

  private written(id: string, change: (sale: Sale) => Sale): Promise<Sale | null> {
    return this.queue.writing(() => this.sales_kept.change(id, change));
  }

  private async sent(sale: Sale): Promise<Sale> {
    this.tell();
    await this.run();
    return (await this.sale(sale.id)) ?? sale;
  }

  private tell(): void {
    // A page that cannot draw must not hold up money.
    for (const listener of this.listeners) queueMicrotask(listener);
  }
}

const salesIn = (storage: TillStorage) => storage.rows<Sale>('sales');
const returnsIn = (storage: TillStorage) => storage.rows<Return>('returns');

const nowS = (): number => Math.floor(Date.now() / 1000);

const newKeys = (): Sale['keys'] => ({ create: crypto.randomUUID(), confirm: crypto.randomUUID() });

/** A number that people can read out: the second in which it was made, and enough randomness for all tills of a merchant. */
function orderReference(): string {
  const second = new Date().toISOString().slice(2, 19).replace(/[-:]/g, '').replace('T', '-');
  return `${second}-${crypto.randomUUID().slice(0, ORDER_RANDOM_CHARS)}`;
}
