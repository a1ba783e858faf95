// Takes the money of one sale: reserves its subsidy, takes cash or a terminal's payment or shows a QR code, and says at every
// moment what the cashier may do. What a sale is, the SDK decides; how it looks is pay-views.ts.

import { isFinished, type QrMethod, type Sale, totalOf } from '../../sdk/till.ts';
import type { Tender } from '../../src/vocabulary.ts';
import { replace } from '../dom.ts';
import type { App, Notice } from './app.ts';
import { cartOf, EMPTY, requestOf } from './cart.ts';
import { type Dialog, openDialog, topDialog } from './dialogs.ts';
import { RESERVING_MS_MAX } from './limits.ts';
import { isDearer } from './money-form.ts';
import { type PayView, payView } from './pay-views.ts';
import { QrPayment } from './qr-payment.ts';
import { chooseByNumber, waysToPay } from './ways-to-pay.ts';

/** Opens the payment of the cart, or of a sale that was held. */
export function openPayment(app: App, sale: Sale | null, onClose: () => void): PayDialog {
  return new PayDialog(app, sale, onClose);
}

export class PayDialog implements PayView {
  readonly app: App;
  sale: Sale | null;
  tender: Tender = 'cash';
  /** Whether the cashier is about to sell at the full price. */
  is_full_price = false;
  is_slow = false;
  qr: QrPayment | null = null;
  private readonly dialog: Dialog;
  private readonly ending = new AbortController();
  private slow: ReturnType<typeof setTimeout> | undefined;
  /** The cart becomes one sale, however often and however fast a way to pay is chosen. */
  private is_starting = false;
  /** What the cashier's cancel is to do when the sale is over. */
  private canceling: { readonly gives_back: boolean; readonly may_be_paid: boolean } | null = null;
  private said: Notice | null = null;

  constructor(app: App, sale: Sale | null, onClose: () => void) {
    this.app = app;
    app.notice = null;
    this.dialog = openDialog('pay', () => {
      this.end();
      onClose();
    });
    this.sale = sale;
    this.listen();
    if (sale !== null) this.became(sale);
    this.draw();
  }

  /** Whether the customer can go: what is scanned next is the next customer's. */
  get is_over(): boolean {
    const { sale } = this;
    return sale !== null && (isFinished(sale) || (sale.taken !== null && sale.state !== 'refused'));
  }

  /** A key that a person pressed: the number in front of a way to pay chooses it. */
  press(key: string): void {
    if (this.sale === null) chooseByNumber(this.dialog.body, key);
  }

  /** The cart becomes a sale: written down first, and then no cart any more. */
  async start(tender: Tender, method: QrMethod | null): Promise<void> {
    const { app } = this;
    const { till, price, cart } = app;
    if (this.sale !== null || this.is_starting || till === null) return;
    this.is_starting = true;
    this.tender = tender;
    const sale = await this.step(() =>
      till.park(requestOf(cart), {
        provider: method === null ? 'external' : 'stripe',
        ...(price !== null &&
          (price.is_estimate ? { estimate: price.quote } : { expected_amount_due: price.quote.amount_due })),
      }),
    );
    this.is_starting = false;
    if (sale === null) return;
    app.setCart(EMPTY, 0);
    if (method !== null) this.qr = this.qrPayment(sale, method);
    this.became(sale);
    await till.run();
  }

  async take(reference: string): Promise<void> {
    const { app, sale, tender } = this;
    const { till } = app;
    if (sale === null || till === null) return;
    const amount = this.is_full_price ? totalOf(sale.request) : sale.checkout?.amount_due;
    if (amount === undefined) return;
    const money = { tender, amount, ...(reference !== '' && { reference }) };
    await this.step(() =>
      this.is_full_price ? till.sellWithoutSubsidy(sale.id, money) : till.take(sale.id, money),
    );
  }

  /** A refused sale again: with the new price that the customer accepts, or without a subsidy. */
  async again(changes: Parameters<PayView['again']>[0]): Promise<void> {
    const { sale } = this;
    if (sale !== null) await this.step(async () => this.app.till?.tryAgain(sale.id, changes));
  }

  /** Closes the sale; its products come back as the cart, once nobody can have paid for them. */
  async cancel(): Promise<void> {
    const { app, sale } = this;
    if (sale === null || app.till === null) return this.close();
    const { till } = app;
    const has_cart = app.cart.items.length > 0;
    if (has_cart && !confirm(app.text.other_cart)) return;
    this.canceling = { gives_back: !has_cart, may_be_paid: this.qr?.may_be_paid === true };
    const after = await this.step(() => till.cancel(sale.id));
    if (after !== null) this.canceled(after);
    this.canceling = null;
  }

