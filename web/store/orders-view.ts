// The orders of this browser, each as Zhehui has it now.

import type { Zhehui } from '../../sdk/index.ts';
import { h } from '../dom.ts';
import { address, moment, yuan } from '../language.ts';
import { nameOf } from './goods.ts';
import { type Order, orders } from './orders.ts';
import { notice, show } from './shop.ts';
import { T } from './text.ts';

export async function ordersView(zhehui: Zhehui): Promise<void> {
  const list = h('ul', { class: 'plain orders' });
  const none = h('p', { class: 'quiet' }, T.no_orders);
  show(h('h1', {}, T.orders), orders().length === 0 ? none : list);
  for (const order of orders()) list.append(await row(zhehui, order));
}

async function row(zhehui: Zhehui, { checkout, client_secret }: Order): Promise<HTMLElement> {
  const found = await zhehui.retrieveCheckout(checkout, { clientSecret: client_secret }).catch(() => null);
  if (found === null) return h('li', { class: 'card' }, notice('', `${checkout}: ${T.failed}`));
  const names = found.lines.map(({ sku, quantity }) => `${nameOf(sku)} × ${quantity}`).join(', ');
  const open = h('a', { class: 'button', href: address({ view: 'order', order: checkout }) }, T.open_order);
  return h(
    'li',
    { class: 'card order', 'data-test': 'order' },
    h(
      'div',
      {},
      h('p', {}, names),
      h(
        'p',
        { class: 'quiet small number' },
        `${moment(found.created)} · ${yuan(found.amount_due)} · ${T.statuses[found.status]}`,
      ),
    ),
    open,
  );
}
