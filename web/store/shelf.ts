// The goods on the shelf: each with its drawing, what Zhehui says it costs after the subsidy, and a button that puts it into the cart.

import { drawing, h } from '../dom.ts';
import { cartBar } from './basket.ts';
import { onCartChange, quantityOf, setQuantity } from './cart.ts';
import { GOODS, type Good } from './goods.ts';
import { T } from './text.ts';

export function shelf(): HTMLElement {
  return h(
    'section',
    { class: 'shelf', 'aria-labelledby': 'goods' },
    h('h2', { id: 'goods', class: 'hidden' }, T.goods),
    h('ul', { class: 'goods' }, ...GOODS.map((good) => h('li', { class: 'card product' }, ...onShelf(good)))),
    cartBar(),
  );
}

function onShelf(good: Good): HTMLElement[] {
  const { sku, name, brand, picture } = good;
  const count = h('span', { class: 'quiet small', role: 'status', 'data-test': `count-${sku}` });
  const show = () => count.replaceChildren(quantityOf(sku) > 0 ? T.added(quantityOf(sku)) : '');
  onCartChange(show);
  show();
  const add = h(
    'button',
    { type: 'button', 'data-test': `add-${sku}`, click: () => setQuantity(sku, quantityOf(sku) + 1) },
    T.add,
    h('span', { class: 'hidden' }, ` ${name}`),
  );
  return [
    h('div', { class: 'picture' }, drawing(picture)),
    h('div', { class: 'what' }, h('p', { class: 'quiet small' }, brand), h('h3', {}, name)),
    h('zhehui-price', { sku }),
    h('div', { class: 'buy' }, add, count),
  ];
}
