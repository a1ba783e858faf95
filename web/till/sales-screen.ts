// The sales that this till has written down: what is unfinished, in order, with its reason and what to do; and what is done.

import { isFinished, type Sale } from '../../sdk/till.ts';
import { h } from '../dom.ts';
import { yuan } from '../yuan.ts';
import type { App } from './app.ts';
import { button } from './controls.ts';
import { FINISHED_SHOWN } from './limits.ts';
import { messageOf } from './messages.ts';
import { print, saleReceipt } from './receipt.ts';
import { fill, type Text } from './text.ts';

export function salesScreen(app: App, sales: readonly Sale[], open: (sale: Sale) => void): HTMLElement[] {
  const { text, till, language } = app;
  const unfinished = sales.filter((sale) => !isFinished(sale));
  const obstacle = till?.obstacle ?? null;
  const said = obstacle === null ? null : messageOf(obstacle, language);
  return [
    h(
      'section',
      { class: 'list' },
      said && h('p', { class: 'notice bad', 'data-test': 'obstacle' }, h('b', {}, said.what), ' ', said.next),
      h('h2', {}, text.open_sales),
      button('send-now', text.send_now, () => void till?.run()),
      unfinished.length === 0 && h('p', { 'data-test': 'no-sales' }, text.no_sales),
      h('ol', {}, ...unfinished.map((sale) => unfinishedRow(app, sale, open))),
      h('h2', {}, text.finished_sales),
      h('ul', {}, ...finishedShown(sales).map((sale) => finishedRow(app, sale))),
    ),
  ];
}

/** The latest of what is done, latest first. */
export const finishedShown = (sales: readonly Sale[]): Sale[] =>
  sales.filter(isFinished).slice(-FINISHED_SHOWN).reverse();

function unfinishedRow(app: App, sale: Sale, open: (sale: Sale) => void): HTMLElement {
  const { text, language } = app;
  const { problem } = sale;
  // What keeps the whole till is said once, above.
  const is_own = problem !== null && problem.code !== app.till?.obstacle?.code;
  const said = is_own ? messageOf(problem, language) : null;
  const label = sale.state === 'reserved' && sale.taken === null ? text.pay : text.look;
  return h(
    'li',
    { 'data-test': `sale-${sale.id}`, 'data-state': sale.state },
    h('b', {}, text[`state_${sale.state}`]),
    ' ',
    titles(sale, text),
    h('span', { class: 'number' }, dueOf(app, sale)),
    h('small', {}, sale.id),
    said && h('p', { class: 'notice bad' }, h('b', {}, said.what), ' ', said.next),
    button(`open-${sale.id}`, label, () => open(sale), { 'aria-label': `${label}: ${titles(sale, text)}` }),
  );
}

function finishedRow(app: App, sale: Sale): HTMLElement {
  const { text } = app;
  return h(
    'li',
    { 'data-key': sale.id, 'data-state': sale.state },
    h('b', {}, text[`state_${sale.state}`]),
    ' ',
    titles(sale, text),
    h('span', { class: 'number' }, dueOf(app, sale)),
    h('small', {}, sale.checkout?.id ?? sale.id),
    sale.state === 'confirmed' &&
      button(`print-${sale.id}`, text.print, () => print(saleReceipt(app, sale)), {
        'aria-label': `${text.print}: ${titles(sale, text)}, ${sale.id}`,
      }),
  );
}

/** What was sold. Titles have commas of their own. */
export const titles = ({ request }: Pick<Sale, 'request'>, { between }: Pick<Text, 'between'>): string =>
  request.lines.map(({ title, sku, quantity }) => `${title ?? sku} × ${quantity}`).join(between);

/** What was paid, or is due; an estimate says that it is one. */
function dueOf({ text }: App, { taken, checkout, estimate }: Sale): string {
  if (taken !== null) return fill(text.taken_amount, { amount: yuan(taken.amount) });
  if (checkout !== null) return yuan(checkout.amount_due);
  return estimate === null ? '' : fill(text.estimated_due, { amount: yuan(estimate.amount_due) });
}
