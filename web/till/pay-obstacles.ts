// What keeps a sale from being paid, and the ways out: nothing is reserved yet, or the API refuses.

import { type Sale, totalOf } from '../../sdk/till.ts';
import { h } from '../dom.ts';
import { yuan } from '../yuan.ts';
import { button } from './controls.ts';
import { messageOf } from './messages.ts';
import type { PayView } from './pay-views.ts';
import { fill } from './text.ts';

/** Nothing is reserved yet. While that lasts the cashier may wait, hold the sale, or sell at the full price. */
export function waiting(view: PayView, sale: Sale): HTMLElement[] {
  const { app } = view;
  const { text, till, language } = app;
  const obstacle = till?.obstacle ?? sale.problem;
  if (obstacle === null && !view.is_slow) return [h('p', { class: 'note', role: 'status' }, text.reserving)];
  const { what, next } = messageOf(obstacle ?? SLOW, language);
  const can_sell = sale.request.payment !== undefined || sale.state === 'parked';
  const full = fill(text.full_price, { amount: yuan(totalOf(sale.request)) });
  return [
    h(
      'p',
      { class: 'notice bad', role: 'alert', 'data-test': 'away', 'data-code': obstacle?.code },
      ...[h('b', {}, text.away), ' ', `${what} ${next}`],
    ),
    sale.estimate &&
      h('p', { class: 'badge' }, fill(text.estimated_due, { amount: yuan(sale.estimate.amount_due) })),
    h('p', {}, text.away_what),
    h(
      'div',
      { class: 'choices' },
      button('hold', text.hold, () => view.close()),
      h('small', {}, text.hold_note),
      can_sell && button('full-price', full, () => view.full(true)),
      h('small', {}, can_sell ? text.full_price_note : text.full_price_not_yet),
      button('cancel', text.cancel, () => void view.cancel()),
    ),
  ].filter((element) => element !== null);
}

const SLOW = { code: 'timeout', message: '' };

/** What the API refuses, and the ways out of it. */
export function refusal(view: PayView, sale: Sale): HTMLElement[] {
  const { text, language } = view.app;
  const problem = sale.problem ?? { code: 'internal_error', message: '' };
  const { what, next } = messageOf(problem, language);
  return [
    h(
      'p',
      { class: 'notice bad', role: 'alert', 'data-test': 'refusal', 'data-code': problem.code },
      ...[h('b', {}, what), ' ', next],
    ),
    h(
      'div',
      { class: 'choices' },
      ...(sale.taken === null ? waysOut(view, sale) : waysOutOfPaid(view, sale.taken.amount)),
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
  const { code, amount_due, amount_due_without_subsidy: full } = sale.problem ?? {};
  const is_qr = sale.request.payment === undefined;
  const sell = (): void => {
    if (is_qr) void view.again({ subsidy: 'none', expected_amount_due: full ?? totalOf(sale.request) });
    else view.full(true);
  };
  return [
    code === 'amount_changed' &&
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

/** Money was taken: it is reported, or given back. There is no receipt of it, for its subsidy is gone. */
function waysOutOfPaid(view: PayView, taken: number): HTMLElement[] {
  const { text } = view.app;
  const give_back = (): void => {
    if (confirm(fill(text.given_back_sure, { amount: yuan(taken) }))) void view.cancel();
  };
  return [
    button('try-again', text.try_again, () => void view.again({})),
    button('given-back', text.given_back, give_back),
  ];
}
