// What the payment of a sale looks like in each of its states. The money itself is money-form.ts; what keeps a sale from being
// paid is pay-obstacles.ts.

import { isFinished, type QrMethod, type Sale, type Till } from '../../sdk/till.ts';
import type { Tender } from '../../src/vocabulary.ts';
import { h } from '../dom.ts';
import type { App } from './app.ts';
import { button } from './controls.ts';
import { amount, differs, fullPrice, isDearer, taking } from './money-form.ts';
import { refusal, waiting } from './pay-obstacles.ts';
import { qrCode } from './qr.ts';
import type { QrPayment } from './qr-payment.ts';
import { print, saleReceipt } from './receipt.ts';
import { fill } from './text.ts';

/** The dialog, as far as its views use it. */
export type PayView = {
  readonly app: App;
  readonly tender: Tender;
  readonly is_full_price: boolean;
  readonly is_slow: boolean;
  readonly qr: Pick<QrPayment, 'shown' | 'method' | 'is_away' | 'may_be_paid'> | null;
  take(reference: string): Promise<void>;
  again(changes: NonNullable<Parameters<Till['tryAgain']>[1]>): Promise<void>;
  cancel(): Promise<void>;
  full(is_full_price: boolean): void;
  choose(tender: Tender): void;
  showQr(method: QrMethod): Promise<void>;
  close(): void;
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
  return sale.request.payment === undefined ? scan(view, sale) : taking(view, sale);
}

/** The QR code of a payment through Stripe. */
function scan(view: PayView, sale: Sale): HTMLElement[] {
  const { app, qr } = view;
  const { text } = app;
  const { shown = null, method = null, is_away = false, may_be_paid = true } = qr ?? {};
  const frame = h('figure', { class: 'qr', 'data-test': 'qr', 'data-method': shown?.method });
  if (shown !== null) frame.append(qrCode(shown.text, text[shown.method]));
  // At a higher price than was shown the customer agrees first.
  const is_asked = method === null || (shown === null && isDearer(sale));
  const words = shown !== null && !is_away ? text.waiting_payment : may_be_paid ? text.full_price_qr : '';
  const asks = (one: QrMethod): HTMLElement => {
    const label = one === method ? text.qr_new : text[`${one}_qr`];
    return button(one === method ? 'qr-new' : `qr-${one}`, label, () => void view.showQr(one));
  };
  return [
    amount(text.due, sale.checkout?.amount_due ?? 0),
    differs(app, sale),
    h('p', {}, is_asked ? text.qr_choose : fill(text.scan_to_pay, { method: text[method] })),
    frame,
    h('p', { class: is_away ? 'notice bad' : 'note', 'data-key': 'qr-waiting', role: 'status' }, words),
    h(
      'p',
      { class: 'actions' },
      asks('alipay'),
      asks('wechat_pay'),
      button('hold', text.close, () => view.close()),
      button('cancel', text.cancel, () => void view.cancel()),
    ),
  ].filter((element) => element !== null);
}

function closing(view: PayView, sale: Sale): HTMLElement[] {
  const { text } = view.app;
  const may_be_paid = sale.state === 'canceling' && view.qr?.may_be_paid === true;
  return [
    h('p', { class: 'note' }, may_be_paid ? text.full_price_qr : text[`state_${sale.state}`]),
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
      button('print', text.print, () => print(saleReceipt(view.app, sale))),
    ),
    receipt,
  ];
}
