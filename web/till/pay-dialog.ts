// Takes the money of one sale: reserves its subsidy, takes cash or a terminal's payment or shows a QR code, and says at every
// moment what the cashier may do. What a sale is, the SDK decides; here it is drawn.

import { isFinished, type Problem, type QrMethod, type Sale } from '../../sdk/till.ts';
import type { App } from './app.ts';
import { cartOf, EMPTY, requestOf } from './cart.ts';
import { openDialog } from './dialogs.ts';
import { button, h, replace } from './dom.ts';
import { messageOf } from './messages.ts';
import { type PayView, payView, TENDERS, type Tender } from './pay-views.ts';
import { qrCode } from './qr.ts';

/** Milliseconds after which a cashier need not wait for the API any longer, and between two looks at a QR payment. */
const PATIENCE_MS = 4_000;
const LOOK_MS = 2_000;

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
  is_away = false;
  note: { what: string; next: string } | null = null;
  qr: SVGElement | null = null;
  private readonly dialog: HTMLDialogElement;
  private readonly unsubscribe: () => void;
  private looking: ReturnType<typeof setTimeout> | undefined;
  private slow: ReturnType<typeof setTimeout> | undefined;
  private drawn = '';
  private is_closed = false;

  constructor(app: App, sale: Sale | null, onClose: () => void) {
    this.app = app;
    this.sale = sale;
    this.unsubscribe = app.till?.onChange(() => void this.refresh()) ?? (() => {});
    this.dialog = openDialog('pay', () => {
      this.is_closed = true;
      clearTimeout(this.looking);
      clearTimeout(this.slow);
      this.unsubscribe();
      onClose();
    });
    // Escape is an answer to a question, never the end of a sale by accident.
    this.dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      this.escape();
    });
    this.draw();
    if (sale !== null) this.follow(sale);
  }

  /** The cart becomes a sale: written down first, and then no cart any more. */
  async start(tender: Tender, qr: QrMethod | null): Promise<void> {
    const { app } = this;
    if (this.sale !== null || app.till === null) return;
    this.tender = tender;
    const { till, price, cart } = app;
    const sale = await this.step(() =>
      till.park(requestOf(cart), {
        provider: qr === null ? 'external' : 'stripe',
        ...(price !== null &&
          (price.is_estimate ? { estimate: price.quote } : { expected_amount_due: price.quote.amount_due })),
      }),
    );
    if (sale === null) return;
    this.sale = sale;
    app.setCart(EMPTY, 0);
    this.follow(sale);
    await till.run();
  }

  async take(reference: string): Promise<void> {
    const { app, sale, tender } = this;
    const { till } = app;
    if (sale === null || till === null) return;
    const amount = this.is_full_price ? this.total(sale) : sale.checkout?.amount_due;
    if (amount === undefined) return;
    const money = { tender, amount, ...(reference !== '' && { reference }) };
    await this.step(() =>
      this.is_full_price ? till.sellWithoutSubsidy(sale.id, money) : till.take(sale.id, money),
    );
  }

  /** A refused sale again: with the new price that the customer accepts, or without a subsidy. */
  async again(changes: Parameters<NonNullable<App['till']>['tryAgain']>[1]): Promise<void> {
    const { sale } = this;
    if (sale !== null) await this.step(async () => this.app.till?.tryAgain(sale.id, changes));
  }

  /** Closes the sale; its products come back as the cart, once nobody can have paid for them. */
  async cancel(): Promise<void> {
    const { app, sale } = this;
    if (sale === null || app.till === null) return this.close();
    const { till } = app;
    const after = await this.step(() => till.cancel(sale.id));
    const is_external = sale.request.payment?.provider === 'external';
    const is_over = after?.state === 'canceled' || (after?.state === 'canceling' && is_external);
    if (!is_over) return;
    if (app.cart.items.length === 0) app.setCart(cartOf(sale.request), 0);
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
    const { app, sale } = this;
    if (sale === null || app.till === null) return;
    this.note = null;
    this.tender = method;
    const qr = await app.till.payByQr(sale, method);
    if (this.is_closed) return;
    this.qr = qr.ok ? qrCode(qr.text, app.text[method]) : null;
    if (!qr.ok) this.note = messageOf(qr.problem, app.language);
    this.draw();
    this.look();
  }

  close(): void {
    this.dialog.close();
  }

  total({ request }: Sale): number {
    return request.lines.reduce((all, { unit_amount, quantity }) => all + unit_amount * quantity, 0);
  }

  say(problem: Problem): void {
    this.note = messageOf(problem, this.app.language);
    this.draw();
  }

  /** Follows what becomes of a sale. */
  private follow(sale: Sale): void {
    this.slow = setTimeout(() => {
      this.is_slow = true;
      this.draw();
    }, PATIENCE_MS);
    this.became(sale);
  }

  private async refresh(): Promise<void> {
    if (this.sale === null || this.is_closed) return;
    const now = await this.app.till?.sale(this.sale.id);
    if (now != null && !this.is_closed) this.became(now);
  }

  private became(sale: Sale): void {
    const was = this.sale?.state;
    this.sale = sale;
    const is_qr = sale.request.payment === undefined;
    const is_new = was !== 'reserved' || this.drawn === '';
    if (sale.state === 'reserved' && is_qr && is_new && this.qr === null) {
      void this.showQr(this.tender === 'wechat_pay' ? 'wechat_pay' : 'alipay');
    }
    if (sale.state === 'confirmed' || sale.taken !== null) this.is_full_price = false;
    this.drawIfChanged();
  }

  private look(): void {
    clearTimeout(this.looking);
    this.looking = setTimeout(async () => {
      const { app, sale } = this;
      if (sale === null || app.till === null || isFinished(sale) || this.is_closed) return;
      const status = await app.till.look(sale);
      const was_away = this.is_away;
      this.is_away = status === 'away';
      if (status === 'declined') {
        this.qr = null;
        this.note = { what: app.text.declined, next: app.text.declined_next };
        this.draw();
      } else if (!this.is_closed) {
        if (was_away !== this.is_away) this.draw();
        this.look();
      }
    }, LOOK_MS);
  }

  /** Runs a step that writes; what could not be written down is said here, in front of the cashier. */
  private async step<Value>(run: () => Promise<Value>): Promise<Value | null> {
    this.note = null;
    const result = await this.app.step(run);
    const { notice } = this.app;
    if (result === null && notice !== null) this.note = notice;
    if (!this.is_closed) this.draw();
    return result;
  }

  private escape(): void {
    if (this.is_full_price) this.full(false);
    else if (this.sale === null || isFinished(this.sale) || this.sale.taken !== null) this.close();
    else this.dialog.querySelector<HTMLElement>('[data-test="cancel"], [data-test="hold"]')?.focus();
  }

  /** What is typed must not vanish because another sale was sent meanwhile. */
  private drawIfChanged(): void {
    const { sale, app } = this;
    const seen = [
      sale?.state,
      sale?.taken,
      sale?.problem?.code,
      sale?.checkout?.amount_due,
      app.till?.obstacle?.code,
    ];
    const drawn = JSON.stringify(seen);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.draw();
  }

  private draw(): void {
    if (this.is_closed) return;
    const { note } = this;
    const said =
      note &&
      h(
        'p',
        { class: 'notice bad', role: 'alert', 'data-test': 'pay-note' },
        h('b', {}, note.what),
        ' ',
        note.next,
      );
    replace(this.dialog, said, ...(this.sale === null ? this.choices() : payView(this, this.sale)));
    const has_focus = this.dialog.contains(document.activeElement) && document.activeElement !== this.dialog;
    if (!has_focus) this.dialog.querySelector<HTMLElement>('[autofocus], .main, button')?.focus();
  }

  private choices(): HTMLElement[] {
    const { text } = this.app;
    const ways: [string, string, () => void][] = [
      ...TENDERS.map((tender): [string, string, () => void] => [
        `tender-${tender}`,
        tender === 'alipay' || tender === 'wechat_pay' ? `${text[tender]} (POS)` : text[tender],
        () => void this.start(tender, null),
      ]),
      ['qr-alipay', text.alipay_qr, () => void this.start('alipay', 'alipay')],
      ['qr-wechat_pay', text.wechat_pay_qr, () => void this.start('wechat_pay', 'wechat_pay')],
    ];
    return [
      h('h2', {}, text.how),
      h(
        'div',
        { class: 'choices', onkeydown: (event: KeyboardEvent) => chooseByNumber(event) },
        ...ways.map(([test, label, onclick], index) => button(test, `${index + 1} ${label}`, onclick)),
      ),
      h(
        'p',
        { class: 'actions' },
        button('close', `${text.back} Esc`, () => this.close()),
      ),
    ];
  }
}

/** The number in front of a choice chooses it. */
function chooseByNumber(event: KeyboardEvent): void {
  const choices = event.currentTarget as HTMLElement;
  const chosen = choices.querySelectorAll('button')[Number(event.key) - 1];
  if (chosen === undefined) return;
  event.preventDefault();
  chosen.click();
}
