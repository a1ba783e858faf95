// What the payment of a sale looks like in each of its states, and what the cashier can do in it.

import { isFinished, type QrMethod, type Sale } from '../../sdk/till.ts';
import type { App } from './app.ts';
import { submit } from './dialogs.ts';
import { button, h } from './dom.ts';
import { messageOf } from './messages.ts';
import { print, saleReceipt } from './receipt.ts';
import { fill } from './text.ts';
import { fenOf, yuan } from './yuan.ts';

/** What the shop takes money by itself. */
export const TENDERS = ['cash', 'bank_card', 'alipay', 'wechat_pay', 'other'] as const;
export type Tender = (typeof TENDERS)[number];

/** The dialog, as far as its views use it. */
export type PayView = {
  readonly app: App;
  readonly tender: Tender;
  readonly is_full_price: boolean;
  readonly is_slow: boolean;
  /** Whether nobody knows how a QR payment stands. */
  readonly is_away: boolean;
  readonly qr: SVGElement | null;
  take(reference: string): Promise<void>;
  again(changes: Parameters<NonNullable<App['till']>['tryAgain']>[1]): Promise<void>;
  cancel(): Promise<void>;
  full(is_full_price: boolean): void;
  choose(tender: Tender): void;
  showQr(method: QrMethod): Promise<void>;
  close(): void;
  total(sale: Sale): number;
};

/** A sale in its present state. */
export function payView(view: PayView, sale: Sale): HTMLElement[] {
  const state = h(
    'p',
    { class: 'state', 'data-test': 'checkout-state', 'data-state': sale.state },
    view.app.text[`state_${sale.state}`],
  );
  return [state, ...inState(view, sale)];
}

function inState(view: PayView, sale: Sale): HTMLElement[] {
  if (sale.state === 'refused') return view.is_full_price ? fullPrice(view, sale) : refusal(view, sale);
  if (sale.state === 'canceling' || sale.state === 'canceled') return closing(view, sale);
  if (isFinished(sale) || sale.taken !== null) return paid(view, sale);
  if (view.is_full_price) return fullPrice(view, sale);
  if (sale.state !== 'reserved') return waiting(view, sale);
  return sale.request.payment === undefined
    ? scan(view, sale)
    : taking(view, sale, sale.checkout?.amount_due ?? 0);
}

/** The money of a sale that is reserved: the subsidy stands, whatever becomes of the network. */
function taking(view: PayView, sale: Sale, due: number): HTMLElement[] {
  const { text } = view.app;
  const has_subsidy = (sale.checkout?.subsidy_amount ?? 0) > 0;
  return [
    h('p', { class: 'good' }, has_subsidy ? text.reserved : text.no_subsidy),
    amount(text.due, due),
    differs(view.app, sale, due),
    moneyForm(view, due, `${text.taken} ${yuan(due)}`),
    h(
      'p',
      { class: 'actions' },
      button('hold', text.hold, () => view.close()),
      button('cancel', text.cancel, () => void view.cancel()),
    ),
  ].filter((element) => element !== null);
}

const amount = (name: string, fen: number): HTMLElement =>
  h('dl', { class: 'due' }, h('dt', {}, name), h('dd', { 'data-test': 'pay-due' }, yuan(fen)));

/** How what is due differs from what the customer was shown while the network was away. */
function differs({ text }: App, { estimate }: Sale, due: number): HTMLElement | null {
  const more = estimate === null ? 0 : due - estimate.amount_due;
  if (more === 0) return null;
  const words = fill(more > 0 ? text.due_more : text.due_less, { amount: yuan(Math.abs(more)) });
  return h('p', { class: more > 0 ? 'notice bad' : 'notice good', 'data-test': 'due-differs' }, words);
}

