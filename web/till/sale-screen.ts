// The screen on which a sale is rung up: its lines with their tags, and what is due in large type.

import type { Quote } from '../../sdk/till.ts';
import { h } from '../dom.ts';
import { yuan } from '../yuan.ts';
import type { App } from './app.ts';
import { EMPTY, type Item, setQuantity } from './cart.ts';
import { isWrong } from './clock.ts';
import { button } from './controls.ts';
import { reasonOf } from './reasons.ts';
import { serialNeed } from './serial-need.ts';
import { fill } from './text.ts';

/** What the screen asks of the page: dialogs of their own. */
export type SaleActions = {
  readonly enterCode: () => void;
  readonly camera: (() => void) | null;
  readonly serials: (at: number) => void;
  readonly pay: () => void;
};

export function saleScreen(app: App, actions: SaleActions): HTMLElement[] {
  return [h('section', { class: 'lines' }, linesOf(app, actions)), totals(app, actions)];
}

function linesOf(app: App, actions: SaleActions): HTMLElement {
  const { cart, text } = app;
  if (cart.items.length === 0) {
    const what = app.products.count === 0 ? text.setup_no_products : text.empty;
    return h('p', { class: 'empty', 'data-test': 'empty' }, what);
  }
  const head = [text.product, text.unit_price, text.quantity, text.amount, text.subsidy, text.due];
  return h(
    'table',
    {},
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        ...head.map((name) => h('th', { scope: 'col', class: name === text.amount ? 'list' : null }, name)),
      ),
    ),
    h('tbody', {}, ...cart.items.map((item, at) => row(app, actions, item, at))),
  );
}

function row(app: App, actions: SaleActions, item: Item, at: number): HTMLElement {
  const { price, language } = app;
  const { product, quantity } = item;
  const line = price?.quote.lines[at];
  const select = (): void => {
    if (app.selected === at) return;
    app.selected = at;
    app.draw();
  };
  return h(
    'tr',
    { 'aria-selected': app.selected === at ? 'true' : 'false', click: select, 'data-test': `line-${at}` },
    h(
      'td',
      {},
      h('b', {}, product.title),
      h('small', {}, `${product.sku}${product.gtin === null ? '' : ` · ${product.gtin}`}`),
      line && tag(line.tag, reasonOf(line.tag, language), at),
      serials(app, actions, item, at),
    ),
    h('td', { class: 'number' }, yuan(product.unit_amount)),
    h('td', { class: 'quantity' }, ...stepper(app, at, item)),
    h('td', { class: 'number list' }, yuan(product.unit_amount * quantity)),
    h('td', { class: 'number subsidy' }, line ? yuan(line.subsidy_amount) : '…'),
    h('td', { class: 'number' }, line ? yuan(line.amount_due) : '…'),
  );
}

const tag = ({ qualifies }: Quote['lines'][number]['tag'], words: string, at: number): HTMLElement =>
  h('span', { class: qualifies ? 'tag yes' : 'tag', 'data-test': `tag-${at}` }, words);

function serials(
  app: App,
  actions: SaleActions,
  { product, serials, quantity }: Item,
  at: number,
): HTMLElement | null {
  const { text, price } = app;
  const need = price === null ? 'none' : serialNeed(app, at);
  if (need === 'none' && serials.length === 0) return null;
  const missing = need === 'required' ? quantity - serials.length : 0;
  const label = missing > 0 ? fill(text.serial_needed, { count: missing }) : text.serials;
  return h(
    'span',
    { class: 'serials' },
    button(`serials-${at}`, label, () => actions.serials(at), {
      class: missing > 0 ? 'wanted' : 'quiet',
      'aria-label': missing > 0 ? null : fill(text.serials_of, { title: product.title }),
    }),
    serials.join(', '),
  );
}

function stepper(app: App, at: number, { product: { title }, quantity }: Item): Node[] {
  const { text } = app;
  const to = (count: number) => () => app.setCart(setQuantity(app.cart, at, count), at);
  return [
    button(`less-${at}`, '−', to(quantity - 1), { 'aria-label': fill(text.less_of, { title }) }),
    h('output', { 'data-test': `quantity-${at}` }, quantity),
    button(`more-${at}`, '+', to(quantity + 1), { 'aria-label': fill(text.more_of, { title }) }),
  ];
}

function totals(app: App, actions: SaleActions): HTMLElement {
  const { text, cart, price } = app;
  const quote = price?.quote;
  const is_empty = cart.items.length === 0;
  const shown = (fen: number | undefined): string =>
    is_empty ? yuan(0) : fen === undefined ? '…' : yuan(fen);
  return h(
    'aside',
    {
      ...{ class: price?.is_estimate ? 'totals estimate' : 'totals', 'data-key': 'totals' },
      'aria-live': 'polite',
    },
    price?.is_estimate && h('p', { class: 'badge', 'data-test': 'estimate' }, text.estimate),
    h(
      'dl',
      {},
      h('dt', {}, text.list_price),
      h('dd', { 'data-test': 'list-price' }, shown(quote?.amount_total)),
    ),
    h(
      'dl',
      { class: 'subsidy' },
      h('dt', {}, text.subsidy, quote?.capped && h('small', {}, ` ${text.capped}`)),
      h('dd', { 'data-test': 'subsidy' }, shown(quote?.subsidy_amount)),
    ),
    h(
      'dl',
      { class: 'due' },
      h('dt', {}, price?.is_estimate ? text.due_estimate : text.due),
      h('dd', { 'data-test': 'due' }, shown(quote?.amount_due)),
    ),
    price?.is_estimate && h('p', { class: 'note' }, text.estimate_note),
    price?.is_estimate && isWrong(app.clock_difference_s) && clockWrong(app),
    app.programme?.per_buyer_limit != null && buyer(app),
    button('pay', `${text.pay} F8`, actions.pay, { class: 'main', disabled: is_empty }),
    button('enter-code', `${text.enter_code} F2`, actions.enterCode),
    actions.camera && button('camera', text.camera, actions.camera),
    !is_empty && button('clear', text.clear, () => clear(app)),
    h('p', { class: 'keys' }, text.keys),
  );
}

function clockWrong({ text, clock_difference_s }: App): HTMLElement {
  const way = clock_difference_s > 0 ? text.clock_slow : text.clock_fast;
  const minutes = Math.round(Math.abs(clock_difference_s) / 60);
  return h('p', { class: 'notice', 'data-test': 'clock-wrong' }, fill(text.clock_wrong, { way, minutes }));
}

function buyer(app: App): HTMLElement {
  const change = (event: Event): void => {
    app.setCart({ ...app.cart, buyer: (event.target as HTMLInputElement).value });
  };
  return h(
    'label',
    {},
    app.text.buyer,
    h('input', { 'data-test': 'buyer', value: app.cart.buyer, change, autocomplete: 'off' }),
  );
}

export function clear(app: App): void {
  if (app.cart.items.length === 0 || !confirm(app.text.clear_sure)) return;
  app.setCart(EMPTY, 0);
}
