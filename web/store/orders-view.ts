// The orders of this browser, each as Zhehui has it now.

import type { Zhehui } from '../../sdk/index.ts';
import { h } from '../dom.ts';
import { moment, yuan } from '../language.ts';
import { listOf } from './goods.ts';
import { type Order, orderAddress, orders } from './orders.ts';
import { stateWords } from './returned.ts';
import { notice, show } from './shop.ts';
import { T } from './text.ts';
import { wordsFor } from './trouble.ts';

export async function ordersView(zhehui: Zhehui): Promise<void> {
  const list = h('ul', { class: 'plain orders' });
  const none = h('p', { class: 'quiet' }, T.no_orders);
  show(T.orders, orders().length === 0 ? none : list);
  for (const order of orders()) list.append(await row(zhehui, order));
}

async function row(zhehui: Zhehui, order: Order): Promise<HTMLElement> {
  const { checkout, client_secret } = order;
  const found = await zhehui.retrieveCheckout(checkout, { clientSecret: client_secret }).catch(wordsFor);
  const open = h('a', { class: 'button', href: orderAddress(order) }, T.open_order);
  if (typeof found === 'string') {
    return h('li', { class: 'card order' }, notice('', h('strong', {}, checkout), found), open);
  }
  return h(
    'li',
    { class: 'card order', 'data-test': 'order' },
    h(
      'div',
      {},
      h('p', {}, listOf(found.lines)),
      h(
        'p',
        { class: 'quiet small number' },
        `${moment(found.created)} · ${yuan(found.amount_due)} · ${stateWords(found)}`,
      ),
    ),
    open,
  );
}