  /** As soon as nobody can pay any more, whatever else the till is waiting for. */
  private canceled({ state, request }: Sale): void {
    const { app, canceling } = this;
    if (canceling === null || this.ending.signal.aborted) return;
    if (state !== 'canceled' && (state !== 'canceling' || canceling.may_be_paid)) return;
    if (canceling.gives_back) app.setCart(cartOf(request), 0);
    this.canceling = null;
    this.close();
  }

  full(is_full_price: boolean): void {
    this.is_full_price = is_full_price;
    this.draw();
  }

  choose(tender: Tender): void {
    this.tender = tender;
    this.draw();
  }

  async showQr(method: QrMethod): Promise<void> {
    this.unsay();
    await this.qr?.show(method);
  }

  close(): void {
    if (!this.is_starting) this.dialog.close();
  }

  private end(): void {
    this.ending.abort();
    clearTimeout(this.slow);
    this.qr?.stop();
    this.unsay();
  }

  private listen(): void {
    const { signal } = this.ending;
    const unsubscribe = this.app.till?.onChange(() => void this.refresh());
    signal.addEventListener('abort', () => unsubscribe?.());
    // Escape is an answer to a question, never the end of a sale by accident. Browsers close a dialog by the second Escape, whatever
    // a page says to `cancel`; the key itself they leave alone.
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || topDialog() !== this.dialog.element) return;
      event.preventDefault();
      this.escape();
    };
    window.addEventListener('keydown', onKey, { signal });
    this.dialog.element.setAttribute('closedby', 'none');
    this.dialog.element.addEventListener('cancel', (event) => event.preventDefault());
  }

  private escape(): void {
    if (this.is_full_price) this.full(false);
    else if (this.sale === null || this.is_over) this.close();
    else this.dialog.body.querySelector<HTMLElement>('[data-test="hold"], [data-test="cancel"]')?.focus();
  }

  private async refresh(): Promise<void> {
    if (this.sale === null) return;
    const now = await this.app.till?.sale(this.sale.id);
    if (now != null && !this.ending.signal.aborted) this.became(now);
  }

  private became(sale: Sale): void {
    const was = this.sale;
    this.sale = sale;
    const is_newly_reserved = sale.state === 'reserved' && was?.state !== 'reserved';
    // Whoever is about to sell at the full price learns that the subsidy is there.
    if (sale.taken !== null || isFinished(sale) || is_newly_reserved) this.is_full_price = false;
    this.time(sale);
    const is_qr = sale.request.payment === undefined;
    if (is_qr && sale.state === 'reserved') {
      if (this.qr === null) this.resumeQr(sale);
      else if (is_newly_reserved && this.qr.method !== null && !isDearer(sale)) {
        void this.showQr(this.qr.method);
      }
    }
    this.draw();
    this.canceled(sale);
  }

  /** A cashier who has waited long enough is shown the ways out. */
  private time({ state }: Sale): void {
    if (state === 'parked' || state === 'sending') {
      this.slow ??= setTimeout(() => {
        this.is_slow = true;
        this.draw();
      }, RESERVING_MS_MAX);
      return;
    }
    clearTimeout(this.slow);
    this.slow = undefined;
    this.is_slow = false;
  }

  private resumeQr(sale: Sale): void {
    this.qr = this.qrPayment(sale, null);
    void this.qr?.resume();
  }

  private qrPayment(begun: Sale, method: QrMethod | null): QrPayment | null {
    const { app } = this;
    if (app.till === null) return null;
    return new QrPayment({
      ...{ till: app.till, method },
      sale: () => this.sale ?? begun,
      onChange: () => this.draw(),
      onProblem: (problem) => {
        app.sayProblem(problem);
        this.said = app.notice;
      },
    });
  }

  /** Runs a step that writes; what could not be written down is said here, in front of the cashier. */
  private async step<Value>(run: () => Promise<Value>): Promise<Value | null> {
    this.unsay();
    const result = await this.app.step(run);
    if (result === null) this.said = this.app.notice;
    this.draw();
    return result;
  }

  /** Takes back what was said of this payment, and nothing else. */
  private unsay(): void {
    if (this.said !== null && this.app.notice === this.said) this.app.notice = null;
    this.said = null;
  }

  private draw(): void {
    if (this.ending.signal.aborted) return;
    const { body, element } = this.dialog;
    replace(body, ...(this.sale === null ? waysToPay(this) : payView(this, this.sale)));
    const { activeElement } = document;
    const has_focus = element.contains(activeElement) && activeElement !== element;
    if (!has_focus) body.querySelector<HTMLElement>('[autofocus], .main, button')?.focus();
  }
}