/** Tender, cash with its change or a reference, and the button that says that the money is there. */
function moneyForm(view: PayView, due: number, label: string): HTMLElement {
  const { text } = view.app;
  const is_cash = view.tender === 'cash';
  const input = is_cash
    ? h('input', { 'data-test': 'received', inputmode: 'decimal', autocomplete: 'off', autofocus: true })
    : h('input', { 'data-test': 'reference', maxlength: 100, autocomplete: 'off', autofocus: true });
  const change = h('output', { 'data-test': 'change' });
  const short = (): boolean => is_cash && input.value !== '' && (fenOf(input.value) ?? -1) < due;
  const oninput = (): void => {
    const received = fenOf(input.value);
    change.textContent = short()
      ? text.too_little
      : received === null
        ? ''
        : `${text.change} ${yuan(received - due)}`;
  };
  input.addEventListener('input', is_cash ? oninput : () => {});
  const onsubmit = (event: Event): void => {
    event.preventDefault();
    if (!short()) void view.take(is_cash ? '' : input.value.trim());
  };
  return h(
    'form',
    { onsubmit, class: 'money' },
    h('label', {}, text.how, tenders(view)),
    h('label', {}, is_cash ? text.received : text.reference, input),
    is_cash && change,
    submit('confirm-payment', label),
  );
}

function tenders(view: PayView): HTMLElement {
  const { text } = view.app;
  const onchange = (event: Event): void => view.choose((event.target as HTMLSelectElement).value as Tender);
  const options = TENDERS.map((tender) =>
    h('option', { value: tender, selected: tender === view.tender }, text[tender]),
  );
  return h('select', { 'data-test': 'tender', onchange }, ...options);
}

/** The QR code of a payment through Stripe. */
function scan(view: PayView, sale: Sale): HTMLElement[] {
  const { text } = view.app;
  const method: QrMethod = view.tender === 'wechat_pay' ? 'wechat_pay' : 'alipay';
  const { is_away } = view;
  const frame = h('figure', { class: 'qr', 'data-test': 'qr' });
  if (view.qr !== null) frame.append(view.qr);
  return [
    amount(text.due, sale.checkout?.amount_due ?? 0),
    h('p', {}, fill(text.scan_to_pay, { method: text[method] })),
    frame,
    view.qr !== null &&
      h(
        'p',
        { class: is_away ? 'notice bad' : 'note', role: 'status' },
        is_away ? text.full_price_qr : text.waiting_payment,
      ),
    h(
      'p',
      { class: 'actions' },
      button('qr-new', text.qr_new, () => void view.showQr(method)),
      button(
        'qr-other',
        text[method === 'alipay' ? 'wechat_pay_qr' : 'alipay_qr'],
        () => void view.showQr(method === 'alipay' ? 'wechat_pay' : 'alipay'),
      ),
      button('cancel', text.cancel, () => void view.cancel()),
    ),
  ].filter((element) => element !== false);
}

/** Nothing is reserved yet. While that lasts the cashier may wait, hold the sale, or sell at the full price. */
function waiting(view: PayView, sale: Sale): HTMLElement[] {
  const { app } = view;
  const { text, till } = app;
  const obstacle = till?.obstacle ?? sale.problem;
  if (obstacle === null && !view.is_slow) return [h('p', { class: 'note', role: 'status' }, text.reserving)];
  const message = obstacle === null ? null : messageOf(obstacle, app.language);
  const total = yuan(view.total(sale));
  const can_sell = sale.request.payment !== undefined || sale.state === 'parked';
  return [
    h(
      'p',
      { class: 'notice bad', role: 'alert', 'data-test': 'away' },
      h('b', {}, text.away),
      ' ',
      message && `${message.what} ${message.next}`,
    ),
    sale.estimate &&
      h('p', { class: 'badge' }, fill(text.estimated_due, { amount: yuan(sale.estimate.amount_due) })),
    h('p', {}, text.away_what),
    h(
      'div',
      { class: 'choices' },
      button('hold', text.hold, () => view.close()),
      h('small', {}, text.hold_note),
      can_sell && button('full-price', fill(text.full_price, { amount: total }), () => view.full(true)),
      h('small', {}, can_sell ? text.full_price_note : text.full_price_qr),
      button('cancel', text.cancel, () => void view.cancel()),
    ),
  ].filter((element) => element !== null);
}

