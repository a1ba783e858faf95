// The money of a sale that the shop takes itself: tender, cash with its change or a slip's number, and the button that says that
// the money is there.

import { type Sale, totalOf } from '../../sdk/till.ts';
import { TENDER_REFERENCE_CHARS_MAX } from '../../src/limits.ts';
import { TENDERS, type Tender } from '../../src/vocabulary.ts';
import { h } from '../dom.ts';
import { fenOf, yuan } from '../yuan.ts';
import type { App } from './app.ts';
import { button, submit } from './controls.ts';
import type { PayView } from './pay-views.ts';
import { fill } from './text.ts';

/** A sale that is reserved: the subsidy stands, whatever becomes of the network. */
export function taking(view: PayView, sale: Sale): HTMLElement[] {
  const { text } = view.app;
  const { subsidy_amount = 0, amount_due = 0 } = sale.checkout ?? {};
  return [
    h('p', { class: 'good' }, subsidy_amount > 0 ? text.reserved : text.no_subsidy),
    amount(text.due, amount_due),
    differs(view.app, sale),
    moneyForm(view, amount_due, `${text.taken} ${yuan(amount_due)}`),
    h(
      'p',
      { class: 'actions' },
      button('hold', text.hold, () => view.close()),
      button('cancel', text.cancel, () => void view.cancel()),
    ),
  ].filter((element) => element !== null);
}

/** The full price, now and for good: the customer has to agree. */
export function fullPrice(view: PayView, sale: Sale): HTMLElement[] {
  const { text } = view.app;
  const total = totalOf(sale.request);
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

export const amount = (name: string, fen: number): HTMLElement =>
  h('dl', { class: 'due' }, h('dt', {}, name), h('dd', { 'data-test': 'pay-due' }, yuan(fen)));

/** What is due beyond what the customer was shown while the API was away. */
const moreThanShown = ({ estimate, checkout }: Sale): number =>
  estimate === null || checkout === null ? 0 : checkout.amount_due - estimate.amount_due;

/** Whether the customer has to agree to a higher price first. */
export const isDearer = (sale: Sale): boolean => moreThanShown(sale) > 0;

/** How what is due differs from what the customer was shown. */
export function differs({ text }: App, sale: Sale): HTMLElement | null {
  const more = moreThanShown(sale);
  if (more === 0) return null;
  const words = fill(more > 0 ? text.due_more : text.due_less, { amount: yuan(Math.abs(more)) });
  return h('p', { class: more > 0 ? 'notice bad' : 'notice good', 'data-test': 'due-differs' }, words);
}

function moneyForm(view: PayView, due: number, label: string): HTMLElement {
  const { text } = view.app;
  const is_cash = view.tender === 'cash';
  const onsubmit = (event: Event): void => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    if (!isShort(fieldOf(form, 'received'), due)) void view.take(fieldOf(form, 'reference'));
  };
  const tellChange = (event: Event): void => {
    const output = (event.currentTarget as HTMLFormElement).querySelector('output');
    if (output !== null) output.textContent = changeOf(view.app, event.currentTarget as HTMLFormElement, due);
  };
  return h(
    'form',
    { submit: onsubmit, input: tellChange, class: 'money', 'data-key': `money-${due}` },
    h('label', {}, text.how, tenders(view)),
    is_cash ? received(text.received) : reference(text.reference),
    is_cash && h('output', { 'data-test': 'change', 'data-own': true }),
    submit('confirm-payment', label),
  );
}

const received = (label: string): HTMLElement =>
  h(
    'label',
    { 'data-key': 'received' },
    label,
    h('input', {
      ...{ name: 'received', 'data-test': 'received', inputmode: 'decimal' },
      ...{ autocomplete: 'off', autofocus: true },
    }),
  );

const reference = (label: string): HTMLElement =>
  h(
    'label',
    { 'data-key': 'reference' },
    label,
    h('input', {
      ...{ name: 'reference', 'data-test': 'reference', maxlength: TENDER_REFERENCE_CHARS_MAX },
      ...{ autocomplete: 'off', autofocus: true },
    }),
  );

const fieldOf = (form: HTMLFormElement, name: string): string =>
  String(new FormData(form).get(name) ?? '').trim();

/** Cash that was counted, and is less than what is due. Who counts nothing has counted it elsewhere. */
const isShort = (typed: string, due: number): boolean => typed !== '' && (fenOf(typed) ?? -1) < due;

function changeOf({ text }: App, form: HTMLFormElement, due: number): string {
  const typed = fieldOf(form, 'received');
  if (isShort(typed, due)) return text.too_little;
  const fen = fenOf(typed);
  return fen === null ? '' : `${text.change} ${yuan(fen - due)}`;
}

function tenders(view: PayView): HTMLElement {
  const { text } = view.app;
  const change = (event: Event): void => view.choose((event.target as HTMLSelectElement).value as Tender);
  const options = TENDERS.map((tender) =>
    h('option', { value: tender, selected: tender === view.tender }, text[tender]),
  );
  return h('select', { 'data-test': 'tender', change }, ...options);
}
