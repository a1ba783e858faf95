// Receipts for paper of 80 mm: what was bought at which list price, the subsidy, what was paid, and the code by which it
// comes back. A subsidy stands on it only where it was reserved.

import { type Checkout, type Return, type Sale, totalOf } from '../../sdk/till.ts';
import { h } from '../dom.ts';
import { momentIn } from '../language-choice.ts';
import { yuan } from '../yuan.ts';
import type { App } from './app.ts';
import { qrCode } from './qr.ts';
import { returnedLines } from './return-lines.ts';
import { fill } from './text.ts';

export function saleReceipt(app: App, sale: Sale): HTMLElement {
  const { text } = app;
  const { checkout, request, subsidy } = sale;
  const total = totalOf(request);
  const subsidised = subsidy === 'none' || checkout === null ? 0 : checkout.subsidy_amount;
  return h(
    'article',
    { class: 'receipt', 'data-test': 'receipt' },
    h('h2', {}, text.receipt),
    // Where and when it was sold, whatever this till is called by now and whatever its clock says.
    h('p', {}, [request.store, request.till].filter(Boolean).join(' · ')),
    pair(text.order, sale.id),
    pair(text.time, momentIn(checkout?.created ?? sale.created, app.language)),
    ...request.lines.map((line) => soldLine(line)),
    h('hr'),
    pair(text.list_price, yuan(total), 'receipt-list'),
    subsidised > 0
      ? pair(
          fill(text.subsidy_from, { programme: programmeName(app, sale) }),
          yuan(-subsidised),
          'receipt-subsidy',
        )
      : h('p', {}, text.subsidy_none),
    h(
      'p',
      { class: 'pair paid' },
      h('b', {}, text.paid_amount),
      h('b', { 'data-test': 'receipt-paid' }, yuan(total - subsidised)),
    ),
    pair(text.tender, paidBy(app, sale)),
    sale.state !== 'confirmed' && h('p', { 'data-test': 'receipt-pending' }, text.not_confirmed),
    ...code(app, sale.checkout?.id),
  );
}

function paidBy({ text }: App, { checkout, request, taken }: Sale): string {
  if (request.payment === undefined) return text.qr_payment;
  const { tender, reference } =
    taken ?? (checkout?.payment?.provider === 'external' ? checkout.payment : NOTHING);
  return [tender && text[tender], reference].filter(Boolean).join(' ');
}

const NOTHING = { tender: null, reference: null };

function soldLine(line: Sale['request']['lines'][number]): HTMLElement {
  const { title, sku, quantity, unit_amount, serial_numbers = [] } = line;
  return h(
    'div',
    { class: 'sold' },
    h('p', {}, title ?? sku),
    pair(`${yuan(unit_amount)} × ${quantity}`, yuan(unit_amount * quantity)),
    serialLine(serial_numbers),
  );
}

/** The code is the checkout's: what was sold offline has it only when the network is back. */
function code({ text }: App, checkout: string | undefined): HTMLElement[] {
  if (checkout === undefined) return [h('p', {}, `${text.receipt_code}: ${text.receipt_pending}`)];
  const picture = h('figure', {}, h('figcaption', { 'data-test': 'receipt-code' }, checkout));
  picture.prepend(qrCode(checkout, text.receipt_code));
  return [h('p', { class: 'center' }, text.receipt_code), picture];
}

type Returned = {
  readonly work: Return;
  readonly checkout: Checkout;
  readonly titles: readonly string[];
};

/** Of a return: what came back and what was given for it. What is left of the sale comes back by the same code. */
export function returnReceipt(app: App, { work, checkout, titles }: Returned): HTMLElement {
  const { text } = app;
  const { refund, created } = work;
  return h(
    'article',
    { class: 'receipt', 'data-test': 'receipt' },
    h('h2', {}, text.return_receipt),
    h('p', {}, [app.settings.store, app.settings.till].filter(Boolean).join(' · ')),
    refund &&
      h(
        'p',
        { class: 'pair' },
        h('span', {}, text.return_number),
        h('span', { class: 'number', 'data-test': 'receipt-return' }, refund.id),
      ),
    pair(text.order, checkout.order_reference, 'receipt-order'),
    pair(text.time, momentIn(created, app.language)),
    ...returnedLines(work, titles).map(({ title, quantity, serials }) =>
      h('div', { class: 'sold' }, pair(title, `× ${quantity}`), serialLine(serials)),
    ),
    h('hr'),
    refund &&
      pair(
        refund.tender === null ? text.refund_stripe : text.refund_tender,
        yuan(refund.amount),
        'receipt-refund',
      ),
    refund && pair(text.clawback, yuan(refund.clawback_amount)),
    refund?.tender &&
      pair(text.return_tender, [text[refund.tender], refund.reference].filter(Boolean).join(' ')),
    ...code(app, checkout.id),
  );
}

const serialLine = (serials: readonly string[]): HTMLElement | null =>
  serials.length === 0 ? null : h('p', { class: 'small' }, `SN ${serials.join(', ')}`);

const pair = (name: string, value: string, test?: string): HTMLElement =>
  h('p', { class: 'pair' }, h('span', {}, name), h('span', { 'data-test': test ?? null }, value));

function programmeName({ programme, language }: App, { checkout }: Sale): string {
  const id = checkout?.programme?.id ?? '';
  return programme?.id === id ? programme.name[language] : id;
}

/** Prints one receipt, on paper as long as it is: a roll has no pages. */
export function print(receipt: HTMLElement): void {
  const paper = h('div', { id: 'paper' }, receipt.cloneNode(true));
  document.body.append(paper);
  const height_mm = Math.ceil((paper.scrollHeight * MM_PER_INCH) / PX_PER_INCH) + FEED_MM;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`@page { size: 80mm ${height_mm}mm; margin: 0 }`);
  document.adoptedStyleSheets = [sheet];
  const onAfter = (): void => {
    paper.remove();
    document.adoptedStyleSheets = [];
  };
  window.addEventListener('afterprint', onAfter, { once: true });
  window.print();
}

const MM_PER_INCH = 25.4;
const PX_PER_INCH = 96;

/** Millimetres of white at the end, for the cutter. */
const FEED_MM = 6;