/** The full price, now and for good: the customer has to agree. */
function fullPrice(view: PayView, sale: Sale): HTMLElement[] {
  const { text } = view.app;
  const total = view.total(sale);
  return [
    h('p', { class: 'notice bad' }, text.full_price_note),
    amount(text.due, total),
    moneyForm(view, total, fill(text.full_price_confirm, { amount: yuan(total) })),
    h(
      'p',
      { class: 'actions' },
      button('back', `${text.back} Esc`, () => view.full(false)),
    ),
  ];
}

/** What the API refuses, and the ways out of it. */
function refusal(view: PayView, sale: Sale): HTMLElement[] {
  const { app } = view;
  const { text } = app;
  const problem = sale.problem ?? { code: 'internal_error', message: '' };
  const { what, next } = messageOf(problem, app.language);
  return [
    h(
      'p',
      { class: 'notice bad', role: 'alert', 'data-test': 'refusal', 'data-code': problem.code },
      h('b', {}, what),
      ' ',
      next,
    ),
    h(
      'div',
      { class: 'choices' },
      ...(sale.taken === null ? waysOut(view, sale) : waysOutOfPaid(view, sale, sale.taken.amount)),
    ),
    h(
      'p',
      { class: 'actions' },
      button('close', text.close, () => view.close()),
    ),
  ];
}

function waysOut(view: PayView, sale: Sale): (HTMLElement | false)[] {
  const { text } = view.app;
  const { amount_due, amount_due_without_subsidy: full } = sale.problem ?? {};
  const is_qr = sale.request.payment === undefined;
  const sell = (): void => {
    if (is_qr) void view.again({ subsidy: 'none', expected_amount_due: full ?? view.total(sale) });
    else view.full(true);
  };
  return [
    sale.problem?.code === 'amount_changed' &&
      amount_due !== undefined &&
      button(
        'accept-amount',
        fill(text.accept_amount, { amount: yuan(amount_due) }),
        () => void view.again({ expected_amount_due: amount_due }),
      ),
    full !== undefined && button('sell-without', fill(text.sell_without, { amount: yuan(full) }), sell),
    button('try-again', text.try_again, () => void view.again({})),
    button('to-cart', text.to_cart, () => void view.cancel()),
  ];
}

/** Money was taken: it is reported, or given back. */
function waysOutOfPaid(view: PayView, sale: Sale, taken: number): HTMLElement[] {
  const { text } = view.app;
  const give_back = (): void => {
    if (confirm(fill(text.given_back_sure, { amount: yuan(taken) }))) void view.cancel();
  };
  return [
    button('try-again', text.try_again, () => void view.again({})),
    button('given-back', text.given_back, give_back),
    saleReceipt(view.app, sale),
  ];
}

function closing(view: PayView, sale: Sale): HTMLElement[] {
  const { text } = view.app;
  const is_qr = sale.request.payment === undefined;
  return [
    h(
      'p',
      { class: 'note' },
      sale.state === 'canceling' && is_qr ? text.full_price_qr : text[`state_${sale.state}`],
    ),
    h(
      'p',
      { class: 'actions' },
      button('close', text.close, () => view.close()),
    ),
  ];
}

function paid(view: PayView, sale: Sale): HTMLElement[] {
  const { text } = view.app;
  const receipt = saleReceipt(view.app, sale);
  return [
    h('h2', { class: 'good' }, text.paid),
    h(
      'p',
      { class: 'actions' },
      button('next', text.next_customer, () => view.close(), { class: 'main' }),
      button('print', text.print, () => print(receipt)),
    ),
    receipt,
  ];
}
