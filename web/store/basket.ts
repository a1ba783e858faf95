// The cart beside the shelf: how many of each, and the live quote of all of it.

import { drawing, h } from '../dom.ts';
import { address, yuan } from '../language.ts';
import { cartLines, onCartChange, quantityOf, setQuantity } from './cart.ts';
import { GOODS, nameOf } from './goods.ts';
import { T } from './text.ts';
import { goneGood, goneWords } from './trouble.ts';

export function basket(): HTMLElement {
  const lines = h('ul', { class: 'lines' });
  const empty = h('p', { class: 'quiet', 'data-test': 'cart-empty' }, T.empty);
  const gone = h('p', { role: 'alert', class: 'notice bad', 'data-test': 'gone' });
  const tell = ({ detail }: Event & { detail?: unknown }): void => {
    const sku = goneGood(detail, cartLines());
    gone.hidden = sku === undefined;
    if (sku !== undefined) gone.replaceChildren(goneWords(sku));
  };
  const summary = h('zhehui-summary', { 'data-test': 'summary', 'zhehui-error': tell });
  const checkout = h(
    'a',
    { class: 'button main', href: address({ view: 'pay' }), 'data-test': 'checkout' },
    T.checkout,
  );
  const priced = h('div', { class: 'priced' }, gone, summary, checkout);
  const heading = h('h2', { id: 'cart', tabindex: -1 }, T.cart);
  const show = () => {
    const cart = cartLines();
    keepRows(
      lines,
      cart.map(({ sku }) => sku),
      heading,
    );
    gone.hidden = true;
    empty.hidden = cart.length > 0;
    priced.hidden = cart.length === 0;
    if (cart.length > 0) summary.cart = { lines: cart.map((line) => ({ ...line, title: nameOf(line.sku) })) };
  };
  onCartChange(show);
  show();
  return h('section', { class: 'card basket', 'aria-labelledby': 'cart' }, heading, empty, lines, priced);
}

/** On a narrow page, where the cart is below the shelf: how much is in it, and the way there. */
export function cartBar(): HTMLElement {
  const count = h('span');
  const due = h('strong', { class: 'number', 'data-test': 'bar-due' });
  const bar = h('a', { class: 'button main bar', href: '#cart' }, count, due);
  const show = () => {
    const units = cartLines().reduce((sum, { quantity }) => sum + quantity, 0);
    count.replaceChildren(T.to_cart(units));
    due.replaceChildren();
    bar.hidden = units === 0;
  };
  addEventListener('zhehui-quote', ({ target, detail }: Event & { detail?: { amount_due: number } }) => {
    if (target instanceof HTMLElement && target.localName === 'zhehui-summary' && detail) {
      due.replaceChildren(yuan(detail.amount_due));
    }
  });
  onCartChange(show);
  show();
  return bar;
}

/** A row for each good, made once: the button that was pressed keeps the focus, or hands it to the next row's, else to the heading. */
function keepRows(list: HTMLElement, skus: readonly string[], heading: HTMLElement): void {
  const rows = new Map([...list.children].map((row) => [row.getAttribute('data-sku') ?? '', row]));
  for (const [sku, row] of rows) {
    if (skus.includes(sku)) continue;
    const next = row.nextElementSibling ?? row.previousElementSibling;
    if (row.contains(document.activeElement)) (next?.querySelector('button') ?? heading).focus();
    row.remove();
  }
  for (const sku of skus) {
    const row = rows.get(sku);
    if (row === undefined) list.append(rowOf(sku));
    else row.dispatchEvent(new Event('count'));
  }
}

function rowOf(sku: string): HTMLElement {
  const name = nameOf(sku);
  const field = h('input', {
    type: 'number',
    min: 0,
    inputmode: 'numeric',
    'aria-label': T.quantity(name),
    'data-test': `quantity-${sku}`,
    // A field that was emptied is no wish to take it out.
    change: () => setQuantity(sku, Number.isNaN(field.valueAsNumber) ? quantityOf(sku) : field.valueAsNumber),
  });
  const step = (by: number, sign: string, label: string, test: string) =>
    h(
      'button',
      {
        type: 'button',
        'aria-label': label,
        'data-test': `${test}-${sku}`,
        click: () => setQuantity(sku, quantityOf(sku) + by),
      },
      sign,
    );
  const count = () => {
    field.value = String(quantityOf(sku));
  };
  count();
  const picture = GOODS.find((good) => good.sku === sku)?.picture ?? '';
  return h(
    'li',
    { 'data-sku': sku, count },
    h('div', { class: 'picture' }, drawing(picture)),
    h('span', { class: 'name' }, name),
    h(
      'div',
      { class: 'stepper' },
      step(-1, '−', T.less(name), 'less'),
      field,
      step(1, '+', T.more(name), 'more'),
    ),
  );
}
